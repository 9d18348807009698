//! What another site may make a visitor's browser do here: nothing.

use super::markup::elements;
use crate::app::TestApp;
use crate::console::{Browser, Page};
use crate::console_dock::{PO, purchase_order, shop};
use dockline_domain::access::Role;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

/// What browsers tell about a form that another page sent. The last port is not the server's.
const ELSEWHERE: [(&str, &str); 6] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("origin", "http://127.0.0.1:1"),
    ("origin", "http://shop.example.evil.example"),
];

/// What one shop has to offer to an attacker: an order and a parcel of its own, and somebody who
/// may do everything.
struct Target<'a> {
    app: &'a TestApp,
    owner: Browser<'a>,
    number: String,
    token: String,
    shipment: String,
    receipt: String,
}

impl<'a> Target<'a> {
    async fn new(app: &'a TestApp) -> Self {
        shop(app).await;
        let merchant = app.merchant().await;
        merchant.stock("PEG", 2).await;
        let waiting = app.shopper().placed("TENT", 3).await;
        app.shopper().placed("PEG", 1).await;
        let shipment = merchant.get("/shipments").await.expect(200).body["items"][0]["shipment"]
            .as_str()
            .unwrap()
            .to_owned();
        let lines = json!({ "purchase_order": "PO-1", "location": "main", "lines": [{ "sku": "PEG", "quantity": 1, "more_to_come": true }] });
        let receipt = merchant.post("/receipts", &lines).await.expect(201).body["receipt"]
            .as_str()
            .unwrap()
            .to_owned();
        let (number, token) = (
            waiting["number"].to_string(),
            waiting["token"].as_str().unwrap().to_owned(),
        );
        Self {
            app,
            owner: app.staff("demo", Role::Owner).await,
            number,
            token,
            shipment,
            receipt,
        }
    }

    fn paths(&self, source: &str, method: &str) -> Vec<String> {
        let of_order = [
            ("order", self.number.as_str()),
            ("token", &self.token),
            ("shipment", &self.shipment),
            ("receipt", &self.receipt),
        ];
        let names = [("reference", "PO-1"), ("shop", "demo"), ("handle", "tent")]
            .into_iter()
            .chain(of_order)
            .collect::<Vec<_>>();
        paths(source, method, &names)
    }

    fn console(&self, method: &str) -> Vec<String> {
        self.paths(include_str!("../../../src/console/mod.rs"), method)
    }

    /// Every address at which something is changed by a form or by a page's script.
    fn all(&self) -> Vec<String> {
        let mut all = self.console("post");
        let pages = self.paths(include_str!("../../../src/pages/mod.rs"), "post");
        all.extend(pages.into_iter().filter(|path| !path.starts_with("/app/")));
        all.extend(
            ["place", "cancel", "waitlist", "progress"].map(|function| format!("/app/{function}")),
        );
        all
    }

    /// What a browser with the owner's session and a shopper's cart sends to an address.
    fn request(&self, path: &str, token: Option<&str>) -> RequestBuilder {
        let cookies = format!("{}; cart=TENT=1", self.owner.cookie.as_deref().unwrap());
        let request = self
            .app
            .request(Method::POST, path)
            .header("cookie", cookies);
        if path.starts_with("/app/") {
            return request.json(&json!({}));
        }
        let fields = [
            ("action", "nonsense"),
            ("sku", "TENT"),
            ("quantity:TENT", "2"),
        ];
        request.form(
            &token
                .map(|token| ("form_token", token))
                .into_iter()
                .chain(fields)
                .collect::<Vec<_>>(),
        )
    }
}

/// The addresses of a router that take a method, as its source has them: so that none is forgotten
/// here.
pub fn paths(source: &str, method: &str, names: &[(&str, &str)]) -> Vec<String> {
    let routes = source
        .split(".route(")
        .skip(1)
        .map(|route| route.split(".layer(").next().unwrap());
    let taken = routes.filter(|route| route.contains(&format!("{method}(")));
    let filled = taken.map(|route| {
        let path = route.split('"').nth(1).unwrap().to_owned();
        names.iter().fold(path, |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        })
    });
    filled.collect()
}

async fn page(request: RequestBuilder) -> Page {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Page {
        status,
        headers,
        text: response.text().await.unwrap(),
    }
}

