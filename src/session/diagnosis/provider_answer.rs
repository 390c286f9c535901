//! What an identity provider means by its `error=` answer (RFC 6749, sections 4.1.2.1 and 5.2;
//! OpenID Connect Core 1.0, section 3.1.2.6), with the words of those who say it otherwise.

use super::finding::Finding;
use super::known::Known;

/// What an answer means; `None` if it says nothing that is known here. `status` is there if it comes
/// from the token endpoint.
pub fn meaning(
    code: &str,
    description: &str,
    status: Option<u16>,
    known: &Known<'_>,
) -> Option<Finding> {
    let said = description.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let client = || known.client_id().to_owned();
    if let Some(finding) = entra(&said, known) {
        return Some(finding);
    }
    let at_token_endpoint = status.is_some();
    Some(match code {
        _ if code == "redirect_uri_mismatch"
            || says(&["redirect_uri", "redirect uri", "callback url", "reply url"]) =>
        {
            Finding::RedirectUri
        }
        _ if says(&["client_secret", "client secret", "client credentials"]) => {
            Finding::ConfidentialClient(client())
        }
        "invalid_client" if at_token_endpoint => Finding::ConfidentialClient(client()),
        "invalid_client" | "unauthorized_client" => Finding::Client(client()),
        "consent_required" => Finding::Consent,
        "invalid_scope" => Finding::Scope(known.scopes()),
        "invalid_target" | "invalid_resource" => Finding::Resource,
        // Auth0: “Service not found: …”.
        "access_denied" if says(&["service not found"]) => Finding::Resource,
        "access_denied" if says(&["not assigned"]) => Finding::NotAssigned,
        // Auth0's token endpoint to a client that has to prove itself.
        "access_denied" if status == Some(401) => Finding::ConfidentialClient(client()),
        "access_denied" => Finding::AccessDenied,
        "invalid_grant" if at_token_endpoint => Finding::Code,
        "server_error" | "temporarily_unavailable" => Finding::Provider,
        _ => return None,
    })
}

/// Microsoft Entra ID says it by number (“AADSTS error codes” of its documentation).
fn entra(said: &str, known: &Known<'_>) -> Option<Finding> {
    let (_, rest) = said.split_once("aadsts")?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let client = || known.client_id().to_owned();
    Some(match rest.get(..digits)? {
        "50011" | "500112" | "500113" => Finding::RedirectUri,
        "9002326" | "9002325" | "9002327" => Finding::PlatformType,
        "7000218" | "7000215" | "7000216" => Finding::ConfidentialClient(client()),
        "700016" | "700038" | "90002" => Finding::Client(client()),
        "65001" | "90094" | "90095" => Finding::Consent,
        "65004" => Finding::AccessDenied,
        "70011" | "650053" | "28000" | "28003" => Finding::Scope(known.scopes()),
        "500011" | "650057" | "650056" => Finding::Resource,
        "50105" | "53003" => Finding::NotAssigned,
        "70008" | "54005" | "501481" => Finding::Code,
        _ => return None,
    })
}
