//! One `dockline serve` of several on one database.

use crate::clock;
use crate::process::{Process, signal_to};
use crate::proxy::{Passage, Proxy};
use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::time::sleep;

/// How long a node may take to stop at SIGTERM; after that it is killed, which is a finding.
const STOP_TIMEOUT: Duration = Duration::from_secs(40);

/// What all nodes are started with.
#[derive(Clone)]
pub struct Program {
    /// The file.
    pub file: PathBuf,
    /// Where it runs and logs.
    pub folder: PathBuf,
    /// What moves its clock, where that is possible.
    pub clock: Option<PathBuf>,
}

impl Program {
    /// A command on a database. Links are the same on every node, so that answers can be compared.
    pub fn command(&self, database_url: &str) -> Command {
        let mut command = Command::new(&self.file);
        command
            .env("DOCKLINE_DATABASE_URL", database_url)
            .env("DOCKLINE_PUBLIC_URL", "http://chaos.test")
            .env("DOCKLINE_RATE_LIMIT", "off")
            .current_dir(&self.folder);
        command
    }

    /// Runs a command to its end and answers what it prints.
    pub fn run(&self, database_url: &str, arguments: &[&str]) -> Result<String> {
        let output = self
            .command(database_url)
            .args(arguments)
            .output()
            .with_context(|| format!("cannot run {}", self.file.display()))?;
        if !output.status.success() {
            let (said, wrong) = (
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
            bail!("dockline {} failed: {said}{wrong}", arguments.join(" "));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// A node.
pub struct Node {
    /// Its name in the report.
    pub name: String,
    /// Where it listens, each time that it is started.
    pub address: SocketAddr,
    program: Program,
    /// What takes the program's place, while it does.
    newer: RwLock<Option<PathBuf>>,
    database_url: String,
    /// Its way to the database; none to a file.
    proxy: Option<Proxy>,
    process: Mutex<Option<Process>>,
}

impl Node {
    /// One that is not started yet.
    pub fn new(
        name: &str,
        program: &Program,
        database_url: String,
        proxy: Option<Proxy>,
    ) -> Result<Self> {
        let node = Self {
            name: name.to_owned(),
            address: TcpListener::bind("127.0.0.1:0")?.local_addr()?,
            program: program.clone(),
            newer: RwLock::default(),
            database_url,
            proxy,
            process: Mutex::new(None),
        };
        node.set_clock(0)?;
        Ok(node)
    }

    /// Sets its clock, in seconds ahead of the machine's, whether it runs or not.
    pub fn set_clock(&self, ahead: i64) -> Result<()> {
        match &self.program.clock {
            Some(_) => clock::set(&self.clock(), ahead),
            None => Ok(()),
        }
    }

    fn clock(&self) -> PathBuf {
        self.program.folder.join(format!("{}.clock", self.name))
    }

    /// Starts it, if it does not run, and does not wait for its first answer.
    pub async fn start(&self) -> Result<()> {
        let mut process = self.process.lock().await;
        if process.as_mut().is_some_and(|process| !process.has_ended()) {
            return Ok(());
        }
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.program.folder.join(format!("{}.log", self.name)))?;
        let mut program = self.program.clone();
        if let Some(newer) = self.newer().clone() {
            program.file = newer;
        }
        let mut command = program.command(&self.database_url);
        command
            .arg("serve")
            .env("DOCKLINE_ADDR", self.address.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        if let Some(library) = &self.program.clock {
            command
                .env("LD_PRELOAD", library)
                .env("CHAOS_CLOCK", self.clock());
        }
        *process = Some(Process::start(&mut command)?);
        Ok(())
    }

    /// Runs another program instead of its own, or its own again, from the next start on.
    pub fn replace(&self, newer: Option<PathBuf>) {
        *self.newer.write().unwrap_or_else(PoisonError::into_inner) = newer;
    }

    /// Whether it runs another than its own.
    pub fn is_newer(&self) -> bool {
        self.newer().is_some()
    }

    fn newer(&self) -> RwLockReadGuard<'_, Option<PathBuf>> {
        self.newer.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it runs, as the system says.
    pub async fn runs(&self) -> bool {
        let mut process = self.process.lock().await;
        process.as_mut().is_some_and(|process| !process.has_ended())
    }

    /// Ends it at once.
    pub async fn kill(&self) {
        if let Some(process) = self.process.lock().await.as_mut() {
            process.kill();
        }
    }

    /// Holds it, or lets it go on.
    pub async fn signal(&self, signal: Signal) {
        if let Some(process) = self.process.lock().await.as_mut() {
            process.signal(signal);
        }
    }

    /// Asks it to stop; whether it did in time. It may be held meanwhile, and let go on. It may also
    /// be killed and started again: then another process runs, which nobody has asked.
    pub async fn stop(&self) -> bool {
        let Some(asked) = self.id().await else {
            return true;
        };
        signal_to(asked, Signal::TERM);
        let since = Instant::now();
        while self.id().await == Some(asked) {
            if since.elapsed() > STOP_TIMEOUT {
                self.kill().await;
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
        true
    }

    /// The id of its process, while that runs.
    async fn id(&self) -> Option<u32> {
        let mut process = self.process.lock().await;
        let process = process.as_mut()?;
        (!process.has_ended()).then(|| process.id())
    }

    /// What becomes of its bytes from now on.
    pub fn pass(&self, passage: Passage) {
        if let Some(proxy) = &self.proxy {
            proxy.set(passage);
        }
    }
}
