//! The merchant's people and their sessions.

use crate::on_both;
use crate::world::World;
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::id::UserId;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    ChangeOwnPassword, ChangeUser, Context, CreateUser, EndSessions, KeepSession, LogIn, LogOut,
    PasswordHash, UserChange,
};
use jiff::{SignedDuration, Timestamp};

const NOW: &str = "2026-11-23T10:00:00Z";

fn new_user(email: &str, role: Role) -> CreateUser {
    CreateUser {
        email: email.into(),
        name: None,
        role,
        password: PasswordHash::new("$argon2id$secret"),
    }
}

fn after(hours: i64) -> Timestamp {
    World::at(NOW) + SignedDuration::from_hours(hours)
}

impl World {
    async fn user(&self, email: &str) -> UserId {
        self.run(new_user(email, Role::Support)).await.unwrap().id
    }

    async fn session(&self, user: &UserId) -> String {
        self.run(LogIn { user: user.clone() }).await.unwrap().token
    }

    async fn is_open(&self, token: &str) -> bool {
        self.engine.session(token).await.unwrap().is_some()
    }
}

on_both! {
    async fn a_session_opens_its_own_shop_with_its_own_role(world: World) {
        let user = world.user("ann@example.com").await;
        let token = world.session(&user).await;
        let open = world.engine.session(&token).await.unwrap().unwrap();
        assert_eq!(
            (&open.shop.id, &open.user.id, open.user.role),
            (&world.shop.id, &user, Role::Support)
        );
        assert!(!world.is_open("0").await && !world.is_open("").await);
    }

    async fn a_mail_address_is_one_user_of_a_shop_and_may_be_another_of_another(world: World) {
        world.user("ann@example.com").await;
        assert!(matches!(
            world.run(new_user("ann@example.com", Role::Owner)).await,
            Err(ExecuteError::Conflict(_))
        ));
        let other = World::create_shop(&world.engine, "other").await;
        let there = world
            .engine
            .execute(
                &other.id,
                Context::by(By::Cli),
                new_user("ann@example.com", Role::Owner),
            )
            .await
            .unwrap();
        let here = world
            .engine
            .credentials(&world.shop, "ann@example.com")
            .await
            .unwrap()
            .unwrap();
        assert_ne!(here.user, there.id);
        assert_eq!(
            world
                .engine
                .credentials(&other, "ann@example.com")
                .await
                .unwrap()
                .unwrap()
                .user,
            there.id
        );
        assert!(
            world
                .engine
                .execute(&other.id, Context::by(By::Cli), LogIn { user: here.user })
                .await
                .is_err()
        );
    }

    async fn a_session_that_rests_for_twelve_hours_has_ended(world: World) {
        let token = world.session(&world.user("ann@example.com").await).await;
        world.clock.set(after(11));
        assert!(
            world
                .engine
                .session(&token)
                .await
                .unwrap()
                .unwrap()
                .needs_keeping
        );
        world
            .run(KeepSession {
                token: token.clone(),
            })
            .await
            .unwrap();
        assert!(
            !world
                .engine
                .session(&token)
                .await
                .unwrap()
                .unwrap()
                .needs_keeping
        );
        world.clock.set(after(22));
        assert!(world.is_open(&token).await);
        world.clock.set(after(23));
        assert!(!world.is_open(&token).await);
    }

    async fn no_session_lasts_longer_than_seven_days(world: World) {
        let user = world.user("ann@example.com").await;
        let token = world.session(&user).await;
        for hours in (10..168).step_by(10) {
            world.clock.set(after(hours));
            assert!(world.is_open(&token).await, "after {hours} h");
            world
                .run(KeepSession {
                    token: token.clone(),
                })
                .await
                .unwrap();
        }
        world.clock.set(after(168));
        assert!(!world.is_open(&token).await);
        world
            .run(KeepSession {
                token: token.clone(),
            })
            .await
            .unwrap();
        assert!(!world.is_open(&token).await);
    }

    async fn who_logs_out_is_out_and_others_stay(world: World) {
        let user = world.user("ann@example.com").await;
        let (one, two) = (world.session(&user).await, world.session(&user).await);
        world.run(LogOut { token: one.clone() }).await.unwrap();
        assert!(!world.is_open(&one).await && world.is_open(&two).await);
        world.run(LogOut { token: one }).await.unwrap();
    }

    async fn who_has_left_or_has_another_password_is_out_at_once(world: World) {
        let user = world.user("ann@example.com").await;
        let change = |change| ChangeUser {
            email: "ann@example.com".into(),
            change,
        };
        for one in [
            UserChange::Password(PasswordHash::new("$argon2id$other")),
            UserChange::Role(Role::Viewer),
            UserChange::Disable,
        ] {
            let token = world.session(&user).await;
            world.run(change(one)).await.unwrap();
            assert!(!world.is_open(&token).await);
        }
        assert!(world.run(LogIn { user: user.clone() }).await.is_err());
        assert!(
            world
                .engine
                .credentials(&world.shop, "ann@example.com")
                .await
                .unwrap()
                .is_none()
        );
        world.run(change(UserChange::Enable)).await.unwrap();
        let token = world.session(&user).await;
        assert_eq!(
            world
                .engine
                .session(&token)
                .await
                .unwrap()
                .unwrap()
                .user
                .role,
            Role::Viewer
        );
    }

    async fn a_user_who_changes_the_password_stays_here_and_is_out_elsewhere(world: World) {
        let user = world.user("ann@example.com").await;
        let other = world.user("bob@example.com").await;
        let (here, elsewhere, others) = (
            world.session(&user).await,
            world.session(&user).await,
            world.session(&other).await,
        );
        let password = PasswordHash::new("$argon2id$other");
        world
            .run(ChangeOwnPassword {
                user: user.clone(),
                password,
                session: here.clone(),
            })
            .await
            .unwrap();
        assert!(
            world.is_open(&here).await
                && !world.is_open(&elsewhere).await
                && world.is_open(&others).await
        );
        let known = world
            .engine
            .credentials(&world.shop, "ann@example.com")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(known.password.phc(), "$argon2id$other");
        let again = world.session(&user).await;
        assert_eq!(
            world
                .engine
                .open_sessions(&world.shop, &user)
                .await
                .unwrap(),
            2
        );
        world.run(EndSessions { user: user.clone() }).await.unwrap();
        assert!(
            !world.is_open(&here).await
                && !world.is_open(&again).await
                && world.is_open(&others).await
        );
        assert_eq!(
            world
                .engine
                .open_sessions(&world.shop, &user)
                .await
                .unwrap(),
            0
        );
    }

    async fn with_one_session_too_many_the_oldest_ends(world: World) {
        let user = world.user("ann@example.com").await;
        let other = world.session(&world.user("bob@example.com").await).await;
        let mut sessions = Vec::new();
        for minute in 0..22 {
            world
                .clock
                .set(World::at(NOW) + SignedDuration::from_mins(minute));
            sessions.push(world.session(&user).await);
        }
        let mut open = Vec::new();
        for session in &sessions {
            open.push(world.is_open(session).await);
        }
        assert_eq!(open, [vec![false; 2], vec![true; 20]].concat());
        assert!(world.is_open(&other).await);
    }

    async fn nothing_that_is_secret_or_personal_can_be_read_by_accident(world: World) {
        let user = world.user("ann@example.com").await;
        let made = world.run(LogIn { user }).await.unwrap();
        let open = world.engine.session(&made.token).await.unwrap().unwrap();
        let known = world
            .engine
            .credentials(&world.shop, "ann@example.com")
            .await
            .unwrap()
            .unwrap();
        let shown = format!(
            "{made:?} {open:?} {known:?} {:?}",
            UserChange::Password(known.password.clone())
        );
        for secret in [made.token.as_str(), "$argon2id", "ann@"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
