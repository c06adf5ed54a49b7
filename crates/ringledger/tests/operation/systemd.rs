//! What the service tells systemd (sd_notify): that it takes webhooks, and that it ends.

use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::installation::{Installation, command};

/// The service; it ends with the test.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn heard(socket: &UnixDatagram) -> String {
    let mut buffer = [0; 256];
    let length = socket.recv(&mut buffer).expect("the service tells nothing");
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[test]
fn systemd_is_told_when_webhooks_are_taken_and_when_it_ends() {
    let installation = Installation::new();
    let path = installation.path("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut serve = command(&installation.path(""), &["serve"]);
    serve.env("NOTIFY_SOCKET", &path).stdout(Stdio::null()).stderr(Stdio::null());
    let service = Service(serve.spawn().unwrap());
    assert_eq!(heard(&socket), "READY=1\n");
    let address = installation.service.parse().unwrap();
    std::net::TcpStream::connect_timeout(&address, Duration::from_secs(5)).unwrap();
    let id = service.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(heard(&socket), "STOPPING=1\n");
}
