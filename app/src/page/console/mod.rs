//! The merchant's console: a list of things that need a person, each with its one action, and the
//! pages to which they lead.

mod account;
mod clock;
mod delay;
mod dock;
mod frame;
mod keys;
mod line;
mod login;
mod mail;
mod money;
mod order;
mod order_lines;
mod orders;
mod receipt;
mod receive;
mod refund;
mod shipment;
mod story;
mod supply;
mod supply_file;
mod supply_new;
mod supply_order;
mod table;
mod today;
mod unproven;
mod webhooks;
mod what_if;
mod withdrawal;

pub use crate::sent::Sent;
pub use account::{AccountPage, account};
pub use clock::clock;
pub use dock::{DockPage, Found, dock};
pub use frame::{Section, frame, problem};
pub use line::{LineIndex, LineView, line, line_index};
pub use login::{DemoLogin, LoginError, LoginForm, login};
pub use mail::{
    MailAction, MailPage, MailPreviewPage, MailRow, MailsPage, PreviewWish, ReadMail, mail,
    mail_preview, mailbox, mails,
};
pub use money::{ChargeAction, ChargePage, MoneyPage, charge_page, money};
pub use order::{OrderAction, OrderEdit, OrderPage, OrderProblem, order};
pub use order_lines::NEW_LINES;
pub use orders::{OrdersPage, orders};
pub use receipt::{ReceiptPage, receipt, shown_parcels};
pub use receive::{CountLine, CountQuestion, ReceivePage, receive};
pub use refund::{RefundAction, RefundPage, refund_page};
pub use shipment::{ParcelsPage, ShipmentPage, parcels, shipment};
pub use supply::{SupplyPage, SupplyRow, supply};
pub use supply_file::{MilestoneFileReport, RefusedBecause, RefusedRow, supply_file};
pub use supply_new::{LINES_SHOWN, supply_new};
pub use supply_order::{Conflict, SupplyOrderPage, supply_order};
pub use today::today;
pub use unproven::{Written, unproven};
pub use webhooks::{
    WebhookAction, WebhookDone, WebhookPage, WebhooksPage, webhook_page, webhooks_page,
};
pub use what_if::{WhatIfPage, what_if};
pub use withdrawal::{WithdrawalAction, WithdrawalPage, WithdrawalsPage, withdrawal, withdrawals};

use dockline_domain::by::By;
use dockline_words::{Dates, Names, PageContext, Words};
use frame::page;

use dockline_domain::access::Permission;
use dockline_domain::id::Sku;
use dockline_view::{PurchaseOrderLine, Shop, User};
use leptos::prelude::*;
use std::collections::HashMap;

/// What users of the shop are called, by their ids.
pub type People = HashMap<String, String>;

/// The field in which a form of the console proves that it comes from a page of the session that
/// sends it.
pub const FORM_TOKEN: &str = "form_token";

/// What every page of the console depends on.
#[derive(Clone, Copy)]
pub struct ConsoleContext<'a> {
    /// What every page depends on.
    pub ctx: &'a PageContext,
    /// The shop it is about.
    pub shop: &'a Shop,
    /// Who is looking.
    pub user: &'a User,
    /// What the forms of this session hold, and those of no other.
    pub form_token: &'a str,
}

impl ConsoleContext<'_> {
    /// The sentences of the page's language.
    pub fn words(&self) -> &'static Words {
        self.ctx.words()
    }

    /// The local time in the shop: that of a rehearsal may be ahead.
    pub fn shop_time(&self) -> jiff::civil::DateTime {
        self.shop.zone.to_datetime(self.shop.time(self.ctx.now))
    }

    /// Dates as seen from the shop's day.
    pub fn dates(&self) -> Dates {
        Dates::new(self.ctx.lang, self.shop.day)
    }

    /// Whether the user's role allows it: what it does not allow is not offered.
    pub fn may(&self, permission: Permission) -> bool {
        self.user.role.may(permission)
    }
}

/// What every form that changes something begins with: who makes a form elsewhere, even on a page
/// of this host, cannot know it. It comes as a plain value and not as a mark that is replaced in
/// the finished page: a mark could stand in what others wrote.
fn proof(console: &ConsoleContext<'_>) -> AnyView {
    view! { <input type="hidden" name=FORM_TOKEN value=console.form_token.to_owned() /> }.into_any()
}

/// Who did something.
fn person(console: &ConsoleContext<'_>, user: Option<&String>, by: &By) -> String {
    let say = console.words();
    match (user, by) {
        (Some(name), _) => name.clone(),
        (None, By::Shopper) => say.say("actor-shopper"),
        (None, By::Demo) => say.say("actor-demo"),
        (None, By::System) => say.say("actor-system"),
        (None, By::Key(_)) => say.say("actor-program"),
        (None, By::Cli | By::User(_)) => by.to_string(),
    }
}

/// What a variant is called; its SKU where nobody knows.
fn name_of(names: &Names, sku: &Sku) -> String {
    names.get(sku).cloned().unwrap_or_else(|| sku.to_string())
}

/// Units of a line that are still coming.
fn open_units(line: &PurchaseOrderLine) -> u32 {
    line.open().open()
}

/// Marks what is later than it was first told: the same in every list.
fn late_mark(say: &Words) -> AnyView {
    view! { <span class="table__aside tone-attention table__tone">{say.say("late")}</span> }
        .into_any()
}
