//! The head of an order: one row for the units that ship together.

use super::order::{
    Scribe, backorders, bound, is_here, is_unpaid, late, promised_still, shown_window,
};
use crate::shown::{PartView, Tone};
use crate::{Dates, Lang, words};
use dockline_domain::availability::Source;
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::order::Ship;
use dockline_domain::promise::{Standing, is_late};
use dockline_view::{BackorderView, OrderView, VariantSnapshot};
use jiff::civil::Date;

/// What is said of some units, in the order in which it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Delivered,
    Shipped,
    Packed,
    /// They are here; without a window when the one that was told has passed.
    Here(Option<Window>),
    Ships(Window),
    Undated,
    BeingConfirmed,
    OnHold,
}

impl Said {
    /// The window in which they ship.
    pub(super) fn window(self) -> Option<Window> {
        match self {
            Self::Ships(window) => Some(window),
            Self::Here(window) => window,
            Self::Delivered
            | Self::Shipped
            | Self::Packed
            | Self::Undated
            | Self::BeingConfirmed
            | Self::OnHold => None,
        }
    }

    /// Where it stands: what has gone first, then by date, what has none last.
    fn place(self) -> (u8, Option<(Date, Date)>) {
        let days = |window: Window| (window.latest(), window.earliest());
        match self {
            Self::Delivered => (0, None),
            Self::Shipped => (1, None),
            Self::Packed => (2, None),
            Self::Here(window) => (3, window.map(days)),
            Self::Ships(window) => (4, Some(days(window))),
            Self::Undated => (5, None),
            Self::BeingConfirmed => (6, None),
            Self::OnHold => (7, None),
        }
    }
}

/// Units that ship together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) units: u32,
    pub(super) said: Said,
    /// Whether they leave later than they were first told.
    is_late: bool,
}

/// The rows of an order: nothing of what was cancelled.
pub(super) fn rows(view: &OrderView) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for one in backorders(view) {
        for (units, said) in said(view, one) {
            let is_late = match said.window() {
                Some(window) => is_late(bound(one), Some(window), view.shop.day),
                None => late(one, view.shop.day),
            };
            add(&mut rows, units, said, is_late);
        }
    }
    rows.sort_by_key(|row| row.said.place());
    rows
}

fn add(rows: &mut Vec<Row>, units: u32, said: Said, is_late: bool) {
    match rows.iter_mut().find(|row| row.said == said) {
        Some(row) => {
            row.units = row.units.saturating_add(units);
            row.is_late |= is_late;
        }
        None => rows.push(Row {
            units,
            said,
            is_late,
        }),
    }
}

/// What is said of the units of a backorder.
fn said(view: &OrderView, one: &BackorderView) -> Vec<(u32, Said)> {
    let all = |said| vec![(one.quantity, said)];
    match &one.state {
        State::Queued => waiting(one, view.ship == Ship::Complete),
        // It leaves after it is paid, whatever was told.
        State::Allocated if is_unpaid(view) => all(Said::Here(None)),
        state if is_here(state) => all(Said::Here(promised_still(one, view.shop.day))),
        State::Packed => all(Said::Packed),
        State::Shipped { .. } => all(Said::Shipped),
        State::Delivered => all(Said::Delivered),
        State::Held { .. } | State::OnHold { .. } => all(Said::OnHold),
        State::Allocated | State::Released | State::Cancelled { .. } => Vec::new(),
    }
}

/// Units that wait ship as their supply says: each part in its own window, unless they ship
/// together.
fn waiting(one: &BackorderView, together: bool) -> Vec<(u32, Said)> {
    let dated: Vec<(u32, Window)> = one
        .parts
        .iter()
        .filter_map(|part| Some((part.quantity, part.window()?)))
        .collect();
    if let Some(window) = shown_window(one).filter(|_| together || dated.len() < 2) {
        return vec![(one.quantity, Said::Ships(window))];
    }
    let served: u32 = dated.iter().map(|(units, _)| *units).sum();
    let rest = one.quantity.saturating_sub(served);
    let mut said: Vec<(u32, Said)> = dated
        .into_iter()
        .map(|(units, window)| (units, Said::Ships(window)))
        .collect();
    if rest > 0 {
        let without = match one.standing {
            Standing::BeingConfirmed => Said::BeingConfirmed,
            Standing::AsPromised
            | Standing::Earlier { .. }
            | Standing::Later { .. }
            | Standing::Undated => Said::Undated,
        };
        said.push((rest, without));
    }
    said
}

