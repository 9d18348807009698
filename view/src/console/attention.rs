//! What needs a person.

use crate::{ChargeView, Mismatch, RefundView, ShipmentView, VariantSnapshot, WithdrawalView};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::dates::Window;
use dockline_domain::delay::{Duty, Giving, Regime, State};
use dockline_domain::id::{OrderId, PurchaseOrderReference, Sku};
use dockline_domain::supply::Stage;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// A follower of the log that stands before an event which it cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedFollower {
    /// Its name.
    pub follower: String,
    /// The number of the event.
    pub event: i64,
}

/// What needs a person: each list is cut off where nobody would read on, and says so.
#[derive(Debug, Clone, Default)]
pub struct Attention {
    /// How far the clock of a machine that runs the program is ahead, where it is wrong.
    pub clock_ahead: Option<SignedDuration>,
    /// What the system does by itself and cannot do any more.
    pub stopped: Vec<StoppedFollower>,
    /// What is to go back and somebody has to send, what failed first.
    pub refunds: Listed<RefundView>,
    /// What goes back and may have been sent: the gateway has not said so, contradicts itself or is
    /// late with it.
    pub unknown_refunds: Listed<RefundView>,
    /// Charges of which the gateway has not said what it did, or said what contradicts.
    pub unknown_charges: Listed<ChargeView>,
    /// Charges that the bank declined, or of which it wants to hear from the shopper.
    pub charges_to_repair: Listed<ChargeView>,
    /// Where the books of the shop and of its gateway differed when they were compared last.
    pub mismatches: Listed<Mismatch>,
    /// Withdrawals about which somebody has to do something, the oldest first.
    pub withdrawals: Listed<WithdrawalView>,
    /// Mails that are not tried any more.
    pub parked_mails: u32,
    /// Mails that came back, and nobody has dealt with.
    pub bounced_mails: u32,
    /// Mails that were to be sent more than an hour ago and wait.
    pub late_mails: u32,
    /// Addresses that were told what happens and are not any more, without somebody having turned
    /// them off.
    pub endpoints_off: u32,
    /// Purchase orders whose latest date has passed, the oldest first.
    pub overdue: Listed<SupplyDue>,
    /// Purchase orders that are expected today or in the days to come, the next first.
    pub expected: Listed<SupplyDue>,
    /// Purchase orders whose date nobody has confirmed for long, the longest first.
    pub stale: Listed<SupplyDue>,
    /// Variants of which people in line will be served later than they were first told, the most
    /// first.
    pub at_risk: Listed<PromisesAtRisk>,
    /// What the law of delay asks for, where the shop keeps it.
    pub delays: Delays,
    /// Open orders without an address, where the shop demands one; the oldest first.
    pub unaddressed: Listed<UnaddressedOrder>,
    /// Orders that wait with unusually many units, by the shop's rule; the most units first.
    pub unusual: Listed<UnusualOrder>,
    /// Orders that were stopped, the oldest first.
    pub held: Listed<HeldOrder>,
    /// Parcels whose goods are there and may leave, the oldest order first.
    pub to_pack: Listed<ShipmentView>,
    /// Parcels that are packed and wait for the carrier, the oldest order first.
    pub packed: Listed<ShipmentView>,
    /// Variants that people asked to hear about, while no mail is sent by itself.
    pub asked: Listed<AskedAbout>,
}

impl Attention {
    /// Whether nothing needs anybody.
    pub fn is_empty(&self) -> bool {
        let Self {
            clock_ahead,
            stopped,
            refunds,
            unknown_refunds,
            unknown_charges,
            charges_to_repair,
            mismatches,
            withdrawals,
            parked_mails,
            bounced_mails,
            late_mails,
            endpoints_off,
            overdue,
            expected,
            stale,
            at_risk,
            delays,
            unaddressed,
            unusual,
            held,
            to_pack,
            packed,
            asked,
        } = self;
        clock_ahead.is_none()
            && stopped.is_empty()
            && refunds.items.is_empty()
            && unknown_refunds.items.is_empty()
            && unknown_charges.items.is_empty()
            && charges_to_repair.items.is_empty()
            && mismatches.items.is_empty()
            && withdrawals.items.is_empty()
            && *parked_mails == 0
            && *bounced_mails == 0
            && *late_mails == 0
            && *endpoints_off == 0
            && overdue.items.is_empty()
            && expected.items.is_empty()
            && stale.items.is_empty()
            && at_risk.items.is_empty()
            && delays.due.items.is_empty()
            && !delays.more
            && unaddressed.items.is_empty()
            && unusual.items.is_empty()
            && held.items.is_empty()
            && to_pack.items.is_empty()
            && packed.items.is_empty()
            && asked.items.is_empty()
    }
}

