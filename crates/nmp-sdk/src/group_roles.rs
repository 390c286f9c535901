//! `/apis/auth/v2/group-roles`: only platforms whose discovery says `group_roles` have rules.

use nmp_types::group_rule::GroupRuleList;

use crate::{ApiPath, Call};

/// The rules that give groups roles, as far as they reach a workspace which the person may read; all
/// of them for platform admins.
pub fn list() -> Call<GroupRuleList> {
    Call::get(ApiPath::of("/apis/auth/v2/group-roles"))
}
