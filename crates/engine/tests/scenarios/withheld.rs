//! A caller who hides the number is not searched for, in no request and by no detour.

use domain::number::{NumberPlan, read};

use crate::stage::books::text;
use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(a_withheld_number_is_in_no_request_to_the_org);

/// What phone systems write instead of the number.
const WORDS: [&str; 5] = ["anonymous", "Restricted", "非通知", "unknown", "+266696687"];

async fn a_withheld_number_is_in_no_request_to_the_org(place: &Place) {
    let stage = Stage::open(place, Plan::default()).await;
    for word in WORDS {
        stage.enter("Contact", serde_json::json!({"LastName": "Trap", "Phone": word}));
    }
    let mut expected = 0;
    for (id, word) in (1..).zip(WORDS) {
        let number =
            read(Some(word), &NumberPlan { region: "US".to_owned(), ..NumberPlan::default() });
        assert_eq!(number.e164, None, "{word}");
        stage.tell("desk", &call_from(id, (word, word))).await;
        expected += 1;
    }
    let mut hidden = call_from(90, BEN);
    (hidden.customer, hidden.customer_national) = (None, None);
    for source in ["sales", "tokyo"] {
        stage.tell(source, &hidden).await;
        expected += 1;
    }
    let status = stage.settle().await;
    assert_eq!(status.logged, expected, "{status:?}");
    assert!(stage.tasks().iter().all(|task| text(task, "WhoId").is_empty()));

    for sent in stage.wire.sent() {
        let asked = sent.path.contains("/composite") && !sent.path.contains("/sobjects");
        assert!(!asked || !sent.body.contains("Phone+"), "{} {}", sent.method, sent.body);
        for table in ["Contact", "Lead", "Account"] {
            assert!(!sent.body.contains(&format!("FROM {table}")), "{}", sent.body);
            assert!(!sent.body.contains(&format!("FROM+{table}")), "{}", sent.body);
            assert!(!sent.body.contains(&format!("FROM%20{table}")), "{}", sent.body);
        }
        for word in WORDS {
            assert!(!sent.path.contains(word), "{}", sent.path);
        }
    }
}
