//! Secrets in a database: which key opens them, and what the start says to another one.

use super::databases;
use crate::command::{Command, Context, CreateShop};
use crate::error::ExecuteError;
use crate::writer::turn::Turn;
use crate::{Clock, Engine, Purpose, SecretKey, Settings, StoreError};
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::money::Currency;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use std::fs;
use std::sync::Arc;

/// Seals a secret and answers it as it would be stored.
struct Seal;

impl Command for Seal {
    type Answer = String;

    async fn run(self, turn: &mut Turn<'_>) -> Result<String, ExecuteError> {
        turn.seal(Purpose::WebhookSecret, "whsec_canary").await
    }
}

async fn open_shop(engine: &Engine, slug: &str) -> Arc<Shop> {
    let command = CreateShop {
        slug: ShopSlug::parse(slug).unwrap(),
        profile: ShopProfile {
            name: slug.to_owned(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "Europe/Berlin".to_owned(),
            tagline: None,
            storefront: Box::default(),
        },
        rules: ShopRules::default(),
        rehearsal: false,
    };
    let context = Context::by(By::System);
    engine.create_shop(context, command).await.unwrap()
}

async fn with_key(url: &str, key: Option<SecretKey>) -> Result<Engine, StoreError> {
    let settings = Settings {
        secret_key: key,
        ..Settings::default()
    };
    Engine::open_with(url, Clock::system(), &settings).await
}

async fn sealed(engine: &Engine, shop: &Arc<Shop>) -> Result<String, ExecuteError> {
    engine
        .execute(&shop.id, Context::by(By::System), Seal)
        .await
}

async fn opened(engine: &Engine, shop: &Arc<Shop>, sealed: &str) -> String {
    let secret = engine
        .unseal(&shop.id, Purpose::WebhookSecret, sealed)
        .await;
    secret.unwrap().expose().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_stops_the_start_and_the_one_before_is_replaced() {
    for database in [databases::sqlite(), databases::postgres()] {
        let (first, second) = (SecretKey::new(), SecretKey::new());
        let engine = with_key(&database.url, Some(first.clone())).await.unwrap();
        let shop = open_shop(&engine, "one").await;
        let secret = sealed(&engine, &shop).await.unwrap();
        assert!(!secret.contains("canary"));
        assert_eq!(opened(&engine, &shop, &secret).await, "whsec_canary");
        // Of one shop alone.
        let other = open_shop(&engine, "two").await;
        sealed(&engine, &other).await.unwrap();
        let refused = engine
            .unseal(&other.id, Purpose::WebhookSecret, &secret)
            .await;
        assert!(refused.is_err());
        engine.shut_down().await;

        let refused = with_key(&database.url, Some(second.clone()))
            .await
            .err()
            .unwrap();
        assert!(matches!(refused, StoreError::SecretKey(_)), "{refused}");
        assert!(!refused.to_string().contains('\n'));
        let both = second.clone().replacing(&first.text()).unwrap();
        with_key(&database.url, Some(both))
            .await
            .unwrap()
            .shut_down()
            .await;
        let engine = with_key(&database.url, Some(second)).await.unwrap();
        assert_eq!(opened(&engine, &shop, &secret).await, "whsec_canary");
        engine.shut_down().await;
        assert!(with_key(&database.url, Some(first)).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_a_key_starts_as_long_as_nothing_is_sealed() {
    let database = databases::postgres();
    let engine = with_key(&database.url, None).await.unwrap();
    let shop = open_shop(&engine, "one").await;
    let refused = sealed(&engine, &shop).await;
    assert!(matches!(
        refused,
        Err(ExecuteError::Conflict(Refusal::NoSecretKey))
    ));
    engine.shut_down().await;
    let engine = with_key(&database.url, Some(SecretKey::new()))
        .await
        .unwrap();
    sealed(&engine, &shop).await.unwrap();
    engine.shut_down().await;
    assert!(with_key(&database.url, None).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sqlite_database_has_its_key_in_a_file_and_does_not_start_without_it() {
    let database = databases::sqlite();
    let engine = with_key(&database.url, None).await.unwrap();
    let shop = open_shop(&engine, "one").await;
    let secret = sealed(&engine, &shop).await.unwrap();
    engine.shut_down().await;
    let engine = with_key(&database.url, None).await.unwrap();
    assert_eq!(opened(&engine, &shop, &secret).await, "whsec_canary");
    engine.shut_down().await;
    let file = format!("{}.key", database.url.trim_start_matches("sqlite://"));
    let key = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let refused = with_key(&database.url, None).await.err().unwrap();
    assert!(refused.to_string().contains(&file), "{refused}");
    // No other key was made in its place.
    assert!(!fs::exists(&file).unwrap());
    fs::write(&file, key).unwrap();
    with_key(&database.url, None)
        .await
        .unwrap()
        .shut_down()
        .await;
}
