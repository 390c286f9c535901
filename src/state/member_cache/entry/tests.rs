use std::cell::RefCell;
use std::pin::Pin;

use futures::FutureExt;
use futures::channel::oneshot;
use nmp_access::FaultKind;
use nmp_types::Role;

use super::*;

/// A platform that answers when the test says so: questions in the order in which they were asked.
#[derive(Default)]
struct Platform {
    asked: RefCell<Vec<Option<oneshot::Sender<Answer>>>>,
}

type Question<'a> = Pin<Box<dyn Future<Output = Answer> + 'a>>;

impl Platform {
    fn fetch<'a>(&'a self, entry: &'a Entry) -> Question<'a> {
        let ask = move || {
            let (answer, awaited) = oneshot::channel();
            self.asked.borrow_mut().push(Some(answer));
            async move { awaited.await.unwrap() }
        };
        let mut question: Question<'a> = Box::pin(entry.fetch(ask));
        assert!((&mut question).now_or_never().is_none(), "it is asked");
        question
    }

    fn answer(&self, nth: usize, answer: Answer) {
        let asked = self.asked.borrow_mut()[nth].take();
        asked.unwrap().send(answer).unwrap();
    }

    fn questions(&self) -> usize {
        self.asked.borrow().len()
    }
}

fn roles(names: &[&str]) -> Vec<Role> {
    names.iter().map(|name| Role::from(*name)).collect()
}

fn list(principals: &[&str]) -> Answer {
    let member = |principal: &&str| Member {
        principal: (*principal).to_owned(),
        roles: roles(&["Viewer"]),
        granted_at: None,
        granted_by: None,
    };
    Ok(Arc::new(principals.iter().map(member).collect()))
}

fn fault(kind: FaultKind) -> Answer {
    Err(Fault {
        kind,
        words: "no".to_owned(),
    })
}

fn names(entry: &Entry) -> Option<Vec<String>> {
    let listed = entry.listed()?;
    Some(listed.iter().map(|m| m.principal.clone()).collect())
}

/// An entry that lists these, and the platform that said so.
fn listing(principals: &[&str]) -> (Entry, Platform) {
    let (entry, platform) = (Entry::default(), Platform::default());
    let question = platform.fetch(&entry);
    platform.answer(0, list(principals));
    assert!(question.now_or_never().unwrap().is_ok());
    (entry, platform)
}

fn removed(principal: &str) -> (RoleChange, Option<Member>) {
    (RoleChange::new(principal, roles(&["Viewer"]), vec![]), None)
}

#[test]
fn an_answer_is_kept_and_given_to_who_asked() {
    let (entry, platform) = (Entry::default(), Platform::default());
    assert_eq!(entry.answer.get_untracked(), Known::Loading);
    let question = platform.fetch(&entry);
    platform.answer(0, list(&["ada"]));
    assert_eq!(question.now_or_never(), Some(list(&["ada"])));
    assert_eq!(names(&entry), Some(vec!["ada".to_owned()]));
}

#[test]
fn a_late_answer_to_an_older_question_replaces_no_newer_one() {
    for late in [
        list(&["old"]),
        fault(FaultKind::Forbidden),
        fault(FaultKind::NoAnswer),
    ] {
        let (entry, platform) = (Entry::default(), Platform::default());
        let (older, newer) = (platform.fetch(&entry), platform.fetch(&entry));
        platform.answer(1, list(&["new"]));
        assert_eq!(newer.now_or_never(), Some(list(&["new"])));
        platform.answer(0, late.clone());
        // Who asked gets what was answered to them.
        assert_eq!(older.now_or_never(), Some(late));
        assert_eq!(names(&entry), Some(vec!["new".to_owned()]));
        assert_eq!(entry.trouble.get_untracked(), None);
    }
}

#[test]
fn an_older_answer_is_not_kept_either_while_a_newer_one_is_awaited() {
    let (entry, platform) = (Entry::default(), Platform::default());
    let (older, newer) = (platform.fetch(&entry), platform.fetch(&entry));
    platform.answer(0, list(&["old"]));
    assert!(older.now_or_never().is_some());
    assert_eq!(entry.answer.get_untracked(), Known::Loading);
    platform.answer(1, list(&["new"]));
    assert!(newer.now_or_never().is_some());
    assert_eq!(names(&entry), Some(vec!["new".to_owned()]));
}

#[test]
fn what_was_written_is_known_at_once_and_an_answer_from_before_is_asked_for_again() {
    let (entry, platform) = listing(&["ada", "bob"]);
    let mut question = platform.fetch(&entry);
    entry.written(&[removed("bob")]);
    assert_eq!(names(&entry), Some(vec!["ada".to_owned()]));
    // It may have been read before the write.
    platform.answer(1, list(&["ada", "bob"]));
    assert_eq!((&mut question).now_or_never(), None);
    assert_eq!(names(&entry), Some(vec!["ada".to_owned()]));
    assert_eq!(platform.questions(), 3);
    platform.answer(2, list(&["ada", "carol"]));
    assert_eq!(question.now_or_never(), Some(list(&["ada", "carol"])));
    assert_eq!(names(&entry).unwrap(), ["ada", "carol"]);
}

#[test]
fn nothing_written_asks_for_nothing_and_where_nothing_is_known_nothing_is_made_up() {
    let (entry, platform) = listing(&["ada"]);
    let question = platform.fetch(&entry);
    entry.written(&[]);
    platform.answer(1, list(&["ada"]));
    assert!(question.now_or_never().is_some());
    assert_eq!(platform.questions(), 2);
    let unknown = Entry::default();
    unknown.written(&[removed("bob")]);
    assert_eq!(unknown.answer.get_untracked(), Known::Loading);
}

#[test]
fn the_last_good_list_stays_while_there_is_no_answer_and_says_so() {
    let (entry, platform) = listing(&["ada"]);
    for (nth, kind) in [(1, FaultKind::NoAnswer), (2, FaultKind::Busy { wait: 5 })] {
        let question = platform.fetch(&entry);
        platform.answer(nth, fault(kind));
        assert!(question.now_or_never().unwrap().is_err());
        assert_eq!(names(&entry), Some(vec!["ada".to_owned()]));
        let trouble = entry.trouble.get_untracked().unwrap();
        assert_eq!(trouble.kind, kind);
    }
    let question = platform.fetch(&entry);
    platform.answer(3, list(&["ada", "bob"]));
    assert!(question.now_or_never().is_some());
    assert_eq!(entry.trouble.get_untracked(), None);
    assert_eq!(names(&entry).unwrap(), ["ada", "bob"]);
}

#[test]
fn a_right_that_was_lost_takes_the_list_away() {
    let (entry, platform) = listing(&["ada"]);
    let question = platform.fetch(&entry);
    platform.answer(1, fault(FaultKind::Forbidden));
    assert!(question.now_or_never().is_some());
    assert_eq!(entry.answer.get_untracked(), Known::Forbidden);
    assert_eq!(entry.trouble.get_untracked(), None);
}

#[test]
fn without_a_list_a_fault_is_shown_as_one() {
    let (entry, platform) = (Entry::default(), Platform::default());
    let question = platform.fetch(&entry);
    platform.answer(0, fault(FaultKind::NoAnswer));
    assert!(question.now_or_never().is_some());
    assert!(matches!(entry.answer.get_untracked(), Known::Failed(_)));
    assert_eq!(
        entry.trouble.get_untracked(),
        None,
        "nothing is out of date"
    );
}
