//! Formatting and lints. The islands are a separate build for wasm32: the app compiles differently there.

use std::fs;

use anyhow::Result;

use crate::command::{cargo, run, site_dir, step};

/// Stops at the first complaint.
pub fn run_all() -> Result<()> {
    // The server embeds the site's directory. Which files are in it does not matter to lints.
    fs::create_dir_all(site_dir())?;
    step("lint: format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("lint: clippy", || {
        run(&mut cargo(&["clippy", "--workspace", "--exclude", "dockline-frontend", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    step("lint: clippy of the islands for wasm32", || {
        let target = "wasm32-unknown-unknown";
        run(&mut cargo(&["clippy", "--package", "dockline-frontend", "--lib", "--target", target, "--", "--deny", "warnings"]))
    })
}
