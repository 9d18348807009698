//! What the order form of a product, and of a cart, states.

use super::request::{PageRequest, value};
use dockline_app::actions::{LineInput, PlaceInput};
use dockline_app::page::OrderFormState;
use dockline_domain::order::Ship;
use dockline_view::Shop;

/// Contact and shipping as an order form states them.
pub(super) fn place_input(
    shop: &Shop,
    fields: &[(String, String)],
    request: &PageRequest,
    lines: Vec<LineInput>,
) -> (PlaceInput, OrderFormState) {
    let field = |name: &str| value(fields, name).unwrap_or("").trim().to_owned();
    let needed_by = Some(field("needed_by")).filter(|text| !text.is_empty());
    let form = OrderFormState {
        email: field("email"),
        name: field("name"),
        complete: Ship::parse(&field("ship")) == Ok(Ship::Complete),
        needed_by: needed_by.clone().unwrap_or_default(),
        ..OrderFormState::default()
    };
    let input = PlaceInput {
        shop: shop.slug.to_string(),
        lang: request.lang().tag().to_owned(),
        key: field("key"),
        email: form.email.clone(),
        name: form.name.clone(),
        ship: ship(&form).name().to_owned(),
        needed_by,
        lines,
    };
    (input, form)
}

/// The way to ship that a form states.
pub(super) fn ship(form: &OrderFormState) -> Ship {
    if form.complete {
        Ship::Complete
    } else {
        Ship::AsAvailable
    }
}
