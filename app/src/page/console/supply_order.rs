//! One purchase order: what is in it, when it comes, where it is, and what may be done about it.

use super::order_lines::{lines_form, split_form};
use super::supply::{standing, waiting};
use super::{ConsoleContext, People, Section, Sent, frame, name_of, open_units, person, proof};
use crate::component::console_field::{Input, done, input, problems, select};
use crate::component::icon::icon;
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::supply::Stage;
use dockline_view::{
    DateMove, MilestoneRow, PurchaseOrder, PurchaseOrderLine, ReceiptLineView, ReceiptView,
    WaitingFor,
};
use dockline_words::link::console as link;
use dockline_words::present::stage_name;
use dockline_words::{Names, Words, local_date, number};
use leptos::prelude::*;
use std::collections::HashMap;

/// Days that the what-if form suggests.
const SLIP_DAYS: i32 = 14;

/// Somebody else changed the order while a form was written.
pub struct Conflict {
    /// Which form: `date`, `milestone`, `lines`, `split` or `cancel`.
    pub form: &'static str,
}

/// The page of a purchase order.
pub struct SupplyOrderPage {
    /// The order as it is now.
    pub order: PurchaseOrder,
    /// What happened to it.
    pub milestones: Vec<MilestoneRow>,
    /// Each time its date moved, newest first.
    pub moves: Vec<DateMove>,
    /// What came in of it, oldest first.
    pub receipts: Vec<ReceiptView>,
    /// Who waits for its variants.
    pub waiting: HashMap<Sku, WaitingFor>,
    /// What its variants are called.
    pub names: Names,
    /// What those who confirmed and counted are called.
    pub people: People,
    /// What has just been done.
    pub notice: Option<String>,
    /// A form that came back.
    pub sent: Sent,
    /// It came back because the order was changed meanwhile.
    pub conflict: Option<Conflict>,
}

impl SupplyOrderPage {
    fn is_open(&self) -> bool {
        !matches!(self.order.stage, Stage::Received | Stage::Cancelled)
    }

    pub(super) fn address(&self) -> String {
        link::supply_order(&self.order.reference)
    }

    /// A form that came back keeps what was written; the others show what is there.
    pub(super) fn sent_of(&self, form: &str) -> Sent {
        if self.sent.value("action") == Some(form) {
            self.sent.clone()
        } else {
            Sent::default()
        }
    }
}

/// One purchase order.
pub fn supply_order(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> String {
    let say = console.words();
    let reference = page.order.reference.to_string();
    frame(console, Section::Supply, &reference.clone(), || {
        let receive = (console.may(Permission::WorkDock) && page.is_open()).then(
            || view! { <a class="button button--primary" href=link::receive(&page.order.reference)>{say.say("dock-receive-this")}</a> },
        );
        view! {
            <p class="breadcrumb"><a href=link::SUPPLY>{say.say("console-supply")}</a></p>
            <div class="page-actions">
                <p class="quiet" dir="auto">{page.order.supplier.clone()}</p>
                {receive}
            </div>
            {done(page.notice.clone())}
            {page.conflict.as_ref().map(|conflict| conflict_notice(console, page, conflict))}
            {facts(console, page)}
            {lines(console, page)}
            <div class="columns">
                <div class="columns__main">{milestones(console, page)} {moves(console, page)} {receipts(console, page)}</div>
                {(console.may(Permission::ManageSupply) && page.is_open()).then(|| forms(console, page))}
            </div>
        }
        .into_any()
    })
}

fn fact(name: String, value: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> }.into_any()
}

fn facts(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let order = &page.order;
    let text = |text: String| view! { <span dir="auto">{text}</span> }.into_any();
    let all = page
        .waiting
        .values()
        .copied()
        .fold(WaitingFor::default(), WaitingFor::plus);
    let by = person(
        console,
        page.people.get(order.confirmed_by.as_str()),
        &order.confirmed_by,
    );
    let confirmed = say.fill(
        "by-whom",
        [
            (
                "what",
                dates
                    .ago(local_date(order.confirmed_at, &console.shop.zone))
                    .into(),
            ),
            ("who", by.into()),
        ],
    );
    let standing = if page.is_open() {
        standing(console, order)
    } else {
        None
    };
    view! {
        <dl class="facts facts--lead">
            {fact(say.say("po-expected"), view! { <strong class="facts__date">{super::supply::expected(say, dates, order)}</strong> " " {standing} }.into_any())}
            {fact(say.say("po-stage"), text(stage_name(say, order.stage)))}
            {fact(say.say("po-confirmed"), text(confirmed))}
            {order.basis.clone().map(|basis| fact(say.say("po-basis"), text(basis)))}
            {order.reason.clone().map(|reason| fact(say.say("po-reason"), text(reason)))}
            {fact(say.say("po-waiting"), text(waiting(say, all)))}
        </dl>
    }
    .into_any()
}

