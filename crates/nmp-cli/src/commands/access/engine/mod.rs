//! What the commands about access share: the same rules as Studio's, over this program's client.
//!
//! * [`caller`]: who is asking, and what they may do. [`survey`]: everybody's roles, loaded.
//! * [`platform`], [`pace`], [`journal`]: what `nmp_access`'s executor needs.
//! * [`folder`], [`record`]: where plans are kept, and what a file of one holds.
//! * [`mod@carry_out`]: shows a plan, asks, and makes it real. [`shown`]: a plan as data.
//! * [`fault`]: what an error means for a plan.

pub mod caller;
pub mod carry_out;
pub mod fault;
pub mod folder;
pub mod journal;
pub mod pace;
pub mod platform;
pub mod record;
pub mod shown;
pub mod survey;

use nmp_sdk::native::NeMoPlatform;

pub use caller::Caller;
pub use carry_out::{PlanOptions, carry_out};

use crate::{CliError, Context};

/// A platform, as somebody.
pub struct Engine<'a> {
    /// What every command is given.
    pub context: &'a Context,
    /// The client.
    pub platform: NeMoPlatform,
    /// Who is asking.
    pub caller: Caller,
}

impl<'a> Engine<'a> {
    /// Asks the platform who is asking.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn open(context: &'a Context) -> Result<Self, CliError> {
        Self::on(context, context.platform()?).await
    }

    /// The same with a client that is there already.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn on(context: &'a Context, platform: NeMoPlatform) -> Result<Self, CliError> {
        let caller = Caller::ask(&platform).await?;
        Ok(Self {
            context,
            platform,
            caller,
        })
    }
}
