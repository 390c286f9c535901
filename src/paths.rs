//! Every route of the app, typed.
//!
//! Two forms on purpose, because `leptos_router` treats them differently: [`Path::href`] has
//! the base path and is for links; [`Path::to`] is without it and is for `navigate` and for
//! the return path of a sign-in, which the router puts the base in front of.

mod address;

use std::cell::OnceCell;

pub use address::{PageUrl, use_fragment, use_query, use_segment};
use nmp_types::{Query, encode_segment};

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
    /// What the person at the keyboard can get at, and how to ask for more.
    Me,
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
            Path::Me => "/me".to_owned(),
            Path::Account => "/account".to_owned(),
            Path::AuthSuccess => "/auth/success".to_owned(),
        }
    }

    /// The path with the base in front, for links.
    pub fn href(&self) -> String {
        base::with(|base| format!("{base}{}", self.to()))
    }
}

/// Which page an address within the app leads to, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// [`Path::Home`].
    Home,
    /// [`Path::Workspaces`].
    Workspaces,
    /// [`Path::Workspace`].
    Workspace,
    /// [`Path::Members`].
    Members,
    /// [`Path::Activity`].
    Activity,
    /// [`Path::Access`], with any view, also one that doesn't exist.
    Access,
    /// [`Path::Me`].
    Me,
    /// [`Path::Account`].
    Account,
}

impl Page {
    /// Of a path without the base; a slash at the end changes nothing. `None` if there is no such page.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        Some(match segments[..] {
            [""] if path.is_empty() => Self::Home,
            ["workspaces"] => Self::Workspaces,
            ["workspaces", name, ref rest @ ..] if !name.is_empty() => match rest {
                [] => Self::Workspace,
                ["members"] => Self::Members,
                ["activity"] => Self::Activity,
                _ => return None,
            },
            ["access"] | ["access", _] => Self::Access,
            ["me"] => Self::Me,
            ["account"] => Self::Account,
            _ => return None,
        })
    }
}

/// The longest query that is left to servers, in bytes: some proxies refuse lines of 4 KiB.
const LONGEST_QUERY: usize = 2_000;

/// The longest link that is handed out, in bytes: programs that pass links on cut longer ones off.
const LONGEST_LINK: usize = 32_000;

/// A link to hand to others. What is too long for a server is carried in the fragment, which
/// servers never see; `None` if it is too long for that.
pub fn shared(origin: &str, path: &Path, query: &Query) -> Option<String> {
    let query = query.encode();
    let mark = if query.len() > LONGEST_QUERY {
        '#'
    } else {
        '?'
    };
    let link = format!("{origin}{}{mark}{query}", path.href());
    (link.len() <= LONGEST_LINK).then_some(link)
}

/// The name of the part of an address that has the search of a list.
pub const SEARCH: &str = "q";

/// The path of the list of workspaces with a search, within the app.
pub fn workspaces_found_by(search: &str) -> String {
    let query = Query::default().with_some(SEARCH, search);
    Path::Workspaces.to() + &query.suffix()
}

/// The parameter of a query that says whose page it is.
pub const PRINCIPAL: &str = "principal";

/// The parameter of a query that fills in who signs in on a quickstart: `nmp quickstart up` prints it.
pub const EMAIL: &str = "email";

/// The parameter of a query that says which kind of findings is shown.
pub const FINDING_KIND: &str = "kind";

/// A page about access across workspaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessView {
    /// What there is to know.
    Overview,
    /// Every person, group and service.
    People,
    /// One of them.
    Person(String),
    /// Every grant.
    Grants,
    /// Who has which role where, at one look.
    Matrix,
    /// What stands out: all of it, or one [`FINDING_KIND`].
    Findings,
    /// The access review: keep or remove, one grant after the other.
    Reviews,
    /// The changes that are planned, running or done in this tab.
    Changes,
    /// Two workspaces side by side.
    Compare,
    /// How well the platform is protected.
    Posture,
}

impl AccessView {
    /// The pages beside the overview that the navigation names, without [`AccessView::Posture`], which is
    /// for those who run the platform.
    pub const SECTIONS: [Self; 5] = [
        Self::People,
        Self::Grants,
        Self::Findings,
        Self::Reviews,
        Self::Changes,
    ];

    /// The page that the navigation marks as the current one.
    pub fn section(self) -> Self {
        match self {
            Self::Person(_) => Self::People,
            Self::Matrix | Self::Compare => Self::Grants,
            other => other,
        }
    }

