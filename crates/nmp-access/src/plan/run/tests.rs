use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_executor::block_on;
use nmp_types::Role;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{admin, member, survey};
use crate::plan::planner::{Intent, plan, plan_without};
use crate::plan::{Obstacle, StepState};
use crate::survey::Survey;

/// What becomes of a write.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::plan) enum Answer {
    /// It is made.
    Done,
    /// The platform doesn't allow it.
    Forbidden,
    /// Nobody answers, and nothing was done.
    Lost,
    /// Nobody answers, but it was done.
    DoneUnheard,
    /// The platform asks to wait.
    TooMany,
}

impl Answer {
    pub fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            3 => Just(Answer::Done),
            1 => Just(Answer::Forbidden),
            1 => Just(Answer::Lost),
            1 => Just(Answer::DoneUnheard),
            1 => Just(Answer::TooMany),
        ]
    }
}

/// A platform that does whatever it is asked to: what keeps a workspace from losing its last Admin
/// is the executor alone. Answers come late and in any order.
#[derive(Default)]
pub(in crate::plan) struct World {
    workspaces: RefCell<HashMap<String, Vec<Member>>>,
    answers: RefCell<Vec<Answer>>,
    writes: Cell<usize>,
    stop_after: Cell<usize>,
    under_way: Cell<usize>,
    most_under_way: Cell<usize>,
    now: Cell<f64>,
    stopped: Cell<bool>,
    plan: RefCell<Plan>,
    /// Changes of others, each made right after so many writes.
    others: RefCell<Vec<(usize, String, RoleChange)>>,
    /// Roles that a write replaced though it was not made for them.
    overwritten: RefCell<Vec<String>>,
}

/// Waits for some turns, so that others come first.
struct Turns(usize);

impl Future for Turns {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl World {
    pub fn of(survey: &Survey) -> Self {
        let world = Self::default();
        for (name, members) in survey.listed() {
            world.insert(name, members.as_ref().clone());
        }
        world
    }

    pub fn insert(&self, workspace: impl Into<String>, members: Vec<Member>) {
        self.workspaces
            .borrow_mut()
            .insert(workspace.into(), members);
    }

    pub fn members(&self, workspace: &str) -> Vec<Member> {
        self.workspaces
            .borrow()
            .get(workspace)
            .cloned()
            .unwrap_or_default()
    }

    pub fn all(&self) -> HashMap<String, Vec<Member>> {
        self.workspaces.borrow().clone()
    }

    pub fn without_admin(&self) -> Vec<String> {
        let all = self.workspaces.borrow();
        let orphans = all
            .iter()
            .filter(|(_, members)| !members.iter().any(|m| m.roles.contains(&Role::Admin)));
        orphans.map(|(name, _)| name.clone()).collect()
    }

    /// Runs a plan to its end. After `stop_after` writes the person stops.
    pub fn run(&self, plan: &mut Plan, answers: &[Answer], stop_after: usize) {
        self.answers.replace(answers.to_vec());
        self.writes.set(0);
        self.stop_after.set(stop_after);
        self.stopped.set(false);
        self.plan.replace(std::mem::take(plan));
        block_on(run(self, self, self));
        *plan = self.plan.take();
    }

    fn apply(&self, workspace: &str, change: &RoleChange) {
        let before = self.members(workspace);
        if !same_roles(&roles_of(&before, &change.principal), &change.before) {
            self.overwritten.borrow_mut().push(change.principal.clone());
        }
        self.insert(workspace, change.applied_to(&before));
    }
}

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        words: kind.code().to_owned(),
    }
}

impl Platform for World {
    async fn members(&self, workspace: &str) -> Result<Arc<Vec<Member>>, Fault> {
        Turns(workspace.len() % 3).await;
        self.now.set(self.now.get() + 50.0);
        Ok(Arc::new(self.members(workspace)))
    }

