//! `ringledger explain CALL`: why a call went where it went, in sentences.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use engine::{Explained, Explanation};
use language::Locale;

use crate::{Settings, printing, wiring};

/// Say why a call went where it went.
#[derive(Args)]
pub(crate) struct Explain {
    /// The call's id as `ringledger calls` prints it, or the part behind the source.
    call: String,
    #[command(flatten)]
    settings: Settings,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(crate) async fn run(&self) -> Result<ExitCode> {
        let store = wiring::open_store(&*wiring::load(&self.settings)?).await?;
        let explanation =
            match engine::explain(&store, &self.call, wiring::now(), &Locale::default()).await? {
                Explained::Call(explanation) => explanation,
                Explained::Unknown => {
                    bail!("there is no call `{}`; `ringledger calls` lists them", self.call)
                }
                Explained::Several(ids) => {
                    bail!("`{}` may be any of: {}", self.call, ids.join(", "))
                }
            };
        if self.json {
            printing::json(&explanation)?;
        } else {
            print(&explanation);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints an explanation as a person reads it.
pub(crate) fn print(explanation: &Explanation) {
    let task = explanation.task_id.as_ref().map(|id| format!(", Task {id}")).unwrap_or_default();
    printing::line(format!("{}: {}{task}", explanation.call, explanation.state));
    if !explanation.caller.is_empty() {
        printing::line(format!("  {}", explanation.caller));
    }
    if let Some(remark) = &explanation.remark {
        printing::line(format!("  {}: {}", remark.code, remark.text));
        for (name, text) in [("Cause", &remark.cause), ("Fix", &remark.fix)] {
            if let Some(text) = text {
                printing::line(format!("  {name}: {text}"));
            }
        }
    }
    section("What the phone system said");
    for moment in &explanation.timeline {
        printing::line(format!("  {:<26}{}", moment.at, moment.event));
    }
    for (title, sentences) in [
        ("Whose number it is", &explanation.record),
        ("Whose Task it is", &explanation.owner),
        ("Notes", &explanation.notes),
    ] {
        if !sentences.is_empty() {
            section(title);
            for sentence in sentences {
                printing::line(format!("  {sentence}"));
            }
        }
    }
    if !explanation.task.is_empty() {
        section("What the Task says");
    }
    for field in &explanation.task {
        let value = match &field.value {
            serde_json::Value::String(text) => text.replace('\n', "\n      "),
            other => other.to_string(),
        };
        let pending = if field.written { "" } else { "  (not written)" };
        printing::line(format!("  {} = {value}{pending}", field.field));
        if !field.from.is_empty() {
            printing::line(format!("      {}", field.from));
        }
    }
}

fn section(title: &str) {
    printing::line("");
    printing::line(title);
}
