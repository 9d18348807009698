//! The promise card: what can be had of a variant, and when.

use super::{MovedView, PromiseLineView};

/// One of the four colours a status may have. Each also has its icon and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// There.
    #[default]
    Stock,
    /// Coming.
    Wait,
    /// Needs a look.
    Attention,
    /// Not to be had.
    Out,
}

impl Tone {
    /// The name in class names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Wait => "wait",
            Self::Attention => "attention",
            Self::Out => "out",
        }
    }

    /// The icon that goes with it.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Stock => "check",
            Self::Wait => "clock",
            Self::Attention => "alert",
            Self::Out => "none",
        }
    }
}

/// A window of dates, for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WindowView {
    /// Such as "14–18 December".
    pub text: String,
    /// First day, ISO 8601.
    pub from: String,
    /// Last day, ISO 8601.
    pub to: String,
}

/// Units that ship together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartView {
    /// How it ships, such as "2 ship".
    pub lead: String,
    /// When, such as "tomorrow" or "14–18 December"; a sentence when there is no date.
    pub when: String,
    /// First day, ISO 8601; empty without a date.
    pub from: String,
    /// Its colour.
    pub tone: Tone,
    /// That it is later than was first told.
    pub late_text: Option<String>,
}

/// A remark under the date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteView {
    /// Its colour.
    pub tone: Tone,
    pub text: String,
}

/// Everything a page says about one quantity of one variant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardView {
    pub sku: String,
    /// For how many.
    pub quantity: u32,
    /// The shop's sequence number of the last change: newer is greater.
    pub version: i64,
    /// The name in the interface, such as `in_stock`.
    pub status: String,
    /// Its colour.
    pub tone: Tone,
    /// One word, such as "Backorder".
    pub status_text: String,
    /// What the date is about, such as "Ships".
    pub lead: String,
    /// The one window in which all of it ships.
    pub window: Option<WindowView>,
    /// What stands large where there is no one window.
    pub instead: Option<String>,
    /// Its parts, when there are several.
    pub parts: Vec<PartView>,
    /// When it arrives, where the shop has set how long parcels take.
    pub arrive_text: Option<String>,
    /// How the date moved lately.
    pub moved: Option<MovedView>,
    /// What the date rests on.
    pub basis_text: Option<String>,
    /// Place in line.
    pub position_text: Option<String>,
    /// What is charged when.
    pub money_text: Option<String>,
    pub notes: Vec<NoteView>,
    /// The whole of it in one line, such as "Backorder — ships 14–18 December".
    pub headline: String,
    /// Verb and consequence, such as "Backorder — ships 14–18 December".
    pub button_text: String,
    /// Whether this quantity can be ordered.
    pub orderable: bool,
    /// How its parts may ship, when there are several.
    pub ways: Option<WaysView>,
    /// Whether it makes sense to be told when it is back.
    pub waitlist: bool,
    /// What it is called, such as "And the other 3?"
    pub waitlist_text: String,
    /// A smaller quantity that can be had.
    pub fewer: Option<FewerView>,
    /// The way of the goods.
    pub progress: ProgressView,
    /// The sentence for the live region.
    pub announcement: String,
    /// What makes its dates doubtful.
    pub doubts: Vec<Doubt>,
}

/// What makes a date doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It has passed.
    Overdue,
    /// It was confirmed too long ago.
    Stale,
}

impl Doubt {
    /// The name of the widget's state.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Stale => "stale",
        }
    }
}

impl CardView {
    /// Whether there is a quantity that can be ordered.
    pub fn has_choice(&self) -> bool {
        self.orderable || self.fewer.is_some()
    }

    /// Whether a part of it waits, so that it matters until when it is of use.
    pub fn waits(&self) -> bool {
        self.position_text.is_some() || self.parts.len() > 1
    }

    /// The card and the button of somebody who wants all of it together.
    pub fn together(&self) -> Option<Self> {
        let ways = self.ways.as_ref()?;
        Some(Self {
            window: ways.window.clone(),
            instead: ways.instead.clone(),
            parts: Vec::new(),
            headline: ways.headline.clone(),
            moved: ways.moved.clone(),
            basis_text: ways.basis_text.clone(),
            arrive_text: ways.arrive_text.clone(),
            button_text: ways.button_text.clone(),
            ways: None,
            ..self.clone()
        })
    }
}

/// The two ways in which several parts may ship, each with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WaysView {
    /// Each part for itself, such as "Each part as soon as it is here: 2 ship tomorrow, 3 ship
    /// 14–18 December".
    pub parts_text: String,
    /// All of it together, such as "Everything together: ships 14–18 December".
    pub together_text: String,
    /// When all of it ships together.
    pub window: Option<WindowView>,
    /// What stands large where that has no date.
    pub instead: Option<String>,
    /// The whole of it in one line, such as "Backorder — ships 14–18 December".
    pub headline: String,
    /// How that date moved lately: it is the one of the last part.
    pub moved: Option<MovedView>,
    /// What it rests on.
    pub basis_text: Option<String>,
    /// When that arrives, where the shop knows.
    pub arrive_text: Option<String>,
    /// The button of all of it together.
    pub button_text: String,
}

/// A smaller quantity that can be had.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FewerView {
    /// How many.
    pub quantity: u32,
    /// What the link is called, such as "Take 4".
    pub take_text: String,
    /// Such as "4 can be ordered now".
    pub text: String,
    /// The query of the product page for it.
    pub href: String,
}

/// The way of the goods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgressView {
    /// The stages; empty when nothing is on the way.
    pub stages: Vec<StageView>,
    /// What stands there when nothing is on the way; may be empty.
    pub empty_text: String,
    /// When and by what the date was last confirmed.
    pub confirmed_text: Option<String>,
    /// What stands above the history of its date.
    pub history_title: String,
    /// Every date there was, oldest first; empty when it never moved.
    pub history: Vec<PromiseLineView>,
}

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StageState {
    /// Done.
    Past,
    /// Here.
    Present,
    /// To come.
    #[default]
    Next,
}

impl StageState {
    /// The name in class names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Present => "present",
            Self::Next => "next",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageView {
    /// Such as "On its way".
    pub name: String,
    /// Where it stands.
    pub state: StageState,
    /// When it was reached, or is expected; may be empty.
    pub date_text: String,
    /// The same for machines; may be empty.
    pub datetime: String,
    /// What the merchant says.
    pub notes: Vec<StageNote>,
}

/// Something the merchant says about a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageNote {
    /// When, such as "12 November".
    pub date_text: String,
    pub text: String,
}

/// A status in one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BadgeView {
    /// Its colour.
    pub tone: Tone,
    pub text: String,
}

impl From<&CardView> for BadgeView {
    fn from(card: &CardView) -> Self {
        Self {
            tone: card.tone,
            text: card.headline.clone(),
        }
    }
}
