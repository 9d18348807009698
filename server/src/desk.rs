//! The desk that pages and server functions bring their requests to: it checks what was written,
//! asks the engine, and answers in words.

use crate::counted::TooMany;
use crate::live::distinct;
use crate::names;
use crate::once;
use crate::state::AppState;
use dockline_app::LiveView;
use dockline_app::actions::{
    ActionError, CancelInput, Desk, FieldMessage, LineInput, PlaceInput, Placed, ProgressInput,
    WaitlistInput,
};
use dockline_app::actions::{action_error, field_message};
use dockline_app::page::OrderFormState;
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::email::Email;
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_domain::order::{OrderLine, Person, Quantity, Ship, Shortfall, merge_lines};
use dockline_domain::reason::Reason;
use dockline_engine::command::{
    CancelOrder, Context, IdempotencyKey, JoinWaitlist, PlaceOrder, PlacedOrder,
};
use dockline_engine::{ExecuteError, ReadError, ShortLine};
use dockline_view::Shop;
use dockline_words::present::Problem;
use dockline_words::{Lang, link};
use futures::future::BoxFuture;
use jiff::SignedDuration;
use std::net::IpAddr;
use std::sync::Arc;

/// How the key of a cart's form began before there was a review.
const CART_KEY: &str = "cart-";
/// How the key of a product page's form begins: the page is kept for everybody, so its key is the
/// version of what it shows.
pub(crate) const VERSION_KEY: &str = "v";
/// How long a form with such a key may be sent again: a double click, a lost answer.
const REPEAT_MAX: SignedDuration = SignedDuration::from_mins(10);
/// Most orders whose present views one question brings.
const ORDERS_MAX: usize = 2;

/// The desk of this server.
#[derive(Clone)]
pub struct ShopDesk {
    state: AppState,
    /// Who asks.
    client: IpAddr,
}

/// Why nothing was placed.
#[derive(Debug)]
pub(crate) enum Unplaced {
    /// The network has placed as many orders within the hour as the shop takes.
    TooMany(TooMany),
    /// The engine says why.
    Refused(ExecuteError),
}

impl ShopDesk {
    /// A desk on the server's state.
    pub fn new(state: &AppState, client: IpAddr) -> Self {
        Self {
            state: state.clone(),
            client,
        }
    }

    async fn shop(&self, slug: &str, lang: Lang) -> Result<Arc<Shop>, ActionError> {
        self.state
            .engine
            .shop(slug)
            .await
            .map_err(|error| action_error(lang, &unanswered(&error)))
    }

