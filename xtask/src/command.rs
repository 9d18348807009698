//! How the tasks start other programs: each with a line that says what for, and how long it took.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// The directory of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a directory of the workspace")
}

/// Where cargo puts what it builds.
pub fn cargo_target_dir() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The directory of the site, which the server embeds.
pub fn site_dir() -> PathBuf {
    root().join("target/site")
}

/// A cargo that sees the same environment as one started by hand. Build scripts that watch
/// `CARGO_*` variables would otherwise run again each time a build comes from the other side.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO"
        {
            command.env_remove(&name);
        }
    }
    command.args(locked(arguments)).current_dir(root());
    command
}

/// The same arguments with `--locked`: what is built is what `Cargo.lock` names, or the build
/// fails. `cargo fmt` builds nothing.
fn locked<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = arguments.to_vec();
    match arguments.first() {
        Some(&"fmt") | None => {}
        Some(&"nextest") => arguments.insert(2, "--locked"),
        Some(_) => arguments.insert(1, "--locked"),
    }
    arguments
}

/// A program of an npm package in `xtask/package.json`.
pub fn npm_tool(name: &str) -> Command {
    let mut command = Command::new(root().join("xtask/node_modules/.bin").join(name));
    command.current_dir(root());
    command
}

/// Runs a command to its end; anything but success is an error that names the program.
pub fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| {
        format!("{program} does not start (`make setup` installs what is missing)")
    })?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// Does `work`, with a line before it that says what, and one after it that says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let began = Instant::now();
    let result = work();
    let ended = if result.is_ok() { "done" } else { "failed" };
    println!("    {ended} after {:.1} s", began.elapsed().as_secs_f32());
    result
}

/// All files below a directory, in the order of their names; none when it does not exist.
pub fn files_below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_path_buf()];
    while let Some(directory) = directories.pop().filter(|directory| directory.exists()) {
        for entry in fs::read_dir(&directory)
            .with_context(|| format!("cannot read {}", directory.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                directories.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_build_is_one_of_what_the_lock_file_names() {
        assert_eq!(
            locked(&["build", "--package", "dockline"]),
            ["build", "--locked", "--package", "dockline"]
        );
        assert_eq!(
            locked(&["nextest", "run", "--no-fail-fast"]),
            ["nextest", "run", "--locked", "--no-fail-fast"]
        );
        assert_eq!(
            locked(&["clippy", "--", "--deny", "warnings"]),
            ["clippy", "--locked", "--", "--deny", "warnings"]
        );
        assert_eq!(locked(&["fmt", "--all"]), ["fmt", "--all"]);
    }
}
