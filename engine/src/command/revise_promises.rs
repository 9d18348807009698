//! Writing down what people in line are told anew. A follower of the log finds out whose date has
//! moved; this records it, a part of the line at a time.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::expect::{Expectations, Moved, Revised, look};
use crate::store::promises::{self, NewPromise};
use crate::writer::turn::Turn;
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::line::Place;
use dockline_domain::promise::Cause;

/// Record revisions of promises for one variant.
#[derive(Debug)]
pub(crate) struct RevisePromises {
    pub(crate) sku: Sku,
    /// The version of the supply and the line on which they were computed.
    pub(crate) as_of: i64,
    pub(crate) revised: Vec<Revised>,
}

/// How recording revisions went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Recorded {
    /// They are written.
    Yes,
    /// Dates have moved again since: nothing was written, compute anew.
    Outdated,
}

impl Command for RevisePromises {
    type Answer = Recorded;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Recorded, ExecuteError> {
        // The follower has looked without a lock. What moved meanwhile would be told with a date
        // that is old already.
        if turn.state.moved_since(&self.sku, self.as_of) {
            return Ok(Recorded::Outdated);
        }
        record(turn, &self.sku, &self.revised).await?;
        Ok(Recorded::Yes)
    }
}

/// Revise the promises of a short stretch of a line: what [`RevisePromises`] is told to record is
/// found out here, where nothing moves meanwhile.
#[derive(Debug)]
pub(crate) struct ReviseStretch {
    pub(crate) sku: Sku,
    /// What moved dates, as far as the log was read when this was asked for.
    pub(crate) moved: Moved,
    /// After this place.
    pub(crate) after: Option<Place>,
    /// Most backorders that are looked at.
    pub(crate) limit: i64,
}

impl Command for ReviseStretch {
    /// Its last place, unless the line ends there.
    type Answer = Option<Place>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Self::Answer, ExecuteError> {
        let shop = turn.shop();
        let mut moved = self.moved;
        moved.read(turn.session, &shop.id, turn.state.seq).await?;
        // Events of this transaction are not in the log that was just read.
        for (_, event) in &turn.state.unwritten {
            moved.note(event);
        }
        let mut known = Expectations::new(shop, turn.state.seq, turn.at);
        let stretch = look(
            turn.session,
            &mut known,
            &self.sku,
            &moved,
            self.after,
            self.limit,
        )
        .await?;
        let revised: Vec<Revised> = stretch
            .found
            .into_iter()
            .flat_map(|found| found.revised)
            .collect();
        record(turn, &self.sku, &revised).await?;
        Ok(stretch.end)
    }
}

/// Writes revisions, with one event for each cause.
async fn record(turn: &mut Turn<'_>, sku: &Sku, revised: &[Revised]) -> Result<(), ExecuteError> {
    let (shop, at) = (turn.state.shop.id.clone(), turn.at.as_millisecond());
    let mut rows = Vec::with_capacity(revised.len());
    for cause in Cause::ALL {
        let of_cause = || revised.iter().filter(|one| one.cause == cause);
        if of_cause().next().is_none() {
            continue;
        }
        let seq = turn.log(Event::PromisesRevised {
            sku: sku.clone(),
            cause,
            orders: of_cause().map(|one| one.order.clone()).collect(),
        });
        rows.extend(of_cause().map(|one| NewPromise {
            shop: &shop,
            order: &one.order,
            backorder: one.backorder,
            number: one.number,
            at,
            earliest: one.window.map(Window::earliest),
            latest: one.window.map(Window::latest),
            reason: one.reason.as_deref(),
            basis: one.basis.as_deref(),
            seq,
            cause: Some(cause),
        }));
    }
    turn.session.write(&[promises::revise(&rows)]).await?;
    for one in revised {
        turn.touch_order(&one.order);
    }
    Ok(())
}
