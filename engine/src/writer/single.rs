//! Commands that are carried out by themselves, each with the reply it owes.

use super::Reply;
use super::turn::Turn;
use crate::error::ExecuteError;
use crate::store::json::json;
use dockline_domain::by::By;
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Who asks, and how often it may be asked.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who. Written to the log.
    pub by: By,
    /// The same key with the same request is carried out once.
    pub key: Option<IdempotencyKey>,
}

impl Context {
    /// Somebody, without an idempotency key.
    pub fn by(by: By) -> Self {
        Self { by, key: None }
    }

    /// Somebody who may repeat the request.
    pub fn with_key(by: By, key: Option<IdempotencyKey>) -> Self {
        Self { by, key }
    }
}

/// A name that a caller gives to a request, so that it can be repeated safely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The name.
    pub key: String,
    /// A digest of the request: the same name for another request is an error.
    pub fingerprint: String,
}

/// A command that is carried out by itself inside the writer's transaction.
pub trait Command: Send + Sync + 'static {
    /// What it answers; stored when the caller gave an idempotency key.
    type Answer: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Decides and writes. On an error everything it wrote is undone.
    fn run(
        self,
        turn: &mut Turn<'_>,
    ) -> impl Future<Output = Result<Self::Answer, ExecuteError>> + Send;

    /// What is kept with an idempotency key of an answer that is too long to be kept; `None` when
    /// no answer is.
    fn shortened(_answer: &Self::Answer) -> Option<Self::Answer> {
        None
    }
}

/// Longest answer that is kept whole with its idempotency key, in bytes of JSON, where less of it
/// says what came of the request.
pub(crate) const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What the writer does with a command whose type it does not know. A command that panics answers
/// nothing: its caller learns from the closed channel that it was not carried out.
pub(crate) trait Single: Send + Sync {
    /// Decides and writes. The answer, or the refusal, is kept until [`Self::send`].
    fn run<'a>(&'a mut self, turn: &'a mut Turn<'_>) -> BoxFuture<'a, Carried>;

    /// The answer as it is stored with an idempotency key; nothing else needs it as JSON.
    fn stored(&self) -> Option<String>;

    /// Answers what was answered before, as it was stored.
    fn repeat(&mut self, stored: &str);

    /// Answers that it was not carried out.
    fn refuse(&mut self, error: ExecuteError);

    /// Sends the answer to whoever asked.
    fn send(self: Box<Self>);
}

/// Whether a command was carried out, or has to be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// It was.
    Out,
    /// It was refused, and what it wrote is to be undone.
    Refused,
}

/// A command on its way through the writer.
struct Waiting<C: Command> {
    /// Until it is run.
    command: Option<C>,
    answer: Option<Result<C::Answer, ExecuteError>>,
    reply: Reply<C::Answer>,
}

/// Boxes a command for the queue.
pub(crate) fn boxed<C: Command>(command: C, reply: Reply<C::Answer>) -> Box<dyn Single> {
    Box::new(Waiting {
        command: Some(command),
        answer: None,
        reply,
    })
}

impl<C: Command> Single for Waiting<C> {
    fn run<'a>(&'a mut self, turn: &'a mut Turn<'_>) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            let command = self.command.take().expect("a command is run once");
            let answer = command.run(turn).await;
            let carried = if answer.is_ok() {
                Carried::Out
            } else {
                Carried::Refused
            };
            self.answer = Some(answer);
            carried
        })
    }

    fn stored(&self) -> Option<String> {
        let answer = self.answer.as_ref()?.as_ref().ok()?;
        let whole = json(answer);
        if whole.len() > ANSWER_BYTES_MAX
            && let Some(shortened) = C::shortened(answer)
        {
            return Some(json(&shortened));
        }
        Some(whole)
    }

    fn repeat(&mut self, stored: &str) {
        self.answer = Some(serde_json::from_str(stored).map_err(|_| ExecuteError::Internal));
    }

    fn refuse(&mut self, error: ExecuteError) {
        self.answer = Some(Err(error));
    }

    fn send(self: Box<Self>) {
        if let Some(answer) = self.answer {
            // A caller that has gone away is told nothing.
            let _ = self.reply.send(answer);
        }
    }
}
