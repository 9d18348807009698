//! What is paid for an order, and when.

use super::bank::bank_reason;
use super::order::{Scribe, backorders};
use crate::shown::{ChargePanel, MethodPanel, PaymentPanel, Tone};
use crate::{Dates, Lang, Words, link, local_date, money, words};
use dockline_domain::backorder::State as UnitState;
use dockline_domain::money::Money;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::Transfer;
use dockline_domain::payment::refund;
use dockline_view::{ChargeView, MethodView, OrderView, PaymentState, PaymentView, RefundView};

/// The word for where a charge is, for people of the shop.
pub fn charge_word(say: &Words, charge: &ChargeView) -> String {
    say.say(match charge.state {
        _ if charge.is_refused => "charge-state-refused",
        State::Due => "charge-state-due",
        State::Opening | State::Open | State::Asking | State::Cancelling => "charge-state-running",
        State::Settling => "charge-state-settling",
        State::Action => "charge-state-action",
        State::Failed { .. } => "charge-state-failed",
        State::Unknown => "charge-state-unknown",
        State::NeedsPerson => "charge-state-needs-person",
        State::Paid => "charge-state-paid",
        State::Covered => "charge-state-covered",
        State::Waived => "charge-state-waived",
        State::Cancelled => "charge-state-cancelled",
    })
}

/// What is said to its shopper of money that goes back, as it is read on another day.
pub(crate) fn refund_text(view: &OrderView, refund: &RefundView, lang: Lang) -> String {
    let scribe = Scribe {
        say: words(lang),
        lang,
        dates: Dates::written_down(lang, view.shop.day),
        zone: &view.shop.zone,
    };
    scribe.refund(refund)
}

/// The word for where a refund is, for people of the shop.
pub fn refund_word(say: &Words, refund: &RefundView) -> String {
    say.say(match refund.state {
        refund::State::Due if refund.is_by_hand => "refund-state-by-hand",
        refund::State::Due => "refund-state-due",
        refund::State::Asking => "refund-state-running",
        refund::State::Pending => "refund-state-pending",
        refund::State::Sent => "refund-state-sent",
        refund::State::Failed if refund.is_refused => "refund-state-refused",
        refund::State::Failed => {
            return match &refund.failure {
                Some(code) => {
                    let code = bank_reason(say, code);
                    say.fill("refund-state-failed-code", [("code", code.into())])
                }
                None => say.say("refund-state-failed"),
            };
        }
        refund::State::Unknown => "refund-state-unknown",
        refund::State::NeedsPerson => "refund-state-needs-person",
        refund::State::Cancelled => "refund-state-cancelled",
    })
}

