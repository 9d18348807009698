//! What is measured, one file each.

mod attack;
mod availability;
mod bytes;
mod clients;
mod dock;
mod fanout;
mod floor;
mod nodes;
mod page;
mod placement;
mod start;

use crate::client::{Connection, request};
use crate::load::{Comparison, Target, compare, same};
use crate::merchant::Merchant;
use crate::report::Report;
use crate::ruler::Ruler;
use crate::server::{Installation, Server};
use anyhow::Result;
use clap::ValueEnum;
use std::path::PathBuf;
use std::time::Duration;

/// How to measure.
pub struct Plan {
    /// The server.
    pub program: PathBuf,
    /// An empty database to measure placement on as well.
    pub postgres: Option<String>,
    /// Length of a round under load.
    pub round: Duration,
    /// Length of the round before the first that counts.
    pub warm_up: Duration,
    /// Rounds on each side.
    pub rounds: usize,
    /// Streams of the fan-out, if the system lets them be opened.
    pub streams: usize,
    /// Say how to profile.
    pub profile: bool,
}

/// Something that is measured.
#[derive(Clone, Copy, ValueEnum)]
pub enum Scenario {
    /// The availability of a SKU as JSON
    Availability,
    /// The product page
    Page,
    /// Placing orders that are on disk when they are answered
    Placement,
    /// Placing orders with and without a key, by 1 to 64 clients, on `SQLite` and `PostgreSQL`
    Clients,
    /// Receipts and slips with 100 000 in line
    Dock,
    /// One change for thousands of open streams
    Fanout,
    /// From the start to the first answer, and memory at rest
    Start,
    /// Bytes over the wire
    Bytes,
    /// What one anonymous client can do to others
    Attack,
    /// Several nodes on one `PostgreSQL`
    Nodes,
    /// What the disk can do
    Floor,
}

impl Scenario {
    /// All of them, in the order of the report.
    pub fn all() -> Vec<Self> {
        Self::value_variants().to_vec()
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Page => "page",
            Self::Placement => "placement",
            Self::Clients => "clients",
            Self::Dock => "dock",
            Self::Fanout => "fanout",
            Self::Start => "start",
            Self::Bytes => "bytes",
            Self::Attack => "attack",
            Self::Nodes => "nodes",
            Self::Floor => "floor",
        }
    }

    /// Measures it.
    pub async fn measure(self, plan: &Plan, report: &mut Report) -> Result<()> {
        match self {
            Self::Availability => availability::measure(plan, report).await,
            Self::Page => page::measure(plan, report).await,
            Self::Placement => placement::measure(plan, report).await,
            Self::Clients => clients::measure(plan, report).await,
            Self::Dock => dock::measure(plan, report).await,
            Self::Fanout => fanout::measure(plan, report).await,
            Self::Start => start::measure(plan, report).await,
            Self::Bytes => bytes::measure(plan, report).await,
            Self::Attack => attack::measure(plan, report).await,
            Self::Nodes => nodes::measure(plan, report).await,
            Self::Floor => floor::measure(plan, report),
        }
    }
}

/// A shop that is open: products, each with some variants, and supply on its way for all of them.
struct OpenShop {
    /// Stands before its database, so that it ends first.
    server: Server,
    installation: Installation,
}

impl OpenShop {
    async fn new(
        plan: &Plan,
        postgres: Option<&str>,
        products: u32,
        variants: u32,
        units_each: u32,
    ) -> Result<Self> {
        let installation = Installation::create(&plan.program, postgres)?;
        let server = installation.serve().await?;
        let mut merchant = Merchant::connect(&installation, &server).await?;
        merchant.catalogue(products, variants).await?;
        merchant.supply(products * variants, units_each).await?;
        if plan.profile {
            eprintln!(
                "    perf record -F 499 -g -p {} -o target/bench.perf -- sleep {}",
                server.process.id(),
                plan.round.as_secs()
            );
        }
        Ok(Self {
            server,
            installation,
        })
    }

    /// A small shop: what a page or an answer costs does not depend on the rest of the catalogue.
    async fn small(plan: &Plan) -> Result<Self> {
        Self::new(plan, None, 20, 4, 1_000_000).await
    }

    fn target(&self) -> Target {
        Target {
            address: self.server.address,
            process: self.server.process.id(),
        }
    }

    async fn merchant(&self) -> Result<Merchant> {
        Merchant::connect(&self.installation, &self.server).await
    }

    /// A path below this shop's pages.
    fn page(&self, rest: &str) -> String {
        format!("/s/{}{rest}", self.installation.shop)
    }

    /// A path below this shop's public interface.
    fn api(&self, rest: &str) -> String {
        format!("/api/v1/shops/{}{rest}", self.installation.shop)
    }

    /// Compares how fast a `GET` is answered with a ruler that returns the same bytes.
    async fn compare_get(
        &self,
        plan: &Plan,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Comparison> {
        let question = request("GET", path, headers, &[]);
        let reply = Connection::open(self.server.address)
            .await?
            .fetch(&question)
            .await?
            .expect(200, path)?;
        let ruler = Ruler::start(&question, &reply).await?;
        let ruler_target = Target {
            address: ruler.address,
            process: ruler.process.id(),
        };
        compare(plan, self.target(), ruler_target, 200, &same(question)).await
    }
}