#[tokio::test]
async fn what_another_site_sends_changes_nothing() {
    let app = TestApp::new().await;
    let target = Target::new(&app).await;
    let mut paths = target.all();
    assert!(paths.len() >= 16, "{paths:?}");
    let token = target.owner.form_token.clone();
    for path in &paths {
        for (name, value) in ELSEWHERE {
            let refused = page(target.request(path, token.as_deref()).header(name, value)).await;
            assert_eq!(
                (refused.status, refused.header("set-cookie")),
                (403, ""),
                "{path} {name}: {value}"
            );
        }
    }
    // The same is read when it comes from here; who logs out does so last.
    paths.sort_by_key(|path| path == "/console/logout");
    for path in &paths {
        let taken = page(
            target
                .request(path, token.as_deref())
                .header("sec-fetch-site", "same-origin"),
        )
        .await;
        assert_ne!(taken.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_form_of_the_console_that_its_session_did_not_get_is_refused() {
    let app = TestApp::new().await;
    let target = Target::new(&app).await;
    let other = app.staff("demo", Role::Operations).await;
    let session = target
        .owner
        .cookie
        .as_deref()
        .unwrap()
        .split_once('=')
        .unwrap()
        .1
        .to_owned();
    let wrong = [
        None,
        Some(""),
        Some("0123456789abcdef0123456789abcdef"),
        other.form_token.as_deref(),
        Some(session.as_str()),
    ];
    let before = purchase_order(&app).await;
    let paths = target.console("post");
    assert!(paths.len() >= 9, "{paths:?}");
    for path in paths.iter().filter(|path| *path != "/console/login") {
        for token in wrong {
            let refused = page(
                target
                    .request(path, token)
                    .header("sec-fetch-site", "same-origin"),
            )
            .await;
            assert_eq!(
                (refused.status, refused.header("set-cookie")),
                (403, ""),
                "{path} {token:?}"
            );
            refused.shows("This form is not from your present log-in");
        }
    }
    let own = target.owner.form_token.as_deref().unwrap();
    let file = "name=\"file\"; filename=\"m.csv\"\r\n\r\npurchase_order,stage,at\nPO-1,customs,2026-11-20\n\r\n";
    let field = format!("name=\"form_token\"\r\n\r\n{own}\r\n");
    let upload = |parts: &[&str]| {
        let body = parts
            .iter()
            .map(|part| format!("--x\r\ncontent-disposition: form-data; {part}"))
            .collect::<Vec<_>>()
            .concat();
        let request = app
            .request(Method::POST, "/console/supply/milestones")
            .header("cookie", target.owner.cookie.as_deref().unwrap());
        page(
            request
                .header("content-type", "multipart/form-data; boundary=x")
                .body(body + "--x--\r\n"),
        )
    };
    upload(&[file]).await.expect(403);
    upload(&[file, &field]).await.expect(403);
    assert_eq!(purchase_order(&app).await, before);
    upload(&[&field, file]).await.expect(200);
    assert_ne!(purchase_order(&app).await, before);
    target.owner.get("/console").await.expect(200);
}

#[tokio::test]
async fn who_sends_a_form_of_an_earlier_log_in_finds_what_was_written() {
    let app = TestApp::new().await;
    let target = Target::new(&app).await;
    let fields = [
        ("form_token", "of-yesterday"),
        ("action", "cancel"),
        ("cancel_reason", "Die Mühle <brannte>"),
        ("key", "4711"),
    ];
    let request = app
        .request(Method::POST, PO)
        .header("cookie", target.owner.cookie.as_deref().unwrap())
        .header("accept-language", "de");
    let told = page(
        request
            .header("sec-fetch-site", "same-origin")
            .form(&fields),
    )
    .await
    .expect(403);
    let told = told
        .shows("gehört nicht zu Ihrer jetzigen Anmeldung")
        .shows("Die Mühle &lt;brannte&gt;")
        .shows("href=\"/console/supply/PO-1\"");
    assert!(
        !told.text.contains("4711") && !told.text.contains("of-yesterday"),
        "{}",
        told.text
    );
    assert!(
        !told
            .text
            .contains("method=\"post\" action=\"/console/supply"),
        "nothing is offered that one more click would do"
    );
}

#[tokio::test]
async fn every_form_that_changes_something_holds_the_token_of_its_session() {
    let app = TestApp::new().await;
    app.open_shop("other").await;
    let target = Target::new(&app).await;
    let mut paths = target.console("get");
    let backorders = app
        .merchant()
        .await
        .get("/backorders?sku=TENT")
        .await
        .expect(200)
        .body;
    paths.push(format!(
        "/console/line?sku=TENT&why={}",
        backorders["items"][0]["id"].as_str().unwrap()
    ));
    paths.push(format!("{PO}/what-if?days=7"));
    let mut seen = 0;
    for path in paths.iter().filter(|path| *path != "/console/login") {
        seen += forms_with_token(&target.owner, path).await;
    }
    assert!(seen > 20, "{seen} forms were found");
    // The clock of a rehearsal is moved by a form in the head of every page, and by one of its own.
    app.open_rehearsal_shop("rehearsal").await;
    let owner = app.staff("rehearsal", Role::Owner).await;
    assert_eq!(forms_with_token(&owner, "/console").await, 2);
    assert_eq!(forms_with_token(&owner, "/console/clock").await, 3);
}

/// Looks at every form of a page: what is posted holds the token, what is only asked for does not.
/// Answers how many are posted.
async fn forms_with_token(browser: &Browser<'_>, path: &str) -> usize {
    let shown = browser.get(path).await;
    assert!(
        matches!(shown.status, 200 | 404 | 422),
        "{path}: {}",
        shown.status
    );
    let all = elements(&shown.text);
    let mut posted = 0;
    for (place, form) in all
        .iter()
        .enumerate()
        .filter(|(_, element)| element.name == "form")
    {
        let inside = all[place + 1..]
            .iter()
            .take_while(|other| other.depth > form.depth);
        let tokens: Vec<_> = inside
            .filter(|input| input.attribute("name") == Some("form_token"))
            .collect();
        let is_posted = form.attribute("method") == Some("post");
        assert_eq!(
            tokens.len(),
            usize::from(is_posted),
            "{path}: a form to {:?}",
            form.attribute("action")
        );
        let own = browser.form_token.as_deref();
        assert!(
            tokens.iter().all(|input| input.attribute("value") == own
                && input.attribute("type") == Some("hidden")),
            "{path}"
        );
        posted += usize::from(is_posted);
    }
    posted
}
