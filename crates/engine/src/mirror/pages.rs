//! The pages of a load: while one is stored, the next one is on its way.

use std::sync::Arc;

use salesforce::{BulkPage, Describe, Failure, SalesforceId};
use store::MirrorRow;
use tokio::task::JoinSet;

use super::apply::News;
use super::load::{Load, Loaded, Unloaded};
use super::phase::SWEEPING;
use crate::knowledge::DESCRIBE_AGE;

/// Rows of a page, which are stored in one transaction: while it is written, webhooks wait for the disk. And memory: two
/// pages are held at once.
const PAGE_ROWS: u32 = 10_000;

impl Load<'_> {
    /// Reads all pages from the row's locator on, and keeps each together with what the row says then; says so if the
    /// load is cut short before.
    pub(super) async fn pages(
        self,
        job: &SalesforceId,
        row: &mut MirrorRow,
    ) -> Result<Option<Loaded>, Unloaded> {
        let described = self.engine.in_use().salesforce.describe(&row.object, DESCRIBE_AGE).await?;
        let mut fetching = self.fetch(job, row.locator.clone());
        loop {
            if let Some(why) = self.cut_short().await? {
                return Ok(Some(why));
            }
            let page = fetching.join_next().await.ok_or_else(no_page)?.map_err(|_| no_page())??;
            let next = page.locator().map(str::to_owned);
            if next.is_some() {
                fetching = self.fetch(job, next.clone());
            }
            let news = read(page, &row.object, &described).await?;
            if self.lease.is_lost() {
                return Ok(Some(Loaded::Elsewhere));
            }
            // Not before the page was read: one that is cut off is asked for again.
            row.locator = next;
            row.loaded += i64::try_from(news.count()).unwrap_or(i64::MAX);
            row.updated_at = self.engine.now();
            (row.error_code, row.error_text) = (None, None);
            if row.locator.is_none() {
                row.phase = SWEEPING.to_owned();
            }
            self.engine.apply(news, row.generation, Some(row.clone())).await?;
            if row.locator.is_none() {
                return Ok(None);
            }
        }
    }

    /// Asks for a page beside everything else. Who drops the set gives it up.
    fn fetch(
        self,
        job: &SalesforceId,
        locator: Option<String>,
    ) -> JoinSet<Result<BulkPage, Failure>> {
        let (salesforce, job) = (self.engine.salesforce().clone(), *job);
        let mut fetching = JoinSet::new();
        fetching.spawn(async move {
            salesforce.bulk_query_page(&job, locator.as_deref(), PAGE_ROWS).await
        });
        fetching
    }
}

/// Reads the rows of a page where nobody waits for it: ten thousand take a while.
async fn read(page: BulkPage, object: &str, described: &Arc<Describe>) -> Result<News, Failure> {
    let (object, described) = (object.to_owned(), Arc::clone(described));
    let reading = tokio::task::spawn_blocking(move || {
        let mut news = News::default();
        for row in page.rows(&described)? {
            news.add(&object, row?);
        }
        Ok(news)
    });
    reading.await.map_err(|_| no_page())?
}

fn no_page() -> Failure {
    Failure::found("NO_REPLY", "The reading of a page was cut short.")
}
