//! Withdrawals from contracts: what people declared, and what somebody of the shop does about one.

use super::order::moment;
use super::table::{Column, action, table};
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::withdrawal::{State, Step, refund_by};
use dockline_view::WithdrawalView;
use dockline_words::link::console as link;
use dockline_words::local_date;
use dockline_words::present::withdrawal_state_text;
use leptos::prelude::*;

/// Every withdrawal.
pub struct WithdrawalsPage {
    /// The newest first.
    pub items: Vec<WithdrawalView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// One withdrawal.
pub struct WithdrawalPage {
    pub withdrawal: WithdrawalView,
    /// What has just been done.
    pub done: Option<WithdrawalAction>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// What can be done about a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawalAction {
    /// Cancel what has not left.
    CarryOut,
    /// Note that the goods come back.
    Return,
    /// Say that it is dealt with.
    Seen,
    /// Say which order it is about.
    Match,
}

impl WithdrawalAction {
    /// All of them.
    const ALL: [Self; 4] = [Self::CarryOut, Self::Return, Self::Seen, Self::Match];

    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::CarryOut => "carry-out",
            Self::Return => "return",
            Self::Seen => "seen",
            Self::Match => "match",
        }
    }

    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    fn done(self) -> &'static str {
        match self {
            Self::CarryOut => "withdrawal-done-carry-out",
            Self::Return => "withdrawal-done-return",
            Self::Seen => "withdrawal-done-seen",
            Self::Match => "withdrawal-done-match",
        }
    }
}

/// Who declared it.
fn who(console: &ConsoleContext<'_>, view: &WithdrawalView) -> String {
    if view.is_erased {
        return console.words().say("withdrawal-erased");
    }
    view.name.clone()
}

fn title(console: &ConsoleContext<'_>, view: &WithdrawalView) -> String {
    let say = console.words();
    if view.is_erased {
        return say.say("withdrawal-title-erased");
    }
    say.fill("withdrawal-title", [("name", view.name.as_str().into())])
}

/// Its order, as a link; what people wrote where none is known.
fn order(console: &ConsoleContext<'_>, view: &WithdrawalView) -> AnyView {
    match (view.order_number, &view.order_reference) {
        (Some(number), Some(reference)) => {
            view! { <a href=link::order(number)>{reference.clone()}</a> }.into_any()
        }
        _ => view! { <span class="quiet">{console.words().say("withdrawal-order-unknown")}</span> }
            .into_any(),
    }
}

/// The day by which what was paid goes back; struck where nobody waits for it any more.
fn money_by(console: &ConsoleContext<'_>, view: &WithdrawalView) -> AnyView {
    let day = refund_by(local_date(view.declared_at, &console.shop.zone));
    let is_over = view.state.waits() && day < console.shop.day;
    let class = if is_over {
        "date tone-attention table__tone"
    } else {
        "date"
    };
    view! { <span class=class>{console.dates().day(day)}</span> }.into_any()
}

/// A list of withdrawals.
pub(super) fn withdrawals_table(
    console: &ConsoleContext<'_>,
    rows: &[WithdrawalView],
    caption: String,
) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("withdrawal-who")),
        Column::text(say.say("withdrawal-contract")),
        Column::text(say.say("withdrawal-order")),
        Column::text(say.say("withdrawal-declared")),
        Column::text(say.say("withdrawal-state")),
        Column::text(say.say("withdrawal-refund-by")),
        Column::action(),
    ];
    let cells = |view: &WithdrawalView| {
        let about = title(console, view);
        [
            view! { <a href=link::withdrawal(&view.id) dir="auto">{who(console, view)}</a> }
                .into_any(),
            view! { <span dir="auto">{view.contract.clone()}</span> }.into_any(),
            order(console, view),
            view! { <span class="date">{moment(console, console.dates(), view.declared_at)}</span> }
                .into_any(),
            withdrawal_state_text(say, view.state).into_any(),
            money_by(console, view),
            action(link::withdrawal(&view.id), say.say("action-look"), &about),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

/// Those that are about one order, on its page.
pub(super) fn of_order(console: &ConsoleContext<'_>, rows: &[WithdrawalView]) -> Option<AnyView> {
    let say = console.words();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="story" aria-labelledby="withdrawal-title">
                <h2 id="withdrawal-title">{say.say("withdrawal-of-order")}</h2>
                {withdrawals_table(console, rows, say.say("withdrawal-of-order"))}
            </section>
        }
        .into_any()
    })
}

/// What happened to a withdrawal, in the story of its order.
pub(super) fn told_step(step: Step) -> &'static str {
    match step {
        Step::Matched => "story-withdrawal-matched",
        Step::CarriedOut { goods_left: false } => "story-withdrawal-carried-out",
        Step::CarriedOut { goods_left: true } => "story-withdrawal-carried-out-part",
        Step::ReturnAnnounced => "story-withdrawal-return",
        Step::DealtWith => "story-withdrawal-dealt-with",
    }
}

