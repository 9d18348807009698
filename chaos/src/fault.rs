//! What goes wrong, by a seed: which fault, where and for how long. When it meets which command is
//! up to the machine.

use crate::proxy::Passage;
use crate::world::World;
use anyhow::Result;
use fastrand::Rng;
use rustix::process::Signal;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// When nothing breaks any more: after a time, or after a number of faults.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// Since the first.
    Time(Duration),
    /// Faults in all.
    Faults(usize),
}

/// Breaks nodes, ways and database until then, and mends all of it.
pub async fn rage(world: &Arc<World>, seed: u64, until: Until) -> Result<()> {
    let mut rng = Rng::with_seed(seed);
    let began = Instant::now();
    let mut running = JoinSet::new();
    let mut struck = 0;
    loop {
        let goes_on = match until {
            Until::Time(time) => began.elapsed() < time,
            Until::Faults(faults) => struck < faults,
        };
        if !goes_on {
            break;
        }
        sleep(some_ms(&mut rng, 10, 250)).await;
        let fault = Fault::choose(&mut rng, world);
        let world = Arc::clone(world);
        running.spawn(async move { fault.strike(&world).await });
        struck += 1;
        // Three at a time, of four that may break: more leave nobody to ask.
        if running.len() > 2
            && let Some(done) = running.join_next().await
        {
            done??;
        }
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    for node in &world.nodes {
        node.pass(Passage::Open);
        node.signal(Signal::CONT).await;
        node.set_clock(0)?;
        node.start().await?;
    }
    Ok(())
}

/// Short times are as likely as long ones, from one to ten as from ten to a hundred: what breaks
/// meets a command at another place each time, and a run has many faults.
fn some_ms(rng: &mut Rng, least: u32, most: u32) -> Duration {
    let ratio = f64::from(most) / f64::from(least);
    let ms = f64::from(least) * ratio.powf(rng.f64());
    Duration::from_secs_f64(ms / 1_000.0)
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Pause,
    Kill,
    Stop,
    Cut,
    Silence,
    SilenceThenCut,
    Delay,
    Clock,
    DatabaseKilled,
    DatabaseRestarted,
    DiskFull,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Pause => "node paused",
            Self::Kill => "node killed",
            Self::Stop => "node stopped by SIGTERM",
            Self::Cut => "way to the database cut",
            Self::Silence => "way to the database silent",
            Self::SilenceThenCut => "way to the database silent, then cut",
            Self::Delay => "way to the database slow",
            Self::Clock => "clock of a node wrong by up to 3 h",
            Self::DatabaseKilled => "database killed",
            Self::DatabaseRestarted => "database restarted",
            Self::DiskFull => "disk of the database full",
        }
    }
}

/// On a node alone.
const OF_A_NODE: [Kind; 3] = [Kind::Pause, Kind::Kill, Kind::Stop];
/// With a database that is a server, the likely ones more often.
const WITH_A_SERVER: [Kind; 24] = [
    Kind::Pause,
    Kind::Pause,
    Kind::Pause,
    Kind::Pause,
    Kind::Pause,
    Kind::Kill,
    Kind::Kill,
    Kind::Stop,
    Kind::Cut,
    Kind::Cut,
    Kind::Cut,
    Kind::Cut,
    Kind::Cut,
    Kind::Silence,
    Kind::Silence,
    Kind::Silence,
    Kind::SilenceThenCut,
    Kind::SilenceThenCut,
    Kind::Delay,
    Kind::Delay,
    Kind::Clock,
    Kind::DatabaseKilled,
    Kind::DatabaseRestarted,
    Kind::DiskFull,
];
/// How wrong a clock is at most, in seconds.
const CLOCK_SECONDS_MAX: i64 = 3 * 60 * 60;

struct Fault {
    kind: Kind,
    node: usize,
    time: Duration,
    /// How far a clock is ahead, in seconds.
    ahead: i64,
}

impl Fault {
    fn choose(rng: &mut Rng, world: &World) -> Self {
        let kinds: &[Kind] = if world.cluster.is_some() {
            &WITH_A_SERVER
        } else {
            &OF_A_NODE
        };
        let possible = |kind: &Kind| match kind {
            Kind::Clock => world.program.clock.is_some(),
            Kind::DiskFull => world.has_disk,
            _ => true,
        };
        let kinds: Vec<Kind> = kinds.iter().copied().filter(possible).collect();
        let kind = kinds[rng.usize(0..kinds.len())];
        let time = match kind {
            Kind::Pause | Kind::Silence | Kind::SilenceThenCut => some_ms(rng, 10, 8_000),
            Kind::Cut | Kind::Kill | Kind::Stop => some_ms(rng, 5, 2_500),
            Kind::Delay | Kind::Clock => some_ms(rng, 200, 5_000),
            Kind::DatabaseKilled | Kind::DatabaseRestarted => some_ms(rng, 5, 1_500),
            Kind::DiskFull => some_ms(rng, 100, 3_000),
        };
        Self {
            kind,
            node: rng.usize(0..world.nodes.len()),
            time,
            ahead: rng.i64(-CLOCK_SECONDS_MAX..=CLOCK_SECONDS_MAX),
        }
    }

    async fn strike(self, world: &World) -> Result<()> {
        let node = &world.nodes[self.node];
        world
            .history
            .with(|record| *record.faults.entry(self.kind.name()).or_default() += 1);
        let at = world.history.now().as_secs_f32();
        println!(
            "{at:7.1} s  {} ({}, {:.2} s)",
            self.kind.name(),
            node.name,
            self.time.as_secs_f32()
        );
        match self.kind {
            Kind::Pause => {
                node.signal(Signal::STOP).await;
                sleep(self.time).await;
                node.signal(Signal::CONT).await;
            }
            Kind::Kill => {
                node.kill().await;
                sleep(self.time).await;
                node.start().await?;
            }
            Kind::Stop => {
                if !node.stop().await {
                    world
                        .history
                        .found(format!("{} did not stop at SIGTERM", node.name));
                }
                sleep(self.time).await;
                node.start().await?;
            }
            Kind::Cut => self.pass(world, Passage::Cut).await,
            Kind::Silence => self.pass(world, Passage::Silent).await,
            Kind::SilenceThenCut => {
                node.pass(Passage::Silent);
                sleep(self.time).await;
                node.pass(Passage::Cut);
                sleep(Duration::from_millis(50)).await;
                node.pass(Passage::Open);
            }
            Kind::Delay => self.pass(world, Passage::Slow(self.time / 40)).await,
            Kind::Clock => {
                node.set_clock(self.ahead)?;
                sleep(self.time).await;
                node.set_clock(0)?;
            }
            Kind::DatabaseKilled | Kind::DatabaseRestarted | Kind::DiskFull => {
                self.strike_database(world).await?;
            }
        }
        Ok(())
    }

    async fn pass(&self, world: &World, passage: Passage) {
        let node = &world.nodes[self.node];
        node.pass(passage);
        sleep(self.time).await;
        node.pass(Passage::Open);
    }

    async fn strike_database(&self, world: &World) -> Result<()> {
        let Some(cluster) = &world.cluster else {
            return Ok(());
        };
        let mut cluster = cluster.lock().await;
        match self.kind {
            Kind::DatabaseKilled => cluster.kill().await?,
            Kind::DiskFull => cluster.fill_disk()?,
            _ => cluster.stop().await?,
        }
        sleep(self.time).await;
        cluster.start().await
    }
}
