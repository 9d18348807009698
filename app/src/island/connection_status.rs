//! Whether the page is live, and the button to pause it (WCAG 2.2.2).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The words for each status, and for the button.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusWords {
    /// Updates arrive.
    pub live: String,
    /// The shopper paused them.
    pub paused: String,
    /// The connection is being made again.
    pub reconnecting: String,
    /// There is no network.
    pub offline: String,
    /// The button while live.
    pub pause: String,
    /// The button while paused.
    pub resume: String,
}

#[cfg(feature = "ssr")]
impl StatusWords {
    /// The words of a language.
    pub fn new(say: &crate::words::Words) -> Self {
        Self {
            live: say.say("live"),
            paused: say.say("live-paused"),
            reconnecting: say.say("live-reconnecting"),
            offline: say.say("live-offline"),
            pause: say.say("live-pause"),
            resume: say.say("live-resume"),
        }
    }
}

/// The state of the page's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connection {
    /// No island asked for updates, or none has started.
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

impl Connection {
    fn words(self, words: &StatusWords) -> (&'static str, String, String) {
        match self {
            Self::Off => ("off", String::new(), String::new()),
            Self::Live => ("live", words.live.clone(), words.pause.clone()),
            Self::Paused => ("paused", words.paused.clone(), words.resume.clone()),
            Self::Reconnecting => ("reconnecting", words.reconnecting.clone(), words.pause.clone()),
            Self::Offline => ("offline", words.offline.clone(), words.pause.clone()),
        }
    }
}

/// A dot, a word and a button; nothing of it shows before the page is live.
#[island]
pub fn ConnectionStatus(
    /// The words.
    words: StatusWords,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let connection = crate::live::connection();
    #[cfg(not(feature = "hydrate"))]
    let connection = RwSignal::new(Connection::default());
    let now = Memo::new(move |_| connection.get().words(&words));
    let press = move |_| {
        #[cfg(feature = "hydrate")]
        crate::live::toggle_pause();
    };
    view! {
        <span class=move || format!("connection connection--{}", now.get().0) hidden=move || now.get().0 == "off">
            <span class="connection__dot" aria-hidden="true"></span>
            <span>{move || now.get().1}</span>
            <button class="button button--plain" type="button" on:click=press>{move || now.get().2}</button>
        </span>
    }
}
