//! Measures Dockline against a bare axum server that returns the same bytes, in one run on one
//! machine, and compares the figures with the budgets. `make bench` builds both and runs this; a
//! full run also writes `BENCHMARKS.md`.

mod client;
mod load;
mod merchant;
mod postgres;
mod process;
mod report;
mod ruler;
mod scenario;
mod server;

use crate::report::Report;
use crate::scenario::{Plan, Scenario};
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime;

/// What the server uses too: the ruler shall not be slower for its allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(about = "Measures Dockline against a bare axum server in the same run")]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// Short rounds, to see that everything works; the figures are not worth keeping
    #[arg(long)]
    quick: bool,
    /// Measure only this; may be repeated. BENCHMARKS.md is written by a full run only
    #[arg(long, value_enum, value_name = "NAME")]
    only: Vec<Scenario>,
    /// Length of one round
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Open streams of the fan-out
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    streams: usize,
    /// Print how to profile each server while it is measured
    #[arg(long)]
    profile: bool,
    /// The server to measure
    #[arg(
        long,
        env = "DOCKLINE_BIN",
        value_name = "FILE",
        default_value = "target/release/dockline"
    )]
    server: PathBuf,
    /// An empty database at `postgres://…`: order placement is measured on it too
    #[arg(
        long,
        env = "DOCKLINE_BENCH_POSTGRES_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    postgres: Option<String>,
}

#[derive(Subcommand)]
enum Task {
    /// Be the bare axum server: the benchmark starts this itself
    #[command(hide = true)]
    Ruler {
        /// The recorded answer to give
        recording: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.task {
        Some(Task::Ruler { recording }) => serve_ruler(recording).map(|()| ExitCode::SUCCESS),
        None => measure(arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn serve_ruler(recording: &Path) -> Result<()> {
    runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(ruler::serve(recording))
}

/// Measures everything asked for. What cannot be measured is reported and fails the run, but does
/// not keep the rest from it.
fn measure(arguments: Arguments) -> Result<ExitCode> {
    let full = arguments.only.is_empty() && !arguments.quick;
    let scenarios = if arguments.only.is_empty() {
        Scenario::all()
    } else {
        arguments.only.clone()
    };
    let plan = plan(arguments)?;
    process::allow_many_files()?;
    // One thread: the client takes what it needs of one core and leaves the rest to the server.
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut report = Report::default();
    for scenario in scenarios {
        eprintln!("==> {}", scenario.name());
        if let Err(error) = runtime.block_on(scenario.measure(&plan, &mut report)) {
            eprintln!("error: {error:#}");
            report.failed(scenario.name(), &error);
        }
    }
    println!("{}", report.text());
    if full {
        let path = root().join("BENCHMARKS.md");
        report.write(&path)?;
        println!("==> {}", path.display());
    }
    Ok(if report.is_complete() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn plan(arguments: Arguments) -> Result<Plan> {
    let program = &arguments.server;
    let program = program.canonicalize().with_context(|| {
        format!(
            "no server to measure at {}: build it first",
            program.display()
        )
    })?;
    let seconds = arguments
        .seconds
        .unwrap_or(if arguments.quick { 1 } else { 5 });
    Ok(Plan {
        program,
        postgres: arguments.postgres,
        round: Duration::from_secs(seconds),
        warm_up: Duration::from_secs(if arguments.quick { 1 } else { 2 }),
        rounds: if arguments.quick { 1 } else { 3 },
        streams: if arguments.quick {
            arguments.streams.min(1_000)
        } else {
            arguments.streams
        },
        profile: arguments.profile,
    })
}

/// The workspace.
fn root() -> PathBuf {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.parent().unwrap_or(bench).to_owned()
}
