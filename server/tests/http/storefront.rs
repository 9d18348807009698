//! What a shop says of itself: legal pages, what stands beside prices, its notice, its pictures, and
//! what search engines are told.

use crate::app::{Answer, TestApp, answer};
use reqwest::Method;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture";

async fn page(app: &TestApp, path: &str, lang: &str) -> (u16, String) {
    let asked = app
        .request(Method::GET, path)
        .header("accept-language", lang);
    let answered = asked.send().await.unwrap();
    (answered.status().as_u16(), answered.text().await.unwrap())
}

#[tokio::test]
async fn a_legal_page_stands_in_every_footer_in_the_languages_it_has() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let (_, before) = page(&app, "/s/demo", "de").await;
    assert!(!before.contains("/s/demo/legal/"), "no page, no link");
    assert_eq!(page(&app, "/s/demo/legal/imprint", "de").await.0, 404);
    let html = "<h1>Acme</h1><p onclick='x()'>Berlin<script>x()</script></p>";
    let saved = merchant
        .put("/shop/pages/imprint", &json!({ "texts": { "de": html } }))
        .await
        .expect(200);
    assert_eq!(
        saved.body["texts"],
        json!({ "de": "<h2>Acme</h2><p>Berlin</p>" })
    );
    for path in ["/s/demo", "/s/demo/p/tent", "/s/demo/cart"] {
        let (_, shown) = page(&app, path, "de").await;
        assert!(shown.contains("href=\"/s/demo/legal/imprint\""), "{path}");
        assert!(!shown.contains("/legal/terms"), "{path}");
    }
    let (status, german) = page(&app, "/s/demo/legal/imprint", "de").await;
    assert!(status == 200 && german.contains("<h2>Acme</h2>") && !german.contains("noindex"));
    let (_, english) = page(&app, "/s/demo/legal/imprint", "en").await;
    assert!(english.contains("lang=\"de\" dir=\"auto\"") && english.contains("in Deutsch only"));
    assert!(
        !english.contains("hreflang=\"en\" href"),
        "only the languages that there are"
    );
    let outdated = merchant
        .request(Method::PUT, "/shop/pages/imprint")
        .header("if-match", "\"1\"")
        .json(&json!({ "texts": {} }));
    answer(outdated).await.expect(412);
    merchant
        .put("/shop/pages/imprint", &json!({ "texts": {} }))
        .await
        .expect(200);
    assert_eq!(page(&app, "/s/demo/legal/imprint", "de").await.0, 404);
}

#[tokio::test]
async fn an_unknown_legal_page_and_a_long_one_are_refused() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.get("/shop/pages/cookies").await.expect(404);
    let long = "x".repeat(100_001);
    let refused = merchant
        .put(
            "/shop/pages/terms",
            &json!({ "texts": { "de": long, "en": 5 } }),
        )
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/texts/en", "/texts/de"]);
    let refused = merchant
        .put("/shop/pages/terms", &json!({ "texts": { "de": long } }))
        .await
        .expect(422);
    assert_eq!(refused.wrong(), ["/texts/de"]);
}

#[tokio::test]
async fn prices_say_what_they_hold_as_soon_as_the_shop_says_so() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let shown = async || page(&app, "/s/demo/p/tent", "de").await.1;
    assert!(!shown().await.contains("MwSt."), "nothing is said at first");
    let says = async |change: Value| merchant.patch("/shop", &change).await.expect(200);
    says(json!({ "prices_include_vat": true, "shipping": { "minor": 490 } })).await;
    assert!(shown().await.contains("inkl. MwSt., zzgl. Versand"));
    says(json!({ "shipping": { "minor": 0 } })).await;
    assert!(shown().await.contains("inkl. MwSt., Versand kostenlos"));
    says(json!({ "prices_include_vat": false })).await;
    assert!(shown().await.contains("Es wird keine MwSt. berechnet"));
    says(json!({ "vat_note": { "de": "Kleinunternehmer, § 19 UStG" } })).await;
    assert!(shown().await.contains("Kleinunternehmer, § 19 UStG"));
    says(json!({ "prices_include_vat": null, "vat_note": null })).await;
    assert!(!shown().await.contains("MwSt."));
}

#[tokio::test]
async fn a_notice_stands_on_its_days_on_pages_and_in_the_widget() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let notice = |from: &str, to: &str| json!({ "notice": { "texts": { "en": "Closed <b>now</b>" }, "from": from, "to": to } });
    let shown = async || {
        let (_, page_html) = page(&app, "/s/demo/p/tent", "en").await;
        let (_, widget) = page(&app, "/embed/v1/demo/TENT", "en").await;
        (
            page_html.contains("Closed &lt;b&gt;now"),
            widget.contains("Closed &lt;b&gt;now"),
        )
    };
    merchant
        .patch("/shop", &notice("2026-11-24", "2026-11-30"))
        .await
        .expect(200);
    assert_eq!(shown().await, (false, false), "today is 23 November");
    merchant
        .patch("/shop", &notice("2026-11-23", "2026-11-23"))
        .await
        .expect(200);
    assert_eq!(shown().await, (true, true));
    merchant
        .patch("/shop", &json!({ "notice": null }))
        .await
        .expect(200);
    assert_eq!(shown().await, (false, false));
    let wrong = merchant
        .patch("/shop", &notice("2026-12-02", "2026-12-01"))
        .await
        .expect(422);
    assert_eq!(wrong.wrong(), ["/notice/to"]);
}

