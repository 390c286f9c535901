//! `nmp-platform backup`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::load::{Load, clients};
use crate::support::program::{Running, failure, program, quickstart_on};
use crate::support::{Data, trail};

fn back_up(data: &Data, file: &Path) -> std::process::Command {
    let mut command = program(data.folder());
    command.arg("backup").arg(file);
    command
}

/// A backup taken under load has every write acknowledged before it, and can be served.
#[tokio::test]
async fn a_backup_taken_under_load_serves() {
    let data = Data::new().await;
    let file = data.folder().join("backup.db");
    let mut server = Running::start(quickstart_on(&data).env("NMP_LOG", "error"));
    let load = Load::start(&server, clients(&server, 4).await);
    load.reaches(60).await;
    let before = trail::replayed(&server.caller("admin@example.com")).await;
    let output = back_up(&data, &file).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    load.reaches(120).await;
    server.signal("-KILL");
    server.child.wait().unwrap();
    load.end().await;

    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it is its owner's");
    let restored = Data::new().await;
    fs::copy(&file, restored.folder().join("platform.db")).unwrap();
    let server = Running::start(&mut quickstart_on(&restored));
    let admin = server.caller("admin@example.com");
    let found = trail::found(&admin).await;
    assert_eq!(trail::replayed(&admin).await, found);
    // Clients only move forward: the newest writes of that time are known by now.
    let newest = |bindings: &trail::Bindings, workspace: &str| {
        bindings[workspace]
            .keys()
            .filter_map(|name| name[1..].parse::<usize>().ok())
            .max()
    };
    for index in 0..4 {
        let workspace = format!("w{index}");
        assert!(
            newest(&found, &workspace) >= newest(&before, &workspace),
            "{workspace}"
        );
    }
    let answer = admin.delete("/apis/entities/v2/workspaces/w0").await;
    assert_eq!(answer.status, 200, "it can be written to");
}

#[tokio::test]
async fn backup_errors_are_explained() {
    let data = Data::new().await;
    let file = data.folder().join("backup.db");
    let text = failure(&mut back_up(&data, &file));
    assert!(
        text.contains("platform.db") && text.contains("--data-dir"),
        "{text}"
    );
    drop(Running::start(&mut quickstart_on(&data)));

    let missing = data.folder().join("no/such/folder/backup.db");
    let text = failure(&mut back_up(&data, &missing));
    assert!(text.contains("no/such/folder"), "{text}");

    fs::write(&file, "mine").unwrap();
    let text = failure(&mut back_up(&data, &file));
    assert!(text.contains("already exists"), "{text}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");

    let mut elsewhere = back_up(&data, &data.folder().join("other.db"));
    elsewhere.env("NMP_PLATFORM_DATABASE_URL", "postgres://nmp@127.0.0.1/nmp");
    let text = failure(&mut elsewhere);
    assert!(text.contains("pg_dump"), "{text}");
    let left: Vec<_> = fs::read_dir(data.folder()).unwrap().flatten().collect();
    assert!(
        left.iter()
            .all(|file| file.path().extension() != Some("partial".as_ref())),
        "{left:?}"
    );
}
