//! What other people's pages load.

use crate::app::TestApp;
use axum::http::HeaderMap;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// The widget's fragment as text, with its headers.
struct Fragment {
    status: u16,
    headers: HeaderMap,
    html: String,
}

impl Fragment {
    async fn of(request: RequestBuilder) -> Self {
        let response = request
            .header("Origin", "https://blog.example")
            .send()
            .await
            .unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self {
            status,
            headers,
            html: response.text().await.unwrap(),
        }
    }

    async fn get(app: &TestApp, path: &str) -> Self {
        Self::of(app.request(Method::GET, &format!("/embed/v1{path}"))).await
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn split() -> TestApp {
    let app = TestApp::selling(2).await;
    app.merchant()
        .await
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    app
}

#[tokio::test]
async fn a_fragment_says_what_the_interface_says() {
    let app = split().await;
    let fragment = Fragment::get(&app, "/demo/TENT?quantity=5").await;
    assert_eq!(fragment.status, 200);
    let truth = app.shopper().availability("TENT?quantity=5").await.body;
    assert!(
        fragment
            .html
            .contains(&format!("data-version=\"{}\"", truth["version"])),
        "{}",
        fragment.html
    );
    assert!(fragment.html.contains("data-status=\"backorder\""));
    assert!(
        fragment.html.contains("14–18 December")
            && fragment.html.contains("datetime=\"2026-12-14\"")
    );
    let german = Fragment::get(&app, "/demo/TENT?quantity=5&lang=de-AT")
        .await
        .html;
    assert!(
        german.contains("lang=\"de\"") && german.contains("14.–18. Dezember"),
        "{german}"
    );
    assert!(
        german.contains(
            "href=\"https://shop.example/s/demo/p/tent?variant=TENT&amp;quantity=5&amp;lang=de\""
        ),
        "{german}"
    );
}

#[tokio::test]
async fn each_layout_takes_its_room() {
    let app = split().await;
    let size = async |layout: &str| {
        Fragment::get(&app, &format!("/demo/TENT?layout={layout}"))
            .await
            .html
            .len()
    };
    let [card, inline, badge] = [
        size("card").await,
        size("inline").await,
        size("badge").await,
    ];
    assert!(card > inline && inline > badge, "{card} {inline} {badge}");
}

#[tokio::test]
async fn a_fragment_needs_no_permission_of_the_page_around_it() {
    let app = split().await;
    for layout in ["card", "inline", "badge"] {
        let html = Fragment::get(&app, &format!("/demo/TENT?quantity=5&layout={layout}"))
            .await
            .html;
        for forbidden in [
            "<style",
            "style=",
            "<script",
            "javascript:",
            " on",
            "<img",
            "url(",
        ] {
            let attribute = html.split('<').any(|tag| {
                tag.split('>')
                    .next()
                    .is_some_and(|tag| tag.contains(forbidden.trim_start_matches('<')))
            });
            assert!(
                !html.contains(forbidden) || forbidden == " on" && !attribute,
                "{forbidden} in {html}"
            );
        }
        // Every icon it refers to is in it: a shadow tree sees no other.
        for name in html
            .split("href=\"#")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            assert!(
                html.contains(&format!("<symbol id=\"{name}\"")),
                "{name} in {html}"
            );
        }
    }
}

#[tokio::test]
async fn a_fragment_is_light() {
    let budget: Value = serde_json::from_str(include_str!("../../../size-budget.json")).unwrap();
    let bytes_max =
        usize::try_from(budget["embed_fragment_brotli_bytes_max"].as_u64().unwrap()).unwrap();
    let app = split().await;
    for query in [
        "quantity=5",
        "quantity=5&lang=de",
        "layout=inline",
        "layout=badge",
    ] {
        let request = app
            .request(Method::GET, &format!("/embed/v1/demo/TENT?{query}"))
            .header("Accept-Encoding", "br");
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "br");
        let bytes = response.bytes().await.unwrap().len();
        assert!(bytes <= bytes_max, "{query}: {bytes} B");
    }
}

