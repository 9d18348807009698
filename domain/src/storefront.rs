//! What a shop says of itself on its pages: whom to write to, what its prices hold, what the law
//! asks a seller to say, and a notice for some days. None of it moves a date.

use crate::email::Email;
use crate::id::MediaId;
use crate::input::{FieldError, Invalid, Problems, lines_text, short_text};
use crate::lang::Lang;
use crate::limits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One text in the languages it was written in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<Lang, String>);

impl Texts {
    /// The text in a language, or else in the first other one that there is, with its language.
    pub fn in_language(&self, lang: Lang) -> Option<(Lang, &str)> {
        let own = self.0.get_key_value(&lang);
        own.or_else(|| self.0.first_key_value())
            .map(|(lang, text)| (*lang, text.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each text checked; a wrong one is named by a pointer that ends in its language.
    fn checked(
        self,
        problems: &mut Problems,
        pointer: &str,
        check: impl Fn(&str) -> Result<String, Invalid>,
    ) -> Self {
        let texts = self.0.into_iter().filter_map(|(lang, text)| {
            let pointer = format!("{pointer}/{}", lang.tag());
            Some((lang, problems.take(pointer, check(&text))?))
        });
        Self(texts.collect())
    }
}

/// The pages that say who sells, and on what terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegalPage {
    /// Who the seller is (Directive 2000/31/EC art. 5, § 5 DDG).
    Imprint,
    /// The terms of sale (Directive 2011/83/EU art. 6).
    Terms,
    /// What becomes of personal data (Regulation (EU) 2016/679 art. 13).
    Privacy,
    /// How to withdraw from a contract (Directive 2011/83/EU art. 6(1)(h)).
    Withdrawal,
    /// What shipping costs, where to, and how one pays (Directive 2011/83/EU art. 6(1)(e), (g)).
    Shipping,
    /// How accessible the shop is (Directive (EU) 2019/882 art. 13).
    Accessibility,
}

impl LegalPage {
    /// Every one, in the order of a footer.
    pub const ALL: [Self; 6] = [
        Self::Imprint,
        Self::Terms,
        Self::Withdrawal,
        Self::Privacy,
        Self::Shipping,
        Self::Accessibility,
    ];

    /// The word in addresses and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Imprint => "imprint",
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Withdrawal => "withdrawal",
            Self::Shipping => "shipping",
            Self::Accessibility => "accessibility",
        }
    }

    /// The page of a word.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|page| page.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = Self::ALL.iter().map(|page| page.name()).collect();
                Invalid::new(format!("must be one of {}", names.join(", ")))
            })
    }
}

impl fmt::Display for LegalPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How people reach the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Where to write to.
    pub email: Option<Email>,
    /// Where to call, as people write it.
    pub phone: Option<String>,
}

/// What stands on every page for some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it says.
    pub texts: Texts,
    /// The first day, by the shop's calendar; none is from now on.
    pub from: Option<Date>,
    /// The last day; none is until it is taken away.
    pub to: Option<Date>,
}

impl Notice {
    /// Whether it stands on a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The harmonised notice on the legal guarantee of conformity (Directive 2011/83/EU art. 22a,
/// Implementing Regulation (EU) 2025/1960): the official picture, which the merchant supplies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuaranteeNotice {
    /// The picture in each language.
    pub media: BTreeMap<Lang, MediaId>,
    /// What it says, for those who do not see it.
    pub texts: Texts,
}

impl GuaranteeNotice {
    /// The picture in a language, or else in another one that there is.
    pub fn picture(&self, lang: Lang) -> Option<(Lang, &MediaId)> {
        let own = self.media.get_key_value(&lang);
        own.or_else(|| self.media.first_key_value())
            .map(|(lang, media)| (*lang, media))
    }
}

/// What a shop says of itself besides its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Storefront {
    /// How people reach it.
    pub contact: Contact,
    /// Whether prices include value added tax; `Some(false)`: none is charged. `None`: nothing is
    /// said of it.
    pub prices_include_vat: Option<bool>,
    /// What stands beside prices instead of our words.
    pub vat_note: Texts,
    /// What stands on every page for some days.
    pub notice: Option<Notice>,
    /// The notice on the legal guarantee.
    pub guarantee_notice: Option<GuaranteeNotice>,
    /// Which legal pages there are, and in which languages.
    pub pages: BTreeMap<LegalPage, BTreeSet<Lang>>,
}

/// A change of what a shop says of itself; what is absent stays as it is, `Some(None)` takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorefrontChange {
    /// See [`Contact::email`].
    pub contact_email: Option<Option<String>>,
    /// See [`Contact::phone`].
    pub contact_phone: Option<Option<String>>,
    /// See [`Storefront::prices_include_vat`].
    pub prices_include_vat: Option<Option<bool>>,
    /// See [`Storefront::vat_note`].
    pub vat_note: Option<Texts>,
    /// See [`Storefront::notice`].
    pub notice: Option<Option<Notice>>,
    /// See [`Storefront::guarantee_notice`].
    pub guarantee_notice: Option<Option<GuaranteeNotice>>,
}

/// A telephone number as people write it.
fn phone(text: &str) -> Result<String, Invalid> {
    let is_written = |one: char| one.is_ascii_digit() || " +-/().".contains(one);
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_short = text.len() <= limits::PHONE_CHARS_MAX;
    if is_short && text.chars().all(is_written) && (3..=limits::PHONE_DIGITS_MAX).contains(&digits)
    {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new(format!(
            "must be a telephone number of 3 to {} digits such as +49 30 1234567",
            limits::PHONE_DIGITS_MAX
        )))
    }
}

