//! Runs `nmp`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nmp_cli::start::main()
}
