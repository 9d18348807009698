//! The figures: as a table for the terminal, and in `BENCHMARKS.md`.

use crate::load::Comparison;
use crate::merchant::today;
use anyhow::{Context, Error, Result};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

const BEGIN: &str = "<!-- figures -->";
const END: &str = "<!-- /figures -->";
/// How a new page begins; people may write around the figures.
const PREFACE: &str = "# Benchmarks

`make bench` measures the release build and writes the figures below. Client, Dockline and a bare axum server that gives the same answer with
the same headers run on the same machine. The rounds on Dockline and on the bare server alternate, and a ratio is the median of the ratios of
neighbouring rounds: so it holds when the machine drifts. 64 kept-alive connections ask again as soon as they are answered. An order is one
line of one unit, waits for supply, has no `Idempotency-Key`, and is on disk when it is answered; the bare server parses the same JSON into
structs and serializes the same answer. The processor is shared with the client, which makes a ratio look better than it is: the CPU time of
the server for each answer, in the notes, is the other bound. kB and MB are powers of ten.

";
/// What other programs may take of the processor before the figures are called disturbed.
const DISTURBED_PERCENT_MAX: f64 = 5.0;
const HEADINGS: [&str; 6] = ["what", "Dockline", "bare axum", "figure", "budget", "met"];

/// In what a figure is counted. Kilobytes and megabytes are powers of ten.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Percent of the ruler.
    Percent,
    /// Milliseconds.
    Milliseconds,
    /// 1 000 bytes.
    Kilobytes,
    /// 1 000 000 bytes.
    Megabytes,
    /// Times a second.
    PerSecond,
}

/// What a figure has to be.
#[derive(Clone, Copy)]
enum Budget {
    AtLeast(f64),
    AtMost(f64),
    Below(f64),
}

/// A line of the table.
pub struct Row {
    what: String,
    dockline: String,
    ruler: String,
    figure: f64,
    unit: Unit,
    budget: Option<Budget>,
}

impl Row {
    /// A figure of its own.
    pub fn figure(what: &str, figure: f64, unit: Unit) -> Self {
        Self {
            what: what.to_owned(),
            dockline: String::new(),
            ruler: String::new(),
            figure,
            unit,
            budget: None,
        }
    }

    /// Dockline in percent of the ruler.
    pub fn ratio(what: &str, comparison: &Comparison) -> Self {
        let rate = |per_second: f64| format!("{}/s", grouped(per_second));
        Self {
            dockline: rate(comparison.dockline.per_second),
            ruler: rate(comparison.ruler.per_second),
            ..Self::figure(what, comparison.percent, Unit::Percent)
        }
    }

    /// What the ruler has for the same figure: a measure of what cannot be helped.
    pub fn beside(self, ruler: f64) -> Self {
        let text = |figure: f64| format!("{figure:.1} {}", symbol(self.unit));
        Self {
            dockline: text(self.figure),
            ruler: text(ruler),
            ..self
        }
    }

    /// A time in milliseconds.
    pub fn time(what: &str, time: Duration) -> Self {
        Self::figure(what, 1e3 * time.as_secs_f64(), Unit::Milliseconds)
    }

    /// Must be as much or more.
    pub fn at_least(self, limit: f64) -> Self {
        Self {
            budget: Some(Budget::AtLeast(limit)),
            ..self
        }
    }

    /// Must be as much or less.
    pub fn at_most(self, limit: f64) -> Self {
        Self {
            budget: Some(Budget::AtMost(limit)),
            ..self
        }
    }

    /// Must be less.
    pub fn below(self, limit: f64) -> Self {
        Self {
            budget: Some(Budget::Below(limit)),
            ..self
        }
    }

    fn cells(&self) -> [String; 6] {
        let budget = self.budget.map_or_else(String::new, |budget| match budget {
            Budget::AtLeast(limit) => format!("≥ {}", plain(limit, self.unit)),
            Budget::AtMost(limit) => format!("≤ {}", plain(limit, self.unit)),
            Budget::Below(limit) => format!("< {}", plain(limit, self.unit)),
        });
        let figure = match self.unit {
            Unit::PerSecond => format!("{}/s", grouped(self.figure)),
            unit => format!("{:.1} {}", self.figure, symbol(unit)),
        };
        [
            self.what.clone(),
            self.dockline.clone(),
            self.ruler.clone(),
            figure,
            budget,
            self.verdict(),
        ]
    }

    /// Whether the budget is met, or by how much it is not.
    fn verdict(&self) -> String {
        let (met, limit) = match self.budget {
            None => return String::new(),
            Some(Budget::AtLeast(limit)) => (self.figure >= limit, limit),
            Some(Budget::AtMost(limit)) => (self.figure <= limit, limit),
            Some(Budget::Below(limit)) => (self.figure < limit, limit),
        };
        match self.unit {
            _ if met => "yes".to_owned(),
            Unit::Percent => format!("**no**: {:.1} points short", limit - self.figure),
            unit => format!(
                "**no**: {:.1} {} too much",
                self.figure - limit,
                symbol(unit)
            ),
        }
    }
}

fn symbol(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Milliseconds => "ms",
        Unit::Kilobytes => "kB",
        Unit::Megabytes => "MB",
        Unit::PerSecond => "/s",
    }
}

fn plain(value: f64, unit: Unit) -> String {
    format!("{value} {}", symbol(unit))
}

