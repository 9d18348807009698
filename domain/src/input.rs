//! What is wrong with an input: which field, and what is allowed there.

use serde::Serialize;
use std::ops::RangeInclusive;

/// One wrong field. The pointer is a JSON pointer (RFC 6901) into the body as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON pointer of the field, such as `/lines/0/quantity`.
    pub pointer: String,
    /// What is allowed there, as a sentence in English.
    pub detail: String,
    /// How many wrong fields this stands for that are not named; 0 where it names one.
    #[serde(skip)]
    pub unnamed: usize,
}

impl FieldError {
    /// Names a field and what is allowed there.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
            unnamed: 0,
        }
    }
}

/// Why a text is not a valid value of its type: a sentence that says what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// States what is allowed.
    pub fn new(allowed: impl Into<String>) -> Self {
        Self(allowed.into())
    }
}

/// Most wrong fields that are named. More help nobody, and an answer must not be much larger than
/// what was sent.
pub const NAMED_MAX: usize = 100;

/// Collects the wrong fields of one input, so that all of them are named at once: the first
/// [`NAMED_MAX`], then how many more there are.
#[derive(Debug, Default)]
pub struct Problems {
    named: Vec<FieldError>,
    more: usize,
}

impl Problems {
    /// Notes a wrong field.
    pub fn add(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        if self.named.len() < NAMED_MAX {
            self.named.push(FieldError::new(pointer, detail));
        } else {
            self.more += 1;
        }
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T>(&mut self, pointer: impl Into<String>, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.add(pointer, invalid.0)).ok()
    }

    /// Notes the errors of a part of the input under that part's pointer.
    pub fn nest(&mut self, pointer: &str, errors: Vec<FieldError>) {
        for FieldError {
            pointer: within,
            detail,
            unnamed,
        } in errors
        {
            if unnamed > 0 {
                self.more += unnamed;
            } else {
                self.add(format!("{pointer}{within}"), detail);
            }
        }
    }

    /// Whether no field was wrong.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Ends the collection: the value when nothing was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self.told()),
        }
    }

    /// What is told of it: each wrong field that is named, and at the end how many are not.
    fn told(mut self) -> Vec<FieldError> {
        if self.more > 0 {
            let detail = format!("{} more values are wrong", self.more);
            self.named.push(FieldError {
                pointer: String::new(),
                detail,
                unnamed: self.more,
            });
        }
        self.named
    }
}

/// A text in one line, without surrounding space: 1 to `chars_max` characters, at least one of them
/// visible, none of which [`is_disruptive`].
pub fn short_text(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.chars().count() > chars_max || text.chars().any(is_disruptive) || !has_visible(text) {
        return Err(not_plain(chars_max, ""));
    }
    Ok(text.to_owned())
}

/// Like [`short_text`], but a missing or empty text is `None`.
pub fn optional_text(text: Option<&str>, chars_max: usize) -> Result<Option<String>, Invalid> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| short_text(text, chars_max))
        .transpose()
}

/// Like [`short_text`], but in several lines, each ended by a line feed.
pub fn lines_text(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > chars_max
        || text.chars().any(|one| is_disruptive(one) && one != '\n')
        || !has_visible(text)
    {
        return Err(not_plain(chars_max, " in lines"));
    }
    Ok(text.to_owned())
}

fn not_plain(chars_max: usize, lines: &str) -> Invalid {
    let none = "no control characters and none that turn the direction of what follows";
    Invalid(format!(
        "must have 1 to {chars_max} characters{lines}, at least one of them visible, {none}"
    ))
}

