//! The development loop: build, serve, and do it again whenever a source file changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::command::{files_below, root};
use crate::server;
use crate::site::{self, Effort};

const WATCHED: [&str; 12] = [
    "app",
    "domain",
    "adapters",
    "intake",
    "view",
    "words",
    "engine",
    "frontend",
    "server",
    "style",
    "Cargo.lock",
    "Cargo.toml",
];
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// The server promises to be down within 10 s of being asked.
const SHUTDOWN_MAX: Duration = Duration::from_secs(12);

/// Never returns but by an error of the watching itself; a build that fails leaves the last server
/// running.
pub fn serve_and_watch(arguments: &[String]) -> Result<()> {
    let signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || end_with_the_server(signals));
    let mut server = None;
    loop {
        let built_from = modification_times()?;
        if let Err(error) = rebuild_and_serve(&mut server, arguments) {
            eprintln!("error: {error:#}");
        }
        println!("==> watching {}", WATCHED.join(", "));
        while modification_times()? == built_from {
            thread::sleep(POLL_INTERVAL);
        }
    }
}

/// Everything is built before the running server is stopped, so that a browser waits as short as
/// possible and never meets the pages of one build with the scripts of another.
fn rebuild_and_serve(server: &mut Option<Server>, arguments: &[String]) -> Result<()> {
    let pieces = site::prepare(Effort::Watched)?;
    let binary = server::build_quickly()?;
    if let Some(running) = server.take() {
        running.stop()?;
    }
    site::publish(&pieces, Effort::Watched)?;
    println!("==> dockline demo");
    *server = Some(Server::start(&binary, arguments)?);
    Ok(())
}

/// A running `dockline demo`.
struct Server {
    process: Child,
}

impl Server {
    fn start(binary: &Path, arguments: &[String]) -> Result<Self> {
        let process = Command::new(binary).arg("demo").args(arguments).spawn();
        let process = process.with_context(|| format!("cannot start {}", binary.display()))?;
        SERVER_ID.store(process.id(), Ordering::Relaxed);
        Ok(Self { process })
    }

    fn stop(mut self) -> Result<()> {
        ask_to_stop(SERVER_ID.swap(0, Ordering::Relaxed));
        let asked = Instant::now();
        while self.process.try_wait()?.is_none() {
            if asked.elapsed() > SHUTDOWN_MAX {
                self.process.kill()?;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// The process id of the running server, or 0: what must end when this program is told to end.
static SERVER_ID: AtomicU32 = AtomicU32::new(0);

fn end_with_the_server(mut signals: Signals) {
    if signals.forever().next().is_some() {
        ask_to_stop(SERVER_ID.swap(0, Ordering::Relaxed));
        process::exit(0);
    }
}

/// A server that has already ended is what we want, so the answer of `kill` does not matter.
fn ask_to_stop(process_id: u32) {
    if process_id != 0 {
        _ = Command::new("kill")
            .arg("-TERM")
            .arg(process_id.to_string())
            .stderr(Stdio::null())
            .status();
    }
}

fn modification_times() -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut times = BTreeMap::new();
    for watched in WATCHED.map(|name| root().join(name)) {
        let files = if watched.is_file() {
            vec![watched]
        } else {
            files_below(&watched)?
        };
        for file in files {
            // Editors write by renaming, so a file may be gone again by now.
            if let Ok(modified) = fs::metadata(&file).and_then(|metadata| metadata.modified()) {
                times.insert(file, modified);
            }
        }
    }
    Ok(times)
}
