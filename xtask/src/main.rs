//! The build of Dockline: what `make` does once its tools are installed. `cargo xtask --help` lists
//! the tasks.

mod check;
mod command;
mod contract;
mod dev;
mod measure;
mod server;
mod simulate;
mod site;
mod stamp;
mod supply;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::site::Effort;

#[derive(Parser)]
#[command(about = "The build of Dockline")]
enum Task {
    /// Build the site into `target/site`: wasm, glue, style sheet, each under a name that holds its
    /// hash
    Site {
        /// Build fast instead of small, and let the open page reload itself after the next build
        #[arg(long)]
        quick: bool,
    },
    /// Write the widget's present version into `embed/releases`, from where it is served from then
    /// on, byte by byte
    ReleaseWidget,
    /// Build `target/dist/dockline`, one file with the site inside
    Dist,
    /// Build the site and the server, fast rather than small, then serve the demo shop
    Run {
        /// Passed on to `dockline demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Serve the demo shop, and build and serve it again whenever a source file changes
    Dev {
        /// Passed on to `dockline demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every test: the crates on both databases, the documentation examples, the browser
    Test,
    /// Only the requests that are made from the `OpenAPI` document, against the program that was
    /// built last
    Contract,
    /// Measure the release build against a bare axum server
    Bench {
        /// Passed on to `dockline-bench`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run random suppliers, shoppers and dock workers against a simple model, on SQLite; a failure
    /// prints how to replay it
    Simulate {
        /// The first seed
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Steps in all: every 2 000 begin with the next seed and an empty database
        #[arg(long, default_value_t = 100_000)]
        steps: u64,
    },
    /// Break several programs on one database, and check the history of what they said
    Chaos {
        /// Passed on to `dockline-chaos`: `--seed S --minutes M --nodes N --sqlite`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Let this program take the place of an older one, node by node, while shops sell
    Rolling {
        /// The commit of the older program
        #[arg(long, value_name = "COMMIT")]
        from: String,
        /// Passed on to `dockline-chaos`: `--seed S --minutes M --nodes N`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Print how long files and functions are, how much is explained, how often is cloned
    Measure,
    /// Check the format, lint every crate, the islands for wasm32, and check the types of the
    /// scripts
    Check,
}

fn main() -> ExitCode {
    match perform(Task::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    match task {
        Task::Site { quick } => site::build(if quick {
            Effort::Watched
        } else {
            Effort::Small
        })?,
        Task::ReleaseWidget => site::release_widget()?,
        Task::Dist => server::dist()?,
        Task::Run { arguments } => server::run(&arguments)?,
        Task::Dev { arguments } => dev::serve_and_watch(&arguments)?,
        Task::Test => return Ok(test::run_all()),
        Task::Contract => return Ok(test::run_contract()),
        Task::Bench { arguments } => server::bench(&arguments)?,
        Task::Simulate { seed, steps } => simulate::run(seed, steps)?,
        Task::Chaos { arguments } => server::chaos(&arguments)?,
        Task::Rolling { from, arguments } => server::rolling(&from, &arguments)?,
        Task::Measure => measure::print()?,
        Task::Check => check::run_all()?,
    }
    Ok(ExitCode::SUCCESS)
}
