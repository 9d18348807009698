//! What Google's product data specification wants to know of a variant; the XML and the
//! tab-separated feed are written from it.

use dockline_domain::catalogue::OptionValue;
use dockline_intake::import::fingerprint;
use dockline_words::present::Offer;
use dockline_words::{PageContext, link, price_for_machines};
use jiff::ToSpan;

/// Most characters of a title and of a description.
const TITLE_CHARS_MAX: usize = 150;
const DESCRIPTION_CHARS_MAX: usize = 5_000;

/// The attributes, in the order of the columns.
pub const ATTRIBUTES: [&str; 15] = [
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "availability",
    "availability_date",
    "price",
    "condition",
    "brand",
    "gtin",
    "identifier_exists",
    "item_group_id",
    "color",
    "size",
];

/// Most characters of an id and of the id of a group.
const ID_CHARS_MAX: usize = 50;

/// The id of a variant or of a group of them: its own name, or where that is too long its beginning
/// and a fingerprint of the whole, the same each time. Google counts an item with another id as
/// another item.
fn id(name: &str) -> String {
    if name.chars().count() <= ID_CHARS_MAX {
        return name.to_owned();
    }
    let print = fingerprint(name);
    let beginning: String = name.chars().take(ID_CHARS_MAX - print.len() - 1).collect();
    format!("{}-{print}", beginning.trim_end_matches(['-', ' ']))
}

/// What to say of availability, with the date when there is one; `None` leaves the item out.
///
/// A date is required for what has to be waited for, at most a year ahead. No date is invented:
/// what has none, or one further ahead, is `out_of_stock` there until it has one, although it can
/// be ordered here.
fn availability(offer: &Offer<'_>) -> Option<(&'static str, String)> {
    let word = offer.status.words().google?;
    if !offer.waits {
        return Some((word, String::new()));
    }
    let year_ahead = offer.view.shop.day.saturating_add(1.year());
    let soon_enough = offer.available_day().is_some_and(|day| day <= year_ahead);
    let date = offer
        .available_from("%Y-%m-%dT%H:%M%z")
        .filter(|_| soon_enough);
    Some(date.map_or(("out_of_stock", String::new()), |date| (word, date)))
}

/// The value of the first option with one of these names.
fn option(options: &[OptionValue], names: &[&str]) -> String {
    let named =
        |option: &&OptionValue| names.iter().any(|name| option.name.to_lowercase() == *name);
    options
        .iter()
        .find(named)
        .map_or_else(String::new, |option| option.value.clone())
}

/// The values of a variant's attributes, an empty text where there is none; `None` for what is not
/// to be in the feed at all.
pub fn item(ctx: &PageContext, offer: &Offer<'_>) -> Option<[String; ATTRIBUTES.len()]> {
    let (product, variant) = (&offer.view.product, offer.variant);
    let (availability, date) = availability(offer)?;
    let name = offer.name();
    let described = link::plain_text(&product.description, DESCRIPTION_CHARS_MAX - 1);
    let group = if product.variants.len() > 1 {
        id(product.handle.as_str())
    } else {
        String::new()
    };
    let gtin = variant.gtin_for_others();
    let unidentified = gtin.is_none() && product.vendor.is_none();
    Some([
        id(variant.sku.as_str()),
        name.chars().take(TITLE_CHARS_MAX).collect(),
        if described.is_empty() {
            name
        } else {
            described
        },
        offer.url_in_language(ctx),
        offer.image(ctx).unwrap_or_default(),
        availability.to_owned(),
        date,
        format!(
            "{} {}",
            price_for_machines(variant.price),
            variant.price.currency
        ),
        "new".to_owned(),
        product.vendor.clone().unwrap_or_default(),
        gtin.unwrap_or_default().to_owned(),
        if unidentified {
            "no".to_owned()
        } else {
            String::new()
        },
        group,
        option(&variant.options, &["color", "colour", "farbe"]),
        option(&variant.options, &["size", "größe"]),
    ])
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn an_id_has_at_most_50_characters_and_two_long_names_stay_two() {
        assert_eq!(id("TENT"), "TENT");
        let fits = "x".repeat(50);
        assert_eq!(id(&fits), fits);
        let long = "GRAPHIC-T-SHIRT-ORGANIC-COTTON-HEAVYWEIGHT-BLACK-XX-SMALL";
        let (made, other) = (id(long), id(&long.replace("SMALL", "LARGE")));
        assert!(
            made.chars().count() <= 50 && made != other,
            "{made} {other}"
        );
        assert_eq!(made, id(long));
        assert!(id(&"я".repeat(60)).chars().count() <= 50);
    }
}
