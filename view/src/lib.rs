//! What readers see: plain values, computed once per version and shared.
//!
//! The engine makes them; words and pages show them. They hold no SQL and no sentence, so neither
//! side is compiled again when the other changes.

#![warn(missing_docs)]

mod books;
mod choice;
mod coming;
mod delay;

pub mod console;
mod key;
mod line;
mod message;
pub mod moves;
mod news;
mod order;
mod payment;
mod person;
mod product;
mod purchase_order;
mod quote;
mod receipt;
mod shipment;
mod shop;
mod storefront;
mod variant;
mod waitlist;
mod webhook;
mod what_if;
mod withdrawal;

pub use books::{Mismatch, Reconciled};
pub use choice::{VariantChange, VariantChoice};
pub use coming::{About, Coming, Happening};
pub use delay::{AnswerView, Became, DelayView, NoticeView};
pub use key::ApiKey;
pub use line::{
    HeldInLine, LinePage, LinePlace, NeededUnits, Overtaking, PlaceReasons, QueuePage,
    QueuedBackorder, SkippedOrder,
};
pub use message::{AttemptView, ClaimedMail, MessagePage, MessageView};
pub use news::{DateMove, Milestone, MovedLine, SupplyChange, SupplyChangeKind, SupplyNews};
pub use order::{
    BackorderView, FormerGoods, HistoryEntry, HistoryKind, OrderLineView, OrderView, PromiseView,
};
pub use payment::{
    ChargePage, ChargeView, LedgerEntry, LedgerPage, MethodView, MoneyKind, PaymentState,
    PaymentView, RefundPage, RefundView,
};
pub use person::{FreeText, OpenOrder, User};
pub use product::{CataloguePage, ProductView};
pub use purchase_order::{
    MilestoneRow, PurchaseOrder, PurchaseOrderLine, PurchaseOrderPage, SupplyFilter, WaitingFor,
};
pub use quote::{Leaving, Quote, QuotedLine};
pub use receipt::{AllocatedUnits, PutAway, ReceiptLineView, ReceiptView};
pub use shipment::{ShipmentLineView, ShipmentPage, ShipmentView};
pub use shop::Shop;
pub use storefront::{LegalTexts, Media};
pub use variant::VariantSnapshot;
pub use waitlist::{PlaceView, WaitlistPage, WaitlistView};
pub use webhook::{ClaimedDelivery, EndpointView, TryPage, TryView};
pub use what_if::{Affected, NoticesByLaw, WhatIf};
pub use withdrawal::{WithdrawalPage, WithdrawalView};