/// A rate with its thousands apart.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A time for a note.
pub fn millis(time: Duration) -> String {
    format!("{:.1} ms", 1e3 * time.as_secs_f64())
}

/// A table of its own, for figures that are not one a line.
pub struct Table {
    what: String,
    lines: Vec<Vec<String>>,
}

impl Table {
    /// An empty one with what it shows, and its headings.
    pub fn new(what: &str, headings: &[&str]) -> Self {
        Self {
            what: what.to_owned(),
            lines: vec![headings.iter().map(|&heading| heading.to_owned()).collect()],
        }
    }

    /// Adds a line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.lines.push(cells.into_iter().collect());
    }
}

/// Lines as a table in Markdown; the first one has the headings.
fn markdown(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|cells| cells.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (number, cells) in lines.iter().enumerate() {
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(text, "| {cell:<width$} ");
        }
        text.push_str("|\n");
        if number == 0 {
            text.extend(
                widths
                    .iter()
                    .map(|width| format!("|{}", "-".repeat(width + 2))),
            );
            text.push_str("|\n");
        }
    }
    text
}

/// All figures of a run.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    tables: Vec<Table>,
    notes: Vec<String>,
    failures: Vec<String>,
}

impl Report {
    /// Adds a line.
    pub fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a table of its own.
    pub fn table(&mut self, table: Table) {
        self.tables.push(table);
    }

    /// Adds a sentence under the table.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Adds what a comparison found: the ratio, the latencies, what an answer costs.
    pub fn comparison(&mut self, row: Row, comparison: &Comparison) {
        let (ours, theirs) = (&comparison.dockline, &comparison.ruler);
        self.note(format!(
            "{}: p50 {} (bare axum {}), p99 {} ({}), CPU of the server per answer {:.0} µs ({:.0} µs).",
            row.what,
            millis(ours.p50),
            millis(theirs.p50),
            millis(ours.p99),
            millis(theirs.p99),
            ours.cpu_us,
            theirs.cpu_us
        ));
        let disturbed_percent = ours.disturbed_percent.max(theirs.disturbed_percent);
        if disturbed_percent > DISTURBED_PERCENT_MAX {
            self.note(format!("**{}: disturbed.** Programs besides client and server (such as PostgreSQL) took up to {disturbed_percent:.0} % of the processor.", row.what));
        }
        self.row(row);
    }

    /// Says that something could not be measured.
    pub fn failed(&mut self, what: &str, error: &Error) {
        self.failures
            .push(format!("{what} could not be measured: {error:#}"));
    }

    /// Whether everything could be measured.
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty()
    }

    /// The table and the notes, in Markdown that can be read as it is.
    pub fn text(&self) -> String {
        let cells = self.rows.iter().map(|row| row.cells().to_vec());
        let lines: Vec<Vec<String>> = [HEADINGS.map(str::to_owned).to_vec()]
            .into_iter()
            .chain(cells)
            .collect();
        let mut text = String::new();
        if !self.rows.is_empty() {
            text.push_str(&markdown(&lines));
        }
        for table in &self.tables {
            let _ = write!(text, "\n{}:\n\n{}", table.what, markdown(&table.lines));
        }
        for note in self.failures.iter().chain(&self.notes) {
            let _ = write!(text, "\n- {note}");
        }
        text
    }

    /// Writes the figures into the page, between their markers.
    pub fn write(&self, path: &Path) -> Result<()> {
        let page = if path.exists() {
            fs::read_to_string(path)?
        } else {
            format!("{PREFACE}{BEGIN}\n{END}\n")
        };
        let (before, rest) = page
            .split_once(BEGIN)
            .with_context(|| format!("{} has no line {BEGIN}", path.display()))?;
        let (_, after) = rest
            .split_once(END)
            .with_context(|| format!("{} has no line {END}", path.display()))?;
        fs::write(
            path,
            format!(
                "{before}{BEGIN}\n{}\n\n{}\n{END}{after}",
                machine(),
                self.text()
            ),
        )?;
        Ok(())
    }
}

/// When and on what was measured.
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split_once(':'));
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "Measured on {} with `make bench`: {cores} cores ({}), shared by server and client; Linux {}.",
        today(),
        model.map_or("an unknown processor", |(_, name)| name.trim()),
        release.trim().split('-').next().unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_budget_says_by_how_much() {
        assert_eq!(
            Row::figure("x", 61.5, Unit::Percent)
                .at_least(70.0)
                .verdict(),
            "**no**: 8.5 points short"
        );
        assert_eq!(
            Row::figure("x", 310.0, Unit::Milliseconds)
                .below(300.0)
                .verdict(),
            "**no**: 10.0 ms too much"
        );
        assert_eq!(
            Row::figure("x", 20.0, Unit::Kilobytes)
                .at_most(20.0)
                .verdict(),
            "yes"
        );
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            (grouped(94_512.4).as_str(), grouped(812.0).as_str()),
            ("94 512", "812")
        );
    }

    #[test]
    fn what_people_wrote_around_the_figures_is_kept() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), format!("before\n{BEGIN}\nold\n{END}\nafter\n")).unwrap();
        Report::default().write(file.path()).unwrap();
        let page = fs::read_to_string(file.path()).unwrap();
        assert!(
            page.starts_with("before\n") && page.ends_with("\nafter\n") && !page.contains("old"),
            "{page}"
        );
    }
}
