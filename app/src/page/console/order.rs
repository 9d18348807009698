//! The whole story of one order.

use super::story::{events, promises};
use super::table::{Column, table};
use super::{ConsoleContext, Section, frame, late_mark, proof};
use crate::actions::FieldMessage;
use crate::component::address_fields::{AddressForm, address_fields};
use crate::component::console_field::done;
use crate::component::icon::icon;
use crate::component::order_form::field_id;
use crate::form::OrderFormState;
use dockline_domain::access::Permission;
use dockline_domain::address::AddressRule;
use dockline_domain::availability::Source;
use dockline_domain::backorder::State;
use dockline_domain::limits;
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_view::console::OrderStory;
use dockline_view::{BackorderView, OrderLineView, OrderView};
use dockline_words::link::console as link;
use dockline_words::present::{
    is_order_late, order_line_name, order_word, reason_text, refusal_text,
};
use dockline_words::{Dates, Words, local_date, money, number};
use leptos::prelude::*;

/// An order with what somebody wants to change of it.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// The order as it is now.
    pub story: OrderStory,
    /// What was written into its form.
    pub edit: OrderEdit,
    /// What is to be said about that.
    pub problem: Option<OrderProblem>,
    /// What was done to it just now.
    pub done: Option<OrderAction>,
}

/// What can be done to an order here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderAction {
    /// Cancel units.
    #[default]
    Cancel,
    /// Stop what has its units.
    Hold,
    /// Let it go on.
    Resume,
    /// Say where it goes.
    Address,
    /// Record that people were told of a delay.
    Notice,
    /// Record what they answered.
    Answer,
}

impl OrderAction {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Cancel,
        Self::Hold,
        Self::Resume,
        Self::Address,
        Self::Notice,
        Self::Answer,
    ];

    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Address => "address",
            Self::Notice => "notice",
            Self::Answer => "answer",
        }
    }
}

/// What somebody wrote into a form of an order.
#[derive(Debug, Clone, Default)]
pub struct OrderEdit {
    pub action: OrderAction,
    /// Units by SKU, as they were written.
    pub quantities: Vec<(String, String)>,
    pub reason: String,
    /// Where it goes.
    pub address: AddressForm,
    /// What people were told of a delay, or answered, as it was written.
    pub delay: Vec<(String, String)>,
    /// Whether its form is shown again to be filled in further.
    pub is_open: bool,
    /// What is wrong with single fields of it.
    pub errors: Vec<FieldMessage>,
}

/// Why an order was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderProblem {
    /// Somebody else was faster.
    Changed,
    /// No units were chosen.
    NothingChosen,
    /// A quantity is no number, or more than can be cancelled.
    Quantity,
    /// There is no reason.
    Reason,
    /// The address is none.
    Address,
    /// A notice of delay lacks something, or its day is none.
    Notice,
    /// An answer to one lacks something, or its day is none.
    Answer,
    /// The present state does not allow it.
    Refused(Refusal),
    /// What it is about is not there any more.
    NotPossible,
    /// Too much at once.
    Busy,
    /// It may be done, or not.
    OutcomeUnknown,
}

/// The page of an order.
pub fn order(console: &ConsoleContext<'_>, page: &OrderPage) -> String {
    let say = console.words();
    let view = &page.story.order;
    let title = say.fill("order-number", [("number", view.reference.clone().into())]);
    frame(console, Section::Orders, &title, || {
        view! {
            {done(page.done.map(|action| say.say(done_word(action))))}
            {page.problem.as_ref().map(|problem| problem_note(console, problem, &page.edit, is_offered(view, page.edit.action)))}
            {facts(console, view)}
            <section class="story" aria-labelledby="goods-title">
                <h2 id="goods-title">{say.say("story-goods")}</h2>
                {goods(console, view)}
            </section>
            {super::money::of_order(console, view)}
            {super::withdrawal::of_order(console, &page.story.withdrawals)}
            {super::delay::of_order(console, view)}
            {console.may(Permission::ChangeOrders).then(|| actions(console, page))}
            <section class="story" aria-labelledby="promises-title">
                <h2 id="promises-title">{say.say("story-promises")}</h2>
                {promises(console, view)}
            </section>
            <section class="story" aria-labelledby="events-title">
                <h2 id="events-title">{say.say("story-events")}</h2>
                {events(console, &page.story)}
            </section>
        }
        .into_any()
    })
}

