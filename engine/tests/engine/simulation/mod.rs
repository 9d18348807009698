//! Random suppliers, shoppers and dock workers against a simple model. After each step: every unit
//! is somewhere and nowhere twice, nothing is given that has not arrived, nobody is overtaken
//! without a record, and the engine's counters are what its rows add up to. Now and then, and at
//! the end: what people were told is what supply implies, places are dense, parcels hold what their
//! state says, and the log has no gap.
//!
//! Everything follows from the seed. A failure prints the seed, and `cargo xtask simulate --seed
//! SEED` replays it. Longer runs: `DOCKLINE_SIM_SEED` (the first seed), `DOCKLINE_SIM_SEEDS` (how
//! many), `DOCKLINE_SIM_STEPS` (steps of each).

mod corrections;
mod dock;
mod full;
mod holding;
mod lines;
mod model;
pub mod rows;
mod settle;
mod shopper;
mod sim;
mod supplier;
mod time;

use crate::databases::{TestDatabase, postgres, sqlite};
use dockline_domain::policy::{BackorderRule, LeadTime, Policy};
use sim::Sim;
use std::time::Instant;

/// What both shops sell: three variants of one product, one that is made beyond supply, one with a
/// limit per customer, one from stock alone.
const SKUS: [&str; 6] = ["TENT-S", "TENT-M", "TENT-L", "PEG", "HAT", "LAMP"];
/// Units of `HAT` that one customer may have.
const PER_CUSTOMER: u32 = 9;
/// Units of `PEG` that may be sold beyond supply.
const BEYOND: u32 = 6;
/// How many days those take at first, from the order to the dock.
const LEAD_DAYS: (u16, u16) = (10, 15);
const LOCATIONS: [&str; 3] = ["main", "north", "attic"];
/// Steps between two checks of everything.
const EVERY: u32 = 10;

/// The policy of `PEG`, when what is beyond supply takes this many days.
fn beyond((lead_days_min, lead_days_max): (u16, u16)) -> Policy {
    Policy {
        backorder: BackorderRule::Beyond(LeadTime {
            quantity: BEYOND,
            lead_days_min,
            lead_days_max,
        }),
        ..Policy::default()
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a whole number, not {text}"))
    })
}

/// Says how to replay a run that ends in a panic.
struct Replay {
    seed: u64,
    steps: u64,
}

impl Drop for Replay {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { seed, steps } = self;
            eprintln!("replay with: cargo xtask simulate --seed {seed} --steps {steps}");
            eprintln!(
                "or, on PostgreSQL, this test with DOCKLINE_SIM_SEED={seed} DOCKLINE_SIM_SEEDS=1 DOCKLINE_SIM_STEPS={steps}"
            );
        }
    }
}

/// Tells the last steps of a run that ends in a panic.
struct Told(Sim);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for line in &self.0.story {
                eprintln!("{line}");
            }
        }
    }
}

async fn simulate(database: fn() -> TestDatabase) {
    let (first, seeds, steps) = (
        setting("DOCKLINE_SIM_SEED", 1),
        setting("DOCKLINE_SIM_SEEDS", 3),
        setting("DOCKLINE_SIM_STEPS", 150),
    );
    let (began, mut done) = (Instant::now(), 0);
    for seed in first..first + seeds {
        let _replay = Replay { seed, steps };
        let mut sim = Told(Sim::new(database(), seed).await);
        sim.0.run(u32::try_from(steps).unwrap()).await;
        done += steps;
        println!(
            "seed {seed}: {:?}; {:.0} steps/s",
            sim.0.done,
            f64::from(u32::try_from(done).unwrap()) / began.elapsed().as_secs_f64()
        );
        sim.0.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seeded_run_finds_nothing_on_sqlite() {
    simulate(sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seeded_run_finds_nothing_on_postgres() {
    simulate(postgres).await;
}
