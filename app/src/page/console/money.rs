//! Money: what is due, what came, and one charge with what can be noted of it.

use super::table::{Column, table};
use super::{ConsoleContext, Section, Sent, frame, proof, refund};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::payment::books::Differs;
use dockline_domain::payment::charge::{self, State};
use dockline_domain::payment::stripe::{Account, Mode};
use dockline_view::{ChargeView, LedgerEntry, Mismatch, MoneyKind, OrderView, RefundView};
use dockline_words::link::console as link;
use dockline_words::present::charge_word;
use dockline_words::{local_date, money as price};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

/// What is due, and the newest that came.
pub struct MoneyPage {
    pub due: Vec<ChargeView>,
    /// Those that the bank declined, or of which it wants to hear.
    pub to_repair: Vec<ChargeView>,
    /// Those of which the gateway has not said what it did, or said what nobody understands.
    pub unknown: Vec<ChargeView>,
    /// What is to go back and somebody has to send.
    pub to_give_back: Vec<RefundView>,
    /// What goes back and may have been sent.
    pub unknown_refunds: Vec<RefundView>,
    /// Where the books of the shop and of its gateway differ.
    pub mismatches: Vec<Mismatch>,
    /// When they were compared last.
    pub compared_at: Option<Timestamp>,
    pub ledger: Vec<LedgerEntry>,
    /// The place after which older ones stand; none where there are none.
    pub older: Option<String>,
    /// What was looked for and is not there.
    pub not_found: Option<String>,
    /// The shop's account at Stripe, and where Stripe is to send its messages.
    pub stripe: Option<(Account, String)>,
}

/// What is shown of the account at Stripe: never its key.
fn stripe(console: &ConsoleContext<'_>, account: &Account, hook_url: &str) -> AnyView {
    let say = console.words();
    let mode = match account.mode {
        Mode::Test => "money-stripe-test",
        Mode::Live => "money-stripe-live",
    };
    let name = account.name.as_deref().unwrap_or("Stripe").to_owned();
    let values = [
        ("account", name.into()),
        ("last", account.last4.clone().into()),
    ];
    let hooks = if account.has_hook_secret {
        "money-stripe-hooks"
    } else {
        "money-stripe-no-hooks"
    };
    view! {
        <section class="story" aria-labelledby="stripe-title">
            <h2 id="stripe-title">"Stripe"</h2>
            <p>{say.fill(mode, values)}</p>
            <p class="quiet">{say.fill(hooks, [("url", hook_url.to_owned().into())])}</p>
        </section>
    }
    .into_any()
}

/// What is due, and what came.
pub fn money(console: &ConsoleContext<'_>, page: &MoneyPage) -> String {
    let say = console.words();
    frame(console, Section::Orders, &say.say("money"), || {
        let due = if page.due.is_empty() {
            view! { <p class="empty">{say.say("money-none-due")}</p> }.into_any()
        } else {
            charges(console, &page.due)
        };
        let came = if page.ledger.is_empty() {
            view! { <p class="empty">{say.say("money-none-came")}</p> }.into_any()
        } else {
            ledger(console, &page.ledger)
        };
        let older = page.older.as_ref().map(|place| {
            view! { <p><a class="button" href=link::older_money(place)>{say.say("money-older")}</a></p> }
        });
        view! {
            {find_form(console, page.not_found.as_deref())}
            {refund::section(console, ("money-to-give-back", Some("money-to-give-back-text")), &page.to_give_back)}
            {some(console, ("money-unknown", "money-unknown-text"), &page.unknown)}
            {refund::section(console, ("money-unknown-refunds", Some("money-unknown-refunds-text")), &page.unknown_refunds)}
            {books(console, page)}
            {some(console, ("money-repair", "money-repair-text"), &page.to_repair)}
            <section class="story" aria-labelledby="due-title"><h2 id="due-title">{say.say("money-due")}</h2> {due}</section>
            <section class="story" aria-labelledby="came-title"><h2 id="came-title">{say.say("money-ledger")}</h2> {came} {older}</section>
            {page.stripe.as_ref().map(|(account, url)| stripe(console, account, url))}
        }
        .into_any()
    })
}

