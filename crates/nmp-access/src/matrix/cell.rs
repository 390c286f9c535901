//! What a cell says.

use nmp_types::PrincipalKind;

use super::{Column, Matrix, Row};

/// Where a certain role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Granted by name.
    Direct,
    /// Through a group that the person is known to be in.
    Group,
    /// Given to all signed-in users.
    Everyone,
    /// As platform admin.
    PlatformAdmin,
}

/// What somebody has in a workspace. Roles are numbers: their strengths, from 1 for Viewer to 4 for
/// platform admins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cell {
    /// The members of the workspace aren't known.
    Unknown,
    /// None, by its members.
    Nothing,
    /// A certain role: the strongest.
    Role {
        /// Which.
        strength: u8,
        /// The most direct that gives it.
        source: Source,
    },
    /// Perhaps a stronger one, through a group.
    Perhaps {
        /// Which.
        strength: u8,
        /// What is certain; 0 for nothing.
        certain: u8,
    },
}

const LETTERS: [char; 4] = ['V', 'E', 'A', 'P'];
const NAMES: [&str; 4] = ["Viewer", "Editor", "Admin", "platform admin"];

/// The letter of a role by its strength.
pub fn letter(strength: u8) -> char {
    let place = usize::from(strength).checked_sub(1);
    place
        .and_then(|place| LETTERS.get(place))
        .copied()
        .unwrap_or('·')
}

/// The name of a role by its strength.
pub fn name(strength: u8) -> &'static str {
    let place = usize::from(strength).checked_sub(1);
    place
        .and_then(|place| NAMES.get(place))
        .copied()
        .unwrap_or("no role")
}

impl Cell {
    /// What stands in the cell.
    pub fn mark(self) -> String {
        match self {
            Cell::Unknown => "?".to_owned(),
            Cell::Nothing => "·".to_owned(),
            Cell::Role { strength, .. } => letter(strength).to_string(),
            Cell::Perhaps { strength, .. } => format!("{}?", letter(strength).to_ascii_lowercase()),
        }
    }

    /// What it means, in words.
    pub fn words(self) -> String {
        match self {
            Cell::Unknown => "not known".to_owned(),
            Cell::Nothing => "no role by its members".to_owned(),
            Cell::Role { strength, source } => {
                let how = match source {
                    Source::Direct => "by name",
                    Source::Group => "through a group",
                    Source::Everyone => "given to all signed-in users",
                    Source::PlatformAdmin => "everywhere",
                };
                format!("{}, {how}", name(strength))
            }
            Cell::Perhaps { strength, certain } => {
                let strength = name(strength);
                match certain {
                    0 => format!("perhaps {strength} through a group"),
                    certain => format!("{}, perhaps {strength} through a group", name(certain)),
                }
            }
        }
    }
}

impl Matrix {
    pub(super) fn judged(&self, row: &Row, column: &Column, at: u32) -> Cell {
        if row.is_platform_admin {
            return Cell::Role {
                strength: self.admin_role,
                source: Source::PlatformAdmin,
            };
        }
        if !column.is_known {
            return Cell::Unknown;
        }
        // Of equally strong roles, the most direct one counts.
        let mut best = (row.direct(at), Source::Direct);
        let mut consider = |strength: u8, source: Source| {
            if strength > best.0 {
                best = (strength, source);
            }
        };
        let is_person = row.kind == PrincipalKind::Person;
        for group in row.groups.iter().flatten() {
            consider(
                self.row(*group).map_or(0, |group| group.direct(at)),
                Source::Group,
            );
        }
        if is_person || row.kind.is_program() {
            consider(column.everyone, Source::Everyone);
        }
        let (certain, source) = best;
        let may_be = if is_person && row.groups.is_none() {
            column.strongest_group
        } else {
            0
        };
        match (certain, may_be > certain) {
            (_, true) => Cell::Perhaps {
                strength: may_be,
                certain,
            },
            (0, _) => Cell::Nothing,
            (strength, _) => Cell::Role { strength, source },
        }
    }
}
