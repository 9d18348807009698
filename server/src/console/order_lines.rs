//! The forms about the lines of a purchase order on `/console/supply/{reference}`.

use super::form::Form;
use dockline_app::page::console::{NEW_LINES, Sent};
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::limits;
use dockline_domain::on_order::{TakenUnits, WantedLine};
use dockline_engine::ExecuteError;
use dockline_engine::command::{ChangePurchaseOrder, SplitPurchaseOrder};
use dockline_view::{PurchaseOrder, PurchaseOrderLine};
use dockline_words::present::{WrongDate, WrongOrder};

/// Rows of the form: those of the order as it was seen have their numbers in it.
fn rows(form: &Form<'_>) -> usize {
    let is_line = |number: &usize| form.sent.value(&format!("line:{number}")).is_some();
    (0..limits::PURCHASE_ORDER_LINES_MAX)
        .take_while(is_line)
        .count()
}

fn units(form: &mut Form<'_>, field: &str, least: u32) -> Option<u32> {
    let units = form.text(field).parse().ok();
    let units = units.filter(|units| (least..=limits::UNITS_MAX).contains(units));
    if units.is_none() {
        form.wrong(field, &WrongOrder::Units(limits::UNITS_MAX));
    }
    units
}

/// What is on order from now on; `None` when something is wrong with it.
pub(super) fn read_lines(
    form: &mut Form<'_>,
    order: &PurchaseOrder,
    version: i64,
) -> Option<ChangePurchaseOrder> {
    let known = rows(form);
    let mut lines = Vec::new();
    for number in 0..known + NEW_LINES {
        let field = |name: &str| format!("{name}:{number}");
        let quantity = field("units");
        if form.text(&quantity).is_empty()
            && (number < known || form.text(&field("sku")).is_empty())
        {
            continue;
        }
        let Ok(sku) = Sku::parse(form.text(&field("sku"))) else {
            form.wrong(field("sku"), &WrongOrder::SkuMissing);
            continue;
        };
        let line = form.text(&field("line")).parse().ok();
        let seen = order
            .lines
            .iter()
            .find(|known| known.sku == sku && Some(known.line) == line);
        // What came and nobody had ordered stays as it is.
        let least = u32::from(seen.is_none_or(|seen| seen.quantity > 0));
        let quantity = units(form, &quantity, least);
        let expected = own_date(form, number, seen.and_then(|seen| seen.expected));
        if let (Some(quantity), Some(expected)) = (quantity, expected) {
            lines.push(WantedLine {
                sku,
                number: line,
                quantity,
                expected,
            });
        }
    }
    if lines.is_empty() && !form.sent.is_wrong() {
        form.refuse(&WrongOrder::NoLines);
    }
    let reason = form.required("lines_reason");
    (!form.sent.is_wrong()).then_some(ChangePurchaseOrder {
        reference: order.reference.clone(),
        expected: None,
        stage: None,
        basis: None,
        reason,
        lines: Some(lines),
        if_version: Some(version),
    })
}

/// The date of a line; one that has passed may stay, and none may be given.
#[expect(
    clippy::option_option,
    reason = "wrong, empty and a window say three things"
)]
fn own_date(form: &mut Form<'_>, number: usize, seen: Option<Window>) -> Option<Option<Window>> {
    let (from, to) = (format!("from:{number}"), format!("to:{number}"));
    let window = form.any_window(&from, &to)?;
    if window == seen {
        return Some(window);
    }
    form.window_between(&from, &to)
}

/// The lines when those with a date of their own come some days later too, as the what-if said;
/// nothing where all come with the order.
pub(super) fn slipped(order: &PurchaseOrder, days: i32) -> Option<Vec<WantedLine>> {
    if order.lines.iter().all(|line| line.expected.is_none()) {
        return None;
    }
    let line = |line: &PurchaseOrderLine| WantedLine {
        sku: line.sku.clone(),
        number: Some(line.line),
        quantity: line.quantity,
        // What has come does not come later: its day has passed, and is no day to expect it on.
        expected: line.expected.map(|own| {
            if line.open().open() > 0 {
                own.slip(days)
            } else {
                own
            }
        }),
    };
    Some(order.lines.iter().map(line).collect())
}

