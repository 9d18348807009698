//! Milestones of many purchase orders, from a file.

use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{error_line, problems};
use crate::component::order_form::key_field;
use dockline_words::link::console as link;
use dockline_words::number;
use leptos::prelude::*;

/// Refused rows that the page names.
const REFUSED_SHOWN: usize = 200;

/// Why a row of a file is no milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBecause {
    /// It was not understood.
    Unreadable,
    /// There is no such purchase order.
    NoOrder,
    /// The order cannot be at that stage, or was not yet.
    CannotBe,
}

/// A row that is no milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Line of the file.
    pub line: u64,
    /// The order that it names, as far as it could be read.
    pub purchase_order: Option<String>,
    pub because: RefusedBecause,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MilestoneFileReport {
    /// Rows that are milestones now.
    pub recorded: u32,
    /// Rows that were milestones before.
    pub unchanged: u32,
    /// Rows that are none, by line.
    pub refused: Vec<RefusedRow>,
}

/// The form that takes a file, and what became of the last one.
pub fn supply_file(
    console: &ConsoleContext<'_>,
    sent: &Sent,
    report: Option<&MilestoneFileReport>,
) -> String {
    let say = console.words();
    let title = say.say("po-file");
    frame(console, Section::Supply, &title, || {
        let error = sent.error("file").map(str::to_owned);
        let begins = sent.begins_at("file", false);
        view! {
            <p class="breadcrumb"><a href=link::SUPPLY>{say.say("console-supply")}</a></p>
            {report.map(|report| told(console, report))}
            <form class="form" method="post" action=link::SUPPLY_FILE enctype="multipart/form-data">
                {proof(console)}
                {key_field()}
                {problems(say, sent)}
                <div class="field">
                    <label for="file">{say.say("po-file-field")}</label>
                    <p class="field__hint" id="file-hint">{say.say("po-file-hint")}</p>
                    <input
                        class="input"
                        id="file"
                        name="file"
                        type="file"
                        accept=".csv,text/csv"
                        required
                        autofocus=begins
                        aria-describedby="file-hint file-error"
                        aria-invalid=error.is_some().then_some("true")
                    />
                    {error_line("file", error)}
                </div>
                <p><button class="button button--primary" type="submit">{say.say("po-file-send")}</button></p>
            </form>
        }
        .into_any()
    })
}

fn told(console: &ConsoleContext<'_>, report: &MilestoneFileReport) -> AnyView {
    let say = console.words();
    let refused = u32::try_from(report.refused.len()).unwrap_or(u32::MAX);
    let counts = [
        ("recorded", report.recorded.into()),
        ("unchanged", report.unchanged.into()),
        ("refused", refused.into()),
    ];
    view! {
        <p class="lede" role="status">{say.fill("po-file-report", counts)}</p>
        {(!report.refused.is_empty()).then(|| refused_rows(console, report))}
    }
    .into_any()
}

fn refused_rows(console: &ConsoleContext<'_>, report: &MilestoneFileReport) -> AnyView {
    let say = console.words();
    let row = |row: &RefusedRow| {
        let why = say.say(match row.because {
            RefusedBecause::Unreadable => "po-file-unreadable",
            RefusedBecause::NoOrder => "po-file-no-order",
            RefusedBecause::CannotBe => "po-file-cannot-be",
        });
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        view! {
            <tr>
                <td class="number" data-label=say.say("po-file-line")>{number(console.ctx.lang, line)}</td>
                <th scope="row" dir="auto">{row.purchase_order.clone()}</th>
                <td data-label=say.say("po-file-why")>{why}</td>
            </tr>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table">
                <caption class="visually-hidden">{say.say("po-file-refused")}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{say.say("po-file-line")}</th>
                        <th scope="col">{say.say("po-order")}</th>
                        <th scope="col">{say.say("po-file-why")}</th>
                    </tr>
                </thead>
                <tbody>{report.refused.iter().take(REFUSED_SHOWN).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
