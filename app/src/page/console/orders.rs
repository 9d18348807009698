//! The search of orders.

use super::table::{Column, table};
use super::{ConsoleContext, Section, frame, late_mark};
use dockline_domain::id::PurchaseOrderReference;
use dockline_view::console::{FoundOrders, OrderSummary};
use dockline_words::link::console as link;
use dockline_words::present::order_state_word;
use dockline_words::{local_date, number};
use leptos::prelude::*;

/// SKUs of an order that a row names.
const SKUS_NAMED: usize = 3;

/// A page of orders.
#[derive(Debug, Clone)]
pub struct OrdersPage {
    /// What was looked for, as it was written.
    pub search: String,
    /// What was found.
    pub found: FoundOrders,
    /// A purchase order of that name: it is looked for here as well.
    pub purchase_order: Option<PurchaseOrderReference>,
}

/// The page of a search, or of the newest orders.
pub fn orders(console: &ConsoleContext<'_>, page: &OrdersPage) -> String {
    let say = console.words();
    let title = say.say("console-orders");
    frame(console, Section::Orders, &title, || {
        let lead = if page.search.is_empty() {
            say.say("orders-newest")
        } else {
            say.fill(
                if page.found.items.is_empty() {
                    "search-title-none"
                } else {
                    "search-title"
                },
                [("search", page.search.as_str().into())],
            )
        };
        let supply = page.purchase_order.as_ref().map(|reference| {
            let text = say.fill(
                "orders-purchase-order",
                [("reference", reference.as_str().into())],
            );
            view! { <p><a href=link::supply_order(reference) dir="auto">{text}</a></p> }
        });
        let next = page.found.next_cursor.as_deref().map(|cursor| {
            let href = link::orders(&page.search, Some(cursor));
            view! { <p><a class="button" href=href rel="next">{say.say("orders-more")}</a></p> }
        });
        view! {
            <p class="quiet" dir="auto">{lead.clone()}</p>
            {console.shop.paid_here.then(|| view! { <p><a href=link::MONEY>{say.say("money")}</a></p> })}
            {supply}
            {if page.found.items.is_empty() { nothing(console, page) } else { found(console, page, lead) }}
            {next}
        }
        .into_any()
    })
}

fn nothing(console: &ConsoleContext<'_>, page: &OrdersPage) -> AnyView {
    let say = console.words();
    let text = say.say(if page.search.is_empty() {
        "orders-none"
    } else {
        "orders-not-found"
    });
    view! { <p class="lede">{text}</p> }.into_any()
}

fn found(console: &ConsoleContext<'_>, page: &OrdersPage, caption: String) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-placed")),
        Column::text(say.say("col-person")),
        Column::text(say.say("col-goods")),
        Column::text(say.say("col-state")),
        Column::text(say.say("col-promised")),
    ];
    table(
        caption,
        &columns,
        page.found.items.iter().map(|order| cells(console, order)),
    )
}

fn cells(console: &ConsoleContext<'_>, order: &OrderSummary) -> [AnyView; 6] {
    let (say, dates) = (console.words(), console.dates());
    let placed = dates.day(local_date(order.placed_at, &console.shop.zone));
    let goods = order.units.iter().take(SKUS_NAMED).map(|(sku, units)| {
        let units = number(console.ctx.lang, i64::from(*units));
        view! { <span class="table__line"><span class="date">{units} " × "</span> <span dir="auto">{sku.to_string()}</span></span> }
    });
    let others = u32::try_from(order.units.len().saturating_sub(SKUS_NAMED)).unwrap_or(u32::MAX);
    let others = (others > 0).then(|| view! { <span class="table__aside">{say.fill("orders-others", [("count", others.into())])}</span> });
    let promised = order.promised.map(|window| dates.window(window));
    [
        view! { <a class="date" href=link::order(order.number)>{order.reference.clone()}</a> }.into_any(),
        view! { <span class="date">{placed}</span> }.into_any(),
        view! { <span dir="auto">{order.name.clone()}</span> <span class="table__aside" dir="auto">{order.email.clone()}</span> }
            .into_any(),
        view! { {goods.collect_view()} {others} }.into_any(),
        {
            let word = order_state_word(say, order.state, order.some_gone);
            view! { {word} {order.late.then(|| late_mark(say))} }.into_any()
        },
        view! { <span class="date">{promised}</span> }.into_any(),
    ]
}
