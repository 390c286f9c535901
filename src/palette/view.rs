//! The field and the list: a combobox with a listbox (ARIA Authoring Practices, *Editable Combobox
//! With List Autocomplete*). The focus stays in the field; the arrow keys move through the list.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::{KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::people::People;
use super::results::{Section, sections};
use super::wish::Wish;
use super::workspaces::Search;
use super::{Entry, Palette, Target};
use crate::session::Session;
use crate::ui::number::grouped;

const LIST_ID: &str = "palette-list";

/// How far Page Up and Page Down go.
const LEAP: isize = 8;

/// The content of the dialog.
#[component]
pub fn PaletteView() -> impl IntoView {
    let palette = Palette::expect();
    let session = Session::expect();
    let search = Search::new();
    let people = People::new();
    let typed = RwSignal::new(String::new());
    // Its content can't be compared; after any change the list is built again.
    let results = Memo::new_with_compare(
        move |_| typed.with(|typed| sections(palette, session, search, people, typed)),
        |_, _| true,
    );
    let count = Memo::new(move |_| {
        results.with(|sections| {
            sections
                .iter()
                .map(|section| section.entries.len())
                .sum::<usize>()
        })
    });
    // Where the person has moved to; typing leads back to the first.
    let moved = RwSignal::new(0_usize);
    let active = Memo::new(move |_| moved.get().min(count.get().saturating_sub(1)));
    // Whether Enter was pressed before there was something to choose.
    let entered = RwSignal::new(false);
    let choose = choose(palette);
    let choose_active = {
        let choose = choose.clone();
        move || {
            let place = active.get_untracked();
            let entry = results.with_untracked(|sections| {
                let mut all = sections.iter().flat_map(|section| &section.entries);
                all.find(|(at, _)| *at == place)
                    .map(|(_, entry)| entry.clone())
            });
            match entry {
                Some(entry) => choose(entry),
                // Nothing yet: the platform is still asked.
                None => entered.set(search.is_under_way_untracked()),
            }
        }
    };
    Effect::new({
        let choose_active = choose_active.clone();
        move |_| {
            if !search.is_under_way() && entered.get_untracked() {
                choose_active();
            }
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let to = |by| step(active.get_untracked(), by, count.get_untracked());
        match event.key().as_str() {
            "ArrowDown" => moved.set(to(Step::Around(1))),
            "ArrowUp" => moved.set(to(Step::Around(-1))),
            "PageDown" => moved.set(to(Step::Within(LEAP))),
            "PageUp" => moved.set(to(Step::Within(-LEAP))),
            "Enter" => choose_active(),
            _ => return,
        }
        event.prevent_default();
    };
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    Effect::new(move |_| scroll_to(active.get()));
    let mut search_for = search.when_typed();
    view! {
        <div class="palette-head">
            <input
                node_ref=field
                type="text"
                class="input palette-input"
                role="combobox"
                aria-label="Search or jump to"
                aria-expanded="true"
                aria-controls=LIST_ID
                aria-autocomplete="list"
                aria-activedescendant=move || (count.get() > 0).then(|| option_id(active.get()))
                placeholder="Search workspaces, people, pages, actions…"
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="go"
                on:input=move |event| {
                    let text = event_target_value(&event);
                    search_for(&Wish::of(&text).rest);
                    moved.set(0);
                    entered.set(false);
                    typed.set(text);
                }
                on:keydown=on_key
            />
            <button
                type="button"
                class="button quiet icon-only"
                aria-label="Close"
                on:click=move |_| palette.open.set(false)
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </div>
        // A press in the list leaves the focus in the field.
        <div
            id=LIST_ID
            role="listbox"
            class="palette-list"
            aria-label="Results"
            on:mousedown=|event| event.prevent_default()
        >
            {move || {
                results
                    .with(|sections| {
                        sections
                            .iter()
                            .map(|section| section_view(section, active, moved, choose.clone()))
                            .collect_view()
                    })
            }}
        </div>
        <p class="palette-status" role="status">
            {move || status(search, count.get())}
        </p>
    }
}

fn section_view(
    section: &Section,
    active: Memo<usize>,
    moved: RwSignal<usize>,
    choose: impl Fn(Entry) + Clone + 'static,
) -> AnyView {
    let Some((first, _)) = section.entries.first() else {
        return ().into_any();
    };
    let heading = format!("palette-section-{first}");
    let labelled_by = heading.clone();
    let option = move |(place, entry): (usize, Entry)| {
        let choose = choose.clone();
        let label = entry.label.clone();
        let note = (!entry.note.is_empty())
            .then(|| view! { <span class="palette-note">{entry.note.clone()}</span> });
        view! {
            <div
                id=option_id(place)
                role="option"
                class="palette-option"
                aria-selected=move || (active.get() == place).to_string()
                on:mousemove=move |_| {
                    if active.get_untracked() != place {
                        moved.set(place);
                    }
                }
                on:click=move |_| choose(entry.clone())
            >
                <span class="palette-label">{label}</span>
                {note}
            </div>
        }
    };
    view! {
        <div role="group" aria-labelledby=labelled_by>
            <div id=heading role="presentation" class="palette-section">
                {section.title.clone()}
            </div>
            {section.entries.iter().cloned().map(option).collect_view()}
        </div>
    }
    .into_any()
}

/// Closes the palette and does what an entry is for, once the dialog is gone and has given the
/// focus back: what is done may open another, or lead to a page that takes the focus.
fn choose(palette: Palette) -> impl Fn(Entry) + Clone + 'static {
    let navigate = use_navigate();
    move |entry: Entry| {
        palette.open.set(false);
        let navigate = navigate.clone();
        set_timeout(
            move || match entry.target {
                Target::Page(path) => navigate(&path, NavigateOptions::default()),
                Target::Prepared(prepare, path) => {
                    if prepare() {
                        navigate(&path, NavigateOptions::default());
                    }
                }
                Target::Run(run) => run(),
            },
            Duration::ZERO,
        );
    }
}

/// A way through the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// From the last to the first and the other way round.
    Around(isize),
    /// Up to the ends.
    Within(isize),
}

