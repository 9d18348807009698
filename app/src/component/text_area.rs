//! A field of several lines.

use leptos::prelude::*;

/// A field of several lines, without its label.
pub struct TextArea {
    /// Its id; what is wrong with it stands at `{id}-error`.
    pub id: &'static str,
    /// Its name in the form.
    pub name: &'static str,
    /// How many lines it shows.
    pub rows: u8,
    /// What browsers fill in.
    pub autocomplete: &'static str,
    /// Longest text, in characters.
    pub chars_max: usize,
    /// What stands there.
    pub text: String,
    /// Whether something is wrong with it.
    pub is_wrong: bool,
}

/// The field. The only place where a `textarea` is made: Leptos writes the children of one as they
/// are, so that a text could end it and go on as markup (`HtmlTextAreaElement` has
/// `ESCAPE_CHILDREN: false` in tachys).
pub fn text_area(field: TextArea) -> AnyView {
    let TextArea {
        id,
        name,
        rows,
        autocomplete,
        chars_max,
        text,
        is_wrong,
    } = field;
    view! {
        <textarea
            class="input"
            id=id
            name=name
            rows=rows.to_string()
            autocomplete=autocomplete
            maxlength=chars_max.to_string()
            aria-invalid=is_wrong.then_some("true")
            aria-describedby=is_wrong.then(|| format!("{id}-error"))
            dir="auto"
            inner_html=inner(&text)
        ></textarea>
    }
    .into_any()
}

/// A text as it stands between the tags. Parsers leave out a line break that comes first (HTML §
/// 13.2.6.4.7), so one that is not the text's stands before it.
fn inner(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_no_field_and_keeps_its_first_line_break() {
        let text = "\n</textarea><form> &lt; \"'".to_owned();
        let field = TextArea {
            id: "a",
            name: "a",
            rows: 4,
            autocomplete: "off",
            chars_max: 9,
            text,
            is_wrong: false,
        };
        let html = text_area(field).to_html();
        assert!(
            html.ends_with(">\n\n&lt;/textarea>&lt;form> &amp;lt; \"'</textarea>"),
            "{html}"
        );
    }
}
