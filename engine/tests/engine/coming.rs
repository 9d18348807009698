//! What happens next by itself is listed, with the time at which it does.

use crate::cards::{collect, later, name, selling};
use crate::on_both;
use crate::world::{World, window};
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::message::MailRule;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::ChangeShop;
use dockline_view::{About, Coming, Happening, PaymentState};
use jiff::SignedDuration;
use jiff::civil::date;

/// What is to come, and of what.
async fn coming(world: &World) -> Vec<Coming> {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.coming(&shop).await.unwrap()
}

fn whats(coming: &[Coming]) -> Vec<Happening> {
    coming.iter().map(|one| one.what).collect()
}

async fn writes_mails(world: &World) {
    let change = RulesChange {
        mail: Some(MailRule::On),
        ..RulesChange::default()
    };
    world
        .run(ChangeShop {
            change,
            ..ChangeShop::default()
        })
        .await
        .unwrap();
}

on_both! {
    async fn an_order_without_a_card_lapses_at_the_time_that_is_listed(world: World) {
        let bank = selling(&world, 5).await;
        let ada = world.place("TENT", 1).await.unwrap();
        collect(&world, &bank).await;
        let listed = coming(&world).await;
        assert_eq!(whats(&listed), [Happening::OrderLapses]);
        let about = About::Order { number: ada.number, reference: ada.number.to_string() };
        assert_eq!(listed[0].about, about);
        world.clock.set(listed[0].at.checked_sub(SignedDuration::from_secs(1)).unwrap());
        collect(&world, &bank).await;
        assert_eq!(whats(&coming(&world).await), [Happening::OrderLapses]);
        world.clock.set(listed[0].at);
        collect(&world, &bank).await;
        assert_eq!(coming(&world).await, []);
        let view = world.engine.order(&ada.token).await.unwrap();
        assert_eq!(view.payment.unwrap().state(), PaymentState::Lapsed);
    }

    async fn a_card_is_asked_again_and_given_up_at_the_times_that_are_listed(world: World) {
        let bank = selling(&world, 5).await;
        let ada = world.place("TENT", 1).await.unwrap();
        let ben = world.place("TENT", 1).await.unwrap();
        collect(&world, &bank).await;
        name(&world, &bank, &ada, CardWord::DeclinedOnce).await;
        name(&world, &bank, &ben, CardWord::Expires).await;
        collect(&world, &bank).await;
        let listed = coming(&world).await;
        let first = &listed[0];
        let of = |number: i64| About::Order { number, reference: number.to_string() };
        assert_eq!((first.what, &first.about), (Happening::ChargeTriedAgain, &of(ada.number)));
        world.clock.set(first.at);
        collect(&world, &bank).await;
        let listed = coming(&world).await;
        assert_eq!(whats(&listed), [Happening::UnitsPassOn], "what is paid waits for nothing");
        assert_eq!(listed[0].about, of(ben.number));
        world.clock.set(listed[0].at);
        collect(&world, &bank).await;
        later(&world, 1);
        assert_eq!(coming(&world).await, []);
    }

    async fn a_charge_is_told_three_days_before_and_a_date_passes_after_its_last_day(world: World) {
        let bank = selling(&world, 0).await;
        writes_mails(&world).await;
        let days = window(date(2026, 12, 14), date(2026, 12, 18));
        world.supply("PO-1", "TENT", 10, Some(days)).await;
        let ada = world.place("TENT", 1).await.unwrap();
        collect(&world, &bank).await;
        name(&world, &bank, &ada, CardWord::Works).await;
        world.engine.promises_revised(&world.shop).await.unwrap();
        let told = world.told(&ada).await;
        let listed = coming(&world).await;
        assert_eq!(whats(&listed), [Happening::ChargeTold, Happening::DatePasses], "{told:?}");
        let day = |one: &Coming| world.shop.zone.to_datetime(one.at).date();
        assert_eq!((day(&listed[0]), day(&listed[1])), (date(2026, 12, 11), date(2026, 12, 19)));
    }
}
