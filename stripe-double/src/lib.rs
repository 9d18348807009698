//! Plays the part of Stripe in tests. It was written from what Stripe documents, apart from the
//! client that it tries: keys under which something is carried out once, objects that can succeed
//! once, cards that do what their numbers say, messages that are signed, and faults on the way.

mod cards;
mod objects;
mod serve;
mod signed;
mod state;

pub use cards::TestCard;
pub use signed::sign;
pub use state::{Event, Seen};

use serde_json::Value;
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// The version of the interface that is played.
pub const API_VERSION: &str = "2026-10-28.endive";
/// A key of the account that is there from the beginning.
pub const KEY: &str = "rk_test_51DoubleDoubleDoubleABCD";
/// Another key of the same account.
pub const OTHER_KEY: &str = "sk_test_51DoubleDoubleDoubleEFGH";
/// A key of another account.
pub const FOREIGN_KEY: &str = "rk_test_51ForeignForeignForeignXY";
/// A key that may not give back.
pub const WEAK_KEY: &str = "rk_test_51WeakWeakWeakWeakWeak99";

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is carried out, and the connection ends before the answer.
    AnswerLost,
    /// The connection ends before it is carried out.
    RequestLost,
    /// It is answered by a fault of the server's own, and nothing is done. That is said again under
    /// the same key.
    Broken,
    /// As before, but it was carried out.
    BrokenAfter,
    /// Too much is asked.
    TooMany,
    /// Another request with this key is on its way.
    InUse,
    /// It is carried out, and never answered.
    Silent,
}

/// Stripe, played.
#[derive(Clone)]
pub struct Double {
    /// Where it is asked.
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Double {
    /// Starts on a free port of this machine. It ends with the runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        Self::serve_on(listener.expect("this machine has a free port"))
    }

    /// Serves on a socket.
    pub fn serve_on(listener: TcpListener) -> Self {
        let address = listener.local_addr().expect("a socket has an address");
        let double = Self {
            url: format!("http://{address}"),
            state: Arc::new(Mutex::new(State::new(format!("http://{address}")))),
        };
        tokio::spawn(serve::run(listener, double.clone()));
        double
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request whose path contains a text has a fault; a `POST` where nothing else is said.
    pub fn fails(&self, path: &str, fault: Fault) {
        self.state().faults.push(("POST", path.to_owned(), fault));
    }

    /// As [`Double::fails`], for a question.
    pub fn fails_to_say(&self, path: &str, fault: Fault) {
        self.state().faults.push(("GET", path.to_owned(), fault));
    }

    /// Every request that came, with its key and its pairs.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// Time goes on: keys are forgotten after a day.
    pub fn later(&self, by: Duration) {
        self.state().later += by;
    }

    /// The owner of a card names it on a page; `false` where the page is over.
    pub fn save_card(&self, session: &str, card: TestCard) -> bool {
        self.state().save_card(session, card)
    }

    /// Nobody named a card in time.
    pub fn expire(&self, session: &str) {
        self.state().expire(session);
    }

    /// The owner of a card answers their bank.
    pub fn answer_bank(&self, intent: &str, confirms: bool) {
        self.state().answer_bank(intent, confirms);
    }

    /// A debit arrives, or comes back.
    pub fn settle(&self, intent: &str, arrives: bool) {
        self.state().settle(intent, arrives);
    }

    /// What was given back comes back.
    pub fn fail_refund(&self, refund: &str) {
        self.state().fail_refund(refund);
    }

    /// A card is taken away.
    pub fn detach(&self, method: &str) {
        self.state().methods.remove(method);
    }

    /// Objects of a kind, such as `pi_`.
    pub fn objects(&self, prefix: &str) -> Vec<Value> {
        self.state().all(prefix)
    }

    /// What was taken, by intent, in Stripe's units.
    pub fn taken(&self) -> i64 {
        let received = |intent: &Value| intent["amount_received"].as_i64().unwrap_or(0);
        self.objects("pi_").iter().map(received).sum()
    }

    /// What was given back and did not fail.
    pub fn given_back(&self) -> i64 {
        let all = self.objects("re_");
        let counts = all.iter().filter(|one| one["status"] == "succeeded");
        counts.map(|one| one["amount"].as_i64().unwrap_or(0)).sum()
    }

    /// What it tells by itself, the first first.
    pub fn events(&self) -> Vec<Event> {
        self.state().events.clone()
    }
}
