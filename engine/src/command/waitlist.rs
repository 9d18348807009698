//! "Tell me when it is back": no order, no promise.

use super::Single;
use crate::clock::new_person_id;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::fold;
use crate::store::orders::{PersonRow, insert_persons};
use crate::store::waitlist;
use crate::writer::unit::Unit;
use dockline_domain::id::Sku;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Join the waitlist of a variant.
#[derive(Debug, Clone)]
pub struct JoinWaitlist {
    /// Which variant.
    pub sku: Sku,
    /// Where to write.
    pub email: String,
    /// In which language.
    pub locale: String,
}

/// Somebody is on the waitlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnWaitlist {
    /// Of which variant.
    pub sku: Sku,
}

impl Single for JoinWaitlist {
    type Answer = OnWaitlist;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<OnWaitlist, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            let shop = unit.shop();
            if unit
                .variants(std::slice::from_ref(&self.sku))
                .await?
                .is_empty()
            {
                return Err(ExecuteError::NotFound {
                    what: "SKU",
                    name: self.sku.to_string(),
                    pointer: Some("/sku".to_owned()),
                });
            }
            if !waitlist::is_on(unit.session, &shop.id, &self.sku, &self.email).await? {
                let (id, at) = (new_person_id(unit.at), unit.at.as_millisecond());
                let person = PersonRow {
                    shop: shop.id.clone(),
                    id: id.clone(),
                    order: None,
                    email_folded: fold::address(&self.email),
                    name_folded: String::new(),
                    email: self.email,
                    name: String::new(),
                    locale: self.locale,
                    at,
                };
                unit.session.write(&[insert_persons(&[person])]).await?;
                waitlist::join(unit.session, &shop.id, &self.sku, &id, at).await?;
                unit.log(&Event::WaitlistJoined { sku: &self.sku });
            }
            Ok(OnWaitlist { sku: self.sku })
        })
    }
}
