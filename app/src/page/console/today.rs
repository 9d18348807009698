//! What needs a person today: a list for each kind, and in each row the one thing to do about it.

use super::table::{Column, action, table};
use super::{ConsoleContext, Section, frame, proof};
use crate::component::icon::icon;
use dockline_domain::access::{Permission, Role};
use dockline_domain::calendar::{NextClosed, WhyClosed};
use dockline_domain::dates::Window;
use dockline_domain::setup::Lacks;
use dockline_view::console::{
    AskedAbout, Attention, HeldOrder, Listed, PromisesAtRisk, StoppedFollower, SupplyDue,
    UnaddressedOrder, UnusualOrder,
};
use dockline_view::{ChargeView, Mismatch, RefundView, ShipmentView};
use dockline_words::link::console as link;
use dockline_words::present::{legal_page_name, live_card, order_line_name, stage_name};
use dockline_words::{local_date, number};
use jiff::SignedDuration;
use leptos::prelude::*;

/// How far ahead closed days are told.
const CLOSED_DAYS_AHEAD: u16 = 45;

/// The page to begin with.
pub fn today(console: &ConsoleContext<'_>, attention: &Attention, lacks: &[Lacks]) -> String {
    let title = console.words().say("console-today");
    let lacks: Vec<&Lacks> = lacks.iter().filter(|one| is_for(console, one)).collect();
    frame(console, Section::Today, &title, || {
        if attention.is_empty() {
            let nothing = lacks.is_empty().then(|| nothing(console));
            return view! { {closed_days(console)} {nothing} {setup(console, &lacks)} }.into_any();
        }
        let asked_text = if console.shop.mails_go_out() {
            "today-asked-text-sent"
        } else {
            "today-asked-text"
        };
        let Attention {
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
        } = attention;
        view! {
            <p class="quiet today__day">{console.dates().day(console.shop.day)}</p>
            {closed_days(console)}
            {clock_ahead.map(|ahead| wrong_clock(console, ahead))}
            {stopped_list(console, stopped)}
            {list(console, "today-withdrawals", "today-withdrawals-text", withdrawals, super::withdrawal::withdrawals_table)}
            {list(console, "money-to-give-back", "money-to-give-back-text", refunds, refunds_table)}
            {list(console, "money-unknown", "money-unknown-text", unknown_charges, charges_table)}
            {list(console, "money-unknown-refunds", "money-unknown-refunds-text", unknown_refunds, refunds_table)}
            {list(console, "money-mismatches", "money-mismatches-text", mismatches, mismatches_table)}
            {list(console, "money-repair", "money-repair-text", charges_to_repair, charges_table)}
            {parked(console, *parked_mails)}
            {bounced(console, *bounced_mails)}
            {late(console, *late_mails)}
            {endpoints(console, *endpoints_off)}
            {list(console, "today-overdue", "today-overdue-text", overdue, overdue_table)}
            {super::delay::due(console, delays)}
            {list(console, "today-at-risk", "today-at-risk-text", at_risk, at_risk_table)}
            {list(console, "today-expected", "today-expected-text", expected, expected_table)}
            {list(console, "today-to-pack", "today-to-pack-text", to_pack, to_pack_table)}
            {list(console, "today-packed", "today-packed-text", packed, packed_table)}
            {list(console, "today-unaddressed", "today-unaddressed-text", unaddressed, unaddressed_table)}
            {list(console, "today-unusual", "today-unusual-text", unusual, unusual_table)}
            {list(console, "today-held", "today-held-text", held, held_table)}
            {list(console, "today-stale", "today-stale-text", stale, stale_table)}
            {list(console, "today-asked", asked_text, asked, asked_table)}
            {setup(console, &lacks)}
        }
        .into_any()
    })
}

fn charges_table(console: &ConsoleContext<'_>, rows: &[ChargeView], _caption: String) -> AnyView {
    super::money::charges(console, rows)
}

fn mismatches_table(console: &ConsoleContext<'_>, rows: &[Mismatch], _caption: String) -> AnyView {
    super::money::mismatches(console, rows)
}

fn refunds_table(console: &ConsoleContext<'_>, rows: &[RefundView], caption: String) -> AnyView {
    super::refund::refunds(console, caption, rows)
}

/// Mails that nobody tries to send any more.
fn parked(console: &ConsoleContext<'_>, mails: u32) -> Option<AnyView> {
    let say = console.words();
    (mails > 0).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-mails">
                <h2 id="today-mails">{say.say("today-mails")}</h2>
                <p class="quiet">{say.fill("today-mails-text", [("count", mails.into())])}</p>
                <p><a class="button" href=link::parked_mails()>{say.say("today-mails-show")}</a></p>
            </section>
        }
        .into_any()
    })
}

