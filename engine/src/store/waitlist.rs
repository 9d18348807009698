//! Who wants to hear when something is back.

use super::statement::statements;
use super::{Arg, Row, Session, StoreError, persons};
use crate::fold;
use dockline_domain::id::{PersonId, ShopId, Sku};
use dockline_view::WaitlistView;
use jiff::Timestamp;

statements! {
    JOIN = "insert into waitlist (shop_id, sku, person_id, joined_at, wants) values ($1, $2, $3, $4, $5)";
    PAGE = "select w.sku, w.person_id, w.joined_at, w.confirmed_at, p.email, p.locale from waitlist w
        join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and w.told_at is null and w.person_id > $3 order by w.person_id limit $4";
    COUNT = "select count(*) as people from waitlist where shop_id = $1 and sku = $2 and told_at is null";
    ASKED = "select sku, count(*) as people, max(joined_at) as newest from waitlist where shop_id = $1 and told_at is null group by sku
        order by 2 desc, sku limit $2";
    MAY_BE_ASKED = "select person_id from waitlist where shop_id = $1 and sku = $2 and person_id = $3 and confirmed_at is null
        and (asked_at is null or asked_at <= $4)";
    ASKED_SINCE = "select count(*) as people from waitlist w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and p.email_folded = $2 and w.asked_at > $3";
    SET_ASKED = "update waitlist set asked_at = $4, token = coalesce(token, $5), leave_token = coalesce(leave_token, $6)
        where shop_id = $1 and sku = $2 and person_id = $3";
    CONFIRM = "update waitlist set confirmed_at = $4 where shop_id = $1 and sku = $2 and person_id = $3 and confirmed_at is null";
    SET_TOLD = "update waitlist set told_at = $4 where shop_id = $1 and sku = $2 and person_id = $3";
    UNTOLD = "update waitlist set told_at = null where shop_id = $1 and person_id = $2";
    UNTOLD_OF_WAITING = "update waitlist set told_at = null where shop_id = $1 and person_id in (select m.person_id from messages m
        where m.shop_id = $1 and m.kind = 'waitlist-back' and m.due_at is not null and m.leased_by is null)";
    /// Who was told not long ago was told of the same.
    REJOIN = "update waitlist set told_at = null, joined_at = $5 where shop_id = $1 and sku = $2 and person_id = $3 and told_at <= $4";
    TOLD_LAST = "select max(told_at) as at from waitlist where shop_id = $1 and sku = $2";
    UNASKED = "select w.person_id, p.email from waitlist w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and w.asked_at is null and w.confirmed_at is null and w.told_at is null order by w.person_id limit $3";
    /// Who waits for stock waits until it is here.
    TO_TELL = "select person_id from waitlist where shop_id = $1 and sku = $2 and confirmed_at is not null and told_at is null
        and ($3 = 1 or wants = 'any') order by joined_at, person_id limit $4";
    BY_TOKEN = "select sku, person_id from waitlist where shop_id = $1 and token = $2";
    BY_LEAVE_TOKEN = "select person_id from waitlist where shop_id = $1 and leave_token = $2";
    OF_SAME_ADDRESS = "select w.sku, w.person_id from persons p join persons q on q.shop_id = $1 and q.email_folded = p.email_folded
            and q.email = p.email
        join waitlist w on w.shop_id = $1 and w.person_id = q.id
        where p.shop_id = $1 and p.id = $2 and p.email <> ''";
    PLACE = "select w.sku, w.token, w.leave_token, w.wants, w.confirmed_at, w.told_at, p.email, p.locale from waitlist w
        join persons p on p.shop_id = $1 and p.id = w.person_id where w.shop_id = $1 and w.person_id = $2";
    WAITED_FOR = "select sku, max(told_at) as told, cast(max(case when told_at is null and confirmed_at is not null then 1 else 0 end) as bigint) as ready,
            cast(max(case when told_at is null and confirmed_at is null and asked_at is null then 1 else 0 end) as bigint) as unasked
        from waitlist where shop_id = $1 group by sku order by sku limit $2";
    TOLD_BEFORE = "select sku, person_id from waitlist where shop_id = $1 and told_at < $2 order by sku, person_id limit $3";
    IS_ON = "select w.person_id from waitlist w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and p.email_folded = $3 and p.email = $4 limit 1";
}

/// Adds a person to the waitlist of a variant.
pub(crate) async fn join(
    session: &mut Session,
    (shop, sku, person): (&ShopId, &Sku, &PersonId),
    wants_any: bool,
    at: i64,
) -> Result<(), StoreError> {
    let wants = if wants_any { "any" } else { "stock" };
    session
        .run(
            &JOIN,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                person.as_str().into(),
                at.into(),
                wants.into(),
            ],
        )
        .await
        .map(|_| ())
}

/// Whose place a mail address has on the waitlist of a variant.
pub(crate) async fn place_of(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    email: &str,
) -> Result<Option<PersonId>, StoreError> {
    let row = session
        .first(
            &IS_ON,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                Arg::Text(&fold::address(email)),
                email.into(),
            ],
        )
        .await?;
    row.map(|row| row.parsed("person_id", PersonId::parse))
        .transpose()
}

