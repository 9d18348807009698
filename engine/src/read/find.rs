//! The search of orders.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::fold;
use crate::read::search;
use crate::store::catalogue::Listing;
use crate::store::find::{self, AFTER_ALL, FoundRow, Holding, Wanted};
use crate::store::orders::{self, OrderRow};
use crate::store::{QuestionLimit, Session, StoreError};
use crate::turns::Turn;
use dockline_domain::backorder::OrderState;
use dockline_domain::email::Email;
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::ordering::{OrderPrefix, order_number};
use dockline_view::Shop;
use dockline_view::console::{FoundBy, FoundOrders, OrderSummary};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Products that a text may mean, the first by title.
const PRODUCTS_MAX: i64 = 20;
/// Most orders on a page.
const PAGE_MAX: i64 = 100;

/// A postal code as it is compared: however its parts are set apart.
fn letters_of(code: &str) -> String {
    let letters = code.chars().filter(|one| one.is_alphanumeric());
    letters.flat_map(char::to_uppercase).collect()
}

impl Engine {
    /// The variants that a text may mean: the one with that SKU, in whatever case; otherwise those
    /// of products whose words hold each of its words.
    pub async fn variants_meant(
        &self,
        shop: &Arc<Shop>,
        text: &str,
    ) -> Result<Vec<Sku>, ReadError> {
        let turn = self.search_turn(&shop.id).await?;
        if let Some(sku) = self
            .ask(async |session| find::sku_of(session, &shop.id, text).await)
            .await?
        {
            return Ok(vec![sku]);
        }
        Ok(self.of_products(&turn, shop, text, PRODUCTS_MAX).await?)
    }

    /// The secret of an order's link, for somebody who knows its number, the mail address and the
    /// postal code. An order that says in no parts where it goes is not found.
    pub async fn order_known_by(
        &self,
        shop: &Arc<Shop>,
        number: i64,
        email: &Email,
        postal_code: &str,
    ) -> Result<Option<String>, ReadError> {
        let order = self
            .ask(async |session| {
                let Some((id, _)) = find::by_number(session, &shop.id, number).await? else {
                    return Ok(None);
                };
                orders::by_id(session, &shop.id, &id).await
            })
            .await?;
        // A dash, where a country has no codes, is none that anybody would have to know.
        let asked = letters_of(postal_code);
        let fits = |order: &OrderRow| {
            let code = order.address_parts.as_ref();
            let code = code.and_then(|parts| parts.postal_code.as_deref());
            fold::address(order.person.email.as_str()) == fold::address(email.as_str())
                && !asked.is_empty()
                && code.is_some_and(|code| letters_of(code) == asked)
        };
        Ok(order.filter(fits).map(|order| order.token))
    }

    /// Orders that fit what somebody wrote: a number, an id, a mail address, a SKU, a part of a
    /// name or mail address, or words of a product. A cursor is what the page before answered.
    pub async fn find_orders(
        &self,
        shop: &Arc<Shop>,
        text: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<FoundOrders, ReadError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let before = cursor::parse(cursor, cursor::order)?;
        let before = before.as_ref().map_or(AFTER_ALL, |id| id.as_str());
        let text = text.trim();
        // Nothing holds a control character, and not every database takes one in a text.
        if text.chars().any(char::is_control) {
            return Ok(FoundOrders {
                by: FoundBy::Words,
                items: Vec::new(),
                next_cursor: None,
            });
        }
        let turn = if text.is_empty() {
            None
        } else {
            Some(self.search_turn(&shop.id).await?)
        };
        let goods = match &turn {
            Some(turn) => self.of_products(turn, shop, text, PRODUCTS_MAX).await?,
            None => Vec::new(),
        };
        let mut session = self.database.read().await?;
        let read = async {
            session.limit(QuestionLimit::Search).await?;
            let (by, mut rows) =
                found(&mut session, shop, (text, goods), before, limit + 1).await?;
            let last = cursor::last_of_page(&mut rows, limit);
            let next_cursor = last.map(|row| row.id.to_string());
            let holdings = find::holdings(&mut session, &shop.id, &rows, shop.day).await?;
            Ok::<_, StoreError>((by, rows, holdings, next_cursor))
        }
        .await;
        session.end().await?;
        let (by, rows, mut holdings, next_cursor) = read?;
        let items = rows.into_iter().map(|row| {
            let held = holdings.remove(&row.id).unwrap_or_default();
            summary(row, &held)
        });
        Ok(FoundOrders {
            by,
            items: items.collect(),
            next_cursor,
        })
    }

