//! Whose law of delay an order is under.

use crate::country::Country;
use crate::input::Invalid;
use serde::{Deserialize, Serialize};

/// Whose law of delay an order is under, by the country it is delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// None that the shop keeps.
    #[default]
    None,
    /// The United States: 16 CFR part 435.
    Us,
    /// California: the same, and Business and Professions Code § 17538.
    UsCa,
    /// The European Union and the European Economic Area: Directive 2011/83/EU art. 18.
    Eu,
    /// The United Kingdom: Consumer Rights Act 2015 s. 28.
    Uk,
}

/// The European Union, Iceland, Liechtenstein and Norway.
const EUROPE: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Regime {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::None, Self::Us, Self::UsCa, Self::Eu, Self::Uk];

    /// By the country and region an order goes to; `otherwise` is the shop's choice for an order
    /// that does not say where it goes, and for countries whose law is not known here.
    pub fn of(to: Option<(Country, Option<&str>)>, otherwise: Self) -> Self {
        let Some((country, region)) = to else {
            return otherwise;
        };
        match country.code() {
            "US" if region == Some("CA") => Self::UsCa,
            "US" => Self::Us,
            "GB" => Self::Uk,
            code if EUROPE.contains(&code) => Self::Eu,
            _ => otherwise,
        }
    }

    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Us => "us",
            Self::UsCa => "us_ca",
            Self::Eu => "eu",
            Self::Uk => "uk",
        }
    }

    /// What a shop may choose for orders to countries that are not known.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "none" => Ok(Self::None),
            "us" => Ok(Self::Us),
            "eu" => Ok(Self::Eu),
            "uk" => Ok(Self::Uk),
            _ => Err(Invalid::new("must be none, us, eu or uk")),
        }
    }

    /// Whether silence may be consent, and whether an order without an offer is cancelled: so it is
    /// in the United States alone.
    pub fn is_american(self) -> bool {
        match self {
            Self::Us | Self::UsCa => true,
            Self::None | Self::Eu | Self::Uk => false,
        }
    }

    /// The zones in which days of the regime end first and last (IANA names). Nobody is asked where
    /// in a country they live, so the shop keeps to the first and waits for the last.
    pub fn zones(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None => None,
            Self::Us => Some(("America/New_York", "Pacific/Honolulu")),
            Self::UsCa => Some(("America/Los_Angeles", "America/Los_Angeles")),
            Self::Eu => Some(("Europe/Helsinki", "Atlantic/Azores")),
            Self::Uk => Some(("Europe/London", "Europe/London")),
        }
    }
}

/// What a shop does about delays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelayLaw {
    /// Nothing.
    #[default]
    Off,
    /// What is due stands in the console; a person tells people and records it.
    Today,
}

impl DelayLaw {
    /// Parses its name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "off" => Ok(Self::Off),
            "today" => Ok(Self::Today),
            "automatic" => Err(Invalid::new(
                "must be off or today: notices are not sent by themselves, because nothing checks yet that mail works",
            )),
            _ => Err(Invalid::new("must be off or today")),
        }
    }

    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Today => "today",
        }
    }
}

/// What a shop does about delays, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DelayRules {
    /// What it does.
    #[serde(rename = "delay_law", skip_serializing_if = "is_default")]
    pub law: DelayLaw,
    /// The regime of orders to countries that are not known, or that no regime is of.
    #[serde(rename = "delay_regime_unknown", skip_serializing_if = "is_default")]
    pub otherwise: Regime,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A change of these rules; what is absent stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DelayRulesChange {
    /// See [`DelayRules::law`].
    pub law: Option<DelayLaw>,
    /// See [`DelayRules::otherwise`].
    pub otherwise: Option<Regime>,
}

impl DelayRules {
    /// The rules after a change.
    pub(crate) fn changed(self, change: DelayRulesChange) -> Self {
        Self {
            law: change.law.unwrap_or(self.law),
            otherwise: change.otherwise.unwrap_or(self.otherwise),
        }
    }

    /// The regime of an order that goes to a country and region; none where the shop does nothing.
    pub fn regime(self, to: Option<(Country, Option<&str>)>) -> Regime {
        match self.law {
            DelayLaw::Off => Regime::None,
            DelayLaw::Today => Regime::of(to, self.otherwise),
        }
    }
}
