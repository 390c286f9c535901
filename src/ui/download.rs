//! Gives people a text as a file.

use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};

/// The kind of a file, as a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// For spreadsheets.
    Csv,
    /// For people, and for programs that render Markdown.
    Markdown,
}

impl FileKind {
    fn media_type(self) -> &'static str {
        match self {
            FileKind::Csv => "text/csv;charset=utf-8",
            FileKind::Markdown => "text/markdown;charset=utf-8",
        }
    }

    /// What the name of such a file ends with.
    pub fn extension(self) -> &'static str {
        match self {
            FileKind::Csv => "csv",
            FileKind::Markdown => "md",
        }
    }
}

/// How long the address of a file is kept: the browser reads it after the click has returned.
const KEPT: Duration = Duration::from_secs(60);

/// Saves a text under `name` (without its extension), as a download made in the page: nothing is
/// sent anywhere. Returns whether the browser took it.
pub fn save(name: &str, kind: FileKind, text: &str) -> bool {
    try_save(&format!("{name}.{}", kind.extension()), kind, text).is_ok()
}

fn try_save(name: &str, kind: FileKind, text: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind.media_type());
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(&file_name(name));
    link.click();
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        KEPT,
    );
    Ok(())
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '@' | '+' => c,
            _ => '-',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_nothing_that_file_systems_refuse() {
        assert_eq!(
            file_name("members-of-a_b.c+d@e.csv"),
            "members-of-a_b.c+d@e.csv"
        );
        assert_eq!(file_name("../a b:*/\u{202e}x.md"), "..-a-b----x.md");
    }
}
