//! The names a purchase order may have here, from the URI a partner calls it by.

use dockline_domain::id::PurchaseOrderReference;
use percent_encoding::percent_decode_str;

/// The identifier that GS1 has for documents; its last part is the number of the document.
const DOCUMENT_URN: &str = "urn:epc:id:gdti:";

/// Of these, those that can be a reference: the URI itself, then the last segment of its path,
/// after the last `/` or `:`, percent-decoded, then the number of a GS1 document.
pub fn names(uri: &str) -> Vec<String> {
    let mut names = spellings(uri);
    names.retain(|name| PurchaseOrderReference::parse(name).is_ok());
    names
}

fn spellings(uri: &str) -> Vec<String> {
    if let Some(number) = super::shape::plain(uri) {
        return vec![number];
    }
    let mut names = vec![uri.to_owned()];
    let path = uri
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let segment = path.rsplit(['/', ':']).next().unwrap_or_default();
    if let Ok(name) = percent_decode_str(segment).decode_utf8()
        && !name.is_empty()
        && name != uri
    {
        names.push(name.into_owned());
    }
    if let Some((_, number)) = uri
        .strip_prefix(DOCUMENT_URN)
        .and_then(|document| document.rsplit_once('.'))
    {
        names.push(number.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_called_by_its_uri_or_by_the_end_of_its_path() {
        let table = [
            ("http://transaction.acme.com/po/12345678", "12345678"),
            ("urn:epcglobal:cbv:bt:0614141073467:1152", "1152"),
            ("https://acme.example/po/PO%201%2FA/?as=json#top", "PO 1/A"),
            ("po:PO-1", "PO-1"),
        ];
        for (uri, name) in table {
            assert_eq!(names(uri), [uri, name]);
        }
        assert_eq!(
            names("https://acme.example/%FF"),
            ["https://acme.example/%FF"]
        );
        assert_eq!(names("urn:"), ["urn:"]);
        assert_eq!(
            names("https://acme.example/po/%00"),
            ["https://acme.example/po/%00"]
        );
        assert_eq!(
            names(&format!("https://{}.example/po/PO-1", "x".repeat(100))),
            ["PO-1"]
        );
        let document = "urn:epc:id:gdti:0614141.00001.1618034";
        assert_eq!(
            names(document),
            [document, "0614141.00001.1618034", "1618034"]
        );
    }
}