/// Where the books differ, and when they were compared last.
fn books(console: &ConsoleContext<'_>, page: &MoneyPage) -> Option<AnyView> {
    let say = console.words();
    let compared = page.compared_at.map(|at| {
        let when = last_moment(console, at);
        view! { <p class="quiet">{say.fill("money-compared", [("when", when.into())])}</p> }
    });
    if page.mismatches.is_empty() {
        return compared.map(IntoAny::into_any);
    }
    Some(
        view! {
            <section class="story" aria-labelledby="money-mismatches">
                <h2 id="money-mismatches">{say.say("money-mismatches")}</h2>
                <p class="quiet">{say.say("money-mismatches-text")}</p>
                {compared}
                {mismatches(console, &page.mismatches)}
            </section>
        }
        .into_any(),
    )
}

/// Both sides' numbers of each.
pub(super) fn mismatches(console: &ConsoleContext<'_>, rows: &[Mismatch]) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("mismatch-object")),
        Column::text(say.say("charge-order")),
        Column::text(say.say("mismatch-how")),
        Column::number(say.say("mismatch-ours")),
        Column::number(say.say("mismatch-theirs")),
        Column::text(say.say("mismatch-state")),
    ];
    let rows = rows.iter().map(|one| {
        let how = match one.differs {
            Differs::NotHere => "mismatch-not-here",
            Differs::NotThere => "mismatch-not-there",
            Differs::Taken => "mismatch-taken",
            Differs::Back => "mismatch-back",
        };
        let order = one.order.as_ref().map(|(number, reference)| {
            view! { <a href=link::order(*number)>{reference.clone()}</a> }
        });
        let object = match &one.charge {
            Some(charge) => {
                view! { <a href=link::charge(charge)>{one.intent.clone()}</a> }.into_any()
            }
            None => one.intent.clone().into_any(),
        };
        [
            object,
            order.into_any(),
            say.say(how).into_any(),
            amount(console, one.ours).into_any(),
            amount(console, one.theirs).into_any(),
            view! { <code>{one.their_state.clone()}</code> }.into_any(),
        ]
    });
    table(say.say("money-mismatches"), &columns, rows)
}

/// A list that is there when something is in it.
fn some(
    console: &ConsoleContext<'_>,
    (title, text): (&'static str, &str),
    list: &[ChargeView],
) -> Option<AnyView> {
    let say = console.words();
    (!list.is_empty()).then(|| {
        view! {
            <section class="story" aria-labelledby=title>
                <h2 id=title>{say.say(title)}</h2>
                <p class="quiet">{say.say(text)}</p>
                {charges(console, list)}
            </section>
        }
        .into_any()
    })
}

/// Until when the units of a declined payment wait.
pub(super) fn last_moment(console: &ConsoleContext<'_>, until: Timestamp) -> String {
    let local = console.shop.zone.to_datetime(until);
    let values = [
        ("day", console.dates().day(local.date()).into()),
        (
            "time",
            format!("{:02}:{:02}", local.hour(), local.minute()).into(),
        ),
    ];
    console.words().fill("moment", values)
}

/// The last day on which there is time to pay.
fn last_day(console: &ConsoleContext<'_>, until: Timestamp) -> String {
    let moment_before = until.saturating_sub(SignedDuration::from_secs(1));
    let day = local_date(moment_before.unwrap_or(until), &console.shop.zone);
    console.dates().day(day)
}

fn amount(console: &ConsoleContext<'_>, amount: Money) -> String {
    price(console.ctx.lang, amount)
}

pub(super) fn charges(console: &ConsoleContext<'_>, charges: &[ChargeView]) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("charge-column")),
        Column::text(say.say("charge-order")),
        Column::text(say.say("charge-state")),
        Column::number(say.say("charge-amount")),
        Column::number(say.say("charge-came")),
        Column::number(say.say("charge-missing")),
        Column::text(say.say("charge-until")),
    ];
    let rows = charges.iter().map(|charge| {
        let back = (charge.give_back.minor > 0).then(|| {
            let text = say.fill(
                "charge-give-back",
                [("price", amount(console, charge.give_back).into())],
            );
            view! { <span class="table__aside tone-attention table__tone">{text}</span> }
        });
        let until = charge.hold_until.and_then(|until| match charge.state {
            State::Due => Some(last_day(console, until)),
            state => state.is_to_repair().then(|| last_moment(console, until)),
        });
        [
            view! { <a href=link::charge(&charge.id)>{charge.reference.clone()}</a> }.into_any(),
            view! { <a href=link::order(charge.order_number)>{charge.order_reference.clone()}</a> }
                .into_any(),
            view! { {charge_word(say, charge)} " " {back} }.into_any(),
            amount(console, charge.amount).into_any(),
            amount(console, charge.paid).into_any(),
            amount(console, charge.missing).into_any(),
            until.into_any(),
        ]
    });
    table(say.say("money-due"), &columns, rows)
}

