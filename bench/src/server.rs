//! A fresh Dockline with a shop of its own, and the server that runs on it.

use crate::client::{Connection, request};
use crate::process::Process;
use crate::root;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a server may take to answer.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How often it is asked whether it is there.
const START_POLL: Duration = Duration::from_millis(1);

/// As many connections and streams as one client may open.
const MANY: &str = "100000";

/// A database with one shop, and a key for it.
pub struct Installation {
    /// The shop's name in URLs.
    pub shop: String,
    /// The merchant's key.
    pub key: String,
    program: PathBuf,
    database_url: String,
    directory: TempDir,
}

/// A server that runs.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// When it was started.
    pub started: Instant,
    /// Its process.
    pub process: Process,
    log: PathBuf,
}

impl Installation {
    /// Makes a shop: in a new `SQLite` file, or in the given `PostgreSQL` database, under a name
    /// that is not there yet.
    pub fn create(program: &Path, postgres: Option<&str>) -> Result<Self> {
        // Beside the build and not in /tmp, which may be memory: the disk is part of what is
        // measured.
        let directory = tempfile::Builder::new()
            .prefix("bench-")
            .tempdir_in(root().join("target"))?;
        let sqlite = || format!("sqlite://{}", directory.path().join("bench.db").display());
        let mut installation = Self {
            shop: postgres.map_or_else(
                || "bench".to_owned(),
                |_| format!("bench-{}", std::process::id()),
            ),
            key: String::new(),
            program: program.to_owned(),
            database_url: postgres.map_or_else(sqlite, str::to_owned),
            directory,
        };
        let shop = installation.shop.clone();
        installation.open(&shop)?;
        Ok(installation)
    }

    /// Makes a shop; from now on the key is this shop's.
    fn open(&mut self, shop: &str) -> Result<()> {
        self.run(&[
            "shop",
            "create",
            shop,
            "--name",
            "Bench",
            "--currency",
            "EUR",
            "--timezone",
            "Europe/Berlin",
        ])?;
        let key = self.run(&["api-key", "create", "--shop", shop, "--name", "bench"])?;
        key.trim().clone_into(&mut self.key);
        Ok(())
    }

    /// Makes another shop in the same database and answers its name; from now on the key is its.
    pub fn open_another(&mut self, shop: &str) -> Result<String> {
        self.open(shop)?;
        Ok(shop.to_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env("DOCKLINE_DATABASE_URL", &self.database_url)
            .env("DOCKLINE_RATE_LIMIT", "off")
            .current_dir(self.directory.path());
        // All clients are this machine, in one network.
        command
            .env("DOCKLINE_CONNECTIONS_PER_ADDRESS", MANY)
            .env("DOCKLINE_STREAMS_PER_ADDRESS", MANY);
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self
            .command()
            .args(arguments)
            .output()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        if !output.status.success() {
            bail!(
                "dockline {} failed: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts the server and does not wait for it.
    pub fn spawn(&self) -> Result<Server> {
        self.start(self.command())
    }

    /// The same with the rate limit that a server has which nobody has configured.
    pub fn spawn_limited(&self) -> Result<Server> {
        let mut command = self.command();
        command.env_remove("DOCKLINE_RATE_LIMIT");
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Result<Server> {
        let address = free_address()?;
        let log = self.directory.path().join("log");
        command
            .arg("serve")
            .env("DOCKLINE_ADDR", address.to_string())
            .env("DOCKLINE_PUBLIC_URL", format!("http://{address}"));
        command
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(File::options().append(true).open(&log)?);
        let started = Instant::now();
        Ok(Server {
            address,
            started,
            process: Process::start(&mut command)?,
            log,
        })
    }

    /// Starts the server and waits until it answers.
    pub async fn serve(&self) -> Result<Server> {
        let mut server = self.spawn()?;
        server.first_answer("/healthz").await?;
        Ok(server)
    }
}

impl Server {
    /// Asks until the answer is `200` and returns how long after the start that was.
    pub async fn first_answer(&mut self, path: &str) -> Result<Duration> {
        let question = request("GET", path, &[], &[]);
        while self.started.elapsed() < START_TIMEOUT {
            if let Ok(mut connection) = Connection::open(self.address).await
                && matches!(connection.exchange(&question).await, Ok(200))
            {
                return Ok(self.started.elapsed());
            }
            if self.process.has_ended()? {
                bail!("the server has ended: {}", self.last_words());
            }
            tokio::time::sleep(START_POLL).await;
        }
        bail!(
            "{path} was not answered within {START_TIMEOUT:?}: {}",
            self.last_words()
        )
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().rev().take(5).collect::<Vec<_>>().join(" | ")
    }
}

/// An address nobody listens on at the moment.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
