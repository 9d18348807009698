//! A command that is carried out by itself, with the reply it owes.

use super::Reply;
use super::turn::Turn;
use crate::command::{ANSWER_BYTES_MAX, Command};
use crate::error::ExecuteError;
use crate::store::shops::json;
use futures::future::BoxFuture;

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
