//! In which form a client takes an answer (RFC 9110 §12.5.3): what is kept compressed is sent so to
//! those who say that they can read it.

use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue};

/// A compressed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// Its name in headers.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn is_called(self, name: &str) -> bool {
        // §8.4.1.3: the old name means the same.
        let older = self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip");
        older || name.eq_ignore_ascii_case(self.name())
    }
}

/// What a client says of the forms of an answer: a thousandth is the least weight, 0 a refusal.
#[derive(Default)]
struct Weights {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    others: Option<u16>,
}

impl Weights {
    fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_ENCODING).into_iter();
        let items = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','));
        let mut weights = Self::default();
        for item in items {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let (name, weight) = (name.trim(), Some(weight(parameters)));
            if Coding::Brotli.is_called(name) {
                weights.brotli = weight;
            } else if Coding::Gzip.is_called(name) {
                weights.gzip = weight;
            } else if name.eq_ignore_ascii_case("identity") {
                weights.identity = weight;
            } else if name == "*" {
                weights.others = weight;
            }
        }
        weights
    }

    /// What a form is worth; a form of which nothing is said is not taken.
    fn of_coding(&self, coding: Coding) -> u16 {
        let said = match coding {
            Coding::Brotli => self.brotli,
            Coding::Gzip => self.gzip,
        };
        said.or(self.others).unwrap_or(0)
    }
}

/// The weight in thousandths; one that cannot be read refuses: a plain answer is right for anybody.
fn weight(parameters: &str) -> u16 {
    let mut weights = parameters.split(';').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then_some(value.trim())
    });
    let Some(value) = weights.next() else {
        return 1_000;
    };
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let is_part = part.len() <= 3 && part.bytes().all(|digit| digit.is_ascii_digit());
    let part = format!("{part:0<3}").parse().unwrap_or(0);
    match whole {
        "0" if is_part => part,
        "1" if is_part && part == 0 => 1_000,
        _ => 0,
    }
}

/// The form to send, of those that are kept: the one that the client would rather have, the first
/// of equal ones; none when it takes none of them, or would rather have the answer as it is.
pub(crate) fn chosen(headers: &HeaderMap, kept: &[Coding]) -> Option<Coding> {
    let weights = Weights::of(headers);
    let mut best = (None, weights.identity.unwrap_or(0));
    for coding in kept.iter().copied() {
        let weight = weights.of_coding(coding);
        let is_first = best.0.is_none() && weight == best.1;
        if weight > 0 && (weight > best.1 || is_first) {
            best = (Some(coding), weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen_for(lines: &[&'static str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, HeaderValue::from_static(line));
        }
        chosen(&headers, &[Coding::Brotli, Coding::Gzip])
    }

    #[test]
    fn the_form_is_the_one_that_the_client_would_rather_have() {
        use Coding::{Brotli, Gzip};
        for (accepted, form) in [
            ("br", Some(Brotli)),
            ("gzip, deflate, br, zstd", Some(Brotli)),
            ("gzip", Some(Gzip)),
            ("x-gzip", Some(Gzip)),
            ("GZip;Q=0.5", Some(Gzip)),
            ("br;q=0.5, gzip;q=0.8", Some(Gzip)),
            ("br ; q=1.000 , gzip", Some(Brotli)),
            ("*", Some(Brotli)),
            ("br;q=0, *", Some(Gzip)),
            ("identity;q=0, br;q=0.001", Some(Brotli)),
            ("identity;q=0.5, br", Some(Brotli)),
            ("identity, br", Some(Brotli)),
            ("br;level=1;q=1", Some(Brotli)),
        ] {
            assert_eq!(chosen_for(&[accepted]), form, "{accepted}");
        }
        assert_eq!(chosen_for(&["deflate", "gzip"]), Some(Gzip));
    }

    #[test]
    fn what_a_client_refuses_or_does_not_name_is_not_sent() {
        for accepted in [
            "",
            "br;q=0",
            "br;q=0.000, gzip;q=0",
            "br; q=0.0",
            "*;q=0",
            "brotli",
            "abr",
            "identity",
            "identity;q=0",
            "identity, br;q=0.9",
            "br;q=2",
            "br;q=x",
            "br;q=",
            "br;q=0.0001",
            "deflate, zstd",
        ] {
            assert_eq!(chosen_for(&[accepted]), None, "{accepted}");
        }
        assert_eq!(chosen_for(&[]), None);
    }
}
