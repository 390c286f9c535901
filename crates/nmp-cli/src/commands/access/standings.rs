//! What the commands about one person share: what it may do in each workspace, as data.

use std::cmp::Reverse;

use nmp_access::survey::person::{Bindings, Standing, Who, look_alikes};
use nmp_access::{Rights, Survey};
use nmp_types::{GroupRule, Role};

use super::engine::Engine;
use super::engine::survey::{beside, gaps_in_words};
use crate::output::{Data, Record, Value};

/// A principal with its roles.
type Named = (String, Vec<Role>);

/// The columns by default.
const COLUMNS: &[&str] = &["workspace", "counts_as", "why"];

/// What a person may do in some workspaces; the strongest first.
pub fn data(standings: Vec<Standing>, who: &Who, survey: &Survey, rights: &Rights) -> Data {
    let standings = strongest_first(standings);
    let rows = standings
        .iter()
        .map(|standing| row(standing, rights.is_me(who.name())));
    let rows = rows.collect();
    let alike = look_alikes(survey, who);
    let about = Record::default()
        .with("principals", who.principals.as_slice())
        .with("groups", who.groups.as_deref().map(Value::from))
        .with("also_spelled", alike.as_slice());
    let mut all = about;
    for (key, value) in beside(survey, rights).entries() {
        all = all.with(key, value.clone());
    }
    Data::list(rows, COLUMNS).beside(all)
}

/// In the order of how much they allow; the same by name.
pub fn strongest_first(mut standings: Vec<Standing>) -> Vec<Standing> {
    standings.sort_by_key(|standing| Reverse(Role::strength_of(&standing.effective())));
    standings
}

/// What a person may do in one workspace. `me`: whether it is who asks.
pub fn row(standing: &Standing, me: bool) -> Record {
    let effective = standing.effective();
    let is_known = standing.bindings.is_ok() || effective.is_some();
    // Of oneself it is known whether one is a platform admin; of others by the members of `system`.
    let is_certain = me || standing.platform_admin.is_some();
    let counts_as = match &effective {
        Some(role) => role.to_string(),
        None if !is_known => "unknown".to_owned(),
        None if is_certain => "no access".to_owned(),
        None => "none known".to_owned(),
    };
    let bindings = standing.bindings.as_ref().ok();
    let named = |read: fn(&Bindings) -> &[Named]| {
        bindings.map(|bindings| {
            let one = |(name, roles): &Named| {
                let one = Record::default()
                    .with("principal", name)
                    .with("roles", roles.as_slice());
                Value::Record(one)
            };
            Value::List(read(bindings).iter().map(one).collect())
        })
    };
    let everyone = bindings.map(|bindings| Value::from(bindings.everyone.as_slice()));
    Record::default()
        .with("workspace", &standing.workspace)
        .with("counts_as", counts_as)
        .with("role", effective.as_ref())
        .with("known", is_known)
        .with("platform_admin", standing.platform_admin)
        .with("why", standing.reasons().join(" "))
        .with("own", named(|bindings| bindings.own.as_slice()))
        .with("everyone", everyone)
        .with("groups", named(|bindings| bindings.groups.as_slice()))
        .with("perhaps", named(|bindings| bindings.maybe.as_slice()))
        .with("rules", bindings.map(given))
        .with("perhaps_by_rule", bindings.map(perhaps_given))
        .with("to_end_it", to_end_it(standing))
}

/// What rules of the platform's settings give the person, with the group that has it.
fn given(bindings: &Bindings) -> Value {
    let one = |(group, rule): &(String, GroupRule)| given_by(group, rule);
    Value::List(bindings.by_rule.iter().map(one).collect())
}

/// What rules give groups that the person may be in: a name, or a pattern.
fn perhaps_given(bindings: &Bindings) -> Value {
    let rules = bindings.maybe_by_rule.iter();
    Value::List(
        rules
            .map(|here| given_by(&here.group, &here.rule))
            .collect(),
    )
}

fn given_by(group: &str, rule: &GroupRule) -> Value {
    let written = Record::default()
        .with("group", rule.group())
        .with("workspace", rule.workspace());
    let given = Record::default()
        .with("group", group)
        .with("role", rule.role())
        .with("rule", written);
    Value::Record(given)
}

/// What would have to go for the access to end, in words.
fn to_end_it(standing: &Standing) -> Option<String> {
    let mut needed = Vec::new();
    if standing.platform_admin == Some(true) {
        needed.push(format!("take {} in system away", standing.admin_role));
    }
    if let Ok(bindings) = &standing.bindings {
        let opens = |roles: &[Role]| Role::strength_of(roles) > 0;
        for (name, _) in bindings.own.iter().filter(|(_, roles)| opens(roles)) {
            needed.push(format!("remove {name} from {}", standing.workspace));
        }
        for (group, _) in bindings.groups.iter().filter(|(_, roles)| opens(roles)) {
            needed.push(format!(
                "take them out of {group} (or remove {group} from {})",
                standing.workspace
            ));
        }
        for (group, rule) in &bindings.by_rule {
            needed.push(format!(
                "take them out of {group} (or change the rule {rule} in the platform's settings)"
            ));
        }
        if opens(&bindings.everyone) {
            needed.push(format!("make {} private", standing.workspace));
        }
    }
    match needed.as_slice() {
        [] => None,
        [one] => Some(format!("To remove access: {one}.")),
        [first @ .., last] => Some(format!(
            "To remove access, do all of these: {}, and {last}.",
            first.join(", ")
        )),
    }
}

/// Says on stderr what isn't known, and who may be the same person.
pub fn say_beside(engine: &Engine<'_>, survey: &Survey, who: &Who) {
    let alike = look_alikes(survey, who);
    if !alike.is_empty() {
        engine.context.say(&format!(
            "Also spelled {}, which are other people to the platform; --also adds them.",
            alike.join(", ")
        ));
    }
    say_gaps(engine, survey);
}

/// Says on stderr what isn't known.
pub fn say_gaps(engine: &Engine<'_>, survey: &Survey) {
    if let Some(words) = gaps_in_words(survey) {
        engine.context.say(&words);
    }
    if !nmp_access::survey::sees_everything(&engine.caller.rights) {
        engine
            .context
            .say("There may be workspaces that you can't see.");
    }
}
