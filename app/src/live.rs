//! The one stream of a page. Islands follow topics; after all of them have started, one
//! `EventSource` brings the present view of each.

use crate::Topic;
use crate::actions::ProgressInput;
use crate::browser::{all, document, fetch, json, page, page_data, page_lang, replace, window};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventSource, HtmlElement, HtmlInputElement, MessageEvent};

/// The longest wait before the connection is tried again.
const RETRY_MS_MAX: f64 = 30_000.0;
/// How long a hidden page stays connected.
const HIDDEN_MS_MAX: u32 = 60_000;
/// The shortest time between two announcements.
const ANNOUNCE_MS_MIN: u32 = 5_000;
/// After this many failures in a row, each further one also asks once without a stream.
const FAILURES_BEFORE_ASKING: u32 = 2;

/// How long after the last key the dates of another quantity are asked for.
const TYPING_MS: u32 = 250;

/// A region of the page that follows a topic.
struct Follower {
    topic: String,
    /// A sequence number: whole, and small enough for JavaScript's numbers.
    version: f64,
    region: HtmlElement,
}

/// The state of the connection. The style sheet shows the words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Connection {
    /// No region asked for updates, or none has started.
    #[default]
    Off,
    /// Updates arrive.
    Live,
    /// The shopper paused them.
    Paused,
    /// Being made again.
    Reconnecting,
    /// No network.
    Offline,
}