    /// The order of a page from before there was a review, sent by its script: it told no total, so
    /// the script is led to the review, and nothing is ordered.
    async fn place_order(&self, input: PlaceInput) -> Result<Placed, ActionError> {
        let shop = self.shop(&input.shop, lang(&input.lang)).await?;
        let review = link::checkout(&shop.slug);
        let own = input
            .lines
            .first()
            .filter(|_| !input.key.starts_with(CART_KEY));
        let order_url = own.map_or(review.clone(), |line| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("sku", &line.sku)
                .append_pair("quantity", &line.quantity.to_string())
                .append_pair("ship", &input.ship)
                .finish();
            format!("{review}?{query}")
        });
        Ok(Placed { order_url })
    }

    /// Places what a form states. `more` is what stands in it beside the input: with its key they
    /// name one wish.
    pub(crate) async fn place_checked(
        &self,
        shop: &Shop,
        input: &PlaceInput,
        more: &str,
        order: PlaceOrder,
    ) -> Result<Placed, Unplaced> {
        let context = Context::with_key(By::Shopper, key(input, more));
        let form = context.key.as_ref().map(|key| key.key.clone());
        let placing = self.state.engine.place_order(&shop.id, context, order);
        let counted = &self.state.counted;
        let placed = counted.order(shop, self.client, form.as_deref(), placing);
        let placed = placed
            .await
            .map_err(Unplaced::TooMany)?
            .map_err(Unplaced::Refused)?;
        if self.is_late_repeat(&input.key, &placed).await {
            return Err(Unplaced::Refused(ExecuteError::KeyReused));
        }
        self.state.engine.ask_for(shop, &placed.order).await;
        Ok(Placed {
            order_url: format!("{}?placed=1", link::order(&placed.token)),
        })
    }

    /// Why nothing was placed.
    pub(crate) async fn unplaced(
        &self,
        shop: &Arc<Shop>,
        error: &Unplaced,
        input: &PlaceInput,
    ) -> ActionError {
        let lang = lang(&input.lang);
        let error = match error {
            Unplaced::TooMany(TooMany { seconds }) => {
                let minutes = seconds.div_ceil(60);
                return action_error(lang, &Problem::TooManyOrders { minutes });
            }
            Unplaced::Refused(error) => error,
        };
        match error {
            ExecuteError::NotAvailable(short) => self.not_available(shop, short, lang).await,
            // Its form has a key: what was placed is found by it.
            ExecuteError::OutcomeUnknown => action_error(lang, &Problem::SendAgain),
            ExecuteError::KeyReused if is_guessable(&input.key) => {
                action_error(lang, &Problem::PlacedBefore)
            }
            error => action_error(lang, &refused(error)),
        }
    }

    /// Whether an order was placed a while ago by a form whose key others can guess, with the rest
    /// of what stood in it: they do not get its link.
    async fn is_late_repeat(&self, key: &str, placed: &PlacedOrder) -> bool {
        if !is_guessable(key) {
            return false;
        }
        let Ok(order) = self.state.engine.order(&placed.token).await else {
            return false;
        };
        let now = order.shop.time(self.state.engine.now());
        now.duration_since(order.placed_at) > REPEAT_MAX
    }

    /// Why an order cannot be had, line by line.
    pub(crate) async fn not_available(
        &self,
        shop: &Arc<Shop>,
        short: &[ShortLine],
        lang: Lang,
    ) -> ActionError {
        let mut messages = Vec::with_capacity(short.len());
        for line in short {
            let name = names::of_sku(&self.state.engine, shop, &line.sku).await;
            let problem = match &line.shortfall {
                Shortfall::Supply(possible) => {
                    let possible = possible.parts.iter().map(|part| part.quantity).sum();
                    Problem::NotEnough { name, possible }
                }
                Shortfall::PerCustomer { limit } => Problem::PerCustomer {
                    name,
                    limit: *limit,
                },
            };
            messages.push(action_error(lang, &problem));
        }
        let all = messages
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let first = messages
            .into_iter()
            .next()
            .unwrap_or_else(|| action_error(lang, &Problem::Internal));
        ActionError {
            message: all,
            ..first
        }
    }

    async fn cancel_order(&self, input: CancelInput) -> Result<(), ActionError> {
        let lang = lang(&input.lang);
        let order = self
            .state
            .engine
            .order(&input.token)
            .await
            .map_err(|error| action_error(lang, &unanswered(&error)))?;
        let lines = order_lines(&input.lines).map_err(|problem| action_error(lang, &problem.1))?;
        let cancel = CancelOrder {
            order: order.id.clone(),
            lines,
            by: Actor::Shopper,
            reason: Reason::OnOrderPage,
            if_version: None,
        };
        match self
            .state
            .engine
            .execute(&order.shop.id, Context::by(By::Shopper), cancel)
            .await
        {
            Ok(_) => Ok(()),
            Err(ExecuteError::Invalid(_)) => Err(action_error(lang, &Problem::CancelQuantity)),
            Err(error) => Err(action_error(lang, &refused(&error))),
        }
    }

    async fn join_waitlist(&self, input: WaitlistInput) -> Result<(), ActionError> {
        let lang = lang(&input.lang);
        let shop = self.shop(&input.shop, lang).await?;
        let Ok(email) = Email::parse(&input.email) else {
            let fields = vec![field_message(lang, "waitlist-email", &Problem::Email)];
            return Err(ActionError {
                fields,
                ..action_error(lang, &Problem::Email)
            });
        };
        let sku = Sku::parse(&input.sku).map_err(|_| action_error(lang, &Problem::NotFound))?;
        let join = JoinWaitlist {
            sku,
            email,
            locale: lang.tag().to_owned(),
        };
        let joined = self
            .state
            .engine
            .execute(&shop.id, Context::by(By::Shopper), join)
            .await;
        joined
            .map(|_| ())
            .map_err(|error| action_error(lang, &refused(&error)))
    }

    async fn views(&self, input: ProgressInput) -> Result<Vec<LiveView>, ActionError> {
        let lang = lang(&input.lang);
        let mut views = Vec::new();
        for topic in distinct(input.topics.iter().map(String::as_str), ORDERS_MAX) {
            match self.state.live.view(&input.shop, topic, lang).await {
                Ok(view) if input.since.is_none_or(|since| view.version > since) => {
                    views.push(view);
                }
                Ok(_) | Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
                Err(error @ ReadError::Store(_)) => {
                    return Err(action_error(lang, &unanswered(&error)));
                }
            }
        }
        Ok(views)
    }
}

