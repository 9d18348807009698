//! What needs a person.

use crate::Engine;
use crate::error::ReadError;
use crate::store::attention::{self, AtRiskRow, RunRow, UnusualRow};
use crate::store::{
    Session, StoreError, followers, line, messages, shipments, shops, waitlist, webhooks,
    withdrawals,
};
use dockline_domain::address::AddressRule;
use dockline_domain::dates::add_days;
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::failure::Failure;
use dockline_domain::policy::BackorderRule;
use dockline_domain::setup::{Lacks, lacks};
use dockline_domain::shipment::ShipmentState;
use dockline_view::console::{
    AskedAbout, Attention, LineSummary, Listed, PromisesAtRisk, StoppedFollower, UnaddressedOrder,
};
use dockline_view::{ChargeView, RefundView, ShipmentView, Shop, VariantSnapshot, WithdrawalView};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// Days to come for which receipts are announced.
const DAYS_AHEAD: i32 = 7;
/// Longest list: nobody reads on, and each has a page of its own.
pub(super) const LIST_MAX: usize = 20;
/// A mail that was to be sent so long ago is late, in milliseconds: the mail server is not away for
/// a moment.
const MAIL_IS_LATE_MS: i64 = 60 * 60 * 1_000;
/// Lines on one page of them.
const LONGEST_MAX: i64 = 100;
/// Variants whose lines are looked through, the longest first.
const LINES_MAX: i64 = 500;

/// Charges of which nobody knows what became of them.
const UNKNOWN: [State; 2] = [State::Unknown, State::NeedsPerson];
/// Charges that somebody has to repair; they are found by the name of their state.
const TO_REPAIR: [State; 2] = [
    State::Action,
    State::Failed {
        failure: Failure::Hard,
    },
];

impl Engine {
    /// Everything that waits for somebody of the shop.
    pub async fn attention(&self, shop: &Arc<Shop>) -> Result<Attention, ReadError> {
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let skus = self.waited_for(shop).await?;
        let snapshots = self.snapshots(shop, &skus).await?;
        let shop = snapshots.first().map_or(shop, |snapshot| &snapshot.shop);
        let runs = runs(&snapshots);
        let some_lines = i64::try_from(skus.len()).is_ok_and(|lines| lines >= LINES_MAX);
        let unusual = unusual(&snapshots);
        let mut session = self.database.read().await?;
        let read = async {
            let stale_before = confirmed_before(shop);
            let days = (shop.day, add_days(shop.day, DAYS_AHEAD));
            Ok::<_, StoreError>((
                attention::overdue(&mut session, &shop.id, shop.day, limit).await?,
                attention::expected(&mut session, &shop.id, days, limit).await?,
                attention::stale(&mut session, &shop.id, stale_before, shop.day, limit).await?,
                attention::at_risk(&mut session, shop, &runs, limit).await?,
                unaddressed(&mut session, shop, limit).await?,
                attention::unusual(&mut session, &shop.id, &unusual, limit).await?,
                attention::held(&mut session, &shop.id, 10 * limit).await?,
                followers::stopped(&mut session, &shop.id).await?,
                shops::wrong_clock(&mut session).await?,
                late_mails(&mut session, shop).await?,
                endpoints_off(&mut session, shop).await?,
            ))
        }
        .await;
        session.end().await?;
        let (
            overdue,
            expected,
            stale,
            at_risk,
            unaddressed,
            unusual,
            held,
            stopped,
            clock_ahead,
            late_mails,
            endpoints_off,
        ) = read?;
        Ok(Attention {
            clock_ahead,
            stopped: stopped_followers(stopped),
            refunds: self.refunds_to_see_to(shop).await?,
            unknown_refunds: self.unknown_refunds(shop).await?,
            unknown_charges: self.unknown_charges(shop).await?,
            charges_to_repair: self.charges_in(shop, &TO_REPAIR).await?,
            mismatches: Listed::cut(self.mismatches(shop).await?, LIST_MAX),
            withdrawals: self.withdrawals_waiting(shop).await?,
            bounced_mails: self.bounced_mails(shop).await?,
            parked_mails: self.parked_mails(shop).await?,
            late_mails,
            endpoints_off,
            overdue: Listed::cut(overdue, LIST_MAX),
            expected: Listed::cut(expected, LIST_MAX),
            stale: Listed::cut(stale, LIST_MAX),
            delays: self.delays(shop, &runs, some_lines).await?,
            at_risk: self
                .with_titles(shop, Listed::cut(at_risk, LIST_MAX))
                .await?,
            unaddressed: Listed::cut(unaddressed, LIST_MAX),
            unusual: Listed::cut(unusual, LIST_MAX),
            held: Listed::cut(held, LIST_MAX),
            to_pack: self.to_pack(shop).await?,
            packed: self.packed(shop).await?,
            asked: self.asked(shop).await?,
        })
    }