/// Mails that came back.
fn bounced(console: &ConsoleContext<'_>, mails: u32) -> Option<AnyView> {
    let say = console.words();
    (mails > 0).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-mails-bounced">
                <h2 id="today-mails-bounced">{say.say("today-mails-bounced")}</h2>
                <p class="quiet">{say.fill("today-mails-bounced-text", [("count", mails.into())])}</p>
                <p><a class="button" href=link::bounced_mails()>{say.say("today-mails-show")}</a></p>
            </section>
        }
        .into_any()
    })
}

/// Mails that the mail server does not take.
fn late(console: &ConsoleContext<'_>, mails: u32) -> Option<AnyView> {
    let say = console.words();
    (mails > 0).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-mails-late">
                <h2 id="today-mails-late">{say.say("today-mails-late")}</h2>
                <p class="quiet">{say.fill("today-mails-late-text", [("count", mails.into())])}</p>
                <p><a class="button" href=link::planned_mails()>{say.say("today-mails-show")}</a></p>
            </section>
        }
        .into_any()
    })
}

/// Programs that are not told any more what happens.
fn endpoints(console: &ConsoleContext<'_>, off: u32) -> Option<AnyView> {
    let say = console.words();
    (off > 0).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-webhooks">
                <h2 id="today-webhooks">{say.say("today-webhooks")}</h2>
                <p class="quiet">{say.fill("today-webhooks-text", [("count", off.into())])}</p>
                <p><a class="button" href=link::WEBHOOKS>{say.say("today-webhooks-show")}</a></p>
            </section>
        }
        .into_any()
    })
}

/// The next days on which nothing leaves although it is a working day.
fn closed_days(console: &ConsoleContext<'_>) -> Option<AnyView> {
    let (shop, dates) = (console.shop, console.dates());
    let runs = shop
        .rules
        .calendar()
        .next_closed(shop.day, CLOSED_DAYS_AHEAD);
    let day = |run: &NextClosed<'_>| {
        let days = Window::new(run.from, run.to)
            .map(|days| dates.window(days))
            .ok()?;
        Some(match run.why {
            WhyClosed::Closed(Some(note)) => format!("{days} ({note})"),
            WhyClosed::Closed(None) | WhyClosed::Holiday => days,
        })
    };
    let days: Vec<String> = runs.iter().filter_map(day).collect();
    let text = console
        .words()
        .fill("today-closed", [("days", days.join("; ").into())]);
    (!days.is_empty()).then(|| view! { <p class="quiet today__closed">{text}</p> }.into_any())
}

/// Whether it is for this user to make good what the shop lacks: what it sells and says is for who
/// answers for it.
fn is_for(console: &ConsoleContext<'_>, lacks: &Lacks) -> bool {
    match lacks {
        Lacks::Supply => console.may(Permission::ManageSupply),
        Lacks::Products | Lacks::Pages(_) | Lacks::GuaranteeNotice => {
            console.user.role == Role::Owner
        }
    }
}

