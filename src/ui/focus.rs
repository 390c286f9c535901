//! Where the focus is.

use leptos::prelude::{Effect, document, request_animation_frame};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Whether nothing has the focus: what had it is gone.
pub fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}

/// Moves the focus to the field with `autofocus` in the open dialog, unless the focus is in the
/// dialog's body already. The browser looks for such a field once, when the dialog opens; this
/// is for content that comes later.
pub fn enter_late_dialog_content() {
    Effect::new(|_| {
        let find = |selector| document().query_selector(selector).ok().flatten();
        if find("dialog[open] .dialog-body :focus").is_none()
            && let Some(field) = find("dialog[open] .dialog-body [autofocus]")
            && let Some(field) = field.dyn_ref::<HtmlElement>()
        {
            let _ = field.focus();
        }
    });
}

/// Whenever what `watch` reads has changed and what had the focus went with it, the focus goes to the
/// first of the elements with these selectors that is there: never to the page as a whole, where keys
/// do nothing and a screen reader starts again.
pub fn rescue(watch: impl Fn() + 'static, to: &'static [&'static str]) {
    Effect::new(move |before: Option<()>| {
        watch();
        if before.is_some() {
            request_animation_frame(move || {
                if is_lost() {
                    enter(to);
                }
            });
        }
    });
}

/// Moves the focus to the first of the elements with these selectors that is there.
pub fn enter(to: &[&str]) {
    let find = |selector: &&str| document().query_selector(selector).ok().flatten();
    let found = to.iter().find_map(find);
    if let Some(element) = found
        .as_ref()
        .and_then(|element| element.dyn_ref::<HtmlElement>())
    {
        let _ = element.focus();
    }
}
