//! Erasing a person (GDPR article 17), and forgetting those who waited to hear for long.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::messages;
use crate::store::methods;
use crate::store::persons::{self, Place};
use crate::store::{suppressions, withdrawals};
use crate::writer::turn::Turn;
use dockline_domain::id::{PersonId, Sku};
use dockline_domain::refusal::Refusal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Erase the mail address, the name and the postal address of a person wherever they stand. Orders
/// stay, without the person: the law demands records of them. Refused while something of theirs is
/// still to be delivered.
#[derive(Clone)]
pub struct ErasePerson {
    /// The mail address.
    pub email: String,
}

/// A person was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErased {
    /// The numbers of the orders that are left without a person.
    pub orders: Vec<i64>,
    /// Places on waitlists that are gone.
    pub places: usize,
}

/// Take away some places on waitlists.
pub(crate) struct ForgetPlaces(pub(crate) Vec<(Sku, PersonId)>);

impl Command for ErasePerson {
    type Answer = PersonErased;

    async fn run(self, turn: &mut Turn<'_>) -> Result<PersonErased, ExecuteError> {
        let (shop, at) = (turn.shop(), turn.machine_time().as_millisecond());
        let people = persons::by_email(turn.session, &shop.id, &self.email).await?;
        // An address may be known by this alone: who left a waitlist is forgotten.
        let was_suppressed = suppressions::erase(turn.session, &shop.id, &self.email).await?;
        if people.is_empty() && !was_suppressed {
            return Err(ExecuteError::not_found("person", ""));
        }
        let orders = persons::orders(turn.session, &shop.id, &people).await?;
        let open: Vec<i64> = orders
            .iter()
            .filter(|order| order.is_open)
            .map(|order| order.number)
            .collect();
        if !open.is_empty() {
            return Err(Refusal::StillToDeliver(open).into());
        }
        let places = persons::places(turn.session, &shop.id, &people).await?;
        persons::leave(turn.session, &shop.id, &places).await?;
        persons::erase(turn.session, &shop.id, &people, at).await?;
        let ids = orders.iter().map(|order| &order.id);
        messages::erase(turn.session, &shop.id, ids).await?;
        persons::forget_mails(turn.session, &shop.id, &people).await?;
        withdrawals::erase(turn.session, &shop.id, &people).await?;
        turn.log(Event::PersonErased {
            orders: orders.iter().map(|order| order.id.clone()).collect(),
            places: places.len(),
        });
        for order in &orders {
            if shop.paid_here {
                methods::forget(turn.session, &shop.id, &order.id).await?;
            }
            turn.touch_order(&order.id);
        }
        Ok(PersonErased {
            orders: orders.iter().map(|order| order.number).collect(),
            places: places.len(),
        })
    }
}

impl Command for ForgetPlaces {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        let place = |(sku, person)| Place {
            sku,
            person,
            joined_at: Timestamp::UNIX_EPOCH,
        };
        let places: Vec<Place> = self.0.into_iter().map(place).collect();
        persons::leave(turn.session, &shop.id, &places).await?;
        Ok(())
    }
}
