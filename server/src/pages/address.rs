//! The fields of an address, as forms of shoppers and of the console send them.

use super::request::value;
use dockline_app::actions::{FieldMessage, field_message};
use dockline_app::page::AddressForm;
use dockline_domain::address::{AddressDraft, AddressRule, Destination};
use dockline_domain::country::Country;
use dockline_view::{OrderView, Shop};
use dockline_words::Lang;
use dockline_words::present::Problem;

/// The country that most who order are in, as far as the shop's rules tell.
pub(crate) fn usual_country(shop: &Shop) -> Option<Country> {
    let rules = &shop.rules;
    let by_holidays = rules.holidays.and_then(|region| {
        let country = region.code().split('-').next()?;
        Country::parse(country).ok()
    });
    let delivered = |country: &Country| rules.orders.delivers_to(*country);
    let first = rules.orders.countries.iter().flatten().next().copied();
    by_holidays.filter(delivered).or(first)
}

/// What a form says; another country than the usual one where it says so.
pub(crate) fn draft(fields: &[(String, String)], shop: &Shop) -> AddressDraft {
    let field = |name: &str| value(fields, name).map(|text| text.trim().to_owned());
    let text = |name: &str| field(name).filter(|text| !text.is_empty());
    let line = |name: &str| field(name).unwrap_or_default();
    AddressDraft {
        lines: vec![line("line1"), line("line2")],
        postal_code: text("postal_code"),
        city: text("city"),
        region: text("region"),
        country: field("country").or_else(|| blank(shop).country),
        phone: text("phone"),
    }
}

/// A form in which nothing was written yet.
pub(crate) fn blank(shop: &Shop) -> AddressDraft {
    AddressDraft {
        country: usual_country(shop).map(|country| country.code().to_owned()),
        ..AddressDraft::default()
    }
}

/// The address of an order in its parts, where it has them.
pub(crate) fn of_order(view: &OrderView) -> AddressDraft {
    let Some(address) = view.address_parts.clone() else {
        return blank(&view.shop);
    };
    // A third line, which a program told, goes on after the second.
    let mut lines = address.lines.into_iter();
    let first = lines.next().unwrap_or_default();
    let second = lines.collect::<Vec<_>>().join(", ");
    AddressDraft {
        lines: vec![first, second],
        postal_code: address.postal_code,
        city: address.city,
        region: address.region,
        country: Some(address.country.into()),
        phone: address.phone,
    }
}

/// The form of an address. `update` is what its button says that shows another country's fields.
pub(crate) fn form(shop: &Shop, draft: AddressDraft, update: &'static str) -> AddressForm {
    let rules = &shop.rules.orders;
    let listed = rules.countries.clone();
    let mut countries = listed.unwrap_or_else(|| Country::all().collect());
    // An order goes on to a country that the shop delivers to no more: a list without it would
    // send another one.
    let written = draft.country.as_deref().map(Country::parse);
    if let Some(Ok(written)) = written
        && !countries.contains(&written)
    {
        countries.push(written);
    }
    AddressForm {
        draft,
        countries,
        required: rules.address == AddressRule::Required,
        update,
    }
}

/// Whether nothing was written of it; a country may have been chosen for them.
pub(crate) fn is_blank(draft: &AddressDraft) -> bool {
    let parts = [&draft.postal_code, &draft.city, &draft.region, &draft.phone];
    draft.lines.iter().all(String::is_empty) && parts.into_iter().all(Option::is_none)
}

/// Where it goes, where that was said or must be; or what is wrong with it, field by field.
pub(crate) fn destination(
    shop: &Shop,
    draft: &AddressDraft,
    lang: Lang,
) -> Result<Option<Destination>, Vec<FieldMessage>> {
    let rules = &shop.rules.orders;
    if is_blank(draft) && rules.address == AddressRule::Optional {
        return Ok(None);
    }
    let wrong = |(field, problem): (&str, Problem)| field_message(lang, field, &problem);
    let address = draft.check().map_err(|errors| {
        let pointers = errors.iter().map(|error| error.pointer.as_str());
        let problems = pointers.map(|pointer| problem_at(pointer, draft));
        problems.map(wrong).collect::<Vec<_>>()
    })?;
    let to = Destination::Parts(address);
    match rules.check_destination(Some(&to)) {
        Ok(()) => Ok(Some(to)),
        Err(_) => Err(vec![wrong(("country", Problem::Country))]),
    }
}

/// Where an order goes from now on, by the form of its address; `None` leaves it as it is.
#[expect(
    clippy::option_option,
    reason = "as it is, nowhere and an address say three things"
)]
pub(crate) fn change(
    view: &OrderView,
    draft: &AddressDraft,
    lang: Lang,
) -> Result<Option<Option<Destination>>, Vec<FieldMessage>> {
    // The form of an address that was told as a text is blank: sent so, the text stays.
    let is_text = view.address.is_some() && view.address_parts.is_none();
    if is_text && is_blank(draft) {
        return Ok(None);
    }
    // What stands there may stay, whatever the shop's rules have become.
    let told = draft.check().ok();
    if told.is_some() && told == view.address_parts {
        return Ok(None);
    }
    destination(&view.shop, draft, lang).map(Some)
}

/// The field of a pointer into an address, and what is wrong there.
fn problem_at(pointer: &str, draft: &AddressDraft) -> (&'static str, Problem) {
    match pointer {
        "/postal_code" => {
            let country = draft.country.as_deref().map(Country::parse);
            let country = country.and_then(Result::ok);
            let example = country.and_then(|country| country.format().postal_code_example);
            ("postal_code", Problem::PostalCode { example })
        }
        "/city" => ("city", Problem::City),
        "/region" => ("region", Problem::Region),
        "/country" => ("country", Problem::Country),
        "/phone" => ("phone", Problem::Phone),
        "/lines/1" => ("line2", Problem::Street),
        _ => ("line1", Problem::Street),
    }
}
