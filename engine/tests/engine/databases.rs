//! Fresh databases for tests, of both kinds.
//!
//! PostgreSQL refuses to run as root, so a throw-away cluster is started as an unprivileged user,
//! once for all test processes. It listens on a socket in its own folder only, and stops by itself
//! some minutes after the last test has asked for a database.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database that nobody else uses.
#[derive(Clone)]
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    _folder: Option<Arc<tempfile::TempDir>>,
}

/// A fresh SQLite file; it goes when the value goes.
pub fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    TestDatabase {
        url,
        _folder: Some(Arc::new(folder)),
    }
}

/// A fresh database in the throw-away cluster.
pub fn postgres() -> TestDatabase {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let cluster = Cluster::running();
    let name = format!(
        "test_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    cluster.psql(&format!("drop database if exists {name}"));
    cluster.psql(&format!("create database {name}"));
    TestDatabase {
        url: format!(
            "postgres://postgres@localhost/{name}?host={}",
            cluster.folder.display()
        ),
        _folder: None,
    }
}

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    /// The cluster, started if no test process has started it yet.
    fn running() -> Self {
        let folder = std::env::temp_dir().join("dockline-test-postgres");
        let cluster = Self {
            programs: programs(),
            folder,
        };
        let lock = File::create(cluster.lock()).expect("the lock file can be made");
        lock.lock().expect("the lock can be taken");
        fs::write(cluster.heartbeat(), "").expect("the heartbeat can be written");
        if !cluster.answers() {
            cluster.start();
        }
        lock.unlock().expect("the lock can be given back");
        cluster
    }

    fn heartbeat(&self) -> PathBuf {
        self.folder.with_extension("heartbeat")
    }

    fn lock(&self) -> PathBuf {
        self.folder.with_extension("lock")
    }

    fn answers(&self) -> bool {
        let ready = self
            .as_postgres("pg_isready")
            .args(["-q", "-h"])
            .arg(&self.folder)
            .status();
        ready.is_ok_and(|status| status.success())
    }

    fn start(&self) {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).expect("the cluster's folder can be made");
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o777))
            .expect("the folder can be opened to the unprivileged user");
        let data = self.folder.join("data");
        let mut initdb = self.as_postgres("initdb");
        initdb
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(&data);
        let made = initdb
            .stdout(Stdio::null())
            .status()
            .expect("initdb can be run");
        assert!(
            made.success(),
            "initdb failed; is PostgreSQL installed? `make setup` installs it"
        );
        self.supervise(&data);
        let started = (0..300).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            self.answers()
        });
        assert!(
            started,
            "PostgreSQL did not start; see {}/log",
            self.folder.display()
        );
    }

    /// Runs the server under a shell that ends it when no test has asked for a database for five
    /// minutes. It takes the tests' lock for that: without it a test could begin with a server that
    /// is about to go, or lose the folder of a new one.
    fn supervise(&self, data: &Path) {
        let script = r#"
            "$1/postgres" -D "$2" -k "$3" -c listen_addresses= -c fsync=off -c max_connections=200 >"$3/log" 2>&1 &
            server=$!
            asked_for() { [ -n "$(find "$4" -mmin -5 2>/dev/null)" ]; }
            while kill -0 $server 2>/dev/null; do
                sleep 2
                asked_for "$@" && continue
                exec 9<"$5"
                flock 9
                if ! asked_for "$@"; then
                    kill -INT $server 2>/dev/null
                    wait $server
                    rm -rf "$2"
                fi
                exec 9<&-
            done
        "#;
        let mut shell = unprivileged("sh");
        shell
            .args(["-c", script, "sh"])
            .arg(&self.programs)
            .arg(data)
            .arg(&self.folder)
            .arg(self.heartbeat())
            .arg(self.lock());
        shell
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = std::os::unix::process::CommandExt::process_group(&mut shell, 0)
            .spawn()
            .expect("a shell can be run");
        // It outlives this process on purpose: the next tests use the same cluster.
        std::mem::forget(started);
    }

    fn psql(&self, sql: &str) {
        let mut psql = self.as_postgres("psql");
        let done = psql
            .args(["-q", "-h"])
            .arg(&self.folder)
            .args(["-U", "postgres", "-d", "postgres", "-c", sql])
            .stderr(Stdio::null())
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "psql failed: {sql}"
        );
    }

    fn as_postgres(&self, program: &str) -> Command {
        unprivileged(self.programs.join(program))
    }
}

/// A command as the user `postgres` where this process is root.
pub fn unprivileged(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let is_root =
        fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if !is_root {
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
        .arg(program);
    command.current_dir("/");
    command
}

/// The folder of the newest PostgreSQL server programs.
pub fn programs() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    let newest = debian.filter(|bin| bin.join("postgres").exists()).max();
    newest.unwrap_or_else(|| PathBuf::from("/usr/local/bin"))
}