/// Whether a character changes how the text around its own field is read: control characters, line
/// separators, and the embeddings, overrides and isolates of the bidirectional algorithm (UAX #9
/// §2.1–2.5), which can make a name look like another one ("Trojan source"). Nobody needs them:
/// every field is shown in a direction of its own. The marks LRM, RLM and ALM stay: they turn
/// nothing but themselves, and Arabic and Hebrew use them beside numbers. So do ZWJ and ZWNJ, with
/// which Persian, Hindi and emoji are written.
pub fn is_disruptive(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character leaves no trace where it stands: white space, what Unicode tells programs to
/// show nothing for (the property `Default_Ignorable_Code_Point` of version 16), and the empty
/// Braille pattern.
pub fn is_invisible(one: char) -> bool {
    one.is_whitespace()
        || one.is_control()
        || matches!(
            one,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

fn has_visible(text: &str) -> bool {
    !text.chars().all(is_invisible)
}

/// A number within a range, or the present one; what is out of range is noted.
pub(crate) fn within<T: TryFrom<i64> + Copy>(
    problems: &mut Problems,
    pointer: &str,
    number: Option<i64>,
    now: T,
    range: RangeInclusive<i64>,
) -> T {
    let Some(number) = number else { return now };
    let good = Some(number)
        .filter(|number| range.contains(number))
        .and_then(|number| T::try_from(number).ok());
    good.unwrap_or_else(|| {
        problems.add(
            pointer,
            format!(
                "must be a whole number from {} to {}",
                range.start(),
                range.end()
            ),
        );
        now
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_any_more_is_counted_also_where_lists_are_nested() {
        let mut part = Problems::default();
        for number in 0..NAMED_MAX + 150 {
            part.add(format!("/{number}"), "must be right");
        }
        let told = part.finish::<()>(None).unwrap_err();
        assert_eq!(told.len(), NAMED_MAX + 1);
        assert_eq!(
            told[NAMED_MAX],
            FieldError {
                pointer: String::new(),
                detail: "150 more values are wrong".to_owned(),
                unnamed: 150
            }
        );
        let mut whole = Problems::default();
        whole.add("/title", "must be given");
        whole.nest("/part", told);
        let told = whole.finish::<()>(None).unwrap_err();
        assert_eq!(
            (told.len(), told[1].pointer.as_str()),
            (NAMED_MAX + 1, "/part/0")
        );
        assert_eq!(told[NAMED_MAX].detail, "151 more values are wrong");
    }

    #[test]
    fn a_text_is_what_people_write_in_any_script() {
        for good in [
            "Ada",
            " Zoë  Müller-Lüdenscheidt ",
            // ZWNJ of Persian, ZWJ of Hindi and of emoji, a flag of tags.
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🌾 \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            // Marks beside numbers in Hebrew and Arabic.
            "\u{200f}רחוב 5\u{200e}",
            "شارع \u{61c}12",
            "=1+1",
            "<b>",
            "⠓⠑⠇",
        ] {
            assert_eq!(short_text(good, 300).unwrap(), good.trim(), "{good:?}");
        }
    }

    #[test]
    fn a_text_shows_something_and_turns_nothing_around_it() {
        let invisible = [
            "",
            " ",
            "\u{200b}",
            "\u{feff}",
            "\u{ad}",
            "\u{3164}",
            "\u{2800}",
            "\u{200d} \u{200c}",
            "\u{e0041}",
            "\u{2060}\u{fe0f}",
        ];
        let disruptive = [
            "a\u{202e}b",
            "\u{2066}a\u{2069}",
            "a\u{202a}",
            "a\u{2028}b",
            "a\nb",
            "a\u{0}",
            "\u{85}a\u{9f}",
        ];
        for bad in invisible.into_iter().chain(disruptive) {
            assert!(short_text(bad, 300).is_err(), "{bad:?}");
        }
        assert!(short_text(&"x".repeat(301), 300).is_err());
        assert_eq!(optional_text(Some(" "), 300), Ok(None));
        assert!(optional_text(Some("\u{200b}"), 300).is_err());
    }

    #[test]
    fn lines_end_in_line_feeds_and_hold_nothing_else_that_a_line_may_not() {
        assert_eq!(
            lines_text("\r\n1 High Street\r\nLondon\n", 500).unwrap(),
            "1 High Street\nLondon"
        );
        for bad in [
            "\n",
            "\u{200b}\n\u{200b}",
            "a\rb",
            "a\u{202e}\nb",
            "a\u{2029}b",
            "a\tb",
            &"x".repeat(501),
        ] {
            assert!(lines_text(bad, 500).is_err(), "{bad:?}");
        }
    }
}
