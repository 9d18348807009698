//! A throw-away PostgreSQL on the disk that is measured, with every safety that it comes with:
//! `fsync` and `synchronous_commit` are on.

use crate::process::Process;
use crate::root;
use anyhow::{Context, Result, ensure};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to answer.
const START_TIMEOUT: Duration = Duration::from_secs(15);
/// How often it is asked.
const START_POLL: Duration = Duration::from_millis(50);

/// A server of its own with one empty database.
pub struct Cluster {
    /// Stands before its folder, so that it ends first.
    _server: Process,
    folder: TempDir,
}

impl Cluster {
    /// Makes and starts one; `None` where PostgreSQL is not installed.
    pub fn start() -> Result<Option<Self>> {
        let Some(programs) = programs() else {
            return Ok(None);
        };
        let folder = tempfile::Builder::new()
            .prefix("bench-postgres-")
            .tempdir_in(root().join("target"))?;
        // PostgreSQL refuses to run as root, and the user it runs as then must come in here.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777))?;
        let data = folder.path().join("data");
        let made = unprivileged(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8"])
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .status()?;
        ensure!(made.success(), "initdb ended with {made}");
        let log = File::create(folder.path().join("log"))?;
        let mut command = unprivileged(&programs.join("postgres"));
        command
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "max_connections=40"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let cluster = Self {
            _server: Process::start(&mut command)?,
            folder,
        };
        let started = Instant::now();
        while !cluster.answers(&programs) {
            ensure!(
                started.elapsed() < START_TIMEOUT,
                "PostgreSQL did not start"
            );
            thread::sleep(START_POLL);
        }
        Ok(Some(cluster))
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.folder.path().display()
        )
    }

    /// Asks the database past the server.
    pub fn query(&self, sql: &str) -> Result<String> {
        let programs = programs().context("PostgreSQL was installed")?;
        let output = unprivileged(&programs.join("psql"))
            .args(["-qtAX", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"])
            .arg(self.folder.path())
            .args(["-c", sql, "postgres"])
            .output()?;
        ensure!(
            output.status.success(),
            "psql: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    fn answers(&self, programs: &Path) -> bool {
        unprivileged(&programs.join("pg_isready"))
            .args(["-q", "-h"])
            .arg(self.folder.path())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// What is run of PostgreSQL.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_isready"];

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

/// Says what is missing where there is no PostgreSQL.
pub fn required(cluster: Option<Cluster>) -> Result<Cluster> {
    cluster.context("PostgreSQL is not installed: `make setup` installs it")
}
