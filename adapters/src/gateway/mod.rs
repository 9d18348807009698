//! Gateways that take money themselves.

pub mod simulator;
pub mod stripe;

use dockline_engine::gateway::{
    Account, Answer, Begin, Begun, Caller, Confirm, Gateway, Hosted, Open, Outcome, Refund,
    Refunded, SeenPage,
};
use jiff::Timestamp;
use simulator::Simulator;
use std::sync::Arc;
use stripe::Stripe;

/// All of them: each is asked in the name of the account that a shop has there.
pub struct Gateways {
    /// The one that is only played.
    pub simulator: Arc<Simulator>,
    /// Stripe.
    pub stripe: Arc<Stripe>,
}

impl Gateways {
    fn of(&self, caller: &Caller) -> &dyn Gateway {
        match caller.account {
            Account::Simulator => self.simulator.as_ref(),
            Account::Stripe(_) => self.stripe.as_ref(),
        }
    }
}

impl Gateway for Gateways {
    fn begin<'a>(&'a self, caller: &'a Caller, ask: &'a Begin) -> Answer<'a, Hosted> {
        self.of(caller).begin(caller, ask)
    }

    fn begun<'a>(&'a self, caller: &'a Caller, session: &'a str) -> Answer<'a, Begun> {
        self.of(caller).begun(caller, session)
    }

    fn open<'a>(&'a self, caller: &'a Caller, key: &'a str, ask: &'a Open) -> Answer<'a, String> {
        self.of(caller).open(caller, key, ask)
    }

    fn confirm<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Confirm,
    ) -> Answer<'a, Outcome> {
        self.of(caller).confirm(caller, key, ask)
    }

    fn read<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Outcome> {
        self.of(caller).read(caller, intent)
    }

    fn cancel<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        intent: &'a str,
    ) -> Answer<'a, Outcome> {
        self.of(caller).cancel(caller, key, intent)
    }

    fn refund<'a>(
        &'a self,
        caller: &'a Caller,
        key: &'a str,
        ask: &'a Refund,
    ) -> Answer<'a, Refunded> {
        self.of(caller).refund(caller, key, ask)
    }

    fn refunds_of<'a>(&'a self, caller: &'a Caller, intent: &'a str) -> Answer<'a, Vec<Refunded>> {
        self.of(caller).refunds_of(caller, intent)
    }

    fn list<'a>(
        &'a self,
        caller: &'a Caller,
        since: Timestamp,
        after: Option<&'a str>,
    ) -> Answer<'a, SeenPage> {
        self.of(caller).list(caller, since, after)
    }
}