#[tokio::test]
async fn caches_and_every_origin_may_keep_it() {
    let app = split().await;
    let first = Fragment::get(&app, "/demo/TENT").await;
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        (
            "cache-control",
            "public, max-age=5, s-maxage=15, stale-while-revalidate=60, stale-if-error=86400",
        ),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("timing-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
        ("vary", "accept-encoding"),
        ("set-cookie", ""),
    ] {
        assert_eq!(first.header(name), value, "{name}");
    }
    let again = || {
        app.request(Method::GET, "/embed/v1/demo/TENT")
            .header("If-None-Match", first.header("etag"))
    };
    let known = Fragment::of(again()).await;
    assert_eq!(
        (
            known.status,
            known.html.as_str(),
            known.header("access-control-allow-origin")
        ),
        (304, "", "*")
    );
    app.shopper().placed("TENT", 1).await;
    let changed = Fragment::of(again()).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn what_is_not_known_is_said_to_every_origin() {
    let app = TestApp::selling(1).await;
    for path in [
        "/demo/NONE",
        "/nowhere/TENT",
        "/demo/%20",
        "/demo/NONE?lang=de",
    ] {
        let unknown = Fragment::get(&app, path).await;
        assert_eq!(
            (
                unknown.status,
                unknown.header("access-control-allow-origin")
            ),
            (404, "*"),
            "{path}"
        );
        assert!(
            unknown.html.starts_with("<p") && unknown.html.len() < 300,
            "{}",
            unknown.html
        );
        assert!(
            unknown.html.contains("data-reason=\"unknown\""),
            "{}",
            unknown.html
        );
    }
    for query in [
        "quantity=0",
        "quantity=10000",
        "quantity=two",
        "layout=huge",
    ] {
        let nonsense = Fragment::get(&app, &format!("/demo/TENT?{query}")).await;
        assert_eq!(nonsense.status, 422, "{query}");
        assert!(
            nonsense.html.contains("data-reason=\"attributes\""),
            "{}",
            nonsense.html
        );
    }
    assert_eq!(
        Fragment::get(&app, "/demo/TENT?lang=xx&v=12").await.status,
        200
    );
}

#[tokio::test]
async fn a_variant_that_left_the_catalogue_is_not_known() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["A", "B"]).await;
    assert_eq!(Fragment::get(&app, "/demo/B").await.status, 200);
    merchant
        .put("/products/tent", &crate::app::product(&["A"]))
        .await
        .expect(200);
    assert_eq!(Fragment::get(&app, "/demo/B").await.status, 404);
}

#[tokio::test]
async fn texts_of_merchants_are_escaped() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let product = json!({ "title": "<script>\"&", "variants": [{ "sku": "X", "price": { "minor": 1, "currency": "EUR" } }] });
    merchant.put("/products/x", &product).await.expect(201);
    let html = Fragment::get(&app, "/demo/X").await.html;
    assert!(!html.contains("<script"), "{html}");
    assert!(
        html.contains("data-say=\"&lt;script&gt;&quot;&amp;"),
        "{html}"
    );
}