fn notice(problems: &mut Problems, sent: Notice) -> Notice {
    if sent.texts.is_empty() {
        problems.add("/notice/texts", "must have a text in at least one language");
    }
    if sent.from.zip(sent.to).is_some_and(|(from, to)| to < from) {
        problems.add("/notice/to", "must not lie before from");
    }
    Notice {
        texts: sent.texts.checked(problems, "/notice/texts", |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        }),
        ..sent
    }
}

fn guarantee(problems: &mut Problems, sent: GuaranteeNotice) -> GuaranteeNotice {
    if sent.media.is_empty() {
        problems.add("/guarantee_notice/media", "must name a picture");
    }
    GuaranteeNotice {
        texts: sent
            .texts
            .checked(problems, "/guarantee_notice/texts", |text| {
                lines_text(text, limits::NOTICE_CHARS_MAX)
            }),
        ..sent
    }
}

impl Storefront {
    /// It after a change; each wrong value is named by a pointer.
    pub fn changed(&self, change: &StorefrontChange) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        let StorefrontChange {
            contact_email,
            contact_phone,
            prices_include_vat,
            vat_note,
            notice: sent_notice,
            guarantee_notice,
        } = change.clone();
        let mut after = self.clone();
        if let Some(email) = contact_email {
            after.contact.email =
                email.and_then(|text| problems.take("/contact/email", Email::parse(&text)));
        }
        if let Some(number) = contact_phone {
            after.contact.phone =
                number.and_then(|text| problems.take("/contact/phone", phone(&text)));
        }
        if let Some(includes) = prices_include_vat {
            after.prices_include_vat = includes;
        }
        if let Some(texts) = vat_note {
            after.vat_note = texts.checked(&mut problems, "/vat_note", |text| {
                short_text(text, limits::TEXT_CHARS_MAX)
            });
        }
        if let Some(sent) = sent_notice {
            after.notice = sent.map(|sent| notice(&mut problems, sent));
        }
        if let Some(sent) = guarantee_notice {
            after.guarantee_notice = sent.map(|sent| guarantee(&mut problems, sent));
        }
        problems.finish(Some(after))
    }

    /// The notice that stands on a day.
    pub fn notice_on(&self, day: Date) -> Option<&Notice> {
        self.notice.as_ref().filter(|notice| notice.stands_on(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn texts(pairs: &[(Lang, &str)]) -> Texts {
        Texts(
            pairs
                .iter()
                .map(|(lang, text)| (*lang, (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_text_falls_back_to_a_language_that_there_is_and_says_which() {
        let both = texts(&[(Lang::En, "Hello"), (Lang::De, "Hallo")]);
        assert_eq!(both.in_language(Lang::De), Some((Lang::De, "Hallo")));
        let german = texts(&[(Lang::De, "Hallo")]);
        assert_eq!(german.in_language(Lang::En), Some((Lang::De, "Hallo")));
        assert_eq!(Texts::default().in_language(Lang::En), None);
    }

    #[test]
    fn a_notice_stands_from_its_first_day_to_its_last() {
        let days = |from, to| Notice {
            texts: texts(&[(Lang::En, "We are closed")]),
            from,
            to,
        };
        let (first, last) = (date(2026, 12, 24), date(2027, 1, 2));
        for (notice, day, stands) in [
            (days(Some(first), Some(last)), date(2026, 12, 23), false),
            (days(Some(first), Some(last)), first, true),
            (days(Some(first), Some(last)), last, true),
            (days(Some(first), Some(last)), date(2027, 1, 3), false),
            (days(None, Some(last)), date(2020, 1, 1), true),
            (days(Some(first), None), date(2030, 1, 1), true),
            (days(None, None), first, true),
        ] {
            assert_eq!(notice.stands_on(day), stands, "{notice:?} on {day}");
        }
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name_and_takes_away_what_it_empties() {
        let contact = StorefrontChange {
            contact_email: Some(Some("shop@acme.example".to_owned())),
            contact_phone: Some(Some("+49 30 1234567".to_owned())),
            ..StorefrontChange::default()
        };
        let told = Storefront::default().changed(&contact).unwrap();
        let vat = StorefrontChange {
            prices_include_vat: Some(Some(true)),
            contact_phone: Some(None),
            ..StorefrontChange::default()
        };
        let after = told.changed(&vat).unwrap();
        assert_eq!(after.contact.email, told.contact.email);
        assert_eq!(after.contact.phone, None);
        assert_eq!(after.prices_include_vat, Some(true));
        assert_eq!(after.changed(&StorefrontChange::default()), Ok(after));
    }

    #[test]
    fn every_wrong_value_is_named() {
        let change = StorefrontChange {
            contact_email: Some(Some("shop".to_owned())),
            contact_phone: Some(Some("call us".to_owned())),
            vat_note: Some(texts(&[(Lang::De, " ")])),
            notice: Some(Some(Notice {
                texts: Texts::default(),
                from: Some(date(2027, 1, 2)),
                to: Some(date(2027, 1, 1)),
            })),
            guarantee_notice: Some(Some(GuaranteeNotice::default())),
            ..StorefrontChange::default()
        };
        let wrong: Vec<String> = Storefront::default()
            .changed(&change)
            .unwrap_err()
            .into_iter()
            .map(|error| error.pointer)
            .collect();
        assert_eq!(
            wrong,
            [
                "/contact/email",
                "/contact/phone",
                "/vat_note/de",
                "/notice/texts",
                "/notice/to",
                "/guarantee_notice/media"
            ]
        );
    }

    #[test]
    fn the_word_of_a_page_is_read_back() {
        for page in LegalPage::ALL {
            assert_eq!(LegalPage::parse(page.name()), Ok(page));
            let stored = serde_json::to_string(&page).unwrap();
            assert_eq!(stored, format!("\"{page}\""));
        }
        assert!(LegalPage::parse("cookies").is_err());
    }
}
