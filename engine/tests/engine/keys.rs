//! Keys of a merchant's programs.

use crate::on_both;
use crate::world::World;
use dockline_domain::by::By;
use dockline_domain::id::KeyId;
use dockline_domain::scope::{Scope, Scopes};
use dockline_engine::command::{Context, CreateApiKey, NewKey, RevokeApiKey};
use dockline_engine::{Engine, ExecuteError, KeyCheck};
use dockline_view::ApiKey;
use jiff::Timestamp;

const NOW: &str = "2026-11-23T10:00:00Z";

impl World {
    async fn key(&self, command: CreateApiKey) -> NewKey {
        self.run(command).await.unwrap()
    }

    async fn opens(&self, made: &NewKey) -> bool {
        matches!(
            self.engine.key(&made.key).await.unwrap(),
            KeyCheck::Opens(..)
        )
    }

    async fn only_key(&self) -> ApiKey {
        let keys = self.engine.keys(&self.shop).await.unwrap();
        assert_eq!(keys.len(), 1);
        keys.into_iter().next().unwrap()
    }

    /// The day on which the only key was last used, once everything that waits is written.
    async fn last_used(&self) -> Option<Timestamp> {
        // All that the writer takes after this comes after what it was handed before.
        let _ = self
            .run(RevokeApiKey {
                id: KeyId::parse("key_0").unwrap(),
            })
            .await;
        self.only_key().await.last_used_at
    }
}

on_both! {
    async fn a_key_that_was_revoked_elsewhere_is_refused_at_once(world: World) {
        let made = world.key(CreateApiKey::named("till")).await;
        assert!(world.opens(&made).await);
        let elsewhere = Engine::open(&world.database.url, world.clock.clone())
            .await
            .unwrap();
        elsewhere
            .execute(
                &world.shop.id,
                Context::by(By::Cli),
                RevokeApiKey {
                    id: made.id.clone(),
                },
            )
            .await
            .unwrap();
        assert!(matches!(
            world.engine.key(&made.key).await.unwrap(),
            KeyCheck::Revoked(..)
        ));
        let revoked = world.only_key().await.revoked_at;
        world.clock.set(World::at("2026-11-24T10:00:00Z"));
        world.run(RevokeApiKey { id: made.id }).await.unwrap();
        assert_eq!(
            (world.only_key().await.revoked_at, revoked),
            (revoked, Some(World::at(NOW))),
            "the first time counts"
        );
    }

    async fn a_key_ends_when_its_time_is_over(world: World) {
        let expires_at = Some(World::at("2026-11-24T00:00:00Z"));
        let made = world
            .key(CreateApiKey {
                expires_at,
                ..CreateApiKey::named("till")
            })
            .await;
        world.clock.set(World::at("2026-11-23T23:59:59.999Z"));
        assert!(world.opens(&made).await);
        world.clock.set(World::at("2026-11-24T00:00:00Z"));
        assert!(matches!(
            world.engine.key(&made.key).await.unwrap(),
            KeyCheck::Expired(..)
        ));
        assert!(
            world
                .run(CreateApiKey {
                    expires_at,
                    ..CreateApiKey::named("late")
                })
                .await
                .is_err()
        );
    }

    async fn a_key_has_the_scopes_it_was_made_with_and_without_any_word_all(world: World) {
        let all = world.key(CreateApiKey::named("all")).await;
        let scopes = Scopes::parse("read,dock").unwrap();
        let some = world
            .key(CreateApiKey {
                scopes: scopes.clone(),
                ..CreateApiKey::named("some")
            })
            .await;
        for (made, scopes) in [(all, Scopes::All), (some, scopes)] {
            let KeyCheck::Opens(_, key) = world.engine.key(&made.key).await.unwrap() else {
                panic!("it opens the shop")
            };
            assert_eq!(key.scopes, scopes);
            assert_eq!(key.scopes.hold(Scope::Money), scopes == Scopes::All);
        }
    }

    async fn the_last_use_of_a_key_is_known_to_the_day(world: World) {
        let made = world.key(CreateApiKey::named("till")).await;
        assert_eq!(world.last_used().await, None);
        for (now, day) in [
            (NOW, "2026-11-23T00:00:00Z"),
            ("2026-11-23T23:59:00Z", "2026-11-23T00:00:00Z"),
            ("2026-11-25T01:00:00Z", "2026-11-25T00:00:00Z"),
        ] {
            world.clock.set(World::at(now));
            assert!(world.opens(&made).await);
            assert_eq!(world.last_used().await, Some(World::at(day)));
        }
    }

    async fn a_key_is_revoked_by_its_own_shop_alone(world: World) {
        let made = world.key(CreateApiKey::named("till")).await;
        let other = World::create_shop(&world.engine, "other").await;
        let refused = world
            .engine
            .execute(
                &other.id,
                Context::by(By::Cli),
                RevokeApiKey {
                    id: made.id.clone(),
                },
            )
            .await;
        assert!(matches!(refused, Err(ExecuteError::NotFound { .. })));
        assert!(world.opens(&made).await && world.engine.keys(&other).await.unwrap().is_empty());
    }
}