/// The open stream with the closures it calls.
struct Stream {
    source: EventSource,
    _on_view: Closure<dyn FnMut(MessageEvent)>,
    _on_open: Closure<dyn FnMut()>,
    _on_error: Closure<dyn FnMut()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

#[derive(Default)]
struct Hub {
    followers: Vec<Follower>,
    stream: Option<Stream>,
    failures: u32,
    retry: Option<Timeout>,
    sleep: Option<Timeout>,
    said: String,
    to_say: Option<String>,
    quiet: bool,
    connection: Connection,
    typing: Option<Timeout>,
}

thread_local! {
    static HUB: RefCell<Hub> = RefCell::default();
}

fn with_hub<T>(action: impl FnOnce(&mut Hub) -> T) -> T {
    HUB.with_borrow_mut(action)
}

fn is_paused() -> bool {
    with_hub(|hub| hub.connection == Connection::Paused)
}

fn set_connection(state: Connection) {
    with_hub(|hub| hub.connection = state);
    let name = match state {
        Connection::Off => "off",
        Connection::Live => "live",
        Connection::Paused => "paused",
        Connection::Reconnecting => "reconnecting",
        Connection::Offline => "offline",
    };
    if let Some(page) = page() {
        let _ = page.set_attribute("data-connection", name);
    }
}

/// The regions of the page, as their attributes describe them.
fn followers() -> Vec<Follower> {
    let follower = |region: HtmlElement| {
        let data = region.dataset();
        let version = data
            .get("version")
            .map_or(f64::NAN, |text| js_sys::Number::parse_float(&text));
        Some(Follower {
            topic: data.get("topic")?,
            version,
            region,
        })
    };
    document().body().map_or_else(Vec::new, |body| {
        all(&body, "[data-topic]")
            .into_iter()
            .filter_map(follower)
            .collect()
    })
}

/// A field below a region was changed: a quantity brings the dates of that quantity.
pub fn on_input(event: &Event) {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field.filter(|field| field.name() == "quantity") else {
        return;
    };
    let quantity = field.value().parse().ok();
    // The server put the largest quantity into the field, and the words for what is none.
    let max = field.max().parse().unwrap_or(u32::MAX);
    let quantity = quantity.filter(|quantity| (1..=max).contains(quantity));
    let wrong = quantity.is_none() && !field.value().is_empty();
    say_wrong(&field, wrong);
    let Some(quantity) = quantity else {
        return;
    };
    let Ok(Some(region)) = field.closest("[data-topic]") else {
        return;
    };
    let Some(old) = region.get_attribute("data-topic") else {
        return;
    };
    let topic = old.parse::<Topic>().ok();
    let new = topic.and_then(|topic| Some(topic.with_quantity(quantity)?.to_string()));
    let Some(new) = new.filter(|new| *new != old) else {
        return;
    };
    let typing = Timeout::new(TYPING_MS, move || {
        wasm_bindgen_futures::spawn_local(show_other(old, new));
    });
    with_hub(|hub| hub.typing = Some(typing));
}

/// Says beside a quantity whether it is one.
fn say_wrong(field: &HtmlInputElement, wrong: bool) {
    let words = field.dataset().get("wrong").filter(|_| wrong);
    let place = document().get_element_by_id(&[&field.id(), "-error"].concat());
    if let (Some(place), true) = (place, wrong || field.has_attribute("aria-invalid")) {
        place.set_text_content(words.as_deref());
    }
    let _ = if wrong {
        field.set_attribute("aria-invalid", "true")
    } else {
        field.remove_attribute("aria-invalid")
    };
}

/// Shows another topic in the place of one, and follows it from now on.
async fn show_other(old: String, new: String) {
    if let Ok(views) = present(vec![new.clone()], JsValue::NULL).await {
        change_topic(&old, &new);
        views.iter().for_each(show);
    }
}

fn change_topic(old: &str, new: &str) {
    with_hub(|hub| {
        for follower in hub
            .followers
            .iter_mut()
            .filter(|follower| follower.topic == old)
        {
            new.clone_into(&mut follower.topic);
            follower.version = -1.0;
            let _ = follower.region.set_attribute("data-topic", new);
        }
    });
    if !is_paused() {
        open();
    }
}

/// Shows a view to those who follow its topic and have an older one.
pub fn show(view: &JsValue) {
    let topic = json::text(view, "topic");
    let Some(version) = json::field(view, "version").as_f64() else {
        return;
    };
    let regions: Vec<HtmlElement> = with_hub(|hub| {
        let behind = hub
            .followers
            .iter_mut()
            .filter(|follower| follower.topic == topic && follower.version < version);
        behind
            .map(|follower| {
                follower.version = version;
                follower.region.clone()
            })
            .collect()
    });
    if regions.is_empty() {
        return;
    }
    for region in &regions {
        put(view, region);
    }
    announce(&json::text(view, "announcement"));
}

/// Puts the named values of a [`crate::LiveView`] into the elements of these names.
fn put(view: &JsValue, region: &HtmlElement) {
    for (kind, attribute) in [
        ("html", "data-html"),
        ("text", "data-text"),
        ("shown", "data-when"),
    ] {
        for pair in json::items(&json::field(view, kind)) {
            let name = json::text(&pair, "0");
            let value = json::field(&pair, "1");
            let text = value.as_string();
            for element in all(region, &["[", attribute, "=", &name, "]"].concat()) {
                match (kind, &text) {
                    ("html", Some(html)) => replace(&element, html),
                    ("text", Some(text)) => element.set_text_content(Some(text)),
                    _ => element.set_hidden(value.is_falsy()),
                }
            }
        }
    }
}

/// Looks again at what the page shows, and follows that from now on.
pub fn follow_again() {
    let followers = followers();
    with_hub(|hub| {
        hub.typing = None;
        hub.followers = followers;
    });
    if !is_paused() {
        open();
    }
}

/// Opens the stream, once all islands have started.
pub fn start() {
    crate::choosing::start();
    let followers = followers();
    if followers.is_empty() {
        return;
    }
    with_hub(|hub| hub.followers = followers);
    let listen = |target: &web_sys::EventTarget, name: &str, action: fn()| {
        let closure = Closure::<dyn FnMut()>::new(action);
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        closure.forget();
    };
    listen(&document(), "visibilitychange", on_visibility);
    listen(&window(), "pagehide", close);
    listen(&window(), "pageshow", wake);
    listen(&window(), "online", wake);
    listen(&window(), "offline", on_offline);
    open();
}

/// Pauses the updates, or goes on with the present state.
pub fn toggle_pause() {
    if is_paused() {
        set_connection(Connection::Reconnecting);
        open();
    } else {
        close();
        set_connection(Connection::Paused);
    }
}

fn stream_url() -> String {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let mut url = [
        "/app/live?shop=",
        &encode(&page_data("shop")),
        "&lang=",
        &page_lang(),
    ]
    .concat();
    for topic in topics() {
        url.push_str("&topic=");
        url.push_str(&encode(&topic));
    }
    url
}

/// The topics of the page, each once.
fn topics() -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    with_hub(|hub| {
        for follower in &hub.followers {
            if !topics.contains(&follower.topic) {
                topics.push(follower.topic.clone());
            }
        }
    });
    topics
}