    async fn write(&self, workspace: &str, change: &RoleChange) -> Result<(), Fault> {
        let nth = self.writes.get();
        self.writes.set(nth + 1);
        if self.writes.get() == self.stop_after.get() {
            self.plan.borrow_mut().stop();
            self.stopped.set(true);
        }
        self.under_way.set(self.under_way.get() + 1);
        let most = self.most_under_way.get().max(self.under_way.get());
        self.most_under_way.set(most);
        Turns((nth * 7 + change.principal.len()) % 5).await;
        self.under_way.set(self.under_way.get() - 1);
        self.now.set(self.now.get() + 700.0);
        let answer = self.answers.borrow().get(nth).cloned();
        let outcome = match answer.unwrap_or(Answer::Done) {
            Answer::Done => {
                self.apply(workspace, change);
                Ok(())
            }
            Answer::Forbidden => Err(fault(FaultKind::Forbidden)),
            Answer::Lost => Err(fault(FaultKind::NoAnswer)),
            Answer::DoneUnheard => {
                self.apply(workspace, change);
                Err(fault(FaultKind::NoAnswer))
            }
            Answer::TooMany => Err(fault(FaultKind::TooMany { wait: Some(3) })),
        };
        for (after, workspace, change) in self.others.borrow().iter() {
            if *after == nth {
                let members = change.applied_to(&self.members(workspace));
                self.insert(workspace.clone(), members);
            }
        }
        outcome
    }

    fn written(&self, _: &str, _: &RoleChange) {}
}

impl Clock for World {
    fn now(&self) -> f64 {
        self.now.get()
    }

    fn timestamp(&self) -> String {
        "2026-11-23T18:08:14Z".to_owned()
    }

    async fn ready(&self) -> bool {
        !self.stopped.get()
    }

    async fn pause(&self, seconds: u32) -> bool {
        self.now.set(self.now.get() + f64::from(seconds) * 1000.0);
        Turns(2).await;
        !self.stopped.get()
    }
}

impl Journal for World {
    fn update<T>(&self, change: impl FnOnce(&mut Plan) -> T) -> T {
        change(&mut self.plan.borrow_mut())
    }

    fn flush(&self) {}
}

fn removal_of(workspace: &str, principals: &[&str]) -> Intent {
    Intent::RemoveMembers {
        workspace: workspace.to_owned(),
        principals: principals.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn a_few_writes_are_under_way_at_once_in_one_workspace_and_in_many() {
    let names: Vec<String> = (0..12).map(|n| format!("person-{n}@x.org")).collect();
    let mut bindings: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "Viewer")).collect();
    bindings.push(("root@x.org", "Admin"));
    let one = survey(&[("ml", &bindings)]);
    let principals: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut made = plan(&one, &admin(), "t", &removal_of("ml", &principals));
    let world = World::of(&one);
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().done, 12);
    assert_eq!(world.most_under_way.get(), AT_ONCE);
    assert_eq!(world.members("ml").len(), 1);

    let workspaces: Vec<String> = (0..9).map(|n| format!("team-{n}")).collect();
    let each: Vec<(&str, &[(&str, &str)])> = workspaces
        .iter()
        .map(|name| (name.as_str(), &bindings[11..]))
        .collect();
    let many = survey(&each);
    let intent = Intent::Offboard {
        who: crate::survey::person::Who::named("person-11@x.org", &admin()),
        successors: Default::default(),
    };
    let mut made = plan(&many, &admin(), "t", &intent);
    let world = World::of(&many);
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().done, 9);
    assert_eq!(world.most_under_way.get(), AT_ONCE);
}

