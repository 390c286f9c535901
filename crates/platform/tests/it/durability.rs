//! A server that is killed under load.

use crate::support::load::{Load, clients};
use crate::support::program::{Running, quickstart_on};
use crate::support::{Data, trail};

/// Nobody reads its log here, so the log must not fill the pipe.
fn start(data: &Data) -> Running {
    Running::start(quickstart_on(data).env("NMP_LOG", "error"))
}

/// After each kill under load: every acknowledged write is there, no partial one, every workspace
/// has an Admin, and the audit trail matches.
#[tokio::test]
async fn a_killed_server_loses_no_acknowledged_write() {
    let data = Data::new().await;
    let mut clients = {
        let server = start(&data);
        clients(&server, 6).await
    };
    for round in 1..=4 {
        let mut server = start(&data);
        let load = Load::start(&server, clients);
        // At a different point in the clients' work each time.
        load.reaches(83 * round).await;
        server.signal("-KILL");
        server.child.wait().unwrap();
        clients = load.end().await;

        let server = start(&data);
        let admin = server.caller("admin@example.com");
        let found = trail::found(&admin).await;
        for client in &mut clients {
            client.settle(&found);
        }
        assert_eq!(trail::replayed(&admin).await, found);
    }
}
