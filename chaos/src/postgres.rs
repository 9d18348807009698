//! A PostgreSQL of its own that can be killed. `fsync` is on, as it comes.

use crate::disk::Disk;
use crate::process::{Process, signal_to};
use anyhow::{Context, Result, ensure};
use rustix::process::Signal;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long it may take to answer, recovery included.
const START_TIMEOUT: Duration = Duration::from_mins(1);
const START_POLL: Duration = Duration::from_millis(50);
/// How long it may take to stop when it is asked to.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// A server with one database.
pub struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    folder: PathBuf,
    /// Stands before the disk, so that it ends first.
    server: Option<Process>,
    disk: Option<Disk>,
}

impl Cluster {
    /// Makes one in a folder.
    pub fn create(folder: &Path, disk: Option<Disk>) -> Result<Self> {
        let programs = programs()
            .context("PostgreSQL is not installed: `make setup` installs it, or use --sqlite")?;
        // PostgreSQL refuses to run as root, and the user it runs as then must come in here.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?;
        let data = disk.as_ref().map_or(folder, Disk::place).join("data");
        if let Some(disk) = &disk {
            fs::set_permissions(disk.place(), fs::Permissions::from_mode(0o777))?;
        }
        let made = unprivileged(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .status()?;
        ensure!(made.success(), "initdb ended with {made}");
        Ok(Self {
            programs,
            data,
            folder: folder.to_owned(),
            server: None,
            disk,
        })
    }

    /// Leaves its disk no room, until it is started again.
    pub fn fill_disk(&self) -> Result<()> {
        self.disk.as_ref().map_or(Ok(()), Disk::fill)
    }

    /// Gives its disk room, starts it where it does not run, and waits until it answers.
    pub async fn start(&mut self) -> Result<()> {
        if let Some(disk) = &self.disk {
            disk.free()?;
        }
        let started = Instant::now();
        while !self.answers() {
            ensure!(
                started.elapsed() < START_TIMEOUT,
                "PostgreSQL did not start"
            );
            // Without room it may have given up by itself.
            if self.server.as_mut().is_none_or(Process::has_ended) {
                self.spawn()?;
            }
            sleep(START_POLL).await;
        }
        Ok(())
    }

    fn spawn(&mut self) -> Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("postgres.log"))?;
        let mut command = unprivileged(&self.programs.join("postgres"));
        command
            .arg("-D")
            .arg(&self.data)
            .arg("-k")
            .arg(&self.folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=100"])
            .args(["-c", "max_wal_size=256MB"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        self.server = Some(Process::start(&mut command)?);
        Ok(())
    }

    /// Kills it and all processes of it at once, as a machine that loses its power does.
    pub async fn kill(&mut self) -> Result<()> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        let children = children_of(server.id());
        server.kill();
        for child in &children {
            signal_to(*child, Signal::KILL);
        }
        // It does not start while one of them still holds its memory.
        let killed = Instant::now();
        while children
            .iter()
            .any(|child| Path::new(&format!("/proc/{child}")).exists())
        {
            ensure!(
                killed.elapsed() < STOP_TIMEOUT,
                "a part of PostgreSQL lives on"
            );
            sleep(START_POLL).await;
        }
        Ok(())
    }

    /// Stops it as an operator does who does not wait for its clients.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take() {
            server.signal(Signal::INT);
            ensure!(
                server.ends_within(STOP_TIMEOUT).await,
                "PostgreSQL did not stop"
            );
        }
        Ok(())
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// The address of its database, past every proxy.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    /// Rows of a question, as text; asked with `psql`.
    pub fn ask(&self, sql: &str) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        command
            .args(["-X", "-A", "-t", "-q", "-F", "\u{1f}", "-h"])
            .arg(&self.folder)
            .args(["-U", "postgres", "-d", "postgres", "-c", sql]);
        command
    }

    fn answers(&self) -> bool {
        unprivileged(&self.programs.join("pg_isready"))
            .args(["-q", "-h"])
            .arg(&self.folder)
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// The processes that another has started.
fn children_of(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| parent_of(*id) == Some(parent)).collect()
}

fn parent_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the name in parentheses and may hold anything; the parent is the fourth.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

/// What is run of PostgreSQL.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_isready"];

/// Whether there is what is needed to make one and to ask it.
pub fn is_installed() -> bool {
    programs().is_some_and(|folder| folder.join("psql").exists())
}

/// The folder with the newest of PostgreSQL's programs: some machines link only some of them where
/// programs usually are.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    debian
        .chain([PathBuf::from("/usr/local/bin")])
        .filter(|folder| PROGRAMS.iter().all(|program| folder.join(program).exists()))
        .max()
}

/// A command as the user `postgres` where this process is root. The process that is started becomes
/// the program, so that a signal reaches it.
fn unprivileged(program: &Path) -> Command {
    if !fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--",
        ])
        .arg(program)
        .current_dir("/");
    command
}
