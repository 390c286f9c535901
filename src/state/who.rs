//! Who is at the keyboard, as the platform takes them: asked once per session, when the page is there,
//! so that nothing waits for it. Until the answer comes, and where there is none, it is what the tokens
//! say; what they leave open is assumed then ([`nmp_types::assumed`]).

use nmp_types::authenticated::Authenticated;

use crate::session::Session;
use crate::transport::Api;

const AUTHENTICATE: &str = "/apis/auth/authenticate";

/// Asks, and takes the answer over.
pub async fn ask(session: Session) {
    let Some(read) = session.identity_untracked() else {
        return;
    };
    let answer = Api::new(session).peek(AUTHENTICATE).await;
    let word = answer.and_then(|answer| Authenticated::read(&answer.body));
    let told = match word {
        Some(word) => word.applied_to(&read, &session.scope_prefix()),
        // NeMo Platform before 0.4, most likely.
        None if read.is_unsettled => {
            let Some((sent, id_token)) = session.claims_untracked() else {
                return;
            };
            read.settled(&sent.unwrap_or(id_token))
        }
        None => return,
    };
    session.take_word(&read, told);
}
