//! What a delay would do, before it is said: nothing is changed by asking.

use super::delays::{self, LOOKED_AT_MAX};
use crate::Engine;
use crate::error::ReadError;
use crate::expect::{Expectations, Implied};
use crate::store::delays::{self as store_delays, Supposed};
use crate::store::promises::{self, ToldRow};
use crate::store::{Session, StoreError, purchase_orders, shops};
use dockline_domain::dates::Window;
use dockline_domain::delay::DelayLaw;
use dockline_domain::id::{OrderId, PurchaseOrderReference, Sku};
use dockline_domain::line::Place;
use dockline_domain::promise::Expected;
use dockline_view::{Affected, NoticesByLaw, Shop, WhatIf};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most backorders that an answer names; the counts are of all.
const NAMED_MAX: usize = 200;
/// Most backorders read at once.
const WALK_CHUNK: i64 = 5_000;

/// What is counted while lines are walked.
#[derive(Default)]
struct Counted {
    orders: BTreeSet<OrderId>,
    /// Orders that ship complete and were looked at.
    seen: BTreeSet<OrderId>,
    units: u32,
    backorders: u32,
    notices_due: u32,
    affected: Vec<Affected>,
    /// Those that are looked at by law.
    supposed: Vec<Supposed>,
}

impl Engine {
    /// What would come of another date of a purchase order: `slip_days` later, or earlier when
    /// negative.
    pub async fn what_if(
        &self,
        shop: &Arc<Shop>,
        reference: &PurchaseOrderReference,
        slip_days: i32,
    ) -> Result<WhatIf, ReadError> {
        let slip = |now: Option<Window>| now.map(|window| window.slip(slip_days));
        // All of it comes later, lines with a date of their own too.
        self.try_dates(shop, reference, slip, |own| slip(Some(own)))
            .await
    }

    /// What would come of a purchase order being expected as `then` says of the present window.
    /// Lines with a date of their own are expected as before.
    pub async fn what_if_expected(
        &self,
        shop: &Arc<Shop>,
        reference: &PurchaseOrderReference,
        then: impl FnOnce(Option<Window>) -> Option<Window>,
    ) -> Result<WhatIf, ReadError> {
        self.try_dates(shop, reference, then, |_| None).await
    }

    /// `own` says when a line with a date of its own would come, where that is another one.
    async fn try_dates(
        &self,
        shop: &Arc<Shop>,
        reference: &PurchaseOrderReference,
        then: impl FnOnce(Option<Window>) -> Option<Window>,
        own: impl Fn(Window) -> Option<Window>,
    ) -> Result<WhatIf, ReadError> {
        let now = self.now();
        let found = self
            .ask(async |session| {
                let Some(order) =
                    purchase_orders::by_reference(session, &shop.id, reference.as_str()).await?
                else {
                    return Ok(None);
                };
                let Some(row) = shops::by_id(session, &shop.id).await? else {
                    return Ok(None);
                };
                let then = then(order.expected);
                let lines = order.lines.iter().filter_map(|line| {
                    let supposed = line.expected.map_or(Some(then), |now| own(now).map(Some));
                    Some(((line.sku.clone(), line.line), supposed?))
                });
                let time = row.shop.time(now);
                let as_it_is = Expectations::new(Arc::clone(&row.shop), row.seq, time);
                let supposed = Expectations::new(Arc::clone(&row.shop), row.seq, time)
                    .supposing(reference, lines.collect());
                let mut tried = Tried {
                    now: as_it_is,
                    then: supposed,
                    counted: Counted::default(),
                };
                let skus: BTreeSet<&Sku> = order.lines.iter().map(|line| &line.sku).collect();
                for sku in skus {
                    tried.walk(session, sku).await?;
                }
                let counted = tried.counted;
                let by_law = by_law(session, &row.shop, &counted.supposed, time).await?;
                Ok(Some(((order.expected, then), row.seq, counted, by_law)))
            })
            .await?;
        let ((expected_now, expected_then), version, counted, by_law) =
            found.ok_or_else(|| ReadError::not_found("purchase order", reference.as_str()))?;
        Ok(WhatIf {
            purchase_order: reference.clone(),
            expected_now,
            expected_then,
            orders: u32::try_from(counted.orders.len()).unwrap_or(u32::MAX),
            units: counted.units,
            backorders: counted.backorders,
            notices_due: counted.notices_due,
            by_law,
            affected: counted.affected,
            version,
        })
    }
}

