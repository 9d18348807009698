//! Reading the console's forms: every wrong field is named at once, in words, and what was written
//! comes back.

use super::Staff;
use crate::pages::request::pairs;
use crate::pages::{new_key, with_key};
use axum::response::Response;
use dockline_app::page::console::{FORM_TOKEN, Sent};
use dockline_domain::dates::{Window, add_days, parse_date};
use dockline_domain::input::{optional_text, short_text};
use dockline_domain::limits;
use dockline_engine::ExecuteError;
use dockline_engine::command::Context;
use dockline_words::present::{NotDone, Wrong, WrongChange, WrongDate, WrongText};
use http::StatusCode;
use jiff::civil::Date;

/// A form as it was sent, with what is found wrong while it is read.
pub(super) struct Form<'a> {
    staff: &'a Staff,
    /// What comes back when something is wrong.
    pub(super) sent: Sent,
}

impl<'a> Form<'a> {
    pub(super) fn new(staff: &'a Staff, body: &[u8]) -> Self {
        // The token is no part of the wish: the same one sent from a later session is still the
        // same.
        let fields = pairs(body)
            .into_iter()
            .filter(|(name, _)| name != FORM_TOKEN);
        Self {
            staff,
            sent: Sent::new(fields.collect()),
        }
    }

    /// A field without the space around it; empty when it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.sent.value(name).unwrap_or("").trim()
    }

    /// Notes what is wrong with a field.
    pub(super) fn wrong(&mut self, name: impl Into<String>, wrong: &dyn Wrong) {
        self.sent.wrong(name, wrong.text(self.staff.page.lang()));
    }

    /// Notes what is wrong with the whole of it.
    pub(super) fn refuse(&mut self, wrong: &dyn Wrong) {
        self.sent.message = Some(wrong.text(self.staff.page.lang()));
    }

    /// A line of text that has to be there.
    pub(super) fn required(&mut self, name: &str) -> Option<String> {
        let read = short_text(self.text(name), limits::TEXT_CHARS_MAX);
        read.map_err(|_| self.wrong(name, &WrongText::Required(limits::TEXT_CHARS_MAX)))
            .ok()
    }

    /// A line of text that may be left empty.
    pub(super) fn optional(&mut self, name: &str) -> Option<String> {
        let read = optional_text(Some(self.text(name)), limits::TEXT_CHARS_MAX);
        read.map_err(|_| self.wrong(name, &WrongText::TooLong(limits::TEXT_CHARS_MAX)))
            .ok()
            .flatten()
    }

    /// No date is taken without what it rests on.
    pub(super) fn basis(&mut self, expected: Option<Window>, basis: Option<&str>) {
        if expected.is_some() && basis.is_none() && self.sent.error("basis").is_none() {
            self.wrong("basis", &WrongChange::Basis);
        }
    }

    /// A day.
    pub(super) fn date(&mut self, name: &str) -> Option<Date> {
        let read = parse_date(self.text(name));
        read.map_err(|_| self.wrong(name, &WrongDate::Unreadable))
            .ok()
    }

    /// The window between the fields `earliest` and `latest`, from today on; `Some(None)` when both
    /// are empty.
    #[expect(
        clippy::option_option,
        reason = "wrong, empty and a window say three things"
    )]
    pub(super) fn window(&mut self) -> Option<Option<Window>> {
        self.window_between("earliest", "latest")
    }

    /// The same between two other fields.
    #[expect(
        clippy::option_option,
        reason = "wrong, empty and a window say three things"
    )]
    pub(super) fn window_between(&mut self, from: &str, to: &str) -> Option<Option<Window>> {
        let window = self.any_window(from, to)?;
        let today = self.staff.shop.day;
        let wrong = window.and_then(|window| {
            if window.latest() < today {
                return Some(WrongDate::Past);
            }
            let end = add_days(today, limits::EXPECTED_DAYS_AHEAD_MAX);
            (window.latest() > end).then_some(WrongDate::Far)
        });
        match wrong {
            Some(wrong) => {
                self.wrong(to, &wrong);
                None
            }
            None => Some(window),
        }
    }

    /// The window between two fields, whenever it is.
    #[expect(
        clippy::option_option,
        reason = "wrong, empty and a window say three things"
    )]
    pub(super) fn any_window(&mut self, from: &str, to: &str) -> Option<Option<Window>> {
        match (self.text(from).is_empty(), self.text(to).is_empty()) {
            (true, true) => return Some(None),
            (true, false) => {
                self.wrong(from, &WrongDate::Pair);
                return None;
            }
            (false, true) => {
                self.wrong(to, &WrongDate::Pair);
                return None;
            }
            (false, false) => {}
        }
        let (earliest, latest) = (self.date(from), self.date(to));
        let (earliest, latest) = (earliest?, latest?);
        let Ok(window) = Window::new(earliest, latest) else {
            self.wrong(to, &WrongDate::Order);
            return None;
        };
        Some(Some(window))
    }

    /// For the log, and so that the same form with the same content is one wish, however often it
    /// is sent.
    pub(super) fn context(&self) -> Context {
        let fields = self.sent.fields.iter();
        self.staff
            .once(fields.flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]))
    }
}

/// What is said about a command that was not carried out, where a form says nothing of its own.
pub(super) fn refusal(error: &ExecuteError) -> NotDone {
    match error {
        ExecuteError::Conflict(refused) => NotDone::Refused(refused.clone()),
        ExecuteError::KeyReused => NotDone::KeyReused,
        ExecuteError::Busy | ExecuteError::Away => NotDone::Busy,
        ExecuteError::OutcomeUnknown => NotDone::OutcomeUnknown,
        ExecuteError::Internal => NotDone::Internal,
        ExecuteError::NotFound { .. }
        | ExecuteError::Invalid(_)
        | ExecuteError::NotAvailable(_)
        | ExecuteError::Outdated { .. } => NotDone::Other,
    }
}

/// The status of a page that tells of it.
pub(super) fn status(error: &ExecuteError) -> StatusCode {
    match error {
        ExecuteError::NotFound { .. } => StatusCode::NOT_FOUND,
        ExecuteError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ExecuteError::NotAvailable(_) | ExecuteError::Conflict(_) | ExecuteError::KeyReused => {
            StatusCode::CONFLICT
        }
        ExecuteError::Outdated { .. } => StatusCode::PRECONDITION_FAILED,
        ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ExecuteError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Staff {
    /// Sends a page with forms: each sending of it has a key of its own.
    pub(super) fn form_page(&self, status: StatusCode, html: &str) -> Response {
        self.sent(status, with_key(html, &new_key()))
    }
}
