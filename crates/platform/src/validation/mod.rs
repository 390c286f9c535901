//! Checks requests field by field, with faults worded as the real platform words them.
//!
//! All faults of a request are collected, not just the first, in the form of status 422 of the
//! wire contract: `{"type", "loc", "msg", "input", "ctx"?}`. An answer is not much larger than
//! its request: lists are bounded before their items are checked, and long inputs are truncated.

mod audit;
mod body;
mod extract;
mod query;
mod workspaces;

use nmp_types::FieldError;
use serde_json::{Value, json};

use crate::excerpt;

pub use audit::{MAX_TEXT_CHARS, audit, audit_filter};
pub use body::{JsonBody, parse_body};
pub use query::{Query, listing, role_bindings, waits};
pub use workspaces::{MAX_WORKSPACES, workspace, workspaces};

/// The most faults that are reported per request.
const MAX_FAULTS: usize = 50;

/// How many bytes of the input are echoed with its fault, as JSON.
const MAX_INPUT_BYTES: usize = 1024;

/// The faults found so far, up to [`MAX_FAULTS`].
#[derive(Debug, Default, PartialEq)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, kind: &str, loc: Vec<Value>, msg: impl Into<String>, input: &Value) {
        self.push(kind, loc, msg, input, None);
    }

    /// Adds a fault with the values that its message refers to.
    pub fn add_with(
        &mut self,
        kind: &str,
        loc: Vec<Value>,
        msg: impl Into<String>,
        input: &Value,
        ctx: Value,
    ) {
        self.push(kind, loc, msg, input, Some(ctx));
    }

    fn push(
        &mut self,
        kind: &str,
        loc: Vec<Value>,
        msg: impl Into<String>,
        input: &Value,
        ctx: Option<Value>,
    ) {
        if self.0.len() == MAX_FAULTS {
            return;
        }
        self.0.push(FieldError {
            kind: kind.to_owned(),
            loc,
            msg: msg.into(),
            input: excerpt::of_value(input, MAX_INPUT_BYTES),
            ctx,
        });
    }

    /// The value, if there are no faults.
    ///
    /// # Errors
    /// The faults.
    pub fn unless_any<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}

/// A location in the body.
fn body_loc(field: &str) -> Vec<Value> {
    vec![json!("body"), json!(field)]
}

/// A location in the query.
fn query_loc(name: &str) -> Vec<Value> {
    vec![json!("query"), json!(name)]
}
