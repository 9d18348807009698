//! What is written to the log, and what never is.

use std::io::{self, IsTerminal as _};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt, registry};

/// Crates that see requests. What they say for their own authors, at `debug` and `trace`, holds
/// addresses, and in the addresses of orders stand the secrets of their links: it is not written,
/// whatever the setting.
const SEE_REQUESTS: [&str; 9] = [
    "axum",
    "axum_core",
    "hyper",
    "hyper_util",
    "leptos",
    "leptos_axum",
    "server_fn",
    "tower",
    "tower_http",
];

/// Begins the log. Colours are for people at a terminal; a file has none.
pub fn start(filter: &str) {
    let _ = subscriber(filter, io::stdout, io::stdout().is_terminal()).try_init();
}

/// A log that is written to `writer`.
pub fn subscriber<W>(
    filter: &str,
    writer: W,
    colours: bool,
) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).unwrap_or_default();
    let lines = fmt::layer()
        .compact()
        .with_target(false)
        .with_ansi(colours)
        .with_writer(writer);
    registry()
        .with(filter)
        .with(lines.with_filter(filter_fn(holds_no_secrets)))
}

fn holds_no_secrets(metadata: &Metadata<'_>) -> bool {
    let of = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::INFO || !SEE_REQUESTS.contains(&of)
}
