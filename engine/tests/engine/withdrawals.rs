//! Withdrawals from contracts: each is recorded, matched by number and mail address, and carried out
//! by people of the shop.

use crate::on_both;
use crate::world::{World, line, order};
use dockline_domain::backorder::OrderState;
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::id::ShipmentId;
use dockline_domain::message::{MailRule, MessageKind};
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_domain::withdrawal::{State, Step};
use dockline_engine::command::{
    ChangeShop, Context, DeclareWithdrawal, ErasePerson, HandOverShipment, MoveWithdrawal,
    PackShipment, PlacedOrder, Settle, WithdrawalDeclared,
};
use dockline_engine::{ExecuteError, MessageFilter};
use dockline_view::WithdrawalView;
use dockline_view::console::StoryKind;
use jiff::SignedDuration;

impl World {
    async fn declares(&self, contract: &str, email: &str) -> WithdrawalDeclared {
        let declared = DeclareWithdrawal {
            name: "Ada".into(),
            contract: contract.into(),
            email: Email::parse(email).unwrap(),
            locale: "de".into(),
        };
        self.engine
            .execute(&self.shop.id, Context::by(By::Shopper), declared)
            .await
            .unwrap()
    }

    async fn withdrawal(&self, declared: &WithdrawalDeclared) -> WithdrawalView {
        self.engine
            .withdrawal(&self.shop, &declared.id)
            .await
            .unwrap()
    }

    async fn settles(
        &self,
        declared: &WithdrawalDeclared,
        how: Settle,
        if_state: State,
    ) -> Result<(), ExecuteError> {
        let id = declared.id.clone();
        self.run(MoveWithdrawal { id, how, if_state }).await
    }

    async fn receipts(&self) -> usize {
        let filter = MessageFilter {
            kind: Some(MessageKind::WithdrawalReceived),
            ..MessageFilter::default()
        };
        let mails = self.engine.messages(&self.shop, &filter, None, 100);
        mails.await.unwrap().items.len()
    }

    async fn writes_mails(&self) {
        let change = RulesChange {
            mail: Some(MailRule::On),
            ..RulesChange::default()
        };
        let change = ChangeShop {
            change,
            ..ChangeShop::default()
        };
        self.run(change).await.unwrap();
    }

    async fn has_tents(&self, units: u32) {
        self.product("tent", &["TENT"]).await;
        self.stock("TENT", units).await;
    }

    async fn sends_off(&self, order: &PlacedOrder) {
        let shipment = ShipmentId::of(&order.order, 1);
        let pack = PackShipment {
            shipment: shipment.clone(),
            if_version: None,
        };
        self.run(pack).await.unwrap();
        let hand_over = HandOverShipment {
            shipment,
            carrier: "Post".into(),
            tracking: None,
            if_version: None,
        };
        self.run(hand_over).await.unwrap();
    }
}

fn is_settled(refused: &Result<(), ExecuteError>) -> bool {
    matches!(
        refused,
        Err(ExecuteError::Conflict(Refusal::WithdrawalSettled))
    )
}

