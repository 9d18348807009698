//! Where carriers tell how far a parcel is.

use super::encoded;

/// A carrier's name, and the address of its tracking page with `{}` for the number.
const CARRIERS: &str = include_str!("../../data/carriers.tsv");

/// The carrier's page of a parcel, where the carrier is one that is known. Names are compared
/// without case and spaces.
pub fn tracking_page(carrier: &str, tracking: &str) -> Option<String> {
    let wanted = name_of(carrier);
    let lines = CARRIERS.lines().filter_map(|line| line.split_once('\t'));
    let (_, address) = lines
        .into_iter()
        .find(|(name, _)| name_of(name) == wanted)?;
    let number: String = tracking
        .chars()
        .filter(|one| !one.is_whitespace())
        .collect();
    (!number.is_empty()).then(|| address.replace("{}", &encoded(&number)))
}

fn name_of(text: &str) -> String {
    let letters = text.chars().filter(|one| one.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_carrier_has_a_page_and_a_number_stays_a_number() {
        for line in CARRIERS.lines() {
            let (name, address) = line.split_once('\t').unwrap();
            assert!(
                address.starts_with("https://") && address.matches("{}").count() == 1,
                "{line}"
            );
            assert!(tracking_page(name, "1").is_some(), "{line}");
        }
        assert_eq!(
            tracking_page(" ups", "1Z 999&x=<b>").as_deref(),
            Some("https://www.ups.com/track?tracknum=1Z999%26x%3D%3Cb%3E")
        );
        assert_eq!(tracking_page("Bike courier", "1"), None);
        assert_eq!(tracking_page("UPS", " "), None);
    }
}
