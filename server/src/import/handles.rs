//! Handles made of names, where a file states none.

use super::text;
use dockline_domain::id::Handle;
use dockline_domain::limits::HANDLE_BYTES_MAX;
use std::collections::{HashMap, HashSet};

/// The handle a text makes, unless it has neither letter nor digit.
pub(super) fn of(text: &str) -> Option<Handle> {
    Handle::parse(&text::slug(text, HANDLE_BYTES_MAX)).ok()
}

/// The handles of a file, none of them twice.
#[derive(Default)]
pub(super) struct Handles {
    taken: HashSet<String>,
    /// The next number to try behind a text, so that many products of one name do not each begin at 2.
    next: HashMap<String, u32>,
}

impl Handles {
    /// Keeps a handle the file states.
    pub(super) fn hold(&mut self, handle: &Handle) {
        self.taken.insert(handle.as_str().to_lowercase());
    }

    /// The first of the texts that makes a handle no product has yet, else the first text with a number.
    pub(super) fn make(&mut self, texts: &[&str]) -> Option<Handle> {
        let mut made = texts.iter().filter_map(|text| Some((*text, of(text)?)));
        let (text, first) = made.next()?;
        let free = std::iter::once(first).chain(made.map(|(_, handle)| handle)).find(|handle| !self.taken.contains(handle.as_str()));
        let handle = free.or_else(|| {
            let next = self.next.entry(text.to_owned()).or_insert(2);
            (*next..).find_map(|number| {
                *next = number.saturating_add(1);
                of(&format!("{text} {number}")).filter(|handle| !self.taken.contains(handle.as_str()))
            })
        })?;
        self.hold(&handle);
        Some(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_products_get_the_same_handle() {
        let mut handles = Handles::default();
        handles.hold(&Handle::parse("Tent").unwrap());
        let made: Vec<String> = [&["Tent", "Tent A-1"][..], &["Tent", "Tent A-1"], &["Tent"], &["***", "Hütte"], &["Hütte"]]
            .iter()
            .map(|texts| handles.make(texts).unwrap().as_str().to_owned())
            .collect();
        assert_eq!(made, ["tent-a-1", "tent-2", "tent-3", "hütte", "hütte-2"]);
        assert_eq!(handles.make(&["***", ""]), None);
    }
}
