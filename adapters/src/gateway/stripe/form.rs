//! Bodies as Stripe reads them: pairs, where brackets say what stands in what.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a pair.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Pairs in the order in which they were added: the same request is the same bytes.
#[derive(Clone, Default)]
pub struct Form(Vec<(&'static str, String)>);

impl Form {
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The bytes of it.
    pub fn encode(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| {
            let [name, value] =
                [*name, value.as_str()].map(|text| utf8_percent_encode(text, ENCODED).to_string());
            format!("{name}={value}")
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The pairs as they were added.
    #[cfg(test)]
    pub(super) fn pairs(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_pairs_is_escaped() {
        let form = Form::default()
            .with("metadata[note]", "a&b=c d+ä")
            .with("amount", "2990");
        assert_eq!(
            form.encode(),
            "metadata%5Bnote%5D=a%26b%3Dc%20d%2B%C3%A4&amount=2990"
        );
        assert_eq!(Form::default().encode(), "");
    }
}
