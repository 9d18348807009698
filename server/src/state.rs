//! What every handler has in hand.

use crate::attempts::Attempts;
use crate::client::TrustedProxies;
use crate::config::Config;
use crate::counted::Counted;
use crate::demo::Demo;
use crate::hooks::HOOKS_AT_ONCE;
use crate::kept::{Feeds, Fragments, PageCache};
use crate::live::Live;
use crate::password::Passwords;
use crate::rate::RateLimit;
use crate::readiness::Readiness;
use crate::refusals::Refusals;
use crate::site::Site;
use crate::streams::Streams;
use crate::work::Work;
use axum::extract::FromRef;
use dockline_adapters::gateway::Gateways;
use dockline_adapters::gateway::simulator::Simulator;
use dockline_adapters::gateway::stripe::Stripe;
use dockline_adapters::mail::Outgoing;
use dockline_adapters::webhook::Caller;
use dockline_app::page::console::DemoLogin;
use dockline_engine::Engine;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Shared by all handlers. Every layer and every handler of a request takes a clone, and a layer
/// also clones what it stands around: so a clone is one count and no more.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What [`AppState`] shares.
pub struct Shared {
    /// The engine.
    pub engine: Engine,
    /// The gateway that is only played.
    pub simulator: Arc<Simulator>,
    /// All gateways.
    pub gateways: Arc<Gateways>,
    /// At messages of gateways.
    pub(crate) hooks: Arc<Semaphore>,
    /// Where shoppers reach this server, without a slash at its end.
    pub public_url: Arc<str>,
    /// How mails leave.
    pub outgoing: Arc<Outgoing>,
    /// What calls webhooks.
    pub webhooks: Arc<Caller>,
    /// Ends streams when the server stops.
    pub stopping: CancellationToken,
    /// The server is about to stop: it still serves, and tells those who ask to send nobody more.
    pub draining: CancellationToken,
    /// Counts open streams.
    pub streams: Arc<Streams>,
    /// Whose word is taken for where a request comes from.
    pub proxies: TrustedProxies,
    /// Requests per second and address.
    pub rate: RateLimit,
    /// Writes down what was refused.
    pub(crate) refusals: Refusals,
    /// Checks passwords.
    pub(crate) passwords: Passwords,
    /// Counts log-ins that failed.
    pub(crate) attempts: Attempts,
    /// Counts what networks may do only so often.
    pub(crate) counted: Counted,
    /// What a demo tells everybody, and plays.
    pub(crate) demo: Option<Demo>,
    pub(crate) site: Site,
    pub(crate) pages: PageCache,
    pub(crate) live: Live,
    pub(crate) feeds: Arc<Feeds>,
    pub(crate) readiness: Readiness,
    /// What costs much, counted.
    pub work: Arc<Work>,
    pub(crate) fragments: Fragments,
    pub(crate) metrics: PrometheusHandle,
}

impl AppState {
    /// The state of a server on an engine.
    pub fn new(
        engine: Engine,
        config: &Config,
        stopping: CancellationToken,
        demo: Option<Demo>,
    ) -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let metrics = recorder.handle();
        let _ = metrics::set_global_recorder(recorder);
        let refusals = Refusals::default();
        let work: Arc<Work> = Arc::default();
        let live = Live::new(engine.clone(), Arc::clone(&work));
        let gateways = gateways(config);
        Self(Arc::new(Shared {
            engine,
            simulator: Arc::clone(&gateways.simulator),
            gateways: Arc::new(gateways),
            hooks: Arc::new(Semaphore::new(HOOKS_AT_ONCE)),
            public_url: Arc::from(config.public_url.as_str()),
            outgoing: Arc::new(config.outgoing.clone()),
            webhooks: Arc::new(config.webhooks.clone()),
            draining: stopping.child_token(),
            stopping,
            streams: Arc::new(Streams::new(config.streams)),
            proxies: config.trusted_proxies.clone(),
            rate: RateLimit::new(
                config.rate_limit,
                config.trusted_proxies.clone(),
                refusals.clone(),
            ),
            refusals,
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            counted: Counted::default(),
            demo,
            site: Site::load(),
            pages: PageCache::default(),
            live,
            feeds: Arc::default(),
            readiness: Readiness::default(),
            work,
            fragments: Fragments::default(),
            metrics,
        }))
    }
}

impl Shared {
    /// What the log-in page of a demo tells everybody.
    pub(crate) fn demo_login(&self) -> Option<&DemoLogin> {
        self.demo.as_ref().map(|demo| &demo.login)
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for TrustedProxies {
    fn from_ref(state: &AppState) -> Self {
        state.proxies.clone()
    }
}

impl FromRef<AppState> for Engine {
    fn from_ref(state: &AppState) -> Self {
        state.engine.clone()
    }
}

/// The gateways that shops may use, as the settings name them.
pub(crate) fn gateways(config: &Config) -> Gateways {
    Gateways {
        simulator: Arc::new(Simulator::beside(
            config.direct_database_url(),
            &config.public_url,
        )),
        stripe: Arc::new(Stripe::at(config.stripe.clone())),
    }
}
