use super::*;

/// Pages that people read before or beside the code.
fn pages() -> Vec<(String, String)> {
    let mut paths = files_below(&root().join("docs")).unwrap();
    let tops = [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
    ];
    paths.extend(tops.map(|name| root().join(name)));
    let is_page = |path: &std::path::PathBuf| path.extension().is_some_and(|one| one == "md");
    let read = |path: &std::path::PathBuf| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    };
    paths
        .iter()
        .filter(|path| is_page(path))
        .map(read)
        .collect()
}

#[test]
fn a_function_is_counted_from_its_name_to_its_brace_without_comments() {
    let text = "/// Doc.\nfn a(f: fn(u8) -> u8) -> [u8; 2]\n{\n    // Why.\n    \"}\";\n    x.clone()\n}\ntrait T {\n    fn b();\n}\n#[cfg(test)]\nmod tests {\n    fn c() {\n        d.unwrap();\n    }\n}\n";
    let counted = count("a.rs", text);
    assert_eq!(
        counted,
        Counted {
            files: vec![10],
            code: 8,
            comments: 1,
            docs: 1,
            functions: vec![Function {
                place: "a.rs:2 a".to_owned(),
                lines: 5
            }],
            unwraps: 0,
            clones: 1,
            tests: 6,
        }
    );
}

#[test]
fn no_function_is_longer_than_70_lines() {
    for (name, counted) in crates().unwrap() {
        let long = counted.too_long();
        assert!(long.is_empty(), "{name}: {long:#?}");
        assert!(
            !counted.functions.is_empty(),
            "{name}: no function was found"
        );
    }
}

/// A clone here and there buys clarity. As a habit it hides who owns a value, and the writer pays
/// for it with every order.
#[test]
fn the_engine_borrows_what_it_only_writes() {
    let crates = crates().unwrap();
    let (_, engine) = crates
        .iter()
        .find(|(name, _)| name == "dockline-engine")
        .unwrap();
    let clones = 1_000.0 * share(engine.clones, engine.code);
    assert!(clones < 15.0, "{clones:.1} clones per 1 000 lines of code");
}

#[test]
fn the_page_on_the_architecture_reads_in_short_sentences() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let wide: Vec<&str> = page
        .lines()
        .filter(|line| line.chars().count() > 120)
        .collect();
    assert!(wide.is_empty(), "over 120 columns: {wide:#?}");
    let (_, ninth, _) = spread(&words_of_sentences(&page));
    assert!(
        ninth <= 25,
        "a tenth of the sentences has {ninth} words or more"
    );
}

#[test]
fn pages_are_written_in_usual_words() {
    let unusual = [
        "whoever", "so many", "is none", "he", "him", "his", "himself",
    ];
    for (name, page) in pages() {
        for sentence in prose::sentences(&page) {
            let letters = |one: char| if one.is_alphabetic() { one } else { ' ' };
            let plain = sentence
                .to_lowercase()
                .chars()
                .map(letters)
                .collect::<String>();
            let plain = format!(
                " {} ",
                plain.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            let found = unusual
                .iter()
                .find(|word| plain.contains(&format!(" {word} ")));
            assert_eq!(found, None, "{name}: {sentence}");
            assert!(
                sentence.matches(';').count() < 2,
                "{name}: two semicolons: {sentence}"
            );
        }
    }
}
