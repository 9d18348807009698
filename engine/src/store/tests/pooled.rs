//! Behind a pooler that lends a connection for one transaction. `DOCKLINE_TEST_PGBOUNCER` names the
//! program; without it there is none to try.

use super::databases::{self, TestDatabase};
use super::{place, selling};
use crate::store::statement::Statement;
use crate::store::{Access, Database, Settings};
use crate::{Clock, Engine};
use sqlx::Row as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::Duration;

static LIMITS: Statement = Statement::new(
    "select current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' '
        || current_setting('idle_in_transaction_session_timeout') as limits",
);

/// A running pooler; it ends with the value.
struct Pooler {
    process: Child,
    port: u16,
    url: String,
    _folder: tempfile::TempDir,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Pooler {
    /// It has fewer connections to the database than a node wants.
    fn before(database: &TestDatabase, program: &str) -> Self {
        let (start, socket) = database.url.split_once("?host=").unwrap();
        let name = start.rsplit('/').next().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n{name} = host={socket} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
            listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n\
            default_pool_size = 2\nmax_client_conn = 200\n"
        );
        std::fs::write(&settings, text).unwrap();
        // It refuses to run as root.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let mut command = Command::new(program);
        if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" {
            command.args(["-u", "nobody"]);
        }
        let process = command.arg("-q").arg(&settings).spawn().unwrap();
        Self {
            process,
            port,
            url: format!("postgres://postgres@127.0.0.1:{port}/{name}"),
            _folder: folder,
        }
    }

    /// It takes connections, or has ended.
    async fn listens(&mut self) {
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert_eq!(self.process.try_wait().unwrap(), None, "it has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn limits(database: &Database, writes: bool) -> String {
    let mut session = if writes {
        database.write().await.unwrap()
    } else {
        database.read().await.unwrap()
    };
    let row = session.first(&LIMITS, &[]).await.unwrap().unwrap();
    session.end().await.unwrap();
    row.text("limits").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_sell_behind_a_pooler_and_every_transaction_has_its_limits() {
    let Ok(program) = std::env::var("DOCKLINE_TEST_PGBOUNCER") else {
        eprintln!("skipped: DOCKLINE_TEST_PGBOUNCER names no program");
        return;
    };
    let post = databases::postgres();
    let mut pooler = Pooler::before(&post, &program);
    let settings = Settings {
        access: Access {
            direct: Some(post.url.clone()),
            statement_cache: Some(0),
        },
        ..Settings::default()
    };
    let clock = || Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    pooler.listens().await;
    let one = Engine::open_with(&pooler.url, clock(), &settings)
        .await
        .unwrap();
    let shop = selling(&one).await;
    let other = Engine::open_with(&pooler.url, clock(), &settings)
        .await
        .unwrap();
    let orders = (0..5).map(|number| {
        let (node, shop) = (if number % 2 == 0 { &one } else { &other }, &shop);
        async move { place(node, shop, &format!("{number}@example.com")).await }
    });
    for order in futures::future::join_all(orders).await {
        let token = order.unwrap().token;
        assert_eq!(
            one.order(&token).await.unwrap().number,
            other.order(&token).await.unwrap().number
        );
    }
    assert_eq!(limits(&one.database, true).await, "5s 10s 3s");
    assert_eq!(limits(&one.database, false).await, "5s 10s 3s");
    // Whoever gets the connection next finds none of it.
    let Database::Postgres(postgres) = &one.database else {
        unreachable!()
    };
    let text = LIMITS.text(crate::store::statement::Dialect::Postgres);
    let left = sqlx::raw_sql(text).fetch_one(&postgres.read).await.unwrap();
    assert_eq!(left.get::<String, _>(0), "0 0 0");
    one.shut_down().await;
    other.shut_down().await;
}
