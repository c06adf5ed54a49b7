//! The load: calls in our own JSON, signed, told by many at once; a refused or broken webhook is sent
//! again, as every phone system does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use engine::PhoneSystem;
use sources::Rehearsal;

use crate::{posting, wiring};

/// What is sent, and what came of it.
#[derive(Clone)]
pub(crate) struct Load(Arc<Inner>);

struct Inner {
    client: reqwest::Client,
    system: PhoneSystem,
    url: String,
    numbers: Vec<String>,
    events: usize,
    copies: usize,
    began: i64,
    seen: Mutex<Seen>,
    sent: AtomicU64,
}

/// Measurements of the load.
#[derive(Debug, Default, Clone)]
pub(crate) struct Seen {
    /// Microseconds from request to 200.
    pub(crate) acks: Vec<u64>,
    /// When the last event of each call was sent (UTC milliseconds).
    pub(crate) ended: HashMap<u64, i64>,
    /// Requests that had to be sent again.
    pub(crate) again: u64,
}

impl Load {
    pub(crate) fn new(
        system: PhoneSystem,
        address: &str,
        numbers: Vec<String>,
        events: u64,
        copies: usize,
        connections: usize,
    ) -> Result<Load> {
        let client = reqwest::Client::builder()
            .pool_max_idle_per_host(connections * copies)
            .timeout(Duration::from_secs(30))
            .build()?;
        let url = format!("http://{address}/hooks/{}", system.settings.id);
        Ok(Load(Arc::new(Inner {
            client,
            system,
            url,
            numbers,
            events: usize::try_from(events)?,
            copies,
            began: wiring::now() / 1000 * 1000 - 3_600_000,
            seen: Mutex::default(),
            sent: AtomicU64::new(0),
        })))
    }

    /// Tells the calls `from..to`, so many at a time.
    pub(crate) async fn tell(&self, from: u64, to: u64, at_a_time: usize) -> Result<()> {
        let next = Arc::new(AtomicU64::new(from));
        let tellers = (0..at_a_time).map(|_| {
            let (load, next) = (self.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let id = next.fetch_add(1, Ordering::Relaxed);
                    if id >= to {
                        return anyhow::Ok(());
                    }
                    load.tell_one(id).await?;
                }
            })
        });
        for teller in tellers.collect::<Vec<_>>() {
            teller.await??;
        }
        Ok(())
    }

    /// Tells one call.
    pub(crate) async fn tell_one(&self, id: u64) -> Result<()> {
        let bodies = self.0.system.source.rehearse(&self.call(id, false));
        let skip = bodies.len().saturating_sub(self.0.events);
        let last = bodies.len() - 1;
        for (place, body) in bodies.iter().enumerate().skip(skip) {
            if place == last {
                self.seen().ended.insert(id, wiring::now());
            }
            self.send(body).await?;
        }
        Ok(())
    }

    /// Adds a comment to the calls `from..to`, one after the other.
    pub(crate) async fn comment(&self, from: u64, to: u64) -> Result<()> {
        for id in from..to {
            let bodies = self.0.system.source.rehearse(&self.call(id, true));
            if let Some(comment) = bodies.last() {
                self.send(comment).await?;
            }
        }
        Ok(())
    }

    async fn send(&self, body: &[u8]) -> Result<()> {
        let id = format!("msg_{}", self.0.sent.fetch_add(1, Ordering::Relaxed));
        let copies = (0..self.0.copies).map(|_| self.send_until_kept(body, &id));
        futures_util::future::try_join_all(copies).await?;
        Ok(())
    }

    async fn send_until_kept(&self, body: &[u8], id: &str) -> Result<()> {
        for _ in 0..10_000 {
            let since = Instant::now();
            let signed = self
                .0
                .system
                .source
                .sign(body, &self.0.system.settings, id, wiring::now())
                .map_err(anyhow::Error::msg)?;
            if let Ok(status) = posting::post(&self.0.client, &self.0.url, signed).await
                && status.is_success()
            {
                let micros = u64::try_from(since.elapsed().as_micros())?;
                self.seen().acks.push(micros);
                return Ok(());
            }
            self.seen().again += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(anyhow!("the service does not keep webhooks"))
    }

    /// Posts one webhook after the other until `until`; returns how many were answered 200.
    pub(crate) async fn hammer(&self, from: u64, until: Instant) -> Result<u64> {
        let mut count = 0;
        let mut id = from;
        while Instant::now() < until {
            let bodies = self.0.system.source.rehearse(&self.call(id, false));
            id += 1;
            for body in &bodies {
                self.send_until_kept(body, &format!("msg_{id}")).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn call(&self, id: u64, with_comment: bool) -> Rehearsal {
        let place = usize::try_from(id).unwrap_or(0);
        let number = match self.0.numbers.get(place % self.0.numbers.len().max(1)) {
            Some(number) if id % 10 != 9 => number.clone(),
            _ => format!("+1206555{:04}", id % 10_000),
        };
        let seconds = i64::try_from(id % 3_000).unwrap_or(0);
        Rehearsal {
            id,
            outbound: id.is_multiple_of(2),
            customer: Some(number),
            customer_national: None,
            customer_name: None,
            line: "+14155550199".to_owned(),
            line_name: "Bench".to_owned(),
            line_country: "US".to_owned(),
            line_time_zone: "America/Los_Angeles".to_owned(),
            agent_name: "Bench Agent".to_owned(),
            agent_email: "agent@bench.example.com".to_owned(),
            started_at: self.0.began + seconds * 1000,
            ring_seconds: 5,
            talk_seconds: Some(60),
            voicemail: false,
            tags: Vec::new(),
            comment: with_comment.then(|| "Called back.".to_owned()),
            transcript: Vec::new(),
        }
    }

    pub(crate) fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
