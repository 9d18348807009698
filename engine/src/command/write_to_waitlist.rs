//! Mails to people on waitlists: each is asked whether the address is theirs, once; those who have
//! said so are told when it can be had, oldest first, as many as there are units, and others a day
//! later.

use super::Command;
use super::waitlist::{Asked, ask};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::secret::new_message_id;
use crate::store::messages::{self, PlannedMail};
use crate::store::{shops, waitlist};
use crate::writer::turn::Turn;
use dockline_domain::id::{PersonId, Sku};
use dockline_domain::limits;
use dockline_domain::message::MessageKind;
use dockline_domain::waitlist::is_head_start;
use dockline_view::VariantSnapshot;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Most people who are asked, or told, by one command.
const PEOPLE_CHUNK: i64 = 100;

/// How many people may be told of a variant, and whether those too who wait for stock alone.
pub(crate) fn to_tell(snapshot: &VariantSnapshot) -> (u32, bool) {
    let answer = snapshot.availability(limits::QUANTITY_MAX);
    if answer.in_stock > 0 {
        return (answer.in_stock, true);
    }
    let units = answer.parts.iter().map(|part| part.quantity);
    (units.fold(0, u32::saturating_add), false)
}

/// Write to people who wait for a variant, as far as it can be had.
#[derive(Debug)]
pub(crate) struct WriteToWaitlist {
    pub(crate) sku: Sku,
    /// Whom it has told so far; none for the first of a batch.
    pub(crate) batch: Option<Batch>,
}

/// People who are told of the same units by several commands, so that nobody else waits for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Batch {
    /// When the last of them were told.
    at: Timestamp,
    /// How many were.
    told: usize,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrote {
    /// How many were asked.
    pub(crate) asked: usize,
    /// How many are told.
    pub(crate) told: usize,
    /// Where there may be more to tell.
    pub(crate) goes_on: Option<Batch>,
}

impl Command for WriteToWaitlist {
    type Answer = Wrote;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Wrote, ExecuteError> {
        let wrote = |asked, told| Wrote {
            asked,
            told,
            goes_on: None,
        };
        let shop = turn.shop();
        let snapshots = turn.variants([&self.sku]).await?;
        let Some(snapshot) = snapshots.get(&self.sku).filter(|_| shop.mails_go_out()) else {
            return Ok(wrote(0, 0));
        };
        let (units, is_here) = to_tell(snapshot);
        if units == 0 {
            return Ok(wrote(0, 0));
        }
        // Those of before anybody was asked: once.
        let unasked = waitlist::unasked(turn.session, &shop.id, &self.sku, PEOPLE_CHUNK).await?;
        let mut asked = 0;
        for (person, email) in &unasked {
            asked += usize::from(ask(turn, (&self.sku, person, email)).await? == Asked::Now);
        }
        let last = waitlist::told_last(turn.session, &shop.id, &self.sku).await?;
        let is_early = |last| is_head_start(last, turn.at) && !self.is_of_batch(last);
        if last.is_some_and(is_early) {
            return Ok(wrote(asked, 0));
        }
        let before = self.batch.map_or(0, |batch| batch.told);
        let left = i64::from(units).saturating_sub(i64::try_from(before).unwrap_or(i64::MAX));
        let limit = PEOPLE_CHUNK.min(left.max(0));
        let named = (&shop.id, &self.sku);
        let people = waitlist::to_tell(turn.session, named, is_here, limit).await?;
        tell(turn, &self.sku, &people).await?;
        let batch = Batch {
            at: turn.at,
            told: before + people.len(),
        };
        let is_full = i64::try_from(people.len()).is_ok_and(|told| told == PEOPLE_CHUNK);
        Ok(Wrote {
            goes_on: is_full.then_some(batch),
            ..wrote(asked, people.len())
        })
    }
}

impl WriteToWaitlist {
    /// Whether those who were told last are of the same batch.
    fn is_of_batch(&self, last: Timestamp) -> bool {
        let at = self.batch.map(|batch| batch.at.as_millisecond());
        at == Some(last.as_millisecond())
    }
}

/// Plans the mails that it can be had.
async fn tell(turn: &mut Turn<'_>, sku: &Sku, people: &[PersonId]) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if people.is_empty() {
        return Ok(());
    }
    let seq = turn.log(Event::WaitlistTold {
        sku: sku.clone(),
        people: people.len(),
    });
    let now = shops::database_time(turn.session).await?;
    let mut planned = messages::planned();
    for person in people {
        let at = turn.at.as_millisecond();
        waitlist::set_told(turn.session, (&shop.id, sku, person), at).await?;
        planned.push(&PlannedMail {
            shop: &shop.id,
            id: new_message_id(now),
            kind: MessageKind::WaitlistBack.name(),
            order: None,
            person: Some(person),
            about: format!("{person}:{seq}"),
            cause: seq,
            at: now.as_millisecond(),
            due: now.as_millisecond(),
        });
    }
    turn.session.write(&[planned.write()]).await?;
    Ok(())
}

/// Say that a mail address is one's own, or that one does not wait any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerWaitlist {
    /// The secret of the page.
    pub token: String,
    /// Whether they want to hear of it.
    pub wants: bool,
}

impl Command for AnswerWaitlist {
    /// Whether there is such a place.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let place = waitlist::by_token(turn.session, &shop.id, &self.token).await?;
        let Some((sku, person)) = place else {
            return Ok(false);
        };
        let named = (&shop.id, &sku, &person);
        if self.wants {
            waitlist::confirm(turn.session, named, turn.at.as_millisecond()).await?;
        } else {
            waitlist::leave(turn.session, &shop.id, &[(sku, person)]).await?;
        }
        Ok(true)
    }
}

/// Leave every waitlist of the shop: nobody writes there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndMails {
    /// The secret of the page.
    pub token: String,
}

impl Command for EndMails {
    /// How many places were left; none where there were none any more.
    type Answer = usize;

    async fn run(self, turn: &mut Turn<'_>) -> Result<usize, ExecuteError> {
        let shop = turn.shop();
        let places = waitlist::of_leaver(turn.session, &shop.id, &self.token).await?;
        let count = places.len();
        waitlist::leave(turn.session, &shop.id, &places).await?;
        Ok(count)
    }
}
