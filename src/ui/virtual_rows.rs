//! Long tables: only the rows near the visible part of the page are in the DOM.
//!
//! The page itself scrolls, as people and browsers expect; two empty rows above and below
//! keep the scrollbar honest. Rows are of one height, which the style sheet sets and which is
//! measured, so that zoom and larger fonts need no care. A few may be higher, as those with several
//! roles are: the height that most of them have counts.

use std::ops::Range;
use std::time::Duration;

use leptos::html::{Tbody, Tr};
use leptos::leptos_dom::helpers::{debounce, window_event_listener_untyped};
use leptos::prelude::*;

/// Rows beyond the visible ones on both sides: what the Tab key reaches and what is there
/// before a scroll is painted.
const BEYOND: usize = 8;

/// As long as one scrolls past rows faster than they can be read, as with the scrollbar: then only
/// what is visible is worth making.
const BEYOND_IN_A_HURRY: usize = 1;

/// How long scrolling rests before the rows beyond are made.
const SCROLLING_RESTS: Duration = Duration::from_millis(120);

/// Until the first row was measured, in pixels.
const FIRST_GUESS: f64 = 44.0;

/// Where the rows are on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Geometry {
    /// The top of the table's body, from the top of the window, in pixels.
    top: f64,
    /// The height of the window, in pixels.
    window: f64,
    /// The height of a row, in pixels.
    row: f64,
    /// How many rows beyond the visible ones there are on both sides.
    beyond: usize,
}

/// Which rows to show, and how much room the others take.
#[derive(Clone, Copy)]
pub struct VirtualRows {
    /// To be set on the `<tbody>`.
    pub body: NodeRef<Tbody>,
    /// The rows to show.
    pub range: Memo<Range<usize>>,
    /// How many rows there are.
    pub count: Signal<usize>,
    geometry: RwSignal<Geometry>,
}

impl VirtualRows {
    /// For a table of `count` rows.
    pub fn new(count: Signal<usize>) -> Self {
        let geometry = RwSignal::new(Geometry {
            top: 0.0,
            window: 900.0,
            row: FIRST_GUESS,
            beyond: BEYOND,
        });
        // Paper doesn't scroll. What is set here is in the page before the browser lays out the print:
        // effects run as microtasks, which come before whatever follows the event.
        let printing = RwSignal::new(false);
        for (event, prints) in [("beforeprint", true), ("afterprint", false)] {
            let handle = window_event_listener_untyped(event, move |_| printing.set(prints));
            on_cleanup(move || handle.remove());
        }
        let range = Memo::new(move |_| {
            if printing.get() {
                0..count.get()
            } else {
                visible(geometry.get(), count.get())
            }
        });
        let rows = Self {
            body: NodeRef::new(),
            range,
            geometry,
            count,
        };
        let scheduled = StoredValue::new(false);
        let calm_down = StoredValue::new_local(debounce(SCROLLING_RESTS, move |()| {
            rows.calm_down();
        }));
        let measure_soon = move || {
            calm_down.try_update_value(|calm_down| calm_down(()));
            if !scheduled.get_value() {
                scheduled.set_value(true);
                request_animation_frame(move || {
                    // Gone with its table.
                    if scheduled.try_set_value(false).is_none() {
                        rows.measure();
                    }
                });
            }
        };
        for event in ["scroll", "resize"] {
            let handle = window_event_listener_untyped(event, move |_| measure_soon());
            on_cleanup(move || handle.remove());
        }
        Effect::new(move |_| {
            rows.body.track();
            count.track();
            measure_soon();
        });
        rows
    }

