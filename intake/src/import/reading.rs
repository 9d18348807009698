//! Rows under known columns: delimiter, header, lines, quotation marks.

use super::encoding::{Encoding, decode};
use super::{ImportError, ROW_BYTES_MAX, ROWS_MAX, Report, text};
use csv::StringRecord;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashSet;

/// The names one column goes by.
pub(super) type Names = &'static [&'static str];

/// What a header of a format looks like.
pub(super) struct Layout {
    /// Every column that is read, to tell a header from other lines.
    pub known: &'static [Names],
    /// Columns without which nothing can be read, with the names to report.
    pub required: &'static [(&'static str, Names)],
    /// Columns without which something is lost, with the names to report.
    pub wanted: &'static [(&'static str, Names)],
}

/// A file as rows.
pub(super) struct Table {
    pub header: Header,
    /// The header as it is written.
    pub names: StringRecord,
    pub rows: Vec<Row>,
    /// Rows below the header, those that could not be read included.
    pub rows_read: usize,
    pub delimiter: u8,
}

/// The columns of a file, by name.
pub(super) struct Header(Vec<String>);

/// Where in a row a column stands: nowhere, or at one or more places.
pub(super) struct Column(Vec<usize>);

/// One row below the header.
pub(super) struct Row {
    /// Line of the file where it begins.
    pub line: u64,
    fields: StringRecord,
}

impl Header {
    fn of(record: &StringRecord) -> Self {
        Self(record.iter().map(key).collect())
    }

    /// The places of a column.
    pub(super) fn column(&self, names: &[&str]) -> Column {
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        Column(
            (0..self.0.len())
                .filter(|&place| keys.contains(&self.0[place]))
                .collect(),
        )
    }

    fn has(&self, names: &[&str]) -> bool {
        !self.column(names).0.is_empty()
    }

    /// The places of the columns that a layout does not know.
    pub(super) fn unknown(&self, layout: &Layout) -> Vec<usize> {
        let known = |place: &usize| {
            let mut names = layout.known.iter();
            names.any(|names| self.column(names).0.contains(place))
        };
        (0..self.0.len()).filter(|place| !known(place)).collect()
    }

    fn known(&self, layout: &Layout) -> usize {
        layout.known.iter().filter(|names| self.has(names)).count()
    }

    fn missing(&self, layout: &Layout) -> Vec<&'static str> {
        self.lacking(layout.required)
    }

    fn lacking(&self, columns: &'static [(&'static str, Names)]) -> Vec<&'static str> {
        columns
            .iter()
            .filter(|(_, names)| !self.has(names))
            .map(|(name, _)| *name)
            .collect()
    }

    /// The columns that say nothing to a layout, as they are written; as many as fit into a
    /// sentence.
    fn strangers(&self, record: &StringRecord, layout: &Layout) -> Vec<String> {
        let unknown = self.unknown(layout).into_iter();
        let names = unknown.filter_map(|place| record.get(place)).map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(text::short)
            .take(NAMED_MAX)
            .collect()
    }
}

impl Column {
    /// The one at a place.
    pub(super) fn at(place: usize) -> Self {
        Self(vec![place])
    }

