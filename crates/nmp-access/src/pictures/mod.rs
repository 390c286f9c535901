//! What pictures show, each with its words, so that a picture and what stands beside it can't differ.
//!
//! A picture says no more than is known: what isn't known has a mark of its own, and is never left out as if
//! it were nothing.
//!
//! * [`reach`]: the workspaces that one person gets into, by role and by how certain that is.
//! * [`leaves`]: what would be left without an Admin if somebody left.
//! * [`ages`]: how old grants are.
//! * [`outliers`]: who may change more than most.
//! * [`plan_cells`]: the roles that a plan changes, as a small matrix.

pub mod ages;
pub mod leaves;
pub mod outliers;
pub mod plan_cells;
pub mod reach;

/// Names with commas; of more than `most`, the number of the rest.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let mut words: Vec<String> = names.take(most).map(str::to_owned).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words.join(", ")
}

/// “1 workspace”, “3 workspaces”.
fn workspaces(count: usize) -> String {
    match count {
        1 => "1 workspace".to_owned(),
        count => format!("{count} workspaces"),
    }
}
