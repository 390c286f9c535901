//! Reads what people paste into “add members”: addresses by commas, spaces or lines, mail
//! headers, lists of a mail program, rows of a table.
//!
//! * [`mod@pieces`]: takes a text apart into addresses, names of groups, and what stands beside them.
//! * [`mod@roles`]: the roles that stand behind them.
//! * [`directory`]: the members that there are.
//! * [`mod@one`]: a field that takes one name; [`guess`]: whom a search that finds nobody may mean.
//!
//! One rule above all: who gets access is named by an address, or by a name that the person at
//! the keyboard has taken for a group. A name beside an address is never a principal by itself.

mod directory;
mod guess;
mod one;
mod pieces;
mod roles;

use std::collections::{HashMap, HashSet};

use nmp_types::principal::{self, EVERYONE};
use nmp_types::{PrincipalKind, Role};

pub use self::directory::Directory;
pub use self::guess::guesses;
pub use self::one::{Named, NotOne, Note, one};
pub use self::pieces::Aside;
use nmp_types::foreign::in_sentence;

use self::pieces::{Piece, pieces};
use crate::confusable::{Looks, difference};

/// One principal of a pasted text, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedPrincipal {
    /// As it will be sent.
    pub principal: String,
    /// What it looks like.
    pub kind: PrincipalKind,
    /// Why it can't be added, or what is worth a look.
    pub finding: Finding,
    /// Characters that nobody sees, left out of it.
    pub left_out: Vec<char>,
    /// What it is to get.
    pub role: Role,
    /// Who is probably meant.
    pub instead: Option<String>,
}

/// What is known of a pasted principal before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It can be added.
    Good,
    /// Fine, but worth a look: the sentence says why.
    Look(String),
    /// A member already, with these roles, none of which is as strong as the one to give.
    Raises(Vec<Role>),
    /// A member already, with at least that role: nothing to do.
    AlreadyIn(Vec<Role>),
    /// Can't be added: the sentence says why.
    Bad(String),
}

impl Finding {
    /// Whether there is something to send.
    pub fn is_to_do(&self) -> bool {
        matches!(self, Finding::Good | Finding::Look(_) | Finding::Raises(_))
    }
}

impl PastedPrincipal {
    /// Whether there is something to send for it.
    pub fn is_to_do(&self) -> bool {
        self.finding.is_to_do()
    }
}

/// What somebody has taken an [`Aside`] for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One group, named by the whole text.
    Whole,
    /// One group per word.
    Words,
}

/// By the text of the aside.
pub type Choices = HashMap<String, Choice>;

/// What a text holds: each principal once, in order, and how often something was repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The principals.
    pub entries: Vec<PastedPrincipal>,
    /// Names that are not added unless somebody says so.
    pub asides: Vec<Aside>,
    /// How many came again and were left out.
    pub repeated: usize,
}

/// What those who are pasted are to get.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Those of whom nothing else is said.
    pub role: &'a Role,
    /// The roles that can stand behind a name.
    pub offered: &'a [Role],
    /// Those for whom somebody has chosen a role, whatever stands behind the name.
    pub chosen: &'a HashMap<String, Role>,
}

/// Reads a text and compares it with the members there are; `role` is what they will get,
/// `choices` says which names were taken for groups.
pub fn read(text: &str, known: &Directory, role: &Role, choices: &Choices) -> Pasted {
    let wanted = Wanted {
        role,
        offered: &[],
        chosen: &HashMap::new(),
    };
    read_roles(text, known, wanted, choices)
}

/// [`read`], where each may get a role of its own: the one behind the name, or the one that was chosen for
/// it.
pub fn read_roles(text: &str, known: &Directory, wanted: Wanted, choices: &Choices) -> Pasted {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut by_case: HashMap<String, String> = HashMap::new();
    let mut pasted = Pasted::default();
    let mut looks = known.confusables().map(Looks::new);
    type Named = (String, Vec<char>, Option<Role>);
    let mut enter = |pasted: &mut Pasted, (principal, left_out, role): Named| {
        // The platform compares byte for byte: in another case it is another principal.
        if let Some(at) = seen.get(&principal) {
            pasted.repeated += 1;
            if let (Some(role), Some(entry)) = (role, pasted.entries.get_mut(*at)) {
                entry.note_other_role(&role, wanted);
            }
            return;
        }
        seen.insert(principal.clone(), pasted.entries.len());
        let chosen = wanted.chosen.get(&principal).cloned();
        let role = chosen.or(role).unwrap_or_else(|| wanted.role.clone());
        let mut finding = known.judge(&principal, &role);
        let same_letters = by_case.entry(principal.to_lowercase());
        let same_letters = same_letters.or_insert_with(|| principal.clone());
        let twin = Some(same_letters.as_str()).filter(|other| *other != principal);
        let twin = twin.or_else(|| looks.as_ref()?.twin(&principal));
        let too = twin.map(|twin| {
            format!(
                "Looks like {}, which is pasted too, but has {}.",
                in_sentence(twin),
                difference(&principal, twin)
            )
        });
        finding = match (too, finding) {
            (Some(too), Finding::Good) => Finding::Look(too),
            (Some(too), Finding::Look(why)) => Finding::Look(format!("{too} {why}")),
            (_, finding) => finding,
        };
        if let Some(looks) = &mut looks {
            looks.add(&principal);
        }
        pasted.entries.push(PastedPrincipal {
            kind: PrincipalKind::of(&principal),
            instead: match &finding {
                Finding::Look(_) => known.instead(&principal),
                _ => None,
            },
            finding,
            principal,
            left_out,
            role,
        });
    };
    for piece in pieces(text, wanted.offered) {
        match piece {
            Piece::Principal {
                name,
                left_out,
                role,
            } => enter(&mut pasted, (name, left_out, role)),
            Piece::Aside(aside) => match choices.get(&aside.text) {
                Some(Choice::Whole) => enter(&mut pasted, (aside.text, Vec::new(), aside.role)),
                Some(Choice::Words) => {
                    for word in aside.words {
                        enter(&mut pasted, (word, Vec::new(), aside.role.clone()));
                    }
                }
                None if pasted.asides.contains(&aside) => {}
                None => pasted.asides.push(aside),
            },
        }
    }
    pasted
}