    /// Whether the file has the column at all.
    pub(super) fn exists(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Row {
    /// The field of a column without space around it, and without the `="…"` by which spreadsheets
    /// keep leading zeros; empty where the row or the file has none.
    pub(super) fn get(&self, column: &Column) -> &str {
        self.first(column, plain)
    }

    /// The field of a column as it is written, without space around it.
    pub(super) fn as_written(&self, column: &Column) -> &str {
        self.first(column, str::trim)
    }

    fn first(&self, column: &Column, read: fn(&str) -> &str) -> &str {
        let fields = column.0.iter().filter_map(|&place| self.fields.get(place));
        fields
            .map(read)
            .find(|field| !field.is_empty())
            .unwrap_or("")
    }
}

/// A field without what a spreadsheet writes around a text so that it stays one.
fn plain(field: &str) -> &str {
    let field = field.trim();
    let inside = field
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    inside.map_or(field, str::trim)
}

/// What is compared of a column name: letters and digits. So case, spaces, brackets and question
/// marks do not matter.
fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Why a file is not read as a layout.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Its header lacks these columns.
    Lacks(Vec<&'static str>),
    /// It cannot be read at all.
    File(ImportError),
}

impl From<ImportError> for Unreadable {
    fn from(error: ImportError) -> Self {
        Self::File(error)
    }
}

/// Decodes a file whose header is that of a layout.
fn decode_as<'b>(
    bytes: &'b [u8],
    layout: &Layout,
) -> Result<(Cow<'b, str>, Encoding), ImportError> {
    let names = LazyCell::new(|| -> HashSet<String> {
        let names = layout.known.iter().copied().flatten();
        names.map(|name| key(name)).collect()
    });
    // It is asked for many encodings, so it counts what has the look of a column, without finding
    // the header.
    decode(bytes, |text| {
        let rows = text.lines().take(HEADER_WITHIN_ROWS);
        rows.flat_map(|row| row.split([',', ';', '\t', '|']))
            .filter(|name| names.contains(&key(name)))
            .count()
    })
}

/// Whether a file has the columns without which a layout cannot be read.
pub(super) fn fits(bytes: &[u8], layout: &Layout) -> bool {
    decode_as(bytes, layout).is_ok_and(|(text, _)| {
        let found = find_header(&text, layout);
        found.header.missing(layout).is_empty()
    })
}

/// Most columns that are named in a sentence.
const NAMED_MAX: usize = 20;

/// The columns of a file that say nothing to a layout, as many as fit into a sentence.
pub(super) fn strange_columns(bytes: &[u8], layout: &Layout) -> Vec<String> {
    let Ok((text, _)) = decode_as(bytes, layout) else {
        return Vec::new();
    };
    let found = find_header(&text, layout);
    let first = if found.record.is_empty() {
        Records::new(&text, b',', 0).next().map(|raw| raw.record)
    } else {
        Some(found.record)
    };
    let Some(record) = first else {
        return Vec::new();
    };
    Header::of(&record).strangers(&record, layout)
}

/// Reads a file into rows under the columns of a layout.
pub(super) fn read(
    bytes: &[u8],
    layout: &Layout,
    report: &mut Report,
) -> Result<Table, Unreadable> {
    // An .xlsx or .ods file is a zip archive.
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(ImportError::Workbook.into());
    }
    let (text, encoding) = decode_as(bytes, layout)?;
    if text.trim().is_empty() {
        return Err(ImportError::Empty.into());
    }
    let found = find_header(&text, layout);
    let missing = found.header.missing(layout);
    if !missing.is_empty() {
        return Err(Unreadable::Lacks(missing));
    }
    let lacking = found.header.lacking(layout.wanted);
    let strange = found.header.strangers(&found.record, layout);
    if !lacking.is_empty() && !strange.is_empty() {
        report.note(
            1,
            format!(
                "columns not found: {}; not read: {}",
                lacking.join(", "),
                strange.join(", ")
            ),
        );
    }
    match encoding {
        Encoding::Utf8 | Encoding::Utf16 => {}
        Encoding::Utf8WithOthers => report.note(
            1,
            "the file is not UTF-8: its other characters were read as Windows-1252",
        ),
        Encoding::Legacy(name) => {
            report.note(1, format!("the file is not UTF-8: it was read as {name}"));
        }
    }
    let rejected = report.rejected.len();
    let rows = read_rows(&text, &found, report)?;
    let rows_read = rows.len() + report.rejected.len() - rejected;
    if rows_read == 0 {
        return Err(ImportError::Empty.into());
    }
    Ok(Table {
        header: found.header,
        names: found.record,
        rows,
        rows_read,
        delimiter: found.delimiter,
    })
}

/// Lines in which the header may stand: some programs put a title, or `sep=;`, above it.
const HEADER_WITHIN_ROWS: usize = 10;

