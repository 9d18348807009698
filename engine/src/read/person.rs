//! What is known about a person: for themselves (GDPR articles 15 and 20), and before they are
//! erased.

use crate::Engine;
use crate::error::ReadError;
use crate::event::Subject;
use crate::store::messages::{self, Wanted};
use crate::store::persons::{OrderOf, PersonOf};
use crate::store::{
    Session, StoreError, events, inconsistent, orders, persons, promises, withdrawals,
};
use dockline_domain::id::OrderId;
use dockline_view::{FreeText, MessageView, OpenOrder, Shop, WithdrawalView};
use serde_json::{Value, json};

/// Most events of one order that are told: more than an order ever has.
const EVENTS_MAX: i64 = 10_000;

impl Engine {
    /// Orders of a mail address of which something is still to be delivered.
    pub async fn open_orders_of(
        &self,
        shop: &Shop,
        email: &str,
    ) -> Result<Vec<OpenOrder>, ReadError> {
        let orders = self
            .ask(async |session| Ok(of(session, shop, email).await?.1))
            .await?;
        let open = orders.into_iter().filter(|order| order.is_open);
        Ok(open
            .map(|order| OpenOrder {
                number: order.number,
                order: order.id,
            })
            .collect())
    }

    /// Texts about the orders of a mail address that somebody wrote freely.
    pub async fn free_texts_of(
        &self,
        shop: &Shop,
        email: &str,
    ) -> Result<Vec<FreeText>, ReadError> {
        let texts = async |session: &mut Session| {
            let mut texts = Vec::new();
            for order in of(session, shop, email).await?.1 {
                for event in events::of_topic(
                    session,
                    &shop.id,
                    &Subject::Order(&order.id).topic(),
                    EVENTS_MAX,
                )
                .await?
                {
                    texts.extend(event.read()?.free_text().map(|(name, text)| FreeText {
                        order: order.number,
                        place: format!("event {}, {name}", event.seq),
                        text: text.to_owned(),
                    }));
                }
            }
            Ok(texts)
        };
        Ok(self.ask(texts).await?)
    }

    /// Everything that is known about a mail address, as JSON; `None` when nothing is.
    pub async fn person(&self, shop: &Shop, email: &str) -> Result<Option<Value>, ReadError> {
        let export = async |session: &mut Session| {
            let (people, orders) = of(session, shop, email).await?;
            if people.is_empty() {
                return Ok(None);
            }
            let places = persons::places(session, &shop.id, &people).await?;
            let waitlist: Vec<Value> = places
                .iter()
                .map(|place| json!({ "sku": place.sku, "joined_at": place.joined_at.to_string() }))
                .collect();
            let mut told = Vec::with_capacity(orders.len());
            for order in &orders {
                told.push(told_of(session, shop, order, &people).await?);
            }
            let (mut mails, mut withdrawn) = (Vec::new(), Vec::new());
            for person in people.iter().filter(|person| person.order.is_none()) {
                let sent = messages::to_person(session, &shop.id, &person.id, EVENTS_MAX).await?;
                mails.extend(written(&sent)?);
                let declared = withdrawals::of_person(session, &shop.id, &person.id).await?;
                withdrawn.extend(declared.iter().map(declaration));
            }
            let people: Vec<Value> = people
                .iter()
                .filter(|person| person.order.is_none())
                .map(who)
                .collect();
            Ok(Some(
                json!({ "shop": shop.slug.as_str(), "email": email, "waiting": people, "waitlist": waitlist, "withdrawals": withdrawn, "mails": mails, "orders": told }),
            ))
        };
        Ok(self.ask(export).await?)
    }
}

async fn of(
    session: &mut Session,
    shop: &Shop,
    email: &str,
) -> Result<(Vec<PersonOf>, Vec<OrderOf>), StoreError> {
    let people = persons::by_email(session, &shop.id, email).await?;
    let orders = persons::orders(session, &shop.id, &people).await?;
    Ok((people, orders))
}

fn declaration(view: &WithdrawalView) -> Value {
    json!({
        "name": view.name, "contract": view.contract, "declared_at": view.declared_at.to_string(), "state": view.state.name(),
        "order": view.order_number
    })
}

fn who(person: &PersonOf) -> Value {
    json!({
        "email": person.email, "name": person.name, "language": person.locale, "address": person.address,
        "since": person.since.to_string()
    })
}

/// An order with whom it is or was for, what was ordered, promised and sent, and what happened to
/// it.
async fn told_of(
    session: &mut Session,
    shop: &Shop,
    order: &OrderOf,
    people: &[PersonOf],
) -> Result<Value, StoreError> {
    let lines = orders::lines(session, &shop.id, &order.id).await?;
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "sku": line.sku, "title": line.item.title, "quantity": line.quantity, "price_minor": line.price_minor }))
        .collect();
    let promises = promises::of_order(session, &shop.id, &order.id).await?;
    let promises: Vec<Value> = promises
        .iter()
        .map(|told| {
            let (earliest, latest) = told.window.map_or((None, None), |window| (Some(window.earliest()), Some(window.latest())));
            json!({ "told_at": told.told_at.to_string(), "earliest": earliest, "latest": latest, "reason": told.reason, "basis": told.basis })
        })
        .collect();
    let events = events::of_topic(
        session,
        &shop.id,
        &Subject::Order(&order.id).topic(),
        EVENTS_MAX,
    )
    .await?;
    let history: Vec<Value> = events
        .iter()
        .map(|event| {
            let details: Value = serde_json::from_str(&event.payload)
                .map_err(|error| inconsistent("payload", error))?;
            Ok(json!({ "at": event.at().to_string(), "what": event.kind, "details": details }))
        })
        .collect::<Result<_, StoreError>>()?;
    let mails = mails(session, shop, &order.id).await?;
    Ok(json!({
        "number": order.number, "placed_at": order.placed_at.to_string(), "ship": order.ship, "needed_by": order.needed_by,
        "currency": order.currency, "shipping_minor": order.shipping_minor,
        "for": people.iter().filter(|person| person.order.as_ref() == Some(&order.id)).map(who).collect::<Vec<_>>(),
        "lines": lines, "units": persons::states(session, &shop.id, &order.id).await?, "promises": promises,
        "parcels": persons::parcels(session, &shop.id, &order.id).await?, "history": history,
        "mails": mails
    }))
}

/// What was written about an order, and to whom.
async fn mails(
    session: &mut Session,
    shop: &Shop,
    order: &OrderId,
) -> Result<Vec<Value>, StoreError> {
    let wanted = Wanted {
        order: Some(order),
        ..Wanted::default()
    };
    let mails = messages::page(session, &shop.id, wanted, None, EVENTS_MAX).await?;
    written(&mails)
}

/// What was written, to whom, and what came of it.
fn written(mails: &[MessageView]) -> Result<Vec<Value>, StoreError> {
    let told = mails.iter().map(|mail| {
        let content = mail.content.as_deref().map(serde_json::from_str::<Value>);
        let content = content.transpose();
        Ok(json!({
            "kind": mail.kind.name(), "state": mail.state.name(), "to": mail.recipient, "planned_at": mail.planned_at.to_string(),
            "finished_at": mail.finished_at.map(|at| at.to_string()), "content": content.map_err(|error| inconsistent("content", error))?
        }))
    });
    told.collect()
}
