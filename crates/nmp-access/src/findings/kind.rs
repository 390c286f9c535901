//! The kinds of findings, each with its rule.

/// By which rule something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Open to all signed-in users.
    Open,
    /// Fewer than two people as Admin.
    Admins,
    /// More platform admins than usual.
    PlatformAdmins,
    /// Names that look like others.
    Names,
    /// Groups that can edit.
    Groups,
    /// Services as Admin.
    Services,
    /// Workspaces in which many are Admin.
    AdminShare,
    /// People who are Admin of many workspaces.
    Reach,
    /// Addresses of domains that few have.
    Domains,
    /// Roles that people granted themselves.
    OwnGrants,
    /// Admin for long.
    OldGrants,
    /// Admin since a few days.
    NewAdmins,
    /// Granted by whom nobody here knows.
    Granters,
}

/// How few platform admins are usual at most.
pub(super) const MOST_PLATFORM_ADMINS: usize = 5;
/// How many workspaces it takes to compare their shares of Admins.
pub(super) const ENOUGH_WORKSPACES: usize = 8;
/// In how many workspaces somebody has to be Admin to stand out.
pub(super) const WIDE_REACH: usize = 3;
/// One in so many people, or fewer, makes a domain rare: 5 %.
pub(super) const RARE_ONE_IN: usize = 20;
/// After so many days a grant is old.
pub(super) const OLD_DAYS: i64 = 365;
/// For so many days a grant is new.
pub(super) const NEW_DAYS: i64 = 7;

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Open,
        Self::Admins,
        Self::PlatformAdmins,
        Self::Names,
        Self::Groups,
        Self::Services,
        Self::AdminShare,
        Self::Reach,
        Self::Domains,
        Self::OwnGrants,
        Self::OldGrants,
        Self::NewAdmins,
        Self::Granters,
    ];

    /// Its name in addresses and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Admins => "admins",
            Self::PlatformAdmins => "platform-admins",
            Self::Names => "names",
            Self::Groups => "groups",
            Self::Services => "services",
            Self::AdminShare => "admin-share",
            Self::Reach => "reach",
            Self::Domains => "domains",
            Self::OwnGrants => "own-grants",
            Self::OldGrants => "old-grants",
            Self::NewAdmins => "new-admins",
            Self::Granters => "granters",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open to all users",
            Self::Admins => "Too few Admins",
            Self::PlatformAdmins => "Platform admins",
            Self::Names => "Look-alike names",
            Self::Groups => "Groups that can edit",
            Self::Services => "Services as Admin",
            Self::AdminShare => "Many Admins",
            Self::Reach => "Admin of many workspaces",
            Self::Domains => "Rare domains",
            Self::OwnGrants => "Granted to oneself",
            Self::OldGrants => "Old Admin grants",
            Self::NewAdmins => "New Admins",
            Self::Granters => "Unknown granters",
        }
    }

    /// The rule, in words.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Open => {
                "All signed-in users have a role: High if they can edit, Info if they can only view."
            }
            Self::Admins => {
                "Fewer than two people are Admins. Counts people, not groups or services. Platform admins can always step in. Info where a group is an Admin, because who is in it isn't visible."
            }
            Self::PlatformAdmins => "More than 5 people are platform admins.",
            Self::Names => {
                "A name looks like another one, or is strange by itself (Unicode, UTS 39)."
            }
            Self::Groups => {
                "A group, or an ID, can edit or more. Who is in a group isn't visible here."
            }
            Self::Services => "A service is an Admin: it can add others.",
            Self::AdminShare => {
                "The share of people who are Admins is above the third quartile by more than 1.5 times the interquartile range. Needs 8 workspaces."
            }
            Self::Reach => {
                "Admin by name of 3 workspaces or more, and of more than twice as many as the median of those who are Admins anywhere."
            }
            Self::Domains => {
                "Fewer than 5 % of the people have an address there, and it isn't one of the two most common domains."
            }
            Self::OwnGrants => {
                "Granted by the person who has it, except the first grant of a workspace, which its creator has."
            }
            Self::OldGrants => {
                "Admin for more than 365 days. Whether a review has looked at it isn't known here."
            }
            Self::NewAdmins => {
                "Admin for 7 days or less, except the first grant of a workspace, which its creator has. What they were before is in the activity trail, where the platform keeps one."
            }
            Self::Granters => {
                "Granted by an identifier that isn't an address, a service or anyone named here."
            }
        }
    }
}
