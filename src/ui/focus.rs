//! Where the focus is.

use leptos::prelude::{Effect, document};
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
