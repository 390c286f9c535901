//! `nmp workspaces list`.

use clap::Args;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::workspaces;
use nmp_types::{Page, Pagination, Query, Workspace};

use super::COLUMNS;
use crate::output::{self, Data, Record, Settings, Value, render};
use crate::{CliError, Context};

/// Which workspaces, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only workspaces that this fits, such as 'name~"ml"' or '{"name": {"$like": "ml"}}'.
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,

    /// Which page, from 1.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    page: Option<i64>,

    /// How many on a page, 1 to 1000.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    page_size: Option<i64>,

    /// The order: name, created_at or updated_at, with a dash before it for the other way round.
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    sort: Option<String>,

    /// List all pages.
    #[arg(long, conflicts_with = "page")]
    all_pages: bool,

    /// Print each workspace as a line of JSON, of all pages, as it comes.
    #[arg(long, conflicts_with = "page")]
    stream: bool,

    /// Which columns a table has: default, all, or names with commas.
    #[arg(long, short = 'c', value_name = "COLUMNS")]
    output_columns: Option<String>,
}

impl Arguments {
    /// Only what was given is asked for.
    fn query(&self, page: Option<i64>) -> Query {
        let text = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
        Query::default()
            .with_some("page", &text(page))
            .with_some("page_size", &text(self.page_size))
            .with_some("sort", self.sort.as_deref().unwrap_or_default())
            .with_some("filter", self.filter.as_deref().unwrap_or_default())
    }
}

/// Lists workspaces.
///
/// # Errors
/// [`CliError`].
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    if arguments.stream {
        return stream(arguments, context, &platform).await;
    }
    let data = if arguments.all_pages {
        all_pages(arguments, &platform).await?
    } else {
        let query = arguments.query(arguments.page);
        let page = platform.send(workspaces::list_by(&query)).await?;
        let Pagination {
            page: at,
            total_pages,
            ..
        } = page.pagination;
        if at < total_pages {
            context.say(&format!(
                "Page {at} of {total_pages}; --all-pages lists all."
            ));
        }
        let beside = Record::default()
            .with("pagination", pagination(&page.pagination))
            .with("sort", &page.sort)
            .with("filter", page.filter.map(Value::Json));
        list(&page.data).beside(beside)
    };
    if arguments.filter.is_none() && arguments.page.is_none_or(|page| page == 1) {
        keep(context, &data);
    }
    output::print(context, &data, arguments.output_columns.as_deref())
}

/// Keeps the names for completion.
fn keep(context: &Context, data: &Data) {
    let name = |row: &Record| match row.get("name") {
        Some(Value::Text(name)) => Some(name.clone()),
        _ => None,
    };
    if let Some(names) = context.names() {
        names.keep(data.rows().iter().filter_map(name));
    }
}

fn list(workspaces: &[Workspace]) -> Data {
    Data::list(workspaces.iter().map(Record::from).collect(), COLUMNS)
}

fn pagination(pagination: &Pagination) -> Record {
    Record::default()
        .with("current_page_size", pagination.current_page_size)
        .with("page", pagination.page)
        .with("page_size", pagination.page_size)
        .with("total_pages", pagination.total_pages)
        .with("total_results", pagination.total_results)
}

/// All pages as one, in the shape of NeMo Platform's own command line.
async fn all_pages(arguments: &Arguments, platform: &NeMoPlatform) -> Result<Data, CliError> {
    let mut found = Vec::new();
    let mut page = 1;
    loop {
        let answer = next(arguments, platform, page).await?;
        let last = i64::from(answer.pagination.total_pages);
        found.extend(answer.data);
        if page >= last {
            break;
        }
        page += 1;
    }
    let count = found.len();
    let size = u32::try_from(count).unwrap_or(u32::MAX);
    let whole = Pagination::of(1, size.max(1), count, count as u64);
    // In another order than a page's own.
    let pagination = Record::default()
        .with("page", whole.page)
        .with("page_size", whole.page_size)
        .with("current_page_size", whole.current_page_size)
        .with("total_pages", whole.total_pages)
        .with("total_results", whole.total_results);
    let beside = Record::default()
        .with("sort", Value::Null)
        .with("pagination", pagination);
    Ok(list(&found).beside(beside))
}

async fn next(
    arguments: &Arguments,
    platform: &NeMoPlatform,
    page: i64,
) -> Result<Page<Workspace>, CliError> {
    let query = arguments.query(Some(page));
    Ok(platform.send(workspaces::list_by(&query)).await?)
}

async fn stream(
    arguments: &Arguments,
    context: &Context,
    platform: &NeMoPlatform,
) -> Result<(), CliError> {
    let settings = Settings::of(context, None)?;
    let mut page = 1;
    loop {
        let answer = next(arguments, platform, page).await?;
        for workspace in &answer.data {
            let line = render::stream_line(&Record::from(workspace), settings.fields.as_deref())?;
            output::write(&line)?;
        }
        if page >= i64::from(answer.pagination.total_pages) {
            return Ok(());
        }
        page += 1;
    }
}
