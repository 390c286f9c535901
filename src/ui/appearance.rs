//! How Studio looks in this browser: light or dark, and how high rows are. `boot.js` applies the choices
//! before the first paint; this module changes them.

use leptos::prelude::*;

use crate::web;

/// Something that can be chosen.
pub trait Appearance: Copy + PartialEq + Send + Sync + 'static {
    /// What it is kept as, behind `nmp-studio.`, and an attribute of the page, behind `data-`. `boot.js`
    /// has both.
    const KEY: &'static str;
    /// What people call it.
    const NAME: &'static str;
    /// All choices; the first is the default, which isn't kept.
    const ALL: &'static [Self];

    /// What is kept.
    fn as_str(self) -> &'static str;
    /// What people call the choice.
    fn label(self) -> &'static str;
}

/// Light and dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Appearance for Theme {
    const KEY: &'static str = "theme";
    const NAME: &'static str = "Theme";
    const ALL: &'static [Self] = &[Self::System, Self::Light, Self::Dark];

    fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// How high the rows of tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// 44 px, 48 for fingers.
    Comfortable,
    /// 36 px.
    Compact,
}

impl Appearance for Rows {
    const KEY: &'static str = "rows";
    const NAME: &'static str = "Rows";
    const ALL: &'static [Self] = &[Self::Comfortable, Self::Compact];

    fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Comfortable => "Comfortable",
            Self::Compact => "Compact",
        }
    }
}

/// The choice that the page shows.
pub fn chosen<T: Appearance>() -> T {
    let attribute = document()
        .document_element()
        .and_then(|root| root.get_attribute(&format!("data-{}", T::KEY)));
    let of_attribute = |choice: &&T| Some(choice.as_str()) == attribute.as_deref();
    *T::ALL.iter().find(of_attribute).unwrap_or(&T::ALL[0])
}

/// Chooses, for this browser.
pub fn choose<T: Appearance>(choice: T) {
    let (key, attribute) = (format!("nmp-studio.{}", T::KEY), format!("data-{}", T::KEY));
    let storage = web::local_storage();
    let root = document().document_element();
    if choice == T::ALL[0] {
        storage.map(|storage| storage.remove_item(&key));
        root.map(|root| root.remove_attribute(&attribute));
    } else {
        storage.map(|storage| storage.set_item(&key, choice.as_str()));
        root.map(|root| root.set_attribute(&attribute, choice.as_str()));
    }
    // Tables measure their rows when the window changes.
    if let Ok(event) = web_sys::Event::new("resize") {
        let _ = window().dispatch_event(&event);
    }
}

/// Radio buttons that choose at once.
#[component]
pub fn AppearanceChoice<T: Appearance>(
    /// The choices.
    of: &'static [T],
) -> impl IntoView {
    let now = chosen::<T>();
    let option = move |option: T| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=T::KEY
                    class="visually-hidden"
                    prop:checked=option == now
                    on:change=move |_| choose(option)
                />
                <span>{option.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segments">
            <legend>{T::NAME}</legend>
            {of.iter().copied().map(option).collect_view()}
        </fieldset>
    }
}