fn ledger(console: &ConsoleContext<'_>, entries: &[LedgerEntry]) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("charge-day")),
        Column::text(say.say("charge-order")),
        Column::text(say.say("charge-what")),
        Column::number(say.say("charge-amount")),
    ];
    let rows = entries.iter().map(|entry| {
        let day = entry
            .day
            .unwrap_or_else(|| local_date(entry.at, &console.shop.zone));
        let what = match entry.kind {
            MoneyKind::Captured => "charge-captured",
            MoneyKind::Waived => "charge-waived-entry",
            MoneyKind::Refunded => "charge-refunded-entry",
            MoneyKind::RefundFailed => "charge-refund-failed-entry",
            MoneyKind::Corrected => "charge-corrected-entry",
        };
        [
            console.dates().day(day).into_any(),
            view! { <a href=link::charge(&entry.charge)>{entry.order_reference.clone()}</a> }
                .into_any(),
            say.say(what).into_any(),
            amount(console, entry.amount).into_any(),
        ]
    });
    table(say.say("money-ledger"), &columns, rows)
}

/// How an order is paid, on the page with its story.
pub(super) fn of_order(console: &ConsoleContext<'_>, view: &OrderView) -> Option<AnyView> {
    let payment = view.payment.as_ref()?;
    let say = console.words();
    let later = Money {
        minor: view.later_minor(),
        currency: view.total.currency,
    };
    let to_come = (later.minor > 0).then(|| {
        let text = say.fill("money-to-come", [("price", amount(console, later).into())]);
        view! { <p class="quiet">{text}</p> }
    });
    Some(
        view! {
            <section class="story" aria-labelledby="money-title">
                <h2 id="money-title">{say.say("money-of-order")}</h2>
                {(!payment.charges.is_empty()).then(|| charges(console, &payment.charges))}
                {(!payment.refunds.is_empty()).then(|| refund::refunds(console, say.say("refund-list"), &payment.refunds))}
                {to_come}
            </section>
        }
        .into_any(),
    )
}

/// The page of one charge.
pub struct ChargePage {
    pub charge: ChargeView,
    /// What goes back of it.
    pub refunds: Vec<RefundView>,
    /// What somebody noted and may take back, in minor units.
    pub notes_left: i64,
    /// What has just been done.
    pub done: Option<ChargeAction>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// What can be done about a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeAction {
    /// Note money that arrived.
    Paid,
    /// Ask for no more.
    Waive,
    /// Have the gateway asked again.
    Retry,
    /// Have the gateway let go.
    Cancel,
    /// Give some of it back.
    Give,
    /// Wait longer.
    Extend,
    /// Take back a note.
    Correct,
}

impl ChargeAction {
    /// All of them.
    const ALL: [Self; 7] = [
        Self::Paid,
        Self::Waive,
        Self::Retry,
        Self::Cancel,
        Self::Give,
        Self::Extend,
        Self::Correct,
    ];

    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Waive => "waive",
            Self::Retry => "retry",
            Self::Cancel => "cancel",
            Self::Give => "give",
            Self::Extend => "extend",
            Self::Correct => "correct",
        }
    }

    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// One charge: what is missing of it, and the forms to note what came.
pub fn charge_page(console: &ConsoleContext<'_>, page: &ChargePage) -> String {
    let say = console.words();
    let of = &page.charge;
    let title = say.fill("charge", [("reference", of.reference.as_str().into())]);
    frame(console, Section::Orders, &title, || {
        let notice = page.done.map(|action| {
            say.say(match action {
                ChargeAction::Paid => "charge-done-paid",
                ChargeAction::Waive => "charge-done-waived",
                ChargeAction::Retry => "charge-done-retry",
                ChargeAction::Cancel => "charge-done-cancel",
                ChargeAction::Give if !of.is_hosted => "charge-done-give-by-hand",
                ChargeAction::Give => "charge-done-give",
                ChargeAction::Extend if !of.is_hosted => "charge-done-extend-transfer",
                ChargeAction::Extend => "charge-done-extend",
                ChargeAction::Correct => "charge-done-correct",
            })
        });
        let forms = console.may(Permission::ManagePayments).then(|| {
            view! {
                {button_form(console, page, ChargeAction::Retry)}
                {button_form(console, page, ChargeAction::Cancel)}
                {extend_form(console, page)}
                {paid_form(console, page)}
                {waive_form(console, page)}
                {give_form(console, page)}
                {correct_form(console, page)}
            }
        });
        view! {
            <p class="breadcrumb"><a href=link::MONEY>{say.say("money")}</a></p>
            {done(notice)}
            {problems(say, &page.sent)}
            {charges(console, std::slice::from_ref(of))}
            {refund::section(console, ("refund-list", None), &page.refunds)}
            {forms}
        }
        .into_any()
    })
}