    /// What the navigation calls it; the page of one person goes by the name of its section.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::People | Self::Person(_) => "People and groups",
            Self::Grants | Self::Matrix | Self::Compare => "Grants",
            Self::Findings => "Findings",
            Self::Reviews => "Reviews",
            Self::Changes => "Changes",
            Self::Posture => "Posture",
        }
    }

    fn to(&self) -> String {
        let rest = match self {
            AccessView::Overview => return "/access".to_owned(),
            AccessView::People => "person",
            // Not a segment: NeMo Platform takes an address that ends like a file's name for a file,
            // and most e-mail addresses do.
            AccessView::Person(principal) => {
                let query = Query::default().with(PRINCIPAL, principal);
                return format!("/access/person{}", query.suffix());
            }
            AccessView::Grants => "grants",
            AccessView::Matrix => "matrix",
            AccessView::Findings => "findings",
            AccessView::Reviews => "reviews",
            AccessView::Changes => "changes",
            AccessView::Compare => "compare",
            AccessView::Posture => "posture",
        };
        format!("/access/{rest}")
    }

    /// The page that had this segment in earlier versions, and the [`FINDING_KIND`] that was a page then.
    pub fn renamed(view: &str) -> Option<(Self, Option<&'static str>)> {
        let (now, kind) = match view {
            "review" | "bindings" => (AccessView::Grants, None),
            "evidence" | "certification" => (AccessView::Reviews, None),
            "open-doors" => (AccessView::Findings, Some("open")),
            "bus-factor" => (AccessView::Findings, Some("admins")),
            "plan" => (AccessView::Changes, None),
            _ => return None,
        };
        Some((now, kind))
    }

    /// Reads the segment after `/access`, empty if absent, and the query's [`PRINCIPAL`]; `None` if
    /// the page doesn't exist.
    pub fn parse(view: &str, query: &Query) -> Option<Self> {
        if let Some((view, _)) = Self::renamed(view) {
            return Some(view);
        }
        Some(match (view, query.get(PRINCIPAL).as_deref()) {
            ("", _) => AccessView::Overview,
            ("person", None | Some("")) => AccessView::People,
            ("person", Some(principal)) => AccessView::Person(principal.to_owned()),
            ("grants", _) => AccessView::Grants,
            ("matrix", _) => AccessView::Matrix,
            ("findings", _) => AccessView::Findings,
            ("reviews", _) => AccessView::Reviews,
            ("changes", _) => AccessView::Changes,
            ("compare", _) => AccessView::Compare,
            ("posture", _) => AccessView::Posture,
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
            (
                Path::Members("ml-team".into()),
                "/workspaces/ml-team/members",
            ),
            (Path::Access(AccessView::Overview), "/access"),
            (
                Path::Access(AccessView::Person("a/b@x".into())),
                "/access/person?principal=a%2Fb%40x",
            ),
            (Path::Access(AccessView::Findings), "/access/findings"),
            (
                Path::Activity("ml-team".into()),
                "/workspaces/ml-team/activity",
            ),
            (Path::Me, "/me"),
            (Path::Account, "/account"),
            (Path::AuthSuccess, "/auth/success"),
        ];
        for (path, to) in cases {
            assert_eq!(path.to(), to);
            assert_eq!(path.href(), format!("/studio{to}"));
            assert_eq!(base::strip(&path.href()).as_deref(), Some(to));
        }
        let pages = [
            (Path::Home, Some(Page::Home)),
            (Path::Workspaces, Some(Page::Workspaces)),
            (Path::Workspace("a/b?c#d".into()), Some(Page::Workspace)),
            (Path::Members("members".into()), Some(Page::Members)),
            (Path::Activity("access".into()), Some(Page::Activity)),
            (Path::Access(AccessView::Overview), Some(Page::Access)),
            (Path::Access(AccessView::Matrix), Some(Page::Access)),
            (Path::Me, Some(Page::Me)),
            (Path::Account, Some(Page::Account)),
            (Path::AuthSuccess, None),
        ];
        for (path, page) in pages {
            let to = path.to();
            // A person's page is told apart by its query, which isn't part of the path.
            assert_eq!(Page::of(&to), page, "{to}");
            let with_a_slash = format!("{}/", to.trim_end_matches('/'));
            assert_eq!(Page::of(&with_a_slash), page, "{with_a_slash}");
        }
        for nowhere in [
            "",
            "me",
            "//",
            "/workspaces//members",
            "/workspaces//",
            "/workspaces/a/members/b",
            "/workspaces/a/other",
            "/access/a/b",
            "/me/x",
            "/Me",
        ] {
            assert_eq!(Page::of(nowhere), None, "{nowhere}");
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
            V::Grants,
            V::Matrix,
            V::Reviews,
            V::People,
            V::Person("*".into()),
            V::Person("a.b+c%d@x.org".into()),
        ];
        for view in all
            .into_iter()
            .chain([V::Findings, V::Compare, V::Posture, V::Changes])
        {
            let to = view.to();
            let (path, query) = to.split_once('?').unwrap_or((&to, ""));
            assert!(!path.contains('.'));
            let segment = path.split('/').nth(2).unwrap_or_default();
            assert_eq!(V::parse(segment, &Query::parse(query)), Some(view));
        }
        assert_eq!(V::parse("nonsense", &Query::default()), None);
        for (before, now) in [
            ("review", V::Grants),
            ("bindings", V::Grants),
            ("evidence", V::Reviews),
            ("certification", V::Reviews),
            ("open-doors", V::Findings),
            ("bus-factor", V::Findings),
            ("plan", V::Changes),
        ] {
            assert_eq!(V::parse(before, &Query::default()), Some(now.clone()));
            assert!(!now.to().ends_with(before), "{before} means one page only");
        }
    }

    #[test]
    fn a_link_is_never_too_long_for_a_server() {
        let link = |people: usize| {
            let query = (0..people).fold(Query::default(), |query, n| {
                query.with(PRINCIPAL, &format!("person-{n:05}@example.com"))
            });
            let link = shared("https://nmp", &Path::Members("ml".into()), &query)?;
            let (before, behind) = link.split_at(link.find(['?', '#'])?);
            assert!(before.ends_with("/workspaces/ml/members"));
            assert_eq!(Query::parse(behind), query);
            Some((behind.chars().next()?, link.len()))
        };
        for people in [1, 2, 40] {
            assert!(matches!(link(people), Some(('?', ..2_100))), "{people}");
        }
        for people in [60, 200, 700] {
            assert!(
                matches!(link(people), Some(('#', ..=LONGEST_LINK))),
                "{people}"
            );
        }
        assert_eq!(link(1_000), None);
    }

    #[test]
    fn return_paths_stay_within_the_app() {
        for good in [
            "/",
            "/workspaces?q=a",
            "/workspaces/a_b.c+d@e/members",
            "/workspaces/ml/members#do=remove&principal=a%2540b",
        ] {
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
}