fn problem_note(
    console: &ConsoleContext<'_>,
    problem: &OrderProblem,
    edit: &OrderEdit,
    is_offered: bool,
) -> AnyView {
    let say = console.words();
    if !is_offered {
        let text = say.fill("order-edit-gone", [("reason", edit.reason.as_str().into())]);
        return view! { <p class="notice tone-attention" role="alert">{icon("alert")} <span dir="auto">{text}</span></p> }.into_any();
    }
    let text = match problem {
        OrderProblem::Changed => say.say("order-edit-changed"),
        OrderProblem::NothingChosen => say.say("order-edit-nothing"),
        OrderProblem::Quantity => say.say("order-edit-quantity"),
        OrderProblem::Reason => say.say("order-edit-reason"),
        OrderProblem::Address => say.say("order-edit-address-wrong"),
        OrderProblem::Notice => say.say("notice-wrong"),
        OrderProblem::Answer => say.say("answer-wrong"),
        OrderProblem::Refused(refused) => refusal_text(console.ctx.lang, refused),
        OrderProblem::NotPossible => say.say("order-edit-not-possible"),
        OrderProblem::Busy => say.say("order-edit-busy"),
        OrderProblem::OutcomeUnknown => say.say("wrong-outcome-unknown"),
    };
    let to_form =
        view! { <a href=format!("#{}", edit.action.name())>{say.say("order-edit-to-form")}</a> };
    view! { <p class="notice tone-attention" role="alert">{icon("alert")} <span>{text} " " {to_form}</span></p> }.into_any()
}

fn facts(console: &ConsoleContext<'_>, view: &OrderView) -> AnyView {
    let (say, dates) = (console.words(), console.dates());
    let ship = say.say(match view.ship {
        Ship::AsAvailable => "ship-as-available",
        Ship::Complete => "ship-complete",
    });
    let placed = dates.day(local_date(view.placed_at, &console.shop.zone));
    let mail = format!("mailto:{}", view.person.email);
    let fact = |name: String, value: AnyView| view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> };
    view! {
        <dl class="facts console-facts">
            {fact(say.say("col-state"), view! { <strong>{order_word(say, view)}</strong> " " {is_order_late(view).then(|| late_mark(say))} }.into_any())}
            {fact(say.say("fact-name"), view.person.name.clone().into_any())}
            {fact(say.say("fact-email"), view! { <a href=mail>{view.person.email.to_string()}</a> }.into_any())}
            {fact(say.say("fact-placed"), placed.into_any())}
            {fact(say.say("fact-shipping"), ship.into_any())}
            {address(say, view).map(|address| fact(say.say("fact-address"), address))}
            {view.needed_by.map(|day| fact(say.say("needed-by"), dates.day(day).into_any()))}
            {(view.shipping.minor > 0).then(|| fact(say.say("shipping"), money(console.ctx.lang, view.shipping).into_any()))}
            {fact(say.say("total"), money(console.ctx.lang, view.total).into_any())}
            {shopper_page(console, view).map(|page| fact(say.say("story-page"), page))}
        </dl>
    }
    .into_any()
}

/// Where it goes; a shop that demands it is told that it is missing.
fn address(say: &Words, view: &OrderView) -> Option<AnyView> {
    let phone = view
        .address_parts
        .as_ref()
        .and_then(|parts| parts.phone.clone());
    let phone = phone.map(|phone| view! { <span class="console-facts__address">{phone}</span> });
    if let Some(text) = view.address.clone() {
        return Some(
            view! { <span class="console-facts__address">{text}</span> {phone} }.into_any(),
        );
    }
    let is_needed = view.shop.rules.orders.address == AddressRule::Required;
    is_needed.then(|| {
        view! { <span class="table__tone tone-attention">{icon("alert")} " " {say.say("order-no-address")}</span> }
            .into_any()
    })
}