/// Who waits to hear of a variant, in the order in which they joined, after one of them. The ids of
/// persons sort by time.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: &str,
    limit: i64,
) -> Result<Vec<WaitlistView>, StoreError> {
    let rows = session
        .all(
            &PAGE,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                Arg::Text(after),
                limit.into(),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(WaitlistView {
                person: row.parsed("person_id", PersonId::parse)?,
                email: row.text("email")?,
                locale: row.text("locale")?,
                joined_at: row.time("joined_at")?,
                confirmed: row.optional_int("confirmed_at")?.is_some(),
            })
        })
        .collect()
}

/// The variants that most people asked to hear of: how many, and when the last of them did.
pub(crate) async fn asked(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<(Sku, u32, Timestamp)>, StoreError> {
    let rows = session
        .all(&ASKED, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("sku", Sku::parse)?,
                row.units("people")?,
                row.time("newest")?,
            ))
        })
        .collect()
}

/// How many people wait to hear of a variant.
pub(crate) async fn count(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<u32, StoreError> {
    session
        .first(&COUNT, &[shop.as_str().into(), sku.as_str().into()])
        .await?
        .map_or(Ok(0), |row| row.units("people"))
}

/// A place on a waitlist, by the shop, what it waits for and whose it is.
type Named<'a> = (&'a ShopId, &'a Sku, &'a PersonId);

fn named((shop, sku, person): Named<'_>) -> [Arg<'_>; 3] {
    [
        shop.as_str().into(),
        sku.as_str().into(),
        person.as_str().into(),
    ]
}

/// Whether somebody may be asked whether the address is theirs: they have not said so, and were not
/// asked since a time.
pub(crate) async fn may_be_asked(
    session: &mut Session,
    place: Named<'_>,
    since: i64,
) -> Result<bool, StoreError> {
    let [shop, sku, person] = named(place);
    let args = [shop, sku, person, since.into()];
    Ok(session.first(&MAY_BE_ASKED, &args).await?.is_some())
}

/// How often an address was asked since a time.
pub(crate) async fn asked_since(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
    since: i64,
) -> Result<u32, StoreError> {
    let folded = fold::address(email);
    let args = [shop.as_str().into(), Arg::Text(&folded), since.into()];
    let row = session.first(&ASKED_SINCE, &args).await?;
    row.map_or(Ok(0), |row| row.units("people"))
}

/// Notes that somebody is asked, with the secrets of their pages: those of before stay.
pub(crate) async fn set_asked(
    session: &mut Session,
    place: Named<'_>,
    (token, leave_token): (&str, &str),
    at: i64,
) -> Result<(), StoreError> {
    let [shop, sku, person] = named(place);
    let args = [
        shop,
        sku,
        person,
        at.into(),
        token.into(),
        leave_token.into(),
    ];
    session.run(&SET_ASKED, &args).await.map(|_| ())
}

/// Somebody has said that the address is theirs.
pub(crate) async fn confirm(
    session: &mut Session,
    place: Named<'_>,
    at: i64,
) -> Result<(), StoreError> {
    let [shop, sku, person] = named(place);
    let args = [shop, sku, person, at.into()];
    session.run(&CONFIRM, &args).await.map(|_| ())
}

/// Notes that somebody is told.
pub(crate) async fn set_told(
    session: &mut Session,
    place: Named<'_>,
    at: i64,
) -> Result<(), StoreError> {
    let [shop, sku, person] = named(place);
    let args = [shop, sku, person, at.into()];
    session.run(&SET_TOLD, &args).await.map(|_| ())
}

/// Somebody waits on.
pub(crate) async fn untold(
    session: &mut Session,
    shop: &ShopId,
    person: &PersonId,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), person.as_str().into()];
    session.run(&UNTOLD, &args).await.map(|_| ())
}

/// Those to whom a mail waits that is not sent now wait on.
pub(crate) async fn untold_of_waiting(
    session: &mut Session,
    shop: &ShopId,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into()];
    session.run(&UNTOLD_OF_WAITING, &args).await.map(|_| ())
}

/// Somebody who was told before a time waits anew, behind all others.
pub(crate) async fn rejoin(
    session: &mut Session,
    place: Named<'_>,
    (told_before, at): (i64, i64),
) -> Result<(), StoreError> {
    let [shop, sku, person] = named(place);
    let args = [shop, sku, person, told_before.into(), at.into()];
    session.run(&REJOIN, &args).await.map(|_| ())
}

/// When people were told of a variant last.
pub(crate) async fn told_last(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<Option<Timestamp>, StoreError> {
    let args = [shop.as_str().into(), sku.as_str().into()];
    let row = session.first(&TOLD_LAST, &args).await?;
    row.map_or(Ok(None), |row| row.optional_time("at"))
}

/// Who was never asked whether the address is theirs.
pub(crate) async fn unasked(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    limit: i64,
) -> Result<Vec<(PersonId, String)>, StoreError> {
    let args = [shop.as_str().into(), sku.as_str().into(), limit.into()];
    let rows = session.all(&UNASKED, &args).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("person_id", PersonId::parse)?,
                row.text("email")?,
            ))
        })
        .collect()
}