struct FoundHeader {
    header: Header,
    record: StringRecord,
    delimiter: u8,
    /// Byte of the text where the rows begin.
    end: usize,
}

/// The delimiter and the row that together show the most columns of the layout.
fn find_header(text: &str, layout: &Layout) -> FoundHeader {
    let mut best = FoundHeader {
        header: Header(vec![]),
        record: StringRecord::new(),
        delimiter: b',',
        end: text.len(),
    };
    let mut most = 0;
    for delimiter in *b",;\t|" {
        for raw in Records::new(text, delimiter, 0).take(HEADER_WITHIN_ROWS) {
            let header = Header::of(&raw.record);
            let known = header.known(layout);
            if known > most {
                most = known;
                best = FoundHeader {
                    header,
                    record: raw.record,
                    delimiter,
                    end: raw.end,
                };
            }
        }
    }
    best
}

/// A record and its place in the text.
struct Raw {
    record: StringRecord,
    start: usize,
    end: usize,
}

/// The records of a text from some byte on.
struct Records<'t> {
    text: &'t str,
    from: usize,
    reader: csv::Reader<&'t [u8]>,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, delimiter: u8, from: usize) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter);
        Self {
            text,
            from,
            reader: builder.from_reader(&text.as_bytes()[from..]),
        }
    }

    fn at(&self) -> usize {
        self.from
            + usize::try_from(self.reader.position().byte())
                .expect("a place in a text in memory fits in usize")
    }
}

impl Iterator for Records<'_> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        let begin = self.at();
        let mut record = StringRecord::new();
        // Reading cannot fail: the text is in memory, valid UTF-8, and rows may have any length.
        if !self.reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let end = self.at();
        // The reader counts blank lines, and the second half of a CRLF, to the record that follows.
        let breaks = self.text.as_bytes()[begin..end]
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        Some(Raw {
            record,
            start: begin + breaks,
            end,
        })
    }
}

/// Counts lines; asked for ever later places.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> u64 {
        for at in self.at..place {
            let carriage_return_alone =
                self.text[at] == b'\r' && self.text.get(at + 1) != Some(&b'\n');
            if self.text[at] == b'\n' || carriage_return_alone {
                self.line += 1;
            }
        }
        self.at = self.at.max(place);
        self.line
    }
}

/// How often reading may begin anew after a quotation mark that is never closed. Each time reads to
/// the end of the file.
const RESUMED_MAX: usize = 16;

