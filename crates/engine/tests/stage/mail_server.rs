//! A mail server of our own on loopback: it takes mails, or does what mail servers do instead.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{MailSettings, MailTls};
use language::Language;
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does with the next connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes the mail.
    Kind,
    /// It wants a sign-in with this user and password.
    WantsSignIn(&'static str, &'static str),
    /// It refuses the recipient for good.
    Refuses,
    /// It asks to come again later.
    Busy,
    /// It takes the connection and says nothing.
    Hangs,
    /// It ends the connection in the middle of the mail.
    Dies,
}

/// The server.
#[derive(Clone)]
pub(crate) struct MailServer {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    mails: Arc<Mutex<Vec<String>>>,
    visited: Arc<Notify>,
}

impl MailServer {
    /// A kind one.
    pub(crate) async fn open() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = MailServer {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(Mood::Kind)),
            mails: Arc::default(),
            visited: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    /// How to send through it.
    pub(crate) fn settings(&self, to: &[&str]) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: MailTls::None,
            user: String::new(),
            password: SecretString::from(""),
            from: "Ringledger <ringledger@example.com>".to_owned(),
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            timeout: Duration::from_secs(1),
            language: Language::English,
            time_zone: "Asia/Tokyo".to_owned(),
            public_url: "https://calls.example.com/".to_owned(),
        }
    }

    pub(crate) fn feel(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The mails that it has taken since the last time, as they came, lines joined that were folded.
    pub(crate) fn taken(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().drain(..).map(|raw| Mail { raw }).collect()
    }

    /// Waits for a connection.
    pub(crate) async fn visited(&self) {
        self.visited.notified().await;
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let mood = *self.mood.lock().unwrap();
        let mut stream = BufReader::new(stream);
        self.visited.notify_one();
        if mood == Mood::Hangs {
            // Until the other side gives up.
            let mut rest = String::new();
            stream.read_line(&mut rest).await.ok()?;
            return None;
        }
        say(&mut stream, "220 mail.example.com ready").await?;
        let mut signed_in = false;
        loop {
            let line = hear(&mut stream).await?;
            let answer = match (line.split(' ').next().unwrap(), mood) {
                ("EHLO", _) => "250-mail.example.com\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
                ("AUTH", Mood::WantsSignIn(user, password)) => {
                    signed_in = line == format!("AUTH PLAIN {}", plain(user, password));
                    if signed_in { "235 welcome" } else { "535 5.7.8 wrong user or password" }
                }
                ("MAIL", Mood::WantsSignIn(..)) if !signed_in => "530 5.7.0 sign in first",
                ("RCPT", Mood::Refuses) => "550 5.1.1 nobody of this name here",
                ("RCPT", Mood::Busy) => "451 4.3.0 come again later",
                ("DATA", _) => {
                    say(&mut stream, "354 go on").await?;
                    if mood == Mood::Dies {
                        hear(&mut stream).await?;
                        return None;
                    }
                    let mail = self.hear_mail(&mut stream).await?;
                    self.mails.lock().unwrap().push(mail);
                    "250 2.0.0 taken as 7F3A"
                }
                ("QUIT", _) => {
                    say(&mut stream, "221 bye").await?;
                    return None;
                }
                _ => "250 ok",
            };
            say(&mut stream, answer).await?;
        }
    }

    async fn hear_mail(&self, stream: &mut BufReader<TcpStream>) -> Option<String> {
        let mut mail = String::new();
        loop {
            let line = hear(stream).await?;
            if line == "." {
                return Some(mail);
            }
            mail += line.strip_prefix('.').unwrap_or(&line);
            mail.push('\n');
        }
    }
}

/// A mail as it came over the wire.
#[derive(Debug)]
pub(crate) struct Mail {
    raw: String,
}

impl Mail {
    /// A header's value, unfolded and decoded.
    pub(crate) fn header(&self, name: &str) -> String {
        let head = self.raw.split("\n\n").next().unwrap().replace("\n ", " ");
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        decoded_words(found.unwrap_or_default())
    }

    /// The plain text.
    pub(crate) fn text(&self) -> String {
        self.part("text/plain")
    }

    /// The HTML.
    pub(crate) fn html(&self) -> String {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> String {
        let begin = self.raw.find(&format!("Content-Type: {kind}")).unwrap();
        let part = &self.raw[begin..];
        let (head, body) = part.split_once("\n\n").unwrap();
        let boundary = self.raw.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        let body = body.split(&format!("\n--{boundary}")).next().unwrap();
        match head.to_lowercase() {
            head if head.contains("base64") => base64(&body.replace('\n', "")),
            head if head.contains("quoted-printable") => quoted(&body.replace("=\n", "")),
            _ => body.to_owned(),
        }
    }
}

fn quoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&more[..2]).unwrap(), 16).unwrap());
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    String::from_utf8(base64::prelude::BASE64_STANDARD.decode(text).unwrap()).unwrap()
}

/// `=?utf-8?b?…?=` (RFC 2047): the space between two such words is none.
fn decoded_words(text: &str) -> String {
    let mut decoded = String::new();
    let mut after_encoded = None;
    for word in text.split(' ') {
        let inside = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        if after_encoded.is_some_and(|encoded: bool| !(encoded && inside.is_some())) {
            decoded.push(' ');
        }
        decoded += &inside.map_or_else(|| word.to_owned(), base64);
        after_encoded = Some(inside.is_some());
    }
    decoded
}

fn plain(user: &str, password: &str) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(format!("\0{user}\0{password}"))
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
