//! `ringledger people pause` and `resume`: an order in the store, which whoever loads obeys after the page in hand.

use std::process::ExitCode;

use anyhow::Result;
use engine::ORG;

use crate::{Settings, printing, wiring};

pub(super) async fn pause(settings: &Settings) -> Result<ExitCode> {
    let store = wiring::open_store(&*wiring::load(settings)?).await?;
    store.pause_people(ORG, true).await?;
    printing::line(
        "Loading people rests, also after a restart. Until everyone is loaded, Salesforce is asked for each call. \
         `ringledger people resume` goes on.",
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn resume(settings: &Settings) -> Result<ExitCode> {
    let store = wiring::open_store(&*wiring::load(settings)?).await?;
    store.pause_people(ORG, false).await?;
    printing::line(
        "Loading people goes on where it was: in the running service, or with `ringledger people load`.",
    );
    Ok(ExitCode::SUCCESS)
}
