//! The place in a listing, and the way to the next page.

use leptos::prelude::*;
use nmp_types::Pagination;

use super::number::grouped;

/// `26–50 of 240`, with links to the pages before and after; `7 in all` where there is one page.
#[component]
pub fn Pager(
    /// Where this page stands.
    pagination: Pagination,
    /// What is listed, in the plural.
    what: &'static str,
    /// The address of a page.
    #[prop(into)]
    href: Callback<u32, String>,
) -> impl IntoView {
    let Pagination {
        page,
        page_size,
        current_page_size,
        total_pages,
        total_results,
    } = pagination;
    let first = u64::from(page.saturating_sub(1)) * u64::from(page_size) + 1;
    let last = first + u64::from(current_page_size).saturating_sub(1);
    let range = if current_page_size == 0 {
        format!("0 of {}", grouped(total_results))
    } else if total_pages <= 1 {
        format!("{} in all", grouped(total_results))
    } else {
        format!(
            "{}–{} of {}",
            grouped(first),
            grouped(last),
            grouped(total_results)
        )
    };
    let link = move |target: u32, label: &'static str, exists: bool| {
        if exists {
            view! {
                <a class="button" href=href.run(target)>
                    {label}
                </a>
            }
            .into_any()
        } else {
            view! {
                <span class="button" aria-disabled="true">
                    {label}
                </span>
            }
            .into_any()
        }
    };
    let several = total_pages > 1;
    view! {
        <nav class="pager" aria-label=format!("Pages of {what}")>
            <p class="muted">{range}</p>
            {several
                .then(|| {
                    view! {
                        <div class="actions">
                            {link(page.saturating_sub(1).max(1), "Previous", page > 1)}
                            {link(page + 1, "Next", page < total_pages)}
                        </div>
                    }
                })}
        </nav>
    }
}