fn lines(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    view! {
            <section class="section" aria-labelledby="lines-title">
                <h2 id="lines-title">{say.say("po-lines")}</h2>
    <div class="table-frame"><table class="table">
                <caption class="visually-hidden">{say.say("po-lines")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say.say("console-product")}</th>
                        <th scope="col" class="number">{say.say("po-ordered")}</th>
                        <th scope="col" class="number">{say.say("po-received")}</th>
                        <th scope="col" class="number">{say.say("po-open")}</th>
                        <th scope="col" class="number">{say.say("po-waiting")}</th>
                    </tr>
                </thead>
                <tbody>{page.order.lines.iter().map(|line| line_row(console, page, line)).collect_view()}</tbody>
            </table></div>
            </section>
        }
    .into_any()
}

fn line_row(
    console: &ConsoleContext<'_>,
    page: &SupplyOrderPage,
    line: &PurchaseOrderLine,
) -> AnyView {
    let say = console.words();
    let count = |units: u32| number(console.ctx.lang, i64::from(units));
    let who = page.waiting.get(&line.sku).copied().unwrap_or_default();
    view! {
        <tr>
            <th scope="row">
                <a class="table__main" href=link::line(&line.sku) dir="auto">{name_of(&page.names, &line.sku)}</a>
                <span class="table__aside" dir="auto">{line.sku.to_string()}</span>
                {line.expected.map(|window| view! { <span class="table__aside">{say.fill("po-line-when", [("when", console.dates().window(window).into())])}</span> })}
            </th>
            <td class="number" data-label=say.say("po-ordered")>{count(line.quantity)}</td>
            <td class="number" data-label=say.say("po-received")>{count(line.received)}</td>
            <td class="number" data-label=say.say("po-open")>{count(open_units(line))}</td>
            <td class="number" data-label=say.say("po-waiting")>{waiting(say, who)}</td>
        </tr>
    }
    .into_any()
}