async fn upload(app: &TestApp, content: &'static [u8]) -> Answer {
    let merchant = app.merchant().await;
    answer(
        merchant
            .request(Method::POST, "/media")
            .header("content-type", "image/png")
            .body(content),
    )
    .await
}

#[tokio::test]
async fn the_notice_on_the_guarantee_is_a_picture_that_the_merchant_supplies() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let unknown = json!({ "guarantee_notice": { "media": "med_0123" } });
    let refused = merchant.patch("/shop", &unknown).await.expect(422);
    assert_eq!(refused.wrong(), ["/guarantee_notice/media"]);
    upload(&app, b"<svg/>").await.expect(415);
    let kept = upload(&app, PNG).await.expect(201);
    assert_eq!(
        upload(&app, PNG).await.body,
        kept.body,
        "the same picture is the same name"
    );
    let notice = json!({ "guarantee_notice": { "media": kept.body["media"], "texts": { "en": "Two years" } } });
    merchant.patch("/shop", &notice).await.expect(200);
    let (_, shown) = page(&app, "/s/demo/p/tent", "en").await;
    let path = format!("/s/demo/media/{}", kept.body["media"].as_str().unwrap());
    assert!(shown.contains(&format!("src=\"{path}\"")) && shown.contains("alt=\"Two years\""));
    let picture = app.request(Method::GET, &path).send().await.unwrap();
    let header = |name: &str| picture.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (
            header("content-type"),
            header("content-security-policy"),
            header("x-content-type-options")
        ),
        (
            "image/png".into(),
            "default-src 'none'; sandbox".into(),
            "nosniff".into()
        )
    );
    assert_eq!(picture.bytes().await.unwrap(), PNG);
    app.open_shop("other").await;
    let elsewhere = path.replace("/s/demo/", "/s/other/");
    assert_eq!(
        page(&app, &elsewhere, "en").await.0,
        404,
        "pictures are of one shop"
    );
}

#[tokio::test]
async fn search_engines_are_told_of_every_page_and_of_no_rehearsal() {
    let app = TestApp::selling(3).await;
    app.open_rehearsal_shop("trial").await;
    let (_, robots) = page(&app, "/robots.txt", "en").await;
    let sitemaps: Vec<&str> = robots
        .lines()
        .filter(|line| line.starts_with("Sitemap: "))
        .collect();
    assert_eq!(sitemaps.len(), 1, "{robots}");
    assert!(sitemaps[0].ends_with("/s/demo/sitemap.xml") && robots.contains("Disallow: /o/"));
    app.merchant()
        .await
        .put("/shop/pages/terms", &json!({ "texts": { "de": "AGB" } }))
        .await
        .expect(200);
    let (status, sitemap) = page(&app, "/s/demo/sitemap.xml", "en").await;
    assert_eq!(status, 200);
    for path in [
        "/s/demo",
        "/s/demo/p/tent",
        "/s/demo/legal/terms",
        "/s/demo/how-backorders-work",
    ] {
        assert!(
            sitemap.contains(&format!("{path}</loc>")),
            "{path} in {sitemap}"
        );
    }
    assert!(roxmltree::Document::parse(&sitemap).is_ok());
}

#[tokio::test]
async fn a_shop_has_an_icon_of_its_own_and_a_manifest() {
    let app = TestApp::selling(3).await;
    let (_, shown) = page(&app, "/s/demo", "en").await;
    assert!(
        shown.contains("rel=\"icon\" href=\"/s/demo/icon.svg\"")
            && shown.contains("/s/demo/manifest.webmanifest")
    );
    let (status, icon) = page(&app, "/s/demo/icon.svg", "en").await;
    assert!(status == 200 && icon.starts_with("<svg"), "{icon}");
    let manifest = app
        .get("/s/demo/manifest.webmanifest")
        .await
        .expect(200)
        .body;
    assert_eq!(manifest["start_url"], "/s/demo");
}

#[tokio::test]
async fn how_backorders_work_follows_from_the_rules() {
    let app = TestApp::selling(3).await;
    let merchant = app.merchant().await;
    let shown = async |lang| page(&app, "/s/demo/how-backorders-work", lang).await.1;
    assert!(shown("en").await.contains("one working day later"));
    let rules = json!({ "handling_days": 3, "working_days": "1000100", "shipping": { "minor": 490, "free_from_minor": 5_000 } });
    merchant.patch("/shop", &rules).await.expect(200);
    let english = shown("en").await;
    for said in ["3 working days later", "Monday, Friday", "€4.90", "€50.00"] {
        assert!(english.contains(said), "{said}");
    }
    assert!(shown("de").await.contains("Montag, Freitag"));
}
