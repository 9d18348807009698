//! The commands: every change is one of these, and goes through [`crate::Engine::execute`].

mod advance_clock;
mod cancel_order;
mod change_order;
mod change_stock;
mod charges;
mod collect;
mod correct_receipt;
mod count_stock;
mod day;
mod delay;
mod fold_texts;
mod follow;
mod forget_answers;
mod gateway;
mod hold_order;
mod keep_law;
mod key;
mod log_in;
mod mail;
mod methods;
mod money;
mod order_lines;
mod pay_back;
mod person;
mod pieces;
mod products;
mod purchase_order;
mod receive_goods;
mod reconcile;
mod refunds;
mod rename;
mod report;
mod return_mail;
mod revise_promises;
mod seal_again;
mod session;
mod set_priority;
mod shipment;
mod shop;
mod storefront;
mod take_back;
mod transfer_stock;
mod user;
mod waitlist;
mod webhook;
mod webhook_queue;
mod withdraw;
mod write_to_waitlist;

pub use advance_clock::{AdvanceClock, ClockAdvanced};
pub use cancel_order::{CancelOrder, Cancelled};
pub use change_order::{ChangeDetails, ChangeVariant, DetailsChanged, VariantChanged};
pub use change_stock::{ChangeStock, StockChange, StockLevel};
pub(crate) use charges::SealParcels;
pub(crate) use collect::{AskOnPage, Call, RecordOutcome, Said, TakeUpCharges, Work};
pub use collect::{CancelCharge, RetryCharge};
pub use correct_receipt::{CorrectReceipt, CorrectedLine, ReceiptCorrected};
pub use count_stock::{Count, CountRefused, CountStock, StockCounted};
pub(crate) use day::{BeginDay, PassCutOff, cut_off_is_due};
pub use delay::{AnswerNotice, Answered, GiveNotice, GivenNotice, NoticeAnswered, NoticeGiven};
pub(crate) use fold_texts::{FoldTexts, Folded};
pub(crate) use follow::{LeaseFollower, MoveFollower, ReleaseFollower, Runs, StopFollower};
pub(crate) use forget_answers::ForgetAnswers;
pub(crate) use gateway::{CHARGES, HandleHints};
pub use gateway::{HintTaken, Named, SetGateway, SetStripe, StripeSet, TakeHint};
pub use hold_order::{HoldChanged, HoldOrder, ResumeOrder};
pub(crate) use keep_law::{KeepLaw, NamedLine};
pub(crate) use key::UseApiKey;
pub use key::{CreateApiKey, NewKey, RevokeApiKey};
#[cfg(test)]
pub(crate) use log_in::COUNTED_MAX;
pub use log_in::{BeginLogIn, CountedLogIn, LogInBegun, LogInFrom, LogInSucceeded};
pub(crate) use mail::{ClaimMails, NewMail, PlanMails, SetMail, SettleMail};
pub use mail::{Mend, MendMail, NoteMailCheck, WrittenMail};
pub(crate) use methods::{BeginMethod, LapseMethod, RecordMethod, pending};
pub use money::{ChargeMoved, CorrectNote, ExtendCharge, MarkPaid, WaiveCharge};
pub use order_lines::{PurchaseOrderSplit, SplitPurchaseOrder};
pub(crate) use pay_back::{RecordRefund, RefundCall, RefundSaid, RefundWork, TakeUpRefunds};
pub(crate) use person::ForgetPlaces;
pub use person::{ErasePerson, PersonErased};
pub use products::{
    ImportProducts, ImportedProduct, Refused, RenamedProduct, SaveProduct, SavedCounts,
    SavedProducts, StockKept,
};
pub use purchase_order::{
    AddMilestone, ChangePurchaseOrder, CreatePurchaseOrder, NewPurchaseOrderLine,
    PurchaseOrderSaved,
};
pub use receive_goods::{ReceiveGoods, Received, ReceivedLine};
pub(crate) use reconcile::{BeginReconciling, Begun, KeepMismatches};
pub(crate) use refunds::PlanRefunds;
pub use refunds::{GiveBack, Given, NoteRefund, RefundMoved, RetryRefund};
pub use rename::{RenameProduct, RenameVariant, Renamed};
pub use report::{
    CorrectionOutcome, RecordReports, RecordedReports, ReportOutcome, ReportsCounted,
    RetractedMilestone,
};
pub use return_mail::{MailReturned, ReturnMail};
pub(crate) use revise_promises::{Recorded, RevisePromises, ReviseStretch};
pub(crate) use seal_again::SealAgain;
pub use session::{ChangeOwnPassword, EndSessions, KeepSession, LogIn, LogOut, NewSession};
pub use set_priority::{PrioritySet, SetPriority};
pub use shipment::{DeliverShipment, HandOverShipment, PackShipment, ShipmentMoved};
pub use shop::{ChangeShop, ShopChanged, rules_mark};
pub use storefront::{AddMedia, LegalPageSet, MediaAdded, SetLegalPage, page_mark};
pub use take_back::TakenBack;
pub use transfer_stock::{TransferStock, Transferred};
pub use user::{ChangeUser, CreateUser, UserChange, UserSaved};
pub use waitlist::{JoinWaitlist, OnWaitlist, TellWaitlist, WaitlistTold};
pub use webhook::{ChangeEndpoint, CreateEndpoint, DeleteEndpoint, RotateSecret};
pub(crate) use webhook_queue::{
    ClaimDeliveries, ForgetDeliveries, GiveUpDeliveries, NewDelivery, PlanDeliveries, PlanPing,
    SettleDelivery, forgotten_before,
};
pub use webhook_queue::{Replay, ReplayDeliveries};
pub use withdraw::{DeclareWithdrawal, MoveWithdrawal, Settle, WithdrawalDeclared};
pub use write_to_waitlist::{AnswerWaitlist, EndMails};
pub(crate) use write_to_waitlist::{WriteToWaitlist, to_tell};

pub use crate::secret::PasswordHash;
pub use crate::writer::new_shop::CreateShop;
pub use crate::writer::placing::{PlaceOrder, PlacedOrder, PlacedOrderLine};
pub(crate) use crate::writer::single::Command;
pub use crate::writer::single::{Context, IdempotencyKey};
