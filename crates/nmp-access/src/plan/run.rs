//! Makes a plan real: in lanes, judged step by step, stopped at any time.
//!
//! One executor for every change there is: a role on the members page is a plan with one step,
//! offboarding one with many lanes. It knows neither browser nor network: [`Platform`], [`Clock`] and
//! [`Journal`] bring them.
//!
//! * Every step is judged again right before it is sent, by the members as they are then
//!   ([`Plan::begin`]). A workspace never loses its last Admin to a plan, and what somebody else has
//!   changed is not overwritten.
//! * A few writes are under way at once: across workspaces if there are several, else within the
//!   one. A step that depends on one that is under way waits for it.
//! * Where the platform asks to wait, everything waits, within bounds ([`Patience`]); then the step is
//!   judged again.
//! * A write without a clear answer is looked up: it may have been made.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use nmp_types::Member;

use super::patience::Patience;
use super::{Begun, Failure, Lane, Plan, Stop};
use crate::change::{RoleChange, roles_of, same_roles};
use crate::fault::{Fault, FaultKind};

/// How many writes are under way at once: each waits for its propagation, so that a few at a time
/// go much faster, and a platform with a few workers is not flooded.
pub const AT_ONCE: usize = 4;

/// How long an answer about members counts as current, in milliseconds. A write takes 2 to 30 s on
/// NeMo Platform, so that there most are preceded by a reading of their own; where writes are quick,
/// hundreds of them aren't hundreds of readings of thousands.
const FRESH_FOR: f64 = 2_000.0;

/// The platform, as far as a plan needs it.
pub trait Platform {
    /// The members of a workspace, as they are now.
    ///
    /// # Errors
    /// What the platform answered instead.
    fn members(&self, workspace: &str) -> impl Future<Output = Result<Arc<Vec<Member>>, Fault>>;

    /// Sends a change; a removal of somebody who is not a member is a [`FaultKind::NotFound`].
    ///
    /// # Errors
    /// What the platform answered instead.
    fn write(
        &self,
        workspace: &str,
        change: &RoleChange,
    ) -> impl Future<Output = Result<(), Fault>>;

    /// A change that is live.
    fn written(&self, workspace: &str, change: &RoleChange);
}

/// Time, and waiting.
pub trait Clock {
    /// Milliseconds since any moment.
    fn now(&self) -> f64;

    /// The time of day: UTC, ISO 8601.
    fn timestamp(&self) -> String;

    /// Waits until no pause is under way. Returns whether to go on: not if the work was stopped.
    fn ready(&self) -> impl Future<Output = bool>;

    /// Makes all of this work pause for some seconds, and waits for the end of that. Returns
    /// whether to go on.
    fn pause(&self, seconds: u32) -> impl Future<Output = bool>;
}

/// Where the plan is kept and shown.
pub trait Journal {
    /// Reads or changes the plan.
    fn update<T>(&self, change: impl FnOnce(&mut Plan) -> T) -> T;

    /// Everything that was under way has come out: what isn't shown yet is to be shown now.
    fn flush(&self);
}

/// Makes what waits in a plan real. What takes away one's own rights comes last, and only if all else
/// succeeded.
pub async fn run(platform: &impl Platform, clock: &impl Clock, journal: &impl Journal) {
    let executor = Executor {
        platform,
        clock,
        journal,
    };
    let (first, last) = journal.update(|plan| plan.lanes());
    executor.work_off(first).await;
    if !last.is_empty() && journal.update(Plan::may_finish) {
        executor.work_off(last).await;
    }
    journal.flush();
}

struct Executor<'a, P, C, J> {
    platform: &'a P,
    clock: &'a C,
    journal: &'a J,
}

