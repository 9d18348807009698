//! One text in the languages of the pages, as merchants write and read it.

use dockline_domain::input::Invalid;
use dockline_domain::lang::Lang;
use dockline_domain::storefront::Texts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};

/// Declares objects with a text of one form for each language.
macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident of $form:ty;)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// In English.
            #[schema(value_type = Option<$form>)]
            en: Option<Loose<String>>,
            /// In German.
            #[schema(value_type = Option<$form>)]
            de: Option<Loose<String>>,
        }

        impl FieldType for $name {
            const WORDS: &'static str = "an object with a text for each of the languages en and de";
        }

        impl $name {
            /// The texts; a null is none.
            pub fn check(self, form: &mut Form, pointer: &str) -> Texts {
                let sent = [(Lang::En, self.en), (Lang::De, self.de)];
                let texts = sent.into_iter().filter_map(|(lang, text)| {
                    Some((lang, form.may(&format!("{pointer}/{}", lang.tag()), text)?))
                });
                Texts(texts.collect())
            }
        }
    )+};
}

texts! {
    /// A short text in the languages of the pages.
    ShortTexts of fields::ShortText;
    /// A text in lines in the languages of the pages.
    LongTexts of fields::NoticeText;
    /// A page in the languages of the pages.
    PageTexts of fields::PageHtml;
}

/// A text by language, such as `{"en": "…", "de": "…"}`; a language that has none is not there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Texts)]
pub struct TextsBody {
    /// In English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    en: Option<String>,
    /// In German.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    de: Option<String>,
}

impl From<&Texts> for TextsBody {
    fn from(texts: &Texts) -> Self {
        let text = |lang| texts.0.get(&lang).cloned();
        Self {
            en: text(Lang::En),
            de: text(Lang::De),
        }
    }
}

/// Each text made into another; one that cannot be is named.
pub fn each(
    form: &mut Form,
    pointer: &str,
    texts: Texts,
    make: impl Fn(&str) -> Result<String, Invalid>,
) -> Texts {
    let made = texts.0.into_iter().filter_map(|(lang, text)| {
        let pointer = format!("{pointer}/{}", lang.tag());
        Some((lang, form.0.take(pointer, make(&text))?))
    });
    Texts(made.collect())
}