/// What comes another time; `None` when something is wrong with it.
pub(super) fn read_split(
    form: &mut Form<'_>,
    order: &PurchaseOrder,
    version: i64,
) -> Option<SplitPurchaseOrder> {
    let mut lines = Vec::new();
    for number in 0..limits::PURCHASE_ORDER_LINES_MAX {
        let field = format!("take:{number}");
        if form.text(&field).is_empty() || form.text(&field) == "0" {
            continue;
        }
        let Ok(sku) = Sku::parse(form.text(&format!("sku:{number}"))) else {
            form.wrong(field, &WrongOrder::SkuMissing);
            continue;
        };
        let line = form.text(&format!("line:{number}")).parse().ok();
        if let Some(quantity) = units(form, &field, 1) {
            lines.push(TakenUnits {
                sku,
                number: line,
                quantity,
            });
        }
    }
    if lines.is_empty() && !form.sent.is_wrong() {
        form.refuse(&WrongOrder::NoLines);
    }
    let new = PurchaseOrderReference::parse(form.text("split_reference"));
    let new = new
        .map_err(|_| form.wrong("split_reference", &WrongOrder::Reference))
        .ok();
    let expected = form.window_between("split_earliest", "split_latest");
    let basis = form.optional("split_basis");
    if expected.flatten().is_some() && basis.is_none() && form.sent.error("split_basis").is_none() {
        form.wrong("split_basis", &dockline_words::present::WrongChange::Basis);
    }
    let reason = form.required("split_reason");
    if form.sent.is_wrong() {
        return None;
    }
    Some(SplitPurchaseOrder {
        reference: order.reference.clone(),
        new_reference: new?,
        lines,
        expected: expected?,
        basis,
        reason: reason?,
        if_version: Some(version),
    })
}

/// The row of the form that became the entry at this index of the command: rows without units are
/// none of it.
fn row_of(form: &Form<'_>, field: &str, at: usize) -> usize {
    let is_entry = |number: &usize| {
        let units = form.text(&format!("{field}:{number}"));
        !units.is_empty() && (field != "take" || units != "0")
    };
    (0..limits::PURCHASE_ORDER_LINES_MAX + NEW_LINES)
        .filter(is_entry)
        .nth(at)
        .unwrap_or(at)
}

/// What was written stands beside the line that it was written for. Where the order has other lines
/// by now it is left out, so that nobody sends units of one variant as those of another.
pub(super) fn keep_rows(sent: &mut Sent, now: &PurchaseOrder) {
    let row = |name: &str| {
        let (field, number) = name.split_once(':')?;
        let is_of_row = ["units", "from", "to", "take", "sku", "line"].contains(&field);
        number.parse::<usize>().ok().filter(|_| is_of_row)
    };
    let is_same = |number: usize| {
        let value = |field: &str| sent.value(&format!("{field}:{number}"));
        match now.lines.get(number) {
            Some(line) => {
                value("sku") == Some(line.sku.as_str())
                    && value("line") == Some(line.line.to_string().as_str())
            }
            None => value("line").is_none(),
        }
    };
    let others: Vec<String> = sent
        .fields
        .iter()
        .filter(|(name, _)| row(name).is_some_and(|number| !is_same(number)))
        .map(|(name, _)| name.clone())
        .collect();
    sent.fields.retain(|(name, _)| !others.contains(name));
}

/// Where in the form something is wrong that the command found; `false` when it says nothing of a
/// field.
pub(super) fn name_field(form: &mut Form<'_>, error: &ExecuteError, field: &str) -> bool {
    match error {
        ExecuteError::NotFound {
            what: "SKU", name, ..
        } => {
            let is_it = |(field, value): &&(String, String)| {
                field.starts_with("sku:") && value.trim() == name
            };
            let found = form.sent.fields.iter().find(is_it);
            let found = found.map_or_else(|| "sku:0".to_owned(), |(field, _)| field.clone());
            form.wrong(found, &WrongOrder::Sku(name.clone()));
            true
        }
        ExecuteError::Invalid(wrong) => {
            let numbers = wrong.iter().filter_map(|wrong| {
                let mut parts = wrong.pointer.split('/').skip(2);
                let number: usize = parts.next()?.parse().ok()?;
                Some((number, parts.next()? == "expected"))
            });
            let numbers: Vec<(usize, bool)> = numbers.collect();
            for (number, is_date) in &numbers {
                let row = row_of(form, field, *number);
                if *is_date {
                    form.wrong(format!("to:{row}"), &WrongDate::Past);
                } else {
                    form.wrong(
                        format!("{field}:{row}"),
                        &WrongOrder::Units(limits::UNITS_MAX),
                    );
                }
            }
            !numbers.is_empty()
        }
        _ => false,
    }
}
