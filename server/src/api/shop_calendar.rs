//! The days on which a shop hands parcels over, as they are sent and answered.

use dockline_domain::calendar::{ClosedDays, Closure};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};

/// Days on which nothing is handed over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Closure)]
pub struct ClosureBody {
    /// First closed day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last closed day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Why, for the merchant's own staff.
    note: Option<String>,
}

impl From<&Closure> for ClosureBody {
    fn from(closure: &Closure) -> Self {
        Self {
            from: closure.from,
            to: closure.to,
            note: closure.note.clone(),
        }
    }
}

/// Days on which nothing is handed over: both ends included, at most 366 in all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureRequest {
    #[schema(value_type = fields::ClosedDate, required = true, example = "2026-12-28")]
    from: Option<Loose<String>>,
    #[schema(value_type = fields::ClosedDate, required = true, example = "2026-12-31")]
    to: Option<Loose<String>>,
    #[schema(value_type = Option<fields::ClosureNote>)]
    note: Option<Loose<String>>,
}

impl FieldType for ClosureRequest {
    const WORDS: &'static str = "an object with from, to and note";
}

/// All closed days of a shop, as they were sent.
pub(super) fn closed_days(
    form: &mut Form,
    sent: Option<Loose<Vec<Loose<ClosureRequest>>>>,
) -> Option<ClosedDays> {
    let sent = form.may("/closed_days", sent)?;
    let mut closures = Vec::new();
    for (number, one) in sent.into_iter().enumerate() {
        let at = format!("/closed_days/{number}");
        let Some(one) = form.may(&at, Some(one)) else {
            continue;
        };
        let from = form.must(&format!("{at}/from"), one.from);
        let to = form.must(&format!("{at}/to"), one.to);
        let note = form.may(&format!("{at}/note"), one.note);
        let Some((from, to)) = from.zip(to) else {
            continue;
        };
        match Closure::parse(&from, &to, note.as_deref()) {
            Ok(closure) => closures.push(closure),
            Err(errors) => form.0.nest(&at, errors),
        }
    }
    form.0.take("/closed_days", ClosedDays::new(closures))
}
