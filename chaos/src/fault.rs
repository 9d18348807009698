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

/// Breaks nodes, ways and database until a time has passed, and mends all of it.
pub async fn rage(world: &Arc<World>, seed: u64, time: Duration) -> Result<()> {
    let mut rng = Rng::with_seed(seed);
    let began = Instant::now();
    let mut running = JoinSet::new();
    while began.elapsed() < time {
        sleep(Duration::from_millis(rng.u64(100..1_500))).await;
        let fault = Fault::choose(&mut rng, world);
        let world = Arc::clone(world);
        running.spawn(async move { fault.strike(&world).await });
        // Two at a time: more leave nobody to ask.
        if running.len() > 1
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
        node.start().await?;
    }
    Ok(())
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
    DatabaseKilled,
    DatabaseRestarted,
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
            Self::DatabaseKilled => "database killed",
            Self::DatabaseRestarted => "database restarted",
        }
    }
}

/// On a node alone.
const OF_A_NODE: [Kind; 3] = [Kind::Pause, Kind::Kill, Kind::Stop];
/// With a database that is a server, the likely ones more often.
const WITH_A_SERVER: [Kind; 16] = [
    Kind::Pause,
    Kind::Pause,
    Kind::Pause,
    Kind::Kill,
    Kind::Kill,
    Kind::Stop,
    Kind::Cut,
    Kind::Cut,
    Kind::Cut,
    Kind::Silence,
    Kind::Silence,
    Kind::SilenceThenCut,
    Kind::Delay,
    Kind::Delay,
    Kind::DatabaseKilled,
    Kind::DatabaseRestarted,
];

struct Fault {
    kind: Kind,
    node: usize,
    time: Duration,
}

impl Fault {
    fn choose(rng: &mut Rng, world: &World) -> Self {
        let kinds: &[Kind] = if world.cluster.is_some() {
            &WITH_A_SERVER
        } else {
            &OF_A_NODE
        };
        let kind = kinds[rng.usize(0..kinds.len())];
        let ms = match kind {
            Kind::Pause | Kind::Silence | Kind::SilenceThenCut => rng.u64(100..8_000),
            Kind::Cut | Kind::Kill | Kind::Stop => rng.u64(0..2_500),
            Kind::Delay => rng.u64(1_000..5_000),
            Kind::DatabaseKilled | Kind::DatabaseRestarted => rng.u64(0..1_500),
        };
        Self {
            kind,
            node: rng.usize(0..world.nodes.len()),
            time: Duration::from_millis(ms),
        }
    }

    async fn strike(self, world: &World) -> Result<()> {
        let node = &world.nodes[self.node];
        world
            .history
            .with(|record| *record.faults.entry(self.kind.name()).or_default() += 1);
        let at = world.history.now().as_secs_f32();
        println!(
            "{at:7.1} s  {} ({}, {:.1} s)",
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
            Kind::DatabaseKilled | Kind::DatabaseRestarted => self.strike_database(world).await?,
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
            _ => cluster.stop().await?,
        }
        sleep(self.time).await;
        cluster.start().await
    }
}