fn hidden(console: &ConsoleContext<'_>, page: &ChargePage) -> AnyView {
    view! {
        {proof(console)}
        {key_field()}
        <input type="hidden" name="version" value=page.charge.version.to_string() />
    }
    .into_any()
}

/// Whether money can still be noted by hand.
fn takes_money(state: State) -> bool {
    state.take(charge::Input::Arrived).is_ok()
}

/// A charge that a gateway takes can be tried again, and taken over by hand.
fn button_form(
    console: &ConsoleContext<'_>,
    page: &ChargePage,
    action: ChargeAction,
) -> Option<AnyView> {
    let say = console.words();
    let of = &page.charge;
    let is_at_gateway = of.state.may_be_tried() && of.state != State::Due;
    let (is_offered, title, text, button) = match action {
        ChargeAction::Retry => (
            is_at_gateway || (of.state == State::Due && of.is_by_hand),
            "charge-retry-title",
            "charge-retry-text",
            "charge-retry-button",
        ),
        ChargeAction::Cancel => (
            is_at_gateway && !of.is_by_hand,
            "charge-cancel-title",
            "charge-cancel-text",
            "charge-cancel-button",
        ),
        ChargeAction::Paid
        | ChargeAction::Waive
        | ChargeAction::Give
        | ChargeAction::Extend
        | ChargeAction::Correct => return None,
    };
    (of.is_hosted && is_offered).then(|| {
        view! {
            <section class="story" aria-labelledby=title>
                <h2 id=title>{say.say(title)}</h2>
                <form class="form" method="post" action=link::charge(&of.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say(text)}</p>
                    <p><button class="button" type="submit" name="action" value=action.name()>{say.say(button)}</button></p>
                </form>
            </section>
        }
        .into_any()
    })
}

