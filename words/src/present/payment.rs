//! What is paid for an order, and when.

use super::order::Scribe;
use crate::shown::{ChargePanel, PaymentPanel, Tone};
use crate::{Words, local_date, money};
use dockline_domain::money::Money;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::Transfer;
use dockline_view::{ChargeView, OrderView, PaymentView};

/// The word for where a charge is, for people of the shop.
pub fn charge_word(say: &Words, state: State) -> String {
    say.say(match state {
        State::Due => "charge-state-due",
        State::Opening
        | State::Open
        | State::Asking
        | State::Settling
        | State::Action
        | State::Cancelling => "charge-state-running",
        State::Failed { .. } => "charge-state-failed",
        State::Unknown | State::NeedsPerson => "charge-state-unknown",
        State::Paid => "charge-state-paid",
        State::Covered => "charge-state-covered",
        State::Waived => "charge-state-waived",
        State::Cancelled => "charge-state-cancelled",
    })
}

impl Scribe<'_> {
    /// A sentence with an amount of the order's currency.
    pub(super) fn priced(self, id: &str, view: &OrderView, minor: i64) -> String {
        let amount = Money {
            minor,
            currency: view.total.currency,
        };
        self.amount(id, amount)
    }

    fn amount(self, id: &str, amount: Money) -> String {
        self.say
            .fill(id, [("price", money(self.lang, amount).into())])
    }

    /// What is paid for an order; nothing where that is agreed elsewhere, or where it costs nothing.
    pub(super) fn payment(self, view: &OrderView) -> Option<PaymentPanel> {
        let payment = view.payment.as_ref()?;
        let transfer = &payment.gateway.transfer;
        let charges: Vec<ChargePanel> = payment
            .charges
            .iter()
            .filter(|charge| charge.amount.minor > 0 || charge.give_back.minor > 0)
            .map(|charge| self.charge(charge, transfer))
            .collect();
        if view.total.minor == 0 && charges.is_empty() {
            return None;
        }
        let is_due = payment.due_minor() > 0;
        let own_text = transfer.texts.in_language(self.lang);
        Some(PaymentPanel {
            title: self.say.say("pay-title"),
            rest_text: self.rest(view, payment),
            own_text: own_text
                .filter(|_| is_due)
                .map(|(lang, text)| (lang.tag(), text.to_owned())),
            charges,
        })
    }

    /// What is still to come.
    fn rest(self, view: &OrderView, payment: &PaymentView) -> Option<String> {
        let later = view.later_minor();
        if later > 0 {
            let is_all = later == view.total.minor;
            let id = if is_all {
                "pay-later-all"
            } else {
                "pay-later-rest"
            };
            return Some(self.priced(id, view, later));
        }
        (payment.due_minor() == 0).then(|| self.say.say("pay-nothing"))
    }

    fn charge(self, charge: &ChargeView, transfer: &Transfer) -> ChargePanel {
        let mut texts = Vec::new();
        let tone = match charge.state {
            State::Due => {
                texts.push(self.due(charge));
                Tone::Wait
            }
            State::Paid | State::Covered => {
                if charge.amount.minor > 0 {
                    texts.push(self.amount("pay-paid", charge.amount));
                }
                Tone::Stock
            }
            State::Waived => {
                texts.push(self.amount("pay-waived", charge.waived));
                Tone::Stock
            }
            State::Cancelled => Tone::Out,
            State::Opening
            | State::Open
            | State::Asking
            | State::Settling
            | State::Action
            | State::Failed { .. }
            | State::Unknown
            | State::Cancelling
            | State::NeedsPerson => {
                texts.push(self.amount("pay-checked", charge.amount));
                Tone::Attention
            }
        };
        if charge.give_back.minor > 0 {
            texts.push(self.amount("pay-give-back", charge.give_back));
        }
        let rows = if charge.state == State::Due {
            self.transfer(charge, transfer, &mut texts)
        } else {
            Vec::new()
        };
        ChargePanel { tone, texts, rows }
    }

    fn due(self, charge: &ChargeView) -> String {
        // The last moment of that day: a moment before it ends.
        let last = charge.hold_until.map(|until| {
            let before = until.saturating_sub(jiff::SignedDuration::from_secs(1));
            local_date(before.unwrap_or(until), self.zone)
        });
        let day = last.map_or_else(String::new, |day| self.dates.day(day));
        let price = |amount| money(self.lang, amount);
        if charge.paid.minor > 0 {
            let values = [
                ("paid", price(charge.paid).into()),
                ("price", price(charge.amount).into()),
                ("missing", price(charge.missing).into()),
                ("day", day.into()),
            ];
            self.say.fill("pay-due-rest", values)
        } else {
            let values = [("price", price(charge.missing).into()), ("day", day.into())];
            self.say.fill("pay-due", values)
        }
    }

    /// What a transfer needs.
    fn transfer(
        self,
        charge: &ChargeView,
        transfer: &Transfer,
        texts: &mut Vec<String>,
    ) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let mut row = |id: &str, value: Option<String>| {
            rows.extend(value.map(|value| (self.say.say(id), value)));
        };
        row("pay-payee", transfer.payee.clone());
        row("pay-iban", transfer.iban.as_ref().map(ToString::to_string));
        row("pay-bic", transfer.bic.clone());
        row("pay-amount", Some(money(self.lang, charge.missing)));
        row("pay-reference", Some(charge.reference.clone()));
        if transfer.iban.is_none() && transfer.texts.is_empty() {
            texts.push(self.say.say("pay-ask-shop"));
        }
        rows
    }
}
