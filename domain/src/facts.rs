//! What the law asks a page to say of a product before it is bought: who makes it, who answers for
//! it in the Union, what to be warned of (Regulation (EU) 2023/988 art. 19), and how much is in it
//! (Directive 98/6/EC art. 3, in Germany § 4 PAngV).

use crate::catalogue::is_page_address;
use crate::email::Email;
use crate::input::{Problems, lines_text, short_text};
use crate::limits;
use crate::money::Money;
use crate::storefront::Texts;
use serde::{Deserialize, Serialize};

/// Somebody who answers for a product, with a postal and an electronic address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name, registered trade name or trade mark.
    pub name: String,
    /// Postal address in lines.
    pub address: String,
    /// Mail address.
    #[serde(default)]
    pub email: Option<Email>,
    /// Address of a page; one of both there must be.
    #[serde(default)]
    pub url: Option<String>,
}

/// What there is to say of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Who makes it (art. 19(a)).
    pub maker: Option<Party>,
    /// Who answers for it where its maker is not established in the Union (art. 19(b)).
    pub responsible_person: Option<Party>,
    /// Warnings and safety information by language (art. 19(d)).
    pub warnings: Texts,
}

/// What a quantity is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Grams.
    G,
    /// Kilograms.
    Kg,
    /// Millilitres.
    Ml,
    /// Litres.
    L,
    /// Centimetres.
    Cm,
    /// Metres.
    M,
    /// Square metres.
    M2,
    /// Pieces.
    Piece,
}

impl Unit {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::G,
        Self::Kg,
        Self::Ml,
        Self::L,
        Self::Cm,
        Self::M,
        Self::M2,
        Self::Piece,
    ];

    /// The word of the REST interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Kg => "kg",
            Self::Ml => "ml",
            Self::L => "l",
            Self::Cm => "cm",
            Self::M => "m",
            Self::M2 => "m2",
            Self::Piece => "piece",
        }
    }

    /// The unit that prices are compared by, and how many of this one are in it (§ 5(1) PAngV:
    /// always the whole kilogram, litre, metre or square metre).
    pub const fn compared_by(self) -> (Self, i64) {
        match self {
            Self::G => (Self::Kg, 1_000),
            Self::Ml => (Self::L, 1_000),
            Self::Cm => (Self::M, 100),
            Self::Kg | Self::L | Self::M | Self::M2 | Self::Piece => (self, 1),
        }
    }
}

/// How much is in one unit that is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// 1 to 100 000 000.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Content {
    /// What one unit of comparison costs, rounded to the nearest minor unit, half of one up.
    pub fn unit_price(self, price: Money) -> Option<(Money, Unit)> {
        let (unit, in_it) = self.unit.compared_by();
        let amount = i128::from(self.amount);
        if amount == 0 || price.minor < 0 {
            return None;
        }
        let doubled = 2 * i128::from(price.minor) * i128::from(in_it) + amount;
        let minor = i64::try_from(doubled / (2 * amount)).ok()?;
        Some((Money { minor, ..price }, unit))
    }
}

fn check_party(problems: &mut Problems, pointer: &str, party: Option<&mut Party>) {
    let Some(party) = party else { return };
    let name = short_text(&party.name, limits::TEXT_CHARS_MAX);
    if let Some(name) = problems.take(format!("{pointer}/name"), name) {
        party.name = name;
    }
    let address = lines_text(&party.address, limits::ADDRESS_CHARS_MAX);
    if let Some(address) = problems.take(format!("{pointer}/address"), address) {
        party.address = address;
    }
    let url = party.url.as_deref();
    if url.is_some_and(|url| !is_page_address(url)) {
        problems.add(format!("{pointer}/url"), "must be an http(s) URL");
    }
    if party.email.is_none() && party.url.is_none() {
        problems.add(
            format!("{pointer}/email"),
            "must be given, or url: an electronic address",
        );
    }
}

impl Facts {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks every field, and names each wrong one by a pointer from the product.
    pub(crate) fn check(&mut self, problems: &mut Problems) {
        check_party(problems, "/maker", self.maker.as_mut());
        check_party(
            problems,
            "/responsible_person",
            self.responsible_person.as_mut(),
        );
        for (lang, text) in &mut self.warnings.0 {
            let pointer = format!("/texts/{}/warnings", lang.tag());
            let checked = lines_text(text, limits::NOTICE_CHARS_MAX);
            if let Some(checked) = problems.take(pointer, checked) {
                *text = checked;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn prices_are_compared_by_the_whole_kilogram_litre_and_metre() {
        let price = |minor| Money {
            minor,
            currency: Currency::parse("EUR").unwrap(),
        };
        for (minor, amount, unit, per, of) in [
            (390, 250, Unit::G, 1_560, Unit::Kg),
            (999, 2, Unit::Kg, 500, Unit::Kg),
            (1_290, 750, Unit::Ml, 1_720, Unit::L),
            (100, 3, Unit::L, 33, Unit::L),
            (500, 150, Unit::Cm, 333, Unit::M),
            (1_000, 3, Unit::Piece, 333, Unit::Piece),
            (1, 2, Unit::M2, 1, Unit::M2),
            (0, 1, Unit::G, 0, Unit::Kg),
        ] {
            let content = Content { amount, unit };
            assert_eq!(
                content.unit_price(price(minor)),
                Some((price(per), of)),
                "{minor} for {amount} {unit:?}"
            );
        }
        let none = Content {
            amount: 0,
            unit: Unit::G,
        };
        assert_eq!(none.unit_price(price(1)), None);
    }

    #[test]
    fn anyone_who_answers_for_a_product_can_be_reached() {
        let party = |email: Option<&str>, url: Option<&str>| Party {
            name: "Mill".into(),
            address: "Weg 1\n1 Ort".into(),
            email: email.map(|email| Email::parse(email).unwrap()),
            url: url.map(str::to_owned),
        };
        for (party, wrong) in [
            (party(Some("a@mill.example"), None), None),
            (party(None, Some("https://mill.example")), None),
            (party(None, None), Some("/maker/email")),
            (party(None, Some("javascript:x()")), Some("/maker/url")),
        ] {
            let mut problems = Problems::default();
            let mut facts = Facts {
                maker: Some(party),
                ..Facts::default()
            };
            facts.check(&mut problems);
            let told = problems.finish(Some(())).err().unwrap_or_default();
            assert_eq!(told.first().map(|error| error.pointer.as_str()), wrong);
        }
    }
}