fn paid_form(console: &ConsoleContext<'_>, page: &ChargePage) -> Option<AnyView> {
    let say = console.words();
    if !takes_money(page.charge.state) {
        return None;
    }
    let field = |name, label, hint: &str| Input {
        name,
        label: say.say(label),
        hint: if hint.is_empty() {
            String::new()
        } else {
            say.say(hint)
        },
        width: "input--medium",
        ..Input::default()
    };
    let came = Input {
        required: true,
        ..field("amount", "charge-paid-amount", "charge-paid-amount-hint")
    };
    let day = Input {
        kind: "date",
        value: console.shop.day.to_string(),
        required: true,
        ..field("day", "charge-paid-day", "")
    };
    let note = field("note", "charge-paid-note", "charge-paid-note-hint");
    Some(
        view! {
            <section class="story" aria-labelledby="paid-title">
                <h2 id="paid-title">{say.say("charge-paid-title")}</h2>
                <form class="form" method="post" action=link::charge(&page.charge.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say("charge-paid-text")}</p>
                    {input(&came, &page.sent)}
                    {input(&day, &page.sent)}
                    {input(&note, &page.sent)}
                    <p><button class="button button--primary" type="submit" name="action" value=ChargeAction::Paid.name()>{say.say("charge-paid-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}

fn waive_form(console: &ConsoleContext<'_>, page: &ChargePage) -> Option<AnyView> {
    let say = console.words();
    if page.charge.missing.minor == 0 || page.charge.state.take(charge::Input::Waive).is_err() {
        return None;
    }
    let reason = Input {
        name: "reason",
        label: say.say("field-reason"),
        hint: say.say("field-reason-hint"),
        required: true,
        ..Input::default()
    };
    Some(
        view! {
            <section class="story" aria-labelledby="waive-title">
                <h2 id="waive-title">{say.say("charge-waive-title")}</h2>
                <form class="form" method="post" action=link::charge(&page.charge.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say("charge-waive-text")}</p>
                    {input(&reason, &page.sent)}
                    <p><button class="button" type="submit" name="action" value=ChargeAction::Waive.name()>{say.say("charge-waive-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// Something of what was paid is given back though it is owed.
fn give_form(console: &ConsoleContext<'_>, page: &ChargePage) -> Option<AnyView> {
    let say = console.words();
    let most = page.charge.may_be_given;
    if most.minor == 0 {
        return None;
    }
    let sum = Input {
        name: "give",
        label: say.say("charge-give-amount"),
        hint: say.say("charge-paid-amount-hint"),
        required: true,
        width: "input--medium",
        ..Input::default()
    };
    let reason = Input {
        name: "why",
        label: say.say("field-reason"),
        hint: say.say("charge-give-why-hint"),
        required: true,
        ..Input::default()
    };
    let id = if page.charge.is_hosted {
        "charge-give-text"
    } else {
        "charge-give-text-by-hand"
    };
    let text = say.fill(id, [("price", amount(console, most).into())]);
    Some(
        view! {
            <section class="story" aria-labelledby="give-title">
                <h2 id="give-title">{say.say("charge-give-title")}</h2>
                <form class="form" method="post" action=link::charge(&page.charge.id)>
                    {hidden(console, page)}
                    <p class="quiet">{text}</p>
                    {input(&sum, &page.sent)}
                    {input(&reason, &page.sent)}
                    <p><button class="button" type="submit" name="action" value=ChargeAction::Give.name()>{say.say("charge-give-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// A field to find a payment by what stands on a statement.
fn find_form(console: &ConsoleContext<'_>, not_found: Option<&str>) -> AnyView {
    let say = console.words();
    let none = not_found.map(|what| {
        view! { <p role="status">{say.fill("money-find-none", [("what", what.into())])}</p> }
    });
    view! {
        <form class="form" method="get" action=link::MONEY role="search">
            <div class="field">
                <label for="find">{say.say("money-find")}</label>
                <p class="field__hint" id="find-hint">{say.say("money-find-hint")}</p>
                <input class="input input--medium" type="search" id="find" name="find" aria-describedby="find-hint" value=not_found.unwrap_or_default().to_owned() />
            </div>
            <p><button class="button" type="submit">{say.say("money-find-button")}</button></p>
            {none}
        </form>
    }
    .into_any()
}

/// What waits for a payment can be made to wait longer.
fn extend_form(console: &ConsoleContext<'_>, page: &ChargePage) -> Option<AnyView> {
    let say = console.words();
    let of = &page.charge;
    of.hold_until.zip(of.state.longest_wait())?;
    let text = if of.state == State::Due {
        let days = *limits::PAY_WITHIN_DAYS.end();
        say.fill("charge-extend-text-transfer", [("days", days.into())])
    } else {
        say.say("charge-extend-text")
    };
    let until = Input {
        name: "until",
        label: say.say("charge-extend-until"),
        kind: "date",
        required: true,
        width: "input--medium",
        ..Input::default()
    };
    Some(
        view! {
            <section class="story" aria-labelledby="extend-title">
                <h2 id="extend-title">{say.say("charge-extend-title")}</h2>
                <form class="form" method="post" action=link::charge(&of.id)>
                    {hidden(console, page)}
                    <p class="quiet">{text}</p>
                    {input(&until, &page.sent)}
                    <p><button class="button" type="submit" name="action" value=ChargeAction::Extend.name()>{say.say("charge-extend-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// A note of money that did not come is taken back.
fn correct_form(console: &ConsoleContext<'_>, page: &ChargePage) -> Option<AnyView> {
    let say = console.words();
    let of = &page.charge;
    if page.notes_left == 0 || of.state.take(charge::Input::Corrected).is_err() {
        return None;
    }
    let sum = Input {
        name: "wrong",
        label: say.say("charge-correct-amount"),
        hint: say.say("charge-paid-amount-hint"),
        required: true,
        width: "input--medium",
        ..Input::default()
    };
    let reason = Input {
        name: "because",
        label: say.say("field-reason"),
        hint: say.say("charge-give-why-hint"),
        required: true,
        ..Input::default()
    };
    Some(
        view! {
            <section class="story" aria-labelledby="correct-title">
                <h2 id="correct-title">{say.say("charge-correct-title")}</h2>
                <form class="form" method="post" action=link::charge(&of.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say("charge-correct-text")}</p>
                    {input(&sum, &page.sent)}
                    {input(&reason, &page.sent)}
                    <p><button class="button" type="submit" name="action" value=ChargeAction::Correct.name()>{say.say("charge-correct-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}