/// Whether nothing more becomes of a refund until somebody at the shop does something.
fn is_stuck(refund: &RefundView) -> bool {
    matches!(
        refund.state,
        refund::State::Failed | refund::State::NeedsPerson
    )
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
        let is_shown = |charge: &&ChargeView| {
            let goes_back = payment.refunds_of(&charge.id).next().is_some();
            charge.amount.minor > 0 || charge.give_back.minor > 0 || goes_back
        };
        let charges: Vec<ChargePanel> = payment
            .charges
            .iter()
            .filter(is_shown)
            .map(|charge| self.charge(charge, payment))
            .collect();
        let state = payment.state();
        let is_lapsed = state == PaymentState::Lapsed;
        let is_over = view.total.minor == 0 && charges.is_empty() && !is_lapsed;
        let mut states = payment.charges.iter().map(|charge| charge.state);
        let was_let_go = payment.gateway.kind.is_hosted() && !payment.charges.is_empty();
        if is_over && was_let_go && states.all(|state| state == State::Cancelled) {
            return Some(PaymentPanel {
                title: self.say.say("pay-title"),
                method: None,
                rest_text: Some(self.say.say("pay-cancelled")),
                own_text: None,
                charges,
            });
        }
        if is_over {
            return None;
        }
        let is_due = payment.due_minor() > 0;
        let own_text = transfer.texts.in_language(self.lang);
        Some(PaymentPanel {
            title: self.say.say("pay-title"),
            method: self.method(view, payment),
            rest_text: self.rest(view, payment),
            own_text: own_text
                .filter(|_| is_due)
                .map(|(lang, text)| (lang.tag(), text.to_owned())),
            charges,
        })
    }

    /// What is still to come.
    fn rest(self, view: &OrderView, payment: &PaymentView) -> Option<String> {
        // What is to come stands beside the card.
        if payment.gateway.kind.is_hosted() && payment.state() != PaymentState::None {
            return None;
        }
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

    /// The card that is charged, or what is to be done about it.
    fn method(self, view: &OrderView, payment: &PaymentView) -> Option<MethodPanel> {
        let method = payment.method.as_ref()?;
        let link = |id: &str| Some((link::pay(&view.token), self.say.say(id)));
        let panel = match payment.state() {
            PaymentState::None => return None,
            PaymentState::Wanted => MethodPanel {
                tone: Tone::Attention,
                text: self.wanted(view, method),
                link: link("pay-save-card"),
                is_urgent: true,
            },
            PaymentState::Verified => MethodPanel {
                tone: Tone::Stock,
                text: self.verified(view, payment, method)?,
                link: (view.later_minor() > 0)
                    .then(|| link("pay-change-card"))
                    .flatten(),
                is_urgent: false,
            },
            PaymentState::Action => MethodPanel {
                tone: Tone::Attention,
                text: self.until("pay-action", payment),
                link: link("pay-action-link"),
                is_urgent: true,
            },
            PaymentState::Failed => MethodPanel {
                tone: Tone::Attention,
                text: self.until("pay-failed", payment),
                link: link("pay-failed-link"),
                is_urgent: true,
            },
            PaymentState::Lapsed => MethodPanel {
                tone: Tone::Out,
                text: self.say.say("pay-lapsed"),
                link: None,
                is_urgent: false,
            },
        };
        Some(panel)
    }

    fn wanted(self, view: &OrderView, method: &MethodView) -> String {
        let waits = backorders(view).any(|one| one.state == UnitState::Queued);
        let id = if waits {
            "pay-wanted"
        } else {
            "pay-wanted-here"
        };
        let until = method
            .by
            .map_or_else(String::new, |by| self.last_moment(by));
        self.say.fill(id, [("until", until.into())])
    }

    /// A card by what its owner knows it by.
    fn verified(
        self,
        view: &OrderView,
        payment: &PaymentView,
        method: &MethodView,
    ) -> Option<String> {
        let later = view.later_minor();
        let card = method
            .card
            .as_ref()
            .map(|card| format!("{} ·· {}", card.brand, card.last4));
        let card = card.unwrap_or_else(|| self.say.say("pay-a-card"));
        if later == 0 {
            let is_paid = payment.due_minor() == 0 && payment.paid_minor() > 0;
            return is_paid.then(|| self.say.fill("pay-by", [("card", card.into())]));
        }
        let amount = Money {
            minor: later,
            currency: view.total.currency,
        };
        let values = [
            ("card", card.into()),
            ("price", money(self.lang, amount).into()),
        ];
        Some(self.say.fill("pay-verified", values))
    }

    /// A sentence about what has to be repaired until some time.
    fn until(self, id: &str, payment: &PaymentView) -> String {
        let broken = payment
            .charges
            .iter()
            .filter(|charge| charge.state.is_to_repair());
        let until = broken.filter_map(|charge| charge.hold_until).min();
        let until = until.map_or_else(String::new, |until| self.last_moment(until));
        self.say.fill(id, [("until", until.into())])
    }

    /// A day and a time of day in the shop.
    fn last_moment(self, at: jiff::Timestamp) -> String {
        let local = self.zone.to_datetime(at);
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        let day = self.dates.day(local.date());
        let values = [("day", day.into()), ("time", time.into())];
        self.say.fill("moment", values)
    }

    fn charge(self, charge: &ChargeView, payment: &PaymentView) -> ChargePanel {
        let transfer = &payment.gateway.transfer;
        let is_hosted = payment.gateway.kind.is_hosted();
        let mut texts = Vec::new();
        let tone = match charge.state {
            State::Due | State::Opening | State::Open | State::Failed { .. } | State::Action
                if charge.is_by_hand =>
            {
                texts.push(self.amount("pay-by-hand", charge.missing));
                Tone::Wait
            }
            _ if charge.is_refused => {
                texts.push(self.amount("pay-refused", charge.missing));
                Tone::Wait
            }
            State::Due | State::Opening | State::Open | State::Asking | State::Unknown
                if is_hosted =>
            {
                texts.push(self.amount("pay-being-taken", charge.amount));
                Tone::Wait
            }
            State::Settling => {
                texts.push(self.amount("pay-settling", charge.amount));
                Tone::Wait
            }
            State::Action | State::Failed { .. } => {
                texts.push(self.amount("pay-not-taken", charge.amount));
                Tone::Attention
            }
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
            | State::Unknown
            | State::Cancelling
            | State::NeedsPerson => {
                texts.push(self.amount("pay-checked", charge.amount));
                Tone::Attention
            }
        };
        let tone = if payment.refunds_of(&charge.id).any(is_stuck) {
            Tone::Attention
        } else {
            tone
        };
        texts.extend(self.given_back(charge, payment));
        let rows = if charge.state == State::Due && !is_hosted {
            self.transfer(charge, transfer, &mut texts)
        } else if charge.state == State::Due && charge.is_by_hand {
            vec![(self.say.say("pay-reference"), charge.reference.clone())]
        } else {
            Vec::new()
        };
        ChargePanel { tone, texts, rows }
    }

    /// What goes back of a charge: what somebody sends because it is not owed, and then each of the
    /// others.
    fn given_back(self, charge: &ChargeView, payment: &PaymentView) -> Vec<String> {
        let is_beyond = |refund: &&RefundView| {
            refund.state == refund::State::Due && refund.is_by_hand && refund.reason.is_none()
        };
        let of_charge: Vec<&RefundView> = payment.refunds_of(&charge.id).collect();
        let under_way: i64 = of_charge
            .iter()
            .filter(|refund| refund.sent_at.is_none() && !is_beyond(refund))
            .map(|refund| refund.amount.minor)
            .sum();
        let beyond = Money {
            minor: charge.give_back.minor - under_way,
            currency: charge.give_back.currency,
        };
        let beyond = (beyond.minor > 0).then(|| self.amount("pay-give-back", beyond));
        let others = of_charge.into_iter().filter(|refund| !is_beyond(refund));
        beyond
            .into_iter()
            .chain(others.map(|refund| self.refund(refund)))
            .collect()
    }

    fn refund(self, refund: &RefundView) -> String {
        let id = match refund.state {
            refund::State::Sent => return self.sent_back(refund),
            refund::State::Due if refund.is_by_hand => "pay-refund-by-hand",
            refund::State::Pending => "pay-refund-pending",
            refund::State::Failed => "pay-refund-failed",
            refund::State::NeedsPerson => "pay-refund-checked",
            refund::State::Due
            | refund::State::Asking
            | refund::State::Unknown
            | refund::State::Cancelled => "pay-refund-coming",
        };
        self.amount(id, refund.amount)
    }

    fn sent_back(self, refund: &RefundView) -> String {
        let sent = refund.sent_at.map(|at| local_date(at, self.zone));
        let day = refund.day.or(sent).map(|day| self.dates.day(day));
        let id = if refund.is_by_hand {
            "pay-refund-sent-by-hand"
        } else {
            "pay-refund-sent"
        };
        let values = [
            ("price", money(self.lang, refund.amount).into()),
            ("day", day.unwrap_or_default().into()),
        ];
        self.say.fill(id, values)
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
