//! Routes without a rule are not served.
//!
//! The router would serve any handler that is added to it, even one that is not in [`table`] and
//! so has no rule. This list of routes with rules comes first: everything else is refused before
//! a handler sees it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::table::table;
use super::unmatched;
use crate::error::ApiError;
use crate::state::AppState;

/// The routes of Studio's files, which are open and not part of the API.
const STUDIO: [&str; 4] = ["/", "/studio", "/studio/", "/studio/{*path}"];

/// The methods of each path that have a rule.
pub(super) struct Ruled(HashMap<&'static str, Vec<Method>>);

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It has a rule, or doesn't exist.
    Pass,
    /// The path is known, but this method has no rule; the methods that have one.
    NoMethod(String),
    /// The path has no rule.
    NoRule,
}

impl Ruled {
    pub(super) fn new() -> Self {
        let mut methods: HashMap<&'static str, Vec<Method>> = HashMap::new();
        for route in table() {
            let of_path = methods.entry(route.path).or_default();
            // The router answers HEAD with the head of GET.
            if route.method == Method::GET {
                of_path.extend([Method::GET, Method::HEAD]);
            } else {
                of_path.push(route.method);
            }
        }
        Self(methods)
    }

    fn verdict(&self, matched: Option<&str>, method: &Method) -> Verdict {
        let Some(path) = matched else {
            return Verdict::Pass;
        };
        match self.0.get(path) {
            Some(methods) if methods.contains(method) => Verdict::Pass,
            Some(methods) => {
                let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
                Verdict::NoMethod(names.join(","))
            }
            None if STUDIO.contains(&path) => Verdict::Pass,
            None => Verdict::NoRule,
        }
    }
}

/// Refuses requests without a rule.
pub(super) async fn guard(
    State((state, ruled)): State<(AppState, Arc<Ruled>)>,
    request: Request,
    next: Next,
) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    match ruled.verdict(matched.map(MatchedPath::as_str), request.method()) {
        Verdict::Pass => next.run(request).await,
        Verdict::NoMethod(names) => {
            let (head, _) = request.into_parts();
            let mut response = unmatched::method(&state, &head).await;
            if let Ok(names) = HeaderValue::from_str(&names) {
                response.headers_mut().insert(ALLOW, names);
            }
            response
        }
        Verdict::NoRule => {
            tracing::error!("a route without a rule is not served");
            ApiError::Forbidden.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_routes_of_the_table_are_served() {
        let ruled = Ruled::new();
        let members = "/apis/entities/v2/workspaces/{workspace}/members";
        let no_method = Verdict::NoMethod("GET,HEAD,POST".to_owned());
        for (path, method, verdict) in [
            (members, Method::GET, Verdict::Pass),
            (members, Method::HEAD, Verdict::Pass),
            (members, Method::POST, Verdict::Pass),
            (members, Method::PATCH, no_method),
            ("/apis/entities/v2/secret", Method::GET, Verdict::NoRule),
            ("/debug", Method::GET, Verdict::NoRule),
            ("/studio/{*path}", Method::GET, Verdict::Pass),
        ] {
            assert_eq!(ruled.verdict(Some(path), &method), verdict, "{path}");
        }
        // It doesn't exist: the router's own fallback says so.
        assert_eq!(ruled.verdict(None, &Method::GET), Verdict::Pass);
    }
}