/// Who is to be told next, the longest waiting first.
pub(crate) async fn to_tell(
    session: &mut Session,
    (shop, sku): (&ShopId, &Sku),
    is_here: bool,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let args = [
        shop.as_str().into(),
        sku.as_str().into(),
        i64::from(is_here).into(),
        limit.into(),
    ];
    let rows = session.all(&TO_TELL, &args).await?;
    rows.iter()
        .map(|row| row.parsed("person_id", PersonId::parse))
        .collect()
}

/// A place by what it waits for and whose it is.
pub(crate) type Place = (Sku, PersonId);

fn place(row: &Row) -> Result<Place, StoreError> {
    Ok((
        row.parsed("sku", Sku::parse)?,
        row.parsed("person_id", PersonId::parse)?,
    ))
}

/// The place whose page has a secret.
pub(crate) async fn by_token(
    session: &mut Session,
    shop: &ShopId,
    token: &str,
) -> Result<Option<Place>, StoreError> {
    let args = [shop.as_str().into(), token.into()];
    let row = session.first(&BY_TOKEN, &args).await?;
    row.as_ref().map(place).transpose()
}

/// Whose page of preferences has a secret.
pub(crate) async fn leaver(
    session: &mut Session,
    shop: &ShopId,
    token: &str,
) -> Result<Option<PersonId>, StoreError> {
    let args = [shop.as_str().into(), token.into()];
    let row = session.first(&BY_LEAVE_TOKEN, &args).await?;
    row.map(|row| row.parsed("person_id", PersonId::parse))
        .transpose()
}

/// All places of the mail address whose page of preferences has a secret.
pub(crate) async fn of_leaver(
    session: &mut Session,
    shop: &ShopId,
    token: &str,
) -> Result<Vec<Place>, StoreError> {
    let Some(person) = leaver(session, shop, token).await? else {
        return Ok(Vec::new());
    };
    let args = [shop.as_str().into(), person.as_str().into()];
    let rows = session.all(&OF_SAME_ADDRESS, &args).await?;
    rows.iter().map(place).collect()
}

/// What stands of a place.
#[derive(Debug)]
pub(crate) struct PlaceRow {
    pub(crate) sku: Sku,
    pub(crate) email: String,
    pub(crate) locale: String,
    pub(crate) token: String,
    pub(crate) leave_token: String,
    pub(crate) wants_any: bool,
    pub(crate) confirmed: bool,
    pub(crate) told: bool,
}

/// The place of a person.
pub(crate) async fn of_person(
    session: &mut Session,
    shop: &ShopId,
    person: &PersonId,
) -> Result<Option<PlaceRow>, StoreError> {
    let args = [shop.as_str().into(), person.as_str().into()];
    let row = session.first(&PLACE, &args).await?;
    row.map(|row| {
        Ok(PlaceRow {
            sku: row.parsed("sku", Sku::parse)?,
            email: row.text("email")?,
            locale: row.text("locale")?,
            token: row.optional_text("token")?.unwrap_or_default(),
            leave_token: row.optional_text("leave_token")?.unwrap_or_default(),
            wants_any: row.optional_text("wants")?.as_deref() == Some("any"),
            confirmed: row.optional_int("confirmed_at")?.is_some(),
            told: row.optional_int("told_at")?.is_some(),
        })
    })
    .transpose()
}

/// A variant that people wait to hear of.
#[derive(Debug)]
pub(crate) struct WaitedFor {
    pub(crate) sku: Sku,
    /// When people were told last.
    pub(crate) told: Option<Timestamp>,
    /// Whether somebody may be told.
    pub(crate) ready: bool,
    /// Whether somebody was never asked.
    pub(crate) unasked: bool,
}

/// The variants that people wait to hear of.
pub(crate) async fn waited_for(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<WaitedFor>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&WAITED_FOR, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(WaitedFor {
                sku: row.parsed("sku", Sku::parse)?,
                told: row.optional_time("told")?,
                ready: row.int("ready")? == 1,
                unasked: row.int("unasked")? == 1,
            })
        })
        .collect()
}

/// Places of people who were told before a time.
pub(crate) async fn told_before(
    session: &mut Session,
    shop: &ShopId,
    before: i64,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let args = [shop.as_str().into(), before.into(), limit.into()];
    let rows = session.all(&TOLD_BEFORE, &args).await?;
    rows.iter().map(place).collect()
}

/// Takes places away, and forgets those who had no other.
pub(crate) async fn leave(
    session: &mut Session,
    shop: &ShopId,
    places: &[Place],
) -> Result<(), StoreError> {
    let place = |(sku, person): &Place| persons::Place {
        sku: sku.clone(),
        person: person.clone(),
        joined_at: Timestamp::UNIX_EPOCH,
    };
    let places: Vec<_> = places.iter().map(place).collect();
    persons::leave(session, shop, &places).await
}
