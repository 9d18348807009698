//! `/console/waitlist`: who asked to hear about a variant, while no mail is sent by itself.

use super::form::Form;
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse as _;
use dockline_app::page::ProblemKind;
use dockline_domain::access::Permission;
use dockline_domain::id::Sku;
use dockline_engine::ExecuteError;
use dockline_engine::command::TellWaitlist;
use dockline_view::WaitlistView;
use dockline_words::link::console as link;
use http::header;
use jiff::Timestamp;

/// People that are read at once.
const PAGE: i64 = 100;
/// Most people in one file: a list that is longer is read by REST. It is not cut, because everybody
/// on it may be marked as told after that.
const PEOPLE_MAX: u32 = 10_000;

/// The addresses as a file, for the program with which the shop writes.
pub(super) async fn file(State(state): State<AppState>, staff: Staff) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let sku = staff.page.query("sku").unwrap_or("").to_owned();
    let (mut people, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = state
            .engine
            .waitlist(&staff.shop, &sku, cursor.as_deref(), PAGE)
            .await;
        let page = staff.answered(page)?;
        if page.people > PEOPLE_MAX {
            return Ok(staff.problem(ProblemKind::TooLarge));
        }
        people.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"waitlist.csv\"",
        ),
    ];
    Ok((headers, csv_of(&people)).into_response())
}

fn csv_of(people: &[WaitlistView]) -> Vec<u8> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let header = ["email", "language", "asked_at"];
    let written = file.write_record(header).and_then(|()| {
        people.iter().try_for_each(|one| {
            let asked = one.joined_at.to_string();
            file.write_record([&harmless(&one.email), &one.locale, &asked])
        })
    });
    written.expect("memory takes every record of one length");
    file.into_inner().expect("memory is written at once")
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The people who had asked when the page was written have been told.
pub(super) async fn send(State(state): State<AppState>, staff: Staff, body: Bytes) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let form = Form::new(&staff, &body);
    let sku = Sku::parse(form.text("sku"));
    let before = form.text("before").parse().ok();
    let before = before.and_then(|at| Timestamp::from_millisecond(at).ok());
    let (Ok(sku), Some(before)) = (sku, before) else {
        return Ok(staff.problem(ProblemKind::BadRequest));
    };
    let told = TellWaitlist { sku, before };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), told)
        .await
    {
        Ok(_) => Ok(see_other(link::TODAY)),
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => {
            Ok(staff.problem(ProblemKind::Busy))
        }
        Err(_) => Ok(staff.problem(ProblemKind::Internal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::id::PersonId;

    #[test]
    fn an_address_is_no_formula() {
        let one = |email: &str| WaitlistView {
            person: PersonId::parse("per_1").unwrap(),
            email: email.to_owned(),
            locale: "de".into(),
            joined_at: Timestamp::UNIX_EPOCH,
            confirmed: false,
        };
        let file = csv_of(&[one("ada@example.com"), one("=cmd|a@example.com")]);
        assert_eq!(
            String::from_utf8(file).unwrap(),
            "email,language,asked_at\nada@example.com,de,1970-01-01T00:00:00Z\n\
            '=cmd|a@example.com,de,1970-01-01T00:00:00Z\n"
        );
    }
}
