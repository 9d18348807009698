//! What countries are called.

use crate::Lang;
use dockline_domain::country::Country;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Written by `words/data/countries.py`, which says where it is from and what its columns are.
const NAMES: &str = include_str!("../data/countries.tsv");

static BY_CODE: LazyLock<HashMap<&str, [&str; 2]>> = LazyLock::new(|| {
    let names = |line: &'static str| {
        let mut columns = line.split('\t');
        Some((columns.next()?, [columns.next()?, columns.next()?]))
    };
    NAMES.lines().filter_map(names).collect()
});

/// A country's name.
pub fn country_name(lang: Lang, country: Country) -> &'static str {
    let [english, german] = BY_CODE
        .get(country.code())
        .copied()
        .unwrap_or([country.format().name; 2]);
    match lang {
        Lang::En => english,
        Lang::De => german,
    }
}

/// Countries with their names, in the order in which people look for them.
pub fn country_names(
    lang: Lang,
    countries: impl IntoIterator<Item = Country>,
) -> Vec<(Country, &'static str)> {
    let named = countries
        .into_iter()
        .map(|country| (country, country_name(lang, country)));
    let mut named: Vec<_> = named.collect();
    named.sort_by_cached_key(|(_, name)| sorted_as(name));
    named
}

/// Letters with marks stand where their plain ones do (DIN 5007-1, CLDR's root collation).
fn sorted_as(name: &str) -> String {
    let plain = |one: char| match one {
        'Ä' | 'ä' | 'Å' | 'å' => 'a',
        'Ö' | 'ö' | 'ô' => 'o',
        'Ü' | 'ü' => 'u',
        'é' => 'e',
        'ç' => 'c',
        other => other,
    };
    name.chars().map(plain).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_and_stands_where_it_is_looked_for() {
        for country in Country::all() {
            assert!(BY_CODE.contains_key(country.code()), "{country}");
        }
        let german = country_names(Lang::De, Country::all());
        let place = |name| german.iter().position(|(_, other)| *other == name).unwrap();
        assert!(place("Ägypten") < place("Albanien"));
        assert!(place("Norwegen") < place("Österreich") && place("Österreich") < place("Pakistan"));
        let french = Country::parse("FR").unwrap();
        assert_eq!(country_name(Lang::En, french), "France");
        assert_eq!(country_name(Lang::De, french), "Frankreich");
    }
}
