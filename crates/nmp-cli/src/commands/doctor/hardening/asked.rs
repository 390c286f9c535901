//! What is asked for the checklist. Nothing of it changes anything.

use nmp_access::posture::Findings;
use nmp_access::posture::items::named;
use nmp_access::posture::network::{
    Answers, FILES, IDENTITY_HEADERS, SERVICE, WORKSPACES, judge_address, judge_answers,
    judge_identity_header, judge_policy, judge_service,
};
use nmp_access::posture::signing_in::{judge_grants, judge_life};
use nmp_oidc::id_token::decode_claims;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::native::http::{Probe, Request};
use nmp_types::discovery::{grant_types, metadata_url};
use serde_json::Value;

/// The grants that the provider's metadata offers.
pub(super) async fn grants(platform: &NeMoPlatform, issuer: &str, findings: &mut Findings) {
    let url = metadata_url(issuer);
    let answer = platform.http().request(Request::get(&url)).await;
    let document = answer.ok().filter(|answer| answer.status == 200);
    let document = document.and_then(|answer| serde_json::from_str::<Value>(&answer.body).ok());
    let grants = document.as_ref().and_then(grant_types);
    judge_grants(grants.as_deref(), findings);
}

/// How long the caller's own token lives, from its claims.
pub(super) async fn own_token(platform: &NeMoPlatform, findings: &mut Findings) {
    let token = platform.tokens().token().await.ok().flatten();
    let claims = token.as_ref().and_then(decode_claims);
    let moment = |name: &str| claims.as_ref()?.get(name)?.as_i64();
    judge_life(moment("iat").zip(moment("exp")), findings);
}

/// What strangers are answered.
pub(super) async fn network(platform: &NeMoPlatform, findings: &mut Findings) {
    judge_address(platform.base_url(), findings);
    for (item, header) in IDENTITY_HEADERS {
        let status = status(platform, WORKSPACES, &[header]).await;
        judge_identity_header(item, status, findings);
    }
    judge_service(status(platform, FILES, &[SERVICE]).await, findings);
    let answers = Answers {
        metrics: status(platform, "/metrics", &[]).await,
        ready: status(platform, "/health/ready", &[]).await,
    };
    judge_answers(answers, findings);
    match ask(platform, "/studio/index.html", &[]).await {
        Some(page) if page.status == 200 => {
            let policy = page.header("content-security-policy").unwrap_or_default();
            judge_policy(policy, findings);
        }
        Some(_) => findings.unknown(named::CONNECT_SRC, "Studio is not there"),
        None => {}
    }
}

async fn status(platform: &NeMoPlatform, path: &str, headers: &[(&str, &str)]) -> Option<u16> {
    Some(ask(platform, path, headers).await?.status)
}

async fn ask(platform: &NeMoPlatform, path: &str, headers: &[(&str, &str)]) -> Option<Probe> {
    let url = format!("{}{path}", platform.base_url());
    platform.http().probe(&url, headers).await.ok()
}
