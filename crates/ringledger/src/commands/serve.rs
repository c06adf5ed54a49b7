//! `ringledger serve`: the service, until it is told to stop.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use engine::Engine;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::Edge;

use crate::{Settings, printing, wiring};
use engine::settings::Config;

/// Run the service.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// Answer webhooks without keeping them. Only for measuring what keeping costs.
    #[arg(long, hide = true)]
    without_keeping: bool,
}

impl Serve {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        run(&self.settings, !self.without_keeping).await
    }
}

async fn run(settings: &Settings, keep: bool) -> Result<ExitCode> {
    let config = wiring::load(settings)?;
    wiring::start_log(&config.log)?;
    let listener = listen(&config).await?;
    let engine = wiring::engine(&config, wiring::open_store(&config).await?).await?;
    printing::note(format!("Ringledger listens on http://{}", listener.local_addr()?));
    if let Some(path) = web::access::setup_path(&engine).await? {
        let base = config.server.public_url.trim_end_matches('/');
        printing::note(format!(
            "Nobody can sign in yet. Open this link to set it up: {base}{path}"
        ));
    }
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        let _ = stop.send(true);
    });
    serve(&config, keep, engine, listener, stopped).await?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address of `[server]`.
pub(crate) async fn listen(config: &Config) -> Result<TcpListener> {
    let address = &config.server.listen;
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another program using it? Set server.listen")
    })
}

/// Serves webhooks and delivers calls until `stopped` turns true; what is in flight is finished first.
pub(crate) async fn serve(
    config: &Config,
    keep: bool,
    engine: Engine,
    listener: TcpListener,
    stopped: watch::Receiver<bool>,
) -> Result<()> {
    let edge = Edge {
        max_body_bytes: config.server.max_body_bytes,
        public_url: config.server.public_url.clone(),
        keep,
        access: wiring::access(&config.console)?,
    };
    web::metrics::collect().context("metrics cannot be collected")?;
    let router = web::router(engine.clone(), edge);
    let mut until = stopped.clone();
    let web = web::serve(listener, router, async move {
        let _ = until.wait_for(|stop| *stop).await;
    });
    tell_systemd(sd_notify::NotifyState::Ready);
    let mut ending = stopped.clone();
    let farewell = async move {
        let _ = ending.wait_for(|stop| *stop).await;
        tell_systemd(sd_notify::NotifyState::Stopping);
    };
    let (served, (), ()) = tokio::join!(web, engine.run(stopped), farewell);
    served.context("the web server stopped")
}

/// Tells systemd, where it started us (`Type=notify`), that webhooks are taken from now on, or no more.
fn tell_systemd(state: sd_notify::NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd could not be told how the service stands");
    }
}

/// Ctrl-C or SIGTERM.
pub(crate) async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
