//! A server that is killed in the middle of everything.

use crate::support::load::{Load, clients};
use crate::support::program::{Running, quickstart_on};
use crate::support::{Data, trail};

/// Nobody reads its log here, so it must not fill the pipe.
fn start(data: &Data) -> Running {
    Running::start(quickstart_on(data).env("NMP_LOG", "error"))
}

/// Killed again and again under load: everything that was acknowledged is there, nothing that
/// was half done, an Admin everywhere, and the audit trail fits.
#[tokio::test]
async fn a_killed_server_loses_nothing_that_it_acknowledged() {
    let data = Data::new().await;
    let mut clients = {
        let server = start(&data);
        clients(&server, 6).await
    };
    for round in 1..=4 {
        let mut server = start(&data);
        let load = Load::start(&server, clients);
        // Another place in what the clients do, every time.
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
