//! The examples of `docs/managing-access.md` with `nmp`: each does what it says, one after the other.

use std::path::Path;
use std::process::Command;

use super::support::{ADMIN, Platform};

#[test]
fn every_example_works_in_its_order() {
    let platform = Platform::start();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/managing-access.md");
    let text = std::fs::read_to_string(path).unwrap();
    let examples: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .collect();
    assert!(examples.len() >= 15, "{}", examples.len());
    let folder = Path::new(env!("CARGO_BIN_EXE_nmp")).parent().unwrap();
    let path = std::env::join_paths([folder, "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
    for example in examples {
        let mut command = Command::new("sh");
        command
            .args(["-euc", example])
            .env_clear()
            .envs(platform.environment(ADMIN))
            .env("PATH", &path)
            .current_dir(platform.home.path());
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{example}\n{said}");
    }
    let system = platform.members("system");
    assert!(
        system.contains(&"* Viewer".to_owned())
            && system.contains(&"second@example.com PlatformAdmin".to_owned()),
        "{system:?}"
    );
}
