//! As much of Rust's lexical grammar as counting needs: what is a comment, what is a literal, and
//! which words and marks are code. Compiling a parser would cost every build of this program more
//! than it tells here.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier, a keyword, a number or a lifetime.
    Word,
    /// One character of punctuation.
    Mark,
    /// A string or a character, with its quotes.
    Literal,
    /// A comment for those who read the code.
    Comment,
    /// A comment for those who use it: `///`, `//!`, `/**`, `/*!`.
    Doc,
}

/// A token, with the lines that it stands on, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it is written.
    pub text: &'a str,
    /// The line of its first character.
    pub first: usize,
    /// The line of its last character.
    pub last: usize,
}

impl Token<'_> {
    /// Whether it is code: no comment of either kind.
    pub fn is_code(&self) -> bool {
        !matches!(self.kind, Kind::Comment | Kind::Doc)
    }
}

/// The tokens of a source text, without its white space.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut found, mut rest, mut line) = (Vec::new(), source, 1);
    loop {
        let trimmed = rest.trim_start();
        line += newlines(&rest[..rest.len() - trimmed.len()]);
        if trimmed.is_empty() {
            return found;
        }
        let (kind, length) = next(trimmed);
        let (text, after) = trimmed.split_at(length);
        let last = line + newlines(text);
        found.push(Token {
            kind,
            text,
            first: line,
            last,
        });
        (rest, line) = (after, last);
    }
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}

/// The first token of a text that begins with one: what it is, and its length in bytes.
fn next(text: &str) -> (Kind, usize) {
    if text.starts_with("//") {
        let is_doc =
            text.starts_with("//!") || (text.starts_with("///") && !text.starts_with("////"));
        let kind = if is_doc { Kind::Doc } else { Kind::Comment };
        return (kind, text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        let is_doc =
            text.starts_with("/*!") || (text.starts_with("/**") && !text.starts_with("/**/"));
        let kind = if is_doc { Kind::Doc } else { Kind::Comment };
        return (kind, block_comment(text));
    }
    // `b"…"`, `c"…"`, `r#"…"#` and their pairs begin like words.
    let prefix = ["br", "cr", "b", "c", "r", ""]
        .into_iter()
        .find(|prefix| text.starts_with(prefix) && opens_a_literal(prefix, &text[prefix.len()..]));
    if let Some(prefix) = prefix {
        return (Kind::Literal, prefix.len() + literal(&text[prefix.len()..]));
    }
    let word = text.trim_start_matches(|one: char| one.is_alphanumeric() || one == '_');
    match (text.len() - word.len(), text.starts_with('\'')) {
        // A lifetime: the mark is part of the word.
        (_, true) => {
            let name =
                text[1..].trim_start_matches(|one: char| one.is_alphanumeric() || one == '_');
            (Kind::Word, text.len() - name.len())
        }
        (0, false) => (Kind::Mark, text.chars().next().map_or(1, char::len_utf8)),
        (length, false) => (Kind::Word, length),
    }
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(step) = text[at..].find(['/', '*']) {
        at += step;
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Whether a literal begins after this prefix.
fn opens_a_literal(prefix: &str, rest: &str) -> bool {
    if prefix.ends_with('r') {
        return rest.trim_start_matches('#').starts_with('"');
    }
    match rest.chars().next() {
        Some('"') => true,
        // `'a'` and `'\n'` are characters, `'a` is a lifetime.
        Some('\'') => rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\''),
        _ => false,
    }
}

/// The length of a literal that begins with its first quote or, when it is raw, with its hashes.
fn literal(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let quote = &text[hashes..=hashes];
    if hashes > 0 {
        let end = format!("\"{}", &text[..hashes]);
        let body = &text[hashes + 1..];
        return body
            .find(&end)
            .map_or(text.len(), |at| hashes + 1 + at + end.len());
    }
    let mut escaped = false;
    for (at, one) in text.char_indices().skip(1) {
        match one {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if one == '"' && quote == "\"" || one == '\'' && quote == "'" => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(Kind, &str)> {
        tokens(source)
            .iter()
            .map(|token| (token.kind, token.text))
            .collect()
    }

    #[test]
    fn what_looks_like_code_in_a_text_is_none() {
        use Kind::{Literal, Mark, Word};
        assert_eq!(
            kinds(r##"a("// \" }", r#"fn "x" {"#, b'{', '\'', 'b)"##),
            [
                (Word, "a"),
                (Mark, "("),
                (Literal, r#""// \" }""#),
                (Mark, ","),
                (Literal, r##"r#"fn "x" {"#"##),
                (Mark, ","),
                (Literal, "b'{'"),
                (Mark, ","),
                (Literal, r"'\''"),
                (Mark, ","),
                (Word, "'b"),
                (Mark, ")"),
            ]
        );
    }

    #[test]
    fn comments_end_where_they_end_and_know_their_lines() {
        let found = tokens("/// doc\nfn f() {} // why\n/* a /* b\n */ c */ x\n//// rule");
        let lines: Vec<_> = found
            .iter()
            .filter(|token| !token.is_code())
            .map(|token| (token.kind, token.first, token.last))
            .collect();
        assert_eq!(
            lines,
            [
                (Kind::Doc, 1, 1),
                (Kind::Comment, 2, 2),
                (Kind::Comment, 3, 4),
                (Kind::Comment, 5, 5),
            ]
        );
        assert_eq!(found.iter().filter(|token| token.text == "x").count(), 1);
    }
}
