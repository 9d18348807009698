//! Legal pages and pictures of shops.

use super::statement::statements;
use super::{Row, Session, StoreError, row};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dockline_domain::id::{MediaId, ShopId};
use dockline_domain::lang::Lang;
use dockline_domain::storefront::{LegalPage, Texts};
use dockline_view::Media;

statements! {
    PAGE = "select lang, html from shop_pages where shop_id = $1 and kind = $2";
    SAVE_PAGE = "insert into shop_pages (shop_id, kind, lang, html) values ($1, $2, $3, $4)";
    DROP_PAGE = "delete from shop_pages where shop_id = $1 and kind = $2";
    MEDIA = "select id, media_type, content from media where shop_id = $1 and id = $2";
    HAS_MEDIA = "select id from media where shop_id = $1 and id = $2";
    ROOM = "select count(*) as files, cast(coalesce(sum(size_bytes), 0) as bigint) as bytes from media where shop_id = $1";
    ADD_MEDIA = "insert into media (shop_id, id, media_type, content, size_bytes, added_at)
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
}

/// A legal page in every language that it has.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    page: LegalPage,
) -> Result<Texts, StoreError> {
    let rows = session
        .all(&PAGE, &[shop.as_str().into(), page.name().into()])
        .await?;
    let text = |row: &Row| {
        let lang = row.text("lang")?;
        let lang = Lang::from_tag(&lang)
            .ok_or_else(|| row::inconsistent("lang", format!("{lang} is no language of pages")))?;
        Ok((lang, row.text("html")?))
    };
    let texts: Result<_, StoreError> = rows.iter().map(text).collect();
    Ok(Texts(texts?))
}

/// Writes a legal page as a whole.
pub(crate) async fn save_page(
    session: &mut Session,
    shop: &ShopId,
    page: LegalPage,
    texts: &Texts,
) -> Result<(), StoreError> {
    session
        .run(&DROP_PAGE, &[shop.as_str().into(), page.name().into()])
        .await?;
    for (lang, html) in &texts.0 {
        let args = [
            shop.as_str().into(),
            page.name().into(),
            lang.tag().into(),
            html.into(),
        ];
        session.run(&SAVE_PAGE, &args).await?;
    }
    Ok(())
}

/// A picture.
pub(crate) async fn media(
    session: &mut Session,
    shop: &ShopId,
    media: &str,
) -> Result<Option<Media>, StoreError> {
    let row = session
        .first(&MEDIA, &[shop.as_str().into(), media.into()])
        .await?;
    row.map(|row| {
        Ok(Media {
            media: row.parsed("id", MediaId::parse)?,
            media_type: row.text("media_type")?,
            content: STANDARD
                .decode(row.text("content")?)
                .map_err(|error| row::inconsistent("content", error))?,
        })
    })
    .transpose()
}

/// Whether a shop has a picture.
pub(crate) async fn has_media(
    session: &mut Session,
    shop: &ShopId,
    media: &MediaId,
) -> Result<bool, StoreError> {
    let found = session
        .first(&HAS_MEDIA, &[shop.as_str().into(), media.as_str().into()])
        .await?;
    Ok(found.is_some())
}

/// How many pictures a shop has, and their bytes.
pub(crate) async fn room(session: &mut Session, shop: &ShopId) -> Result<(i64, i64), StoreError> {
    let row = session.first(&ROOM, &[shop.as_str().into()]).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int("files")?, row.int("bytes")?)))
}

/// Adds a picture.
pub(crate) async fn add_media(
    session: &mut Session,
    shop: &ShopId,
    media: &Media,
    at: i64,
) -> Result<(), StoreError> {
    let content = STANDARD.encode(&media.content);
    let args = [
        shop.as_str().into(),
        media.media.as_str().into(),
        (&media.media_type).into(),
        (&content).into(),
        i64::try_from(media.content.len())
            .unwrap_or(i64::MAX)
            .into(),
        at.into(),
    ];
    session.run(&ADD_MEDIA, &args).await.map(|_| ())
}
