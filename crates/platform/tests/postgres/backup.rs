//! PostgreSQL's own backup, as in `docs/platform.md`.

use std::process::Command;

use crate::support::load::{Load, clients};
use crate::support::postgres::{Cluster, programs, unprivileged};
use crate::support::program::{Running, quickstart_on};
use crate::support::{Data, trail};

#[tokio::test]
async fn a_dump_taken_under_load_serves() {
    let data = Data::new().await;
    let mut server = Running::start(quickstart_on(&data).env("NMP_LOG", "error"));
    let load = Load::start(&server, clients(&server, 4).await);
    load.reaches(60).await;
    let file = Cluster::shared().folder.join("backup.dump");
    let program = |name: &str| {
        let mut command: Command = unprivileged(programs().join(name));
        command.arg("--no-password");
        command
    };
    let mut dump = program("pg_dump");
    dump.args(["--format=custom", "--file"]).arg(&file);
    dump.arg(data.database_url.as_ref().unwrap());
    let output = dump.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    load.reaches(120).await;
    server.signal("-KILL");
    server.child.wait().unwrap();
    load.end().await;

    let restored = Data::new().await;
    let mut restore = program("pg_restore");
    restore.args(["--exit-on-error", "--no-owner", "--dbname"]);
    restore
        .arg(restored.database_url.as_ref().unwrap())
        .arg(&file);
    let output = restore.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let server = Running::start(&mut quickstart_on(&restored));
    let admin = server.caller("admin@example.com");
    let found = trail::found(&admin).await;
    assert_eq!(found.len(), 2 + 4);
    assert_eq!(trail::replayed(&admin).await, found);
    admin.delete("/apis/entities/v2/workspaces/w0").await.ok();
    let error = restored.execute("DELETE FROM audit").await.unwrap_err();
    assert!(
        error.to_string().contains("audit entries can't be"),
        "{error}"
    );
}