impl Desk for ShopDesk {
    fn place(&self, input: PlaceInput) -> BoxFuture<'static, Result<Placed, ActionError>> {
        let desk = self.clone();
        Box::pin(async move { desk.place_order(input).await })
    }

    fn cancel(&self, input: CancelInput) -> BoxFuture<'static, Result<(), ActionError>> {
        let desk = self.clone();
        Box::pin(async move { desk.cancel_order(input).await })
    }

    fn waitlist(&self, input: WaitlistInput) -> BoxFuture<'static, Result<(), ActionError>> {
        let desk = self.clone();
        Box::pin(async move { desk.join_waitlist(input).await })
    }

    fn progress(
        &self,
        input: ProgressInput,
    ) -> BoxFuture<'static, Result<Vec<LiveView>, ActionError>> {
        let desk = self.clone();
        Box::pin(async move { desk.views(input).await })
    }
}

fn lang(tag: &str) -> Lang {
    Lang::from_tag(tag).unwrap_or_default()
}

/// The order a form states, or everything that is wrong with it.
pub(crate) fn checked_order(
    input: &PlaceInput,
    shop: &Shop,
    lang: Lang,
) -> Result<PlaceOrder, ActionError> {
    let mut wrong: Vec<(String, Problem)> = Vec::new();
    let lines = order_lines(&input.lines)
        .map_err(|problem| wrong.push(problem))
        .ok();
    let email = Email::parse(&input.email)
        .map_err(|_| wrong.push(("email".to_owned(), Problem::Email)))
        .ok();
    let name = Person::name(&input.name)
        .map_err(|_| wrong.push(("name".to_owned(), Problem::Name)))
        .ok();
    let ship = Some(input.ship.as_str()).filter(|text| !text.is_empty());
    let ship = ship.map_or(Ok(Ship::default()), Ship::parse);
    let ship = ship.unwrap_or_else(|_| {
        wrong.push(("ship".to_owned(), Problem::Ship));
        Ship::default()
    });
    let needed_by = input
        .needed_by
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(parse_date);
    let needed_by = match needed_by.transpose() {
        Ok(date) if date.is_none_or(|date| date >= shop.day) => date,
        _ => {
            wrong.push(("needed_by".to_owned(), Problem::NeededBy));
            None
        }
    };
    match (lines, email, name) {
        (Some(lines), Some(_), Some(_)) if wrong.is_empty() && lines.is_empty() => {
            Err(action_error(lang, &Problem::NothingChosen))
        }
        (Some(lines), Some(email), Some(name)) if wrong.is_empty() => {
            let person = Person {
                email,
                name,
                locale: lang.tag().to_owned(),
            };
            Ok(PlaceOrder {
                person,
                lines,
                ship,
                needed_by,
                destination: None,
                expected_total: None,
                told: None,
            })
        }
        _ => {
            let first = wrong
                .first()
                .map_or(Problem::Internal, |(_, problem)| problem.clone());
            let fields = wrong
                .iter()
                .map(|(field, problem)| field_message(lang, field, problem))
                .collect();
            // Sentences that stand beside the fields say nothing more about the whole.
            Err(ActionError {
                message: String::new(),
                fields,
                ..action_error(lang, &first)
            })
        }
    }
}

