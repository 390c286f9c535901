//! Studio: the web front end for managing who may do what on a NeMo Platform.
//!
//! A Leptos single-page app, shipped as static files. Dependencies point one way:
//! [`pages`] → [`ui`], [`access`], [`api`], [`session`] → [`oidc`] → `nmp_types`. [`oidc`] and
//! [`access`] know nothing of the browser, [`ui`] knows nothing of the API.

pub mod oidc;
