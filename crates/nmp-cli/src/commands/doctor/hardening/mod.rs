//! `nmp doctor --hardening`: the checklist of `docs/hardening.md`, by the rules of
//! [`nmp_access::posture`], which Studio's page *Posture* has as well.
//!
//! * [`asked`]: what is asked for it.

mod asked;

use nmp_access::posture::{Findings, Row, State, Tally, access, signing_in};

use crate::commands::access::engine::Engine;
use crate::output::{self, Data, Record};
use crate::{CliError, Context};

/// The columns by default.
const COLUMNS: &[&str] = &["item", "state", "found", "advice"];

/// Prints the checklist.
///
/// # Errors
/// [`CliError::Negative`] if something is open; [`CliError`] if the platform can't be asked.
pub(super) async fn run(context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let mut findings = Findings::default();
    let sign_in = platform.discovery().await?;
    signing_in::judge(&sign_in.found.discovery, &mut findings);
    if let Some(oidc) = sign_in.oidc() {
        asked::grants(&platform, &oidc.issuer, &mut findings).await;
        asked::own_token(&platform, &mut findings).await;
    }
    asked::network(&platform, &mut findings).await;
    let surveyed = async {
        let engine = Engine::on(context, platform.clone()).await?;
        let survey = engine.survey().await?;
        Ok::<_, CliError>((engine, survey))
    };
    match surveyed.await {
        Ok((engine, survey)) => access::judge(&survey, &engine.caller.rights, &mut findings),
        Err(error) => access::unknown(&error.to_string(), &mut findings),
    }
    print(context, platform.base_url(), &findings.rows())
}

fn print(context: &Context, base_url: &str, rows: &[Row]) -> Result<(), CliError> {
    let Tally {
        good,
        open,
        unknown,
    } = Tally::of(rows);
    let records = rows.iter().map(|row| {
        let finding = &row.finding;
        let advice = finding.advice.map(|advice| advice.sentence());
        Record::default()
            .with("section", row.section)
            .with("item", row.item)
            .with("state", finding.state.name())
            .with("found", finding.found.as_str())
            .with("advice", advice.unwrap_or_default())
    });
    let about = Record::default()
        .with("base_url", base_url)
        .with("good", good)
        .with("open", open)
        .with("unknown", unknown);
    let data = Data::list(records.collect(), COLUMNS).beside(about);
    output::print(context, &data, None)?;
    context.say(&format!(
        "{good} good, {open} open, {unknown} unknown. How to check those: docs/hardening.md"
    ));
    match rows.iter().any(|row| row.finding.state == State::Open) {
        false => Ok(()),
        true => Err(CliError::Negative),
    }
}
