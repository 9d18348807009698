//! The commands: every change is one of these, and goes through [`crate::Engine::execute`].

mod advance_clock;
mod cancel_order;
mod change_order;
mod change_stock;
mod day;
mod fold_texts;
mod forget_answers;
mod hold_order;
mod key;
mod person;
mod pieces;
mod place_order;
mod products;
mod purchase_order;
mod receive_goods;
mod report;
mod revise_promises;
mod session;
mod set_priority;
mod shipment;
mod shop;
mod unchanged;
mod user;
mod waitlist;

pub use advance_clock::{AdvanceClock, ClockAdvanced};
pub use cancel_order::{CancelOrder, Cancelled};
pub use change_order::{ChangeDetails, ChangeVariant, DetailsChanged, VariantChanged};
pub use change_stock::{ChangeStock, StockChange, StockLevel};
pub(crate) use day::BeginDay;
pub(crate) use fold_texts::{FoldTexts, Folded};
pub(crate) use forget_answers::ForgetAnswers;
pub use hold_order::{HoldChanged, HoldOrder, ResumeOrder};
pub use key::{CreateApiKey, NewKey, RevokeApiKey};
pub(crate) use key::{UseApiKey, key_hash};
pub(crate) use person::ForgetPlaces;
pub use person::{ErasePerson, PersonErased};
pub(crate) use place_order::{OrderRows, Placing, decide as decide_placement, items};
pub use place_order::{PlaceOrder, PlacedOrder, PlacedOrderLine};
pub use products::{
    ImportProducts, ImportedProduct, Refused, SaveProduct, SavedCounts, SavedProducts, StockKept,
};
pub use purchase_order::{
    AddMilestone, ChangePurchaseOrder, CreatePurchaseOrder, NewPurchaseOrderLine,
    PurchaseOrderSaved,
};
pub use receive_goods::{ReceiveGoods, Received, ReceivedLine};
pub use report::{
    CorrectionOutcome, RecordReports, RecordedReports, ReportOutcome, ReportsCounted,
    RetractedMilestone,
};
pub(crate) use revise_promises::{MoveFollower, Recorded, RevisePromises, ReviseStretch, Revised};
pub use session::{ChangeOwnPassword, EndSessions, KeepSession, LogIn, LogOut, NewSession};
pub use set_priority::{PrioritySet, SetPriority};
pub use shipment::{HandOverShipment, PackShipment, ShipmentMoved};
pub use shop::{ChangeShop, CreateShop, ShopChanged, hex, rules_mark};
pub use unchanged::IfUnchanged;
pub(crate) use unchanged::order_mark;
pub use user::{ChangeUser, CreateUser, PasswordHash, UserChange, UserSaved};
pub use waitlist::{JoinWaitlist, OnWaitlist};

use crate::error::ExecuteError;
use crate::writer::turn::Turn;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Who asks, and how often it may be asked.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Who: `shopper`, `system` or the id of a key. Written to the log; never personal data.
    pub actor: String,
    /// The same key with the same request is carried out once.
    pub key: Option<IdempotencyKey>,
}

impl Context {
    /// Somebody, without an idempotency key.
    pub fn actor(actor: impl Into<String>) -> Self {
        Self {
            actor: actor.into(),
            key: None,
        }
    }

    /// Somebody who may repeat the request.
    pub fn with_key(actor: impl Into<String>, key: Option<IdempotencyKey>) -> Self {
        Self {
            actor: actor.into(),
            key,
        }
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