impl<P: Platform, C: Clock, J: Journal> Executor<'_, P, C, J> {
    async fn work_off(&self, lanes: Vec<Lane>) {
        let at_once_in_one = if lanes.len() == 1 { AT_ONCE } else { 1 };
        stream::iter(lanes)
            .for_each_concurrent(AT_ONCE, |lane| self.lane(lane, at_once_in_one))
            .await;
    }

    /// The steps of one workspace, in order.
    async fn lane(&self, lane: Lane, at_once: usize) {
        // Stopped before it began: nothing needs to be read.
        if !self.journal.update(|plan| plan.waits_in(&lane)) {
            return;
        }
        let known = Roster {
            executor: self,
            workspace: &lane.workspace,
            members: Cell::new(None),
        };
        let mut waiting = lane.steps.iter().copied().peekable();
        let mut under_way: Vec<RoleChange> = Vec::new();
        let mut writes = FuturesUnordered::new();
        loop {
            while writes.len() < at_once
                && let Some(place) = waiting.peek().copied()
            {
                if !self.clock.ready().await {
                    self.journal.update(Plan::stop);
                }
                let begun = match known.now().await {
                    Err(fault) => {
                        self.settle_waiting(place, fault);
                        Begun::No
                    }
                    Ok(members) => self.journal.update(|plan| {
                        plan.begin(place, &members, &under_way, &self.clock.timestamp())
                    }),
                };
                match begun {
                    Begun::LaterInOrder => break,
                    Begun::No => {
                        waiting.next();
                    }
                    Begun::Send(change) => {
                        waiting.next();
                        under_way.push(change.clone());
                        let known = &known;
                        writes.push(async move {
                            let outcome = self.write_in_time(known, &change).await;
                            (place, change, outcome)
                        });
                    }
                }
            }
            if writes.is_empty() {
                self.journal.flush();
            }
            let Some((place, change, outcome)) = writes.next().await else {
                break;
            };
            under_way.retain(|other| *other != change);
            if outcome.is_ok() {
                known.note(&change);
                self.platform.written(&lane.workspace, &change);
            }
            self.settle(place, outcome);
        }
    }

    /// Sends a change, again after every pause that the platform asks for.
    async fn write_in_time(
        &self,
        known: &Roster<'_, Self>,
        change: &RoleChange,
    ) -> Result<(), Failure> {
        let mut patience = Patience::default();
        loop {
            let Err(fault) = self.write(known.workspace, change).await else {
                return Ok(());
            };
            let Some(seconds) = patience.after(&fault) else {
                return Err(Failure::Fault(fault));
            };
            if !self.clock.pause(seconds).await {
                return Err(Failure::Stopped(Stop::ByYou));
            }
            let members = known.read().await.map_err(Failure::Fault)?;
            match super::judge(known.workspace, &members, change) {
                Ok(()) => {}
                Err(super::Against::AlreadySo) => return Ok(()),
                Err(super::Against::Obstacle(obstacle)) => {
                    return Err(Failure::Obstacle(obstacle));
                }
            }
        }
    }

    async fn write(&self, workspace: &str, change: &RoleChange) -> Result<(), Fault> {
        let fault = match self.platform.write(workspace, change).await {
            Ok(()) => return Ok(()),
            Err(fault) => fault,
        };
        // It is gone: it doesn't matter who removed it.
        if change.after.is_empty() && fault.kind == FaultKind::NotFound {
            return Ok(());
        }
        if fault.leaves_in_doubt()
            && let Ok(members) = self.platform.members(workspace).await
            && same_roles(&roles_of(&members, &change.principal), &change.after)
        {
            return Ok(());
        }
        Err(fault)
    }

    fn settle(&self, place: usize, outcome: Result<(), Failure>) {
        let now = self.clock.timestamp();
        self.journal
            .update(|plan| plan.settle(place, outcome, &now));
    }

    fn settle_waiting(&self, place: usize, fault: Fault) {
        let now = self.clock.timestamp();
        self.journal
            .update(|plan| plan.settle_if_waiting(place, Failure::Fault(fault), &now));
    }
}

/// The members of a workspace, read again when a step comes later than [`FRESH_FOR`].
struct Roster<'a, E> {
    executor: &'a E,
    workspace: &'a str,
    /// The members, and when they were read.
    members: Cell<Option<(Arc<Vec<Member>>, f64)>>,
}

impl<P: Platform, C: Clock, J: Journal> Roster<'_, Executor<'_, P, C, J>> {
    async fn now(&self) -> Result<Arc<Vec<Member>>, Fault> {
        let kept = self.members.take();
        self.members.set(kept.clone());
        match kept {
            Some((members, read_at)) if self.executor.clock.now() - read_at <= FRESH_FOR => {
                Ok(members)
            }
            _ => self.read().await,
        }
    }

    /// Asks, again after every pause that the platform asks for.
    async fn read(&self) -> Result<Arc<Vec<Member>>, Fault> {
        let Executor {
            platform, clock, ..
        } = self.executor;
        let mut patience = Patience::default();
        loop {
            match platform.members(self.workspace).await {
                Ok(members) => {
                    let kept = (Arc::clone(&members), clock.now());
                    self.members.set(Some(kept));
                    return Ok(members);
                }
                Err(fault) => match patience.after(&fault) {
                    Some(seconds) if clock.pause(seconds).await => {}
                    _ => return Err(fault),
                },
            }
        }
    }

    /// Counts a change that was made.
    fn note(&self, change: &RoleChange) {
        if let Some((members, read_at)) = self.members.take() {
            let members = Arc::new(change.applied_to(&members));
            self.members.set(Some((members, read_at)));
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
