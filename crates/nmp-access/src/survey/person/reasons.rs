//! Why somebody has access in a workspace, in sentences.

use nmp_types::Role;

use super::{Bindings, Standing};

impl Standing {
    /// Why, one sentence per reason, the strongest first.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<(u8, String)> = Vec::new();
        let mut add = |roles: &[Role], how: String| {
            reasons.push((Role::strength_of(roles), how));
        };
        if self.platform_admin == Some(true) {
            add(
                std::slice::from_ref(&self.admin_role),
                "Platform admin: may do everything everywhere.".to_owned(),
            );
        }
        match &self.bindings {
            Err(gap) => add(&[], format!("Not known: {gap}.")),
            Ok(bindings) => {
                bindings.certain(&mut add);
                for reason in bindings.uncertain() {
                    add(&[], reason);
                }
            }
        }
        reasons.sort_by_key(|(strength, _)| std::cmp::Reverse(*strength));
        reasons.into_iter().map(|(_, reason)| reason).collect()
    }
}

impl Bindings {
    /// What the person has for certain.
    fn certain(&self, add: &mut impl FnMut(&[Role], String)) {
        for (name, roles) in &self.own {
            let names = names(roles);
            add(roles, format!("{names} as {name}, given here directly."));
        }
        for (group, roles) in &self.groups {
            let names = names(roles);
            add(roles, format!("{names} through the group {group}."));
        }
        for (group, rule) in &self.by_rule {
            let role = rule.role();
            let how = format!("{role} through the group {group}, by the rule {rule}.");
            add(std::slice::from_ref(role), how);
        }
        if !self.everyone.is_empty() {
            let names = names(&self.everyone);
            add(
                &self.everyone,
                format!("{names}, given to all signed-in users."),
            );
        }
    }

    /// What a group may add, and what isn't known.
    fn uncertain(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        for (group, roles) in &self.maybe {
            let names = names(roles);
            reasons.push(format!(
                "{names} if in {group} (who is in it isn't visible here)."
            ));
        }
        for here in &self.maybe_by_rule {
            let role = here.role();
            let group = match here.group.contains('*') {
                true => format!("a group named {}", here.group),
                false => here.group.clone(),
            };
            reasons.push(format!(
                "{role} if in {group}, by the rule {} (who is in it isn't visible here).",
                here.rule
            ));
        }
        if self.rules_missing {
            reasons.push("Not known: which roles the platform's rules give groups.".to_owned());
        }
        reasons
    }
}

fn names(roles: &[Role]) -> String {
    let text = crate::change::role_names(roles);
    if roles.is_empty() {
        "No role".to_owned()
    } else {
        text
    }
}
