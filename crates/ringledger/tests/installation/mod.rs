//! An installation of the binary in a folder of its own: configuration, an org and a service as processes.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long a process may take to answer or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(20);

/// What proves that a webhook is the phone system's.
pub(crate) const SECRET: &str = "whsec_Y29tbWFuZC1saW5lLXRlc3RzLW9mLXJpbmdsZWRnZXI=";

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) success: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Done {
        Done {
            success: output.status.success(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The folder and the two addresses.
pub(crate) struct Installation {
    folder: TempDir,
    pub(crate) org: String,
    pub(crate) service: String,
}

/// A process of ours; dropping it kills it.
pub(crate) struct Running(Child);

impl Installation {
    /// A folder with a configuration that names a free address each for org and service.
    pub(crate) fn new() -> Installation {
        let [org, service] = [free_address(), free_address()];
        let made = Installation { folder: tempfile::tempdir().unwrap(), org, service };
        made.configure(&format!("http://{}", made.org), "");
        made
    }

    /// Writes the configuration anew; `more` goes to its top.
    pub(crate) fn configure(&self, login_url: &str, more: &str) {
        let database = self.path("ringledger.db");
        let text = format!(
            "{more}\n[server]\nlisten = \"{}\"\n[database]\nurl = \"sqlite://{}\"\n[salesforce]\n\
             login_url = \"{login_url}\"\nauth = \"client_credentials\"\nclient_id = \"ringledger\"\n\
             client_secret = \"ringledger\"\n[log]\nlevel = \"warn\"\n[[source]]\nid = \"main\"\nkind = \"generic\"\n\
             secret = \"{SECRET}\"\nregion = \"US\"\n",
            self.service,
            database.display(),
        );
        self.write("ringledger.toml", text.as_bytes());
    }

    /// Adds lines to the configuration's last section, its source.
    pub(crate) fn add(&self, lines: &str) {
        let before = std::fs::read_to_string(self.path("ringledger.toml")).unwrap();
        self.write("ringledger.toml", format!("{before}{lines}").as_bytes());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Runs a command in the folder, so that it finds `ringledger.toml` there.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        command(self.folder.path(), arguments).output().unwrap().into()
    }

    /// Starts the org and waits until it answers.
    pub(crate) async fn start_org(&self) -> Running {
        self.start_org_with(&[]).await
    }

    /// The same with further arguments.
    pub(crate) async fn start_org_with(&self, more: &[&str]) -> Running {
        let running = self.start(&[&["emulate", "--listen", &self.org], more].concat());
        answers(&format!("http://{}/services/data", self.org)).await;
        running
    }

    /// Starts the service and waits until it answers.
    pub(crate) async fn start_service(&self) -> Running {
        let running = self.start(&["serve"]);
        answers(&format!("http://{}/healthz", self.service)).await;
        running
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let mut command = command(self.folder.path(), arguments);
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Waits until so many calls are logged; returns `status --json`.
    pub(crate) fn logged(&self, count: i64) -> Value {
        let since = Instant::now();
        loop {
            let status = self.run(&["status", "--json"]).json();
            if status["logged"] == count && status["unread"] == 0 {
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "{count} calls are not logged: {status}");
            std::thread::sleep(LOOK);
        }
    }

    /// Counts Tasks in the org, beside Salesforce's own paths.
    pub(crate) async fn tasks(&self) -> u64 {
        let question = serde_json::json!({"soql": "SELECT COUNT() FROM Task"});
        let address = format!("http://{}/__emulator__/query", self.org);
        let reply: Value =
            client().post(address).json(&question).send().await.unwrap().json().await.unwrap();
        reply["totalSize"].as_u64().unwrap()
    }
}

impl Running {
    /// Asks the process to end, as a supervisor does, and waits until it has.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let since = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "the process does not end");
            std::thread::sleep(LOOK);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command of the binary in a folder, untouched by the environment's settings.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringledger"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RINGLEDGER_")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env_remove("TERM");
    command
}

pub(crate) fn client() -> reqwest::Client {
    // A provider for TLS must be named even where no TLS is spoken; a second naming changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// An address of this machine that nobody uses now.
pub(crate) fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

async fn answers(url: &str) {
    let (client, since) = (client(), Instant::now());
    loop {
        if client.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        assert!(since.elapsed() < PATIENCE, "{url} does not answer");
        tokio::time::sleep(LOOK).await;
    }
}

/// The bodies of an answered call with this id, in our own JSON.
pub(crate) fn call(id: &str) -> Vec<String> {
    let line = r#"{"number":"+12125550100","name":"Front Desk","country":"US"}"#;
    vec![
        format!(
            r#"{{"type":"call.began","at":"2026-11-18T08:00:00Z","call":{{"id":"{id}","direction":"inbound","customer":{{"number":"+12025550147"}},"line":{line},"started_at":"2026-11-18T08:00:00Z"}}}}"#
        ),
        format!(
            r#"{{"type":"call.answered","at":"2026-11-18T08:00:05Z","call":{{"id":"{id}","answered_at":"2026-11-18T08:00:05Z"}}}}"#
        ),
        format!(
            r#"{{"type":"call.ended","at":"2026-11-18T08:01:05Z","call":{{"id":"{id}","ended_at":"2026-11-18T08:01:05Z"}}}}"#
        ),
    ]
}