/// Every withdrawal, the newest first.
pub fn withdrawals(console: &ConsoleContext<'_>, page: &WithdrawalsPage) -> String {
    let say = console.words();
    let title = say.say("withdrawals-title");
    frame(console, Section::Today, &title, || {
        let older = page.next_cursor.as_ref().map(|cursor| {
            let href = format!("{}?cursor={cursor}", link::WITHDRAWALS);
            view! { <p><a class="button" href=href>{say.say("withdrawals-older")}</a></p> }
        });
        let list = if page.items.is_empty() {
            view! { <p class="empty">{say.say("withdrawals-none")}</p> }.into_any()
        } else {
            withdrawals_table(console, &page.items, title.clone())
        };
        view! {
            <p class="lede">{say.say("withdrawals-lead")}</p>
            {list}
            {older}
        }
        .into_any()
    })
}

/// One withdrawal.
pub fn withdrawal(console: &ConsoleContext<'_>, page: &WithdrawalPage) -> String {
    let say = console.words();
    let of = &page.withdrawal;
    frame(console, Section::Today, &title(console, of), || {
        let forms = console
            .may(Permission::ChangeOrders)
            .then(|| forms(console, page));
        let mail = (!of.is_erased).then(|| {
            let href = format!("mailto:{}", of.email);
            view! { <div><dt>{say.say("fact-email")}</dt> " " <dd><a href=href>{of.email.clone()}</a></dd></div> }
        });
        let fact = |name: String, value: AnyView| view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> };
        view! {
            {done(page.done.map(|action| say.say(action.done())))}
            {problems(say, &page.sent)}
            <dl class="facts console-facts">
                {fact(say.say("withdrawal-state"), view! { <strong>{withdrawal_state_text(say, of.state)}</strong> }.into_any())}
                {fact(say.say("withdrawal-who"), who(console, of).into_any())}
                {mail}
                {fact(say.say("withdrawal-contract"), of.contract.clone().into_any())}
                {fact(say.say("withdrawal-order"), order(console, of))}
                {fact(say.say("withdrawal-declared"), moment(console, console.dates(), of.declared_at).into_any())}
                {fact(say.say("withdrawal-refund-by"), money_by(console, of))}
            </dl>
            {forms}
            <p><a href=link::WITHDRAWALS>{say.say("withdrawals-all")}</a></p>
        }
        .into_any()
    })
}

/// What can be done about it as it stands.
fn forms(console: &ConsoleContext<'_>, page: &WithdrawalPage) -> AnyView {
    let of = &page.withdrawal;
    let is_open = of.state == State::Open;
    let may_cancel = is_open && of.order.is_some() && of.may_be_cancelled;
    let may_return = is_open && of.goods_left && !of.may_be_cancelled;
    view! {
        {may_cancel.then(|| one_form(console, page, WithdrawalAction::CarryOut))}
        {may_return.then(|| one_form(console, page, WithdrawalAction::Return))}
        // The order that was found may be another one than is meant.
        {is_open.then(|| match_form(console, page))}
        {of.state.waits().then(|| one_form(console, page, WithdrawalAction::Seen))}
    }
    .into_any()
}

fn hidden(console: &ConsoleContext<'_>, page: &WithdrawalPage) -> AnyView {
    view! {
        {proof(console)}
        {key_field()}
        <input type="hidden" name="state" value=page.withdrawal.state.name() />
    }
    .into_any()
}

/// A form of one button.
fn one_form(
    console: &ConsoleContext<'_>,
    page: &WithdrawalPage,
    action: WithdrawalAction,
) -> AnyView {
    let say = console.words();
    let (title, text, look) = match action {
        WithdrawalAction::CarryOut => (
            "withdrawal-carry-out",
            "withdrawal-carry-out-text",
            "button button--primary",
        ),
        WithdrawalAction::Return => (
            "withdrawal-return",
            "withdrawal-return-text",
            "button button--primary",
        ),
        WithdrawalAction::Seen | WithdrawalAction::Match => {
            ("withdrawal-seen", "withdrawal-seen-text", "button")
        }
    };
    let rest = (action == WithdrawalAction::CarryOut && page.withdrawal.goods_left)
        .then(|| view! { " " {say.say("withdrawal-carry-out-rest")} });
    view! {
        <form class="form story" method="post" action=link::withdrawal(&page.withdrawal.id)>
            {hidden(console, page)}
            <p class="quiet">{say.say(text)} {rest}</p>
            <p><button class=look type="submit" name="action" value=action.name()>{say.say(title)}</button></p>
        </form>
    }
    .into_any()
}

/// Which order it is about.
fn match_form(console: &ConsoleContext<'_>, page: &WithdrawalPage) -> AnyView {
    let say = console.words();
    let number = Input {
        name: "order",
        label: say.say("withdrawal-match-number"),
        required: true,
        width: "input--medium",
        ..Input::default()
    };
    view! {
        <section class="story" aria-labelledby="match-title">
            <h2 id="match-title">{say.say("withdrawal-match-title")}</h2>
            <form class="form" method="post" action=link::withdrawal(&page.withdrawal.id)>
                {hidden(console, page)}
                {input(&number, &page.sent)}
                <p><button class="button" type="submit" name="action" value=WithdrawalAction::Match.name()>{say.say("withdrawal-match")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