/// What the law of delay asks for.
#[derive(Debug, Clone, Default)]
pub struct Delays {
    /// Whether the law was to be kept by itself, and is not: mails do not go out as they did when it
    /// was looked at.
    pub suspended: bool,
    /// How many lines of orders need a notice.
    pub notices: u32,
    /// The first day by which one is needed.
    pub first_by: Option<Date>,
    /// How many the law has ended: they are not sent, and what was paid goes back.
    pub ended: u32,
    /// Whether there are more than were looked at.
    pub more: bool,
    /// The lines, the most urgent first.
    pub due: Listed<DelayDue>,
}

/// A line of an order of which the law of delay asks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelayDue {
    /// The order's number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// Of which variant.
    pub sku: Sku,
    /// Units.
    pub units: u32,
    /// Whose law it is.
    pub regime: Regime,
    /// The day by which it ships at the latest, as it was told; in Europe, arrives.
    pub told: Date,
    /// Where the law stands.
    pub state: State,
    /// What is to be done.
    pub duty: Duty,
    /// What became of a notice that nobody was given yet: its mail waits, or does not arrive.
    pub not_given: Option<Giving>,
}

/// The beginning of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// The first of it.
    pub items: Vec<T>,
    /// Whether there are more.
    pub more: bool,
    /// How many there are in all, where that was counted.
    pub total: Option<u32>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            more: false,
            total: None,
        }
    }
}

impl<T> Listed<T> {
    /// Cuts a list that was read one longer than it is shown.
    pub fn cut(mut items: Vec<T>, most: usize) -> Self {
        let more = items.len() > most;
        items.truncate(most);
        Self {
            items,
            more,
            total: None,
        }
    }
}

/// A purchase order that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplyDue {
    /// The merchant's number.
    pub reference: PurchaseOrderReference,
    /// Who supplies it.
    pub supplier: String,
    /// When it is expected at the dock.
    pub expected: Option<Window>,
    /// Where it is.
    pub stage: Stage,
    /// The recorded reason for the date.
    pub basis: Option<String>,
    /// When the date was last confirmed.
    pub confirmed_at: Timestamp,
    /// Units still open.
    pub open: u64,
    /// Of those, kept for people who had been promised them by the day the date passed.
    pub kept: u64,
}

/// People in line for one variant who will be served later than they were first told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromisesAtRisk {
    /// Which variant.
    pub sku: Sku,
    /// The product's title.
    pub title: String,
    /// The variant's options.
    pub options: Vec<OptionValue>,
    /// How many orders.
    pub orders: u32,
    /// Units of them.
    pub units: u64,
    /// Of those orders, the ones that have no date any more.
    pub undated: u32,
    /// The window told first that ends on the earliest of the days that will not be kept.
    pub first_promised: Window,
    /// When the last of them is expected to ship now; `None` when none has a date.
    pub last_expected: Option<Date>,
}

/// An order that was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOrder {
    /// Its id.
    pub order: OrderId,
    /// Its number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// Units that are stopped.
    pub units: u32,
}

/// An order that nobody can send, because it does not say where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnaddressedOrder {
    /// Its number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// Whose.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

/// An order that waits with unusually many units of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusualOrder {
    /// Its number.
    pub number: i64,
    /// Its number as people read it.
    pub reference: String,
    /// Whose.
    pub name: String,
    /// Of which variant.
    pub sku: Sku,
    /// Units that wait.
    pub units: u32,
}

/// People who asked to hear about a variant.
#[derive(Debug, Clone)]
pub struct AskedAbout {
    /// The variant, with what can be had of it.
    pub snapshot: Arc<VariantSnapshot>,
    /// The product's title.
    pub title: String,
    /// The variant's options.
    pub options: Vec<OptionValue>,
    /// How many.
    pub people: u32,
    /// When the last of them asked.
    pub newest: Timestamp,
}
