//! The drill of docs/operations.md on PostgreSQL: a base backup and an archive of the log bring back
//! what was there at a point in time.

use crate::databases::{programs, unprivileged};
use crate::world::{World, line, order, product, sku};
use dockline_domain::by::By;
use dockline_domain::id::LocationCode;
use dockline_domain::order::Ship;
use dockline_engine::command::{ChangeStock, Context, SaveProduct, StockChange};
use dockline_engine::{Clock, Engine, verify};
use dockline_view::Shop;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A cluster of its own, whose log is archived.
struct Cluster {
    folder: tempfile::TempDir,
    server: Option<Child>,
}

impl Cluster {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cluster = Self {
            folder,
            server: None,
        };
        fs::create_dir(cluster.path("archive")).unwrap();
        for path in [
            PathBuf::from(cluster.folder.path()),
            cluster.path("archive"),
        ] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        let data = cluster.path("data");
        let data = data.to_str().unwrap();
        let arguments = ["--auth=trust", "--username=postgres", "--no-sync", "-D"];
        cluster.run("initdb", &[&arguments[..], &[data]].concat());
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/shop?host={}",
            self.folder.path().display()
        )
    }

    fn program(name: &str) -> Command {
        unprivileged(programs().join(name))
    }

    /// Runs one of PostgreSQL's programs to its end, and answers what it says.
    fn run(&self, name: &str, arguments: &[&str]) -> String {
        let mut command = Self::program(name);
        command.env("PGHOST", self.folder.path());
        command.env("PGUSER", "postgres").args(arguments);
        let done = command.output().unwrap();
        let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{name}: {complaint}");
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    fn ask(&self, sql: &str) -> String {
        self.run("psql", &["-qAt", "-d", "postgres", "-c", sql])
    }

    /// Starts a server on a folder of data, and waits until it can be written.
    fn start(&mut self, data: &Path, settings: &[String]) {
        let log = File::create(self.path("log")).unwrap();
        let mut command = Self::program("postgres");
        command
            .arg("-D")
            .arg(data)
            .arg("-k")
            .arg(self.folder.path());
        for setting in ["listen_addresses=", "fsync=off"] {
            command.args(["-c", setting]);
        }
        for setting in settings {
            command.args(["-c", setting]);
        }
        let server = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        self.server = Some(server);
        let writes = || {
            let mut psql = Self::program("psql");
            psql.env("PGHOST", self.folder.path()).args([
                "-qAt",
                "-U",
                "postgres",
                "-d",
                "postgres",
                "-c",
                "select pg_is_in_recovery()",
            ]);
            psql.output().is_ok_and(|said| said.stdout == b"f\n")
        };
        let deadline = Instant::now() + Duration::from_mins(1);
        while !writes() {
            let said = fs::read_to_string(self.path("log")).unwrap();
            assert!(Instant::now() < deadline, "{said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server in order; all of its log is archived then.
    fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let pid = server.id().to_string();
            let _ = Command::new("kill").args(["-INT", &pid]).status();
            let _ = server.wait();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn sell(engine: &Engine, shop: &Shop, orders: u32) -> i64 {
    for _ in 0..orders {
        let wish = order(vec![line("TENT", 1)], Ship::AsAvailable);
        let act = Context::by(By::Cli);
        engine.execute(&shop.id, act, wish).await.unwrap();
    }
    engine.version(&shop.id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_brought_back_to_a_point_in_time() {
    let mut cluster = Cluster::new();
    let archive = cluster.path("archive").display().to_string();
    let archives = [
        "archive_mode=on".to_owned(),
        format!("archive_command=test ! -f {archive}/%f && cp %p {archive}/%f"),
    ];
    let data = cluster.path("data");
    cluster.start(&data, &archives);
    cluster.ask("create database shop");
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    let engine = Engine::open(&cluster.url(), clock.clone()).await.unwrap();
    let shop = World::create_shop(&engine, "demo").await;
    let act = || Context::by(By::Cli);
    let product = SaveProduct {
        product: product("tent", &["TENT"], None),
        if_version: None,
    };
    engine.execute(&shop.id, act(), product).await.unwrap();
    let stock = ChangeStock {
        sku: sku("TENT"),
        location: LocationCode::parse("main").unwrap(),
        change: StockChange::Set(100),
        reason: None,
    };
    engine.execute(&shop.id, act(), stock).await.unwrap();
    sell(&engine, &shop, 3).await;

    let base = cluster.path("base");
    let to = base.to_str().unwrap();
    cluster.run("pg_basebackup", &["-D", to, "-X", "stream", "-c", "fast"]);
    cluster.run("pg_verifybackup", &[to]);
    let then = sell(&engine, &shop, 5).await;
    let time = cluster.ask("select clock_timestamp()");
    let lost = sell(&engine, &shop, 7).await;
    assert_eq!(lost, then + 7);
    engine.shut_down().await;
    cluster.stop();

    let touched = unprivileged("touch")
        .arg(base.join("recovery.signal"))
        .status();
    assert!(touched.unwrap().success());
    let recovers = [
        format!("restore_command=cp {archive}/%f %p"),
        format!("recovery_target_time={time}"),
        "recovery_target_action=promote".to_owned(),
    ];
    cluster.start(&base, &recovers);
    let verified = verify(&cluster.url()).await.unwrap();
    assert_eq!((verified.faults, verified.events), (vec![], then));
    let engine = Engine::open(&cluster.url(), clock).await.unwrap();
    assert_eq!(sell(&engine, &shop, 1).await, then + 1);
    engine.shut_down().await;
}
