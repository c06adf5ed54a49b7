//! The binary as people use it: what it prints, how it ends, and that it survives being killed.

#![cfg(test)]

mod installation;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use installation::{Installation, Running, call, client, command};
use serde_json::Value;

/// `calls = logged + ignored + waiting + held + failed`.
fn is_lawful(status: &Value) -> bool {
    let figure = |name: &str| status[name].as_i64().unwrap();
    let accounted: i64 =
        ["logged", "ignored", "waiting", "held", "failed"].into_iter().map(figure).sum();
    figure("calls") == accounted
}

#[test]
fn the_demo_loses_nothing_and_prints_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["demo", "--headless"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{error}");
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(is_lawful(&status), "{status}");
    assert_eq!(status["calls"], 60);
    for none in ["waiting", "held", "failed", "unreadable", "unread"] {
        assert_eq!(status[none], 0, "{none} in {status}");
    }
    assert!(error.contains("The first Task stands in the org"), "{error}");
}

/// Org and service, and one call that stands in the org.
async fn one_call() -> (Installation, Running, Running) {
    let installation = Installation::new();
    let org = installation.start_org().await;
    let service = installation.start_service().await;
    let names = ["1.json", "2.json", "3.json"];
    for (name, body) in names.iter().zip(call("7")) {
        installation.write(name, body.as_bytes());
    }
    let sent = installation.run(&["replay", names[0], names[1], names[2]]);
    assert!(sent.success, "{sent:?}");
    assert_eq!(sent.out, "200  1.json\n200  2.json\n200  3.json\n");
    let status = installation.logged(1);
    assert!(is_lawful(&status), "{status}");
    assert_eq!(status["events_received"], 3);
    (installation, org, service)
}

#[tokio::test]
async fn a_served_call_can_be_listed_explained_and_told_again() {
    let (installation, _org, _service) = one_call().await;
    assert_eq!(installation.tasks().await, 1);

    let calls = installation.run(&["calls", "--json"]).json();
    assert_eq!(calls[0]["call"], "main:7", "{calls}");
    assert_eq!(calls[0]["state"], "logged");
    assert_eq!(calls[0]["who"], "+12025550147");
    let table = installation.run(&["calls"]).out;
    assert!(table.contains("main:7") && table.contains("logged"), "{table}");

    let explained = installation.run(&["explain", "7"]);
    for part in [
        "main:7: logged, Task 00T",
        "Whose number it is",
        "Whose Task it is",
        "CallDurationInSeconds = 60",
    ] {
        assert!(explained.out.contains(part), "{part} is not in {}", explained.out);
    }
    let explained = installation.run(&["explain", "main:7", "--json"]).json();
    assert_eq!(explained["state"], "logged", "{explained}");
    let unknown = installation.run(&["explain", "8"]);
    assert!(!unknown.success);
    assert!(unknown.err.contains("there is no call `8`"), "{}", unknown.err);

    let again = installation.run(&["replay", "--source", "main", "1.json", "2.json", "3.json"]);
    assert!(again.success, "{again:?}");
    let status = installation.logged(1);
    assert_eq!((&status["events_received"], &status["calls"]), (&6.into(), &1.into()), "{status}");
    assert_eq!(installation.tasks().await, 1);
}

