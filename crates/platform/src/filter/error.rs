//! How large a filter may be, and what can be wrong with one.

use crate::excerpt;

/// Deeper nesting is refused.
pub(super) const MAX_DEPTH: usize = 8;

/// More comparisons, including items of lists, are refused; each costs the database something.
pub(super) const MAX_COMPARISONS: usize = 100;

/// More items of one list are refused. Less than [`MAX_COMPARISONS`]: the OpenAPI document can't
/// express a total, and a filter that it allows needs room for other conditions.
pub(super) const MAX_LIST_ITEMS: usize = 20;

/// Longer strings to compare with are refused, in characters.
pub const MAX_OPERAND_CHARS: usize = 100;

/// How many bytes of invalid input are echoed, as JSON.
const MAX_SHOWN_BYTES: usize = 200;

/// Why a filter is not valid; the message is for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Not JSON.
    #[error("Invalid JSON in filter parameter: {0}")]
    Json(String),
    /// An unexpected token in the textual form.
    #[error("Invalid filter query: unexpected {found} at column {column}; expected {expected}")]
    Text {
        /// What was found.
        found: String,
        /// Where, in characters from 1.
        column: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// In none of the forms.
    #[error(
        "Filters are written as text, name~\"ml\", as JSON, {{\"name\":{{\"$like\":\"ml\"}}}}, or with brackets, filter[name][$like]=ml"
    )]
    Form,
    /// A field that workspaces don't have.
    #[error(
        "Unknown filter field '{0}'; known are id, name, description, created_at, created_by, updated_at and updated_by"
    )]
    Field(String),
    /// A field that projects don't have.
    #[error(
        "Unknown filter field '{0}'; known are id, name, description, created_at and updated_at"
    )]
    NoField(&'static str),
    /// A field that role bindings don't have.
    #[error(
        "Unknown filter field '{0}'; known are principal, workspace, role, granted_by and is_active"
    )]
    BindingField(String),
    /// Another operator on role bindings.
    #[error("Role bindings are filtered by equal values only, filter[principal]=x or $eq")]
    BindingOperator,
    /// Not a text that a role binding can have.
    #[error("Role bindings are compared with texts of at most 512 characters without NUL")]
    BindingText,
    /// Not a boolean.
    #[error("The filter value of 'is_active' is true or false")]
    BindingFlag,
    /// An operator that doesn't exist.
    #[error(
        "Unknown filter operator '{0}'; known are $eq, $like, $lt, $lte, $gt, $gte, $in, $nin, $and, $or and $not"
    )]
    Operator(String),
    /// A value of the wrong shape.
    #[error("The filter value of '{0}' has the wrong type for {1}")]
    Value(&'static str, &'static str),
    /// A logical operator with siblings, which would be ambiguous.
    #[error("A logical filter operator can't have siblings; wrap them in an explicit $and")]
    Mixed,
    /// No condition.
    #[error("No valid filter criteria found")]
    Empty,
    /// Nested too deep, or too many comparisons.
    #[error(
        "The filter is too large: it may have {MAX_COMPARISONS} values, {MAX_LIST_ITEMS} per list, nested {MAX_DEPTH} deep"
    )]
    TooLarge,
    /// A string to compare with that is too long.
    #[error("A filter value has at most {MAX_OPERAND_CHARS} characters")]
    Long,
}

/// The start of invalid input, for the message.
pub(super) fn shown(text: &str) -> String {
    excerpt::of_text(text, MAX_SHOWN_BYTES)
}
