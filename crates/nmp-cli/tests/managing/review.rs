//! `nmp access review`.

use super::support::{ALICE, BOB, CAROL, Platform};

#[test]
fn a_review_is_decided_in_a_file_and_done() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor"), (CAROL, "Viewer")]);
    let path = platform
        .home
        .path()
        .join("review.csv")
        .display()
        .to_string();
    platform.stdout(ALICE, &["access", "review", "write", &path, "-w", "ml"]);
    let again = platform.fails(ALICE, &["access", "review", "write", &path, "-w", "ml"], 1);
    assert!(
        again.contains("can't be written"),
        "decisions are not overwritten: {again}"
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let decided: Vec<String> = nmp_access::files::csv::parse(&text)
        .unwrap()
        .into_iter()
        .map(|mut record| {
            match record[1].as_str() {
                BOB => record[7] = "remove".to_owned(),
                CAROL => record[7] = "Keep".to_owned(),
                _ => {}
            }
            // As a German spreadsheet saves it.
            record
                .iter()
                .map(|field| format!("\"{field}\""))
                .collect::<Vec<_>>()
                .join(";")
        })
        .collect();
    std::fs::write(&path, decided.join("\r\n")).unwrap();
    let record = platform.home.path().join("record.md").display().to_string();
    let apply = [
        "access", "review", "apply", &path, "--record", &record, "--yes",
    ];
    let done = platform.json(ALICE, &apply);
    assert_eq!(done["tally"]["done"], 1, "{done}");
    assert_eq!(
        platform.members("ml"),
        ["alice@example.com Admin", "carol@example.com Viewer"]
    );
    let record = std::fs::read_to_string(&record).unwrap();
    assert!(record.contains("1 keep, 1 remove, 1 open"), "{record}");
    assert!(record.contains("| Done |"), "{record}");
}

#[test]
fn what_is_no_decision_changes_nothing() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    let path = platform.home.path().join("review.csv");
    std::fs::write(
        &path,
        "workspace,principal,decision\nml,bob@example.com,perhaps\n",
    )
    .unwrap();
    let apply = [
        "access",
        "review",
        "apply",
        &path.display().to_string(),
        "--yes",
    ];
    let said = platform.fails(ALICE, &apply, 1);
    assert!(
        said.contains("Line 2") && said.contains("perhaps"),
        "{said}"
    );
    std::fs::write(
        &path,
        "workspace,principal,roles,decision\nml,bob@example.com,Viewer,remove\n",
    )
    .unwrap();
    let output = platform.nmp(ALICE).args(apply).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("has other roles now"));
    assert_eq!(platform.members("ml").len(), 2);
}