#[tokio::test]
async fn an_outlook_splits_quantities_as_the_interface_does() {
    let app = split().await;
    app.merchant()
        .await
        .supply("PO-2", "TENT", 5, "2027-01-11", "2027-01-15")
        .await;
    app.shopper().placed("TENT", 4).await;
    let outlook = Fragment::get(&app, "/demo/TENT/outlook").await;
    let words = Fragment::get(&app, "/demo/TENT/outlook?lang=de").await.html;
    assert!(
        words.contains(" 2026-12-14 2026-12-18 14.–18. Dezember"),
        "{words}"
    );
    assert_eq!(
        (
            outlook.header("content-type"),
            outlook.header("access-control-allow-origin")
        ),
        ("text/plain; charset=utf-8", "*")
    );
    for quantity in [1, 8, 9, 13, 14] {
        let truth = app
            .shopper()
            .availability(&format!("TENT?quantity={quantity}"))
            .await
            .body;
        let part = |part: &Value| {
            format!(
                "{} {} {} ",
                part["quantity"],
                part["ship_earliest"].as_str().unwrap(),
                part["ship_latest"].as_str().unwrap()
            )
        };
        let expected: Vec<String> = truth["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(part)
            .collect();
        let lines = dockline_embed::parts(&outlook.html, quantity);
        assert_eq!(
            lines.lines().count(),
            expected.len(),
            "{quantity} of {}",
            outlook.html
        );
        assert!(
            lines
                .lines()
                .zip(&expected)
                .all(|(line, begin)| line.starts_with(begin)),
            "{quantity} of {}: {lines}",
            outlook.html
        );
        // A page that may not split by itself is told the same.
        let told = Fragment::get(&app, &format!("/demo/TENT/outlook?quantity={quantity}"))
            .await
            .html;
        assert_eq!(
            told.split_once('\n').unwrap().1,
            lines.trim_end(),
            "{quantity}"
        );
        assert!(outlook.html.starts_with(&format!("{} ", truth["version"])));
    }
}

#[tokio::test]
async fn an_outlook_of_a_quantity_that_no_order_could_have_is_refused() {
    let app = TestApp::selling(1).await;
    for quantity in ["0", "10000", "4294967297", "2.5", "two"] {
        assert_eq!(
            Fragment::get(&app, &format!("/demo/TENT/outlook?quantity={quantity}"))
                .await
                .status,
            422,
            "{quantity}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_older_than_what_was_asked_for_is_kept_by_nobody() {
    let app = split().await;
    let version: i64 = app.shopper().availability("TENT").await.body["version"]
        .as_i64()
        .unwrap();
    for path in ["/demo/TENT", "/demo/TENT/outlook"] {
        for (query, is_kept) in [
            (format!("v={version}"), true),
            (format!("v={}", version - 1), true),
            (format!("v={}", version + 1), false),
            ("now=1".to_owned(), false),
            ("v=nonsense".to_owned(), true),
        ] {
            let answer = Fragment::get(&app, &format!("{path}?{query}")).await;
            assert_eq!(answer.status, 200);
            assert_eq!(
                answer.header("cache-control") != "no-store",
                is_kept,
                "{path}?{query}"
            );
        }
    }
}

#[tokio::test]
async fn a_date_that_has_passed_is_a_state_of_its_own() {
    let app = TestApp::new().await;
    app.open_rehearsal_shop("stage").await;
    let merchant = app.merchant_of("stage").await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    assert!(
        !Fragment::get(&app, "/stage/TENT")
            .await
            .html
            .contains("data-is")
    );
    merchant
        .post("/clock/advance", &json!({ "to": "2026-12-21T08:00:00Z" }))
        .await
        .expect(200);
    let html = Fragment::get(&app, "/stage/TENT").await.html;
    assert!(html.contains("data-is=\"overdue"), "{html}");
}

#[tokio::test]
async fn the_card_has_a_field_for_the_quantity_and_smaller_layouts_have_none() {
    let app = split().await;
    let html = Fragment::get(&app, "/demo/TENT?quantity=5&lang=de")
        .await
        .html;
    assert!(
        html.contains("value=\"5\"") && html.contains("max=\"9999\"") && html.contains("Menge"),
        "{html}"
    );
    for layout in ["inline", "badge"] {
        assert!(
            !Fragment::get(&app, &format!("/demo/TENT?layout={layout}"))
                .await
                .html
                .contains("<input")
        );
    }
}

/// Lines of a stream that carry data, until there are this many.
async fn hints(response: &mut Response, count: usize) -> Vec<String> {
    let mut text = String::new();
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(str::to_owned)
            .collect()
    };
    while lines(&text).len() < count {
        let chunk = tokio::time::timeout(Duration::from_secs(1), response.chunk())
            .await
            .expect("a hint within a second");
        text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
    }
    lines(&text)
}

#[tokio::test]
async fn one_stream_tells_the_versions_of_all_widgets() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["A", "B"]).await;
    let request = app.request(
        Method::GET,
        "/embed/v1/live?topic=demo/A&topic=demo/B&topic=demo/NONE&topic=nonsense",
    );
    let mut response = request
        .header("Origin", "https://blog.example")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let mut begun: Vec<String> = hints(&mut response, 2)
        .await
        .iter()
        .map(|hint| hint.split_once(' ').unwrap().1.to_owned())
        .collect();
    begun.sort();
    assert_eq!(begun, ["demo/A", "demo/B"]);
    merchant.stock("B", 3).await;
    let changed = hints(&mut response, 1).await;
    let version = app.shopper().availability("B").await.body["version"].clone();
    assert_eq!(changed, [format!("{version} demo/B")]);
    let none = app
        .request(Method::GET, "/embed/v1/live?topic=demo/NONE")
        .send()
        .await
        .unwrap();
    assert_eq!(none.status(), 204);
}

#[tokio::test]
async fn a_widget_of_a_renamed_variant_is_told_of_it_by_the_name_that_it_knows() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["A"]).await;
    let stream = app.request(Method::GET, "/embed/v1/live?topic=demo/A");
    let mut response = stream.send().await.unwrap();
    hints(&mut response, 1).await;
    let rename = json!({ "sku": "C" });
    merchant
        .post("/variants/A/rename", &rename)
        .await
        .expect(200);
    hints(&mut response, 1).await;
    merchant.stock("C", 3).await;
    let now = app.shopper().availability("C").await.body["version"].clone();
    let expected = format!("{now} demo/A");
    while !hints(&mut response, 1).await.contains(&expected) {}
}