/// The shopper's own page. Anyone who has its address can cancel the order or send it elsewhere, so
/// it is for those who may do that here.
fn shopper_page(console: &ConsoleContext<'_>, view: &OrderView) -> Option<AnyView> {
    let text = console.words().say("story-page-open");
    console
        .may(Permission::ChangeOrders)
        .then(|| view! { <a href=dockline_words::link::order(&view.token)>{text}</a> }.into_any())
}

fn goods(console: &ConsoleContext<'_>, view: &OrderView) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-goods")),
        Column::number(say.say("col-units")),
        Column::text(say.say("col-state")),
        Column::text(say.say("col-why")),
        Column::text(say.say("col-ships")),
    ];
    let rows = view.lines.iter().flat_map(|line| {
        line.backorders
            .iter()
            .map(move |backorder| goods_cells(console, view, line, backorder))
    });
    table(say.say("story-goods"), &columns, rows)
}

fn goods_cells(
    console: &ConsoleContext<'_>,
    view: &OrderView,
    line: &OrderLineView,
    backorder: &BackorderView,
) -> [AnyView; 5] {
    let say = console.words();
    let name = order_line_name(&line.title, &line.options);
    let units = number(console.ctx.lang, i64::from(backorder.quantity));
    let expected = (backorder.state == State::Queued).then(|| {
        backorder.expected.map_or_else(
            || say.say("no-date-yet-short"),
            |window| console.dates().window(window),
        )
    });
    [
        view! { <span dir="auto">{name}</span> <span class="table__aside" dir="auto">{line.sku.to_string()}</span> }.into_any(),
        units.into_any(),
        state_word(console, &backorder.state).into_any(),
        why(console, view, line, backorder),
        view! { <span class="date">{expected}</span> }.into_any(),
    ]
}

fn state_word(console: &ConsoleContext<'_>, state: &State) -> String {
    let say = console.words();
    match state {
        State::Queued => say.say("order-waiting"),
        State::Allocated | State::Released => say.say("order-allocated"),
        State::Packed => say.say("order-packed"),
        State::Shipped { .. } => say.say("order-shipped"),
        State::Delivered => say.say("order-delivered"),
        State::Held { .. } | State::OnHold { .. } => say.say("order-on-hold"),
        State::Cancelled { .. } => say.say("order-cancelled"),
    }
}

/// Why it is where it is: for what waits, who stands before it and what will serve it.
fn why(
    console: &ConsoleContext<'_>,
    view: &OrderView,
    line: &OrderLineView,
    backorder: &BackorderView,
) -> AnyView {
    let say = console.words();
    match &backorder.state {
        State::Queued => waits(console, view, line, backorder),
        State::Held { reason } | State::OnHold { reason, .. } => {
            view! { <span dir="auto">{reason.clone()}</span> }.into_any()
        }
        State::Cancelled { reason, .. } => {
            view! { <span dir="auto">{reason_text(say, reason)}</span> }.into_any()
        }
        State::Shipped {
            carrier,
            tracking: Some(tracking),
        } => say
            .fill(
                "carrier-tracking",
                [
                    ("carrier", carrier.as_str().into()),
                    ("tracking", tracking.as_str().into()),
                ],
            )
            .into_any(),
        State::Shipped {
            carrier,
            tracking: None,
        } => say
            .fill("carrier", [("carrier", carrier.as_str().into())])
            .into_any(),
        State::Allocated | State::Released | State::Packed | State::Delivered => ().into_any(),
    }
}