on_both! {
    async fn it_is_matched_by_number_and_mail_address_and_by_nothing_less(world: World) {
        world.has_tents(9).await;
        let placed = world.run(order(vec![line("TENT", 1)], Ship::AsAvailable)).await.unwrap();
        let number = placed.number;
        for (contract, email, is_matched) in [
            (format!("{number}"), "ada@example.com", true),
            (format!("order no. {number}, the tent"), "ADA+shop@example.com", true),
            (format!("{number}"), "eve@example.com", false),
            (format!("{}", number + 1), "ada@example.com", false),
            ("the tent".to_owned(), "ada@example.com", false),
        ] {
            let declared = world.declares(&contract, email).await;
            let view = world.withdrawal(&declared).await;
            assert_eq!(view.order.is_some(), is_matched, "{contract} {email}");
            assert_eq!((view.state, view.contract.as_str()), (State::Open, contract.as_str()));
        }
        let story = world.engine.order_story(&world.shop, placed.order.as_str()).await.unwrap();
        let declared = story.events.iter().filter(|event| event.kind == StoryKind::WithdrawalDeclared);
        assert_eq!((declared.count(), story.withdrawals.len()), (2, 2));
        assert_eq!(world.engine.attention(&world.engine.shop("demo").await.unwrap()).await.unwrap().withdrawals.items.len(), 5);
    }

    async fn the_same_statement_within_a_day_is_the_same_withdrawal(world: World) {
        world.writes_mails().await;
        let first = world.declares("7", "ada@example.com").await;
        world.clock.set(world.clock.now() + SignedDuration::from_hours(1));
        assert_eq!(world.declares("7", "ada@example.com").await, first);
        assert_eq!(world.receipts().await, 1);
        assert_ne!(world.declares("8", "ada@example.com").await.id, first.id);
        world.clock.set(world.clock.now() + SignedDuration::from_hours(24));
        assert_ne!(world.declares("7", "ada@example.com").await.id, first.id);
    }

    async fn nobody_is_sent_receipts_without_end_and_no_withdrawal_is_lost(world: World) {
        world.writes_mails().await;
        for number in 1..=8 {
            let declared = world.declares(&number.to_string(), "eve@example.com").await;
            assert_eq!(declared.is_mailed, number <= 5, "{number}");
        }
        assert_eq!(world.receipts().await, 5);
        assert_eq!(world.engine.withdrawals(&world.shop, None, 50).await.unwrap().items.len(), 8);
        assert!(world.declares("1", "ada@example.com").await.is_mailed, "another address");
    }

    async fn a_shop_that_writes_no_mails_records_it_all_the_same(world: World) {
        let declared = world.declares("7", "ada@example.com").await;
        assert!(!declared.is_mailed);
        assert_eq!(world.receipts().await, 0);
        assert_eq!(world.withdrawal(&declared).await.state, State::Open);
    }

    async fn one_button_cancels_what_has_not_left(world: World) {
        world.has_tents(9).await;
        let placed = world.run(order(vec![line("TENT", 2)], Ship::AsAvailable)).await.unwrap();
        let declared = world.declares(&placed.number.to_string(), "ada@example.com").await;
        world.settles(&declared, Settle::CarryOut, State::Open).await.unwrap();
        let shop = &world.shop.id;
        let after = world.engine.order_by_id(shop, &placed.order).await.unwrap();
        assert_eq!(after.state, OrderState::Cancelled);
        assert_eq!(world.withdrawal(&declared).await.state, State::CarriedOut);
        // Nobody carries it out twice, from whichever page.
        for seen in [State::Open, State::CarriedOut] {
            assert!(is_settled(&world.settles(&declared, Settle::CarryOut, seen).await));
        }
        let story = world.engine.order_story(&world.shop, placed.order.as_str()).await.unwrap();
        let step = Step::CarriedOut { goods_left: false };
        assert!(story.events.iter().any(|event| event.kind == StoryKind::WithdrawalMoved(step)));
    }

    async fn what_has_left_stands_as_a_return_until_somebody_has_dealt_with_it(world: World) {
        world.has_tents(9).await;
        let placed = world.run(order(vec![line("TENT", 2)], Ship::AsAvailable)).await.unwrap();
        world.sends_off(&placed).await;
        let declared = world.declares(&placed.number.to_string(), "ada@example.com").await;
        let refused = world.settles(&declared, Settle::CarryOut, State::Open).await;
        assert!(matches!(refused, Err(ExecuteError::Conflict(Refusal::NothingToCancel))), "{refused:?}");
        assert_eq!(world.withdrawal(&declared).await.state, State::Open, "nothing of it is done");
        world.settles(&declared, Settle::AnnounceReturn, State::Open).await.unwrap();
        let waiting = async || {
            let shop = world.engine.shop("demo").await.unwrap();
            world.engine.attention(&shop).await.unwrap().withdrawals.items.len()
        };
        assert_eq!(waiting().await, 1);
        world.settles(&declared, Settle::DealtWith, State::Returning).await.unwrap();
        assert_eq!(waiting().await, 0);
    }

    async fn people_of_the_shop_find_the_order_that_was_not_found(world: World) {
        world.has_tents(9).await;
        let placed = world.run(order(vec![line("TENT", 2)], Ship::AsAvailable)).await.unwrap();
        let declared = world.declares("the tent", "grandma@example.com").await;
        assert!(is_settled(&world.settles(&declared, Settle::CarryOut, State::Open).await));
        let unknown = world.settles(&declared, Settle::Match(99), State::Open).await;
        assert!(matches!(unknown, Err(ExecuteError::NotFound { .. })), "{unknown:?}");
        world.settles(&declared, Settle::Match(placed.number), State::Open).await.unwrap();
        world.settles(&declared, Settle::CarryOut, State::Open).await.unwrap();
        assert_eq!(world.withdrawal(&declared).await.order_number, Some(placed.number));
    }

    async fn who_is_erased_leaves_no_trace_in_a_withdrawal_but_when_it_was(world: World) {
        world.writes_mails().await;
        let declared = world.declares("7, for Ada Quill", "ada@example.com").await;
        let known = world.engine.person(&world.shop, "ada@example.com").await.unwrap().unwrap();
        assert_eq!(known["withdrawals"][0]["contract"], "7, for Ada Quill");
        world.run(ErasePerson { email: "ada@example.com".into() }).await.unwrap();
        let view = world.withdrawal(&declared).await;
        assert_eq!((view.name.as_str(), view.email.as_str(), view.contract.as_str()), ("", "", ""));
        assert!(view.is_erased);
        assert_eq!(view.declared_at, declared.at);
    }

    async fn another_shop_knows_nothing_of_it(world: World) {
        let other = World::create_shop(&world.engine, "other").await;
        let declared = world.declares("7", "ada@example.com").await;
        assert!(world.engine.withdrawal(&other, &declared.id).await.is_err());
        assert!(world.engine.withdrawals(&other, None, 50).await.unwrap().items.is_empty());
        let command = MoveWithdrawal { id: declared.id, how: Settle::DealtWith, if_state: State::Open };
        let refused = world.engine.execute(&other.id, Context::by(By::Cli), command).await;
        assert!(matches!(refused, Err(ExecuteError::NotFound { .. })), "{refused:?}");
    }
}
