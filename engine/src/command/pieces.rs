//! Long work in pieces. The writer carries out one command after the other, so what is long goes to
//! it in pieces, between which everybody else orders and sells. After a crash half-way the same
//! request does the rest: what is there already is not changed again.

use super::count_stock::{CountStock, StockCounted};
use super::products::ImportProducts;
use super::report::{RecordReports, RecordedReports};
use super::{Command, Context, SavedProducts};
use crate::error::ExecuteError;
use crate::store::former_names::{self, Named};
use crate::writer::turn::Turn;
use crate::{Engine, Execute};
use dockline_domain::id::{Handle, ShopId, Sku};
use dockline_domain::milestone::Report;
use dockline_domain::saving::Withdrawn;
use std::sync::Arc;
use std::time::Duration;

/// Most products, reports or counts that are written at once.
const PIECE: usize = 500;
/// How often a piece is offered to a writer that has too much to do, and how long it waits in
/// between.
const OFFERS_MAX: u32 = 100;
const OFFER_AGAIN: Duration = Duration::from_millis(100);

/// What became of a request that was carried out in pieces, or the question whether it was: what
/// was told is kept with its idempotency key like the answer of any other command.
pub(crate) struct Told<T>(Option<T>);

macro_rules! told {
    ($answer:ty) => {
        impl Command for Told<$answer> {
            type Answer = $answer;

            async fn run(self, _: &mut Turn<'_>) -> Result<$answer, ExecuteError> {
                self.0.ok_or_else(|| ExecuteError::not_found("answer", ""))
            }

            fn shortened(answer: &$answer) -> Option<$answer> {
                Some(answer.shortened())
            }
        }
    };
}
told!(SavedProducts);
told!(RecordedReports);
told!(StockCounted);

impl Engine {
    /// Writes many products, some hundred at a time; one import of a shop at a time. One product
    /// that cannot be written does not keep the others out.
    pub async fn import_products(
        &self,
        shop: &ShopId,
        context: Context,
        import: ImportProducts,
    ) -> Result<SavedProducts, ExecuteError> {
        let _turn = self.imports.take(shop).await.ok_or(ExecuteError::Busy)?;
        let import = self.by_present_names_too(shop, import).await?;
        let ImportProducts {
            products,
            withdrawn,
            sold: _,
            named: _,
        } = &import;
        if products.len() + withdrawn.len() <= PIECE {
            return self.execute(shop, context, import).await;
        }
        // The key is asked for before the first piece and kept after the last. A crash in between
        // leaves no answer, and the repeated request finds its first pieces done.
        if let Some(told) = self.told::<SavedProducts>(shop, &context).await? {
            return Ok(told);
        }
        let mut saved = SavedProducts::default();
        let variants = import.withdrawn.iter().filter(|one| !one.whole);
        let variants: Vec<Withdrawn> = variants.cloned().collect();
        let mut products = import.products.into_iter();
        let mut withdrawn = import
            .withdrawn
            .into_iter()
            .filter(|one| one.whole)
            .peekable();
        while products.len() > 0 || withdrawn.peek().is_some() {
            // Variants are kept with their products, whichever piece those are in.
            let mut piece = ImportProducts {
                products: products.by_ref().take(PIECE).collect(),
                withdrawn: variants.clone(),
                sold: Arc::clone(&import.sold),
                named: Arc::clone(&import.named),
            };
            if piece.products.is_empty() {
                piece.withdrawn = withdrawn.by_ref().take(PIECE).collect();
            }
            saved.add(self.piece(shop, &context, piece).await?);
        }
        self.tell(shop, context, saved).await
    }

    /// Adds to what a file names what it is called here: whatever piece a name is in, all of them
    /// know it.
    async fn by_present_names_too(
        &self,
        shop: &ShopId,
        import: ImportProducts,
    ) -> Result<ImportProducts, ExecuteError> {
        let skus = import.sold.iter().map(Sku::as_str);
        let handles = import.named.iter().map(Handle::as_str);
        let (skus, handles) = self
            .ask(async |session| {
                let skus = former_names::now(session, shop, Named::Variant, skus).await?;
                let handles = former_names::now(session, shop, Named::Product, handles).await?;
                Ok((skus, handles))
            })
            .await?;
        let (mut sold, mut named) = (import.sold, import.named);
        if !skus.is_empty() {
            let now = skus.iter().filter_map(|(_, now)| Sku::parse(now).ok());
            Arc::make_mut(&mut sold).extend(now);
        }
        if !handles.is_empty() {
            let now = handles
                .iter()
                .filter_map(|(_, now)| Handle::parse(now).ok());
            Arc::make_mut(&mut named).extend(now);
        }
        Ok(ImportProducts {
            sold,
            named,
            ..import
        })
    }