fn waits(
    console: &ConsoleContext<'_>,
    view: &OrderView,
    line: &OrderLineView,
    backorder: &BackorderView,
) -> AnyView {
    let say = console.words();
    let place = backorder.position.map(|position| {
        let text = say.fill("why-ahead", [("count", position.saturating_sub(1).into())]);
        view! { <a class="table__line" href=link::line(&line.sku)>{text}</a> }
    });
    let together = (view.ship == Ship::Complete)
        .then(|| view! { <span class="table__line">{say.say("why-complete")}</span> });
    let parts = backorder.parts.iter().map(|part| {
        let count = part.quantity;
        match (&part.purchase_order, part.source) {
            (Some(reference), _) => view! {
                <span class="table__line">
                    {say.fill("why-served", [("count", count.into())])} " " <a href=link::supply_order(reference) dir="auto">{reference.to_string()}</a>
                </span>
            }
            .into_any(),
            (None, Source::Stock) => view! { <span class="table__line">{say.fill("why-stock", [("count", count.into())])}</span> }.into_any(),
            (None, Source::Release) => view! { <span class="table__line">{say.fill("why-release", [("count", count.into())])}</span> }.into_any(),
            (None, Source::Inbound | Source::LeadTime) => {
                view! { <span class="table__line">{say.fill("why-lead-time", [("count", count.into())])}</span> }.into_any()
            }
        }
    });
    let served: u32 = backorder.parts.iter().map(|part| part.quantity).sum();
    let unserved = backorder.quantity.saturating_sub(served);
    let unserved =
        (unserved > 0).then(|| view! { <span class="table__line">{say.fill("why-unserved", [("count", unserved.into())])}</span> });
    view! { {place} {together} {parts.collect_view()} {unserved} }.into_any()
}

/// Units of a line that can still be cancelled.
fn open_units(line: &OrderLineView) -> u32 {
    line.backorders
        .iter()
        .filter(|backorder| backorder.state.may_be_cancelled())
        .map(|backorder| backorder.quantity)
        .sum()
}

/// What this order allows, one form each.
fn actions(console: &ConsoleContext<'_>, page: &OrderPage) -> AnyView {
    let offered = [
        OrderAction::Resume,
        OrderAction::Notice,
        OrderAction::Answer,
        OrderAction::Address,
        OrderAction::Hold,
        OrderAction::Cancel,
    ];
    let offered = offered.into_iter();
    let forms = offered
        .filter(|action| is_offered(&page.story.order, *action))
        .map(|action| form(console, page, action));
    view! { <div class="story__actions">{forms.collect_view()}</div> }.into_any()
}

fn done_word(action: OrderAction) -> &'static str {
    match action {
        OrderAction::Cancel => "order-done-cancel",
        OrderAction::Hold => "order-done-hold",
        OrderAction::Resume => "order-done-resume",
        OrderAction::Address => "order-done-address",
        OrderAction::Notice => "notice-done",
        OrderAction::Answer => "answer-done",
    }
}

/// Whether some of the order's units are where the action takes them from.
fn is_offered(view: &OrderView, action: OrderAction) -> bool {
    let mut states = view
        .lines
        .iter()
        .flat_map(|line| &line.backorders)
        .map(|backorder| &backorder.state);
    match action {
        OrderAction::Cancel => states.any(State::may_be_cancelled),
        OrderAction::Hold => {
            states.any(|state| matches!(state, State::Queued | State::Allocated | State::Released))
        }
        OrderAction::Resume => states.any(|state| state.held_because().is_some()),
        OrderAction::Address => states.any(State::is_to_be_packed),
        OrderAction::Notice | OrderAction::Answer => super::delay::is_offered(view, action),
    }
}