impl Row {
    /// Whether it is still to leave.
    pub(super) fn is_to_come(self) -> bool {
        match self.said {
            Said::Ships(_) | Said::Here(_) | Said::Undated | Said::BeingConfirmed => true,
            Said::Delivered | Said::Shipped | Said::Packed | Said::OnHold => false,
        }
    }

    fn tone(self) -> Tone {
        match self.said {
            Said::OnHold | Said::BeingConfirmed | Said::Undated => Tone::Attention,
            Said::Ships(_) | Said::Here(_) if self.is_late => Tone::Attention,
            Said::Ships(_) => Tone::Wait,
            Said::Delivered | Said::Shipped | Said::Packed | Said::Here(_) => Tone::Stock,
        }
    }
}

impl Scribe<'_> {
    /// The rows for people, when there are several.
    pub(super) fn parts(self, rows: &[Row]) -> Vec<PartView> {
        if rows.len() < 2 {
            return Vec::new();
        }
        rows.iter().map(|row| self.row(*row)).collect()
    }

    fn row(self, row: Row) -> PartView {
        let lead = |id| self.say.fill(id, [("count", row.units.into())]);
        let (lead, window) = match row.said {
            Said::Ships(window) => (lead("part-lead"), Some(window)),
            Said::Here(Some(window)) => (lead("part-here-lead"), Some(window)),
            Said::Here(None) => (lead("part-here"), None),
            Said::Delivered => (lead("part-delivered"), None),
            Said::Shipped => (lead("part-shipped"), None),
            Said::Packed => (lead("part-packed"), None),
            Said::Undated => (lead("part-undated"), None),
            Said::BeingConfirmed => (lead("part-being-confirmed"), None),
            Said::OnHold => (lead("part-on-hold"), None),
        };
        PartView {
            lead,
            when: window.map_or_else(String::new, |window| self.dates.window(window)),
            from: window.map_or_else(String::new, |window| window.earliest().to_string()),
            tone: row.tone(),
            late_text: (row.is_late && window.is_some()).then(|| self.say.say("part-late")),
        }
    }

    /// All rows in one sentence.
    pub(super) fn rows_sentence(self, rows: &[Row]) -> String {
        let said = rows.iter().map(|row| {
            let PartView {
                lead,
                when,
                late_text,
                ..
            } = self.row(*row);
            let said = if when.is_empty() {
                lead
            } else {
                format!("{lead} {when}")
            };
            late_text.map_or(said.clone(), |late| format!("{said} ({late})"))
        });
        said.collect::<Vec<_>>().join(", ")
    }
}

/// What a cart holds: one row for the units that ship together, whatever they are of. With
/// `together` all of it leaves with the last part.
pub fn cart_parts<'a>(
    items: impl IntoIterator<Item = (&'a VariantSnapshot, u32)>,
    together: bool,
    lang: Lang,
) -> Vec<PartView> {
    let mut rows: Vec<Row> = Vec::new();
    let mut place = None;
    for (snapshot, quantity) in items {
        place.get_or_insert((snapshot.shop.day, &snapshot.shop.zone));
        for part in snapshot.availability(quantity).parts {
            let said = match part.window() {
                Some(window) if part.source == Source::Stock => Said::Here(Some(window)),
                Some(window) => Said::Ships(window),
                None if part.overdue => Said::BeingConfirmed,
                None => Said::Undated,
            };
            add(&mut rows, part.quantity, said, false);
        }
    }
    let Some((today, zone)) = place else {
        return Vec::new();
    };
    rows.sort_by_key(|row| row.said.place());
    if together
        && rows.len() > 1
        && let Some(last) = rows.last().map(|row| row.said)
    {
        let windows = rows.iter().filter_map(|row| row.said.window());
        let said = last
            .window()
            .and_then(|_| windows.reduce(Window::not_before))
            .map_or(last, Said::Ships);
        let units = rows
            .iter()
            .fold(0, |sum: u32, row| sum.saturating_add(row.units));
        rows = vec![Row {
            units,
            said,
            is_late: false,
        }];
    }
    let scribe = Scribe {
        say: words(lang),
        lang,
        dates: Dates::new(lang, today),
        zone,
    };
    rows.into_iter().map(|row| scribe.row(row)).collect()
}
