//! What suppliers and carriers do in the demo's rehearsal when its clock has come to their day. All
//! else happens by itself, as in every shop.

use super::rehearsal::{FIRST_LANTERNS, KETTLES, NEXT_LANTERNS, SLUG};
use super::simulator::unchanged;
use crate::error::CliError;
use dockline_domain::by::By;
use dockline_domain::dates::{Window, add_days};
use dockline_domain::id::{LocationCode, PurchaseOrderReference};
use dockline_domain::shipment::ShipmentState;
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, Context, HandOverShipment, PackShipment, ReceiveGoods,
    ReceivedLine,
};
use dockline_engine::{Engine, Execute, ReadError};
use dockline_view::{About, Coming, Happening, PurchaseOrder, Shop};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// How often it is looked what time it is in the shop.
const TICK: Duration = Duration::from_millis(300);
/// How often it is looked at most whether cards were charged.
const CHARGED_LOOKS: u32 = 20;
/// Most parcels that the carrier takes at once.
const PARCELS_MAX: i64 = 50;

/// Something that somebody outside of the shop does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Goods are at customs.
    AtCustoms(&'static str),
    /// Goods come so many days later.
    Slips(&'static str, i32),
    /// All that is open of an order arrives.
    Arrives(&'static str),
    /// The carrier comes for what is paid.
    Carrier,
}

/// Days after the shop was made, the hour, and what is done then.
const STORY: [(i32, i8, Deed); 10] = [
    (1, 8, Deed::Carrier),
    (2, 10, Deed::AtCustoms(FIRST_LANTERNS)),
    (4, 11, Deed::Slips(KETTLES, 46)),
    (8, 10, Deed::Arrives(FIRST_LANTERNS)),
    (8, 16, Deed::Carrier),
    (9, 16, Deed::Carrier),
    (12, 16, Deed::Carrier),
    (30, 10, Deed::Arrives(NEXT_LANTERNS)),
    (58, 10, Deed::Arrives(KETTLES)),
    (59, 16, Deed::Carrier),
];

impl Deed {
    fn what(self) -> Happening {
        match self {
            Self::AtCustoms(_) => Happening::News,
            Self::Slips(..) => Happening::DateMoves,
            Self::Arrives(_) => Happening::GoodsArrive,
            Self::Carrier => Happening::CarrierComes,
        }
    }

    /// The purchase order it is about.
    fn order(self) -> Option<&'static str> {
        match self {
            Self::AtCustoms(order) | Self::Slips(order, _) | Self::Arrives(order) => Some(order),
            Self::Carrier => None,
        }
    }
}

/// Whether a deed was done, or there is nothing left of it to do.
fn is_done(deed: Deed, order: &PurchaseOrder) -> bool {
    let has_come = matches!(order.stage, Stage::Received | Stage::Cancelled);
    match deed {
        Deed::AtCustoms(_) => order.stage >= Stage::Customs,
        // A date that was moved has a reason.
        Deed::Slips(..) => has_come || order.reason.is_some() || order.expected.is_none(),
        Deed::Arrives(_) => has_come || order.lines.iter().all(|line| line.open().open() == 0),
        Deed::Carrier => false,
    }
}

/// A deed that is to be done, with its time.
struct ToDo {
    at: Timestamp,
    deed: Deed,
    order: Option<PurchaseOrder>,
}

/// What is still to be done, in sequence. The carrier leaves no trace, so it comes only after a time.
async fn to_do(
    engine: &Engine,
    shop: &Arc<Shop>,
    carrier_after: Timestamp,
) -> Result<Vec<ToDo>, ReadError> {
    let mut found = Vec::new();
    let Ok((first, _)) = engine.purchase_order(shop, FIRST_LANTERNS).await else {
        return Ok(found);
    };
    let made_on = shop.zone.to_datetime(first.created_at).date();
    for (days, hour, deed) in STORY {
        let local = add_days(made_on, days).at(hour, 0, 0, 0);
        let Ok(at) = shop.zone.to_timestamp(local) else {
            continue;
        };
        let order = match deed.order() {
            Some(reference) => match engine.purchase_order(shop, reference).await {
                Ok((order, _)) if !is_done(deed, &order) => Some(order),
                Ok(_) | Err(ReadError::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            },
            None if at <= carrier_after => continue,
            None => None,
        };
        found.push(ToDo { at, deed, order });
    }
    Ok(found)
}

/// What suppliers and carriers will do, where it is the demo's rehearsal.
pub(crate) async fn coming(engine: &Engine, shop: &Arc<Shop>) -> Result<Vec<Coming>, ReadError> {
    if shop.slug.as_str() != SLUG || !shop.rehearsal {
        return Ok(Vec::new());
    }
    let now = shop.time(engine.now());
    let to_do = to_do(engine, shop, now).await?;
    let coming = to_do.into_iter().map(|one| Coming {
        at: one.at,
        what: one.deed.what(),
        about: match one.order {
            Some(order) => About::Supply(order.reference),
            None => About::Parcels,
        },
    });
    Ok(coming.collect())
}

/// What suppliers and carriers have done so far.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// Up to which time in the shop; none before anybody has looked.
    played: Mutex<Option<Timestamp>>,
}

impl Story {
    /// Does what is to be done by now, each thing once.
    pub(crate) async fn play(&self, engine: &Engine) -> Result<(), ReadError> {
        let shop = match engine.shop(SLUG).await {
            Ok(shop) if shop.rehearsal => shop,
            // A demo from before has no rehearsal.
            Ok(_) | Err(ReadError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let now = shop.time(engine.now());
        let mut played = self.played.lock().await;
        // The carrier has come to no server that did not run.
        let before = *played.get_or_insert(now);
        for one in to_do(engine, &shop, before).await? {
            if one.at > now {
                break;
            }
            let deed = one.deed;
            if let Err(error) = act(engine, &shop, one).await {
                tracing::debug!(%error, ?deed, "the rehearsal goes on without it");
            }
        }
        *played = Some(now);
        Ok(())
    }

    /// Runs until the server stops. Whoever moves the clock at the console plays as well, and waits
    /// for it; this is for programs that move it, and for time that passes.
    pub(super) async fn run(&self, engine: Engine, stopping: CancellationToken) {
        let mut looked = None;
        while stopping
            .run_until_cancelled(tokio::time::sleep(TICK))
            .await
            .is_some()
        {
            let Ok(shop) = engine.shop(SLUG).await else {
                return;
            };
            // Deeds are done on the hour.
            let minute = shop.time(engine.now()).as_second().div_euclid(60);
            if looked.replace(minute) == Some(minute) {
                continue;
            }
            if let Err(error) = self.play(&engine).await {
                tracing::debug!(%error, "the rehearsal stands still");
            }
        }
    }
}

async fn execute<C: Execute>(
    engine: &Engine,
    shop: &Shop,
    command: C,
) -> Result<C::Answer, CliError> {
    let context = Context::by(By::Demo);
    Ok(engine.execute(&shop.id, context, command).await?)
}

async fn act(engine: &Engine, shop: &Arc<Shop>, todo: ToDo) -> Result<(), CliError> {
    match (todo.deed, todo.order) {
        (Deed::AtCustoms(_), Some(order)) => {
            let news = AddMilestone {
                reference: order.reference,
                stage: Stage::Customs,
                at: None,
                note: Some("Declaration handed in".to_owned()),
                public: true,
            };
            execute(engine, shop, news).await?;
        }
        (Deed::Slips(_, days), Some(order)) => slip(engine, shop, &order, days).await?,
        (Deed::Arrives(_), Some(order)) => arrive(engine, shop, order).await?,
        (Deed::Carrier, _) => hand_over(engine, shop).await?,
        (Deed::AtCustoms(_) | Deed::Slips(..) | Deed::Arrives(_), None) => {}
    }
    Ok(())
}

async fn slip(
    engine: &Engine,
    shop: &Shop,
    order: &PurchaseOrder,
    days: i32,
) -> Result<(), CliError> {
    let Some(expected) = order.expected else {
        return Ok(());
    };
    let later = Window::new(
        add_days(expected.earliest(), days),
        add_days(expected.latest(), days),
    )?;
    let change = ChangePurchaseOrder {
        expected: Some(Some(later)),
        reason: Some("the enamelling furnace has to be rebuilt".to_owned()),
        basis: Some("E-mail of the maker".to_owned()),
        ..unchanged(&order.reference)
    };
    execute(engine, shop, change).await?;
    Ok(())
}

async fn arrive(engine: &Engine, shop: &Shop, order: PurchaseOrder) -> Result<(), CliError> {
    let open = order.lines.iter().filter(|line| line.open().open() > 0);
    let lines = open.map(|line| ReceivedLine {
        line: Some(line.line),
        sku: line.sku.clone(),
        quantity: line.open().open(),
        discrepancy: None,
        more_to_come: false,
        if_open: None,
    });
    let receive = ReceiveGoods {
        lines: lines.collect(),
        purchase_order: PurchaseOrderReference::parse(order.reference.as_str())?,
        location: LocationCode::parse("main")?,
        delivery_note: None,
    };
    execute(engine, shop, receive).await?;
    Ok(())
}

/// Waits for a moment until every card that is to be charged by now was.
async fn charged(engine: &Engine, shop: &Arc<Shop>) -> Result<(), ReadError> {
    engine.charges_asked(shop).await?;
    for _ in 0..CHARGED_LOOKS {
        let now = shop.time(engine.now());
        let coming = engine.coming(shop).await?;
        let mut due = coming.iter().filter(|one| one.at <= now);
        if !due.any(|one| one.what == Happening::CardCharged) {
            break;
        }
        tokio::time::sleep(TICK).await;
    }
    Ok(())
}

/// Parcels that are paid are packed, and the carrier takes them.
async fn hand_over(engine: &Engine, shop: &Arc<Shop>) -> Result<(), CliError> {
    charged(engine, shop).await?;
    for state in [ShipmentState::Open, ShipmentState::Packed] {
        let page = engine
            .shipments(shop, Some(state), None, PARCELS_MAX)
            .await?;
        for parcel in page.items {
            if parcel.awaits_payment || parcel.is_on_hold() {
                continue;
            }
            if state == ShipmentState::Open {
                let pack = PackShipment {
                    shipment: parcel.id,
                    if_version: None,
                };
                execute(engine, shop, pack).await?;
                continue;
            }
            let hand_over = HandOverShipment {
                tracking: Some(format!("DEMO{:06}", parcel.order_number)),
                shipment: parcel.id,
                carrier: "Parcel Post".to_owned(),
                if_version: None,
            };
            execute(engine, shop, hand_over).await?;
        }
    }
    Ok(())
}
