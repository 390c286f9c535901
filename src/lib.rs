//! Studio: the web front end for managing who may do what on a NeMo Platform.
//!
//! A Leptos single-page app, shipped as static files. The rules are in crates that know no browser:
//! `nmp_types`, `nmp_oidc`, `nmp_sdk`, `nmp_access`. Here, dependencies point one way: [`app`] →
//! [`layout`] → [`pages`] → [`palette`] → [`state`] → [`transport`] → [`session`] → [`http`]; [`ui`]
//! knows nothing of the API. `script/tests/architecture.test.mjs` fails on any other arrow.
//!
//! The way of a request: the address is matched to a page in [`app`]; [`layout::gate`] finds that
//! nobody is signed in and starts [`session`]'s sign-in, which `nmp_oidc` computes and checks; back at
//! the page, [`transport`] sends the call with the token; `nmp_access` turns the answers into what may
//! be offered; the page shows it.

pub mod app;
pub mod chunk;
pub mod config;
pub mod http;
pub mod layout;
pub mod pages;
pub mod palette;
pub mod paths;
pub mod session;
pub mod state;
pub mod transport;
pub mod ui;
pub mod web;
