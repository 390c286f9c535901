//! Studio: the web front end for managing who may do what on a NeMo Platform.
//!
//! A Leptos single-page app, shipped as static files. Dependencies point one way: [`app`] →
//! [`layout`], [`pages`] → [`members`], [`rights`], [`access`], [`api`] → [`session`] → [`oidc`] →
//! `nmp_types`. [`oidc`] and [`access`] know nothing of the browser, [`ui`] knows nothing of
//! the API.
//!
//! The way of a request: the address is matched to a page in [`app`]; [`layout::gate`] finds
//! nobody signed in and starts [`session`]'s sign-in, which [`oidc`] computes and checks; back
//! at the page, [`api`] attaches the token; [`access`] turns the answers into what may be
//! offered; the page shows it.

pub mod access;
pub mod api;
pub mod app;
pub mod chunk;
pub mod config;
pub mod drafts;
pub mod http;
pub mod kept;
pub mod last_workspace;
pub mod layout;
pub mod members;
pub mod oidc;
pub mod pages;
pub mod palette;
pub mod paths;
pub mod review;
pub mod rights;
pub mod session;
pub mod ui;
