//! The one stream of a page. Islands follow topics; after all of them have started, one `EventSource` brings the present view of each.

use crate::actions::ProgressInput;
use crate::browser::{document, fetch, page_data, page_lang};
use crate::island::Connection;
use crate::view::LiveView;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// The longest wait before the connection is tried again.
const RETRY_MS_MAX: f64 = 30_000.0;
/// How long a hidden page stays connected.
const HIDDEN_MS_MAX: u32 = 60_000;
/// The shortest time between two announcements.
const ANNOUNCE_MS_MIN: u32 = 5_000;
/// After so many failures in a row, each further one also asks once without a stream.
const FAILURES_BEFORE_ASKING: u32 = 2;

/// An island that follows a topic.
struct Follower {
    topic: String,
    version: i64,
    on_view: Rc<dyn Fn(LiveView)>,
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
}

thread_local! {
    static HUB: RefCell<Hub> = RefCell::default();
    static CONNECTION: ArcRwSignal<Connection> = ArcRwSignal::new(Connection::Off);
}

fn with_hub<T>(action: impl FnOnce(&mut Hub) -> T) -> T {
    HUB.with_borrow_mut(action)
}

/// The state of the connection.
pub fn connection() -> ArcRwSignal<Connection> {
    CONNECTION.with(Clone::clone)
}

fn set_connection(state: Connection) {
    connection().set(state);
}

/// Calls back with every view of the topic that is newer than `version`.
pub fn follow(topic: String, version: i64, on_view: impl Fn(LiveView) + 'static) {
    with_hub(|hub| hub.followers.push(Follower { topic, version, on_view: Rc::new(on_view) }));
}

/// Followers of one topic follow another one from now on.
pub fn change_topic(old: &str, new: &str) {
    with_hub(|hub| {
        for follower in hub.followers.iter_mut().filter(|follower| follower.topic == old) {
            follower.topic = new.to_owned();
            follower.version = -1;
        }
    });
    if connection().get_untracked() != Connection::Paused {
        open();
    }
}

/// Shows a view to those who follow its topic and have an older one.
pub fn show(view: LiveView) {
    let callbacks: Vec<_> = with_hub(|hub| {
        let behind = hub.followers.iter_mut().filter(|follower| follower.topic == view.topic && follower.version < view.version);
        behind
            .map(|follower| {
                follower.version = view.version;
                follower.on_view.clone()
            })
            .collect()
    });
    for callback in callbacks {
        callback(view.clone());
    }
}

/// Opens the stream, once all islands have started.
pub fn start() {
    if with_hub(|hub| hub.followers.is_empty()) {
        return;
    }
    let listen = |target: &web_sys::EventTarget, name: &str, action: fn()| {
        let closure = Closure::<dyn FnMut()>::new(action);
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        closure.forget();
    };
    listen(&document(), "visibilitychange", on_visibility);
    listen(&window(), "pagehide", close);
    listen(&window(), "pageshow", wake);
    listen(&window(), "online", wake);
    open();
}

/// Pauses the updates, or goes on with the present state.
pub fn toggle_pause() {
    if connection().get_untracked() == Connection::Paused {
        set_connection(Connection::Reconnecting);
        open();
    } else {
        close();
        set_connection(Connection::Paused);
    }
}

fn stream_url() -> String {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let mut topics: Vec<String> = with_hub(|hub| hub.followers.iter().map(|follower| encode(&follower.topic)).collect());
    topics.sort();
    topics.dedup();
    let topics: String = topics.iter().map(|topic| format!("&topic={topic}")).collect();
    format!("/app/live?shop={}&lang={}{topics}", encode(&page_data("shop")), page_lang())
}

fn open() {
    close();
    let Ok(source) = EventSource::new(&stream_url()) else { return };
    let on_view = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(view) = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
            show(view);
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
    with_hub(|hub| hub.stream = Some(Stream { source, _on_view: on_view, _on_open: on_open, _on_error: on_error }));
}

fn close() {
    let stream = with_hub(|hub| {
        hub.retry = None;
        hub.stream.take()
    });
    if let Some(stream) = stream {
        stream.source.close();
        // The closure that runs now may be one of the stream's own: it may be dropped only afterwards.
        Timeout::new(0, move || drop(stream)).forget();
    }
}

/// The browser's own retries hammer at a fixed pace; ours back off, with jitter so that a thousand pages do not come back at once.
fn retry() {
    close();
    let failures = with_hub(|hub| {
        hub.failures = hub.failures.saturating_add(1);
        hub.failures
    });
    set_connection(if window().navigator().on_line() { Connection::Reconnecting } else { Connection::Offline });
    if failures > FAILURES_BEFORE_ASKING {
        leptos::task::spawn_local(ask());
    }
    let backed_off = (1_000.0 * f64::from(1_u32 << failures.min(6).saturating_sub(1))).min(RETRY_MS_MAX);
    let jittered = backed_off * (0.5 + js_sys::Math::random() / 2.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and RETRY_MS_MAX")]
    let timeout = Timeout::new(jittered as u32, open);
    with_hub(|hub| hub.retry = Some(timeout));
}

/// The present views without a stream, for where streams are blocked.
async fn ask() {
    let (topics, since) = with_hub(|hub| {
        let topics = hub.followers.iter().map(|follower| follower.topic.clone()).collect();
        (topics, hub.followers.iter().map(|follower| follower.version).min())
    });
    let input = ProgressInput { shop: page_data("shop"), lang: page_lang(), topics, since };
    if let Ok(views) = fetch::call::<_, Vec<LiveView>>("/app/progress", &input).await {
        views.into_iter().for_each(show);
    }
}

fn on_visibility() {
    if document().hidden() {
        let sleep = Timeout::new(HIDDEN_MS_MAX, close);
        with_hub(|hub| hub.sleep = Some(sleep));
    } else {
        wake();
    }
}

fn wake() {
    let asleep = with_hub(|hub| {
        hub.sleep = None;
        hub.stream.is_none()
    });
    if asleep && connection().get_untracked() != Connection::Paused {
        open();
    }
}

/// Says a sentence in the page's one live region: not the same twice, and not more often than every five seconds.
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
        hub.said.clone_from(sentence.as_ref().unwrap_or(&hub.said.clone()));
        sentence
    });
    if let Some(sentence) = sentence {
        if let Some(region) = document().get_element_by_id("announcer") {
            region.set_text_content(Some(&sentence));
        }
        Timeout::new(ANNOUNCE_MS_MIN, say_next).forget();
    }
}
