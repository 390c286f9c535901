//! How much one principal gets at, over all workspaces.

use nmp_types::Role;

use super::{Access, Standing};
use crate::figure::Figure;
use crate::known::Gap;
use crate::survey::Coverage;

/// How much one principal gets at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// In how many workspaces they are bound by name.
    pub bound: Figure,
    /// Into how many they get for certain.
    pub access: Figure,
    /// In how many they have the rights of an Admin for certain.
    pub admin: Figure,
    /// Into how many more they get if they are in the groups that are bound there.
    pub perhaps: usize,
    /// How much of the workspaces is known.
    pub coverage: Coverage,
}

/// How much that is together.
pub fn total(standings: &[Standing]) -> Total {
    let mut coverage = Coverage::default();
    let (mut bound, mut access, mut admin, mut perhaps) = (0, 0, 0, 0);
    let (mut access_is_certain, mut admin_is_certain) = (true, true);
    for standing in standings {
        match &standing.bindings {
            Ok(_) => coverage.listed += 1,
            Err(Gap::NotLoaded) => coverage.waiting += 1,
            Err(Gap::Forbidden) => coverage.forbidden += 1,
            Err(Gap::Failed(_)) => coverage.failed += 1,
        }
        bound += usize::from(standing.is_bound());
        let own = standing.access();
        if let Access::Role(role) = &own {
            access += 1;
            admin += usize::from(role.strength() >= Role::Admin.strength());
        }
        let may_be = Role::strength_of(&standing.perhaps());
        perhaps += usize::from(matches!(own, Access::Perhaps(_)));
        access_is_certain &= !matches!(own, Access::Perhaps(_) | Access::NoneKnown);
        admin_is_certain &= standing.platform_admin.is_some() && may_be < Role::Admin.strength();
    }
    let complete = coverage.is_complete();
    Total {
        bound: Figure::of(bound, coverage),
        access: Figure::counted(access, complete && access_is_certain),
        admin: Figure::counted(admin, complete && admin_is_certain),
        perhaps,
        coverage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Survey;
    use crate::figure::Count;
    use crate::fixtures::{admin, survey};
    use crate::known::Known;
    use crate::survey::person::{Who, across};

    #[test]
    fn totals_are_certain_only_where_nothing_can_be_missing() {
        let mut all = survey(&[
            ("a", &[("bob@x.org", "Admin")]),
            ("b", &[("bob@x.org", "Viewer")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        let of = |all: &Survey, who: &str| total(&across(all, &Who::named(who, &admin())));
        let bob = of(&all, "bob@x.org");
        assert_eq!(
            [bob.bound, bob.access, bob.admin].map(Figure::read),
            [Count::Known(2), Count::Known(2), Count::Known(1)]
        );
        let nobody = of(&all, "eve@x.org");
        assert_eq!(nobody.access.read(), Count::Known(0));
        all.note("b", Known::Forbidden);
        assert_eq!(of(&all, "bob@x.org").access.read(), Count::AtLeast(1));
        assert_eq!(of(&all, "eve@x.org").access.read(), Count::Unknown);
        // A group may add to it.
        let all = survey(&[
            ("a", &[("data-eng", "Admin")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        let dave = of(&all, "dave@x.org");
        assert_eq!((dave.access.read(), dave.perhaps), (Count::Unknown, 1));
        assert_eq!(dave.admin.read(), Count::Unknown);
        assert_eq!(
            dave.bound.read(),
            Count::Known(0),
            "what is bound is in the list"
        );
    }
}
