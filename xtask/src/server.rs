//! The server's builds, and what is done with them.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{cargo, cargo_target_dir, root, run as run_command, site_dir, step};
use crate::site::{self, Effort};
use crate::supply;

/// Builds the site and the server, and copies the one file that is needed to `target/dist`, and
/// beside it a list of what it is built of and the npm package of the widget.
pub fn dist() -> Result<()> {
    let built = build()?;
    let dist = root().join("target/dist");
    fs::create_dir_all(&dist)?;
    let binary = dist.join("dockline");
    let size_bytes =
        fs::copy(&built, &binary).with_context(|| format!("cannot write {}", binary.display()))?;
    println!("==> {} ({} kB)", binary.display(), size_bytes / 1000);
    let bill = dist.join("dockline.cdx.json");
    supply::write_bill(&bill)?;
    println!("==> {}", bill.display());
    npm_package(&dist.join("npm"))
}

/// The widget for people who bundle it: what the server sends, with types and a description of the
/// element. A bundler finds the parts beside the loader.
fn npm_package(directory: &Path) -> Result<()> {
    let embed = root().join("embed");
    let version = site::embed_version()?;
    let served = site_dir().join("embed").join(&version);
    fs::create_dir_all(directory)?;
    for file in [
        "package.json",
        "README.md",
        "widget.d.ts",
        "custom-elements.json",
    ] {
        fs::copy(embed.join(file), directory.join(file))
            .with_context(|| format!("cannot copy embed/{file}"))?;
    }
    for file in ["live.js", "intent.js", "intent.wasm"] {
        fs::copy(served.join(file), directory.join(file))
            .with_context(|| format!("cannot copy {file}"))?;
    }
    let loader = fs::read_to_string(served.join("widget.js")).context("cannot read widget.js")?;
    fs::write(
        directory.join("widget.js"),
        loader.replace(&format!("\"../{version}/"), "\"./"),
    )?;
    println!("==> {}", directory.display());
    Ok(())
}

/// Builds the site and the server as they are built soonest, then becomes `dockline demo`. The
/// server is the one of the tests: what makes a demo slow without optimisation is optimised in that
/// profile, and `make test` after it compiles no crate again.
pub fn run(arguments: &[String]) -> Result<()> {
    site::build(Effort::Quick)?;
    let binary = build_quickly()?;
    println!("==> dockline demo");
    become_program(Command::new(binary).arg("demo").args(arguments))
}

/// Builds the server without optimisation, and answers where it is.
pub fn build_quickly() -> Result<PathBuf> {
    step("compiling the server", || {
        run_command(&mut cargo(&["build", "--package", "dockline"]))
    })?;
    Ok(cargo_target_dir().join("debug/dockline"))
}

/// Builds the site, the server and the benchmark, then becomes the benchmark.
pub fn bench(arguments: &[String]) -> Result<()> {
    let server = build()?;
    step("compiling the benchmark (release)", || {
        run_command(&mut cargo(&[
            "build",
            "--release",
            "--package",
            "dockline-bench",
        ]))
    })?;
    println!("==> dockline-bench");
    become_program(
        Command::new(release_dir().join("dockline-bench"))
            .args(arguments)
            .env("DOCKLINE_BIN", server),
    )
}

/// Builds the site, the server of `make run` and the program that breaks it, then becomes that.
pub fn chaos(arguments: &[String]) -> Result<()> {
    site::build(Effort::Quick)?;
    let server = build_quickly()?;
    step("compiling what breaks it", || {
        run_command(&mut cargo(&["build", "--package", "dockline-chaos"]))
    })?;
    println!("==> dockline-chaos");
    become_program(
        Command::new(cargo_target_dir().join("debug/dockline-chaos"))
            .args(arguments)
            .env("DOCKLINE_BIN", server),
    )
}

/// Builds an older program from its commit, the present one, and what lets the one take the place of
/// the other while shops sell, then becomes that.
pub fn rolling(from: &str, arguments: &[String]) -> Result<()> {
    let folder = root().join("target/rolling").join(from);
    if !folder.exists() {
        run_command(
            Command::new("git")
                .args(["worktree", "add", "--detach"])
                .arg(&folder)
                .arg(from)
                .current_dir(root()),
        )?;
    }
    step("compiling the older program", || {
        run_command(
            cargo(&["build", "--package", "dockline"])
                .current_dir(&folder)
                .env("CARGO_TARGET_DIR", folder.join("target")),
        )
    })?;
    let older = folder.join("target/debug/dockline");
    let older = older.to_str().context("the folder is no text")?;
    let arguments = [&["--older".to_owned(), older.to_owned()], arguments].concat();
    chaos(&arguments)
}

fn build() -> Result<PathBuf> {
    site::build(Effort::Small)?;
    step("compiling the server (release)", || {
        run_command(&mut cargo(&["build", "--release", "--package", "dockline"]))
    })?;
    Ok(release_dir().join("dockline"))
}

fn release_dir() -> PathBuf {
    cargo_target_dir().join("release")
}

/// Hands this process over, so that signals reach the program itself.
fn become_program(command: &mut Command) -> Result<()> {
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))
}
