//! What a shop's account at Stripe is known by, and which sums it takes.

use crate::input::Invalid;
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Most characters of a key or of a secret.
const KEY_CHARS_MAX: usize = 255;
/// Fewest characters after the prefix.
const KEY_CHARS_MIN: usize = 16;
/// Most of Stripe's units that one request may take: eight digits.
const AMOUNT_MAX: i64 = 99_999_999;

/// Whether money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// None does.
    Test,
    /// It does.
    Live,
}

impl Mode {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// What is shown of an account: its key never is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whether money moves.
    pub mode: Mode,
    /// The last four characters of the key.
    pub last4: String,
    /// What Stripe calls the account, where the key may ask for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether there is a secret by which hooks are proven.
    #[serde(default)]
    pub has_hook_secret: bool,
}

impl Account {
    /// What is shown of a key. It is one that a server has: a restricted one, or the secret one.
    pub fn of_key(key: &str) -> Result<Self, Invalid> {
        let prefixes = [
            ("rk_test_", Mode::Test),
            ("sk_test_", Mode::Test),
            ("rk_live_", Mode::Live),
            ("sk_live_", Mode::Live),
        ];
        let found = prefixes.into_iter().find_map(|(prefix, mode)| {
            let rest = key.strip_prefix(prefix)?;
            is_random(rest).then_some((mode, rest))
        });
        let (mode, rest) = found.ok_or_else(|| {
            Invalid::new("must be a restricted or secret key of Stripe, such as rk_test_…")
        })?;
        Ok(Self {
            mode,
            last4: rest[rest.len() - 4..].to_owned(),
            name: None,
            has_hook_secret: false,
        })
    }

    /// Whether a key belongs to another account than one before it, as far as that is known.
    pub fn is_other_than(&self, before: &Self) -> bool {
        let is_renamed = match (&self.name, &before.name) {
            (Some(now), Some(before)) => now != before,
            (None, _) | (_, None) => false,
        };
        is_renamed || self.mode != before.mode
    }
}

fn is_random(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (KEY_CHARS_MIN..=KEY_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)
}

/// Checks the secret of a hook.
pub fn check_hook_secret(text: &str) -> Result<(), Invalid> {
    let is_one = text.strip_prefix("whsec_").is_some_and(is_random);
    let wrong = || Invalid::new("must be the signing secret of an endpoint, such as whsec_…");
    is_one.then_some(()).ok_or_else(wrong)
}

/// How Stripe counts a currency.
struct Counting {
    /// Digits of its unit.
    digits: u32,
    /// What a sum is a multiple of, in its units.
    step: i64,
}

/// Stripe counts some currencies otherwise than ISO 4217. Ariary have no digits there, krónur and
/// shillings of Uganda have two that are always zero, and the third digit of dinars and rials is zero.
fn counting(currency: Currency) -> Counting {
    let iso = currency.minor_digits();
    let (digits, step) = match currency.as_str() {
        "MGA" => (0, 1),
        "ISK" | "UGX" => (2, 100),
        _ if iso == 3 => (3, 10),
        _ => (iso, 1),
    };
    Counting { digits, step }
}

/// The least sum that is taken, in Stripe's units; 1 where none is published.
fn least(currency: Currency) -> i64 {
    match currency.as_str() {
        "EUR" | "USD" | "CHF" | "AUD" | "CAD" | "SGD" | "NZD" | "BRL" | "INR" => 50,
        "GBP" => 30,
        "DKK" => 250,
        "NOK" | "SEK" => 300,
        "PLN" | "RON" | "AED" | "MYR" => 200,
        "BGN" => 100,
        "CZK" => 1_500,
        "HUF" => 17_500,
        "HKD" => 400,
        "JPY" => 50,
        "MXN" | "THB" => 1_000,
        _ => 1,
    }
}

/// A sum as Stripe counts it; `None` where it cannot say it.
pub fn amount(money: Money) -> Option<i64> {
    let Counting { digits, step } = counting(money.currency);
    let iso = money.currency.minor_digits();
    let scaled = if digits >= iso {
        money.minor.checked_mul(10_i64.checked_pow(digits - iso)?)?
    } else {
        let by = 10_i64.checked_pow(iso - digits)?;
        (money.minor % by == 0).then_some(money.minor / by)?
    };
    (scaled % step == 0).then_some(scaled)
}

/// A sum that Stripe says, in the currency's own units; `None` where there is none such.
pub fn money(amount: i64, currency: Currency) -> Option<Money> {
    let digits = counting(currency).digits;
    let iso = currency.minor_digits();
    let minor = if digits >= iso {
        let by = 10_i64.checked_pow(digits - iso)?;
        (amount % by == 0).then_some(amount / by)?
    } else {
        amount.checked_mul(10_i64.checked_pow(iso - digits)?)?
    };
    Some(Money { minor, currency })
}

