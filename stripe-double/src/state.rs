//! What Stripe knows, and how it answers: who asks, in which version, whether it was asked before,
//! and what goes wrong.

use crate::cards::TestCard;
use crate::{API_VERSION, FOREIGN_KEY, Fault, KEY, OTHER_KEY, WEAK_KEY};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long it is known what was answered under a key.
const KEYS_KEPT: Duration = Duration::from_hours(24);

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `POST` or `GET`.
    pub method: &'static str,
    /// From `/v1` on.
    pub path: String,
    /// Under which it is carried out once.
    pub key: Option<String>,
    /// Pairs of the body or the query.
    pub form: Vec<(String, String)>,
    /// The account that asked.
    pub account: String,
}

/// Something that is told.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is called.
    pub id: String,
    /// Such as `payment_intent.succeeded`.
    pub kind: String,
    /// The body of the message.
    pub body: String,
}

pub(crate) struct Asked {
    pub(crate) is_post: bool,
    pub(crate) path: String,
    pub(crate) secret: String,
    pub(crate) version: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) form: Vec<(String, String)>,
}

pub(crate) enum Answer {
    /// Status, body, and whether it was answered before.
    Json(u16, Value, bool),
    Lost(Fault),
}

/// A refusal, or what was asked for.
pub(crate) type Done = Result<Value, (u16, Value)>;

/// A card that is kept.
#[derive(Clone)]
pub(crate) struct Method {
    pub(crate) customer: String,
    pub(crate) card: TestCard,
}

struct Saved {
    request: (String, Vec<(String, String)>),
    answer: (u16, Value),
    at: Duration,
}

pub(crate) struct State {
    pub(crate) url: String,
    pub(crate) objects: BTreeMap<String, Value>,
    pub(crate) methods: BTreeMap<String, Method>,
    pub(crate) faults: Vec<(&'static str, String, Fault)>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) events: Vec<Event>,
    pub(crate) later: Duration,
    saved: BTreeMap<(String, String), Saved>,
    began: Instant,
    last: u64,
}

/// A refusal of something that was asked wrongly.
pub(crate) fn refused(status: u16, code: &str, param: &str, message: &str) -> (u16, Value) {
    let body = json!({"error": {
        "type": "invalid_request_error", "code": code, "param": param, "message": message
    }});
    (status, body)
}

impl State {
    pub(crate) fn new(url: String) -> Self {
        Self {
            url,
            objects: BTreeMap::new(),
            methods: BTreeMap::new(),
            faults: Vec::new(),
            seen: Vec::new(),
            events: Vec::new(),
            later: Duration::ZERO,
            saved: BTreeMap::new(),
            began: Instant::now(),
            last: 0,
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed() + self.later
    }

    /// A new name.
    pub(crate) fn name(&mut self, prefix: &str) -> String {
        self.last += 1;
        format!("{prefix}double{:08}", self.last)
    }

    pub(crate) fn all(&self, prefix: &str) -> Vec<Value> {
        let of_kind = self.objects.iter().filter(|(id, _)| id.starts_with(prefix));
        of_kind.map(|(_, object)| object.clone()).collect()
    }

    pub(crate) fn text_of(&self, id: &str, field: &str) -> Option<String> {
        self.objects.get(id)?[field].as_str().map(str::to_owned)
    }

    /// Tells that something happened to an object.
    pub(crate) fn tell(&mut self, kind: &str, id: &str) {
        let object = self.objects.get(id).cloned().unwrap_or_default();
        let id = self.name("evt_");
        let body = json!({
            "id": id, "object": "event", "api_version": API_VERSION, "livemode": false,
            "type": kind, "data": {"object": object}
        });
        self.events.push(Event {
            id,
            kind: kind.to_owned(),
            body: body.to_string(),
        });
    }

    fn account(secret: &str) -> Option<&'static str> {
        match secret {
            KEY | OTHER_KEY | WEAK_KEY => Some("acct_double"),
            FOREIGN_KEY => Some("acct_foreign"),
            _ => None,
        }
    }

    fn fault(&mut self, asked: &Asked) -> Option<Fault> {
        let method = if asked.is_post { "POST" } else { "GET" };
        let mut faults = self.faults.iter();
        let at =
            faults.position(|(of, path, _)| *of == method && asked.path.contains(path.as_str()));
        at.map(|at| self.faults.remove(at).2)
    }

    /// Who asks, and in which version: refusals that are not saved.
    fn admitted(asked: &Asked) -> Result<&'static str, (u16, Value)> {
        let Some(account) = Self::account(&asked.secret) else {
            let said = json!({"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}});
            return Err((401, said));
        };
        if asked.version.as_deref() != Some(API_VERSION) {
            return Err(refused(400, "version", "", "another version"));
        }
        if asked.secret == WEAK_KEY && asked.path.starts_with("/v1/refunds") {
            let said = json!({"error": {"type": "invalid_request_error", "message": "The provided key does not have the required permissions"}});
            return Err((403, said));
        }
        Ok(account)
    }

    pub(crate) fn answer(&mut self, asked: &Asked) -> Answer {
        let json = |(status, body)| Answer::Json(status, body, false);
        let account = match Self::admitted(asked) {
            Ok(account) => account,
            Err(refused) => return json(refused),
        };
        self.seen.push(Seen {
            method: if asked.is_post { "POST" } else { "GET" },
            path: asked.path.clone(),
            key: asked.key.clone(),
            form: asked.form.clone(),
            account: account.to_owned(),
        });
        let fault = self.fault(asked);
        let limited = |status, kind: &str, code: &str| {
            (status, json!({"error": {"type": kind, "code": code}}))
        };
        match fault {
            Some(Fault::TooMany) => return json(limited(429, "api_error", "rate_limit")),
            Some(Fault::InUse) => {
                let code = "idempotency_key_in_use";
                return json(limited(409, "idempotency_error", code));
            }
            Some(Fault::RequestLost) => return Answer::Lost(Fault::RequestLost),
            _ => {}
        }
        let key = asked.key.clone().filter(|_| asked.is_post);
        let key = key.map(|key| (account.to_owned(), key));
        let request = (asked.path.clone(), asked.form.clone());
        let now = self.now();
        if let Some(before) = key.as_ref().and_then(|key| self.saved.get(key))
            && now < before.at + KEYS_KEPT
        {
            if before.request != request {
                return json(limited(400, "idempotency_error", "idempotency_key_reuse"));
            }
            let (status, body) = before.answer.clone();
            return match fault {
                Some(fault @ (Fault::AnswerLost | Fault::Silent)) => Answer::Lost(fault),
                _ => Answer::Json(status, body, true),
            };
        }
        let broken = || (500, json!({"error": {"type": "api_error"}}));
        let answer = match fault {
            Some(Fault::Broken) => broken(),
            _ => match self.carry_out(account, asked) {
                Ok(body) => (200, body),
                Err(refused) => refused,
            },
        };
        let answer = match fault {
            Some(Fault::BrokenAfter) => broken(),
            _ => answer,
        };
        if let Some(key) = key {
            let saved = Saved {
                request,
                answer: answer.clone(),
                at: now,
            };
            self.saved.insert(key, saved);
        }
        match fault {
            Some(fault @ (Fault::AnswerLost | Fault::Silent)) => Answer::Lost(fault),
            _ => json(answer),
        }
    }
}
