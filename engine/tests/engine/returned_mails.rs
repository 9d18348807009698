//! Mails that came back: what follows for the address, and for whom it follows nothing.

use crate::on_both;
use crate::world::{World, line, order};
use dockline_domain::email::Email;
use dockline_domain::id::MessageId;
use dockline_domain::message::{MailRule, MessageState, Outcome, Returned, Suppression};
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{
    CancelOrder, ChangeShop, ErasePerson, Mend, MendMail, PlacedOrder, ReturnMail,
};
use dockline_engine::{ExecuteError, MessageFilter, TriedMail};
use std::time::Duration;

const FOR_GOOD: Returned = Returned::Bounce { permanent: true };
const THIS_TIME: Returned = Returned::Bounce { permanent: false };

impl World {
    /// An order whose confirmation was sent.
    async fn confirmed(&self) -> (PlacedOrder, MessageId) {
        self.confirmed_to("ada@example.com").await
    }

    async fn confirmed_to(&self, email: &str) -> (PlacedOrder, MessageId) {
        let change = RulesChange {
            mail: Some(MailRule::On),
            ..RulesChange::default()
        };
        let change = ChangeShop {
            change,
            ..ChangeShop::default()
        };
        self.run(change).await.unwrap();
        self.product("tent", &["TENT"]).await;
        self.stock("TENT", 9).await;
        let mut wanted = order(vec![line("TENT", 1)], Ship::AsAvailable);
        wanted.person.email = Email::stored(email);
        let placed = self.run(wanted).await.unwrap();
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.mails_all_planned(&shop).await.unwrap();
        let long = Duration::from_mins(1);
        let mails = self.engine.claim_mails(&shop, 10, long).await.unwrap();
        let id = mails[0].id.clone();
        let tried = TriedMail {
            outcome: Some(Outcome::Sent),
            reply: None,
            written: None,
        };
        assert!(self.engine.settle_mail(&shop.id, &id, tried).await.unwrap());
        (placed, id)
    }

    async fn returned(&self, message: &MessageId, what: Returned) -> Result<bool, ExecuteError> {
        let message = message.clone();
        let returned = self.run(ReturnMail { message, what }).await?;
        Ok(returned.is_new)
    }

    async fn stopped(&self) -> Option<Suppression> {
        let found = self
            .engine
            .suppression(&self.shop.id, "ADA+tent@example.com");
        found.await.unwrap()
    }

    async fn state_of(&self, id: &MessageId) -> MessageState {
        let (view, _) = self.engine.message(&self.shop, id).await.unwrap();
        view.state
    }
}

on_both! {
    async fn what_came_back_for_good_stops_mails_to_the_address_until_somebody_lifts_it(world: World) {
        let (_, mail) = world.confirmed().await;
        assert!(world.returned(&mail, FOR_GOOD).await.unwrap());
        assert!(!world.returned(&mail, FOR_GOOD).await.unwrap(), "the same again is no news");
        assert_eq!((world.state_of(&mail).await, world.stopped().await), (MessageState::Bounced, Some(Suppression::All)));
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.attention(&shop).await.unwrap().bounced_mails, 1);
        // A complaint does not make it less.
        assert!(!world.returned(&mail, Returned::Complaint).await.unwrap());
        assert_eq!(world.stopped().await, Some(Suppression::All));
        let lift = |how| MendMail { id: mail.clone(), how };
        assert!(world.run(lift(Mend::Lift)).await.unwrap());
        assert!(!world.run(lift(Mend::Lift)).await.unwrap());
        assert_eq!(world.stopped().await, None);
        assert!(world.run(lift(Mend::Seen)).await.unwrap());
        assert_eq!(world.engine.attention(&shop).await.unwrap().bounced_mails, 0);
        assert!(world.returned(&mail, FOR_GOOD).await.unwrap(), "it came back once more");
        assert_eq!(world.stopped().await, Some(Suppression::All));
    }

    async fn a_mail_that_is_sent_again_goes_to_an_address_that_is_written_to_again(world: World) {
        let (_, mail) = world.confirmed().await;
        world.returned(&mail, FOR_GOOD).await.unwrap();
        assert!(world.run(MendMail { id: mail.clone(), how: Mend::Again }).await.unwrap());
        assert_eq!((world.state_of(&mail).await, world.stopped().await), (MessageState::Planned, None));
        let refused = world.returned(&mail, FOR_GOOD).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::MailNotSent))), "{refused:?}");
    }

    async fn what_came_back_this_time_and_a_complaint_stop_less(world: World) {
        let (_, mail) = world.confirmed().await;
        assert!(world.returned(&mail, THIS_TIME).await.unwrap());
        assert_eq!((world.state_of(&mail).await, world.stopped().await), (MessageState::Bounced, None));
        assert!(world.returned(&mail, Returned::Complaint).await.unwrap());
        assert_eq!(world.stopped().await, Some(Suppression::Courtesy));
        assert!(world.returned(&mail, FOR_GOOD).await.unwrap());
        assert_eq!(world.stopped().await, Some(Suppression::All));
    }

    async fn what_came_back_from_an_address_with_a_plus_sign_stops_no_mails_of_its_owner(world: World) {
        let (_, mail) = world.confirmed_to("ada+nobody@example.com").await;
        assert!(world.returned(&mail, FOR_GOOD).await.unwrap());
        assert_eq!((world.state_of(&mail).await, world.stopped().await), (MessageState::Bounced, None));
        // Who complains has got it.
        assert!(world.returned(&mail, Returned::Complaint).await.unwrap());
        assert_eq!(world.stopped().await, Some(Suppression::Courtesy));
    }

    async fn an_address_of_another_shop_is_another_matter_and_goes_with_the_person(world: World) {
        let other = World::create_shop(&world.engine, "other").await;
        let (placed, mail) = world.confirmed().await;
        world.returned(&mail, FOR_GOOD).await.unwrap();
        assert_eq!(world.engine.suppression(&other.id, "ada@example.com").await.unwrap(), None);
        let elsewhere = world.engine.messages(&other, &MessageFilter::default(), None, 9).await.unwrap();
        assert!(elsewhere.items.is_empty());
        let cancel = CancelOrder {
            order: placed.order,
            lines: Vec::new(),
            by: dockline_domain::backorder::Actor::Merchant,
            reason: "asked".into(),
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        world.run(ErasePerson { email: "ada@example.com".into() }).await.unwrap();
        assert_eq!(world.stopped().await, None);
        // What the mail server says of it later stops nothing.
        world.returned(&mail, FOR_GOOD).await.unwrap();
        assert_eq!(world.stopped().await, None);
    }
}
