//! Where an order goes, as requests and answers say it.

use dockline_domain::address::{Address, AddressDraft, Destination};
use dockline_domain::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};

/// An address as a request has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum AddressRequest {
    /// In lines, as it is written on a parcel.
    Text(String),
    /// In parts.
    Parts(Box<AddressParts>),
}

impl FieldType for AddressRequest {
    const WORDS: &'static str =
        "a text, or an object with lines, postal_code, city, region, country and phone";
}

/// An address in its parts. Which of them must be there, and what a postal code looks like, is up
/// to the country.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddressParts {
    /// Street and number, and what leads further.
    #[schema(value_type = fields::AddressLines, required = true)]
    lines: Option<Loose<Vec<Loose<String>>>>,
    /// As the country writes it.
    #[schema(value_type = Option<fields::AddressPart>)]
    postal_code: Option<Loose<String>>,
    /// City or town.
    #[schema(value_type = Option<fields::AddressPart>)]
    city: Option<Loose<String>>,
    /// State, province or county: the part of its ISO 3166-2 code after the dash where the country
    /// has a list of them.
    #[schema(value_type = Option<fields::AddressPart>)]
    region: Option<Loose<String>>,
    /// ISO 3166-1 code of two letters.
    #[schema(value_type = fields::DeliveryCountry, required = true)]
    country: Option<Loose<String>>,
    /// For the carrier.
    #[schema(value_type = Option<fields::Phone>)]
    phone: Option<Loose<String>>,
}

/// The names of what an address may have.
pub const PARTS: [&str; 6] = ["lines", "postal_code", "city", "region", "country", "phone"];

/// Where an order goes, when that is said and right.
pub fn destination(form: &mut Form, sent: Option<Loose<AddressRequest>>) -> Option<Destination> {
    match form.may("/address", sent)? {
        AddressRequest::Text(text) => form.0.take("/address", Destination::text_of(&text)),
        AddressRequest::Parts(parts) => {
            let draft = parts.draft(form)?;
            match draft.check() {
                Ok(address) => Some(Destination::Parts(address)),
                Err(errors) => {
                    form.0.nest("/address", errors);
                    None
                }
            }
        }
    }
}

impl AddressParts {
    /// What was written, when every part has the right type.
    fn draft(self, form: &mut Form) -> Option<AddressDraft> {
        let lines = form.must("/address/lines", self.lines)?;
        if lines.len() > limits::ADDRESS_LINES_MAX {
            let max = limits::ADDRESS_LINES_MAX;
            form.0
                .add("/address/lines", format!("must have 1 to {max} lines"));
            return None;
        }
        let lines = lines
            .into_iter()
            .enumerate()
            .map(|(number, line)| form.may(&format!("/address/lines/{number}"), Some(line)));
        let lines = lines.collect::<Vec<_>>().into_iter().collect();
        let mut part = |name: &str, sent| form.may(&format!("/address/{name}"), sent);
        let draft = AddressDraft {
            lines: Vec::new(),
            postal_code: part("postal_code", self.postal_code),
            city: part("city", self.city),
            region: part("region", self.region),
            country: part("country", self.country),
            phone: part("phone", self.phone),
        };
        let lines: Option<Vec<String>> = lines;
        form.0.is_empty().then_some(())?;
        Some(AddressDraft {
            lines: lines?,
            ..draft
        })
    }
}

/// An address in its parts, as an answer has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Address)]
pub struct AddressBody {
    lines: Vec<String>,
    postal_code: Option<String>,
    city: Option<String>,
    /// The part of its ISO 3166-2 code after the dash where the country has a list.
    region: Option<String>,
    /// ISO 3166-1 code.
    country: String,
    phone: Option<String>,
}

impl From<&Address> for AddressBody {
    fn from(address: &Address) -> Self {
        let Address {
            lines,
            postal_code,
            city,
            region,
            country,
            phone,
        } = address.clone();
        Self {
            lines,
            postal_code,
            city,
            region,
            country: country.into(),
            phone,
        }
    }
}
