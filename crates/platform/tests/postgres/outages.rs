//! PostgreSQL's temporary failures, by error code.

use serde_json::json;

use crate::support::{App, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

#[tokio::test]
async fn refused_writes_get_503_with_the_reason_and_lasting_ones_fail_readiness() {
    let full = "The database's disk is full. Nothing can be changed until there is space again; \
                reading works.";
    let read_only = "The database is read-only. Nothing can be changed until it accepts writes \
                     again; reading works.";
    let disk = "The database can't use its disk. Nothing can be changed until that is fixed.";
    let cases = [
        ("53100", full, Some("the database's disk is full")),
        ("25006", read_only, Some("the database is read-only")),
        ("58030", disk, Some("the database can't use its disk")),
        (
            "53200",
            "The database is out of memory. Try again shortly.",
            None,
        ),
        (
            "53300",
            "The database is too busy. Try again shortly.",
            None,
        ),
        (
            "57P03",
            "The database does not answer. Try again shortly.",
            None,
        ),
    ];
    let app = App::quickstart().await;
    let admin = app.as_admin();
    for (code, detail, reason) in cases {
        // Every insert is refused with the code.
        let body = format!(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'could not extend file /var/lib/secret' USING ERRCODE = '{code}'; END $$"
        );
        for sql in [
            body.as_str(),
            "CREATE TRIGGER refused BEFORE INSERT ON workspaces FOR EACH ROW EXECUTE FUNCTION refuse()",
        ] {
            app.data().execute(sql).await.unwrap();
        }
        let name = format!("w{}", code.to_lowercase());
        let refused = admin.post(PATH, json!({ "name": name })).await;
        let after = if reason.is_some() { "30" } else { "5" };
        assert_eq!(refused.header("retry-after"), after, "{code}");
        assert_eq!(refused.refusal(), (503, detail.into()), "{code}");
        let ready = app.anonymous().get("/health/ready").await;
        let expected = match reason {
            Some(reason) => {
                let reason = json!({ "name": "entities", "message": reason });
                (
                    503,
                    json!({ "detail": { "status": "not_ready", "reasons": [reason] } }),
                )
            }
            None => (200, json!({ "status": "ready" })),
        };
        assert_eq!((ready.status, ready.json()), expected, "{code}");
        admin.get(PATH).await.ok();
        app.data()
            .execute("DROP FUNCTION refuse CASCADE")
            .await
            .unwrap();
        // By itself: nobody writes before that.
        eventually("it is ready", || async {
            (app.anonymous().get("/health/ready").await.status == 200).then_some(())
        })
        .await;
        admin.post(PATH, json!({ "name": name })).await.ok();
    }
    let page = admin.get(PATH).await.ok();
    assert_eq!(
        page["pagination"]["total_results"],
        2 + cases.len(),
        "trials left nothing"
    );
}