fn order_lines(lines: &[LineInput]) -> Result<Vec<OrderLine>, (String, Problem)> {
    let mut parsed = Vec::with_capacity(lines.len());
    let max = limits::QUANTITY_MAX;
    for line in lines {
        let sku = Sku::parse(&line.sku).map_err(|_| ("sku".to_owned(), Problem::NotFound))?;
        let field = if lines.len() == 1 {
            "quantity".to_owned()
        } else {
            format!("quantity:{sku}")
        };
        let quantity =
            Quantity::new(line.quantity).map_err(|_| (field, Problem::Quantity { max }))?;
        parsed.push(OrderLine { sku, quantity });
    }
    if parsed.is_empty() {
        return Ok(parsed);
    }
    let too_many = || Problem::TooManyLines {
        max: u32::try_from(limits::ORDER_LINES_MAX).unwrap_or(u32::MAX),
    };
    merge_lines(parsed).map_err(|_| ("quantity".to_owned(), too_many()))
}

/// A form may be sent twice by a double click or a lost answer: the same form with the same content
/// is one wish.
fn key(input: &PlaceInput, more: &str) -> Option<IdempotencyKey> {
    if input.key.is_empty() || input.key.len() > limits::IDEMPOTENCY_KEY_BYTES_MAX {
        return None;
    }
    let content = serde_json::to_vec(input).ok()?;
    let more = Some(more.as_bytes()).filter(|more| !more.is_empty());
    Some(once::key(
        "form",
        std::iter::once(content.as_slice()).chain(more),
    ))
}

/// A key that is no secret: the version of a page. Those that scripts and the cart make are random.
fn is_guessable(key: &str) -> bool {
    key.strip_prefix(VERSION_KEY)
        .is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit()))
}

pub(crate) fn refused(error: &ExecuteError) -> Problem {
    match error {
        ExecuteError::NotFound { .. } => Problem::NotFound,
        ExecuteError::KeyReused => Problem::KeyReused,
        ExecuteError::Busy | ExecuteError::Away => Problem::Busy,
        ExecuteError::OutcomeUnknown => Problem::OutcomeUnknown,
        // What a form from before there was a review cannot state.
        ExecuteError::Invalid(errors)
            if errors
                .iter()
                .any(|error| error.pointer.starts_with("/address")) =>
        {
            Problem::AddressNeeded
        }
        // All that a form can state is checked before, apart from what it comes to.
        ExecuteError::Invalid(_) => Problem::OrderTotal,
        ExecuteError::Conflict(refused) => refused.into(),
        ExecuteError::NotAvailable(_) | ExecuteError::Outdated { .. } | ExecuteError::Internal => {
            Problem::Internal
        }
    }
}

fn unanswered(error: &ReadError) -> Problem {
    match error {
        ReadError::NotFound { .. } | ReadError::BadCursor => Problem::NotFound,
        ReadError::Store(error) if error.passes() => {
            tracing::debug!(%error, "a question of a page was not answered");
            Problem::Busy
        }
        ReadError::Store(error) => {
            tracing::error!(%error, "a question of a page was not answered");
            Problem::Internal
        }
    }
}

/// What a form shows when it comes back. Messages about the mail address go to the field of that
/// form.
pub(crate) fn form_state(
    form: OrderFormState,
    error: ActionError,
    email_field: &str,
) -> OrderFormState {
    let errors = error
        .fields
        .into_iter()
        .map(|field| match field.field.as_str() {
            "email" | "waitlist-email" => FieldMessage {
                field: email_field.to_owned(),
                ..field
            },
            _ => field,
        });
    OrderFormState {
        message: Some(error.message).filter(|message| !message.is_empty()),
        errors: errors.collect(),
        ..form
    }
}
