//! Reads the command line with both names of its environment variables.

use clap::{CommandFactory, FromArgMatches};

use crate::cli::Cli;
use crate::config::Environment;

/// NeMo Helix's names of the options' variables. They have to be constants.
const HELIX_NAMES: [&str; 6] = [
    "NHX_HOST",
    "NHX_PORT",
    "NHX_INSECURE_LISTEN",
    "NHX_CONFIG",
    "NHX_DATA_DIR",
    "NHX_LOG_FORMAT",
];

/// Reads this process's command line. An option that is not given is read from its environment
/// variable, under either of its names. Ends the process where that can't be done.
pub fn of_process() -> Cli {
    let matches = command(&Environment::of_process()).get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The command, which reads each variable under the name in use.
fn command(environment: &Environment) -> clap::Command {
    Cli::command().mut_args(|option| {
        let name = option.get_env().and_then(|name| name.to_str());
        let in_use = name.map(|name| environment.name_in_use(name));
        match HELIX_NAMES
            .into_iter()
            .find(|helix| in_use.as_deref() == Some(helix))
        {
            Some(helix) => option.env(helix),
            None => option,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::helix_name;

    #[test]
    fn every_option_has_both_names() {
        let mut read = Vec::new();
        for option in Cli::command().get_arguments() {
            let Some(name) = option.get_env().and_then(|name| name.to_str()) else {
                continue;
            };
            let helix = helix_name(name);
            for (set, used) in [(name, name), (&helix, &helix)] {
                let command = command(&Environment::from_iter([(set, "x")]));
                let found = command
                    .get_arguments()
                    .find(|other| other.get_id() == option.get_id());
                let env = found.and_then(|option| option.get_env()).unwrap();
                assert_eq!(env.to_str(), Some(used));
            }
            read.push(helix);
        }
        read.sort();
        let mut known = HELIX_NAMES;
        known.sort_unstable();
        assert_eq!(read, known);
    }
}
