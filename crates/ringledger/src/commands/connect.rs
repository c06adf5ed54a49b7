//! `ringledger connect`: log in to Salesforce and allow access, once.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::serve;
use crate::{Settings, printing, wiring};

/// How long the link is waited for.
const PATIENCE: Duration = Duration::from_secs(900);

pub(crate) async fn run(settings: &Settings) -> Result<ExitCode> {
    let config = wiring::load(settings)?;
    let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
    let salesforce = engine.settings().await?.config.salesforce.clone();
    if salesforce.auth != "web" {
        bail!(
            "salesforce.auth is \"{}\", which signs in by itself; `connect` is for auth = \"web\"",
            salesforce.auth
        );
    }
    if salesforce.client_id.is_empty() {
        bail!(
            "salesforce.client_id is empty; name the consumer key of your External Client App, or connect in the console"
        );
    }
    let link = engine.begin_connect(&config.server.public_url).await?;
    printing::line("Open this link, log in to Salesforce and allow access:");
    printing::line(&link);
    let (stop, stopped) = watch::channel(false);
    // If the service runs, it takes Salesforce's answer; else we listen in its place.
    let ours = match TcpListener::bind(&config.server.listen).await {
        Ok(listener) => {
            let edge = web::Edge {
                max_body_bytes: config.server.max_body_bytes,
                public_url: config.server.public_url.clone(),
                keep: false,
                access: crate::wiring::access(&config.console)?,
            };
            let router = web::callback_router(engine.clone(), edge);
            let mut until = stopped.clone();
            Some(tokio::spawn(web::serve(listener, router, async move {
                let _ = until.wait_for(|stop| *stop).await;
            })))
        }
        Err(_) => None,
    };
    let answered = tokio::time::timeout(PATIENCE, async {
        while engine.connect_pending().await? {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(300)) => {}
                () = serve::asked_to_stop() => bail!("stopped before the link was answered"),
            }
        }
        Ok(())
    })
    .await;
    let _ = stop.send(true);
    if let Some(task) = ours {
        task.await??;
    }
    match answered {
        Ok(result) => result?,
        Err(_) => bail!("nobody opened the link within 15 minutes; run `ringledger connect` again"),
    }
    let identity = engine.salesforce().identity().await?;
    printing::line(format!("Connected as {}.", identity.username));
    Ok(ExitCode::SUCCESS)
}
