//! "Tell me when it is back": no order, no promise.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::fold;
use crate::secret::{new_message_id, new_person_id, new_token};
use crate::store::messages::{self, PlannedMail};
use crate::store::orders::{PersonRow, persons};
use crate::store::{persons as people, shops, waitlist};
use crate::writer::turn::Turn;
use dockline_domain::email::Email;
use dockline_domain::id::{PersonId, Sku};
use dockline_domain::message::MessageKind;
use dockline_domain::waitlist::{ASKED_AGAIN, ASKED_MAX, HEAD_START};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Join the waitlist of a variant.
#[derive(Debug, Clone)]
pub struct JoinWaitlist {
    /// Which variant.
    pub sku: Sku,
    /// Where to write.
    pub email: Email,
    /// In which language.
    pub locale: String,
}

/// Somebody is on the waitlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnWaitlist {
    /// Of which variant.
    pub sku: Sku,
}

impl Command for JoinWaitlist {
    type Answer = OnWaitlist;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<OnWaitlist, ExecuteError> {
        let shop = turn.shop();
        turn.call_by_present_names([&mut self.sku]).await?;
        if turn.variants([&self.sku]).await?.is_empty() {
            return Err(ExecuteError::NotFound {
                what: "SKU",
                name: self.sku.to_string(),
                pointer: Some("/sku".to_owned()),
            });
        }
        let known = waitlist::place_of(turn.session, &shop.id, &self.sku, self.email.as_str());
        let known = known.await?;
        if let Some(person) = &known {
            // Who was told, and asks again a day later, waits anew, behind all others.
            let before = turn.at.saturating_sub(HEAD_START).unwrap_or(turn.at);
            let times = (before.as_millisecond(), turn.at.as_millisecond());
            waitlist::rejoin(turn.session, (&shop.id, &self.sku, person), times).await?;
            ask(turn, (&self.sku, person, self.email.as_str())).await?;
        } else {
            let (id, at) = (new_person_id(turn.at), turn.at.as_millisecond());
            let mut person = persons();
            person.push(&PersonRow {
                shop: &shop.id,
                id: &id,
                order: None,
                email: self.email.as_str(),
                name: "",
                locale: &self.locale,
                at,
                email_folded: fold::address(self.email.as_str()),
                name_folded: String::new(),
                address: None,
                address_parts: None,
            });
            turn.session.write(&[person.write()]).await?;
            let wants_any = is_out_of_reach(turn, &self.sku).await?;
            waitlist::join(turn.session, (&shop.id, &self.sku, &id), wants_any, at).await?;
            ask(turn, (&self.sku, &id, self.email.as_str())).await?;
            turn.log(Event::WaitlistJoined {
                sku: self.sku.clone(),
            });
        }
        Ok(OnWaitlist { sku: self.sku })
    }
}

/// Whether a variant cannot be had in any way: then any way will do.
async fn is_out_of_reach(turn: &mut Turn<'_>, sku: &Sku) -> Result<bool, ExecuteError> {
    let snapshots = turn.variants([sku]).await?;
    let snapshot = snapshots.get(sku);
    Ok(snapshot.is_none_or(|snapshot| snapshot.availability(1).parts.is_empty()))
}

/// Whether a mail asks somebody whether an address is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// It does.
    Now,
    /// They have said so, were asked lately, or no mail goes out.
    No,
}

/// Asks whether the address of a place is theirs, where mails go out: by a mail in the same change.
pub(super) async fn ask(
    turn: &mut Turn<'_>,
    (sku, person, email): (&Sku, &PersonId, &str),
) -> Result<Asked, ExecuteError> {
    let shop = turn.shop();
    if !shop.mails_go_out() {
        return Ok(Asked::No);
    }
    let named = (&shop.id, sku, person);
    let since = turn.at.saturating_sub(ASKED_AGAIN).unwrap_or(turn.at);
    let since = since.as_millisecond();
    if !waitlist::may_be_asked(turn.session, named, since).await?
        || waitlist::asked_since(turn.session, &shop.id, email, since).await? >= ASKED_MAX
    {
        return Ok(Asked::No);
    }
    let secret = || new_token(&shop.id, turn.at);
    let (token, leave_token) = (secret(), secret());
    let at = turn.at.as_millisecond();
    waitlist::set_asked(turn.session, named, (&token, &leave_token), at).await?;
    let now = shops::database_time(turn.session).await?;
    let mut planned = messages::planned();
    planned.push(&PlannedMail {
        shop: &shop.id,
        id: new_message_id(now),
        kind: MessageKind::WaitlistConfirm.name(),
        order: None,
        person: Some(person),
        about: format!("{person}:{at}"),
        cause: turn.state.seq,
        at: now.as_millisecond(),
        due: now.as_millisecond(),
    });
    turn.session.write(&[planned.write()]).await?;
    Ok(Asked::Now)
}

/// Most places that are read at once.
const PLACES_CHUNK: i64 = 5_000;

/// The people who joined the waitlist of a variant before an instant have been told, by whatever
/// way the shop writes to them: they leave it, and are forgotten.
#[derive(Debug, Clone)]
pub struct TellWaitlist {
    /// Which variant.
    pub sku: Sku,
    /// Anyone who joined later still waits.
    pub before: Timestamp,
}

/// People were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistTold {
    /// Of which variant.
    pub sku: Sku,
    /// How many.
    pub told: usize,
}

impl Command for TellWaitlist {
    type Answer = WaitlistTold;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<WaitlistTold, ExecuteError> {
        let shop = turn.shop();
        turn.call_by_present_names([&mut self.sku]).await?;
        let Self { sku, before } = self;
        // As a milestone: clocks differ, and what was done lies in the past.
        if before.duration_since(turn.at) > SignedDuration::from_hours(24) {
            return Err(ExecuteError::field(
                "/before",
                "must not be in the future: they have been told",
            ));
        }
        let mut told = 0;
        loop {
            let (at, limit) = (before.as_millisecond(), PLACES_CHUNK);
            let places = people::places_of(turn.session, &shop.id, &sku, at, limit).await?;
            if places.is_empty() {
                break;
            }
            told += places.len();
            people::leave(turn.session, &shop.id, &places).await?;
        }
        if told > 0 {
            turn.log(Event::WaitlistTold {
                sku: sku.clone(),
                people: told,
            });
        }
        Ok(WaitlistTold { sku, told })
    }
}