fn milestones(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let none = page
        .milestones
        .is_empty()
        .then(|| view! { <p class="quiet">{say.say("po-no-milestones")}</p> });
    view! {
        <section class="section" aria-labelledby="milestones-title">
            <h2 id="milestones-title">{say.say("po-milestones")}</h2>
            {none}
            <ol class="events" role="list">{page.milestones.iter().rev().map(|row| milestone(console, row)).collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// One milestone with where it comes from; one that was declared wrong stays readable, struck
/// through.
fn milestone(console: &ConsoleContext<'_>, row: &MilestoneRow) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let day = |at| dates.day(local_date(at, &console.shop.zone));
    let stage = stage_name(say, row.stage);
    let stage = match row.retracted_at {
        Some(_) => {
            view! { <s><span class="visually-hidden">{say.say("po-wrong")} " "</span> {stage}</s> }
                .into_any()
        }
        None => view! { <strong>{stage}</strong> }.into_any(),
    };
    let wrong = row.retracted_at.map(|at| {
        view! { <span class="badge tone-attention">{icon("alert")} <span>{say.fill("po-declared-wrong", [("day", day(at).into())])}</span></span> }
    });
    let hidden = (!row.public).then(|| view! { <span class="tag">{say.say("po-internal")}</span> });
    let note = row
        .note
        .clone()
        .map(|note| view! { <span class="events__note" dir="auto">{note}</span> });
    let source = row.source.clone().map(|event| view! { <span class="events__note quiet events__source" dir="auto">{say.fill("po-source", [("event", event.into())])}</span> });
    view! {
        <li>
            <span class="quiet">{day(row.at)}</span>
            <span>{stage} " " {wrong} {hidden} {note} {source}</span>
        </li>
    }
    .into_any()
}

/// The dates it had before, as shoppers were told them.
fn moves(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> Option<AnyView> {
    let say = console.words();
    let dates = console.dates();
    let written = |window: Option<Window>| {
        window.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        )
    };
    let entry = |change: &DateMove| {
        let of_line = change
            .line
            .as_ref()
            .map(|line| view! { <span class="events__note" dir="auto">{name_of(&page.names, &line.sku)}</span> });
        let reason = change
            .reason
            .clone()
            .map(|reason| view! { <span class="events__note" dir="auto">{reason}</span> });
        view! {
            <li>
                <span class="quiet">{dates.day(local_date(change.at, &console.shop.zone))}</span>
                <span>
                    <s><span class="visually-hidden">{say.say("date-before")} " "</span>{written(change.before)}</s>
                    " " <strong>{written(change.after)}</strong> {of_line} {reason}
                </span>
            </li>
        }
    };
    (!page.moves.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="moves-title">
                <h2 id="moves-title">{say.say("date-history")}</h2>
                <ol class="events" role="list">{page.moves.iter().map(entry).collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}

fn receipts(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> Option<AnyView> {
    let say = console.words();
    let dates = console.dates();
    let entry = |receipt: &ReceiptView| {
        let units: u64 = receipt
            .lines
            .iter()
            .map(|line| u64::from(line.quantity))
            .sum();
        let units = say.fill("units", [("count", units.into())]);
        let by = person(
            console,
            page.people.get(receipt.received_by.as_str()),
            &receipt.received_by,
        );
        let note = receipt
            .delivery_note
            .clone()
            .map(|note| say.fill("po-receipt-note", [("note", note.into())]));
        let place = say.fill(
            "pick-at",
            [("location", receipt.location.to_string().into())],
        );
        let facts: Vec<String> = [Some(place), note, Some(by)]
            .into_iter()
            .flatten()
            .collect();
        let why = |line: &ReceiptLineView| {
            let reason = line.discrepancy.clone()?;
            let name = name_of(&page.names, &line.sku);
            Some(
                view! { <span class="events__note" dir="auto">{format!("{name}: {reason}")}</span> },
            )
        };
        let reasons: Vec<_> = receipt.lines.iter().filter_map(why).collect();
        view! {
            <li>
                <span class="quiet">{dates.day(local_date(receipt.received_at, &console.shop.zone))}</span>
                <span><a href=link::receipt(&receipt.id)>{units}</a> " " <span class="quiet" dir="auto">"· " {facts.join(" · ")}</span> {reasons}</span>
            </li>
        }
    };
    (!page.receipts.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="receipts-title">
                <h2 id="receipts-title">{say.say("po-receipts")}</h2>
                <ol class="events" role="list">{page.receipts.iter().rev().map(entry).collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}

fn forms(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    view! {
        <div class="columns__side">
            {date_form(console, page)}
            {page.order.expected.map(|_| what_if_form(say, page))}
            {milestone_form(console, page)}
            {lines_form(console, page)}
            {split_form(console, page)}
            {cancel_form(console, page)}
        </div>
    }
    .into_any()
}

/// What every form about a purchase order carries: its key, the version and the date that were
/// seen.
pub(super) fn hidden_fields(order: &PurchaseOrder) -> AnyView {
    let seen = order.expected.map_or_else(String::new, |window| {
        format!("{}/{}", window.earliest(), window.latest())
    });
    view! {
        {key_field()}
        <input type="hidden" name="version" value=order.version.to_string() />
        <input type="hidden" name="seen" value=seen />
    }
    .into_any()
}

fn date_form(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let sent = page.sent_of("date");
    let (earliest, latest) = page.order.expected.map_or_else(Default::default, |w| {
        (w.earliest().to_string(), w.latest().to_string())
    });
    let date = |name, label, value| Input {
        name,
        label,
        value,
        kind: "date",
        ..Input::default()
    };
    let basis = Input {
        name: "basis",
        label: say.say("po-field-basis"),
        hint: say.say("po-field-basis-hint"),
        ..Input::default()
    };
    let reason = Input {
        name: "reason",
        label: say.say("po-field-reason"),
        hint: say.say("po-field-reason-hint"),
        ..Input::default()
    };
    view! {
        <form class="panel form" id="date" method="post" action=page.address()>
            {proof(console)}
            {hidden_fields(&page.order)}
            <h2>{say.say("po-date-title")}</h2>
            {problems(say, &sent)}
            <div class="field-pair">
                {input(&date("earliest", say.say("po-field-earliest"), earliest), &sent)}
                {input(&date("latest", say.say("po-field-latest"), latest), &sent)}
            </div>
            <p class="field__hint">{say.say("po-date-hint")}</p>
            {input(&basis, &sent)}
            {input(&reason, &sent)}
            <p><button class="button button--primary" type="submit" name="action" value="date">{say.say("po-date-save")}</button></p>
        </form>
    }
    .into_any()
}

fn what_if_form(say: &Words, page: &SupplyOrderPage) -> AnyView {
    let sent = page.sent_of("what-if");
    view! {
        <form class="panel form" id="what-if" method="get" action=format!("{}/what-if", page.address())>
            <h2>{say.say("what-if")}</h2>
            {problems(say, &sent)}
            <p class="quiet">{say.say("what-if-text")}</p>
            <div class="field field--row">
                <label for="slip_days">{say.say("what-if-field")}</label>
                <input class="input input--short" id="slip_days" name="days" type="number" inputmode="numeric" min="1" max="365" value=SLIP_DAYS.to_string() required />
                <button class="button" type="submit">{say.say("what-if-show")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn milestone_form(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let sent = page.sent_of("milestone");
    let stages = Stage::WAY
        .into_iter()
        .filter(|stage| *stage != Stage::Received && page.order.stage.may_become(*stage));
    let choices: Vec<(String, String)> = stages
        .map(|stage| (stage.name().to_owned(), stage_name(say, stage)))
        .collect();
    let likely = choices
        .iter()
        .find(|(name, _)| name != page.order.stage.name())
        .or(choices.first())
        .map_or("", |(name, _)| name);
    let at = Input {
        name: "at",
        label: say.say("po-field-at"),
        kind: "date",
        value: console.shop.day.to_string(),
        width: "input--medium",
        required: true,
        ..Input::default()
    };
    let note = Input {
        name: "note",
        label: say.say("po-field-note"),
        hint: say.say("po-field-note-hint"),
        ..Input::default()
    };
    let internal = sent.value("action").is_some() && sent.value("public").is_none();
    view! {
        <form class="panel form" id="milestone" method="post" action=page.address()>
            {proof(console)}
            {hidden_fields(&page.order)}
            <h2>{say.say("po-milestone-title")}</h2>
            {problems(say, &sent)}
            {select("stage", say.say("po-field-stage"), &choices, likely, &sent)}
            {input(&at, &sent)}
            {input(&note, &sent)}
            <label class="radio"><input type="checkbox" name="public" value="1" checked=!internal /> <span>{say.say("po-field-public")}</span></label>
            <p><button class="button" type="submit" name="action" value="milestone">{say.say("po-milestone-save")}</button></p>
        </form>
    }
    .into_any()
}

fn cancel_form(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let sent = page.sent_of("cancel");
    let open = !sent.fields.is_empty();
    let reason = Input {
        name: "cancel_reason",
        label: say.say("po-field-cancel-reason"),
        hint: say.say("po-field-reason-hint"),
        required: true,
        ..Input::default()
    };
    view! {
        <details class="panel" id="cancel" open=open>
            <summary>{say.say("po-cancel")}</summary>
            <form class="form" method="post" action=page.address()>
                {proof(console)}
                {hidden_fields(&page.order)}
                {problems(say, &sent)}
                <p>{say.say("po-cancel-text")}</p>
                {input(&reason, &sent)}
                <p><button class="button button--danger" type="submit" name="action" value="cancel">{say.say("po-cancel-button")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// What was typed stays in the form below, and what is there now stands above. Sending the form
/// again means what was typed.
fn conflict_notice(
    console: &ConsoleContext<'_>,
    page: &SupplyOrderPage,
    conflict: &Conflict,
) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let now = [
        (
            "when",
            super::supply::expected(say, dates, &page.order).into(),
        ),
        ("stage", stage_name(say, page.order.stage).into()),
        (
            "confirmed",
            dates
                .ago(local_date(page.order.confirmed_at, &console.shop.zone))
                .into(),
        ),
        (
            "who",
            person(
                console,
                page.people.get(page.order.confirmed_by.as_str()),
                &page.order.confirmed_by,
            )
            .into(),
        ),
    ];
    view! {
        <div class="error-summary" role="alert" tabindex="-1" autofocus>
            <p class="error-summary__title">{icon("alert")} <span>{say.say("conflict-title")}</span></p>
            <p>{say.fill("conflict-now", now)}</p>
            <p>{say.say("conflict-choice")}</p>
            <p class="button-row">
                <a class="button" href=format!("#{}", conflict.form)>{say.say("conflict-mine")}</a>
                <a class="button" href=page.address()>{say.say("conflict-theirs")}</a>
            </p>
        </div>
    }
    .into_any()
}
