//! Light and dark: follows the system, can be switched. `boot.js` applies the choice before
//! the first paint; this module changes it.

use leptos::prelude::*;

use crate::web;

/// Where the choice is kept; `boot.js` reads the same key.
const KEY: &str = "nmp-studio.theme";

/// The choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All choices.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    fn current() -> Self {
        let chosen = document()
            .document_element()
            .and_then(|root| root.get_attribute("data-theme"));
        Theme::ALL
            .into_iter()
            .find(|theme| Some(theme.as_str()) == chosen.as_deref())
            .unwrap_or(Theme::System)
    }

    fn apply(self) {
        let storage = web::local_storage();
        let root = document().document_element();
        match self {
            Theme::System => {
                storage.map(|storage| storage.remove_item(KEY));
                root.map(|root| root.remove_attribute("data-theme"));
            }
            chosen => {
                storage.map(|storage| storage.set_item(KEY, chosen.as_str()));
                root.map(|root| root.set_attribute("data-theme", chosen.as_str()));
            }
        }
    }
}

/// The choice of the app.
#[derive(Clone, Copy)]
pub struct Themes(RwSignal<Theme>);

impl Themes {
    /// Provides the choice to everything below.
    pub fn provide() {
        provide_context(Self(RwSignal::new(Theme::current())));
    }

    /// The choice that [`Themes::provide`] provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The choice; tracked.
    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Chooses, for this browser.
    pub fn choose(self, theme: Theme) {
        self.0.set(theme);
        theme.apply();
    }
}

/// Three radio buttons.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let themes = Themes::expect();
    let choice = move |option: Theme| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="theme"
                    class="visually-hidden"
                    prop:checked=move || themes.get() == option
                    on:change=move |_| themes.choose(option)
                />
                <span>{option.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segments">
            <legend>"Theme"</legend>
            {Theme::ALL.map(choice).collect_view()}
        </fieldset>
    }
}
