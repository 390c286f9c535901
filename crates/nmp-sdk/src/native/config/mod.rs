//! The configuration file, which NVIDIA's command line and SDK read and write as well.
//!
//! * [`location`]: where it is. [`yaml`], [`scalar`], [`emit`]: its text, read and written so that nothing
//!   is lost: keys that this version doesn't know, their order, comments.
//! * [`document`]: contexts, clusters and users. [`binding`]: where credentials may be sent.
//! * [`mod@file`]: reads and replaces the file. [`lock`]: one at a time.
//! * [`settings`]: what counts, and where each value comes from.

pub mod binding;
pub mod document;
pub mod emit;
pub mod environment;
pub mod file;
pub mod location;
pub mod lock;
pub mod scalar;
pub mod settings;
pub mod yaml;

pub use binding::Binding;
pub use document::{Context, Document, Flaw, User};
pub use environment::Environment;
pub use file::{ConfigFile, FileError};
pub use location::Location;
pub use settings::{Origin, Setting, Settings};
