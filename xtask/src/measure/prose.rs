//! How long the sentences of a Markdown page are, and which words stand in them.

/// The sentences of a page. Code, tables and headings are none; what is set as code within
/// a sentence counts as one word.
pub fn sentences(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in paragraphs(page) {
        let mut rest = paragraph.as_str();
        while let Some(end) = end_of_sentence(rest) {
            found.push(rest[..end].trim().to_owned());
            rest = &rest[end..];
        }
        if !rest.trim().is_empty() {
            found.push(rest.trim().to_owned());
        }
    }
    found
}

/// The words of a sentence.
pub fn words(sentence: &str) -> usize {
    sentence
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// Paragraphs and items of lists, each as one line.
fn paragraphs(page: &str) -> Vec<String> {
    let (mut found, mut is_code) = (vec![String::new()], false);
    for line in page.lines().map(str::trim) {
        let fence = line.starts_with("```");
        is_code ^= fence;
        let is_text = !is_code && !fence && !line.starts_with(['#', '|']);
        let item = item(line);
        if !is_text || line.is_empty() || item.is_some() {
            found.push(String::new());
        }
        if let Some(last) = found.last_mut().filter(|_| is_text) {
            last.push(' ');
            last.push_str(item.unwrap_or(line));
        }
    }
    found.iter().map(|text| without_code(text)).collect()
}

/// The text of an item of a list, without its mark.
fn item(line: &str) -> Option<&str> {
    let numbered = line.trim_start_matches(|one: char| one.is_ascii_digit());
    line.strip_prefix("* ")
        .or_else(|| line.strip_prefix("- "))
        .or_else(|| numbered.strip_prefix(". ").filter(|_| numbered != line))
}

fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| if at % 2 == 0 { part } else { "code" })
        .collect()
}

/// After the mark that ends the first sentence, and what closes with it.
fn end_of_sentence(text: &str) -> Option<usize> {
    text.match_indices(['.', '?', '!']).find_map(|(at, _)| {
        let after = &text[at + 1..];
        let closed = after.trim_start_matches(['"', '”', ')', '*', '_']);
        closed
            .starts_with(' ')
            .then(|| at + 1 + after.len() - closed.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_its_mark_its_item_or_its_paragraph() {
        let page = "# No. Heading\n\nOne `a. b` is\ntwo. *Three!* Four\n* five\n* six 1.5 seven.\n1. eight\n\n```\nno. code\n```\n| no. | table |\n";
        assert_eq!(
            sentences(page),
            [
                "One code is two.",
                "*Three!*",
                "Four",
                "five",
                "six 1.5 seven.",
                "eight"
            ]
        );
        assert_eq!(words("six 1.5 – seven."), 3);
    }
}