/// How many notices the law would ask for, where the shop keeps it.
async fn by_law(
    session: &mut Session,
    shop: &Shop,
    supposed: &[Supposed],
    now: Timestamp,
) -> Result<Option<NoticesByLaw>, StoreError> {
    if shop.rules.delay.law == DelayLaw::Off {
        return Ok(None);
    }
    let rows = store_delays::supposed(session, &shop.id, supposed).await?;
    let orders: BTreeSet<&OrderId> = rows.iter().map(|row| &row.order).collect();
    let ledger = store_delays::ledger(session, &shop.id, orders).await?;
    let (notices, first_by) = delays::notices(shop, &rows, &ledger, now);
    Ok(Some(NoticesByLaw {
        notices,
        first_by,
        more: supposed.len() == LOOKED_AT_MAX,
    }))
}

/// Lines as they are and as they would be.
struct Tried {
    now: Expectations,
    then: Expectations,
    counted: Counted,
}

impl Tried {
    async fn walk(&mut self, session: &mut Session, sku: &Sku) -> Result<(), StoreError> {
        let shop = self.now.shop().id.clone();
        let (mut ahead, mut after): (u32, Option<Place>) = (0, None);
        loop {
            let chunk = promises::told(session, &shop, sku, after, WALK_CHUNK).await?;
            for told in &chunk {
                if told.complete {
                    self.together(session, &told.order).await?;
                } else {
                    let (now, then) = (
                        self.now.alone(session, told, ahead).await?,
                        self.then.alone(session, told, ahead).await?,
                    );
                    self.counted
                        .compare(told, ahead, now.as_ref(), then.as_ref());
                }
                ahead = ahead.saturating_add(told.quantity);
            }
            after = chunk.last().map(|told| told.place);
            if i64::try_from(chunk.len()).unwrap_or(i64::MAX) < WALK_CHUNK {
                return Ok(());
            }
        }
    }

    /// All parts of an order that ships complete move with the last of them, those of other
    /// variants too.
    async fn together(&mut self, session: &mut Session, order: &OrderId) -> Result<(), StoreError> {
        if !self.counted.seen.insert(order.clone()) {
            return Ok(());
        }
        let parts = self.now.parts(session, order).await?;
        let (now, then) = (
            self.now.together(session, &parts).await?,
            self.then.together(session, &parts).await?,
        );
        for (told, ahead) in &parts {
            self.counted
                .compare(told, *ahead, now.as_ref(), then.as_ref());
        }
        Ok(())
    }
}

impl Counted {
    fn compare(
        &mut self,
        told: &ToldRow,
        ahead: u32,
        now: Option<&Implied>,
        then: Option<&Implied>,
    ) {
        let is_overdue =
            |one: Option<&Implied>| one.is_some_and(|one| one.expected == Expected::Overdue);
        // A date that was being confirmed and is then unknown is taken back.
        let given_up = told.promised.is_some() && is_overdue(now) && !is_overdue(then);
        let (now, then) = (
            now.and_then(Implied::window),
            then.and_then(Implied::window),
        );
        if now.map(Window::latest) == then.map(Window::latest) && !given_up {
            return;
        }
        let notice_due = told
            .promised
            .is_some_and(|told| then.is_none_or(|then| then.latest() > told.latest()));
        self.orders.insert(told.order.clone());
        self.units = self.units.saturating_add(told.quantity);
        self.backorders += 1;
        self.notices_due += u32::from(notice_due);
        if self.supposed.len() < LOOKED_AT_MAX {
            self.supposed.push(Supposed {
                order: told.order.clone(),
                number: told.number,
                latest: then.map(Window::latest),
            });
        }
        if self.affected.len() < NAMED_MAX {
            self.affected.push(Affected {
                order: told.order.clone(),
                sku: told.sku.clone(),
                quantity: told.quantity,
                position: ahead.saturating_add(1),
                promised: told.promised,
                expected_now: now,
                expected_then: then,
                notice_due,
            });
        }
    }
}
