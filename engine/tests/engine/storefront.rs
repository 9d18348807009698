//! What a shop says of itself: it stands in its row, its pages and its pictures.

use crate::on_both;
use crate::world::World;
use dockline_domain::lang::Lang;
use dockline_domain::storefront::{
    GuaranteeNotice, LegalPage, Notice, Storefront, StorefrontChange, Texts,
};
use dockline_engine::command::{AddMedia, ChangeShop, SetLegalPage, page_mark};
use dockline_engine::{Engine, ExecuteError};
use std::time::Duration;

fn texts(pairs: &[(Lang, &str)]) -> Texts {
    Texts(
        pairs
            .iter()
            .map(|(lang, text)| (*lang, (*text).to_owned()))
            .collect(),
    )
}

fn imprint(pairs: &[(Lang, &str)], keep_others: bool) -> SetLegalPage {
    SetLegalPage {
        page: LegalPage::Imprint,
        texts: texts(pairs),
        keep_others,
        if_mark: None,
    }
}

async fn said(world: &World) -> Storefront {
    let shop = world.engine.shop("demo").await.unwrap();
    Storefront::clone(&shop.profile.storefront)
}

on_both! {
    async fn a_page_is_there_in_the_languages_it_was_written_in(world: World) {
        assert!(said(&world).await.pages.is_empty());
        world.run(imprint(&[(Lang::De, "<p>Acme</p>")], true)).await.unwrap();
        world.run(imprint(&[(Lang::En, "<p>Acme</p>")], true)).await.unwrap();
        let read = world.engine.legal_page(&world.shop, LegalPage::Imprint).await.unwrap();
        assert_eq!(read.texts, texts(&[(Lang::En, "<p>Acme</p>"), (Lang::De, "<p>Acme</p>")]));
        assert_eq!(said(&world).await.pages[&LegalPage::Imprint].len(), 2);
        world.run(imprint(&[(Lang::En, "<p>New</p>")], false)).await.unwrap();
        let read = world.engine.legal_page(&world.shop, LegalPage::Imprint).await.unwrap();
        assert_eq!(read.texts, texts(&[(Lang::En, "<p>New</p>")]));
        world.run(imprint(&[(Lang::En, "")], true)).await.unwrap();
        assert!(said(&world).await.pages.is_empty());
    }

    async fn an_edit_of_an_outdated_page_is_told(world: World) {
        let first = imprint(&[(Lang::De, "<p>1</p>")], false);
        world.run(first).await.unwrap();
        let edit = |text| SetLegalPage {
            if_mark: Some(page_mark(&texts(&[(Lang::De, "<p>1</p>")]))),
            ..imprint(&[(Lang::De, text)], false)
        };
        world.run(edit("<p>2</p>")).await.unwrap();
        assert!(matches!(world.run(edit("<p>3</p>")).await, Err(ExecuteError::Outdated { .. })));
    }

    async fn pages_and_notices_are_new_on_everything_that_is_shown(world: World) {
        world.product("tent", &["TENT"]).await;
        let version = async || world.engine.snapshot(&world.shop, "TENT").await.unwrap().version;
        let before = version().await;
        world.run(imprint(&[(Lang::De, "<p>Acme</p>")], true)).await.unwrap();
        let with_page = version().await;
        assert!(before < with_page);
        let change = ChangeShop {
            storefront: StorefrontChange {
                notice: Some(Some(Notice { texts: texts(&[(Lang::En, "Closed")]), from: None, to: None })),
                ..StorefrontChange::default()
            },
            ..ChangeShop::default()
        };
        world.run(change.clone()).await.unwrap();
        let with_notice = version().await;
        assert!(with_page < with_notice);
        world.run(change).await.unwrap();
        assert_eq!(version().await, with_notice, "the same again is no event");
    }

    async fn another_process_follows_what_a_shop_says(world: World) {
        let other = Engine::open(&world.database.url, world.clock.clone()).await.unwrap();
        other.shop("demo").await.unwrap();
        world.run(imprint(&[(Lang::De, "<p>Acme</p>")], true)).await.unwrap();
        let follows = async {
            while other.shop("demo").await.unwrap().profile.storefront.pages.is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), follows)
            .await
            .expect("the other process does not know the page");
        other.shut_down().await;
    }

    async fn a_picture_is_kept_once_and_only_a_kept_one_can_be_named(world: World) {
        let picture = AddMedia { media_type: "image/png", content: b"a picture".to_vec() };
        let media = world.run(picture.clone()).await.unwrap().media;
        assert_eq!(world.run(picture).await.unwrap().media, media);
        let read = world.engine.media(&world.shop, media.as_str()).await.unwrap();
        assert_eq!((read.media_type.as_str(), read.content.as_slice()), ("image/png", &b"a picture"[..]));
        let notice = |media| ChangeShop {
            storefront: StorefrontChange {
                guarantee_notice: Some(Some(GuaranteeNotice {
                    media: [(Lang::De, media)].into(),
                    texts: Texts::default(),
                })),
                ..StorefrontChange::default()
            },
            ..ChangeShop::default()
        };
        let unknown = dockline_domain::id::MediaId::parse("med_unknown").unwrap();
        assert!(matches!(
            world.run(notice(unknown)).await,
            Err(ExecuteError::Invalid(fields)) if fields[0].pointer == "/guarantee_notice/media"
        ));
        world.run(notice(media)).await.unwrap();
        assert!(said(&world).await.guarantee_notice.is_some());
    }
}