#[test]
fn two_admins_who_go_at_once_do_not_leave_a_workspace_without_one() {
    let all = survey(&[(
        "ml",
        &[("ada", "Admin"), ("bob", "Admin"), ("eve", "Viewer")],
    )]);
    // Planned apart, each could go; run together, one stays.
    let changes = ["ada", "bob"].map(|name| {
        let change = RoleChange::new(name, vec![Role::Admin], Vec::new());
        ("ml".to_owned(), change)
    });
    let mut made = plan(&all, &admin(), "t", &Intent::Changes(changes.to_vec()));
    made.steps[1].state = StepState::Waiting;
    let world = World::of(&all);
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(world.without_admin(), Vec::<String>::new());
    assert_eq!(made.steps[0].state, StepState::Done);
    assert_eq!(
        made.steps[1].state,
        StepState::Failed(Failure::Obstacle(Obstacle::LastAdmin("bob".to_owned())))
    );
}

#[test]
fn a_successor_is_admin_before_the_last_one_goes() {
    let all = survey(&[("ml", &[("ada", "Admin"), ("bob", "Viewer")])]);
    let changes = vec![
        (
            "ml".to_owned(),
            RoleChange::new("bob", vec![Role::Viewer], vec![Role::Admin]),
        ),
        (
            "ml".to_owned(),
            RoleChange::new("ada", vec![Role::Admin], Vec::new()),
        ),
    ];
    let mut made = plan(&all, &admin(), "t", &Intent::Changes(changes));
    let world = World::of(&all);
    world.run(&mut made, &[Answer::Forbidden], usize::MAX);
    assert_eq!(made.tally().failed, 2, "{made:?}");
    made.retry();
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().done, 2);
    assert_eq!(world.members("ml").len(), 1);
}

#[test]
fn a_write_without_an_answer_is_looked_up() {
    let all = survey(&[("ml", &[("ada", "Admin"), ("bob", "Viewer")])]);
    for (answer, state) in [
        (Answer::DoneUnheard, StepState::Done),
        (
            Answer::Lost,
            StepState::Failed(Failure::Fault(fault(FaultKind::NoAnswer))),
        ),
    ] {
        let mut made = plan(&all, &admin(), "t", &removal_of("ml", &["bob"]));
        World::of(&all).run(&mut made, &[answer], usize::MAX);
        assert_eq!(made.steps[0].state, state);
    }
}

#[test]
fn after_a_pause_a_step_is_judged_again() {
    let all = survey(&[("ml", &[("ada", "Admin"), ("bob", "Viewer")])]);
    let mut made = plan(&all, &admin(), "t", &removal_of("ml", &["bob"]));
    let world = World::of(&all);
    let raised = RoleChange::new("bob", vec![Role::Viewer], vec![Role::Editor]);
    world.others.borrow_mut().push((0, "ml".to_owned(), raised));
    world.run(&mut made, &[Answer::TooMany], usize::MAX);
    assert!(made.steps[0].state.came_too_late(), "{made:?}");
    assert_eq!(world.members("ml").len(), 2);

    let world = World::of(&all);
    let mut made = plan(&all, &admin(), "t", &removal_of("ml", &["bob"]));
    world.run(&mut made, &[Answer::TooMany, Answer::TooMany], usize::MAX);
    assert_eq!(made.steps[0].state, StepState::Done);
    assert_eq!(world.writes.get(), 3);
}

