//! Asks an address that couldn't be read whether anything answers there.
//!
//! A page can't tell why a request has failed. A second one of the kind that needs no permission
//! (`no-cors`) can: if it gets an answer, which stays unreadable, what is missing is the permission;
//! if the page's policy forbids it, the browser reports that.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestMode};

use super::known::Seen;
use crate::session::browser;

/// How long it may take to answer, in milliseconds.
const TIMEOUT_MS: u32 = 5_000;

/// How long the browser may take to report that the policy forbids it, in milliseconds.
const REPORT_MS: u32 = 100;

/// Looks. It sends a HEAD without cookies, body or secret: that there is an answer is all that
/// counts.
pub async fn look(url: &str) -> Seen {
    let text = |object: &JsValue, name: &str| {
        Reflect::get(object, &name.into())
            .ok()
            .and_then(|value| value.as_string())
    };
    if browser::is_offline() {
        return Seen::Offline;
    }
    let directive = Rc::new(RefCell::new(None));
    let reported = directive.clone();
    let listener = window_event_listener_untyped("securitypolicyviolation", move |event| {
        let is_enforced = text(&event, "disposition").as_deref() != Some("report");
        if let Some(name) = text(&event, "effectiveDirective").filter(|_| is_enforced)
            && name == "connect-src"
        {
            *reported.borrow_mut() = Some(name);
        }
    });
    let signal = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let request = RequestBuilder::new(url)
        .method(Method::HEAD)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal))
        .build();
    let answers = match request {
        Ok(request) => request.send().await.is_ok(),
        Err(_) => false,
    };
    if !answers {
        TimeoutFuture::new(REPORT_MS).await;
    }
    listener.remove();
    let forbidden = directive.borrow_mut().take();
    match forbidden {
        _ if answers => Seen::Answers,
        Some(directive) => Seen::Forbidden(directive),
        None => Seen::Nothing,
    }
}
