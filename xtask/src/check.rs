//! Formatting, lints, what the program is built of, and types of scripts. The islands are a
//! separate build for wasm32: the app compiles differently there.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, root, run, site_dir, step};
use crate::supply;

/// Stops at the first complaint.
pub fn run_all() -> Result<()> {
    // The server embeds the site's directory. Which files are in it does not matter to lints.
    fs::create_dir_all(site_dir())?;
    step("lint: format", || {
        run(&mut cargo(&["fmt", "--all", "--check"]))
    })?;
    step("lint: clippy", || {
        run(&mut cargo(&[
            "clippy",
            "--workspace",
            "--exclude",
            "dockline-frontend",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    step("lint: clippy of the islands for wasm32", || {
        let target = "wasm32-unknown-unknown";
        run(&mut cargo(&[
            "clippy",
            "--package",
            "dockline-frontend",
            "--lib",
            "--target",
            target,
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    step("lint: licences, sources and doubled crates", supply::check)?;
    // esbuild only removes types. The compiler is a package of the browser tests.
    ["embed", "end2end"].into_iter().try_for_each(|project| {
        let compiler = root().join("end2end/node_modules/.bin/tsc");
        step(&format!("lint: types of {project}/"), || {
            run(Command::new(compiler)
                .arg("--project")
                .arg(root().join(project)))
        })
    })
}
