//! The stage: an emulated org and the real service, on ports of their own, with everything in one folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use emulator::OrgOptions;
use emulator::seed::SeedFile;
use engine::PhoneSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::commands::serve;
use crate::demo::owner::Owner;
use crate::demo::settings;
use crate::{Settings, wiring};

/// Org and service, running.
pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) store: store::Store,
    pub(crate) phone_systems: BTreeMap<String, Arc<PhoneSystem>>,
    pub(crate) org_address: String,
    pub(crate) service_address: String,
    pub(crate) owner: Owner,
    /// How many people the org has.
    pub(crate) people: usize,
    /// Their numbers in E.164.
    pub(crate) numbers: Vec<String>,
    stop: watch::Sender<bool>,
    service: JoinHandle<Result<()>>,
    org: JoinHandle<std::io::Result<()>>,
}

impl Stage {
    /// Starts both. Uses the usual ports if they are free.
    pub(crate) async fn open() -> Result<Stage> {
        let seed = SeedFile::demo()?;
        let options = OrgOptions::new(Arc::new(wiring::now), rand::random());
        let (org, loaded) = emulator::seed::found(&options, &seed)?;
        let org_listener = listen(8090).await?;
        let service_listener = listen(8080).await?;
        let org_address = org_listener.local_addr()?.to_string();
        let service_address = service_listener.local_addr()?.to_string();
        let folder = tempfile::Builder::new().prefix("ringledger-demo-").tempdir()?;
        let file = folder.path().join("ringledger.toml");
        std::fs::write(&file, settings::file(folder.path(), &service_address))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        let config = wiring::load(&Settings { config: Some(file) })?;
        wiring::start_log(&config.log)?;
        let store = wiring::open_store(&config).await?;
        let engine = wiring::engine(&config, store.clone()).await?;
        settings::keep(&engine, &org_address).await?;
        let owner = Owner::add(&engine).await?;
        let (stop, stopped) = watch::channel(false);
        let served = config.clone();
        Ok(Stage {
            folder,
            store,
            phone_systems: engine.phone_systems(),
            org_address,
            service_address,
            owner,
            people: loaded.people,
            numbers: loaded.numbers,
            stop,
            org: tokio::spawn(emulator::serve(org_listener, org)),
            service: tokio::spawn(async move {
                serve::serve(&served, true, engine, service_listener, stopped).await
            }),
        })
    }

    /// Where the configuration and the database lie.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets the service finish what it has begun, then ends both.
    pub(crate) async fn close(self) {
        let _ = self.stop.send(true);
        let _ = self.service.await;
        self.org.abort();
    }
}

/// The usual port, or any free one.
async fn listen(port: u16) -> Result<TcpListener> {
    if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
        return Ok(listener);
    }
    TcpListener::bind(("127.0.0.1", 0)).await.context("no port of this machine is free")
}
