//! Whose dates an event may move.

use super::Kind;
use dockline_domain::promise::Cause;

/// Whose dates an event may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moves {
    /// Nobody's.
    None,
    /// Those in the lines of the variants it names, and what moves them.
    Lines(Cause),
    /// Everybody's.
    All,
}

impl Kind {
    /// Whose dates an event of this kind may move.
    ///
    /// Days count: what ships from stock ships a number of working days from now, and nobody who
    /// ordered today gets it before that. So a new day, and other rules of the shop, move every
    /// line, not only those whose supply became overdue.
    pub(crate) fn moves_dates(self) -> Moves {
        match self {
            Self::ShopChanged | Self::DayBegan => Moves::All,
            Self::PoliciesChanged
            | Self::StockChanged
            | Self::GoodsReceived
            | Self::PurchaseOrderCreated1
            | Self::PurchaseOrderCreated
            | Self::PurchaseOrderChanged
            | Self::PurchaseOrderLinesChanged
            | Self::ReceiptCorrected
            | Self::UnitsTakenBack
            | Self::MilestoneReached
            | Self::MilestoneRetracted => Moves::Lines(Cause::Supply),
            Self::OrderCancelled1
            | Self::OrderCancelled
            | Self::LinesMoved
            | Self::VariantRenamed
            | Self::PriorityChanged
            | Self::OrderHeld
            | Self::OrderResumed
            | Self::VariantChanged => Moves::Lines(Cause::Line),
            Self::NoticeGiven | Self::NoticeMailed | Self::NoticeAnswered => Moves::None,
            Self::WithdrawalDeclared | Self::WithdrawalMoved | Self::MailReturned => Moves::None,
            Self::UserCreated | Self::UserChanged | Self::ShopCreated => Moves::None,
            Self::SessionBegan | Self::SessionEnded | Self::LegalPageSet => Moves::None,
            Self::StorefrontChanged
            | Self::MediaAdded
            | Self::GatewaySet
            | Self::MailSet
            | Self::SuppressionLifted
            | Self::WebhookChanged
            | Self::KeyCreated
            | Self::KeyRevoked
            | Self::ProductSaved
            | Self::ProductRenamed
            | Self::StockTransferred
            | Self::OrderPlaced1
            | Self::OrderPlaced
            | Self::UnitsAllocated
            | Self::ErrorDeclared
            | Self::WaitlistJoined
            | Self::WaitlistTold
            | Self::PersonErased
            | Self::ShipmentPacked
            | Self::ShipmentReopened
            | Self::ShipmentHandedOver1
            | Self::ShipmentHandedOver
            | Self::ShipmentDelivered
            | Self::OrderDetailsChanged
            | Self::ChargeDue
            | Self::ChargeChanged
            | Self::MoneyArrived
            | Self::MethodVerified
            | Self::ChargeTried
            | Self::ChargePaid
            | Self::ChargeCancelled
            | Self::AmountWaived
            | Self::ChargeExtended
            | Self::MoneyCorrected
            | Self::RefundDue
            | Self::RefundTried
            | Self::RefundSent
            | Self::RefundFailed
            | Self::PromisesRevised
            | Self::ClockAdvanced
            // What is in line already does not depend on it.
            | Self::CutOffPassed => Moves::None,
        }
    }

    /// The kinds that may move somebody's dates.
    pub(crate) fn moving_dates() -> Vec<Self> {
        let moves = |kind: &Self| kind.moves_dates() != Moves::None;
        Self::ALL.iter().copied().filter(moves).collect()
    }

    /// Whether all that is shown of a shop follows from an event of this kind.
    pub(crate) fn changes_all_of_the_shop(self) -> bool {
        match self.moves_dates() {
            Moves::All => true,
            // A clock moves no date by itself: the day that begins with it does. A cut-off moves
            // what is told to those who order from then on.
            // What a shop says of itself stands on every page.
            Moves::None => matches!(
                self,
                Self::ClockAdvanced
                    | Self::CutOffPassed
                    | Self::StorefrontChanged
                    | Self::LegalPageSet
                    | Self::GatewaySet
                    | Self::MailSet
                    | Self::SuppressionLifted
                    | Self::WebhookChanged
            ),
            Moves::Lines(_) => false,
        }
    }
}