    async fn parked_mails(&self, shop: &Shop) -> Result<u32, StoreError> {
        self.ask(async |session| messages::count_parked(session, &shop.id).await)
            .await
    }

    /// What a shop lacks before it can, or may, sell.
    pub async fn lacks(&self, shop: &Arc<Shop>) -> Result<Vec<Lacks>, ReadError> {
        let holds = self
            .ask(async |session| attention::holds(session, &shop.id).await)
            .await?;
        let storefront = &shop.profile.storefront;
        Ok(lacks(holds, &shop.rules.orders, storefront, shop.rehearsal))
    }

    /// Charges of which nobody knows what became of them, and those that the gateway refuses.
    async fn unknown_charges(&self, shop: &Arc<Shop>) -> Result<Listed<ChargeView>, ReadError> {
        let mut unknown = self.charges_in(shop, &UNKNOWN).await?;
        if shop.paid_here {
            let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
            unknown
                .items
                .extend(self.refused_charges(shop, limit).await?);
        }
        Ok(Listed::cut(unknown.items, LIST_MAX))
    }

    /// What goes back and may have been sent.
    async fn unknown_refunds(&self, shop: &Arc<Shop>) -> Result<Listed<RefundView>, ReadError> {
        if !shop.paid_here {
            return Ok(Listed::cut(Vec::new(), LIST_MAX));
        }
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let refunds = self.refunds_not_known(shop, limit).await?;
        Ok(Listed::cut(refunds, LIST_MAX))
    }

    /// How many mails came back, and nobody has dealt with.
    async fn bounced_mails(&self, shop: &Shop) -> Result<u32, ReadError> {
        let count = self.ask(async |session| messages::count_bounced(session, &shop.id).await);
        Ok(count.await?)
    }

    /// Withdrawals about which somebody has to do something.
    async fn withdrawals_waiting(&self, shop: &Shop) -> Result<Listed<WithdrawalView>, ReadError> {
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let waiting =
            self.ask(async |session| withdrawals::waiting(session, &shop.id, limit).await);
        Ok(Listed::cut(waiting.await?, LIST_MAX))
    }

    /// What is to go back and somebody has to send.
    async fn refunds_to_see_to(&self, shop: &Arc<Shop>) -> Result<Listed<RefundView>, ReadError> {
        if !shop.paid_here {
            return Ok(Listed::cut(Vec::new(), LIST_MAX));
        }
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let refunds = self.refunds_to_send(shop, limit).await?;
        Ok(Listed::cut(refunds, LIST_MAX))
    }

    /// Charges in some states. Where nobody pays by way of the pages nothing is read.
    async fn charges_in(
        &self,
        shop: &Arc<Shop>,
        states: &[State],
    ) -> Result<Listed<ChargeView>, ReadError> {
        let mut items = Vec::new();
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        for state in states.iter().filter(|_| shop.paid_here) {
            items.extend(self.charges(shop, Some(*state), None, limit).await?.items);
        }
        items.sort_by_key(|charge| charge.hold_until);
        Ok(Listed::cut(items, LIST_MAX))
    }

