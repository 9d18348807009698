//! Breaks several Docklines on one database, demands that they go on, and checks the history of
//! what they said. `cargo xtask chaos` builds both and runs this.
//!
//! A seed decides what clients want and what breaks when. Which command meets which fault is up to
//! the machine, so a finding is searched in what was kept of its run.

mod calm;
mod check;
mod client;
mod fault;
mod history;
mod node;
mod postgres;
mod process;
mod proxy;
mod world;

use crate::client::{Client, Role};
use crate::history::{End, Record};
use crate::world::{SHOPS, World};
use anyhow::{Result, ensure};
use clap::Parser;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

#[derive(Parser)]
#[command(about = "Breaks several Docklines on one database and checks what they said")]
struct Arguments {
    /// What clients want and what breaks follows from it
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How long things break; after that comes the quiet phase
    #[arg(long, value_name = "M", default_value_t = 2.0)]
    minutes: f64,
    /// How many programs run on the database
    #[arg(long, value_name = "N", default_value_t = 3)]
    nodes: usize,
    /// Run one program on a file of SQLite
    #[arg(long)]
    sqlite: bool,
    /// Most time after the last fault until every node sells in every shop
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    settled_within: u64,
    /// Do nothing, and say so, where PostgreSQL is not installed
    #[arg(long)]
    skip_without_postgres: bool,
    /// Break nothing: what is found then is not the fault of a fault
    #[arg(long)]
    calm: bool,
    /// The program
    #[arg(
        long,
        env = "DOCKLINE_BIN",
        value_name = "FILE",
        default_value = "target/debug/dockline"
    )]
    server: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    println!("seed {}", arguments.seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(&arguments)));
    done.unwrap_or_else(|error| {
        eprintln!("error (seed {}): {error:#}", arguments.seed);
        ExitCode::FAILURE
    })
}

async fn run(arguments: &Arguments) -> Result<ExitCode> {
    ensure!(arguments.nodes > 0, "at least one program must run");
    if arguments.skip_without_postgres && !arguments.sqlite && !postgres::is_installed() {
        println!("skipped: PostgreSQL is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    let nodes = if arguments.sqlite { 1 } else { arguments.nodes };
    let program = arguments.server.canonicalize()?;
    let mut world = Arc::new(World::create(program, nodes, arguments.sqlite).await?);
    println!("left out: a clock that is wrong, a disk that is full");
    let result = breaking(arguments, &world).await;
    for node in &world.nodes {
        if !node.stop().await {
            world
                .history
                .found(format!("{} did not stop at the end", node.name));
        }
    }
    if result.is_ok() {
        check::check(&world).await?;
    }
    let found = world.history.with(|record| {
        print_summary(record);
        record.findings.len()
    });
    if found > 0 || result.is_err() {
        println!("{found} findings, seed {}", arguments.seed);
        if let Some(world) = Arc::get_mut(&mut world) {
            println!("database and logs: {}", world.keep().display());
        }
    }
    result?;
    Ok(if found == 0 {
        println!("nothing was found, seed {}", arguments.seed);
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn breaking(arguments: &Arguments, world: &Arc<World>) -> Result<()> {
    let calm = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    let roles = [Role::Shopper, Role::Shopper, Role::Merchant, Role::Reader];
    for number in 0..SHOPS * roles.len() {
        let (shop, role) = (number % SHOPS, roles[number / SHOPS]);
        let client = Client::new(number, shop, arguments.seed, world, &calm);
        clients.spawn(client.live(role));
    }
    let time = Duration::from_secs_f64(arguments.minutes * 60.0);
    if arguments.calm {
        tokio::time::sleep(time).await;
    } else {
        fault::rage(world, arguments.seed, time).await?;
    }
    calm.store(true, Ordering::Relaxed);
    println!(
        "{:7.1} s  nothing breaks any more",
        world.history.now().as_secs_f32()
    );
    let settled = calm::settle(world, Duration::from_secs(arguments.settled_within)).await;
    println!(
        "every node sells everywhere after {:.1} s",
        settled.as_secs_f32()
    );
    while let Some(done) = clients.join_next().await {
        done?;
    }
    calm::ask_again(world).await;
    calm::agree(world).await
}

fn print_summary(record: &Record) {
    let mut deeds: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for deed in &record.deeds {
        let row = deeds.entry(deed.wish.name()).or_default();
        let column = match deed.end {
            End::Done { .. } => 0,
            End::Refused => 1,
            End::Unknown => 2,
        };
        row[column] += 1;
        row[3] += usize::from(deed.calls.len() > 1);
    }
    println!(
        "\n{:<40}{:>8}{:>9}{:>9}{:>14}",
        "command", "done", "refused", "unknown", "called again"
    );
    for (name, [done, refused, unknown, again]) in deeds {
        println!("{name:<40}{done:>8}{refused:>9}{unknown:>9}{again:>14}");
    }
    println!("{:<40}{:>8}", "reads with a version", record.readings.len());
    println!("\n{:<40}{:>8}", "fault", "times");
    for (name, times) in &record.faults {
        println!("{name:<40}{times:>8}");
    }
    let answers: Vec<String> = record
        .answers
        .iter()
        .map(|(status, times)| format!("{status}: {times}"))
        .collect();
    println!("\nanswers by status: {}", answers.join(", "));
    let longest = record.longest.as_secs_f32();
    println!("longest wait for an answer: {longest:.1} s");
}
