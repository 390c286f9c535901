//! The few icons of the app, drawn with strokes in the text's colour; always next to text or
//! hidden from assistive technology.

use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A person.
    Person,
    /// A globe: everyone.
    Everyone,
    /// A magnifying glass.
    Search,
    /// A padlock.
    Lock,
    /// A plus sign.
    Plus,
    /// Two sheets.
    Copy,
    /// A question mark in a circle.
    Question,
    /// A dustbin.
    Remove,
    /// Points down: something opens.
    Down,
    /// An arrow into a tray.
    Download,
    /// An arrow that turns back.
    Undo,
    /// A clock.
    History,
    /// A warning.
    Warning,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Person => "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 6a5.5 5.5 0 0 1 11 0",
            Icon::Everyone => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM1.5 8h13M8 1.5c2 2 2.8 4.2 2.8 6.5S10 12.5 8 14.5M8 1.5C6 3.5 5.2 5.7 5.2 8S6 12.5 8 14.5"
            }
            Icon::Search => "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
            Icon::Lock => "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
            Icon::Plus => "M8 3v10M3 8h10",
            Icon::Copy => "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3",
            Icon::Question => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.6v.1"
            }
            Icon::Remove => "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.7v4M9.3 6.7v4",
            Icon::Down => "M4 6.5l4 4 4-4",
            Icon::Download => "M8 2.5v7M5 6.8l3 3 3-3M2.5 12.5h11",
            Icon::Undo => "M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6",
            Icon::History => "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 4.5V8l2.5 1.5",
            Icon::Warning => "M8 2 1.5 13.5h13ZM8 6.5v3.2M8 11.6v.1",
        }
    }
}

/// Draws an icon.
#[component]
pub fn Glyph(
    /// Which.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
