//! Every route of the app, typed.
//!
//! Two forms on purpose, because `leptos_router` treats them differently: [`Path::href`] has
//! the base path and is for links; [`Path::to`] is without it and is for `navigate` and for
//! the return path of a sign-in, which the router puts the base in front of.

use std::cell::OnceCell;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What needs no encoding in a path segment: `unreserved` and the `sub-delims` and `@` that
/// workspace names have (RFC 3986, section 3.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'*');

/// The same within a query, where a plus is a space.
const QUERY: &AsciiSet = &SEGMENT.add(b'+');

/// Encodes a text as one path segment.
pub fn encode_segment(text: &str) -> String {
    // A segment of dots alone would be resolved away by browsers and servers.
    if text == "." || text == ".." {
        return text.replace('.', "%2E");
    }
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A page of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// Goes on to the workspaces.
    Home,
    /// The list of workspaces.
    Workspaces,
    /// One workspace.
    Workspace(String),
    /// The members of a workspace.
    Members(String),
    /// Access across workspaces.
    Access(AccessView),
    /// Who changed which roles in a workspace, and when.
    Activity(String),
    /// Who is signed in, and the token.
    Account,
    /// Where the identity provider sends people back to; the path that NMP deployments
    /// register for Studio.
    AuthSuccess,
}

impl Path {
    /// The path within the app: starts with `/`, without the base.
    pub fn to(&self) -> String {
        match self {
            Path::Home => "/".to_owned(),
            Path::Workspaces => "/workspaces".to_owned(),
            Path::Workspace(name) => format!("/workspaces/{}", encode_segment(name)),
            Path::Members(name) => format!("/workspaces/{}/members", encode_segment(name)),
            Path::Access(view) => view.to(),
            Path::Activity(name) => format!("/workspaces/{}/activity", encode_segment(name)),
            Path::Account => "/account".to_owned(),
            Path::AuthSuccess => "/auth/success".to_owned(),
        }
    }

    /// The path with the base in front, for links.
    pub fn href(&self) -> String {
        base::with(|base| format!("{base}{}", self.to()))
    }
}

/// The parameter of a query that says whose page it is.
pub const PRINCIPAL: &str = "principal";

/// A page about access across workspaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessView {
    /// What there is to know.
    Overview,
    /// Every binding.
    Review,
    /// Keep or remove, one binding after the other.
    Evidence,
    /// Every principal.
    People,
    /// One principal.
    Person(String),
    /// Workspaces that are open to everyone.
    OpenDoors,
    /// Workspaces with fewer than two Admins.
    BusFactor,
    /// Two workspaces side by side.
    Compare,
    /// The plan of this tab.
    Plan,
}

impl AccessView {
    fn to(&self) -> String {
        let rest = match self {
            AccessView::Overview => return "/access".to_owned(),
            AccessView::Review => "review",
            AccessView::Evidence => "evidence",
            AccessView::People => "person",
            // Not a segment: NeMo Platform takes an address that ends like a file's name for a file,
            // and most e-mail addresses do.
            AccessView::Person(principal) => {
                let principal = utf8_percent_encode(principal, QUERY);
                return format!("/access/person?{PRINCIPAL}={principal}");
            }
            AccessView::OpenDoors => "open-doors",
            AccessView::BusFactor => "bus-factor",
            AccessView::Compare => "compare",
            AccessView::Plan => "plan",
        };
        format!("/access/{rest}")
    }

    /// Reads the segment after `/access` and the query's [`PRINCIPAL`]; nothing if there is no such
    /// page.
    pub fn parse(view: Option<&str>, principal: Option<&str>) -> Option<Self> {
        Some(match (view.unwrap_or_default(), principal) {
            ("", _) => AccessView::Overview,
            ("review", _) => AccessView::Review,
            ("evidence", _) => AccessView::Evidence,
            ("person", None | Some("")) => AccessView::People,
            ("person", Some(principal)) => AccessView::Person(principal.to_owned()),
            ("open-doors", _) => AccessView::OpenDoors,
            ("bus-factor", _) => AccessView::BusFactor,
            ("compare", _) => AccessView::Compare,
            ("plan", _) => AccessView::Plan,
            _ => return None,
        })
    }
}

