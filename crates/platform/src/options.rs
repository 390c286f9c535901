//! Reads the command line with both names of its environment variables.

use clap::{CommandFactory, FromArgMatches};

use crate::cli::Cli;
use crate::config::Environment;

/// The other names of the options' variables, NeMo Helix's among them. They have to be constants.
const OTHER_NAMES: [(&str, &[&str]); 3] = [
    ("NMP_INSECURE_LISTEN", &["NHX_INSECURE_LISTEN"]),
    (
        "NMP_CONFIG",
        &["NHX_CONFIG", "NMP_CONFIG_FILE_PATH", "NHX_CONFIG_FILE_PATH"],
    ),
    ("NMP_DATA_DIR", &["NHX_DATA_DIR"]),
];

/// Reads this process's command line. An option that is not given is read from its environment
/// variable, under any of its names. Ends the process where that can't be done.
pub fn of_process() -> Cli {
    let matches = command(&Environment::of_process()).get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The command, which reads each variable under the name in use.
fn command(environment: &Environment) -> clap::Command {
    Cli::command().mut_args(|option| {
        let name = option.get_env().and_then(|name| name.to_str());
        let others = OTHER_NAMES.iter().find(|(first, _)| Some(*first) == name);
        let Some((first, others)) = others else {
            return option;
        };
        let in_use = std::iter::once(first)
            .chain(others.iter())
            .find(|name| environment.is_set(name));
        match in_use {
            Some(in_use) => option.env(*in_use),
            None => option,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::reference::{OPTIONS, with_twins};

    #[test]
    fn every_option_has_all_its_names() {
        for option in OPTIONS {
            let names: Vec<String> = option.variables.iter().map(|&n| n.to_owned()).collect();
            let names = with_twins(&names);
            for set in &names {
                let command = command(&Environment::from_iter([(set, "x")]));
                let found = command
                    .get_arguments()
                    .find(|other| other.get_long() == option.option.strip_prefix("--"));
                let env = found.and_then(|option| option.get_env()).unwrap();
                assert_eq!(env.to_str(), Some(set.as_str()));
            }
            let (_, others) = OTHER_NAMES
                .iter()
                .find(|(first, _)| *first == option.variables[0])
                .unwrap();
            assert_eq!(others.len() + 1, names.len());
        }
    }
}