/// Whether Stripe takes a sum: it can say it, and it is neither too little nor too much. Nothing is
/// never asked for.
pub fn takes(sum: Money) -> Result<(), Invalid> {
    if sum.minor == 0 {
        return Ok(());
    }
    let currency = sum.currency;
    // Stripe's own pages contradict each other on how it is counted.
    if currency.as_str() == "UGX" {
        return Err(Invalid(
            "cost an amount in UGX, which the gateway is not asked for".to_owned(),
        ));
    }
    let least = least(currency);
    let in_words = |amount| money(amount, currency).map(|money| money.minor);
    match amount(sum) {
        None => Err(Invalid(format!(
            "cost an amount that the gateway cannot take in {currency}: its last digits must be 0"
        ))),
        Some(amount) if amount < least => Err(Invalid(format!(
            "cost less than the least that the gateway takes, {} minor units of {currency}",
            in_words(least).unwrap_or(least)
        ))),
        Some(amount) if amount > AMOUNT_MAX => Err(Invalid(format!(
            "cost more than the gateway takes at once, {AMOUNT_MAX} units of {currency}"
        ))),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(minor: i64, currency: &str) -> Money {
        Money {
            minor,
            currency: Currency::parse(currency).unwrap(),
        }
    }

    #[test]
    fn an_amount_is_counted_as_stripe_counts_it_and_back() {
        for (minor, currency, counted) in [
            (2_990, "EUR", Some(2_990)),
            (80, "JPY", Some(80)),
            // Two digits of ours, none of Stripe's.
            (120_000, "MGA", Some(1_200)),
            (120_050, "MGA", None),
            // None of ours, two of Stripe's.
            (500, "ISK", Some(50_000)),
            (7_000, "UGX", Some(700_000)),
            // Three digits, of which the last is zero.
            (1_230, "KWD", Some(1_230)),
            (1_234, "KWD", None),
            (i64::MAX, "ISK", None),
        ] {
            let told = sum(minor, currency);
            assert_eq!(amount(told), counted, "{minor} {currency}");
            if let Some(counted) = counted {
                assert_eq!(money(counted, told.currency), Some(told), "{currency}");
            }
        }
        // No sum of ours is half a króna.
        assert_eq!(money(150, Currency::parse("ISK").unwrap()), None);
    }

    #[test]
    fn too_little_and_too_much_are_refused_and_nothing_is_not() {
        for (minor, currency, taken) in [
            (0, "EUR", true),
            (49, "EUR", false),
            (50, "EUR", true),
            (99_999_999, "EUR", true),
            (100_000_000, "EUR", false),
            (49, "JPY", false),
            (1_234, "KWD", false),
            (1_000_000, "ISK", false),
            (29, "GBP", false),
            (1, "XAF", true),
        ] {
            assert_eq!(
                takes(sum(minor, currency)).is_ok(),
                taken,
                "{minor} {currency}"
            );
        }
    }

    #[test]
    fn a_key_says_its_mode_and_shows_four_characters() {
        let account = Account::of_key("rk_test_51abcdefghijklmnopWXYZ").unwrap();
        assert_eq!((account.mode, account.last4.as_str()), (Mode::Test, "WXYZ"));
        let live = Account::of_key("sk_live_51abcdefghijklmnopWXYZ").unwrap();
        assert_eq!(live.mode, Mode::Live);
        assert!(live.is_other_than(&account));
        for bad in [
            "",
            "pk_test_51abcdefghijklmnopWXYZ",
            "rk_test_short",
            "rk_test_51abcdefghijklm nopWXYZ",
            "rk_test_51abcdefghijklmnopWXYZ\n",
            "whsec_51abcdefghijklmnopWXYZ",
        ] {
            assert!(Account::of_key(bad).is_err(), "{bad}");
        }
        assert!(check_hook_secret("whsec_0123456789abcdefXYZ").is_ok());
        for bad in [
            "",
            "whsec_",
            "0123456789abcdefXYZ",
            "whsec_0123456789abcdef%%",
        ] {
            assert!(check_hook_secret(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_of_another_account_is_told_apart_where_it_is_known() {
        let of = |name: Option<&str>| Account {
            name: name.map(str::to_owned),
            ..Account::of_key("rk_test_51abcdefghijklmnopWXYZ").unwrap()
        };
        assert!(of(Some("acct_1")).is_other_than(&of(Some("acct_2"))));
        assert!(!of(Some("acct_1")).is_other_than(&of(Some("acct_1"))));
        assert!(!of(None).is_other_than(&of(Some("acct_1"))));
    }
}
