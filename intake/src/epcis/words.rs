//! The words of the Core Business Vocabulary (CBV 2.0) in one way of writing.
//!
//! JSON has the bare word, `shipping`. Older systems write the URN of EPCIS 1.2, systems of linked
//! data the address in full; the schema of EPCIS 2.0 refuses the first. All of them mean the same,
//! so they are written as the bare word before anything is checked.

use serde_json::Value;

/// A list of words in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Step,
    Disposition,
    Transaction,
    Party,
    Reason,
}

impl List {
    /// How the list is called in a URN and in an address.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Step => ("bizstep", "BizStep"),
            Self::Disposition => ("disp", "Disp"),
            Self::Transaction => ("btt", "BTT"),
            Self::Party => ("sdt", "SDT"),
            Self::Reason => ("er", "ER"),
        }
    }
}

/// Where the vocabulary has its address, and the prefix the standard's context gives it.
const ADDRESSES: [&str; 5] = [
    "https://ref.gs1.org/cbv/",
    "http://ref.gs1.org/cbv/",
    "https://ns.gs1.org/cbv/",
    "http://ns.gs1.org/cbv/",
    "cbv:",
];

/// The bare word, when a text is one of the vocabulary written out.
fn bare(list: List, text: &str) -> Option<&str> {
    let (urn, web) = list.names();
    let of_urn = || {
        text.strip_prefix("urn:epcglobal:cbv:")?
            .strip_prefix(urn)?
            .strip_prefix(':')
    };
    let of_address = || {
        let name = ADDRESSES
            .iter()
            .find_map(|address| text.strip_prefix(address))?;
        name.strip_prefix(web)?.strip_prefix('-')
    };
    of_urn().or_else(of_address).filter(|word| !word.is_empty())
}

fn write(list: List, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(word) = bare(list, text) {
                *text = word.to_owned();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| write(list, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

/// Writes every word of an event as the bare word.
pub fn write_bare(event: &mut Value) {
    let fields = [
        (List::Step, "/bizStep"),
        (List::Disposition, "/disposition"),
        (List::Disposition, "/persistentDisposition/set"),
        (List::Disposition, "/persistentDisposition/unset"),
        (List::Reason, "/errorDeclaration/reason"),
    ];
    for (list, pointer) in fields {
        if let Some(value) = event.pointer_mut(pointer) {
            write(list, value);
        }
    }
    for (list, name) in [
        (List::Transaction, "bizTransactionList"),
        (List::Party, "sourceList"),
        (List::Party, "destinationList"),
    ] {
        for entry in event
            .get_mut(name)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Some(kind) = entry.get_mut("type") {
                write(list, kind);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_way_to_write_a_word_is_the_bare_word() {
        for text in [
            "urn:epcglobal:cbv:bizstep:shipping",
            "https://ref.gs1.org/cbv/BizStep-shipping",
            "http://ns.gs1.org/cbv/BizStep-shipping",
            "cbv:BizStep-shipping",
        ] {
            assert_eq!(bare(List::Step, text), Some("shipping"), "{text}");
        }
        for text in [
            "shipping",
            "urn:epcglobal:cbv:disp:shipping",
            "https://ref.gs1.org/cbv/BizStep-",
            "https://example.com/shipping",
        ] {
            assert_eq!(bare(List::Step, text), None, "{text}");
        }
    }

    #[test]
    fn every_word_of_an_event_is_written_bare_and_nothing_else_is_touched() {
        let mut event = json!({
            "bizStep": "urn:epcglobal:cbv:bizstep:shipping", "disposition": "https://ref.gs1.org/cbv/Disp-in_transit",
            "persistentDisposition": { "set": ["urn:epcglobal:cbv:disp:damaged"], "unset": ["expired"] },
            "bizTransactionList": [{ "type": "urn:epcglobal:cbv:btt:po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141:PO-1" }, 5],
            "sourceList": [{ "type": "cbv:SDT-location", "source": "urn:epc:id:sgln:4012345.00225.0" }],
            "destinationList": [{ "type": "https://ref.gs1.org/cbv/SDT-location", "destination": "urn:epc:id:sgln:4012345.00225.0" }],
            "errorDeclaration": { "reason": "urn:epcglobal:cbv:er:did_not_occur" }, "ext:step": "urn:epcglobal:cbv:bizstep:shipping"
        });
        write_bare(&mut event);
        assert_eq!(
            event,
            json!({
                "bizStep": "shipping", "disposition": "in_transit", "persistentDisposition": { "set": ["damaged"], "unset": ["expired"] },
                "bizTransactionList": [{ "type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141:PO-1" }, 5],
                "sourceList": [{ "type": "location", "source": "urn:epc:id:sgln:4012345.00225.0" }],
                "destinationList": [{ "type": "location", "destination": "urn:epc:id:sgln:4012345.00225.0" }],
                "errorDeclaration": { "reason": "did_not_occur" }, "ext:step": "urn:epcglobal:cbv:bizstep:shipping"
            })
        );
    }
}
