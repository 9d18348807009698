//! Every sentence a person can read, from the Fluent files in `words/locales`.

use crate::{Lang, number};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// The sentences of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));
static GERMAN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::De));

/// The sentences of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &ENGLISH,
        Lang::De => &GERMAN,
    }
}

fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("../locales/en.ftl"),
        Lang::De => include_str!("../locales/de.ftl"),
    }
}

fn grouped(lang: Lang, value: &FluentValue) -> Option<String> {
    match value {
        // Counts come from `u32`, far below what a float holds exactly.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "counts are whole and small"
        )]
        FluentValue::Number(number_value) => Some(number(lang, number_value.value as i64)),
        _ => None,
    }
}

fn grouped_english(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    grouped(Lang::En, value)
}

fn grouped_german(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    grouped(Lang::De, value)
}

/// The id of a sentence that may promise a mail.
pub(crate) fn by_mail(id: &str, mail_works: bool) -> String {
    format!("{id}{}", if mail_works { "-mail" } else { "" })
}

impl Words {
    fn load(lang: Lang) -> Self {
        let locale: LanguageIdentifier = lang.tag().parse().expect("the tags are valid");
        let resource = FluentResource::try_new(source(lang).to_owned())
            .expect("a test parses every Fluent file");
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Texts of merchants stand in elements with `dir="auto"`; isolation marks would end up in
        // mails and feeds.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => grouped_english,
            Lang::De => grouped_german,
        }));
        bundle
            .add_resource(resource)
            .expect("a test finds every id once");
        Self { lang, bundle }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence without variables.
    pub fn say(&self, id: &str) -> String {
        self.fill(id, [])
    }

    /// A sentence that may promise a mail only where mail is really sent: then it is the one whose
    /// id ends in `-mail`.
    pub fn by_mail(&self, id: &str, mail_works: bool) -> String {
        self.say(&by_mail(id, mail_works))
    }

    /// A sentence with its variables: texts, or counts that choose the plural and are grouped by
    /// the language's rules.
    pub fn fill<const N: usize>(
        &self,
        id: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        self.fill_all(id, values.into())
    }

    /// The same with a list of variables.
    pub fn fill_all(&self, id: &str, values: Vec<(&'static str, FluentValue<'_>)>) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            debug_assert!(false, "no message {id}");
            return id.to_owned();
        };
        let args: FluentArgs = values.into_iter().collect();
        let mut problems = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut problems)
            .into_owned();
        debug_assert!(problems.is_empty(), "{id}: {problems:?}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// The ids of a file, each with the names of its variables.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source(lang).lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                current = line.split(" =").next().unwrap().to_owned();
                assert!(!found.contains_key(&current), "{current} stands twice");
                found.insert(current.clone(), BTreeSet::new());
            }
            for rest in line.split('$').skip(1) {
                let name = rest
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap();
                found.get_mut(&current).unwrap().insert(name.to_owned());
            }
        }
        found
    }

    fn rust_sources(directory: &Path, text: &mut String) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rust_sources(&path, text);
            } else {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(messages(Lang::En), messages(Lang::De));
        for lang in Lang::ALL {
            assert!(FluentResource::try_new(source(lang).to_owned()).is_ok());
        }
    }

    #[test]
    fn every_sentence_is_used_and_every_used_one_exists() {
        let mut code = String::new();
        // Pages and mails say some of them by themselves.
        for crate_of_words in [".", "../app", "../adapters"] {
            let sources = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(crate_of_words)
                .join("src");
            rust_sources(&sources, &mut code);
        }
        let known = messages(Lang::En);
        let unused: Vec<&String> = known
            .keys()
            .filter(|id| {
                let id = id.strip_suffix("-mail").unwrap_or(id);
                !code.contains(&format!("\"{id}\""))
            })
            .collect();
        assert!(unused.is_empty(), "unused: {unused:?}");
        for call in ["say(\"", "fill(\"", "fill(\n"] {
            for rest in code.split(call).skip(1) {
                let id = rest
                    .trim_start()
                    .trim_start_matches('"')
                    .split('"')
                    .next()
                    .unwrap();
                let is_id = !id.is_empty()
                    && id
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                assert!(!is_id || known.contains_key(id), "missing: {id}");
            }
        }
    }

    #[test]
    fn counts_are_grouped_and_choose_the_plural() {
        assert_eq!(
            words(Lang::En).fill("note-low", [("count", 1.into())]),
            "Only 1 left"
        );
        assert_eq!(
            words(Lang::De).fill("place", [("position", 1440.into())]),
            "Platz 1.440 in der Reihe"
        );
    }
}
