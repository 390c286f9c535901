//! Who is at the keyboard, as the platform takes them: asked once per session, when the page is there,
//! so that nothing waits for it. Until the answer comes, and where there is none, it is what the tokens
//! say.

use nmp_types::authenticated::Authenticated;

use crate::session::Session;
use crate::transport::Api;

const AUTHENTICATE: &str = "/apis/auth/authenticate";

/// Asks, and takes the answer over.
pub async fn ask(session: Session) {
    let Some(read) = session.identity_untracked() else {
        return;
    };
    let Some(answer) = Api::new(session).peek(AUTHENTICATE).await else {
        return;
    };
    if let Some(word) = Authenticated::read(&answer.body) {
        let told = word.applied_to(&read, &session.scope_prefix());
        session.take_word(&read, told);
    }
}
