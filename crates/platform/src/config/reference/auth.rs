//! Section `auth`.

use super::Kind::{Flag, List, Number, Path, Sections, Text};
use super::Origin::{Nmp, Ours};
use super::{Setting, row};

pub(super) const AUTH: &[Setting] = &[
    row(
        "auth.enabled",
        Flag,
        "false",
        Nmp,
        "Authenticate requests. Without it everyone who can reach the server may do everything, and it listens on this machine only.",
    ),
    row(
        "auth.admin_email",
        Text,
        "(none)",
        Nmp,
        "Becomes platform administrator at every start; compared byte for byte with the e-mail claim. A former one keeps the role until it is taken away.",
    ),
    row(
        "auth.allow_unsigned_jwt",
        Flag,
        "false",
        Nmp,
        "Accept unsigned tokens, so that anyone can claim to be anyone. For a quickstart only.",
    ),
    row(
        "auth.default_workspace",
        Text,
        "default",
        Nmp,
        "The workspace that the first start makes and in which all signed-in users have Editor. Later changes of the setting make another one, and leave the first as it is.",
    ),
    row(
        "auth.dialect",
        Text,
        "nmp",
        Ours,
        "Where NeMo Platform and NeMo Helix differ, whose rules hold: `nmp` or `helix` ([platform.md](platform.md#two-dialects)).",
    ),
    row(
        "auth.group_roles",
        Sections,
        "(none)",
        Ours,
        "Roles by group: a list of sections with `group`, `workspace` and `role` (`Viewer`, `Editor`, `Admin`). `group` and `workspace` may each have one `*` ([managing-access.md](managing-access.md#roles-by-group)).",
    ),
    row(
        "auth.policy_decision_point_provider",
        Text,
        "embedded",
        Nmp,
        "Only `embedded` is accepted: this server decides by its own rules. `opa` is refused.",
    ),
    row(
        "auth.policy_data_refresh_interval",
        Number,
        "(none)",
        Nmp,
        "Checked to be a number of seconds, without effect: changes are live at once.",
    ),
    row(
        "auth.trusted_gateways",
        List,
        "(none)",
        Ours,
        "Addresses and networks whose connections may send identity headers ([platform.md](platform.md#a-gateway-that-authenticates)).",
    ),
    row(
        "auth.trusted_gateway_secret_file",
        Path,
        "(none)",
        Ours,
        "A file with the secret that a gateway proves itself with, in the header `X-NMP-Gateway-Secret` (`X-NHX-Gateway-Secret` with the dialect `helix`). 32 to 512 visible characters per line; two lines while it is being replaced. With `auth.trusted_gateways` both must be right.",
    ),
];