fn form(console: &ConsoleContext<'_>, page: &OrderPage, action: OrderAction) -> AnyView {
    let say = console.words();
    let (title, text, button) = match action {
        OrderAction::Cancel => (
            "order-edit-cancel",
            "order-edit-cancel-text",
            "cancel-button",
        ),
        OrderAction::Hold => ("order-edit-hold", "order-edit-hold-text", "order-edit-hold"),
        OrderAction::Resume => (
            "order-edit-resume",
            "order-edit-resume-text",
            "order-edit-resume",
        ),
        OrderAction::Address => (
            "order-edit-address",
            "order-edit-address-text",
            "order-edit-address-button",
        ),
        OrderAction::Notice if console.shop.mails_go_out() => {
            ("notice-form", "notice-form-text-sent", "notice-button")
        }
        OrderAction::Notice => ("notice-form", "notice-form-text", "notice-button"),
        OrderAction::Answer => ("answer-form", "answer-form-text", "answer-button"),
    };
    let edit = Some(&page.edit).filter(|edit| edit.action == action);
    let lines = page
        .story
        .order
        .lines
        .iter()
        .filter(|line| action == OrderAction::Cancel && open_units(line) > 0);
    let fields = lines.map(|line| cancel_field(console, line, &page.edit));
    let look = if action == OrderAction::Cancel {
        "button button--danger"
    } else {
        "button"
    };
    let open = edit.is_some_and(|edit| page.problem.is_some() || edit.is_open);
    view! {
        <details class="panel story__action" id=action.name() open=open>
            <summary>{say.say(title)}</summary>
            <form class="story__form" method="post" action=link::order(page.story.order.number)>
                {proof(console)}
                <input type="hidden" name="version" value=page.story.version />
                <p class="quiet">{say.say(text)}</p>
                {fields.collect_view()}
                {matches!(action, OrderAction::Cancel | OrderAction::Hold).then(|| reason_field(console, action, edit))}
                {(action == OrderAction::Address).then(|| address_form(console, &page.edit))}
                {(action == OrderAction::Notice).then(|| super::delay::notice_fields(console, page))}
                {(action == OrderAction::Answer).then(|| super::delay::answer_fields(console, page))}
                <p><button class=look type="submit" name="action" value=action.name()>{say.say(button)}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn address_form(console: &ConsoleContext<'_>, edit: &OrderEdit) -> AnyView {
    let state = OrderFormState {
        errors: edit.errors.clone(),
        ..OrderFormState::default()
    };
    address_fields(console.ctx, &edit.address, &state)
}

fn reason_field(
    console: &ConsoleContext<'_>,
    action: OrderAction,
    edit: Option<&OrderEdit>,
) -> AnyView {
    let say = console.words();
    let (id, hint) = (
        format!("{}-reason", action.name()),
        format!("{}-reason-hint", action.name()),
    );
    let written = edit.map_or_else(String::new, |edit| edit.reason.clone());
    view! {
        <div class="field">
            <label for=id.clone()>{say.say("field-reason")}</label>
            <p class="field__hint" id=hint.clone()>{say.say("field-reason-hint")}</p>
            <input class="input" id=id name="reason" type="text" required maxlength=limits::TEXT_CHARS_MAX.to_string() value=written aria-describedby=hint />
        </div>
    }
    .into_any()
}

fn cancel_field(console: &ConsoleContext<'_>, line: &OrderLineView, edit: &OrderEdit) -> AnyView {
    let say = console.words();
    let open = open_units(line);
    let id = format!("cancel-{}", field_id(line.sku.as_str()));
    let written = edit
        .quantities
        .iter()
        .find(|(sku, _)| sku == line.sku.as_str())
        .map_or("0", |(_, units)| units.as_str());
    view! {
        <div class="field field--row">
            <label for=id.clone()>
                <span dir="auto">{order_line_name(&line.title, &line.options)}</span>
                " "
                <span class="quiet">{say.fill("of-units", [("count", open.into())])}</span>
            </label>
            <input
                class="input input--short"
                id=id
                type="number"
                inputmode="numeric"
                name=format!("quantity:{}", line.sku)
                min="0"
                max=open.to_string()
                value=written.to_owned()
            />
        </div>
    }
    .into_any()
}

/// A day and a time of day in the shop's time zone.
pub(super) fn moment(console: &ConsoleContext<'_>, dates: Dates, at: jiff::Timestamp) -> String {
    let local = console.shop.zone.to_datetime(at);
    format!(
        "{}, {:02}:{:02}",
        dates.day(local.date()),
        local.hour(),
        local.minute()
    )
}
