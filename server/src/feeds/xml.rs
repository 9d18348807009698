//! Writes XML. Texts come from merchants and suppliers: they are escaped, and what cannot stand in
//! XML at all is left out.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML document, or a piece of one, in memory.
pub struct Xml(Writer<Vec<u8>>);

/// Characters that XML 1.0 (§2.2) can hold.
fn is_char(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
        || matches!(c, '\t' | '\n' | '\r' | '\u{80}'..='\u{9f}')
}

impl Xml {
    /// The beginning of a document.
    pub fn document() -> Self {
        let mut xml = Self::piece();
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// A piece without a beginning.
    pub fn piece() -> Self {
        Self(Writer::new(Vec::new()))
    }

    fn write(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes every byte");
    }

    /// Begins an element.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Start(start(name, attributes)));
    }

    /// Ends an element.
    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        let clean: String = text.chars().filter(|c| is_char(*c)).collect();
        self.write(Event::Text(BytesText::new(&clean)));
        self.close(name);
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        let clean: String = value.chars().filter(|c| is_char(*c)).collect();
        start.push_attribute((*name, clean.as_str()));
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_become_markup() {
        let mut xml = Xml::piece();
        xml.text(
            "a",
            &[("b", "\"<&\u{1}")],
            "]]><script>&\u{0}\u{b}\u{ffff}ü",
        );
        assert_eq!(
            String::from_utf8(xml.finish()).unwrap(),
            r#"<a b="&quot;&lt;&amp;">]]&gt;&lt;script&gt;&amp;ü</a>"#
        );
    }
}
