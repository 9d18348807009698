//! "Tell me when it is back": no order, no promise.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::fold;
use crate::secret::new_person_id;
use crate::store::orders::{PersonRow, persons};
use crate::store::{persons as people, waitlist};
use crate::writer::turn::Turn;
use dockline_domain::email::Email;
use dockline_domain::id::Sku;
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
        if !waitlist::is_on(turn.session, &shop.id, &self.sku, self.email.as_str()).await? {
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
            waitlist::join(turn.session, &shop.id, &self.sku, &id, at).await?;
            turn.log(Event::WaitlistJoined {
                sku: self.sku.clone(),
            });
        }
        Ok(OnWaitlist { sku: self.sku })
    }
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
