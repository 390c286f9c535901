//! The workspaces that one person gets into, as a strip: by role, and by how certain that is. The words above it
//! and the list below it say the same.

use leptos::prelude::*;
use nmp_access::pictures::reach::{Certainty, Mark, Reach, reach};

use super::shown::Shown;
use crate::ui::number::counted;

/// How many workspaces are drawn; the list has all of them.
const DRAWN: usize = 300;

/// The strip.
#[component]
pub fn ReachOf() -> impl IntoView {
    let shown = expect_context::<Shown>();
    let reached = Memo::new(move |_| shown.standings.with(|standings| reach(standings)));
    let some = Memo::new(move |_| reached.with(|reached| !reached.marks.is_empty()));
    move || {
        some.get().then(|| {
            view! {
                <section class="reach" aria-labelledby="reach">
                    <h2 id="reach">"Reach"</h2>
                    <p>{move || reached.with(Reach::words)}</p>
                    {move || reached.with(strip)}
                    {move || reached.with(legend)}
                </section>
            }
        })
    }
}

fn strip(reach: &Reach) -> impl IntoView + use<> {
    let marks = reach.marks.iter().take(DRAWN).map(mark).collect_view();
    let more = reach.marks.len().saturating_sub(DRAWN);
    view! {
        <ol class="reach-strip" aria-hidden="true">
            {marks}
        </ol>
        {(more > 0)
            .then(|| {
                let more = counted(more, "more workspace is", "more workspaces are");
                view! { <p class="muted small">{format!("{more} in the list below.")}</p> }
            })}
    }
}

fn mark(mark: &Mark) -> impl IntoView + use<> {
    let certain = mark
        .certain_letter()
        .map(|(letter, certainty)| sign(Some(letter), certainty));
    let perhaps = mark
        .perhaps_letter()
        .map(|letter| sign(Some(letter), Certainty::Perhaps));
    let unknown = (mark.certainty() == Certainty::Unknown).then(|| sign(None, Certainty::Unknown));
    view! { <li title=mark.workspace.clone()>{certain} {perhaps} {unknown}</li> }
}

/// A letter, filled as it is certain: solid, outlined, dashed, or hatched.
fn sign(letter: Option<char>, certainty: Certainty) -> impl IntoView + use<> {
    let how = match certainty {
        Certainty::Everywhere | Certainty::Direct => "direct",
        Certainty::Through => "through",
        Certainty::Perhaps => "perhaps",
        Certainty::Unknown => "unknown",
    };
    let lower = letter.map(|letter| letter.to_ascii_lowercase().to_string());
    let text = match (letter, &lower, certainty) {
        (Some(_), Some(lower), Certainty::Perhaps) => format!("{lower}?"),
        (Some(letter), ..) => letter.to_string(),
        (None, ..) => "?".to_owned(),
    };
    view! {
        <span class="matrix-mark" data-r=lower data-how=how translate="no">
            {text}
        </span>
    }
}

/// What the fills mean, of those that are there.
fn legend(reach: &Reach) -> impl IntoView + use<> {
    let is_there = |certainty| !reach.counts(certainty).is_empty();
    let all = [
        (
            is_there(Certainty::Direct) || is_there(Certainty::Everywhere),
            Certainty::Direct,
            "by name, or as platform admin",
        ),
        (
            is_there(Certainty::Through),
            Certainty::Through,
            "as everyone, or through a group",
        ),
        (
            is_there(Certainty::Perhaps),
            Certainty::Perhaps,
            "perhaps, if in a group",
        ),
        (
            is_there(Certainty::Unknown),
            Certainty::Unknown,
            "not known",
        ),
    ];
    // Its letter says nothing: the fill does.
    let entry = |certainty: Certainty, words: &'static str| {
        let letter = (certainty != Certainty::Unknown).then_some('E');
        view! { <li>{sign(letter, certainty)} {words}</li> }
    };
    let shown = all.into_iter().filter(|(there, ..)| *there);
    view! {
        <ul class="matrix-legend" aria-hidden="true">
            {shown.map(|(_, certainty, words)| entry(certainty, words)).collect_view()}
        </ul>
    }
}
