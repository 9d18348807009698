//! On PostgreSQL a statement is of one shop, and says so: a database that keeps shops on several
//! machines carries it out on one of them. Nothing here needs such a database: the rules are rules
//! of the text.
//!
//! 1. Each table is bound to the shop by a parameter, not by a column of another table.
//! 2. It is the same parameter for all tables of a statement.
//! 3. What is inserted is of the shop that is written out or of a row of that shop.
//! 4. No clock is read in a condition of what is written: it may be another on each machine.

use super::{Dialect, Statement, databases, shops, statements};
use crate::store::{Database, keys, migrate, orders, users};
use sqlx::{PgPool, Row as _};
use std::collections::BTreeSet;

/// Statements that are of no shop or of all of them.
fn of_no_shop() -> Vec<(&'static Statement, &'static str)> {
    let all = "all shops are asked for";
    let old = "the secret is of before secrets named their shop";
    vec![
        (&shops::LIST, all),
        (&shops::SLUGS, all),
        (&shops::TOTALS, all),
        (&shops::NUMBERS, all),
        (&shops::UNFOLDED, all),
        (&shops::SEALED_KEYS, all),
        (&shops::OPENED_BEFORE, "a program before this one opened it"),
        (&orders::BY_OLD_TOKEN, old),
        (&keys::BY_OLD_HASH, old),
        (&users::OLD_SESSION, old),
    ]
}

#[test]
fn a_migration_gives_each_table_that_it_makes_a_place_on_several_machines() {
    assert_eq!(migrate::without_a_place(), Vec::<i64>::new());
}

/// Tables that are on every machine.
const EVERYWHERE: [&str; 2] = ["_schema", "shop_slugs"];

/// The tables that migrations make.
fn tables() -> BTreeSet<&'static str> {
    let made = migrate::texts().flat_map(|text| text.split("create table ").skip(1));
    made.filter_map(|rest| rest.split_whitespace().next())
        .filter(|table| !EVERYWHERE.contains(table))
        .collect()
}

/// The words of a text; what stands in quotation marks is one of them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    let mut is_quoted = false;
    for c in text.chars() {
        let of_word = |c: char| c.is_alphanumeric() || "_.$".contains(c);
        if is_quoted {
            is_quoted = c != '\'';
        } else if c == '\'' {
            words.push("''".to_owned());
            is_quoted = true;
        } else if of_word(c) && of_word(last) {
            words.last_mut().expect("a word has begun").push(c);
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
        last = if is_quoted { ' ' } else { c };
    }
    words
}

/// The selects of a statement, each without what stands in parentheses in it.
fn selects(words: &mut impl Iterator<Item = String>, all: &mut Vec<Vec<String>>) {
    let mut this = vec![Vec::new()];
    while let Some(word) = words.next() {
        match word.as_str() {
            "(" => {
                selects(words, all);
                this[0].push("()".to_owned());
            }
            ")" => break,
            "union" => this.insert(0, Vec::new()),
            _ => this[0].push(word),
        }
    }
    all.extend(this);
}

/// A table in a select, by the name that it has there.
struct Table<'a> {
    name: &'a str,
    alias: &'a str,
    is_inserted_into: bool,
}

fn tables_of<'a>(select: &'a [String], known: &BTreeSet<&str>) -> Vec<Table<'a>> {
    const CLAUSES: [&str; 14] = [
        "on",
        "where",
        "set",
        "join",
        "left",
        "full",
        "order",
        "group",
        "limit",
        "values",
        "select",
        "returning",
        "union",
        "()",
    ];
    let pairs = select.windows(2).enumerate();
    let tables = pairs.filter(|(_, pair)| {
        ["from", "join", "update", "into"].contains(&pair[0].as_str())
            && known.contains(pair[1].as_str())
    });
    let table = |(at, pair): (usize, &'a [String])| {
        let next = select.get(at + 2).map_or("where", String::as_str);
        let is_alias =
            next.chars().all(|c| c.is_alphanumeric() || c == '_') && !CLAUSES.contains(&next);
        Table {
            name: &pair[1],
            alias: if is_alias { next } else { &pair[1] },
            is_inserted_into: pair[0] == "into",
        }
    };
    tables.map(table).collect()
}

