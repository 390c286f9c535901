//! Who can read the data on the disk.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::eventually;
use crate::support::program::{Running, quickstart};

/// The same program, started with another umask.
fn with_umask(umask: &str, program: &Command) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("umask {umask}; exec \"$0\" \"$@\""))
        .arg(program.get_program())
        .args(program.get_args())
        .stdout(std::process::Stdio::piped());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

fn databases(folder: &Path) -> Vec<(String, u32)> {
    let mut found: Vec<(String, u32)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, mode(&entry.path()))
        })
        .collect();
    found.sort();
    found
}

fn all_private() -> Vec<(String, u32)> {
    ["platform.db", "platform.db-shm", "platform.db-wal"]
        .map(|name| (name.to_owned(), 0o600))
        .to_vec()
}

async fn write_something(running: &Running, name: &str) {
    let alice = running.caller("alice@example.com");
    let path = "/apis/entities/v2/workspaces";
    alice.post(path, json!({ "name": name })).await.ok();
}

#[tokio::test]
async fn new_files_are_private_whatever_the_umask() {
    for umask in ["000", "022", "002", "077"] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a b/data");
        let log = parent.path().join("log");
        let mut command = with_umask(umask, &quickstart(&folder));
        let running = Running::start(command.stderr(std::fs::File::create(&log).unwrap()));
        write_something(&running, "w1").await;
        assert_eq!(mode(&folder), 0o700, "{umask}");
        assert_eq!(mode(&parent.path().join("a b")), 0o700, "{umask}");
        assert_eq!(databases(&folder), all_private(), "{umask}");
        drop(running);
        assert!(!std::fs::read_to_string(&log).unwrap().contains("others"));

        let copy = parent.path().join("copy.db");
        let mut backup = quickstart(&folder);
        backup.arg("backup").arg(&copy);
        let mut backup = with_umask(umask, &backup);
        assert!(backup.status().unwrap().success());
        assert_eq!(mode(&copy), 0o600, "{umask}");
    }
}

#[tokio::test]
async fn readable_files_become_private() {
    for lax in [0o644, 0o666, 0o640, 0o604, 0o777] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let mut running = Running::start(&mut quickstart(&folder));
        write_something(&running, "w1").await;
        // Keeps the files beside the database.
        running.signal("-KILL");
        running.child.wait().unwrap();
        for (name, _) in databases(&folder) {
            std::fs::set_permissions(folder.join(name), Permissions::from_mode(lax)).unwrap();
        }
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        let log = parent.path().join("log");
        let mut command = quickstart(&folder);
        let running = Running::start(command.stderr(std::fs::File::create(&log).unwrap()));
        write_something(&running, "w2").await;
        for (name, mode) in databases(&folder) {
            assert_eq!(mode & 0o077, 0, "{name} {mode:o}");
        }
        assert_eq!(databases(&folder).len(), 3);
        // The folder can have other uses.
        for expected in [
            "(mode 0755); if it has no other use: chmod 700",
            "platform.db (mode ",
        ] {
            eventually(expected, || async {
                let log = std::fs::read_to_string(&log).unwrap();
                log.contains(expected).then_some(())
            })
            .await;
        }
    }
}