fn open() {
    close();
    let Ok(source) = EventSource::new(&stream_url()) else {
        return;
    };
    let on_view = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            show(&json::read(&text));
        }
    });
    let on_open = Closure::<dyn FnMut()>::new(|| {
        with_hub(|hub| hub.failures = 0);
        set_connection(Connection::Live);
    });
    let on_error = Closure::<dyn FnMut()>::new(retry);
    let _ = source.add_event_listener_with_callback("view", on_view.as_ref().unchecked_ref());
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    with_hub(|hub| {
        hub.stream = Some(Stream {
            source,
            _on_view: on_view,
            _on_open: on_open,
            _on_error: on_error,
        });
    });
}

fn close() {
    let stream = with_hub(|hub| {
        hub.retry = None;
        hub.stream.take()
    });
    if let Some(stream) = stream {
        stream.source.close();
        // The closure that runs now may be one of the stream's own: it may be dropped only
        // afterwards.
        Timeout::new(0, move || drop(stream)).forget();
    }
}

/// The browser's own retries hammer at a fixed pace; ours back off, with jitter so that a thousand
/// pages do not come back at once.
fn retry() {
    close();
    let failures = with_hub(|hub| {
        hub.failures = hub.failures.saturating_add(1);
        hub.failures
    });
    set_connection(if window().navigator().on_line() {
        Connection::Reconnecting
    } else {
        Connection::Offline
    });
    if failures > FAILURES_BEFORE_ASKING {
        wasm_bindgen_futures::spawn_local(ask());
    }
    let backed_off =
        (1_000.0 * f64::from(1_u32 << failures.min(6).saturating_sub(1))).min(RETRY_MS_MAX);
    let jittered = backed_off * (0.5 + js_sys::Math::random() / 2.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and RETRY_MS_MAX"
    )]
    let timeout = Timeout::new(jittered as u32, open);
    with_hub(|hub| hub.retry = Some(timeout));
}

/// The present views without a stream, for where streams are blocked.
async fn ask() {
    if let Ok(views) = present(topics(), oldest()).await {
        views.iter().for_each(show);
    }
}

/// The version of the oldest view that the page shows.
fn oldest() -> JsValue {
    with_hub(|hub| {
        hub.followers
            .iter()
            .map(|follower| follower.version)
            .fold(f64::INFINITY, f64::min)
    })
    .into()
}

/// The present views of topics that are newer than a version, if one is given: a
/// [`ProgressInput`] brings them.
async fn present(topics: Vec<String>, since: JsValue) -> Result<Vec<JsValue>, fetch::Failure> {
    let topics: js_sys::Array = topics
        .iter()
        .map(|topic| JsValue::from_str(topic))
        .collect();
    let input = json::object(
        ProgressInput::FIELDS,
        &[
            page_data("shop").into(),
            page_lang().into(),
            topics.into(),
            since,
        ],
    );
    let views = fetch::call(ProgressInput::PATH, input).await?;
    Ok(json::items(&views))
}

fn on_visibility() {
    if document().hidden() {
        let sleep = Timeout::new(HIDDEN_MS_MAX, close);
        with_hub(|hub| hub.sleep = Some(sleep));
    } else {
        wake();
    }
}

/// Said at once: a stream may take minutes to notice.
fn on_offline() {
    if !is_paused() {
        close();
        set_connection(Connection::Offline);
    }
}

fn wake() {
    let asleep = with_hub(|hub| {
        hub.sleep = None;
        hub.stream.is_none()
    });
    if asleep && !is_paused() {
        open();
    }
}

/// Says a sentence in the page's one live region: not the same twice, and not more often than every
/// five seconds.
pub fn announce(sentence: &str) {
    let now = with_hub(|hub| {
        if hub.said == sentence || sentence.is_empty() {
            return false;
        }
        hub.to_say = Some(sentence.to_owned());
        !hub.quiet
    });
    if now {
        say_next();
    }
}

fn say_next() {
    let sentence = with_hub(|hub| {
        let sentence = hub.to_say.take();
        hub.quiet = sentence.is_some();
        hub.said
            .clone_from(sentence.as_ref().unwrap_or(&hub.said.clone()));
        sentence
    });
    if let Some(sentence) = sentence {
        if let Some(region) = document().get_element_by_id("announcer") {
            region.set_text_content(Some(&sentence));
        }
        Timeout::new(ANNOUNCE_MS_MIN, say_next).forget();
    }
}
