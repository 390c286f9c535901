//! What is asked for the checklist, as a stranger would ask. Nothing of it changes anything.

use nmp_access::posture::Findings;
use nmp_access::posture::items::named;
use nmp_access::posture::network::{
    Answers, FILES, IDENTITY_HEADERS, SERVICE, WORKSPACES, judge_address, judge_answers,
    judge_identity_header, judge_policy, judge_service,
};
use nmp_access::posture::signing_in::{self, judge_grants, judge_life};
use nmp_types::Discovery;
use nmp_types::discovery::{grant_types, metadata_url};

use crate::pages::access::state::platform_of;
use crate::session::{Session, browser};
use crate::transport::{probe_as_stranger, read_as_stranger};

/// Asks the platform, the identity provider and the own token.
pub async fn ask(session: Session) -> Findings {
    let mut findings = Findings::default();
    let base = session.base_url();
    let discovery = read_as_stranger(&format!("{base}/apis/auth/discovery")).await;
    let discovery = discovery
        .and_then(|document| nmp_sdk::discovery::read(&document.to_string()).ok())
        .map(|found| found.discovery);
    match &discovery {
        Some(discovery) => signing_in::judge(discovery, &mut findings),
        None => {
            for item in [named::SIGN_IN, named::UNSIGNED, named::HTTPS] {
                findings.unknown(item, "the platform didn't say how to sign in");
            }
        }
    }
    grants(discovery.as_ref(), &mut findings).await;
    own_token(session, &mut findings);
    judge_address(&platform_of(session), &mut findings);
    network(&base, &mut findings).await;
    findings
}

async fn grants(discovery: Option<&Discovery>, findings: &mut Findings) {
    let Some(oidc) = discovery.and_then(|discovery| discovery.oidc.as_ref()) else {
        return;
    };
    let metadata = read_as_stranger(&metadata_url(&oidc.issuer)).await;
    let grants = metadata.as_ref().and_then(grant_types);
    judge_grants(grants.as_deref(), findings);
}

fn own_token(session: Session, findings: &mut Findings) {
    if session.identity_untracked().is_none() {
        return;
    }
    let claims = session.claims().and_then(|(access_token, _)| access_token);
    let moment = |name: &str| claims.as_ref()?.get(name)?.as_i64();
    judge_life(moment("iat").zip(moment("exp")), findings);
}

async fn network(base: &str, findings: &mut Findings) {
    for (item, header) in IDENTITY_HEADERS {
        let status = status(base, WORKSPACES, Some(header)).await;
        judge_identity_header(item, status, findings);
    }
    judge_service(status(base, FILES, Some(SERVICE)).await, findings);
    let answers = Answers {
        metrics: status(base, "/metrics", None).await,
        ready: status(base, "/health/ready", None).await,
    };
    judge_answers(answers, findings);
    // The page's own policy, which only its own origin tells.
    let page = format!("{}{}", browser::origin(), crate::paths::Path::Home.href());
    match probe_as_stranger(&page, None).await {
        Some(page) => judge_policy(page.policy.as_deref().unwrap_or_default(), findings),
        None => findings.unknown(named::CONNECT_SRC, "no answer"),
    }
}

async fn status(base: &str, path: &str, header: Option<(&str, &str)>) -> Option<u16> {
    let answer = probe_as_stranger(&format!("{base}{path}"), header).await?;
    Some(answer.status)
}
