//! Replays exchanges recorded against real orgs and compares the shape of the replies.
//!
//! `RINGLEDGER_RECORDED` names a file of exchanges, one JSON object a line: `method`, `uri`, `req`, `status`, `body`.
//! Each is played against an org of its own, which is given beforehand what the exchange takes for granted: objects
//! and fields that a query names, records that it returns, jobs that a path mentions. Then the same request is sent,
//! and the reply must have the same status, keys, order, types, error codes and messages. Ids, dates and numbers differ.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test that tells what it saw")]

mod exchange;
mod jobs;
mod prepare;
mod query;
mod shape;
mod stage;

use exchange::Exchange;
use stage::Stage;

/// How many of a hundred exchanges must match.
const WANTED: usize = 95;

#[tokio::test]
async fn recorded_exchanges_have_the_same_shape_here() {
    let Ok(file) = std::env::var("RINGLEDGER_RECORDED") else {
        eprintln!("skipped: RINGLEDGER_RECORDED does not name a file of recorded exchanges");
        return;
    };
    let text = std::fs::read_to_string(&file).expect("the file can be read");
    let all: Vec<Exchange> =
        text.lines().map(|line| serde_json::from_str(line).expect("one exchange a line")).collect();
    let mut matched = 0;
    for (place, exchange) in all.iter().enumerate() {
        match replay(exchange, &all).await {
            Ok(()) => matched += 1,
            Err(why) => {
                let target = exchange.target();
                let short: String = target.chars().take(90).collect();
                eprintln!("{}: {} {short}\n    {why}", place + 1, exchange.method);
            }
        }
    }
    eprintln!("{matched} of {} recorded exchanges have the same shape here", all.len());
    assert!(matched * 100 >= all.len() * WANTED, "{matched} of {}", all.len());
}

async fn replay(exchange: &Exchange, all: &[Exchange]) -> Result<(), String> {
    exchange.replayable()?;
    let stage = Stage::new();
    if exchange.is_bulk1() {
        return jobs::replay(&stage, exchange, all).await;
    }
    prepare::prepare(&stage.org, exchange)?;
    let target = exchange.target().replace("00D0xORGID00000000", &stage.org.id());
    let reply = stage.send(&exchange.method, &target, exchange.request().as_deref()).await;
    if reply.status != exchange.status {
        return Err(format!(
            "status {} instead of {}: {}",
            reply.status, exchange.status, reply.text
        ));
    }
    let actual = serde_json::from_str(&reply.text).map_err(|error| error.to_string())?;
    shape::compare(&exchange.body_json()?, &actual)
}
