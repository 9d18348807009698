//! The islands: the crate `dockline-frontend` as wasm, and the JavaScript that loads it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{Effort, Key, Piece, scripts, work_dir};
use crate::command::{cargo, cargo_target_dir, npm_tool, root, run, step};
use crate::stamp::when_changed;

const TARGET: &str = "wasm32-unknown-unknown";
const NAME: &str = "dockline";

/// What rustc emits for this target and every browser we serve understands; wasm-opt must be told.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What made a first page with an island smallest after brotli. Inlining the functions that have
/// one caller saves raw bytes only.
const OPTIMISATION: [&str; 3] = [
    "-Oz",
    "--one-caller-inline-max-function-size=1",
    "--strip-target-features",
];

/// Compiles the islands and makes the two files a browser loads. Cargo decides whether there is
/// anything to compile; the rest runs only when the compiled module changed.
pub fn build(effort: Effort) -> Result<Vec<Piece>> {
    let compiled = compile(effort)?;
    let outputs = work_dir(match effort {
        Effort::Small => "wasm",
        Effort::Quick | Effort::Watched => "wasm-quick",
    });
    let module =
        fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let tools = fs::read(root().join("xtask/package-lock.json"))?;
    when_changed(
        &outputs,
        &[
            include_bytes!("wasm.rs"),
            include_bytes!("scripts.rs"),
            &tools,
            &module,
        ],
        || {
            step("site: wasm and its glue", || {
                bind_and_shrink(&compiled, &outputs, effort)
            })
        },
    )?;
    Ok(vec![
        Piece {
            key: Key::Main("wasm"),
            name: format!("{NAME}.wasm"),
            bytes: fs::read(outputs.join("dockline.wasm"))?,
        },
        Piece {
            key: Key::Main("js"),
            name: format!("{NAME}.js"),
            bytes: fs::read(outputs.join("dockline.js"))?,
        },
    ])
}

/// The rules for the widget, `rules.js` and `rules.wasm` in the folder that is answered. Always
/// small: what pages of other people load must not change with how this site was built.
pub fn rules() -> Result<PathBuf> {
    let compiled = step("site: compiling the widget's rules", || {
        let mut command = cargo(&[
            "build",
            "--package",
            "dockline-embed",
            "--lib",
            "--target",
            TARGET,
            "--profile",
            "wasm-release",
        ]);
        run(command.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            rust_flags(),
        ))?;
        Ok(cargo_target_dir()
            .join(TARGET)
            .join("wasm-release/dockline_embed.wasm"))
    })?;
    let outputs = work_dir("embed-wasm");
    let module =
        fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    when_changed(&outputs, &[include_bytes!("wasm.rs"), &module], || {
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(&compiled)
            .out_name("rules")
            .web(true)?
            .typescript(false);
        bindgen
            .remove_name_section(true)
            .remove_producers_section(true);
        bindgen.generate(&outputs).context("wasm-bindgen failed")?;
        let (bound, shrunk) = (outputs.join("rules_bg.wasm"), outputs.join("rules.wasm"));
        run(npm_tool("wasm-opt")
            .args(OPTIMISATION)
            .args(WASM_FEATURES)
            .arg(&bound)
            .arg("--output")
            .arg(&shrunk))
    })?;
    Ok(outputs)
}

fn compile(effort: Effort) -> Result<PathBuf> {
    let (profile, directory) = match effort {
        Effort::Small => ("wasm-release", "wasm-release"),
        Effort::Quick | Effort::Watched => ("dev", "debug"),
    };
    step("site: compiling the islands", || {
        let mut command = cargo(&[
            "build",
            "--package",
            "dockline-frontend",
            "--lib",
            "--target",
            TARGET,
            "--profile",
            profile,
        ]);
        run(command.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            rust_flags(),
        ))
    })?;
    Ok(cargo_target_dir()
        .join(TARGET)
        .join(directory)
        .join("dockline_frontend.wasm"))
}

/// Panic messages name source files. The builder's home directory in front of them helps nobody and
/// costs bytes.
fn rust_flags() -> String {
    let home = env::var_os("HOME").unwrap_or_default();
    let cargo_home =
        env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), PathBuf::from);
    format!(
        "--remap-path-prefix={}/registry/src/= --remap-path-prefix={}/=",
        cargo_home.display(),
        root().display()
    )
}

fn bind_and_shrink(compiled: &Path, outputs: &Path, effort: Effort) -> Result<()> {
    let bound = outputs.join("bindgen");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(NAME)
        .web(true)?
        .typescript(false);
    bindgen
        .remove_name_section(effort == Effort::Small)
        .remove_producers_section(true);
    bindgen.generate(&bound).context("wasm-bindgen failed")?;

    let wasm = bound.join(format!("{NAME}_bg.wasm"));
    let shrunk = outputs.join("dockline.wasm");
    match effort {
        Effort::Small => {
            run(npm_tool("wasm-opt")
                .args(OPTIMISATION)
                .args(WASM_FEATURES)
                .arg(&wasm)
                .arg("--output")
                .arg(&shrunk))?;
        }
        Effort::Quick | Effort::Watched => {
            fs::copy(&wasm, &shrunk)?;
        }
    }
    scripts::bundle(
        &bound.join(format!("{NAME}.js")),
        &outputs.join("dockline.js"),
    )
}