#[test]
fn who_stops_during_a_pause_has_sent_nothing_more() {
    let all = survey(&[(
        "ml",
        &[("ada", "Admin"), ("bob", "Viewer"), ("eve", "Viewer")],
    )]);
    let mut made = plan(&all, &admin(), "t", &removal_of("ml", &["bob", "eve"]));
    let world = World::of(&all);
    world.run(&mut made, &[Answer::TooMany, Answer::TooMany], 2);
    assert_eq!(made.tally().stopped, 2, "{made:?}");
    assert_eq!(world.members("ml").len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever others change before a workspace is read is kept, every step comes out, and what
    /// wasn't sent is not counted as made.
    #[test]
    fn what_others_have_changed_is_not_overwritten(
        kinds in prop::collection::vec(0_usize..3, 2..7),
        others in prop::collection::vec((0_usize..6, 0_usize..3), 0..4),
        answers in prop::collection::vec(Answer::any(), 0..8),
        stop_after in 1_usize..12,
    ) {
        let names = ["a", "b", "c", "d", "e", "f"];
        let roles = ["Viewer", "Editor", "Admin"];
        let bindings: Vec<(&str, &str)> = kinds.iter().zip(names).map(|(kind, name)| (name, roles[*kind])).collect();
        let all = survey(&[("ml", &bindings)]);
        let mut made = plan(&all, &admin(), "t", &removal_of("ml", &names));
        let world = World::of(&all);
        for (who, role) in others {
            let mut members = world.members("ml");
            members.retain(|other| other.principal != names[who]);
            members.push(member(names[who], roles[role]));
            world.insert("ml", members);
        }
        world.run(&mut made, &answers, stop_after);
        prop_assert_eq!(made.tally().left, 0);
        let overwritten = world.overwritten.borrow().clone();
        prop_assert!(overwritten.is_empty(), "{:?}", overwritten);
        for step in &made.steps {
            if step.state == StepState::Done {
                prop_assert!(roles_of(&world.members("ml"), &step.change.principal).is_empty());
            }
        }
    }

    /// Whatever is left out of removing somebody everywhere, and whatever goes wrong: what is left out stays as
    /// it was, and no workspace that had an Admin is left without one.
    #[test]
    fn what_is_left_out_is_not_touched_and_orphans_nothing(
        teams in prop::collection::vec((0_usize..3, 0_usize..4, prop::bool::ANY), 1..6),
        left_out in prop::collection::vec((0_usize..6, prop::bool::ANY), 0..8),
        answers in prop::collection::vec(Answer::any(), 0..12),
        stop_after in 1_usize..16,
    ) {
        let roles = ["Viewer", "Editor", "Admin"];
        let names: Vec<String> = (0..teams.len()).map(|at| format!("team-{at}")).collect();
        let bindings: Vec<Vec<(&str, &str)>> = teams
            .iter()
            .map(|(leaver, other, _)| {
                let mut all = vec![("bob@x.org", roles[*leaver])];
                // Without another, the leaver may be alone.
                all.extend(roles.get(*other).map(|role| ("carol@x.org", *role)));
                all
            })
            .collect();
        let each: Vec<(&str, &[(&str, &str)])> = names
            .iter()
            .zip(&bindings)
            .map(|(name, all)| (name.as_str(), all.as_slice()))
            .collect();
        let all = survey(&each);
        let successors = names.iter().zip(&teams).filter(|(_, team)| team.2);
        let intent = Intent::Offboard {
            who: crate::survey::person::Who::named("bob@x.org", &admin()),
            successors: successors.map(|(name, _)| (name.clone(), "carol@x.org".to_owned())).collect(),
        };
        let left_out = left_out
            .iter()
            .map(|(at, leaver)| {
                let who = if *leaver { "bob@x.org" } else { "carol@x.org" };
                (format!("team-{at}"), who.to_owned())
            })
            .collect();
        let mut made = plan_without(&all, &admin(), "t", &intent, &left_out);
        let world = World::of(&all);
        let before = world.all();
        let orphans = world.without_admin();
        world.run(&mut made, &answers, stop_after);
        prop_assert_eq!(made.tally().left, 0);
        for orphan in world.without_admin() {
            prop_assert!(orphans.contains(&orphan), "{} has no Admin: {:?}", orphan, made);
        }
        for (workspace, principal) in &left_out {
            let now = roles_of(&world.members(workspace), principal);
            let then = before.get(workspace).map(|members| roles_of(members, principal));
            prop_assert_eq!(now, then.unwrap_or_default(), "{} in {}", principal, workspace);
        }
        for step in &made.steps {
            let is_left_out = left_out.contains(&(step.workspace.clone(), step.change.principal.clone()));
            prop_assert!(!is_left_out || matches!(step.state, StepState::LeftOut | StepState::AlreadySo));
        }
    }
}
