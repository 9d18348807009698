//! Whether the server can serve, asked once for all who want to know.

use crate::work::Work;
use dockline_engine::Engine;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// How long an answer is good for all who ask: so a little is written once in this time at most.
const ANSWER_LASTS: Duration = Duration::from_secs(1);
/// How long the database may take: who waits for it longer is not served by it.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(2);

/// What was answered last. Anyone who asks while it is being asked waits for the same answer,
/// so that asking takes one reader at most.
#[derive(Default)]
pub(crate) struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    pub(crate) async fn is_ready(&self, engine: &Engine, work: &Work) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < ANSWER_LASTS
        {
            return answer;
        }
        work.readiness.add();
        let answer = timeout(ANSWER_TIME_MAX, engine.is_ready())
            .await
            .unwrap_or(false);
        *last = Some((Instant::now(), answer));
        answer
    }
}