#[tokio::test]
async fn phone_users_are_told_as_table_json_and_csv() {
    let (installation, _org, _service) = one_call().await;
    installation.write("users.csv", b"phone_user,salesforce\n1001,nobody@example.com\n");
    let [begin, answer] = [0, 1].map(|place| call("8").swap_remove(place));
    let agent =
        r#""agent":{"id":"7","name":"=Mia","email":"mia@phones.example.com","extension":"1001"},"#;
    let answer = answer.replace(r#""answered_at""#, &format!("{agent}\"answered_at\""));
    for (name, body) in [("b.json", &begin), ("a.json", &answer), ("e.json", &call("8")[2])] {
        installation.write(name, body.as_bytes());
    }
    assert!(installation.run(&["replay", "b.json", "a.json", "e.json"]).success);
    installation.logged(2);
    installation.add("users_file = \"users.csv\"\n");

    let report = installation.run(&["people", "users", "--json"]).json();
    assert_eq!(report["calls"], 2, "{report}");
    let user = &report["users"][0];
    assert_eq!((&user["standing"], &user["calls"]), (&"unmapped".into(), &1.into()), "{user}");
    assert!(user["why"].as_str().unwrap().contains("nobody@example.com"), "{user}");
    let table = installation.run(&["people", "users", "--days", "1"]).out;
    for part in ["Phone users: 1", "1 not mapped", "=Mia", "lead to nobody", "fallback owner"] {
        assert!(table.contains(part), "{part} is not in {table}");
    }
    let sheet = installation.run(&["people", "users", "--csv"]).out;
    let mut lines = sheet.lines();
    assert!(lines.next().unwrap().starts_with("source,id,name,email,extension,calls"), "{sheet}");
    assert!(
        lines.next().unwrap().starts_with("main,7,'=Mia,mia@phones.example.com,1001,1,"),
        "{sheet}"
    );

    installation.write("users.csv", b"phone_user,salesforce\n1001,a\n1001,b\n");
    let refused = installation.run(&["people", "users"]);
    assert!(!refused.success);
    assert!(
        refused.err.contains("users.csv: line 3: 1001 stands in line 2 already"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_is_unreadable_is_listed_with_the_command_that_tries_again() {
    let (installation, _org, _service) = one_call().await;
    installation.write("torn.json", b"{\"type\":\"call.beg");
    assert!(installation.run(&["replay", "torn.json"]).success);
    installation.logged(1);
    let errors = installation.run(&["calls", "--errors", "--json"]).json();
    assert_eq!(errors[0]["code"], "truncated_json", "{errors}");
    let again = errors[0]["again"].as_str().unwrap().to_owned();
    let words: Vec<&str> = again.split(' ').skip(1).collect();
    let replayed = installation.run(&words);
    assert!(replayed.success, "{again}: {replayed:?}");
    assert!(replayed.out.starts_with("1 will be tried again"), "{}", replayed.out);
    let missing = installation.run(&["replay", "no-such-file.json"]);
    assert!(
        !missing.success && missing.err.contains("no-such-file.json cannot be read"),
        "{missing:?}"
    );
}

#[tokio::test]
async fn the_doctor_finds_a_healthy_installation_well() {
    let (installation, _org, _service) = one_call().await;
    let report = installation.run(&["doctor", "--json"]);
    assert!(report.success, "{report:?}");
    assert_eq!(report.json()["well"], true);
    let text = installation.run(&["doctor"]).out;
    assert!(text.contains("mode A") && !text.contains('✗'), "{text}");
    assert!(text.contains("0 to mend") && !text.contains('\u{1b}'), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[tokio::test]
async fn the_doctor_says_before_which_mode_calls_will_be_written_in() {
    let installation = Installation::new();
    let _org = installation.start_org_with(&["--without-call-id-field"]).await;
    let report = installation.run(&["doctor"]);
    assert!(report.success, "mode B works: {report:?}");
    assert!(report.out.contains("! D32 Call id field"), "{}", report.out);
    assert!(report.out.contains("mode B"), "{}", report.out);
}

#[test]
fn the_doctor_says_when_nobody_answers() {
    let installation = Installation::new();
    let report = installation.run(&["doctor"]);
    assert!(!report.success);
    assert!(report.out.contains("✗ D10 Login address"), "{}", report.out);
    assert!(report.out.contains("✓ D03 Database"), "{}", report.out);
    let report = installation.run(&["doctor", "--json"]).json();
    assert_eq!(report["well"], false, "{report}");
    let failures = report["checks"].as_array().unwrap().iter();
    let failures: Vec<&Value> = failures.filter(|check| check["verdict"] == "failure").collect();
    assert_eq!(failures.len(), 1, "{report}");
    assert_eq!(
        (&failures[0]["code"], &failures[0]["finding"]),
        (&"D10".into(), &"unreachable".into())
    );
    assert_eq!(report["api_requests"], 0);
}

#[test]
fn the_doctor_says_when_the_login_address_is_a_web_page() {
    let installation = Installation::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    installation.configure(&format!("http://{}", listener.local_addr().unwrap()), "");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve_a_web_page(&mut stream.unwrap());
        }
    });
    let report = installation.run(&["doctor"]);
    assert!(!report.success);
    assert!(report.out.contains("✗ D10 Login address"), "{}", report.out);
    assert!(report.out.contains("web page"), "{}", report.out);
    assert!(report.out.contains("login_url"), "{}", report.out);
}

#[test]
fn the_doctor_names_the_setting_that_cannot_be_read() {
    let installation = Installation::new();
    installation.configure("http://127.0.0.1:1", "[delivery]\nworkres = 2");
    let report = installation.run(&["doctor"]);
    assert!(!report.success);
    assert!(report.out.contains("✗ D01 Settings"), "{}", report.out);
    let report = installation.run(&["doctor", "--json"]).json();
    let found = report["checks"][0]["found"].as_str().unwrap();
    assert!(found.contains("`delivery.workres`; did you mean `workers`?"), "{found}");
}

fn serve_a_web_page(stream: &mut TcpStream) {
    let mut request = [0; 4096];
    assert!(stream.read(&mut request).unwrap() > 0);
    let page = "<!doctype html><html><title>Welcome</title></html>";
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n";
    write!(stream, "{head}content-length: {}\r\n\r\n{page}", page.len()).unwrap();
}

#[test]
fn a_misspelt_setting_names_the_nearest() {
    let installation = Installation::new();
    installation.configure("http://127.0.0.1:1", "[delivery]\nworkres = 2");
    for arguments in [["status"], ["serve"], ["calls"]] {
        let refused = installation.run(&arguments);
        assert!(!refused.success, "{arguments:?}");
        assert!(
            refused.err.contains("`delivery.workres`; did you mean `workers`?"),
            "{}",
            refused.err
        );
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let installation = Installation::new();
    assert!(installation.run(&["status"]).success);
    let file = rusqlite::Connection::open(installation.path("ringledger.db")).unwrap();
    let newer =
        "INSERT INTO schema_version (version, name, checksum) VALUES (999, 'from the future', '')";
    file.execute(newer, []).unwrap();
    drop(file);
    for arguments in [["status"], ["serve"], ["calls"]] {
        let refused = installation.run(&arguments);
        assert!(!refused.success, "{arguments:?}");
        assert!(refused.err.contains("Install the newer Ringledger again"), "{}", refused.err);
    }
}

#[tokio::test]
async fn a_port_in_use_is_said_in_words() {
    let installation = Installation::new();
    let _taken = TcpListener::bind(&installation.service).unwrap();
    let refused = installation.run(&["serve"]);
    assert!(!refused.success);
    assert!(
        refused.err.contains("is another program using it? Set server.listen"),
        "{}",
        refused.err
    );
}

#[tokio::test]
async fn told_to_stop_the_service_ends_cleanly_and_goes_on_later() {
    let (installation, _org, service) = one_call().await;
    // A sender that never finishes its request must not keep the service from ending.
    let mut half = TcpStream::connect(&installation.service).unwrap();
    half.write_all(b"POST /hooks/main HTTP/1.1\r\nhost: ringledger\r\ncontent-").unwrap();
    for (place, body) in call("8").iter().enumerate() {
        let name = format!("8-{place}.json");
        installation.write(&name, body.as_bytes());
        assert!(installation.run(&["replay", &name]).success);
    }
    let ended = service.terminate();
    assert!(ended.success(), "{ended}");
    let _service = installation.start_service().await;
    let status = installation.logged(2);
    assert!(is_lawful(&status), "{status}");
    assert_eq!(installation.tasks().await, 2);
}

/// Kills the service at random moments of a load; the bench counts Tasks in the org, from outside.
fn ten_kills(mode: &str) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["bench", "--calls", "300", "--kills", "10", "--mode", mode, "--json"];
    let output = command(folder.path(), &arguments).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(report["restarts"], 10, "{report}");
    for none in ["lost", "duplicates", "failed"] {
        assert_eq!(report[none], 0, "{none} in {report}");
    }
    assert!(output.status.success(), "{report}");
}

#[test]
fn ten_kills_lose_and_double_nothing_in_mode_a() {
    ten_kills("a");
}

#[test]
fn ten_kills_lose_and_double_nothing_in_mode_b() {
    ten_kills("b");
}

/// How the copy of Contacts stands.
fn contacts(installation: &Installation) -> Value {
    let copy = installation.run(&["people", "--json"]).json();
    let objects = copy["objects"].as_array().unwrap();
    objects.iter().find(|row| row["object"] == "Contact").cloned().unwrap_or_default()
}

/// Waits until the copy of Contacts is so far.
fn contacts_until(installation: &Installation, done: impl Fn(&Value) -> bool) -> Value {
    let since = Instant::now();
    loop {
        let row = contacts(installation);
        if done(&row) {
            return row;
        }
        assert!(since.elapsed() < Duration::from_secs(120), "the load stands still: {row}");
    }
}

#[tokio::test]
async fn a_load_that_is_killed_goes_on_with_the_next_page() {
    let installation = Installation::new();
    let copied = "people = \"mirror\"\npeople_change_events = false\nlogin_url = ";
    let text = std::fs::read_to_string(installation.path("ringledger.toml")).unwrap();
    installation.write("ringledger.toml", text.replace("login_url = ", copied).as_bytes());
    installation.write("org.json", br#"{"contacts": 25000}"#);
    let seed = installation.path("org.json").display().to_string();
    let _org = installation.start_org_with(&["--seed", &seed, "--latency", "500ms"]).await;

    let service = installation.start_service().await;
    contacts_until(&installation, |row| row["loaded"].as_i64() >= Some(10_000));
    // SIGKILL.
    drop(service);
    let row = contacts(&installation);
    assert_eq!((row["phase"].as_str(), &row["people"]), (Some("loading"), &row["loaded"]), "{row}");

    let _service = installation.start_service().await;
    let row = contacts_until(&installation, |row| row["phase"] == "ready");
    assert_eq!((&row["people"], &row["loaded"]), (&25_000.into(), &25_000.into()), "{row}");
    let again = installation.run(&["people", "load"]);
    assert!(again.success && again.out.contains("Contact: 25,000\n"), "{again:?}");
    let address = format!("http://{}/__emulator__/usage", installation.org);
    let usage: Value = client().get(address).send().await.unwrap().json().await.unwrap();
    // Four objects are asked for, waited for, read and dropped; Contacts have two pages more. The page in hand and the
    // one on its way are read again.
    let jobs = usage["by_kind"]["jobs"].as_u64().unwrap();
    assert!((18..=20).contains(&jobs), "{usage}");
}

/// A phone system without contacts: it takes every new one.
fn empty_book() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                head.push(byte[0]);
            }
            let body = "{\"contacts\":[],\"meta\":{\"next_page_link\":null}}";
            let known = String::from_utf8_lossy(&head).contains("Basic dXM6dDBrZW4=");
            let status = if known { "200 OK" } else { "401 Unauthorized" };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_sync_of_contacts_is_shown_before_it_is_allowed() {
    let installation = Installation::new();
    let refused = installation.run(&["people", "sync"]);
    assert!(!refused.success && refused.err.contains("holds no contacts"), "{refused:?}");

    installation.write("api.token", b"t0ken\n");
    let options = format!(
        "\n[[source]]\nid = \"sales\"\nkind = \"aircall\"\nsecret = \"x\"\nprofile = \"default\"\nregion = \"US\"\n\
         options = {{ api_id = \"us\", api_token_file = \"api.token\", api_url = \"{}\" }}\n",
        empty_book()
    );
    installation.add(&options);
    let _org = installation.start_org().await;
    let state = installation.run(&["people", "sync", "--json"]).json();
    assert_eq!((&state["confirmed"], &state["linked"]), (&Value::Null, &Value::from(0)), "{state}");
    let outlook = installation.run(&["people", "sync", "--dry-run", "--json"]).json();
    let made = outlook["report"]["made"].as_u64().unwrap();
    assert!(made > 0 && outlook["would_stop"] == Value::Null, "{outlook}");
    let page = installation.run(&["people", "sync", "--dry-run"]);
    assert!(page.out.contains("Nothing was written."), "{page:?}");
    assert!(page.out.contains(&format!("{made}  new contacts in the phone system")), "{page:?}");
    assert_eq!(installation.run(&["people", "sync", "--json"]).json()["confirmed"], Value::Null);
    let allowed = installation.run(&["people", "sync", "--confirm", "--source", "sales"]);
    assert!(allowed.out.contains("Allowed since"), "{allowed:?}");
    let history = installation.run(&["people", "sync", "--history"]);
    assert_eq!(history.out, "No sync has replaced anything yet.\n");
}