/// Makes a return path safe: a path within the app, or [`Path::Home`]. It is kept in this
/// browser's storage and never taken from a URL; this is the second line of defence against
/// an open redirector (RFC 9700, section 4.11.1).
pub fn safe_return_path(path: &str) -> String {
    let stays_here = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\n', '\r', '\t'])
        && !path.starts_with(&Path::AuthSuccess.to());
    if stays_here {
        path.to_owned()
    } else {
        Path::Home.to()
    }
}

/// The base path that the app is served under, without a slash at the end.
pub mod base {
    use super::OnceCell;

    thread_local! {
        static BASE: OnceCell<String> = const { OnceCell::new() };
    }

    /// Sets the base from the path of `<base href>`, once, before anything is shown.
    pub fn set(base_path: &str) {
        let trimmed = base_path.trim_end_matches('/').to_owned();
        BASE.with(|base| {
            let _ = base.set(trimmed);
        });
    }

    /// Reads the base: empty if the app is served at the root.
    pub fn with<T>(read: impl FnOnce(&str) -> T) -> T {
        BASE.with(|base| read(base.get().map_or("", String::as_str)))
    }

    /// Takes the base off a path of the address bar, if it lies under it.
    pub fn strip(path: &str) -> Option<String> {
        with(|base| {
            let rest = path.strip_prefix(base)?;
            match rest.chars().next() {
                None => Some("/".to_owned()),
                Some('/') => Some(rest.to_owned()),
                Some(_) => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_route_in_both_forms() {
        base::set("/studio/");
        let cases = [
            (Path::Home, "/"),
            (Path::Workspaces, "/workspaces"),
            (Path::Workspace("a_b.c+d@e".into()), "/workspaces/a_b.c+d@e"),
            (
                Path::Workspace("a/b?c#d".into()),
                "/workspaces/a%2Fb%3Fc%23d",
            ),
            (Path::Workspace("..".into()), "/workspaces/%2E%2E"),
            (
                Path::Members("ml-team".into()),
                "/workspaces/ml-team/members",
            ),
            (Path::Access(AccessView::Overview), "/access"),
            (
                Path::Access(AccessView::Person("a/b@x".into())),
                "/access/person?principal=a%2Fb@x",
            ),
            (Path::Access(AccessView::OpenDoors), "/access/open-doors"),
            (
                Path::Activity("ml-team".into()),
                "/workspaces/ml-team/activity",
            ),
            (Path::Account, "/account"),
            (Path::AuthSuccess, "/auth/success"),
        ];
        for (path, to) in cases {
            assert_eq!(path.to(), to);
            assert_eq!(path.href(), format!("/studio{to}"));
            assert_eq!(base::strip(&path.href()).as_deref(), Some(to));
        }
        assert_eq!(base::strip("/studio").as_deref(), Some("/"));
        assert_eq!(base::strip("/studious/x"), None);
        assert_eq!(base::strip("/other"), None);
    }

    #[test]
    fn every_page_about_access_is_found_again() {
        use AccessView as V;
        let all = [
            V::Overview,
            V::Review,
            V::Evidence,
            V::People,
            V::Person("*".into()),
            V::Person("a.b+c%d@x.org".into()),
        ];
        for view in all
            .into_iter()
            .chain([V::OpenDoors, V::BusFactor, V::Compare, V::Plan])
        {
            let to = view.to();
            let (path, query) = to.split_once('?').unwrap_or((&to, ""));
            assert!(!path.contains('.'));
            let principal = form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == PRINCIPAL)
                .map(|(_, value)| value.into_owned());
            assert_eq!(
                V::parse(path.split('/').nth(2), principal.as_deref()),
                Some(view)
            );
        }
        assert_eq!(V::parse(Some("nonsense"), None), None);
    }

    #[test]
    fn return_paths_stay_within_the_app() {
        for good in ["/", "/workspaces?q=a", "/workspaces/a_b.c+d@e/members"] {
            assert_eq!(safe_return_path(good), good);
        }
        for bad in [
            "",
            "workspaces",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\nb",
            "/auth/success?code=x",
        ] {
            assert_eq!(safe_return_path(bad), "/", "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_segment_is_one_segment(text in any::<String>()) {
            let encoded = encode_segment(&text);
            prop_assert!(!encoded.contains(['/', '?', '#', '\\']));
            prop_assert!(encoded != "." && encoded != "..");
            let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap();
            prop_assert_eq!(decoded, text);
        }
    }
}