    fn measure(self) {
        let Some(body) = self.body.get_untracked() else {
            return;
        };
        let window_height = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64())
            .unwrap_or(900.0);
        let row = usual_height(&body);
        let before = self.geometry.get_untracked();
        let top = body.get_bounding_client_rect().top();
        let in_a_hurry = (top - before.top).abs() > window_height;
        let now = Geometry {
            top,
            window: window_height,
            row: row.unwrap_or(before.row),
            beyond: if in_a_hurry {
                BEYOND_IN_A_HURRY
            } else {
                before.beyond
            },
        };
        if now != before {
            self.geometry.set(now);
        }
    }

    fn calm_down(self) {
        let is_hurried = self
            .geometry
            .try_with_untracked(|geometry| geometry.beyond != BEYOND);
        if is_hurried == Some(true) {
            self.geometry.update(|geometry| geometry.beyond = BEYOND);
        }
    }

    /// Stands for the rows before the first that is shown.
    pub fn above(self) -> impl IntoView {
        self.spacer(move || self.range.get().start)
    }

    /// Stands for the rows after the last that is shown.
    pub fn below(self) -> impl IntoView {
        self.spacer(move || self.count.get().saturating_sub(self.range.get().end))
    }

    fn spacer(self, rows: impl Fn() -> usize + Send + 'static) -> impl IntoView {
        let row_height = Memo::new(move |_| self.geometry.get().row);
        let element = NodeRef::<Tr>::new();
        // By script and not as an attribute, which the content security policy forbids.
        Effect::new(move |_| {
            if let Some(element) = element.get() {
                let height = rows() as f64 * row_height.get();
                let style = web_sys::HtmlElement::style(&element);
                // Whole pixels: the code that writes fractions is larger than this file.
                let _ = style.set_property("height", &format!("{}px", height.round() as u32));
                let _ = style.set_property("display", if height > 0.0 { "" } else { "none" });
            }
        });
        view! { <tr node_ref=element class="spacer" aria-hidden="true"></tr> }
    }
}

/// The height that most rows have.
fn usual_height(body: &web_sys::Element) -> Option<f64> {
    let rows = std::iter::successors(body.first_element_child(), |row| row.next_element_sibling());
    let heights = rows
        .filter(|row| row.has_attribute("aria-rowindex"))
        .map(|row| row.get_bounding_client_rect().height());
    let heights: Vec<f64> = heights.filter(|height| *height > 1.0).collect();
    // Of a few dozens at most; sorting them would be more code than this file.
    let alike = |height: f64| {
        let same = |other: &&f64| (**other - height).abs() < 1.0;
        heights.iter().filter(same).count()
    };
    let usual = heights.iter().max_by_key(|height| alike(**height));
    usual.copied()
}

fn visible(geometry: Geometry, count: usize) -> Range<usize> {
    let row = geometry.row.max(1.0);
    let first = (-geometry.top / row).floor().max(0.0) as usize;
    let shown = (geometry.window / row).ceil().max(1.0) as usize;
    let last = count.min(
        first
            .saturating_add(shown)
            .saturating_add(geometry.beyond)
            .saturating_add(1),
    );
    first.saturating_sub(geometry.beyond).min(last)..last
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_near_the_window() {
        let at = |top| {
            visible(
                Geometry {
                    top,
                    window: 640.0,
                    row: 64.0,
                    beyond: BEYOND,
                },
                10_000,
            )
        };
        assert_eq!(at(300.0), 0..19);
        assert_eq!(at(-64.0 * 100.0), 92..119);
        assert_eq!(at(-64.0 * 9_999.0), 9_991..10_000);
    }

    proptest! {
        #[test]
        fn whatever_is_in_the_window_is_shown(
            top in -1e7_f64..1e4,
            row in 1.0_f64..400.0,
            window in 1.0_f64..4000.0,
            count in 0_usize..20_000,
            beyond in 1_usize..20,
        ) {
            let range = visible(Geometry { top, window, row, beyond }, count);
            prop_assert!(range.start <= range.end && range.end <= count);
            for place in [0, count / 2, count.saturating_sub(1)] {
                let from = top + place as f64 * row;
                if place < count && from + row > 0.0 && from < window {
                    prop_assert!(range.contains(&place), "{range:?} {place}");
                }
            }
        }
    }
}
