//! Signs in by the device flow (RFC 8628), renews, and gives the refresh token back.

use std::time::Duration;

use nmp_oidc::device::{DeviceAuthorization, Outcome, Polling, authorization_form, token_form};
use nmp_oidc::token::{TokenResponse, refresh_form, revocation_form};
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::OidcDiscovery;
use url::Url;

use super::finding::{Finding, Place};
use super::probe::{Answer, Prober, Seen};
use crate::clock::Clock;
use crate::config::BearerToken;

/// Where the sign-in goes.
pub struct Endpoints {
    /// For the code.
    pub device: Option<Url>,
    /// For tokens.
    pub token: Option<Url>,
    /// For giving tokens back.
    pub revocation: Option<Url>,
}

/// What came of it.
#[derive(Default)]
pub struct SignedIn {
    /// The newest of the tokens that requests carry, if there is one.
    pub bearer: Option<Secret>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

/// Signs in; `announce` gets what the person has to do.
pub async fn sign_in(
    prober: &Prober,
    discovery: &OidcDiscovery,
    source: BearerToken,
    endpoints: &Endpoints,
    clock: &dyn Clock,
    announce: &(dyn Fn(&str) + Sync),
) -> SignedIn {
    let mut done = SignedIn::default();
    let (Some(device), Some(token)) = (&endpoints.device, &endpoints.token) else {
        done.findings.push(
            Finding::not_known(
                "sign_in",
                "Without a device_authorization_endpoint this command can't sign in; Studio's \
                 account page shows the claims of a token.",
            )
            .change(
                Place::Provider,
                "Allow the device flow (RFC 8628) for the client.",
            ),
        );
        return done;
    };
    let tokens = match by_device(prober, discovery, device, token, clock, announce).await {
        Ok(tokens) => tokens,
        Err(finding) => {
            done.findings.push(finding);
            return done;
        }
    };
    done.findings.push(Finding::pass(
        "sign_in",
        "Signing in by the device flow works.",
    ));
    done.findings.push(match &tokens.id_token {
        Some(_) => Finding::pass("id_token", "There is an ID token."),
        None => Finding::warning("id_token", "There is no ID token, and Studio needs one.")
            .change(Place::Provider, "Allow the client the scope openid."),
    });
    done.bearer = carried(source, &tokens);
    let Some(refresh_token) = tokens.refresh_token else {
        done.findings.push(
            Finding::warning(
                "refresh_works",
                "There is no refresh token: people are sent through the provider whenever an \
                 access token has expired.",
            )
            .change(
                Place::Settings,
                "auth.oidc.default_scopes: with offline_access, if the provider has it",
            ),
        );
        return done;
    };
    let last = refresh(prober, discovery, source, token, refresh_token, &mut done).await;
    done.findings
        .push(revoke(prober, discovery, endpoints, &last).await);
    done
}

fn carried(source: BearerToken, tokens: &TokenResponse) -> Option<Secret> {
    match source {
        BearerToken::AccessToken => Some(tokens.access_token.clone()),
        BearerToken::IdToken => tokens.id_token.clone(),
    }
}

async fn by_device(
    prober: &Prober,
    discovery: &OidcDiscovery,
    device: &Url,
    token: &Url,
    clock: &dyn Clock,
    announce: &(dyn Fn(&str) + Sync),
) -> Result<TokenResponse, Finding> {
    let failed = |problem: String| {
        Finding::fault("sign_in", problem).change(
            Place::Provider,
            "Allow the client the device flow (RFC 8628), and the scopes of auth.oidc.default_scopes.",
        )
    };
    let scope = discovery.requested_scope();
    let seen = prober
        .post(
            device,
            authorization_form(
                &discovery.client_id,
                &scope,
                &discovery.authorization_parameters,
            ),
        )
        .await;
    let answer = seen.map_err(|problem| failed(format!("{device} does not answer: {problem}.")))?;
    let body = String::from_utf8_lossy(&answer.body);
    let authorization = DeviceAuthorization::parse(answer.status, &body, &discovery.issuer)
        .map_err(|error| failed(error.to_string()))?;
    announce(&format!(
        "Open {} and enter the code {}",
        authorization.verification_uri, authorization.user_code
    ));
    let mut polling = Polling::new(&authorization, seconds(clock));
    loop {
        let pause = polling
            .next(seconds(clock))
            .map_err(|error| failed(error.to_string()))?;
        tokio::time::sleep(Duration::from_secs(pause.into())).await;
        let form = token_form(
            &authorization.device_code,
            &discovery.client_id,
            &scope,
            discovery.authorization_parameters.resource(),
        );
        let seen = prober.post(token, form).await;
        match take(&mut polling, &seen) {
            Ok(Some(tokens)) => return Ok(tokens),
            Ok(None) => {}
            Err(problem) => return Err(failed(problem)),
        }
    }
}

fn take(polling: &mut Polling, seen: &Seen) -> Result<Option<TokenResponse>, String> {
    let Ok(answer) = seen else {
        return polling
            .take(Outcome::Silence)
            .map_err(|error| error.to_string());
    };
    let body = String::from_utf8_lossy(&answer.body);
    let outcome = Outcome::Answer {
        status: answer.status,
        body: &body,
        retry_after: answer.retry_after,
    };
    polling.take(outcome).map_err(|error| error.to_string())
}

/// Renews once, and returns the refresh token that is good then.
async fn refresh(
    prober: &Prober,
    discovery: &OidcDiscovery,
    source: BearerToken,
    token: &Url,
    refresh_token: Secret,
    done: &mut SignedIn,
) -> Secret {
    const ID: &str = "refresh_works";
    let seen = prober
        .post(
            token,
            refresh_form(
                &refresh_token,
                &discovery.client_id,
                discovery.authorization_parameters.resource(),
            ),
        )
        .await;
    let problem = match seen.map(|answer| parse(&answer)) {
        Ok(Ok(renewed)) => {
            let rotates = renewed.refresh_token.is_some();
            done.findings.push(Finding::pass(
                ID,
                match rotates {
                    true => "Renewing works, and refresh tokens rotate.",
                    false => "Renewing works; refresh tokens stay.",
                },
            ));
            // Not every provider renews ID tokens.
            done.bearer = carried(source, &renewed).or(done.bearer.take());
            return renewed.refresh_token.unwrap_or(refresh_token);
        }
        Ok(Err(error)) => error,
        Err(problem) => problem,
    };
    done.findings.push(
        Finding::warning(ID, format!("Renewing fails: {problem}")).change(
            Place::Provider,
            "Allow the client the grant type refresh_token.",
        ),
    );
    refresh_token
}

fn parse(answer: &Answer) -> Result<TokenResponse, String> {
    let body = String::from_utf8_lossy(&answer.body);
    TokenResponse::parse(answer.status, &body).map_err(|error| error.to_string())
}

/// RFC 7009.
async fn revoke(
    prober: &Prober,
    discovery: &OidcDiscovery,
    endpoints: &Endpoints,
    refresh_token: &Secret,
) -> Finding {
    const ID: &str = "revocation_works";
    let Some(url) = &endpoints.revocation else {
        return Finding::not_known(
            ID,
            "Without a revocation_endpoint this command's refresh token could not be given back.",
        );
    };
    let form = revocation_form(refresh_token, &discovery.client_id);
    match prober.post(url, form).await {
        Ok(answer) if answer.status == 200 => {
            Finding::pass(ID, "Refresh tokens can be given back; this command's was.")
        }
        Ok(answer) => Finding::warning(
            ID,
            format!(
                "The revocation_endpoint answers with the status {}: refresh tokens live on after \
                 a sign-out, this command's too.",
                answer.status
            ),
        )
        .change(Place::Provider, "Let public clients revoke their tokens."),
        Err(_) => Finding::warning(ID, "The revocation_endpoint does not answer."),
    }
}

fn seconds(clock: &dyn Clock) -> UnixSeconds {
    clock.now().as_second()
}
