//! Work that goes on until the program stops.

use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The pause after work has ended by a panic.
const PAUSE: Duration = Duration::from_secs(1);

/// Does some work until it ends by itself. Where it panics it is begun again after a while, so that
/// one thing that is sent does not end all others.
pub(crate) async fn kept_going<F: Future<Output = ()>>(
    what: &'static str,
    stopping: &CancellationToken,
    work: impl Fn() -> F,
) {
    while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
        tracing::error!("{what} ended by a panic; it begins again");
        let pause = tokio::time::sleep(PAUSE);
        if stopping.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}