/// Where a step leads to in a list of `count`.
fn step(from: usize, step: Step, count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    match step {
        Step::Around(by) => (from + count).saturating_add_signed(by) % count,
        Step::Within(by) => from.saturating_add_signed(by).min(count - 1),
    }
}

fn scroll_to(place: usize) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    if let Some(option) = document().get_element_by_id(&option_id(place)) {
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// What is said about the list, and read out when it changes.
fn status(search: Search, count: usize) -> String {
    if let Some(error) = search.error() {
        return format!("Workspaces can't be searched just now. {error}");
    }
    match count {
        _ if search.is_under_way() => "Searching workspaces".to_owned(),
        0 => "Nothing found".to_owned(),
        1 => "1 result".to_owned(),
        count => format!("{} results", grouped(count)),
    }
}

fn option_id(place: usize) -> String {
    format!("palette-option-{place}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn arrows_go_round_and_leaps_stop_at_the_ends() {
        assert_eq!(step(0, Step::Around(-1), 5), 4);
        assert_eq!(step(4, Step::Around(1), 5), 0);
        assert_eq!(step(2, Step::Around(1), 5), 3);
        assert_eq!(step(1, Step::Within(LEAP), 5), 4);
        assert_eq!(step(4, Step::Within(-LEAP), 5), 0);
        assert_eq!(step(0, Step::Around(1), 0), 0);
    }

    proptest! {
        #[test]
        fn a_step_stays_in_the_list(from in 0_usize..50, by in -9_isize..9, count in 1_usize..50) {
            let from = from.min(count - 1);
            prop_assert!(step(from, Step::Around(by.signum()), count) < count);
            prop_assert!(step(from, Step::Within(by), count) < count);
        }
    }
}
