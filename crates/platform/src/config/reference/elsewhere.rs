//! Settings of NeMo Platform and NeMo Helix that have no effect here, and why.

use crate::config::spelling::variable;

/// Settings that have no effect here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere {
    /// Their names in the settings file. A final `*` matches any ending.
    pub names: &'static [&'static str],
    /// Their variables where these are not made of the names.
    pub variables: &'static [&'static str],
    /// Why they have none.
    pub why: &'static str,
    /// What to do instead of switching the feature on; `None` if that is harmless.
    pub instead_of_on: Option<&'static str>,
}

/// What a workload does without NeMo Platform's exchange of tokens.
const WORKLOADS: &str = "this server doesn't exchange the tokens of workloads: set it to false, and give \
                         the workloads tokens of the identity provider";

/// All of them.
pub const ELSEWHERE: &[Elsewhere] = &[
    Elsewhere {
        names: &["auth.access_keys*", "auth.token_signing*"],
        variables: &[],
        why: "This server signs no tokens, so it has no access keys.",
        instead_of_on: Some(
            "this server has no access keys: set it to false, and give programs tokens of the \
             identity provider",
        ),
    },
    Elsewhere {
        names: &[
            "auth.oidc.workload.allowed_audiences",
            "auth.oidc.workload.audience",
            "auth.oidc.workload.kubernetes_token_review_enabled",
            "auth.oidc.workload.scope",
            "auth.oidc.workload.subject_*",
            "auth.oidc.workload.token_*",
            "auth.oidc.workload_allowed_audiences",
            "auth.oidc.workload_audience",
            "auth.oidc.workload_client_id",
            "auth.oidc.workload_kubernetes_token_review_enabled",
            "auth.oidc.workload_scope",
            "auth.oidc.workload_subject_*",
            "auth.oidc.workload_token_*",
        ],
        variables: &[],
        why: "There are no workloads whose tokens could be exchanged.",
        instead_of_on: Some(WORKLOADS),
    },
    Elsewhere {
        names: &[
            "auth.oidc.introspect_*",
            "auth.oidc.introspection_auth*",
            "auth.oidc.introspection_cache*",
            "auth.oidc.introspection_client*",
            "auth.oidc.introspection_enabled",
            "auth.oidc.introspection_endpoint*",
            "auth.oidc.introspection_timeout*",
            "auth.oidc.introspection_ttl*",
            "auth.oidc.resolve_opaque_tokens*",
        ],
        variables: &[],
        why: "This server asks about opaque tokens as `auth.oidc.introspection` says.",
        instead_of_on: Some(
            "this server has another setting for opaque tokens: set it to false, and write the \
             section auth.oidc.introspection",
        ),
    },
    Elsewhere {
        names: &[
            "auth.oidc.confidential_client.authorization_endpoint",
            "auth.oidc.confidential_client.bearer_token_source",
            "auth.oidc.confidential_client.client_secret_env_var",
            "auth.oidc.confidential_client.default_scopes",
            "auth.oidc.confidential_client.login_redirect_uri",
            "auth.oidc.confidential_client.scope_prefix",
            "auth.oidc.confidential_client.token_endpoint",
        ],
        variables: &[],
        why: "There is no client with a secret; `confidential_client.client_id` is refused.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &[
            "auth.oidc.discovery_cache_ttl",
            "auth.oidc.userinfo_endpoint",
        ],
        variables: &[],
        why: "Keys are refreshed every ten minutes, and userinfo is never asked.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &[
            "auth.bundle_cache_seconds",
            "auth.embedded_pdp_auto_build_wasm",
            "auth.embedded_pdp_cpu_limit",
            "auth.embedded_pdp_memory_limit_mb",
            "auth.policy_decision_point_base_url",
            "auth.policy_decision_point_request_timeout_seconds",
            "auth.propagation_poll_interval_seconds",
        ],
        variables: &[],
        why: "The rules are part of this server: nothing is loaded, asked or waited for.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &[
            "auth.allowed_service_principals",
            "auth.on_invalid_plugin",
            "auth.platform_admin_exempt_from_service_only",
            "auth.port",
            "auth.proxy_*",
            "auth.url",
        ],
        variables: &[],
        why: "There are no other services and no plugins.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &["platform.advertised_base_url", "platform.base_url"],
        variables: &["NMP_BASE_URL"],
        why: "Every address in an answer is relative, so the public one need not be known. NVIDIA's command line reads `NMP_BASE_URL`.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &["platform.seed_*"],
        variables: &["NMP_SEED_ON_STARTUP"],
        why: "Every start seeds what is missing.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &[
            "platform.controllers",
            "platform.docker*",
            "platform.image_*",
            "platform.loopback_address",
            "platform.ngc_*",
            "platform.revision",
            "platform.runtime",
            "platform.service_discovery",
            "platform.services",
            "platform.sidecars",
            "platform.version",
            "service.scheme",
        ],
        variables: &["NMP_SERVICES", "NMP_CONTROLLERS", "NMP_SIDECARS"],
        why: "There are no other services, and no containers are started.",
        instead_of_on: None,
    },
    Elsewhere {
        names: &[
            "studio.feature_flags*",
            "studio.otel*",
            "studio.platform_base_url",
            "studio.telemetry_enabled",
        ],
        variables: &[],
        why: "They are for NVIDIA's Studio. This one sends no telemetry, and talks to the platform that serves it.",
        instead_of_on: None,
    },
];

impl Elsewhere {
    fn has(&self, name: &str, spelt: &dyn Fn(&str) -> String) -> bool {
        self.names
            .iter()
            .any(|known| match known.strip_suffix('*') {
                Some(prefix) => name.starts_with(&spelt(prefix)),
                None => name == spelt(known),
            })
    }

    /// The entry that has a name of the settings file.
    pub(in crate::config) fn of_setting(name: &str) -> Option<&'static Self> {
        ELSEWHERE
            .iter()
            .find(|entry| entry.has(name, &|known| known.to_owned()))
    }

    /// The entry that has a variable, in capitals.
    pub(in crate::config) fn of_variable(name: &str) -> Option<&'static Self> {
        ELSEWHERE
            .iter()
            .find(|entry| entry.variables.contains(&name) || entry.has(name, &variable))
    }

    /// What to do about a feature that is switched on and that this server lacks.
    pub(in crate::config) fn lacking(&self, name: &str) -> Option<&'static str> {
        let is_switch = name.to_ascii_lowercase().ends_with("enabled");
        self.instead_of_on.filter(|_| is_switch)
    }
}
