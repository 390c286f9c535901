//! The workspace that was meant, where the platform doesn't know the one that was named.

use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::workspaces::{self, Listing};
use nmp_sdk::{ApiError, RefusalKind};
use nmp_types::WorkspaceSort;
use nmp_types::page::MAX_PAGE_SIZE;

use crate::CliError;

/// An error about a workspace, with the name that was probably meant, if one is visible that is
/// nearly the same.
pub async fn about(platform: &NeMoPlatform, workspace: &str, error: ApiError) -> CliError {
    let unknown = matches!(
        error.kind(),
        Some(RefusalKind::Forbidden | RefusalKind::NotFound)
    );
    if !unknown {
        return error.into();
    }
    let listing = Listing {
        search: String::new(),
        sort: WorkspaceSort::default(),
        page: 1,
        page_size: MAX_PAGE_SIZE,
    };
    let listed = platform.send(workspaces::list(&listing)).await;
    let names = listed.map(|page| page.data.into_iter().map(|workspace| workspace.name));
    match names.ok().and_then(|names| nearest(workspace, names)) {
        Some(near) => CliError::from(error).hinted(format!("Did you mean the workspace {near}?")),
        None => error.into(),
    }
}

/// The name that is nearest to another, if it is near.
pub fn nearest(name: &str, others: impl Iterator<Item = String>) -> Option<String> {
    others
        .filter(|other| other != name)
        .map(|other| (strsim::osa_distance(&other, name), other))
        .filter(|(distance, other)| *distance <= (other.chars().count() / 3).clamp(1, 3))
        .min()
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_meant() {
        let names = || {
            ["ml-team", "research", "default"]
                .map(str::to_owned)
                .into_iter()
        };
        assert_eq!(nearest("ml-taem", names()).as_deref(), Some("ml-team"));
        assert_eq!(nearest("reserch", names()).as_deref(), Some("research"));
        assert_eq!(nearest("finance", names()), None);
        assert_eq!(nearest("default", names()), None);
    }
}