    /// Counts much stock, some hundred variants at a time; one import of a shop at a time. One count
    /// that cannot be taken does not keep the others out.
    pub async fn count_stock(
        &self,
        shop: &ShopId,
        context: Context,
        CountStock { counts, reason }: CountStock,
    ) -> Result<StockCounted, ExecuteError> {
        let _turn = self.imports.take(shop).await.ok_or(ExecuteError::Busy)?;
        if counts.len() <= PIECE {
            return self
                .execute(shop, context, CountStock { counts, reason })
                .await;
        }
        if let Some(told) = self.told::<StockCounted>(shop, &context).await? {
            return Ok(told);
        }
        let mut counted = StockCounted::default();
        let mut counts = counts.into_iter();
        while counts.len() > 0 {
            let piece = CountStock {
                counts: counts.by_ref().take(PIECE).collect(),
                reason: reason.clone(),
            };
            counted.add(self.piece(shop, &context, piece).await?);
        }
        self.tell(shop, context, counted).await
    }

    /// Records many reports, some hundred at a time unless all of them or none are to be recorded.
    pub async fn record_reports(
        &self,
        shop: &ShopId,
        context: Context,
        command: RecordReports,
    ) -> Result<RecordedReports, ExecuteError> {
        if command.all_or_nothing || command.reports.len() <= PIECE {
            return self.execute(shop, context, command).await;
        }
        let _turn = self.imports.take(shop).await.ok_or(ExecuteError::Busy)?;
        if let Some(told) = self.told::<RecordedReports>(shop, &context).await? {
            return Ok(told);
        }
        // In the order in which one command would record them all.
        let mut by_time: Vec<(usize, Report)> = command.reports.into_iter().enumerate().collect();
        by_time.sort_by_key(|(place, report)| (report.at, report.stage, *place));
        let (mut corrections, mut recorded, mut outcomes) = (
            command.corrections,
            Vec::new(),
            Vec::with_capacity(by_time.len()),
        );
        let mut by_time = by_time.into_iter();
        while by_time.len() > 0 {
            let (places, reports): (Vec<usize>, Vec<Report>) = by_time.by_ref().take(PIECE).unzip();
            let piece = RecordReports {
                corrections: std::mem::take(&mut corrections),
                reports,
                all_or_nothing: false,
            };
            let told = self.piece(shop, &context, piece).await?;
            recorded.extend(told.corrections);
            outcomes.extend(places.into_iter().zip(told.reports));
        }
        outcomes.sort_unstable_by_key(|(place, _)| *place);
        let reports = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        self.tell(
            shop,
            context,
            RecordedReports {
                corrections: recorded,
                reports,
                shortened: None,
            },
        )
        .await
    }

    async fn piece<C: Execute + Clone>(
        &self,
        shop: &ShopId,
        context: &Context,
        piece: C,
    ) -> Result<C::Answer, ExecuteError> {
        let mut offers = 1;
        loop {
            match self
                .execute(shop, Context::by(context.by.clone()), piece.clone())
                .await
            {
                Err(ExecuteError::Busy) if offers < OFFERS_MAX => {
                    tokio::time::sleep(OFFER_AGAIN).await;
                }
                answer => return answer,
            }
            offers += 1;
        }
    }

    /// What a request with this key was told, if it was carried out.
    async fn told<T>(&self, shop: &ShopId, context: &Context) -> Result<Option<T>, ExecuteError>
    where
        Told<T>: Execute<Answer = T>,
    {
        if context.key.is_none() {
            return Ok(None);
        }
        match self.execute(shop, context.clone(), Told::<T>(None)).await {
            Ok(told) => Ok(Some(told)),
            Err(ExecuteError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn tell<T>(&self, shop: &ShopId, context: Context, answer: T) -> Result<T, ExecuteError>
    where
        Told<T>: Execute<Answer = T>,
    {
        if context.key.is_none() {
            return Ok(answer);
        }
        self.execute(shop, context, Told(Some(answer))).await
    }
}