/// The names of a link, which somebody chose when it was made.
pub fn chosen(text: &str) -> Choices {
    chosen_with_roles(text, &[])
}

/// The same, where the roles of a link may stand behind its names.
pub fn chosen_with_roles(text: &str, offered: &[Role]) -> Choices {
    let asides = pieces(text, offered).into_iter();
    let asides = asides.filter_map(|piece| match piece {
        Piece::Aside(aside) => Some(aside.text),
        Piece::Principal { .. } => None,
    });
    let names = text.lines().map(|line| roles::off(line, offered).0.trim());
    let lines: HashSet<&str> = names.collect();
    asides
        .filter(|aside| lines.contains(aside.as_str()))
        .map(|aside| (aside, Choice::Whole))
        .collect()
}

impl PastedPrincipal {
    /// Whether the person should look at it before it is sent: there is something wrong or strange.
    pub fn needs_a_look(&self) -> bool {
        matches!(self.finding, Finding::Look(_) | Finding::Bad(_)) || !self.left_out.is_empty()
    }

    /// Notes that it was pasted again, with another role behind it.
    fn note_other_role(&mut self, role: &Role, wanted: Wanted) {
        let is_open = !wanted.chosen.contains_key(&self.principal) && *role != self.role;
        if is_open && matches!(self.finding, Finding::Good) {
            let words = format!("Also pasted as {role}: {} is taken.", self.role);
            self.finding = Finding::Look(words);
        }
    }
}

impl Directory {
    /// Who is probably meant by a name that is worth a look.
    fn instead(&self, principal: &str) -> Option<String> {
        let known = self.twin(principal).or_else(|| self.looks_like(principal));
        known.map(str::to_owned).or_else(|| {
            let domain = self.look_alike_domain(principal)?;
            let (local, _) = principal.split_once('@')?;
            Some(format!("{local}@{domain}"))
        })
    }

    /// What is known of a principal that is to get a role.
    pub fn judge(&self, principal: &str, role: &Role) -> Finding {
        if principal == EVERYONE {
            return Finding::Bad("All signed-in users are set under “Who can get in”.".to_owned());
        }
        let roles = self.roles(principal);
        if !roles.is_empty() {
            let has = match role.is_platform_wide() || !role.is_known() {
                true => roles.contains(role),
                false => Role::strength_of(roles) >= role.strength(),
            };
            return if has {
                Finding::AlreadyIn(roles.to_vec())
            } else {
                Finding::Raises(roles.to_vec())
            };
        }
        if let Err(error) = principal::check(principal) {
            return Finding::Bad(error.to_string());
        }
        let kind = PrincipalKind::of(principal);
        let is_word = !principal.contains([' ', ',', '\\', '=']);
        if kind == PrincipalKind::Group && is_word && principal.contains('@') {
            return Finding::Bad("Not a complete e-mail address.".to_owned());
        }
        if let Some(twin) = self.twin(principal) {
            let twin = in_sentence(twin);
            return Finding::Look(format!("Same as {twin} (already a member)?"));
        }
        if let Some(warning) = self.look(principal) {
            return Finding::Look(warning);
        }
        if let Some(usual) = self.look_alike_domain(principal) {
            return Finding::Look(format!("Did you mean {usual}?"));
        }
        match kind {
            PrincipalKind::Group => Finding::Look(
                "Not an e-mail address. Will be added as a group or user ID, exactly as typed."
                    .to_owned(),
            ),
            _ => Finding::Good,
        }
    }
}

#[cfg(test)]
mod tests;
