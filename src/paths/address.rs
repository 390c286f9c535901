//! What the page's address says.
//!
//! `leptos_router` decodes the values of a query twice (`UrlSearchParams` does once, its `ParamsMap`
//! once more), so that `alice%40x.org` would come out as `alice@x.org`, another principal. Pages
//! therefore never read its maps (clippy refuses it), but the address as the browser has it, here.

use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;
use nmp_types::Query;
use nmp_types::query::decode_segment;

use super::base;

/// The address of the page that is shown, for it alone: a page that another one replaces never takes the
/// other's address for its own.
#[derive(Clone)]
pub struct PageUrl(ArcRwSignal<Url>);

impl PageUrl {
    /// Of a page that is opened at an address.
    pub fn new(url: Url) -> Self {
        Self(ArcRwSignal::new(url))
    }

    /// The same page has another address now.
    pub fn follow(&self, url: Url) {
        if *self.0.read_untracked() != url {
            self.0.set(url);
        }
    }
}

/// The page's; the browser's for what is around the pages.
fn address() -> Signal<Url> {
    match use_context::<PageUrl>() {
        Some(PageUrl(url)) => RwSignal::from(url).into(),
        None => use_url().into(),
    }
}

/// The query of the page's address.
pub fn use_query() -> Memo<Query> {
    let url = address();
    Memo::new(move |_| url.with(|url| Query::parse(url.search())))
}

/// What the fragment of the page's address carries in place of a query.
pub fn use_fragment() -> Memo<Query> {
    let url = address();
    Memo::new(move |_| url.with(|url| Query::parse(url.hash())))
}

/// A segment of the page's path, counted from 0 behind the base; empty if it is absent or not
/// UTF-8.
pub fn use_segment(place: usize) -> Memo<String> {
    let url = address();
    Memo::new(move |_| {
        url.with(|url| {
            let path = base::strip(url.path())?;
            decode_segment(path.split('/').nth(place + 1)?)
        })
        .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use nmp_types::encode_segment;
    use proptest::prelude::*;
    use url::Url;

    use super::super::{AccessView, Page, Path};
    use super::*;

    /// What has been mistaken for something else, or might be.
    const NASTY: [&str; 26] = [
        "alice%40x.org",
        "%2B",
        "a+b",
        "a b",
        " a ",
        "100%",
        "%",
        "%zz",
        "%2",
        "a%2Fb",
        "a%252Fb",
        "a/b",
        "a?b#c",
        "&=",
        "a&b=c",
        "=",
        "🦀",
        "%F0%9F%A6%80",
        "\"quoted'",
        "back\\slash",
        "<b>",
        "a;b",
        "tab\tnew\nline",
        "\u{0}",
        "%00",
        "é\u{301}",
    ];

    /// An address as a browser has it after it was typed, clicked or pasted.
    fn in_browser(href: &str) -> Url {
        Url::parse(&format!("https://nmp.example.com{href}")).unwrap()
    }

    fn value_after_a_round_trip(text: &str) -> String {
        let query = Query::default()
            .with("do", "remove")
            .with("principal", text);
        let behind_query = in_browser(&format!("/studio/x{}", query.suffix()));
        let behind_fragment = in_browser(&format!("/studio/x#{}", query.encode()));
        let read = Query::parse(behind_query.query().unwrap());
        assert_eq!(read, query);
        assert_eq!(Query::parse(behind_fragment.fragment().unwrap()), query);
        assert_eq!(Query::parse(&format!("#{}", query.encode())), query);
        read.get("principal").unwrap()
    }

    /// As a page reads it, if the address is one of its pages.
    fn segment_after_a_round_trip(text: &str) -> Option<String> {
        let url = in_browser(&Path::Members(text.to_owned()).href());
        assert_eq!(Page::of(url.path()), Some(Page::Members));
        decode_segment(url.path().split('/').nth(2)?)
    }

    fn person_after_a_round_trip(text: &str) -> Option<AccessView> {
        let url = in_browser(&Path::Access(AccessView::Person(text.to_owned())).href());
        let query = Query::parse(url.query().unwrap_or_default());
        AccessView::parse(url.path().split('/').nth(2).unwrap(), &query)
    }

    #[test]
    fn what_looks_encoded_is_itself() {
        for text in NASTY {
            assert_eq!(value_after_a_round_trip(text), text);
            assert_eq!(segment_after_a_round_trip(text).as_deref(), Some(text));
            assert_eq!(
                person_after_a_round_trip(text),
                Some(AccessView::Person(text.to_owned()))
            );
        }
    }

    #[test]
    fn what_nobody_wrote_here_is_read_once_or_not_at_all() {
        let query = Query::parse("?principal=alice%2540x.org&q=%zz&bad=%FF&%FF=x&empty&=y&a=1&a=2");
        assert_eq!(query.get("principal").as_deref(), Some("alice%40x.org"));
        assert_eq!(query.get("q").as_deref(), Some("%zz"));
        assert_eq!(query.get("bad"), None);
        assert_eq!(query.get("empty").as_deref(), Some(""));
        assert_eq!(query.get("a").as_deref(), Some("2"));
        assert_eq!(query.get_all("a"), ["1", "2"]);
        assert_eq!(Query::parse(""), Query::default());
        assert_eq!(decode_segment("%FF"), None);
    }

    /// Any text, and texts of the characters that mean something in an address.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[%+&=#?/\\\\.;:@ 0-9A-Fa-f]{0,12}",
            prop::sample::select(NASTY.to_vec()).prop_map(str::to_owned),
        ]
    }

    proptest! {
        #[test]
        fn every_value_comes_back(text in text()) {
            prop_assert_eq!(value_after_a_round_trip(&text), text);
        }

        #[test]
        fn every_person_has_a_page_of_its_own(text in text()) {
            prop_assume!(!text.is_empty());
            prop_assert_eq!(person_after_a_round_trip(&text), Some(AccessView::Person(text)));
        }

        #[test]
        fn every_segment_comes_back(text in text()) {
            prop_assume!(!text.is_empty() && !nmp_types::path::is_dot_segment(&text));
            prop_assert_eq!(segment_after_a_round_trip(&text), Some(text));
        }

        #[test]
        fn a_segment_is_one_segment(text in text()) {
            let encoded = encode_segment(&text);
            prop_assert!(!encoded.contains(['/', '?', '#', '\\']));
            prop_assert_eq!(decode_segment(&encoded), Some(text));
        }
    }
}
