//! Breaks several Docklines on one database, demands that they go on, and checks the history of
//! what they said. `cargo xtask chaos` builds both and runs this.
//!
//! A seed decides what clients want and what breaks when. Which command meets which fault is up to
//! the machine, so a finding is searched in what was kept of its run.

mod calm;
mod check;
mod client;
mod clock;
mod disk;
mod fault;
mod history;
mod node;
mod postgres;
mod process;
mod proxy;
mod rolling;
mod world;

use crate::client::{Client, Role};
use crate::fault::Until;
use crate::history::{End, Record};
use crate::node::Program;
use crate::world::{SHOPS, World};
use anyhow::{Context as _, Result, ensure};
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags of a command line, each of which may be given"
)]
struct Arguments {
    /// What clients want and what breaks follows from it
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How long things break; after that comes the quiet phase
    #[arg(long, value_name = "M", default_value_t = 2.0)]
    minutes: f64,
    /// Break that number of times instead
    #[arg(long, value_name = "F", conflicts_with = "minutes")]
    faults: Option<usize>,
    /// How often, each time with the next seed, a new database, a quiet phase and a check
    #[arg(long, value_name = "R", default_value_t = 1)]
    rounds: u64,
    /// Put PostgreSQL on a small disk, which is full at times. Only an administrator can
    #[arg(long)]
    small_disk: bool,
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
    /// Break nothing, and let the program take the place of this older one, node by node
    #[arg(long, value_name = "FILE", conflicts_with = "sqlite")]
    older: Option<PathBuf>,
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(&arguments)));
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Every round, up to the first that finds something.
async fn run(arguments: &Arguments) -> Result<ExitCode> {
    ensure!(arguments.nodes > 0, "at least one program must run");
    if arguments.skip_without_postgres && !arguments.sqlite && !postgres::is_installed() {
        println!("skipped: PostgreSQL is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    let mut faults: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in arguments.seed..arguments.seed + arguments.rounds {
        let (found, struck) = round(arguments, seed)
            .await
            .with_context(|| format!("seed {seed}, after {} rounds", seed - arguments.seed))?;
        for (name, times) in struck {
            *faults.entry(name).or_default() += times;
        }
        println!(
            "{found} findings, seed {seed}; {} faults in {} rounds",
            faults.values().sum::<usize>(),
            seed - arguments.seed + 1
        );
        if found > 0 {
            return Ok(ExitCode::FAILURE);
        }
    }
    if arguments.rounds > 1 {
        println!("\nfaults of all rounds");
        print_faults(&faults);
    }
    Ok(ExitCode::SUCCESS)
}

/// How often something was found, and what broke.
async fn round(arguments: &Arguments, seed: u64) -> Result<(usize, BTreeMap<&'static str, usize>)> {
    println!("\nseed {seed}");
    let nodes = if arguments.sqlite { 1 } else { arguments.nodes };
    let first = arguments.older.as_ref().unwrap_or(&arguments.server);
    let program = first.canonicalize()?;
    let mut world = World::create(program, nodes, arguments.sqlite, arguments.small_disk).await?;
    if arguments.older.is_some() {
        let file = arguments.server.canonicalize()?;
        world.newer = Some(Program {
            file,
            ..world.program.clone()
        });
    }
    let mut world = Arc::new(world);
    if world.program.clock.is_none() {
        println!("left out: a clock that is wrong, because there is no C compiler");
    }
    if !world.has_disk {
        println!("left out: a disk that is full, which needs --small-disk");
    }
    let result = breaking(arguments, seed, &world).await;
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
    let (found, faults) = world.history.with(|record| {
        print_summary(record);
        (record.findings.len(), record.faults.clone())
    });
    if (found > 0 || result.is_err())
        && let Some(world) = Arc::get_mut(&mut world)
    {
        println!("database and logs: {}", world.keep().display());
    }
    result?;
    Ok((found, faults))
}

async fn breaking(arguments: &Arguments, seed: u64, world: &Arc<World>) -> Result<()> {
    let calm = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    let roles = [Role::Shopper, Role::Shopper, Role::Merchant, Role::Reader];
    for number in 0..SHOPS * roles.len() {
        let (shop, role) = (number % SHOPS, roles[number / SHOPS]);
        let client = Client::new(number, shop, seed, world, &calm);
        clients.spawn(client.live(role));
    }
    let time = Duration::from_secs_f64(arguments.minutes * 60.0);
    if world.newer.is_some() {
        rolling::roll(world, time / 8).await?;
    } else if arguments.calm {
        tokio::time::sleep(time).await;
    } else {
        let until = arguments.faults.map_or(Until::Time(time), Until::Faults);
        fault::rage(world, seed, until).await?;
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

fn print_faults(faults: &BTreeMap<&str, usize>) {
    println!("\n{:<40}{:>8}", "fault", "times");
    for (name, times) in faults {
        println!("{name:<40}{times:>8}");
    }
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
    print_faults(&record.faults);
    let answers: Vec<String> = record
        .answers
        .iter()
        .map(|(status, times)| format!("{status}: {times}"))
        .collect();
    println!("\nanswers by status: {}", answers.join(", "));
    let longest = record.longest.as_secs_f32();
    println!("longest wait for an answer: {longest:.1} s");
}
