//! What a browser that accepts brotli loads: bytes of the bodies, without headers.

use super::{OpenShop, Plan};
use crate::client::{Connection, Reply, request};
use crate::merchant::{handle, sku};
use crate::report::{Report, Row, Unit};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let shop = OpenShop::small(plan).await?;
    shop.merchant().await?.stock(&sku(0), 2).await?;
    let mut browser = Browser {
        connection: Connection::open(shop.server.address).await?,
    };
    let product = browser
        .load(&shop.page(&format!("/p/{}", handle(0))))
        .await?;
    let catalogue = browser.load(&shop.page("")).await?;
    let order = order_page(&shop, &mut browser).await?;
    let order = browser.load(&order).await?;
    let kilobytes = |what: &str, size: f64| Row::figure(what, size / 1e3, Unit::Kilobytes);
    report.row(
        kilobytes(
            "product page: HTML and CSS, brotli",
            product.html + product.linked(&["css"]),
        )
        .at_most(20.0),
    );
    report.row(
        kilobytes(
            "product page: wasm and its JS, brotli",
            product.linked(&["wasm", "js"]),
        )
        .at_most(70.0),
    );
    report.row(kilobytes(
        "catalogue, 20 products: HTML, brotli",
        catalogue.html,
    ));
    report.row(kilobytes("order page: HTML, brotli", order.html));
    widget(&shop, &mut browser, report).await?;
    let linked: Vec<String> = product
        .files
        .iter()
        .map(|(path, size)| format!("`{path}` {size} B"))
        .collect();
    report.note(format!(
        "The product page is {} B of HTML and links {}.",
        product.html,
        linked.join(", ")
    ));
    for kind in ["css", "js", "wasm"] {
        ensure!(
            product.files.keys().any(|path| ending(path) == kind),
            "the product page links no {kind}, so its size is not known"
        );
    }
    Ok(())
}

/// What the widget costs the page of another shop.
async fn widget(shop: &OpenShop, browser: &mut Browser, report: &mut Report) -> Result<()> {
    let fragment = format!(
        "/embed/v1/{}/{}?lang=en&quantity=5&layout=card",
        shop.installation.shop,
        sku(0)
    );
    let kilobytes = |what: &str, size: f64| Row::figure(what, size / 1e3, Unit::Kilobytes);
    let loader = size(&browser.get("/embed/1/widget.js", "br").await?)?;
    report.row(kilobytes("widget: loader, brotli", loader).at_most(2.048));
    report.row(
        kilobytes(
            "widget: fragment, brotli",
            size(&browser.get(&fragment, "br").await?)?,
        )
        .at_most(1.2288),
    );
    let on_intent = size(&browser.get("/embed/1/intent.js", "br").await?)?
        + size(&browser.get("/embed/1/intent.wasm", "br").await?)?;
    report.row(kilobytes("widget: wasm and glue, on intent, brotli", on_intent).at_most(15.36));
    Ok(())
}

/// Places an order and returns the path of its page.
async fn order_page(shop: &OpenShop, browser: &mut Browser) -> Result<String> {
    let lines = json!([{ "sku": sku(0), "quantity": 5 }]);
    let order = json!({ "email": "robin@example.com", "name": "Robin Example", "locale": "en", "lines": lines, "ship": "as_available" });
    let headers = [("Content-Type", "application/json")];
    let placed = request(
        "POST",
        &shop.api("/orders"),
        &headers,
        order.to_string().as_bytes(),
    );
    let placed = browser
        .connection
        .fetch(&placed)
        .await?
        .expect(201, "an order")?;
    let placed: Value = serde_json::from_slice(&placed.body)?;
    Ok(format!(
        "/o/{}",
        placed["token"]
            .as_str()
            .context("an order without a token")?
    ))
}

/// What loading a page costs, in bytes.
struct Loaded {
    html: f64,
    files: BTreeMap<String, f64>,
}

impl Loaded {
    /// All files with one of these endings.
    fn linked(&self, endings: &[&str]) -> f64 {
        let of_kind = |path: &&String| endings.contains(&ending(path));
        self.files
            .keys()
            .filter(of_kind)
            .map(|path| self.files[path])
            .sum()
    }
}

/// Loads pages and what they link.
struct Browser {
    connection: Connection,
}

impl Browser {
    async fn load(&mut self, path: &str) -> Result<Loaded> {
        let html = size(&self.get(path, "br").await?)?;
        let text = self.get(path, "identity").await?;
        let mut waiting: Vec<String> = links(text.text()?, path).into_iter().collect();
        let mut files = BTreeMap::new();
        while let Some(file) = waiting.pop() {
            if files.contains_key(&file) {
                continue;
            }
            files.insert(file.clone(), size(&self.get(&file, "br").await?)?);
            if ending(&file) == "js" {
                waiting.extend(imports(self.get(&file, "identity").await?.text()?, &file));
            }
        }
        Ok(Loaded { html, files })
    }

    async fn get(&mut self, path: &str, encoding: &str) -> Result<Reply> {
        let headers = [
            ("Accept-Encoding", encoding),
            ("Accept", "text/html,*/*;q=0.8"),
        ];
        self.connection
            .fetch(&request("GET", path, &headers, &[]))
            .await?
            .expect(200, path)
    }
}

fn size(reply: &Reply) -> Result<f64> {
    Ok(f64::from(u32::try_from(reply.body.len())?))
}

fn ending(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Style sheets, scripts and wasm of this server that a page names, in attributes or in its inline
/// script.
fn links(html: &str, page: &str) -> BTreeSet<String> {
    let quoted = html
        .split(['"', '\''])
        .filter(|text| matches!(ending(text), "css" | "js" | "wasm"));
    quoted.filter_map(|text| resolve(text, page)).collect()
}

/// Modules that a script imports when it is loaded.
fn imports(script: &str, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for keyword in ["from", "import"] {
        for after in script.split(keyword).skip(1) {
            let after = after.trim_start();
            let Some(quote) = after
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''))
            else {
                continue;
            };
            found.extend(
                after[1..]
                    .split(quote)
                    .next()
                    .and_then(|module| resolve(module, path)),
            );
        }
    }
    found
}

/// The absolute path of a link; `None` for another server's.
fn resolve(link: &str, from: &str) -> Option<String> {
    if link.contains("//") || link.contains(char::is_whitespace) {
        return None;
    }
    if link.starts_with('/') {
        return Some(link.to_owned());
    }
    let mut parts: Vec<&str> = from.rsplit_once('/')?.0.split('/').collect();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_this_server_are_found() {
        let html = r#"<link rel="stylesheet" href="/pkg/a.css"><script data-wasm="/pkg/a.wasm" src='/pkg/a.js?v=1'></script>
            <script src="https://elsewhere.example/b.js"></script><a href="/s/demo">"#;
        assert_eq!(
            links(html, "/s/demo"),
            ["/pkg/a.css", "/pkg/a.js?v=1", "/pkg/a.wasm"]
                .map(str::to_owned)
                .into()
        );
    }

    #[test]
    fn a_script_brings_what_it_imports() {
        assert_eq!(
            imports(
                "import{x}from\"./snippets/y.js\";import('./later.js');import './z.js'",
                "/pkg/a.js"
            ),
            ["/pkg/snippets/y.js", "/pkg/z.js"]
        );
    }
}
