//! The world that is simulated: one engine, two shops, chance, and what was asked lately.

use super::full;
use super::model::{ShopModel, Step};
use super::rows::Raw;
use super::settle::settle;
use super::{EVERY, LEAD_DAYS, SKUS, beyond};
use crate::databases::TestDatabase;
use crate::world::product;
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::money::Currency;
use dockline_domain::policy::Policy;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_engine::command::{Context, CreateShop, IdempotencyKey, SaveProduct};
use dockline_engine::{Clock, Engine, Execute, ExecuteError};
use futures::future::BoxFuture;
use std::collections::{BTreeMap, VecDeque};

/// Asks once more for what was done, and tells whether the answer is the same.
type Repeat = (
    usize,
    Box<dyn Fn(Engine) -> BoxFuture<'static, bool> + Send + Sync>,
);

pub struct Sim {
    pub database: TestDatabase,
    engine: Option<Engine>,
    pub clock: Clock,
    pub raw: Raw,
    pub rng: fastrand::Rng,
    pub shops: Vec<ShopModel>,
    pub number: u32,
    /// What was asked lately: by key, with the answer.
    pub repeats: VecDeque<Repeat>,
    /// How often each kind of step was carried out, and how often it was refused.
    pub done: BTreeMap<&'static str, (u32, u32)>,
    /// The last steps, for the reader of a failure.
    pub story: VecDeque<String>,
}

const REPEATS_KEPT: usize = 30;
const STORY_KEPT: usize = 25;

/// Two shops with the same SKUs: a real one, and one to rehearse in, with other rules.
async fn open_shop(engine: &Engine, slug: &str, rehearsal: bool) -> ShopModel {
    let currency = Currency::parse("EUR").unwrap();
    let profile = ShopProfile {
        name: slug.into(),
        currency,
        time_zone: "Europe/Berlin".into(),
        tagline: None,
        storefront: Box::default(),
    };
    let rules = if rehearsal {
        ShopRules {
            handling_days: 3,
            cross_dock_days: 1,
            ..ShopRules::default()
        }
    } else {
        ShopRules::default()
    };
    let command = CreateShop {
        slug: ShopSlug::parse(slug).unwrap(),
        profile,
        rules,
        rehearsal,
    };
    let shop = engine
        .create_shop(Context::by(By::Cli), command)
        .await
        .unwrap();
    let catalogue: [(&str, &[&str], Option<Policy>); 4] = [
        ("tent", &SKUS[..3], None),
        ("peg", &SKUS[3..4], Some(beyond(LEAD_DAYS))),
        (
            "hat",
            &SKUS[4..5],
            Some(Policy {
                per_customer: Some(super::PER_CUSTOMER),
                ..Policy::default()
            }),
        ),
        ("lamp", &SKUS[5..], Some(Policy::deny())),
    ];
    for (handle, skus, policy) in catalogue {
        let save = SaveProduct {
            product: product(handle, skus, policy),
            if_version: None,
        };
        engine
            .execute(&shop.id, Context::by(By::Cli), save)
            .await
            .unwrap();
    }
    ShopModel::new(shop)
}

impl Sim {
    pub async fn new(database: TestDatabase, seed: u64) -> Self {
        let clock = Clock::fixed("2026-11-23T07:00:00Z".parse().unwrap());
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
        let shops = vec![
            open_shop(&engine, "real", false).await,
            open_shop(&engine, "stage", true).await,
        ];
        let raw = Raw::open(&database.url).await;
        let rng = fastrand::Rng::with_seed(seed);
        let (repeats, done, story) = (VecDeque::new(), BTreeMap::new(), VecDeque::new());
        Self {
            database,
            engine: Some(engine),
            clock,
            raw,
            rng,
            shops,
            number: 0,
            repeats,
            done,
            story,
        }
    }

    pub fn engine(&self) -> &Engine {
        self.engine
            .as_ref()
            .expect("an engine runs between two steps")
    }

    /// Ends the engine and opens another, as after a restart of the program.
    pub async fn restart(&mut self) {
        self.engine
            .take()
            .expect("an engine runs between two steps")
            .shut_down()
            .await;
        self.engine = Some(
            Engine::open(&self.database.url, self.clock.clone())
                .await
                .unwrap(),
        );
        self.look_at_shops().await;
    }

    /// Reads the shops again: their days move.
    pub async fn look_at_shops(&mut self) {
        for at in 0..self.shops.len() {
            let slug = self.shops[at].shop.slug.clone();
            self.shops[at].shop = self.engine().shop(slug.as_str()).await.unwrap();
        }
    }

    pub async fn stop(&mut self) {
        self.raw.close().await;
        if let Some(engine) = self.engine.take() {
            engine.shut_down().await;
        }
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.rng.usize(..bound)
    }

    pub fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    /// One of some things, if there are any.
    pub fn one_of<T: Clone>(&mut self, things: &[T]) -> Option<T> {
        (!things.is_empty()).then(|| things[self.below(things.len())].clone())
    }

    /// Asks for a command, sometimes under a key by which it may be repeated.
    pub async fn act<C>(&mut self, at: usize, command: C) -> Result<C::Answer, ExecuteError>
    where
        C: Execute + Clone + Sync + std::fmt::Debug,
        C::Answer: serde::Serialize,
    {
        self.tell(format!(
            "{} {}: {command:?}",
            self.number, self.shops[at].shop.slug
        ));
        let shop = self.shops[at].shop.id.clone();
        let key = self.chance(40).then(|| IdempotencyKey {
            key: format!("step-{}", self.number),
            fingerprint: "same".into(),
        });
        let context = Context::with_key(By::Cli, key);
        let answer = self
            .engine()
            .execute(&shop, context.clone(), command.clone())
            .await;
        match &answer {
            Ok(answer) if context.key.is_some() => {
                let answer = serde_json::to_value(answer).unwrap();
                let again = move |engine: Engine| -> BoxFuture<'static, bool> {
                    let (shop, context, command, answer) = (
                        shop.clone(),
                        context.clone(),
                        command.clone(),
                        answer.clone(),
                    );
                    Box::pin(async move {
                        engine
                            .execute(&shop, context, command)
                            .await
                            .is_ok_and(|repeated| serde_json::to_value(repeated).unwrap() == answer)
                    })
                };
                self.repeats.push_back((at, Box::new(again)));
                if self.repeats.len() > REPEATS_KEPT {
                    self.repeats.pop_front();
                }
            }
            Ok(_) => {}
            Err(refused) => {
                self.tell(format!("    refused: {refused}"));
                assert!(
                    !matches!(
                        refused,
                        ExecuteError::Internal | ExecuteError::Busy | ExecuteError::KeyReused
                    ),
                    "{refused}"
                );
            }
        }
        answer
    }

    pub fn tell(&mut self, what: String) {
        self.story.push_back(what);
        if self.story.len() > STORY_KEPT {
            self.story.pop_front();
        }
    }

    /// Compares what a step should have done with what it did.
    pub async fn settle(&mut self, at: usize, step: &Step) {
        let rows = self.raw.rows(self.shops[at].shop.id.as_str()).await;
        settle(&mut self.shops[at], step, &rows);
    }

    /// Runs some steps, checking each, and everything now and then.
    pub async fn run(&mut self, steps: u32) {
        for number in 1..=steps {
            self.number = number;
            self.step().await;
            if number % EVERY == 0 || number == steps {
                full::check(self).await;
            }
        }
        // What operators run finds nothing, either.
        let verified = dockline_engine::verify(&self.database.url).await.unwrap();
        assert_eq!(verified.faults, []);
    }
}
