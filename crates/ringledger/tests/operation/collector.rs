//! A collector of traces: takes OTLP over HTTP on loopback, and reads the protobuf by its field numbers alone, so that a
//! mistake in the program's own messages cannot hide.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A span as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) trace_id: String,
    pub(crate) span_id: String,
    pub(crate) name: String,
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// Trace and span id of the spans that it is linked to.
    pub(crate) links: Vec<(String, String)>,
}

/// The collector; it runs until the test ends.
pub(crate) struct Collector {
    pub(crate) url: String,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Collector {
    pub(crate) fn start() -> Collector {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let bodies: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let taken = bodies.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let taken = taken.clone();
                std::thread::spawn(move || answer(stream.unwrap(), &taken));
            }
        });
        Collector { url, bodies }
    }

    /// Everything that arrived, as bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bodies.lock().unwrap().concat()
    }

    pub(crate) fn spans(&self) -> Vec<Span> {
        let bodies = self.bodies.lock().unwrap();
        let all = bodies.iter().flat_map(|body| {
            messages(body, 1).flat_map(|resource| {
                messages(resource, 2).flat_map(|scope| messages(scope, 2).map(span))
            })
        });
        all.collect()
    }
}

fn answer(stream: TcpStream, taken: &Mutex<Vec<Vec<u8>>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut head) = (String::new(), String::new());
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            head.push_str(&line.to_lowercase());
            line.clear();
        }
        if head.is_empty() {
            return;
        }
        assert!(head.starts_with("post /v1/traces http/1.1"), "{head}");
        assert!(head.contains("content-type: application/x-protobuf"), "{head}");
        let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
        let mut body = vec![0; length.trim().parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        taken.lock().unwrap().push(body);
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    }
}

fn span(bytes: &[u8]) -> Span {
    let link = |bytes: &[u8]| (hex(one(bytes, 1)), hex(one(bytes, 2)));
    Span {
        trace_id: hex(one(bytes, 1)),
        span_id: hex(one(bytes, 2)),
        name: String::from_utf8(one(bytes, 5).to_vec()).unwrap(),
        start: u64::from_le_bytes(one(bytes, 7).try_into().unwrap()),
        end: u64::from_le_bytes(one(bytes, 8).try_into().unwrap()),
        links: messages(bytes, 13).map(link).collect(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The only field with this number.
fn one(message: &[u8], number: u64) -> &[u8] {
    let mut found = messages(message, number);
    let only = found.next().unwrap_or_else(|| panic!("field {number} is missing"));
    assert!(found.next().is_none(), "field {number} stands twice");
    only
}

/// The contents of all fields with this number (Protocol Buffers, "Encoding").
fn messages(message: &[u8], wanted: u64) -> impl Iterator<Item = &[u8]> {
    let mut rest = message;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let tag = varint(&mut rest);
            let length = match tag & 7 {
                0 => {
                    varint(&mut rest);
                    continue;
                }
                1 => 8,
                2 => usize::try_from(varint(&mut rest)).unwrap(),
                5 => 4,
                other => panic!("wire type {other}"),
            };
            let (content, behind) = rest.split_at(length);
            rest = behind;
            if tag >> 3 == wanted {
                return Some(content);
            }
        }
        None
    })
}

fn varint(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    for place in 0.. {
        let (byte, behind) = rest.split_first().expect("the message ends early");
        *rest = behind;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return value;
        }
    }
    value
}
