//! Long runs of the simulation in `engine/tests/engine/simulation/mod.rs`.

use anyhow::Result;

use crate::command::{cargo, run as run_command, step};

/// Steps of one seed: enough for long lines and old purchase orders, few enough for all of it to be
/// checked often.
const STEPS_OF_A_SEED_MAX: u64 = 2_000;

/// Runs the simulation optimised, seed after seed.
pub fn run(first: u64, steps: u64) -> Result<()> {
    let each = steps.clamp(1, STEPS_OF_A_SEED_MAX);
    let seeds = steps.div_ceil(each).max(1);
    let test = [
        "test",
        "--release",
        "--package",
        "dockline-engine",
        "--test",
        "engine",
    ];
    let filter = [
        "--",
        "--exact",
        "--nocapture",
        "simulation::a_seeded_run_finds_nothing_on_sqlite",
    ];
    step(
        &format!("{seeds} seeds from {first} with {each} steps each"),
        || {
            let mut cargo = cargo(&test);
            cargo
                .args(filter)
                .env("DOCKLINE_SIM_SEED", first.to_string());
            run_command(
                cargo
                    .env("DOCKLINE_SIM_SEEDS", seeds.to_string())
                    .env("DOCKLINE_SIM_STEPS", each.to_string()),
            )
        },
    )
}