/// What the shop lacks before it can, or may, sell: each with the way to it.
fn setup(console: &ConsoleContext<'_>, lacks: &[&Lacks]) -> Option<AnyView> {
    let say = console.words();
    let shop = &console.shop.slug;
    let step = |title: String, text: String, how: AnyView| {
        view! { <li class="setup__step"><h3>{title}</h3><p class="quiet">{text}</p>{how}</li> }
    };
    let command =
        |text: String| view! { <p><code class="setup__command">{text}</code></p> }.into_any();
    let steps = lacks.iter().map(|one| match one {
        Lacks::Products => step(
            say.say("setup-products"),
            say.say("setup-products-text"),
            command(format!("dockline import --shop {shop} --format shopify FILE")),
        ),
        Lacks::Supply => step(
            say.say("setup-supply"),
            say.say("setup-supply-text"),
            view! { <p><a class="button" href=link::SUPPLY_NEW>{say.say("setup-supply-button")}</a></p> }.into_any(),
        ),
        Lacks::Pages(pages) => {
            let names = pages.iter().map(|page| legal_page_name(console.ctx.lang, *page));
            let names = names.collect::<Vec<_>>().join(", ");
            let first = pages.first().map_or("imprint", |page| page.name());
            step(
                say.say("setup-pages"),
                say.fill("setup-pages-text", [("pages", names.into())]),
                command(format!("dockline shop page set {shop} --kind {first} --lang {} FILE", console.ctx.lang.tag())),
            )
        }
        Lacks::GuaranteeNotice => step(
            say.say("setup-guarantee"),
            say.say("setup-guarantee-text"),
            command("PATCH /api/v1/shop {\"guarantee_notice\": {\"media\": …}}".to_owned()),
        ),
    });
    (!lacks.is_empty()).then(|| {
        view! {
            <section class="today__list" aria-labelledby="setup-title">
                <h2 id="setup-title">{say.say("setup-title")}</h2>
                <ul class="setup" role="list">{steps.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

fn nothing(console: &ConsoleContext<'_>) -> AnyView {
    let say = console.words();
    view! {
        <div class="panel today__nothing tone-stock">
            {icon("check")}
            <div>
                <p class="today__nothing-title">{say.say("today-empty")}</p>
                <p class="quiet">{say.say("today-empty-text")}</p>
            </div>
        </div>
    }
    .into_any()
}

/// One list, when there is anything in it.
fn list<T>(
    console: &ConsoleContext<'_>,
    title: &'static str,
    text: &str,
    listed: &Listed<T>,
    table: fn(&ConsoleContext<'_>, &[T], String) -> AnyView,
) -> Option<AnyView> {
    let say = console.words();
    let total = listed
        .total
        .filter(|_| listed.more)
        .map(|total| view! { " " <span class="count">{number(console.ctx.lang, i64::from(total))}</span> });
    let more = listed
        .more
        .then(|| view! { <p class="quiet">{say.say("today-more")}</p> });
    (!listed.items.is_empty()).then(|| {
        view! {
            <section class="today__list" aria-labelledby=title>
                <h2 id=title>{say.say(title)} {total}</h2>
                <p class="quiet">{say.say(text)}</p>
                {table(console, &listed.items, say.say(title))}
                {more}
            </section>
        }
        .into_any()
    })
}

/// A machine begins no day, because its clock is wrong. Nobody of the shop can mend that either.
fn wrong_clock(console: &ConsoleContext<'_>, ahead: SignedDuration) -> AnyView {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    let say = console.words();
    let (unit, count) = match ahead.as_secs().unsigned_abs() {
        seconds if seconds >= 2 * HOUR => ("hours", seconds / HOUR),
        seconds if seconds >= 2 * MINUTE => ("minutes", seconds / MINUTE),
        seconds => ("seconds", seconds),
    };
    let way = if ahead.is_negative() { "slow" } else { "fast" };
    let text = say.fill(
        "today-clock-text",
        [
            ("count", count.into()),
            ("unit", unit.into()),
            ("way", way.into()),
        ],
    );
    view! {
        <section class="today__list" aria-labelledby="today-clock">
            <h2 id="today-clock">{say.say("today-clock")}</h2>
            <p class="quiet">{text}</p>
        </section>
    }
    .into_any()
}

/// What the system does by itself and cannot do any more. Nobody of the shop can mend it, so it says
/// what to do instead of leading to a page.
fn stopped_list(console: &ConsoleContext<'_>, stopped: &[StoppedFollower]) -> Option<AnyView> {
    let say = console.words();
    let row = |one: &StoppedFollower| {
        let work = match one.follower.as_str() {
            "promises" => say.say("follower-promises"),
            other => other.to_owned(),
        };
        let event = number(console.ctx.lang, one.event);
        view! { <li>{say.fill("today-stopped-row", [("work", work.into()), ("event", event.into())])}</li> }
    };
    (!stopped.is_empty()).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-stopped">
                <h2 id="today-stopped">{say.say("today-stopped")}</h2>
                <p class="quiet">{say.say("today-stopped-text")}</p>
                <ul>{stopped.iter().map(row).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

fn reference(due: &SupplyDue) -> AnyView {
    let supplier = due.supplier.clone();
    view! {
        <a href=link::supply_order(&due.reference) dir="auto">{due.reference.to_string()}</a>
        <span class="table__aside" dir="auto">{supplier}</span>
    }
    .into_any()
}

fn window(console: &ConsoleContext<'_>, due: &SupplyDue) -> AnyView {
    let text = due.expected.map_or_else(
        || console.words().say("no-date-yet-short"),
        |window| console.dates().window(window),
    );
    view! { <span class="date">{text}</span> }.into_any()
}

fn confirmed(console: &ConsoleContext<'_>, due: &SupplyDue) -> AnyView {
    let ago = console
        .dates()
        .ago(local_date(due.confirmed_at, &console.shop.zone));
    view! { <span>{ago}</span> <span class="table__aside" dir="auto">{due.basis.clone()}</span> }
        .into_any()
}

fn units(console: &ConsoleContext<'_>, units: impl Into<u64>) -> AnyView {
    number(
        console.ctx.lang,
        i64::try_from(units.into()).unwrap_or(i64::MAX),
    )
    .into_any()
}

fn confirm(console: &ConsoleContext<'_>, due: &SupplyDue) -> AnyView {
    let word = if console.may(Permission::ManageSupply) {
        "action-confirm"
    } else {
        "action-look"
    };
    action(
        link::supply_order(&due.reference),
        console.words().say(word),
        due.reference.as_str(),
    )
}

fn overdue_table(console: &ConsoleContext<'_>, rows: &[SupplyDue], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-purchase-order")),
        Column::text(say.say("col-was-expected")),
        Column::number(say.say("col-kept")),
        Column::action(),
    ];
    let cells = |due: &SupplyDue| {
        [
            reference(due),
            window(console, due),
            units(console, due.kept),
            confirm(console, due),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn expected_table(console: &ConsoleContext<'_>, rows: &[SupplyDue], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-purchase-order")),
        Column::text(say.say("col-expected")),
        Column::text(say.say("col-stage")),
        Column::number(say.say("col-open")),
        Column::action(),
    ];
    let cells = |due: &SupplyDue| {
        let receive = if console.may(Permission::WorkDock) {
            action(
                link::receive(&due.reference),
                say.say("action-receive"),
                due.reference.as_str(),
            )
        } else {
            action(
                link::supply_order(&due.reference),
                say.say("action-look"),
                due.reference.as_str(),
            )
        };
        [
            reference(due),
            window(console, due),
            stage_name(say, due.stage).into_any(),
            units(console, due.open),
            receive,
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn stale_table(console: &ConsoleContext<'_>, rows: &[SupplyDue], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-purchase-order")),
        Column::text(say.say("col-expected")),
        Column::text(say.say("col-confirmed")),
        Column::number(say.say("col-open")),
        Column::action(),
    ];
    let cells = |due: &SupplyDue| {
        [
            reference(due),
            window(console, due),
            confirmed(console, due),
            units(console, due.open),
            confirm(console, due),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn at_risk_table(
    console: &ConsoleContext<'_>,
    rows: &[PromisesAtRisk],
    caption: String,
) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-variant")),
        Column::text(say.say("col-promised-from")),
        Column::text(say.say("col-expected-to")),
        Column::number(say.say("col-orders")),
        Column::number(say.say("col-units")),
        Column::action(),
    ];
    let cells = |risk: &PromisesAtRisk| {
        let dates = console.dates();
        let variant = view! {
            <a class="table__main" href=link::line(&risk.sku) dir="auto">{order_line_name(&risk.title, &risk.options)}</a>
            <span class="table__aside" dir="auto">{risk.sku.to_string()}</span>
        };
        let last = risk
            .last_expected
            .map(|day| view! { <span class="date">{dates.day(day)}</span> });
        let undated = (risk.undated > 0)
            .then(|| view! { <span class="table__aside tone-attention table__tone">{say.fill("risk-undated", [("count", risk.undated.into())])}</span> });
        [
            variant.into_any(),
            view! { <span class="date">{dates.window(risk.first_promised)}</span> }.into_any(),
            view! { {last} {undated} }.into_any(),
            units(console, risk.orders),
            units(console, risk.units),
            action(
                link::line(&risk.sku),
                say.say("action-line"),
                risk.sku.as_str(),
            ),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn asked_table(console: &ConsoleContext<'_>, rows: &[AskedAbout], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-variant")),
        Column::text(say.say("col-asked")),
        Column::text(say.say("col-to-be-had")),
        Column::action(),
    ];
    let cells = |asked: &AskedAbout| {
        let name = order_line_name(&asked.title, &asked.options);
        let sku = &asked.snapshot.sku;
        let people = say.fill(
            "asked-people",
            [
                ("count", asked.people.into()),
                ("name", name.as_str().into()),
            ],
        );
        let card = live_card(&asked.snapshot, &name, console.ctx.lang, 1);
        let now = if card.orderable {
            card.headline
        } else {
            card.status_text
        };
        [
            view! { <a class="table__main" href=link::line(sku) dir="auto">{name.clone()}</a> <span class="table__aside" dir="auto">{sku.to_string()}</span> }
                .into_any(),
            view! { <span>{people}</span> }.into_any(),
            view! { <span>{now}</span> }.into_any(),
            asked_actions(console, asked, &name),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

/// The addresses are for those who talk with shoppers.
fn asked_actions(console: &ConsoleContext<'_>, asked: &AskedAbout, name: &str) -> AnyView {
    let say = console.words();
    if !console.may(Permission::ChangeOrders) {
        return ().into_any();
    }
    let sku = &asked.snapshot.sku;
    // Anyone who joins after this page was written still waits.
    let before = asked.newest.as_millisecond() + 1;
    view! {
        <form class="today__asked" method="post" action=link::WAITLIST>
            {proof(console)}
            <input type="hidden" name="sku" value=sku.to_string() />
            <input type="hidden" name="before" value=before.to_string() />
            <a class="button button--small" href=link::waitlist_file(sku) download="">
                {say.say("action-export")} <span class="visually-hidden">" " {name.to_owned()}</span>
            </a>
            " "
            <button class="button button--small" type="submit">
                {say.say("action-told")} <span class="visually-hidden">" " {name.to_owned()}</span>
            </button>
        </form>
    }
    .into_any()
}

fn held_table(console: &ConsoleContext<'_>, rows: &[HeldOrder], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-reason")),
        Column::number(say.say("col-units")),
        Column::action(),
    ];
    let cells = |held: &HeldOrder| {
        let name = say.fill("order-number", [("number", held.reference.as_str().into())]);
        let word = if console.may(Permission::ChangeOrders) {
            "action-decide"
        } else {
            "action-look"
        };
        [
            view! { <a href=link::order(held.number)>{name.clone()}</a> }.into_any(),
            view! { <span dir="auto">{held.reason.clone()}</span> }.into_any(),
            units(console, held.units),
            action(link::order(held.number), say.say(word), &name),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn unaddressed_table(
    console: &ConsoleContext<'_>,
    rows: &[UnaddressedOrder],
    caption: String,
) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-person")),
        Column::action(),
    ];
    let cells = |order: &UnaddressedOrder| {
        let name = say.fill(
            "order-number",
            [("number", order.reference.as_str().into())],
        );
        let word = if console.may(Permission::ChangeOrders) {
            "action-address"
        } else {
            "action-look"
        };
        let mail = format!("mailto:{}", order.email);
        [
            view! { <a href=link::order(order.number)>{name.clone()}</a> }.into_any(),
            view! { <span dir="auto">{order.name.clone()}</span> <a class="table__aside" href=mail>{order.email.clone()}</a> }.into_any(),
            action(format!("{}#address", link::order(order.number)), say.say(word), &name),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn unusual_table(console: &ConsoleContext<'_>, rows: &[UnusualOrder], caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-person")),
        Column::text(say.say("col-variant")),
        Column::number(say.say("col-units")),
        Column::action(),
    ];
    let cells = |order: &UnusualOrder| {
        let name = say.fill(
            "order-number",
            [("number", order.reference.as_str().into())],
        );
        [
            view! { <a href=link::order(order.number)>{name.clone()}</a> }.into_any(),
            view! { <span dir="auto">{order.name.clone()}</span> }.into_any(),
            view! { <a href=link::line(&order.sku) dir="auto">{order.sku.to_string()}</a> }
                .into_any(),
            units(console, order.units),
            action(link::order(order.number), say.say("action-look"), &name),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}

fn to_pack_table(console: &ConsoleContext<'_>, rows: &[ShipmentView], caption: String) -> AnyView {
    parcels_table(console, rows, caption, "action-pack")
}

fn packed_table(console: &ConsoleContext<'_>, rows: &[ShipmentView], caption: String) -> AnyView {
    parcels_table(console, rows, caption, "action-hand-over")
}

fn parcels_table(
    console: &ConsoleContext<'_>,
    rows: &[ShipmentView],
    caption: String,
    step: &'static str,
) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-person")),
        Column::number(say.say("col-units")),
        Column::action(),
    ];
    let cells = |shipment: &ShipmentView| {
        let name = say.fill(
            "order-number",
            [("number", shipment.order_reference.as_str().into())],
        );
        let word = if console.may(Permission::WorkDock) {
            step
        } else {
            "action-look"
        };
        [
            view! { <a href=link::order(shipment.order_number)>{name.clone()}</a> }.into_any(),
            view! { <span dir="auto">{shipment.name.clone()}</span> }.into_any(),
            units(
                console,
                shipment
                    .lines
                    .iter()
                    .map(|line| u64::from(line.quantity))
                    .sum::<u64>(),
            ),
            action(link::shipment(&shipment.id), say.say(word), &name),
        ]
    };
    table(caption, &columns, rows.iter().map(cells))
}
