//! What clients of NeMo Helix (from 0.8.0) need beside what clients of NeMo Platform do.

mod access_keys;
mod authenticate;
mod dialect;
mod discovery;
