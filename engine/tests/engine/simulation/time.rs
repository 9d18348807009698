//! Time goes on, programs end and start again, and requests are repeated.

use super::model::Step;
use super::sim::Sim;
use dockline_engine::command::AdvanceClock;
use jiff::SignedDuration;

impl Sim {
    /// One step of somebody, in one of the shops.
    pub async fn step(&mut self) {
        let at = self.below(2);
        self.clock
            .set(self.clock.now() + SignedDuration::from_secs(1));
        let (kind, done) = match self.below(1000) {
            0..250 => ("place", self.place(at).await),
            250..320 => ("cancel", self.cancel(at).await),
            320..380 => ("change variant", self.change_variant(at).await),
            380..395 => ("change details", self.change_details(at).await),
            395..470 => ("order supply", self.order_supply(at).await),
            470..515 => ("change supply", self.change_supply(at).await),
            515..535 => ("change lines", self.change_lines(at).await),
            535..540 => ("split supply", self.split_supply(at).await),
            540..545 => ("policy", self.change_policy(at).await),
            545..570 => ("milestone", self.reach_milestone(at).await),
            570..600 => ("report", self.report(at).await),
            600..720 => ("receive", self.receive(at).await),
            720..755 => ("stock", self.change_stock(at).await),
            755..765 => ("correct receipt", self.correct_receipt(at).await),
            765..770 => ("transfer", self.transfer(at).await),
            770..840 => ("pack", self.pack(at).await),
            840..900 => ("hand over", self.hand_over(at).await),
            900..925 => ("hold or resume", self.hold_or_resume(at).await),
            925..960 => ("priority", self.set_priority(at).await),
            960..980 => ("repeat", self.repeat().await),
            980..995 => ("next day", self.next_day(at).await),
            _ => ("restart", self.start_again().await),
        };
        let count = self.done.entry(kind).or_default();
        if done { count.0 += 1 } else { count.1 += 1 }
    }

    /// The shop to rehearse in moves its clock; the other one waits until it is another day.
    async fn next_day(&mut self, at: usize) -> bool {
        let ahead = SignedDuration::from_hours(24 * self.rng.i64(1..5));
        if at == 1 {
            let to = self.shops[at].shop.time(self.clock.now()) + ahead;
            let advanced = self.act(at, AdvanceClock { to }).await.unwrap();
            self.look_at_shops().await;
            assert_eq!(advanced.day, self.shops[at].shop.day);
        } else {
            self.tell(format!(
                "{} the machine's clock goes on by {ahead:?}",
                self.number
            ));
            self.clock.set(self.clock.now() + ahead);
            self.restart().await;
        }
        for at in 0..self.shops.len() {
            let shop = &self.shops[at].shop;
            assert_eq!(
                shop.day,
                shop.zone.to_datetime(shop.time(self.clock.now())).date(),
                "the day of {}",
                shop.slug
            );
            self.settle(at, &Step::default()).await;
        }
        true
    }

    async fn start_again(&mut self) -> bool {
        self.tell(format!("{} restart", self.number));
        self.restart().await;
        for at in 0..self.shops.len() {
            self.settle(at, &Step::default()).await;
        }
        true
    }

    /// The same request under the same key has the same answer and does nothing.
    async fn repeat(&mut self) -> bool {
        if self.repeats.is_empty() {
            return false;
        }
        let which = self.below(self.repeats.len());
        let (at, again) = &self.repeats[which];
        let at = *at;
        let shop = self.shops[at].shop.id.clone();
        let (before, _, _) = self.raw.log(shop.as_str()).await;
        assert!(
            again(self.engine().clone()).await,
            "a repeated request has another answer"
        );
        let (_, _, after) = self.raw.log(shop.as_str()).await;
        self.tell(format!(
            "{} repeated something, log {before} → {after}",
            self.number
        ));
        self.settle(at, &Step::default()).await;
        true
    }
}
