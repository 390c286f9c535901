//! Which scopes are asked for, and whether they came.

use nmp_oidc::Secret;
use nmp_oidc::id_token::decode_claims;
use nmp_types::OidcDiscovery;
use nmp_types::scope::Scopes;

/// What to ask for: the platform's default scopes; with `--scope`, those, and of the defaults only
/// the ones that are OpenID Connect's own.
pub(super) fn requested(oidc: &OidcDiscovery, asked: Option<&str>) -> String {
    let Some(asked) = asked else {
        return oidc.requested_scope();
    };
    let own = oidc
        .default_scopes
        .split_whitespace()
        .filter(|scope| !scope.contains(':'));
    let mut scopes: Vec<&str> = own.collect();
    for scope in asked.split_whitespace() {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    OidcDiscovery {
        default_scopes: scopes.join(" "),
        ..oidc.clone()
    }
    .requested_scope()
}

/// Which of the platform's scopes were asked for and not granted, as far as that can be seen.
pub(super) fn missing(
    oidc: &OidcDiscovery,
    requested: &str,
    token: &Secret,
    answered: Option<&str>,
) -> Vec<String> {
    let prefix = oidc.scope_prefix.as_deref().unwrap_or_default();
    let granted = match decode_claims(token).map(|claims| Scopes::read(&claims, prefix)) {
        Some(Ok(scopes)) if scopes.iter().next().is_some() => scopes,
        _ => match answered {
            Some(text) => Scopes::from_text(text, prefix),
            None => return Vec::new(),
        },
    };
    requested
        .split_whitespace()
        .map(|scope| scope.strip_prefix(prefix).unwrap_or(scope))
        .filter(|scope| scope.contains(':') && !granted.iter().any(|one| one == *scope))
        .map(str::to_owned)
        .collect()
}
