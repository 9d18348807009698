//! The languages pages are written in.

use serde::{Deserialize, Serialize};

/// A language of the pages.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English, with British dates.
    #[default]
    En,
    /// German.
    De,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The tag for `lang` attributes and query strings.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Where its lines begin, for `dir` attributes inside pages of other languages.
    pub fn direction(self) -> &'static str {
        match self {
            Self::En | Self::De => "ltr",
        }
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The tag Open Graph uses.
    pub fn open_graph(self) -> &'static str {
        match self {
            Self::En => "en_GB",
            Self::De => "de_DE",
        }
    }

    /// The language of a BCP 47 tag such as `de-AT`, if pages are written in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// The language an `Accept-Language` header wants most (RFC 9110 §12.5.4); English when it
    /// wants none of ours.
    pub fn from_accept_language(header: &str) -> Self {
        let wish = |entry: &str| {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())?;
            let lang = if tag.trim() == "*" {
                Self::default()
            } else {
                Self::from_tag(tag)?
            };
            (weight > 0.0).then_some((lang, weight))
        };
        let best = header
            .split(',')
            .filter_map(wish)
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Self::default(), |(lang, _)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_that_we_have_wins() {
        for (header, lang) in [
            ("de-DE,de;q=0.9,en;q=0.8", Lang::De),
            ("fr,en;q=0.3,de;q=0.7", Lang::De),
            ("en-GB", Lang::En),
            ("de;q=0", Lang::En),
            ("fr", Lang::En),
            ("", Lang::En),
            ("de;q=x,*", Lang::En),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }
}
