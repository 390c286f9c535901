//! Who is named on the command line or on stdin, and with which role.
//!
//! Every argument and every line of stdin is read by the same rules as what is pasted into Studio
//! ([`nmp_access::paste`]). Its last word can be a role, which then is that line's: `ada@example.com
//! admin`.

use std::io::{self, Read};

use clap::Args;
use nmp_access::paste::{Choices, Directory, Finding, Pasted, chosen, read};
use nmp_types::Role;
use nmp_types::principal::EVERYONE;

use crate::CliError;
use crate::commands::workspaces::roles;

/// Who is meant.
#[derive(Debug, Clone, Args)]
pub struct PeopleArguments {
    /// E-mail addresses, IDs or groups, or `-` for a list on stdin. The last word of an argument or a
    /// line can be a role: 'ada@example.com admin'.
    #[arg(required = true, value_name = "PRINCIPAL")]
    people: Vec<String>,

    /// Take names on stdin that aren't addresses for groups.
    #[arg(long)]
    groups: bool,
}

/// Somebody who is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub principal: String,
    /// The role on the same line.
    pub role: Option<Role>,
    /// Why it is worth a look.
    pub look: Option<String>,
}

impl PeopleArguments {
    /// Reads who is named. `giving` is the role of those without one on their line, where roles are
    /// given; names are then compared with the members that there are.
    ///
    /// # Errors
    /// [`CliError`] if a name can't be a member's, or isn't clear; then nothing is changed.
    pub fn read(
        &self,
        workspace: &str,
        directory: &Directory,
        giving: Option<&Role>,
    ) -> Result<Vec<Named>, CliError> {
        let (from_stdin, given): (Vec<_>, Vec<_>) =
            self.people.iter().partition(|person| *person == "-");
        let given: Vec<&str> = given.into_iter().map(String::as_str).collect();
        let mut named = find(&given, workspace, directory, giving, |text| {
            Ok(chosen_whole(text))
        })?;
        if !from_stdin.is_empty() {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            let lines: Vec<&str> = text.lines().collect();
            let choices = |text: &str| match self.groups {
                true => Ok(chosen_whole(text)),
                false => only_addresses(text, directory),
            };
            for person in find(&lines, workspace, directory, giving, choices)? {
                if !named
                    .iter()
                    .any(|other| other.principal == person.principal)
                {
                    named.push(person);
                }
            }
        }
        if named.is_empty() {
            return Err(CliError::usage("Nobody is named.", ""));
        }
        Ok(named)
    }
}

/// A name that was typed as an argument is meant.
fn chosen_whole(text: &str) -> Choices {
    chosen(text)
}

fn only_addresses(text: &str, directory: &Directory) -> Result<Choices, CliError> {
    let none = Choices::default();
    let Pasted { asides, .. } = read(text, directory, &Role::Viewer, &none);
    // A name on a line of its own could be a group; what stands beside an address is a name.
    let alone = chosen(text);
    match asides.iter().find(|aside| alone.contains_key(&aside.text)) {
        None => Ok(none),
        Some(aside) => Err(CliError::usage(
            format!(
                "“{}” is not an e-mail address. Nothing was changed.",
                aside.text
            ),
            "If such names are groups: --groups",
        )),
    }
}

/// The principals of some lines, in order of their roles.
fn find(
    lines: &[&str],
    workspace: &str,
    directory: &Directory,
    giving: Option<&Role>,
    choices: impl Fn(&str) -> Result<Choices, CliError>,
) -> Result<Vec<Named>, CliError> {
    let mut by_role: Vec<(Option<Role>, Vec<&str>)> = Vec::new();
    let mut named: Vec<Named> = Vec::new();
    for line in lines {
        let (names, role) = split(line, workspace)?;
        if names == EVERYONE {
            named.push(Named {
                principal: EVERYONE.to_owned(),
                role,
                look: giving
                    .map(|_| "This opens the workspace to everyone who can sign in.".into()),
            });
            continue;
        }
        match by_role.iter_mut().find(|(other, _)| *other == role) {
            Some((_, lines)) => lines.push(names),
            None => by_role.push((role, vec![names])),
        }
    }
    for (role, lines) in by_role {
        let text = lines.join("\n");
        let given = role.as_ref().or(giving).unwrap_or(&Role::Viewer);
        let pasted = read(&text, directory, given, &choices(&text)?);
        for entry in pasted.entries {
            let look = match entry.finding {
                _ if giving.is_none() && role.is_none() => None,
                Finding::Bad(why) => {
                    return Err(CliError::local(
                        "bad_principal",
                        format!("“{}”: {why} Nothing was changed.", entry.principal),
                        "",
                    ));
                }
                Finding::Look(why) => Some(why),
                Finding::Good | Finding::Raises(_) | Finding::AlreadyIn(_) => None,
            };
            if let Some(other) = named.iter().find(|one| one.principal == entry.principal) {
                if other.role != role {
                    return Err(CliError::usage(
                        format!("{} is named with two roles.", entry.principal),
                        "Name everyone once.",
                    ));
                }
                continue;
            }
            named.push(Named {
                principal: entry.principal,
                role: role.clone(),
                look,
            });
        }
    }
    Ok(named)
}

