//! Reads what people paste into “add members”: addresses by commas, spaces or lines, mail
//! headers, lists of a mail program, rows of a table.
//!
//! * [`mod@pieces`]: takes a text apart into addresses, names of groups, and what stands beside them.
//! * [`directory`]: the members that there are.
//! * [`mod@one`]: a field that takes one name.
//!
//! One rule above all: who gets access is named by an address, or by a name that the person at
//! the keyboard has taken for a group. A name beside an address is never a principal by itself.

mod directory;
mod one;
mod pieces;

use std::collections::{HashMap, HashSet};

use nmp_types::principal::{self, EVERYONE};
use nmp_types::{PrincipalKind, Role};

pub use self::directory::Directory;
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

/// Reads a text and compares it with the members there are; `role` is what they will get,
/// `choices` says which names were taken for groups.
pub fn read(text: &str, known: &Directory, role: &Role, choices: &Choices) -> Pasted {
    let mut seen = HashSet::new();
    let mut by_case: HashMap<String, String> = HashMap::new();
    let mut pasted = Pasted::default();
    let mut looks = known.confusables().map(Looks::new);
    let mut enter = |pasted: &mut Pasted, principal: String, left_out: Vec<char>| {
        // The platform compares byte for byte: in another case it is another principal.
        if !seen.insert(principal.clone()) {
            pasted.repeated += 1;
            return;
        }
        let mut finding = known.judge(&principal, role);
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
            finding,
            principal,
            left_out,
        });
    };
    for piece in pieces(text) {
        match piece {
            Piece::Principal { name, left_out } => enter(&mut pasted, name, left_out),
            Piece::Aside(aside) => match choices.get(&aside.text) {
                Some(Choice::Whole) => enter(&mut pasted, aside.text, Vec::new()),
                Some(Choice::Words) => {
                    for word in aside.words {
                        enter(&mut pasted, word, Vec::new());
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
    let asides = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Aside(aside) => Some(aside.text),
        Piece::Principal { .. } => None,
    });
    let lines: HashSet<&str> = text.lines().map(str::trim).collect();
    asides
        .filter(|aside| lines.contains(aside.as_str()))
        .map(|aside| (aside, Choice::Whole))
        .collect()
}

impl Directory {
    /// What is known of a principal that is to get a role.
    pub fn judge(&self, principal: &str, role: &Role) -> Finding {
        if principal == EVERYONE {
            return Finding::Bad("Everyone is set under General access.".to_owned());
        }
        let roles = self.roles(principal);
        if !roles.is_empty() {
            let has = match role.is_platform_wide() {
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
            return Finding::Look(format!("Looks like {twin}, who is a member already."));
        }
        if let Some(warning) = self.look(principal) {
            return Finding::Look(warning);
        }
        if let Some(usual) = self.look_alike_domain(principal) {
            return Finding::Look(format!("Did you mean {usual}?"));
        }
        match kind {
            PrincipalKind::Group => Finding::Look(
                "Not an e-mail address: added as a group or an ID, exactly as written.".to_owned(),
            ),
            _ => Finding::Good,
        }
    }
}

#[cfg(test)]
mod tests;