    /// The variants of the first products by title whose words hold each word of the text.
    pub(crate) async fn of_products(
        &self,
        turn: &Turn,
        shop: &Arc<Shop>,
        text: &str,
        most: i64,
    ) -> Result<Vec<Sku>, StoreError> {
        let Some(wanted) = search::Wanted::parse(text) else {
            return Ok(Vec::new());
        };
        let handles = self
            .search(turn, &shop.id, (&wanted, Listing::All), ("", ""), most)
            .await?;
        let products = self.products_called(shop, &handles).await?;
        Ok(products
            .into_iter()
            .flat_map(|row| row.draft.variants)
            .map(|variant| variant.sku)
            .collect())
    }
}

/// The rows of the first meaning of the text that finds anything.
async fn found(
    session: &mut Session,
    shop: &Arc<Shop>,
    (text, goods): (&str, Vec<Sku>),
    before: &str,
    limit: i64,
) -> Result<(FoundBy, Vec<FoundRow>), StoreError> {
    for (by, wanted) in meanings(session, shop, text, goods).await? {
        let rows = find::find(session, &shop.id, &wanted, before, limit).await?;
        if !rows.is_empty() {
            return Ok((by, rows));
        }
    }
    Ok((FoundBy::Words, Vec::new()))
}

/// What the text may mean, the most exact first.
async fn meanings(
    session: &mut Session,
    shop: &Arc<Shop>,
    text: &str,
    goods: Vec<Sku>,
) -> Result<Vec<(FoundBy, Wanted)>, StoreError> {
    if text.is_empty() {
        return Ok(vec![(FoundBy::Newest, Wanted::Any)]);
    }
    let mut meanings = Vec::new();
    let sku = find::sku_of(session, &shop.id, text).await?;
    let number = match order_number(text) {
        Some(number) => find::by_number(session, &shop.id, number).await?,
        None => None,
    };
    // `TENT-2` and `anna12` may be something else. The number of an order has nothing before it, or
    // the prefix of the shop or of that order; what has anything else there is one only when it is
    // nothing else.
    let before = text.trim_end_matches(|one: char| one.is_ascii_digit());
    let before = before.trim_matches('#');
    let is = |prefix: &OrderPrefix| before.eq_ignore_ascii_case(prefix.as_str().trim_matches('#'));
    let is_number = before.is_empty() || is(&shop.rules.orders.order_prefix);
    let is_its = number.as_ref().is_some_and(|(_, prefix)| is(prefix));
    let by_number = number.map(|(id, _)| (FoundBy::Number, Wanted::Id(id)));
    meanings.extend(by_number.clone().filter(|_| is_number));
    meanings.extend(sku.map(|sku| (FoundBy::Sku, Wanted::Sku(sku))));
    if text.starts_with("ord_")
        && let Ok(id) = OrderId::parse(text)
    {
        meanings.push((FoundBy::Number, Wanted::Id(id)));
    }
    if text.contains('@') {
        // As it is written first; folded, it finds the same mailbox in another spelling.
        meanings.push((FoundBy::Mail, Wanted::Mail(text.to_owned())));
        meanings.push((FoundBy::Mail, Wanted::FoldedMail(text.to_owned())));
    }
    meanings.extend(by_number.clone().filter(|_| is_its && !is_number));
    meanings.push((FoundBy::Words, Wanted::Words(text.to_owned())));
    if !goods.is_empty() {
        meanings.push((FoundBy::Goods, Wanted::Goods(goods)));
    }
    meanings.extend(by_number.filter(|_| !is_its && !is_number));
    Ok(meanings)
}

fn summary(
    row: FoundRow,
    Holding {
        units,
        promised,
        late,
    }: &Holding,
) -> OrderSummary {
    let mut kept: BTreeMap<Sku, u32> = BTreeMap::new();
    for (sku, _, units) in units
        .iter()
        .filter(|(_, state, _)| *state != OrderState::Cancelled)
    {
        *kept.entry(sku.clone()).or_default() += units;
    }
    OrderSummary {
        id: row.id,
        number: row.number,
        reference: row.reference,
        placed_at: row.placed_at,
        name: row.name,
        email: row.email,
        state: OrderState::slowest(units.iter().map(|(_, state, _)| *state)),
        units: kept.into_iter().collect(),
        promised: *promised,
        some_gone: units
            .iter()
            .any(|(_, state, _)| matches!(state, OrderState::Shipped | OrderState::Delivered)),
        late: *late,
    }
}
