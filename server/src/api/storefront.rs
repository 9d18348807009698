//! What a shop says of itself besides its rules: the part of `/shop` that moves no date.

use dockline_domain::dates::parse_date;
use dockline_domain::id::MediaId;
use dockline_domain::lang::Lang;
use dockline_domain::storefront::{GuaranteeNotice, Notice, Storefront, StorefrontChange};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose, present};
use super::texts::{LongTexts, ShortTexts, TextsBody};

/// What a shop says of itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct StorefrontBody {
    contact: ContactBody,
    /// Whether prices include value added tax; false: none is charged; null: nothing is said.
    prices_include_vat: Option<bool>,
    /// What stands beside prices instead of the usual words.
    vat_note: TextsBody,
    notice: Option<NoticeBody>,
    guarantee_notice: Option<GuaranteeBody>,
}

/// How people reach the shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactBody {
    email: Option<String>,
    phone: Option<String>,
}

/// What stands on every page, and in the widget, for some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeBody {
    texts: TextsBody,
    /// The first day; null is from now on.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; null is until it is taken away.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// The harmonised notice on the legal guarantee of conformity.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GuaranteeNotice)]
pub struct GuaranteeBody {
    /// The picture of languages that have none of their own.
    media: Option<String>,
    /// The picture of each language.
    media_by_language: BTreeMap<&'static str, String>,
    /// What it says, for those who do not see it.
    texts: TextsBody,
}

impl From<&Storefront> for StorefrontBody {
    fn from(said: &Storefront) -> Self {
        let notice = said.notice.as_ref().map(|notice| NoticeBody {
            texts: (&notice.texts).into(),
            from: notice.from,
            to: notice.to,
        });
        let guarantee = said.guarantee_notice.as_ref().map(|notice| GuaranteeBody {
            media: notice.media.values().next().map(ToString::to_string),
            media_by_language: notice
                .media
                .iter()
                .map(|(lang, media)| (lang.tag(), media.to_string()))
                .collect(),
            texts: (&notice.texts).into(),
        });
        Self {
            contact: ContactBody {
                email: said.contact.email.as_ref().map(ToString::to_string),
                phone: said.contact.phone.clone(),
            },
            prices_include_vat: said.prices_include_vat,
            vat_note: (&said.vat_note).into(),
            notice,
            guarantee_notice: guarantee,
        }
    }
}

/// What changes of it. It is read together with the rules.
#[derive(Debug, Default)]
pub struct Sent {
    pub contact: Option<Loose<ContactChange>>,
    pub prices_include_vat: Option<Option<Loose<bool>>>,
    pub vat_note: Option<Option<Loose<ShortTexts>>>,
    pub notice: Option<Option<Loose<NoticeRequest>>>,
    pub guarantee_notice: Option<Option<Loose<GuaranteeRequest>>>,
}

/// What changes of how people reach the shop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::option_option,
    reason = "absent, null and a text say three things"
)]
pub struct ContactChange {
    /// Where to write to; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::MailAddress>)]
    email: Option<Option<Loose<String>>>,
    /// Where to call, as people write it; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::PhoneNumber>)]
    phone: Option<Option<Loose<String>>>,
}

/// A notice to put up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    #[schema(value_type = ShortTexts, required = true)]
    texts: Option<Loose<ShortTexts>>,
    /// The first day; without it from now on.
    #[schema(value_type = Option<fields::LocalDate>)]
    from: Option<Loose<String>>,
    /// The last day; without it until it is taken away.
    #[schema(value_type = Option<fields::LocalDate>)]
    to: Option<Loose<String>>,
}

/// The official notice on the legal guarantee, as pictures that `POST /media` has taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuaranteeRequest {
    /// The picture of languages that have none of their own.
    #[schema(value_type = Option<fields::MediaName>)]
    media: Option<Loose<String>>,
    /// Pictures in the languages of the pages.
    #[schema(value_type = Option<MediaByLanguage>)]
    media_by_language: Option<Loose<MediaByLanguage>>,
    /// What it says, for those who do not see it.
    #[schema(value_type = Option<LongTexts>)]
    texts: Option<Loose<LongTexts>>,
}

/// A picture for each language.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaByLanguage {
    /// For English pages.
    #[schema(value_type = Option<fields::MediaName>)]
    en: Option<Loose<String>>,
    /// For German pages.
    #[schema(value_type = Option<fields::MediaName>)]
    de: Option<Loose<String>>,
}

impl FieldType for ContactChange {
    const WORDS: &'static str = "an object with email and phone";
}
impl FieldType for NoticeRequest {
    const WORDS: &'static str = "an object with texts, from and to";
}
impl FieldType for GuaranteeRequest {
    const WORDS: &'static str = "an object with media, media_by_language and texts";
}
impl FieldType for MediaByLanguage {
    const WORDS: &'static str = "an object with a picture for each of the languages en and de";
}

impl NoticeRequest {
    fn check(self, form: &mut Form) -> Notice {
        let texts = form
            .must("/notice/texts", self.texts)
            .map(|texts| texts.check(form, "/notice/texts"));
        Notice {
            texts: texts.unwrap_or_default(),
            from: form.may_parse("/notice/from", self.from, parse_date),
            to: form.may_parse("/notice/to", self.to, parse_date),
        }
    }
}

impl GuaranteeRequest {
    fn check(self, form: &mut Form) -> GuaranteeNotice {
        let at = "/guarantee_notice/media";
        let every = form.may_parse(at, self.media, MediaId::parse);
        let own = form.may(
            "/guarantee_notice/media_by_language",
            self.media_by_language,
        );
        let (en, de) = own.map_or((None, None), |own| (own.en, own.de));
        let mut media: BTreeMap<Lang, MediaId> = every
            .into_iter()
            .flat_map(|media| Lang::ALL.map(|lang| (lang, media.clone())))
            .collect();
        for (lang, sent) in [(Lang::En, en), (Lang::De, de)] {
            let at = format!("/guarantee_notice/media_by_language/{}", lang.tag());
            media.extend(
                form.may_parse(&at, sent, MediaId::parse)
                    .map(|one| (lang, one)),
            );
        }
        let texts = form
            .may("/guarantee_notice/texts", self.texts)
            .map(|texts| texts.check(form, "/guarantee_notice/texts"));
        GuaranteeNotice {
            media,
            texts: texts.unwrap_or_default(),
        }
    }
}

impl Sent {
    /// The change that they state.
    pub fn check(self, form: &mut Form) -> StorefrontChange {
        let contact = form.may("/contact", self.contact);
        let (email, phone) = contact.map_or((None, None), |contact| (contact.email, contact.phone));
        let vat_note = self.vat_note.map(|texts| {
            let texts = form.may("/vat_note", texts);
            texts.map_or_else(Default::default, |texts| texts.check(form, "/vat_note"))
        });
        StorefrontChange {
            contact_email: email.map(|email| form.may("/contact/email", email)),
            contact_phone: phone.map(|phone| form.may("/contact/phone", phone)),
            prices_include_vat: self
                .prices_include_vat
                .map(|includes| form.may("/prices_include_vat", includes)),
            vat_note,
            notice: self.notice.map(|sent| {
                let sent = form.may("/notice", sent);
                sent.map(|sent| sent.check(form))
            }),
            guarantee_notice: self.guarantee_notice.map(|sent| {
                let sent = form.may("/guarantee_notice", sent);
                sent.map(|sent| sent.check(form))
            }),
        }
    }
}
