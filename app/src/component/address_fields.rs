//! The fields of an address, as its country writes it.

use super::order_form::{TextField, field_error, text_field};
use crate::form::OrderFormState;
use dockline_domain::address::AddressDraft;
use dockline_domain::country::{AddressPart, Country, Format};
use dockline_domain::limits;
use dockline_words::{PageContext, country_name, country_names};
use leptos::prelude::*;

/// An address as it stands in a form.
#[derive(Debug, Clone, Default)]
pub struct AddressForm {
    /// What was written.
    pub draft: AddressDraft,
    /// The countries that can be chosen.
    pub countries: Vec<Country>,
    /// Whether it must be there.
    pub required: bool,
    /// What the button says that shows the fields of another country.
    pub update: &'static str,
}

impl AddressForm {
    fn country(&self) -> Option<Country> {
        Country::parse(self.draft.country.as_deref()?).ok()
    }

    fn requires(&self, part: AddressPart) -> bool {
        let format = self.country().map(Country::format);
        self.required && format.is_some_and(|format| format.requires(part))
    }
}

/// The country, then what its addresses have, in their order. Another country is shown by a button.
pub fn address_fields(ctx: &PageContext, form: &AddressForm, state: &OrderFormState) -> AnyView {
    let format = form.country().map(Country::format);
    let order = format.map_or_else(
        || vec![AddressPart::PostalCode, AddressPart::City],
        Format::order,
    );
    let parts = order.into_iter().map(|part| match part {
        AddressPart::Region => region(ctx, form, format, state),
        AddressPart::PostalCode | AddressPart::City => short(ctx, form, part, state),
    });
    view! {
        <div class="address">
            {country(ctx, form, state)}
            {line(ctx, form, 1, state)}
            {line(ctx, form, 2, state)}
            <div class="field-pair">{parts.collect_view()}</div>
            {phone(ctx, form, state)}
        </div>
    }
    .into_any()
}

fn country(ctx: &PageContext, form: &AddressForm, state: &OrderFormState) -> AnyView {
    let say = ctx.words();
    if let [only] = form.countries.as_slice() {
        let name = country_name(ctx.lang, *only);
        return view! {
            <p class="quiet"><input type="hidden" name="country" value=only.code().to_owned() /> {say.fill("address-only-country", [("country", name.into())])}</p>
        }
        .into_any();
    }
    let chosen = form.country();
    let option = |(country, name): (Country, &'static str)| {
        view! { <option value=country.code().to_owned() selected=Some(country) == chosen>{name}</option> }
    };
    let names = country_names(ctx.lang, form.countries.iter().copied());
    let none = chosen.is_none().then(
        || view! { <option value="" selected=true>{say.say("address-choose-country")}</option> },
    );
    let invalid = state.error("country").is_some().then_some("true");
    view! {
        <div class="field">
            <label for="country">{say.say("field-country")}</label>
            <div class="address__country">
                <select class="input" id="country" name="country" autocomplete="country" aria-describedby="country-error" aria-invalid=invalid>
                    {none}
                    {names.into_iter().map(option).collect_view()}
                </select>
                <button class="button button--quiet" type="submit" name="action" value=form.update formnovalidate>{say.say("address-update")}</button>
            </div>
            {field_error("country", state)}
        </div>
    }
    .into_any()
}

/// A label that says when nothing must be written.
fn label(ctx: &PageContext, id: &str, required: bool) -> String {
    let text = ctx.words().say(id);
    if required {
        return text;
    }
    ctx.words().fill("field-optional", [("field", text.into())])
}

fn line(ctx: &PageContext, form: &AddressForm, number: usize, state: &OrderFormState) -> AnyView {
    let (name, id, autocomplete) = match number {
        1 => ("line1", "field-line1", "address-line1"),
        _ => ("line2", "field-line2", "address-line2"),
    };
    let required = form.required && number == 1;
    let field = TextField {
        name,
        label: label(ctx, id, required || !form.required && number == 1),
        kind: "text",
        autocomplete,
        value: form.draft.lines.get(number - 1).map_or("", String::as_str),
        length_max: limits::ADDRESS_LINE_CHARS_MAX,
        required,
        focused: false,
    };
    text_field(&field, state)
}

fn short(
    ctx: &PageContext,
    form: &AddressForm,
    part: AddressPart,
    state: &OrderFormState,
) -> AnyView {
    let (name, id, autocomplete, value, length_max) = match part {
        AddressPart::PostalCode => (
            "postal_code",
            "field-postal-code",
            "postal-code",
            &form.draft.postal_code,
            limits::POSTAL_CODE_CHARS_MAX,
        ),
        AddressPart::City => (
            "city",
            "field-city",
            "address-level2",
            &form.draft.city,
            limits::CITY_CHARS_MAX,
        ),
        AddressPart::Region => (
            "region",
            "field-region",
            "address-level1",
            &form.draft.region,
            limits::REGION_CHARS_MAX,
        ),
    };
    let required = form.requires(part);
    let is_asked = form
        .country()
        .is_none_or(|country| country.format().requires(part));
    let field = TextField {
        name,
        label: label(ctx, id, is_asked),
        kind: "text",
        autocomplete,
        value: value.as_deref().unwrap_or_default(),
        length_max,
        required,
        focused: false,
    };
    text_field(&field, state)
}

/// A list where the country has one, otherwise a text.
fn region(
    ctx: &PageContext,
    form: &AddressForm,
    format: Option<&'static Format>,
    state: &OrderFormState,
) -> AnyView {
    let Some(format) = format.filter(|format| !format.regions.is_empty()) else {
        return short(ctx, form, AddressPart::Region, state);
    };
    let written = form.draft.region.as_deref().unwrap_or_default();
    let chosen = format.region(written).map(|region| region.code);
    let options = format.regions.iter().map(|region| {
        view! { <option value=region.code selected=Some(region.code) == chosen>{region.name}</option> }
    });
    let required = form.requires(AddressPart::Region);
    let is_asked = format.requires(AddressPart::Region);
    let invalid = state.error("region").is_some().then_some("true");
    view! {
        <div class="field">
            <label for="region">{label(ctx, "field-region", is_asked)}</label>
            <select class="input" id="region" name="region" autocomplete="address-level1" required=required aria-describedby="region-error" aria-invalid=invalid>
                <option value="" selected=chosen.is_none()>{ctx.words().say("address-choose-region")}</option>
                {options.collect_view()}
            </select>
            {field_error("region", state)}
        </div>
    }
    .into_any()
}

fn phone(ctx: &PageContext, form: &AddressForm, state: &OrderFormState) -> AnyView {
    let field = TextField {
        name: "phone",
        label: label(ctx, "field-phone", false),
        kind: "tel",
        autocomplete: "tel",
        value: form.draft.phone.as_deref().unwrap_or_default(),
        length_max: limits::PHONE_BYTES_MAX,
        required: false,
        focused: false,
    };
    text_field(&field, state)
}