fn read_rows(
    text: &str,
    found: &FoundHeader,
    report: &mut Report,
) -> Result<Vec<Row>, ImportError> {
    let mut lines = Lines {
        text: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let mut rows = Vec::new();
    let mut resume_at = Some(found.end);
    let mut resumed = 0;
    while let Some(from) = resume_at.take() {
        for raw in Records::new(text, found.delimiter, from) {
            let line = lines.of(raw.start);
            let whole = &text[raw.start..raw.end];
            if raw.end == text.len() && ends_inside_quotes(whole, found.delimiter) {
                // It has swallowed every row after it: give them back.
                report.reject(line, "", "a quotation mark in this row is not closed");
                resumed += 1;
                if resumed > RESUMED_MAX {
                    return Err(ImportError::Unclosed { line });
                }
                resume_at = whole
                    .find(['\r', '\n'])
                    .map(|length| raw.start + length + 1);
            } else if whole.len() > ROW_BYTES_MAX {
                report.reject(
                    line,
                    "",
                    format!("the row has more than {ROW_BYTES_MAX} bytes"),
                );
            } else if raw.record.iter().any(|field| !field.trim().is_empty())
                && raw.record != found.record
            {
                if rows.len() == ROWS_MAX {
                    return Err(ImportError::TooManyRows);
                }
                rows.push(Row {
                    line,
                    fields: raw.record,
                });
            }
        }
    }
    Ok(rows)
}

/// Whether a record ends within a quoted field, by the rules the csv crate reads by.
fn ends_inside_quotes(record: &str, delimiter: u8) -> bool {
    #[derive(PartialEq)]
    enum State {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let mut state = State::FieldStart;
    for byte in record.bytes() {
        state = match (state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::FieldStart | State::QuoteInQuoted, b'"') | (State::Quoted, _) => State::Quoted,
            (_, b'\r' | b'\n') => State::FieldStart,
            (_, other) if other == delimiter => State::FieldStart,
            (State::FieldStart | State::Plain | State::QuoteInQuoted, _) => State::Plain,
        };
    }
    state == State::Quoted
}

#[cfg(test)]
mod tests {
    use super::super::shopify;
    use super::*;

    fn shopify(csv: &str) -> (Vec<(u64, String)>, Vec<u64>) {
        let mut report = Report::default();
        let table = read(csv.as_bytes(), &shopify::LAYOUT, &mut report).unwrap();
        let title = table.header.column(&["Title"]);
        let rows = table
            .rows
            .iter()
            .map(|row| (row.line, row.get(&title).to_owned()))
            .collect();
        (rows, report.rejected.iter().map(|row| row.line).collect())
    }

    fn named(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
        rows.iter()
            .map(|&(line, title)| (line, title.to_owned()))
            .collect()
    }

    #[test]
    fn a_row_has_the_line_it_begins_in() {
        let table = [
            ("Title,Price\nA,1\nB,2\n", vec![(2, "A"), (3, "B")]),
            ("Title,Price\r\nA,1\r\nB,2", vec![(2, "A"), (3, "B")]),
            ("Title,Price\rA,1\rB,2\r", vec![(2, "A"), (3, "B")]),
            (
                "Title,Price\n\"A\nA\",1\n\n\nB,2\n",
                vec![(2, "A\nA"), (6, "B")],
            ),
            (
                "Title,Price\r\n\"A\r\nA\",1\r\n\r\nB,2\r\n",
                vec![(2, "A\r\nA"), (5, "B")],
            ),
            ("\r\n  \r\nTitle,Price\r\n,,,\r\nA,1\r\n", vec![(5, "A")]),
            ("products\nsep=;\nTitle;Price\nA;1\n", vec![(4, "A")]),
        ];
        for (csv, rows) in table {
            assert_eq!(shopify(csv), (named(&rows), vec![]), "{csv:?}");
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_shows_known_columns() {
        for csv in [
            "Title,Price\nA,1",
            "Title;Price\nA;1",
            "Title\tPrice\nA\t1",
            "Title|Price\nA|1",
            "\"Title\";\"Price\"\n\"A\";\"1\"",
        ] {
            assert_eq!(shopify(csv).0, named(&[(2, "A")]), "{csv:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_one_row() {
        let csv = "Title,Price\n12\" ruler,1\nB,\"2\nC,3\nD,5\n";
        assert_eq!(
            shopify(csv),
            (named(&[(2, "12\" ruler"), (4, "C"), (5, "D")]), vec![3])
        );
    }

    #[test]
    fn the_header_of_an_appended_file_is_no_row() {
        assert_eq!(
            shopify("Title,Price\nA,1\nTitle,Price\nB,2\n").0,
            named(&[(2, "A"), (4, "B")])
        );
    }

    #[test]
    fn too_many_rows_and_too_many_open_quotes_end_the_reading() {
        let error =
            |csv: String| read(csv.as_bytes(), &shopify::LAYOUT, &mut Report::default()).err();
        assert_eq!(
            error(format!("Title,Price\n{}", "A,1\n".repeat(ROWS_MAX + 1))),
            Some(ImportError::TooManyRows.into())
        );
        let open = format!("Title,Price\n{}", "A\",B,\"C\n".repeat(2 * RESUMED_MAX));
        assert_eq!(error(open), Some(ImportError::Unclosed { line: 18 }.into()));
    }

    #[test]
    fn a_row_that_is_too_long_costs_itself() {
        let csv = format!("Title,Price\nA,1\n{},2\nC,3\n", "x".repeat(ROW_BYTES_MAX));
        assert_eq!(shopify(&csv), (named(&[(2, "A"), (4, "C")]), vec![3]));
    }
}