/// What is wrong with a text of PostgreSQL.
fn wrong(text: &str) -> Vec<String> {
    let known = tables();
    let (mut all, mut wrong, mut shops) = (Vec::new(), Vec::new(), BTreeSet::new());
    selects(&mut words(text).into_iter(), &mut all);
    for select in &all {
        let tables = tables_of(select, &known);
        let is_read = |table: &&Table<'_>| !table.is_inserted_into;
        let alone = tables.iter().filter(is_read).count() == 1;
        for table in tables.iter().filter(is_read) {
            let column = if table.name == "shops" {
                "id"
            } else {
                "shop_id"
            };
            let named = format!("{}.{column}", table.alias);
            let is_bound = |three: &&[String]| {
                (three[0] == named || alone && three[0] == column)
                    && three[1] == "="
                    && three[2].starts_with('$')
            };
            match select.windows(3).find(is_bound) {
                Some(three) => drop(shops.insert(three[2].clone())),
                None => wrong.push(format!("{} is bound to no shop", table.alias)),
            }
        }
        for three in select.windows(3).filter(|three| three[1] == "=") {
            if three[2].ends_with("shop_id") {
                wrong.push(format!("{} is compared with {}", three[0], three[2]));
            }
        }
    }
    if shops.len() > 1 {
        wrong.push(format!("several parameters: {shops:?}"));
    }
    wrong.extend(inserted_wrongly(text));
    let writes = ["insert", "update", "delete"]
        .iter()
        .any(|word| text.starts_with(word));
    let condition = text
        .find(" where ")
        .into_iter()
        .chain(text.find("on conflict"))
        .min();
    if let Some(condition) = condition.filter(|_| writes)
        && text[condition..].contains("_timestamp()")
    {
        wrong.push("a condition reads a clock".to_owned());
    }
    wrong
}

/// The shop of an inserted row is a parameter, or that of a row which was read.
fn inserted_wrongly(text: &str) -> Option<String> {
    let into = text.split("insert into ").nth(1)?;
    if EVERYWHERE.iter().any(|table| into.starts_with(table)) {
        return None;
    }
    let (_, rows) = into.split_once(')')?;
    let rows = rows.trim_start();
    let of_shop = [
        "values ($1,",
        "select own.id,",
        "select shop_id,",
        "select b.shop_id,",
        "select p.shop_id,",
        "select n.shop_id,",
    ];
    let is_of_shop = of_shop.iter().any(|begin| rows.starts_with(begin));
    (!is_of_shop).then(|| format!("inserted: {}", &rows[..rows.len().min(40)]))
}

#[test]
fn a_statement_binds_each_table_to_one_shop_by_a_parameter() {
    let exceptions = of_no_shop();
    for statement in statements() {
        let text = statement.text(Dialect::Postgres);
        let exception = exceptions
            .iter()
            .find(|(exception, _)| std::ptr::eq(*exception, statement));
        match (exception, wrong(text)) {
            (None, wrong) => assert_eq!(wrong, Vec::<String>::new(), "{text}"),
            (Some((_, why)), wrong) => assert!(!wrong.is_empty(), "{why}? {text}"),
        }
    }
}

#[test]
fn what_a_distributed_database_refuses_or_asks_all_machines_for_is_seen() {
    let one = "select o.id from orders o join persons p on p.shop_id = $1 and p.id = o.person_id where o.shop_id = $1";
    assert_eq!(wrong(one), Vec::<String>::new());
    for text in [
        "select o.id from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id where o.shop_id = $1",
        "select id from orders where token = $1",
        "select id from orders where shop_id = $1 and exists (select 1 from persons p where p.id = orders.person_id)",
        "select o.id from orders o join persons p on p.shop_id = $2 where o.shop_id = $1",
        "update orders set version = 1 from (select value) as r where orders.shop_id = r.value ->> 'shop'",
        "insert into orders (shop_id, id) select r.value ->> 'shop', r.value ->> 'id' from (select value) as r",
        "update followers set seq = 1 where shop_id = $1 and leased_until < clock_timestamp()",
        "select id from shops where slug = $1",
    ] {
        assert_ne!(wrong(text), Vec::<String>::new(), "{text}");
    }
}

/// Indexes that hold something unique over all shops. A database that keeps shops on several
/// machines has none of them: `{distributed}` puts others in their place.
const UNIQUE_OVER_SHOPS: [&str; 4] = [
    "api_keys_hash_unique",
    "orders_token_unique",
    "sessions_hash_unique",
    "shops_slug_unique",
];

/// Unique indexes that do not begin with the shop.
pub(super) async fn unique_over_shops(pool: &PgPool) -> BTreeSet<String> {
    let first_columns = "select c.relname::text as name, t.relname::text as of, a.attname::text as first
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where i.indisunique and t.relnamespace = 'public'::regnamespace and t.relname not like '\\_%'";
    let rows = sqlx::query(first_columns).fetch_all(pool).await.unwrap();
    assert!(rows.len() > 25);
    let others = rows.iter().filter_map(|row| {
        let (name, of, first): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let shop = if of == "shops" { "id" } else { "shop_id" };
        (first != shop && !EVERYWHERE.contains(&of.as_str())).then_some(name)
    });
    others.collect()
}

#[tokio::test]
async fn what_is_unique_is_so_in_its_shop() {
    let post = databases::postgres();
    let Database::Postgres(postgres) = Database::open(&post.url).await.unwrap() else {
        unreachable!()
    };
    let others = unique_over_shops(&postgres.read).await;
    assert_eq!(others, UNIQUE_OVER_SHOPS.map(str::to_owned).into());
}
