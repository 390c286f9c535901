//! Labelled form fields.

use leptos::prelude::*;

/// A text field with its label, help and error, tied together for assistive technology.
#[component]
pub fn TextField(
    /// Unique on the page.
    id: &'static str,
    /// Says what to type.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// Stands below the field; always there.
    #[prop(into, optional)]
    help: Option<String>,
    /// Stands below the field while something is wrong.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// `email`, `text`, …
    #[prop(optional)]
    kind: Option<&'static str>,
    /// The browser's completion.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The `id` of a `<datalist>` with what is proposed.
    #[prop(into, optional)]
    list: Option<String>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Several lines.
    #[prop(optional)]
    multiline: bool,
) -> impl IntoView {
    let help = help.filter(|help| !help.is_empty());
    let help_id = format!("{id}-help");
    let error_id = format!("{id}-error");
    let described_by = {
        let (help_id, error_id) = (help.is_some().then(|| help_id.clone()), error_id.clone());
        move || {
            let error_id = error.with(Option::is_some).then(|| error_id.clone());
            let ids: Vec<String> = help_id.clone().into_iter().chain(error_id).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    let invalid = move || error.with(Option::is_some).then_some("true");
    let input = if multiline {
        view! {
            <textarea
                id=id
                class="input"
                rows="3"
                aria-describedby=described_by
                aria-invalid=invalid
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id
                class="input"
                type=kind.unwrap_or("text")
                autocomplete=autocomplete.unwrap_or("off")
                autocapitalize="none"
                spellcheck="false"
                list=list
                aria-describedby=described_by
                aria-invalid=invalid
                autofocus=autofocus
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {input}
            {help
                .map(|help| {
                    view! {
                        <p id=help_id class="field-help">
                            {help}
                        </p>
                    }
                })}
            // Always in the page, so that a screen reader announces what comes into it.
            <p id=error_id class="field-error" aria-live="polite">
                {move || error.get()}
            </p>
        </div>
    }
}

/// A field for the name of one principal, with those that are proposed.
#[component]
pub fn PrincipalField(
    /// Unique on the page.
    id: &'static str,
    /// Says who is meant.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Stands below the field; always there.
    #[prop(into, optional)]
    help: Option<String>,
    /// Stands below the field while something is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Who is proposed.
    #[prop(optional)]
    proposed: Vec<String>,
) -> impl IntoView {
    let list = format!("{id}-proposed");
    let help = help.unwrap_or_default();
    view! {
        <TextField id label value help error list=list.clone() autofocus=true />
        <datalist id=list>
            {proposed
                .into_iter()
                .map(|principal| view! { <option value=principal></option> })
                .collect_view()}
        </datalist>
    }
}
