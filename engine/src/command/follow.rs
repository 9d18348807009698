//! What a follower of the log has written down about itself: its lease and its cursor.

use super::Command;
use crate::error::ExecuteError;
use crate::store::followers;
use crate::writer::turn::Turn;

/// Which follower, on which node.
#[derive(Debug, Clone)]
pub(crate) struct Runs {
    pub(crate) follower: &'static str,
    pub(crate) node: String,
}

impl Runs {
    fn names(&self) -> (&str, &str) {
        (self.follower, &self.node)
    }
}

/// Take or renew the lease of a follower.
#[derive(Debug)]
pub(crate) struct LeaseFollower {
    pub(crate) runs: Runs,
    pub(crate) lasts_ms: i64,
    /// Whether one that has never begun begins at the newest event, and not at the first.
    pub(crate) begins_now: bool,
}

impl Command for LeaseFollower {
    /// The cursor; none when another node has the lease.
    type Answer = Option<i64>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Option<i64>, ExecuteError> {
        let shop = turn.shop();
        let begins = if self.begins_now { turn.state.seq } else { 0 };
        let names = self.runs.names();
        if !followers::lease(turn.session, &shop.id, names, begins, self.lasts_ms).await? {
            return Ok(None);
        }
        let cursor = followers::cursor(turn.session, &shop.id, self.runs.follower).await?;
        Ok(cursor.map(|cursor| cursor.seq))
    }
}

/// Give the lease of a follower back.
#[derive(Debug)]
pub(crate) struct ReleaseFollower(pub(crate) Runs);

impl Command for ReleaseFollower {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        followers::release(turn.session, &shop.id, self.0.names()).await?;
        Ok(())
    }
}

/// Note how far the follower has worked through the log.
#[derive(Debug)]
pub(crate) struct MoveFollower {
    pub(crate) runs: Runs,
    pub(crate) seq: i64,
}

impl Command for MoveFollower {
    /// Whether the follower was still this node's.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let names = self.runs.names();
        Ok(followers::advance(turn.session, &shop.id, names, self.seq).await?)
    }
}

/// Note the event that a follower cannot read.
#[derive(Debug)]
pub(crate) struct StopFollower {
    pub(crate) runs: Runs,
    pub(crate) event: i64,
}

impl Command for StopFollower {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        followers::stop(turn.session, &shop.id, self.runs.names(), self.event).await?;
        Ok(())
    }
}
