//! What the widget loads when a shopper means it: the rules that a browser would otherwise have to
//! repeat, and nothing else. Dates stay texts here, in digits and in the words that the server
//! wrote. Numbers and texts go in and out as they are, so that there is no format to parse but
//! lines.

use dockline_domain::availability::split;
use dockline_domain::limits;
use dockline_domain::order::{Person, Quantity};
use std::fmt::Write as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Splits a quantity over an outlook: its first line is the version and the units in line, each
/// other line a run, `END EARLIEST LATEST WORDS` or `END -`. Answers a line for each part, `UNITS
/// EARLIEST LATEST WORDS` or `UNITS -`; nothing when the outlook makes no sense.
#[wasm_bindgen]
pub fn parts(outlook: &str, quantity: u32) -> String {
    parts_of(outlook, quantity).unwrap_or_default()
}

fn parts_of(outlook: &str, quantity: u32) -> Option<String> {
    let mut lines = outlook.lines();
    let queued = lines.next()?.split_once(' ')?.1.parse().ok()?;
    let runs: Option<Vec<(u64, &str)>> = lines
        .map(|line| {
            line.split_once(' ')
                .and_then(|(end, window)| Some((end.parse().ok()?, window)))
        })
        .collect();
    let runs = runs?;
    let mut text = String::new();
    for (index, units) in split(runs.iter().map(|(end, _)| *end), queued, quantity) {
        let window = runs.get(index)?.1;
        writeln!(text, "{units} {window}").ok()?;
    }
    Some(text)
}

/// Whether an outlook is newer than another, of the same shop.
#[wasm_bindgen]
pub fn is_newer(outlook: &str, than: &str) -> bool {
    version(outlook) > version(than)
}

fn version(outlook: &str) -> Option<i64> {
    outlook.split(' ').next()?.parse().ok()
}

/// Whether a quantity can stand in an order.
#[wasm_bindgen]
pub fn is_quantity(units: u32) -> bool {
    Quantity::new(units).is_ok()
}

/// Whether a name can stand in an order.
#[wasm_bindgen]
pub fn is_name(text: &str) -> bool {
    Person::name(text).is_ok()
}

/// The most units of one variant in an order.
#[wasm_bindgen]
pub fn quantity_max() -> u32 {
    limits::QUANTITY_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_split_as_the_server_splits_it() {
        let outlook = "812 3\n5 2026-11-24 2026-11-24\n15 2026-12-14 2026-12-18\n20 -";
        assert_eq!(parts(outlook, 1), "1 2026-11-24 2026-11-24\n");
        assert_eq!(
            parts(outlook, 5),
            "2 2026-11-24 2026-11-24\n3 2026-12-14 2026-12-18\n"
        );
        assert_eq!(
            parts(outlook, 99),
            "2 2026-11-24 2026-11-24\n10 2026-12-14 2026-12-18\n5 -\n"
        );
        for nonsense in [
            "",
            "812",
            "812 x",
            "812 3\nx 2026-11-24 2026-11-24",
            "812 3\n5",
        ] {
            assert_eq!(parts(nonsense, 1), "");
        }
    }

    #[test]
    fn versions_order_outlooks() {
        assert!(is_newer("813 0", "812 0") && !is_newer("812 0", "812 0") && is_newer("1 0", ""));
    }
}
