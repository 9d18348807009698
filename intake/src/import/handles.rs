//! Handles made of names, where a file states none.

use super::text::{self, fingerprint};
use dockline_domain::id::Handle;
use dockline_domain::limits::HANDLE_BYTES_MAX;
use std::collections::{HashMap, HashSet};

/// The handle a text makes, unless it has neither letter nor digit.
fn of(text: &str) -> Option<Handle> {
    Handle::parse(&text::slug(text, HANDLE_BYTES_MAX)).ok()
}

/// The handle a file states, or one instead of it.
pub(super) fn stated(text: &str) -> Handle {
    Handle::parse(text).unwrap_or_else(|_| instead_of(text))
}

/// A handle for one that cannot stand in an address: the same for the same text, so that the rows
/// of a product stay together.
fn instead_of(stated: &str) -> Handle {
    let handle = of(stated).or_else(|| of(&format!("product {}", fingerprint(stated))));
    handle.expect("a word and hexadecimal digits make a handle")
}

/// The handles of a file, none of them twice.
#[derive(Default)]
pub(super) struct Handles {
    taken: HashSet<String>,
    /// The next number to try after a text, so that many products of one name do not each begin at
    /// 2.
    next: HashMap<String, u32>,
}

impl Handles {
    /// Keeps a handle the file states.
    pub(super) fn hold(&mut self, handle: &Handle) {
        self.taken.insert(handle.as_str().to_lowercase());
    }

    /// The first of the texts that makes a handle no product has yet, else the first text that
    /// makes one at all with a number.
    pub(super) fn make(&mut self, texts: &[&str]) -> Handle {
        let made: Vec<(&str, Handle)> = texts
            .iter()
            .chain(&["product"])
            .filter_map(|text| Some((*text, of(text)?)))
            .collect();
        let text = made[0].0;
        // Each text is better than a number, but the last resort is not.
        let stated = made.iter().take(made.len().saturating_sub(1).max(1));
        let free = stated
            .map(|(_, handle)| handle.clone())
            .find(|handle| !self.taken.contains(handle.as_str()));
        let handle = free.unwrap_or_else(|| {
            let next = self.next.entry(text.to_owned()).or_insert(2);
            let mut numbered =
                (*next..).filter_map(|number| Some((number, of(&format!("{text} {number}"))?)));
            let (number, handle) = numbered
                .find(|(_, handle)| !self.taken.contains(handle.as_str()))
                .expect("a file has fewer products than numbers");
            *next = number;
            handle
        });
        self.hold(&handle);
        handle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_products_get_the_same_handle() {
        let mut handles = Handles::default();
        handles.hold(&Handle::parse("Tent").unwrap());
        let made: Vec<String> = [
            &["Tent", "Tent A-1"][..],
            &["Tent", "Tent A-1"],
            &["Tent"],
            &["***", "Hütte"],
            &["Hütte"],
            &["***"],
            &[""],
        ]
        .iter()
        .map(|texts| handles.make(texts).as_str().to_owned())
        .collect();
        assert_eq!(
            made,
            [
                "tent-a-1",
                "tent-2",
                "tent-3",
                "hütte",
                "hütte-2",
                "product",
                "product-2"
            ]
        );
        assert_eq!(instead_of("My Tent!").as_str(), "my-tent");
        assert_eq!(instead_of("/"), instead_of("/"));
    }
}
