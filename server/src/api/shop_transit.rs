//! How long parcels are on their way, as it is sent and answered.

use dockline_domain::dates::Window;
use dockline_domain::limits;
use dockline_domain::shop::ShopRules;
use dockline_domain::transit::{Arrival, Transit, arrival};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};

/// How long a parcel takes to some countries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Transit)]
pub struct TransitBody {
    /// The countries (ISO 3166-1).
    countries: Vec<String>,
    /// With which carrier; null with any.
    carrier: Option<String>,
    /// Fewest delivery days from hand-over to the door.
    min_days: u16,
    /// Most of them.
    max_days: u16,
}

impl From<&Transit> for TransitBody {
    fn from(entry: &Transit) -> Self {
        Self {
            countries: entry.countries.clone(),
            carrier: entry.carrier.clone(),
            min_days: entry.min_days,
            max_days: entry.max_days,
        }
    }
}

/// How long a parcel takes to some countries, in delivery days: Monday to Friday without the
/// country's public holidays. 1 is the next of them after the hand-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitRequest {
    #[schema(value_type = fields::Countries, required = true)]
    countries: Option<Loose<Vec<Loose<String>>>>,
    /// With which carrier; with any when nothing is said.
    #[schema(value_type = Option<fields::DeliveryNote>)]
    carrier: Option<Loose<String>>,
    #[schema(value_type = fields::RuleDays, required = true)]
    min_days: Option<Loose<i64>>,
    /// Not below `min_days`.
    #[schema(value_type = fields::RuleDays, required = true)]
    max_days: Option<Loose<i64>>,
}

impl FieldType for TransitRequest {
    const WORDS: &'static str = "an object with countries, carrier, min_days and max_days";
}

/// All entries of a shop, as they were sent.
pub(super) fn transit(
    form: &mut Form,
    sent: Option<Loose<Vec<Loose<TransitRequest>>>>,
) -> Option<Vec<Transit>> {
    let sent = form.may("/transit", sent)?;
    if sent.len() > limits::TRANSIT_ENTRIES_MAX {
        let most = limits::TRANSIT_ENTRIES_MAX;
        form.0
            .add("/transit", format!("must have at most {most} entries"));
        return None;
    }
    let mut entries = Vec::new();
    for (number, one) in sent.into_iter().enumerate() {
        let at = format!("/transit/{number}");
        if let Some(one) = form.may(&at, Some(one)) {
            entries.extend(entry(form, &at, one));
        }
    }
    Some(entries)
}

fn entry(form: &mut Form, at: &str, sent: TransitRequest) -> Option<Transit> {
    let listed = form.must(&format!("{at}/countries"), sent.countries)?;
    let mut countries = Vec::new();
    for (number, country) in listed.into_iter().enumerate() {
        countries.extend(form.may(&format!("{at}/countries/{number}"), Some(country)));
    }
    let carrier = form.may(&format!("{at}/carrier"), sent.carrier);
    let min_days = form.must(&format!("{at}/min_days"), sent.min_days)?;
    let max_days = form.must(&format!("{at}/max_days"), sent.max_days)?;
    match Transit::new(&countries, carrier.as_deref(), min_days, max_days) {
        Ok(entry) => Some(entry),
        Err(errors) => {
            form.0.nest(at, errors);
            None
        }
    }
}

/// When a parcel arrives, and where.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Arrival)]
pub struct ArrivalBody {
    /// In which country (ISO 3166-1).
    #[schema(example = "DE")]
    country: String,
    /// First local date.
    #[schema(value_type = String, format = Date)]
    earliest: Date,
    /// Last local date.
    #[schema(value_type = String, format = Date)]
    latest: Date,
}

impl ArrivalBody {
    /// When what ships in a window arrives in the country that the shop names first; `None` when its
    /// rules say nothing about it.
    pub fn of(rules: &ShopRules, shipped: Option<Window>) -> Option<Self> {
        let Arrival { country, window } = arrival(&rules.transit, None, None, shipped?)?;
        Some(Self {
            country: country.to_owned(),
            earliest: window.earliest(),
            latest: window.latest(),
        })
    }
}
