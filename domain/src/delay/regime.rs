//! Whose law of delay an order is under.

use crate::country::Country;
use crate::input::{Invalid, Problems};
use jiff::civil::Date;
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
            _ if country.is_in_eea() => Self::Eu,
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
    /// Notices go out by themselves, and what the law ends is cancelled.
    Automatic,
}

impl DelayLaw {
    /// Parses its name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "off" => Ok(Self::Off),
            "today" => Ok(Self::Today),
            "automatic" => Ok(Self::Automatic),
            _ => Err(Invalid::new("must be off, today or automatic")),
        }
    }

    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Today => "today",
            Self::Automatic => "automatic",
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
    /// The day since which it is done by itself for the orders that it is about: what had ended by
    /// then is left to people.
    #[serde(rename = "delay_automatic_since", skip_serializing_if = "is_default")]
    pub since: Option<Date>,
    /// For how many minutes a date that has moved is not told yet, because it may move again; none
    /// is as long as the server says.
    #[serde(rename = "notice_wait_minutes", skip_serializing_if = "is_default")]
    pub wait_minutes: Option<u16>,
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
    /// See [`DelayRules::wait_minutes`].
    pub wait_minutes: Option<i64>,
}

impl DelayRules {
    /// The rules after a change.
    pub(crate) fn changed(self, change: DelayRulesChange, problems: &mut Problems) -> Self {
        let wait = change.wait_minutes.map(|minutes| {
            let minutes = u16::try_from(minutes).ok();
            minutes.filter(|minutes| *minutes <= Self::WAIT_MINUTES_MAX)
        });
        if wait == Some(None) {
            let most = Self::WAIT_MINUTES_MAX;
            let text = format!("must be a whole number from 0 to {most}");
            problems.add("/notice_wait_minutes", text);
        }
        Self {
            law: change.law.unwrap_or(self.law),
            otherwise: change.otherwise.unwrap_or(self.otherwise),
            since: self.since,
            wait_minutes: wait.flatten().or(self.wait_minutes),
        }
    }

    /// Longest that a date which has moved is not told: silence is consent to the first notice only,
    /// and a day is soon enough.
    pub const WAIT_MINUTES_MAX: u16 = 24 * 60;
    /// How long it is not told where the shop says nothing.
    pub const WAIT_MINUTES: u16 = 30;

    /// The rules after a change on a day, where `before` was the rule: what is ended by itself is so
    /// from this day on, whether it was left to people or was under no law before.
    #[must_use]
    pub fn begun_anew(self, before: Self, day: Date) -> Self {
        let is_same = before.law == self.law && before.otherwise == self.otherwise;
        Self {
            since: match self.law {
                DelayLaw::Automatic if is_same => before.since,
                DelayLaw::Automatic => Some(day),
                DelayLaw::Off | DelayLaw::Today => None,
            },
            ..self
        }
    }

    /// The regime of an order that goes to a country and region; none where the shop does nothing.
    pub fn regime(self, to: Option<(Country, Option<&str>)>) -> Regime {
        match self.law {
            DelayLaw::Off => Regime::None,
            DelayLaw::Today | DelayLaw::Automatic => Regime::of(to, self.otherwise),
        }
    }
}