    /// What people asked to hear about.
    async fn asked(&self, shop: &Arc<Shop>) -> Result<Listed<AskedAbout>, ReadError> {
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let rows = self
            .ask(async |session| waitlist::asked(session, &shop.id, limit).await)
            .await?;
        let rows = Listed::cut(rows, LIST_MAX);
        let mut items = Vec::with_capacity(rows.items.len());
        for (sku, people, newest) in rows.items {
            let variant = async {
                let snapshot = self.snapshot(shop, sku.as_str()).await?;
                let product = self.product(shop, snapshot.handle.as_str()).await?;
                Ok::<_, ReadError>((snapshot, product))
            };
            let (snapshot, product) = match variant.await {
                Ok(variant) => variant,
                // What was left out of the catalogue since cannot be told of.
                Err(ReadError::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            let variants = &product.product.variants;
            let variant = variants.iter().find(|variant| variant.sku == sku);
            items.push(AskedAbout {
                snapshot,
                title: product.product.title.clone(),
                options: variant.map_or_else(Vec::new, |variant| variant.options.clone()),
                people,
                newest,
            });
        }
        Ok(Listed {
            items,
            more: rows.more,
            total: rows.total,
        })
    }

    /// The variants with the longest lines: how many wait for what, and the promises among them
    /// that will not be kept. Variants for which nobody waits, but of which somebody wants to hear,
    /// come last.
    pub async fn longest_lines(&self, shop: &Arc<Shop>) -> Result<Vec<LineSummary>, ReadError> {
        let longest = self
            .ask(async |session| line::longest(session, &shop.id, LONGEST_MAX).await)
            .await?;
        let skus: Vec<&Sku> = longest.iter().map(|(sku, _)| sku).collect();
        let snapshots = self.snapshots(shop, &skus).await?;
        let on_waitlist: HashMap<Sku, u32> = longest.into_iter().collect();
        let runs = runs(&snapshots);
        let at_risk = self
            .ask(async |session| attention::at_risk(session, shop, &runs, LONGEST_MAX).await)
            .await?;
        let of = |snapshot: Arc<VariantSnapshot>| {
            let late = at_risk.iter().find(|row| row.sku == snapshot.sku);
            let (late_orders, undated_orders, late_units) =
                late.map_or((0, 0, 0), |row| (row.orders, row.undated, row.units));
            let on_waitlist = on_waitlist.get(&snapshot.sku).copied().unwrap_or(0);
            LineSummary {
                snapshot,
                late_orders,
                undated_orders,
                late_units,
                on_waitlist,
            }
        };
        Ok(snapshots.into_iter().map(of).collect())
    }

    /// Open shipments of which nothing is on hold.
    async fn to_pack(&self, shop: &Arc<Shop>) -> Result<Listed<ShipmentView>, ReadError> {
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let (first, total) = self
            .ask(async |session| {
                let first = shipments::to_pack(session, &shop.id, None, limit).await?;
                Ok((first, shipments::count_to_pack(session, &shop.id).await?))
            })
            .await?;
        Ok(Listed {
            total: Some(total),
            ..Listed::cut(first, LIST_MAX)
        })
    }

    /// Shipments that wait for the carrier.
    async fn packed(&self, shop: &Arc<Shop>) -> Result<Listed<ShipmentView>, ReadError> {
        let limit = i64::try_from(LIST_MAX).unwrap_or(i64::MAX) + 1;
        let (first, total) = self
            .ask(async |session| {
                let first =
                    shipments::page(session, &shop.id, Some(ShipmentState::Packed), None, limit)
                        .await?;
                Ok((first, shipments::count_packed(session, &shop.id).await?))
            })
            .await?;
        Ok(Listed {
            total: Some(total),
            ..Listed::cut(first, LIST_MAX)
        })
    }

    /// All variants for which people wait, with the shop as of the first of them.
    pub(super) async fn runs_of_all_lines(
        &self,
        shop: &Arc<Shop>,
    ) -> Result<(Arc<Shop>, Vec<Arc<VariantSnapshot>>), ReadError> {
        let mut snapshots: Vec<Arc<VariantSnapshot>> = Vec::new();
        let mut after = String::new();
        loop {
            let page = self
                .ask(async |session| {
                    attention::waited_for_after(session, &shop.id, &after, LINES_MAX).await
                })
                .await?;
            let Some(last) = page.last() else {
                break;
            };
            last.as_str().clone_into(&mut after);
            snapshots.extend(self.snapshots(shop, &page).await?);
        }
        let shop = snapshots.first().map_or(shop, |snapshot| &snapshot.shop);
        Ok((Arc::clone(shop), snapshots))
    }

    async fn waited_for(&self, shop: &Arc<Shop>) -> Result<Vec<Sku>, StoreError> {
        let mut session = self.database.read().await?;
        let skus = attention::waited_for(&mut session, &shop.id, LINES_MAX).await;
        session.end().await?;
        skus
    }

    async fn with_titles(
        &self,
        shop: &Arc<Shop>,
        rows: Listed<AtRiskRow>,
    ) -> Result<Listed<PromisesAtRisk>, ReadError> {
        let mut items = Vec::with_capacity(rows.items.len());
        for row in rows.items {
            let AtRiskRow {
                sku,
                orders,
                units,
                undated,
                first_promised,
                last_expected,
            } = row;
            let product = self.product_of(shop, sku.as_str()).await?.product;
            let variant = product.variants.iter().find(|variant| variant.sku == sku);
            let (title, options) = (
                product.title.clone(),
                variant.map_or_else(Vec::new, |variant| variant.options.clone()),
            );
            items.push(PromisesAtRisk {
                sku,
                title,
                options,
                orders,
                units,
                undated,
                first_promised,
                last_expected,
            });
        }
        Ok(Listed {
            items,
            more: rows.more,
            total: rows.total,
        })
    }
}

fn stopped_followers(rows: Vec<(String, i64)>) -> Vec<StoppedFollower> {
    rows.into_iter()
        .map(|(follower, event)| StoppedFollower { follower, event })
        .collect()
}

/// Orders without an address, where the shop demands one.
async fn unaddressed(
    session: &mut Session,
    shop: &Shop,
    limit: i64,
) -> Result<Vec<UnaddressedOrder>, StoreError> {
    match shop.rules.orders.address {
        AddressRule::Required => attention::unaddressed(session, &shop.id, limit).await,
        AddressRule::Optional => Ok(Vec::new()),
    }
}

/// How many mails of a shop that writes some wait for long.
async fn late_mails(session: &mut Session, shop: &Shop) -> Result<u32, StoreError> {
    if !shop.writes_mails() {
        return Ok(0);
    }
    let now = shops::database_time(session).await?.as_millisecond();
    messages::count_late(session, &shop.id, now - MAIL_IS_LATE_MS).await
}

/// How many endpoints were turned off because they fail.
async fn endpoints_off(session: &mut Session, shop: &Shop) -> Result<u32, StoreError> {
    if !shop.has_webhooks {
        return Ok(0);
    }
    webhooks::count_off(session, &shop.id).await
}

/// Dates confirmed before this instant are stale, by the rule that shoppers see: the day of the
/// confirmation counts, in the shop's zone.
fn confirmed_before(shop: &Shop) -> Timestamp {
    let oldest_day: Date = add_days(shop.day, -i32::from(shop.rules.confirmation_days));
    shop.zone
        .to_timestamp(oldest_day.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::MIN)
}

/// From how many units on an order is unusual, of each variant that has such a number.
fn unusual(snapshots: &[Arc<VariantSnapshot>]) -> Vec<UnusualRow<'_>> {
    let row = |snapshot: &'_ Arc<VariantSnapshot>| {
        let rules = &snapshot.shop.rules.orders;
        rules.unusual_share?;
        let possible = snapshot.availability(limits::QUANTITY_MAX).parts;
        let possible = possible.iter().map(|part| part.quantity);
        let possible = possible.fold(0, u32::saturating_add);
        rules.unusual_units(snapshot.supply.counters.queued, possible)
    };
    let rows = snapshots.iter().filter_map(|snapshot| {
        let units = row(snapshot)?;
        let sku = &snapshot.sku;
        Some(UnusualRow { sku, units })
    });
    rows.collect()
}

pub(super) fn runs(snapshots: &[Arc<VariantSnapshot>]) -> Vec<RunRow<'_>> {
    let of = snapshots.iter().flat_map(|snapshot| runs_of(snapshot));
    of.collect()
}

fn runs_of(snapshot: &VariantSnapshot) -> Vec<RunRow<'_>> {
    let today = snapshot.shop.today();
    let yesterday = add_days(today.date, -1);
    let sold_by_lead_time = matches!(snapshot.supply.policy.backorder, BackorderRule::Beyond(_));
    let whose = if sold_by_lead_time {
        vec![(Some("running"), yesterday), (Some("lapsed"), Date::MIN)]
    } else {
        vec![(None, yesterday)]
    };
    let rows = whose.into_iter().flat_map(move |(lead, placed_on)| {
        let runs = snapshot.supply.runs(placed_on, today).into_iter();
        runs.map(move |run| RunRow {
            sku: &snapshot.sku,
            after: run.after,
            upto: run.upto,
            latest: run.ship_latest,
            lead,
        })
    });
    rows.collect()
}