/// A line without the role at its end, if there is one after a name. After an address, a word that is
/// nearly a role is a mistyped one.
fn split<'a>(line: &'a str, workspace: &str) -> Result<(&'a str, Option<Role>), CliError> {
    let line = line.trim();
    let separator = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let Some((names, word)) = line.rsplit_once(separator) else {
        return Ok((line, None));
    };
    let names = names.trim_end_matches(separator);
    match roles::known(word, workspace) {
        Some(role) if !names.is_empty() => Ok((names, Some(role))),
        None if is_after_address(names) && roles::is_mistyped(word, workspace) => {
            roles::parse(word, workspace).map(|role| (names, Some(role)))
        }
        _ => Ok((line, None)),
    }
}

fn is_after_address(names: &str) -> bool {
    let last = names.split_whitespace().last();
    last.is_some_and(|last| last.contains('@'))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nmp_access::confusable::Confusables;
    use nmp_types::Member;

    use super::*;

    fn directory() -> Directory {
        let ada = Member {
            principal: "ada@example.com".to_owned(),
            roles: vec![Role::Admin],
            granted_at: None,
            granted_by: None,
        };
        Directory::new(Arc::new(vec![ada]), Some(Confusables::with_tables()))
    }

    fn people(people: &[&str], giving: Option<&Role>) -> Result<Vec<Named>, CliError> {
        let arguments = PeopleArguments {
            people: people.iter().map(|one| (*one).to_owned()).collect(),
            groups: false,
        };
        arguments.read("ml", &directory(), giving)
    }

    #[test]
    fn the_last_word_of_a_line_can_be_a_role() {
        let split = |line| split(line, "ml").unwrap();
        assert_eq!(
            split("bob@example.com admin"),
            ("bob@example.com", Some(Role::Admin))
        );
        assert_eq!(
            split("bob@example.com, Viewer"),
            ("bob@example.com", Some(Role::Viewer))
        );
        assert_eq!(split("admin"), ("admin", None));
        assert_eq!(split("bob@example.com emperor").1, None);
        assert_eq!(split("Bob Edito").1, None, "a name, perhaps");
    }

    #[test]
    fn a_mistyped_role_after_an_address_is_no_group() {
        let error = split("bob@example.com Editr", "ml").unwrap_err();
        assert!(error.hint().unwrap().contains("Did you mean Editor?"));
    }

    #[test]
    fn everybody_is_named_once_with_one_role() {
        let named = people(
            &[
                "bob@example.com admin",
                "eve@example.com",
                "bob@example.com admin",
                "data-eng",
            ],
            Some(&Role::Viewer),
        )
        .unwrap();
        let roles: Vec<(&str, Option<Role>)> = named
            .iter()
            .map(|one| (one.principal.as_str(), one.role.clone()))
            .collect();
        assert_eq!(
            roles,
            [
                ("bob@example.com", Some(Role::Admin)),
                ("eve@example.com", None),
                ("data-eng", None)
            ]
        );
        assert!(named[2].look.is_some(), "a group is worth a look");
        let two = people(&["bob@example.com admin", "bob@example.com viewer"], None);
        assert!(two.unwrap_err().to_string().contains("two roles"));
    }

    #[test]
    fn bad_names_are_refused_and_near_ones_are_looked_at() {
        let refused = people(&["eve@example"], Some(&Role::Viewer)).unwrap_err();
        assert!(
            refused.to_string().contains("Nothing was changed"),
            "{refused}"
        );
        let near = people(&["bob@exmaple.com"], Some(&Role::Viewer)).unwrap();
        assert!(
            near[0].look.as_ref().unwrap().contains("example.com"),
            "{near:?}"
        );
        let everyone = people(&["*"], Some(&Role::Viewer)).unwrap();
        assert!(everyone[0].look.is_some());
    }

    #[test]
    fn names_on_stdin_that_are_no_addresses_are_not_taken_for_groups() {
        let error = only_addresses("bob@example.com\nData Engineering", &directory()).unwrap_err();
        assert!(error.hint().unwrap().contains("--groups"));
        assert!(only_addresses("Bob Smith <bob@example.com>", &directory()).is_ok());
    }
}
