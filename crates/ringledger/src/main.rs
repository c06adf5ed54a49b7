//! The binary: reads the configuration, wires the parts together and offers them on the command line.

mod bench;
mod commands;
mod demo;
mod key_file;
mod posting;
mod printing;
mod traces;
mod wiring;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Writes every phone call into Salesforce: once, on the right record, under the right owner.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the settings come from.
#[derive(Args, Clone)]
struct Settings {
    /// The configuration file. Without it: ringledger.toml in this folder, if there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// See it work: a Salesforce org on this machine, the service, and a day's calls of three phone systems.
    Demo(commands::demo::Demo),
    /// Run the service.
    Serve(commands::serve::Serve),
    /// Run a Salesforce org on this machine, for trying and testing.
    Emulate(commands::emulate::Emulate),
    /// List calls, the newest first.
    Calls(commands::calls::Calls),
    /// Say why a call went where it went.
    Explain(commands::explain::Explain),
    /// Count calls by what became of them.
    Status(commands::status::Status),
    /// Show how the copy of the org's people stands, do something with it, or say who is who.
    People(commands::people::People),
    /// Send saved webhook bodies again, or read kept ones again after a fix.
    Replay(commands::replay::Replay),
    /// Check configuration, database and Salesforce, and say what to do.
    Doctor(commands::doctor::Doctor),
    /// Look after the audit log.
    Audit(commands::audit::Audit),
    /// Write everything that is kept to one encrypted file, while the service runs.
    Backup(commands::backup::Backup),
    /// Read a backup into an empty database, of either kind; stop the service before.
    Restore(commands::backup::Restore),
    /// Erase everything that is kept of a phone number, and print a certificate without it.
    Erase(commands::erase::Erase),
    /// Write everything that is kept of a phone number as JSON, for whoever asks what is kept of them.
    Disclose(commands::erase::Disclose),
    /// Connect a Salesforce org by logging in and allowing access.
    Connect(Settings),
    /// Measure this machine: calls a second, latency, API calls a call, nothing lost, nothing doubled.
    Bench(commands::bench::Bench),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // One provider for all TLS of the process; a second call would only say that it is set.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return printing::fail(&error.into()),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => printing::fail(&error),
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(demo) => demo.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Emulate(emulate) => emulate.run().await,
        Command::Calls(calls) => calls.run().await,
        Command::Explain(explain) => explain.run().await,
        Command::Status(status) => status.run().await,
        Command::People(people) => people.run().await,
        Command::Replay(replay) => replay.run().await,
        Command::Doctor(doctor) => doctor.run().await,
        Command::Audit(audit) => audit.run().await,
        Command::Connect(settings) => commands::connect::run(&settings).await,
        Command::Backup(backup) => backup.run().await,
        Command::Restore(restore) => restore.run().await,
        Command::Erase(erase) => erase.run().await,
        Command::Disclose(disclose) => disclose.run().await,
        Command::Bench(bench) => bench.run().await,
    }
}
