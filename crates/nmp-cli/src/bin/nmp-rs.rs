//! Runs `nmp` under the name that it has in the wheel, beside the `nmp` of NVIDIA's.

use std::process::ExitCode;

fn main() -> ExitCode {
    nmp_cli::start::main()
}
