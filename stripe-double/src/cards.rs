//! Cards that do what they are called. Stripe has numbers for most of them.

/// A card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestCard {
    /// It is charged (4242…).
    Works,
    /// There is too little in the account, once (…3178 at first).
    DeclinedOnce,
    /// There is always too little (…0341).
    Declined,
    /// It was stolen, and the networks forbid to try again.
    Stolen,
    /// A reason that says nothing, with the advice to try again later.
    Vague,
    /// Its owner is asked each time (…3184).
    NeedsBank,
    /// It has ended when it is charged (…0069).
    Expired,
    /// A debit: it takes days.
    Debit,
    /// What is given back is on its way.
    RefundPends,
}

/// Why a bank says no.
pub(crate) struct Decline {
    pub(crate) code: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) advice: Option<&'static str>,
}

/// What a card does when it is charged.
pub(crate) enum Charged {
    Succeeds,
    Settles,
    AsksOwner,
    Declines(Decline),
}

impl TestCard {
    /// Every card.
    pub const ALL: [Self; 9] = [
        Self::Works,
        Self::DeclinedOnce,
        Self::Declined,
        Self::Stolen,
        Self::Vague,
        Self::NeedsBank,
        Self::Expired,
        Self::Debit,
        Self::RefundPends,
    ];

    /// The word on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::DeclinedOnce => "declined_once",
            Self::Declined => "declined",
            Self::Stolen => "stolen",
            Self::Vague => "vague",
            Self::NeedsBank => "needs_bank",
            Self::Expired => "expired",
            Self::Debit => "debit",
            Self::RefundPends => "refund_pends",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|card| card.name() == name)
    }

    pub(crate) fn last4(self) -> &'static str {
        match self {
            Self::Works => "4242",
            Self::DeclinedOnce => "3178",
            Self::Declined => "0341",
            Self::Stolen => "9979",
            Self::Vague => "0002",
            Self::NeedsBank => "3184",
            Self::Expired => "0069",
            Self::Debit => "3000",
            Self::RefundPends => "7726",
        }
    }

    pub(crate) fn charged(self, declines_before: usize) -> Charged {
        let declined = |reason, advice| {
            Charged::Declines(Decline {
                code: "card_declined",
                reason: Some(reason),
                advice,
            })
        };
        match self {
            Self::Works | Self::RefundPends => Charged::Succeeds,
            Self::DeclinedOnce if declines_before > 0 => Charged::Succeeds,
            Self::DeclinedOnce | Self::Declined => {
                declined("insufficient_funds", Some("try_again_later"))
            }
            Self::Stolen => declined("stolen_card", Some("do_not_try_again")),
            Self::Vague => declined("generic_decline", Some("try_again_later")),
            Self::NeedsBank => Charged::AsksOwner,
            Self::Expired => Charged::Declines(Decline {
                code: "expired_card",
                reason: None,
                advice: Some("confirm_card_data"),
            }),
            Self::Debit => Charged::Settles,
        }
    }
}
