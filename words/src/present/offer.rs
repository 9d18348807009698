//! What is offered of one variant, as programs read it. JSON-LD, Open Graph, product feeds and
//! calendars are written from this, so that none of them can say another status or date than the
//! page.

use crate::{PageContext, link};
use dockline_domain::availability::{Part, Source, Status};
use dockline_domain::catalogue::VariantDraft;
use dockline_domain::dates::Window;
use dockline_view::{ProductView, VariantSnapshot};
use jiff::civil::Date;

/// One unit of a variant, as of one version.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub view: &'a ProductView,
    pub variant: &'a VariantDraft,
    /// What its availability rests on.
    pub snapshot: &'a VariantSnapshot,
    /// What can be had.
    pub status: Status,
    /// When one unit that is ordered now ships; `None` while nobody can say.
    pub ships: Option<Window>,
    /// Whether that unit has to wait for supply.
    pub waits: bool,
    /// Whether its date was not confirmed for longer than the shop's limit.
    pub stale: bool,
}

impl<'a> Offer<'a> {
    /// What is offered of a variant.
    pub fn new(
        view: &'a ProductView,
        variant: &'a VariantDraft,
        snapshot: &'a VariantSnapshot,
    ) -> Self {
        let answer = snapshot.availability(1);
        let waits = answer.parts.iter().any(|part| part.source != Source::Stock);
        let ships = answer.parts.first().and_then(Part::window);
        Self {
            view,
            variant,
            snapshot,
            status: answer.status,
            ships,
            waits,
            stale: answer.stale,
        }
    }

    /// What is offered of each variant of a product.
    pub fn all(view: &'a ProductView) -> impl Iterator<Item = Self> {
        view.product
            .variants
            .iter()
            .zip(&view.snapshots)
            .map(move |(variant, snapshot)| Self::new(view, variant, snapshot))
    }

    /// What it is called, such as "Ridge Tent 2, Moss green".
    pub fn name(&self) -> String {
        super::order_line_name(&self.view.product.title, &self.variant.options)
    }

    /// The path of its page.
    pub fn path(&self) -> String {
        link::product(
            &self.view.shop.slug,
            &self.view.product.handle,
            Some(&self.variant.sku),
            1,
        )
    }

    /// Its page.
    pub fn url(&self, ctx: &PageContext) -> String {
        ctx.absolute(&self.path())
    }

    /// Its page in the language of the context.
    pub fn url_in_language(&self, ctx: &PageContext) -> String {
        ctx.absolute(&link::in_language(&self.path(), ctx.lang))
    }

    /// Its picture or the product's.
    pub fn image(&self, ctx: &PageContext) -> Option<String> {
        self.variant
            .image
            .as_ref()
            .or(self.view.product.image.as_ref())
            .map(|image| ctx.absolute(image))
    }

    /// The day by which a unit that has to wait ships: the last of its window, because that is the
    /// one that binds.
    pub fn available_day(&self) -> Option<Date> {
        self.ships.filter(|_| self.waits).map(Window::latest)
    }

    /// The first instant of that day in the shop's time zone, in a format of `strftime`.
    pub fn available_from(&self, format: &str) -> Option<String> {
        let start = self
            .available_day()?
            .to_zoned_datetime(self.view.shop.zone.clone())
            .ok()?;
        Some(start.strftime(format).to_string())
    }
}
