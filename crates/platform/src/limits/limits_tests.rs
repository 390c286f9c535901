use nmp_types::{ClaimRules, Scopes};

use super::*;
use crate::authn::Principal;
use crate::clock::SystemClock;

#[test]
fn an_address_stands_for_its_network() {
    for (address, stands_for) in [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::"),
    ] {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(network(address).to_string(), stands_for, "{address}");
    }
}

#[test]
fn seconds_to_wait_are_whole_and_enough() {
    for (milliseconds, seconds) in [(0, 1), (20, 1), (1000, 1), (1001, 2), (59_999, 60)] {
        let too_many = TooMany {
            of: Limited::Writes,
            rate: Rate {
                per_second: 50.0,
                burst: 1000,
            },
            wait: Duration::from_millis(milliseconds),
        };
        assert_eq!(too_many.retry_after_seconds(), seconds);
    }
}

#[test]
fn what_counts_for_whom() {
    use nmp_types::Permission::{ManageMembers, ReadWorkspace};
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let once = Some(Rate {
        per_second: 0.001,
        burst: 1,
    });
    let settings = config::Limits {
        writes: once,
        workspace_creations: None,
        failed_authentications: once,
        ..config::Limits::default()
    };
    let limits = Limits::new(&settings, 4, &clock);
    let principal = |subject: &str, email: Option<&str>| {
        let named =
            ClaimRules::default().judge(subject.to_owned(), email.map(str::to_owned), Vec::new());
        Caller::Principal(Principal {
            named: named.unwrap(),
            name: None,
            scopes: Scopes::default(),
            jti: None,
        })
    };
    let [home, away] = ["192.0.2.1", "192.0.2.2"].map(|address| address.parse().ok());
    let write = Action::InWorkspace(ManageMembers);
    let read = Action::InWorkspace(ReadWorkspace);
    let alice = principal("s1", Some("alice@example.com"));
    assert_eq!(limits.count(write, &alice, home), Ok(()));
    // From any address, under any name, for any write.
    let renamed = principal("s1", None);
    assert!(limits.count(write, &renamed, away).is_err());
    assert!(limits.count(Action::CreateWorkspace, &alice, home).is_err());
    for _ in 0..3 {
        assert_eq!(limits.count(read, &alice, home), Ok(()));
    }
    let namesake = principal("s2", Some("alice@example.com"));
    assert_eq!(limits.count(write, &namesake, home), Ok(()));
    // While authentication is off.
    assert_eq!(limits.count(write, &Caller::Anybody, home), Ok(()));
    assert!(limits.count(write, &Caller::Anybody, home).is_err());
    assert_eq!(limits.count(write, &Caller::Anybody, away), Ok(()));

    assert!(!limits.suspects(home));
    assert_eq!(limits.count_failure(Failed::At(home)), Ok(()));
    assert!(limits.suspects(home) && !limits.suspects(away));
    assert!(limits.count_failure(Failed::At(home)).is_err());
    assert_eq!(limits.count_failure(Failed::At(away)), Ok(()));
}
