//! Roles as they are typed.

use nmp_types::Role;
use nmp_types::role::{HELIX_ADMIN, PLATFORM_ADMIN};
use nmp_types::workspace::SYSTEM;

use crate::CliError;

/// The roles that mean something in a workspace.
fn roles(workspace: &str) -> Vec<Role> {
    let mut roles = Role::ASSIGNABLE.to_vec();
    if workspace == SYSTEM {
        roles.push(Role::WorkspaceCreator);
        roles.extend([PLATFORM_ADMIN, HELIX_ADMIN].map(Role::from));
    }
    roles
}

/// A role, whatever its capitals; `None` if it is none that means something in the workspace.
pub fn known(text: &str, workspace: &str) -> Option<Role> {
    let mut roles = roles(workspace).into_iter();
    roles.find(|role| role.as_str().eq_ignore_ascii_case(text))
}

/// Whether a word is a role but for one mistake.
pub fn is_mistyped(text: &str, workspace: &str) -> bool {
    let text = text.to_lowercase();
    roles(workspace)
        .iter()
        .any(|role| strsim::osa_distance(&role.as_str().to_lowercase(), &text) == 1)
}

/// Reads a role. Platforms store names that don't exist, so they are refused here.
///
/// # Errors
/// [`CliError::Usage`] with the role that was probably meant.
pub fn parse(text: &str, workspace: &str) -> Result<Role, CliError> {
    if let Some(role) = known(text, workspace) {
        return Ok(role);
    }
    let names: Vec<String> = roles(workspace).iter().map(Role::to_string).collect();
    let near = names
        .iter()
        .find(|name| strsim::osa_distance(&name.to_lowercase(), &text.to_lowercase()) <= 2)
        .map_or(String::new(), |near| format!("Did you mean {near}? "));
    Err(CliError::usage(
        format!("“{text}” is not a role in {workspace}."),
        format!("{near}Roles are: {}.", names.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_dont_matter_and_mistakes_are_found() {
        assert_eq!(parse("admin", "ml").unwrap(), Role::Admin);
        assert_eq!(
            parse("workspacecreator", "system").unwrap(),
            Role::WorkspaceCreator
        );
        let error = parse("Editr", "ml").unwrap_err();
        assert!(error.hint().unwrap().contains("Did you mean Editor?"));
        assert!(
            !parse("Emperor", "ml")
                .unwrap_err()
                .hint()
                .unwrap()
                .contains("Did you")
        );
        assert!(parse("PlatformAdmin", "ml").is_err());
    }
}
