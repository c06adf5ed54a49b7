//! People look through the list of calls, page by page, and narrow it down by everything that they know of a call.

use store::{
    CallColumn, CallFilter, CallRow, CallState, Completion, Listing, OwnCalls, Relisted, Store,
    StoreError,
};

use crate::place::Place;
use crate::samples::{NOW, ORG, call, failed, finish, listing, logged, row};

on_both_databases!(
    the_list_is_read_page_by_page_newest_first,
    calls_of_the_same_moment_are_neither_lost_nor_repeated,
    a_cursor_and_a_range_of_time_hold_together,
    the_list_can_be_narrowed_down,
    conditions_are_combined,
    a_search_text_is_taken_literally,
    a_cursor_of_elsewhere_is_refused,
    newer_calls_are_counted,
    what_can_be_chosen_is_told,
    a_call_that_nobody_has_carried_is_listed,
    an_older_listing_does_not_replace_a_newer_one,
    a_search_that_finds_little_says_how_far_back_it_looked,
    no_call_is_lost_where_a_search_stops,
);

fn names(rows: &[CallRow]) -> Vec<&str> {
    rows.iter().map(|row| row.call_id.trim_start_matches("phones:")).collect()
}

async fn found(store: &Store, filter: &CallFilter) -> Vec<String> {
    let page = store.list_calls(ORG, filter, None, 10).await.unwrap();
    assert_eq!(page.next, None, "{filter:?}");
    names(&page.rows).into_iter().map(str::to_owned).collect()
}

async fn the_list_is_read_page_by_page_newest_first(place: &Place) {
    let store = place.open().await;
    for (place, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        call(&store, name, NOW + i64::try_from(place).unwrap()).await;
    }
    let all = CallFilter::default();
    let mut pages = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..3 {
        let page = store.list_calls(ORG, &all, cursor.as_deref(), 2).await.unwrap();
        pages.push(names(&page.rows).join(" "));
        assert_eq!(page.looked_back_to, None);
        cursor = page.next;
    }
    assert_eq!(pages, ["e d", "c b", "a"]);
    assert_eq!(cursor, None, "the list has ended");
    assert!(store.list_calls("other", &all, None, 2).await.unwrap().rows.is_empty());
}

async fn a_cursor_and_a_range_of_time_hold_together(place: &Place) {
    let store = place.open().await;
    for (place, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        call(&store, name, NOW + i64::try_from(place).unwrap()).await;
    }
    let middle = CallFilter { from: Some(NOW + 1), until: Some(NOW + 4), ..CallFilter::default() };
    let at = |name: &str, later: i64| format!("{}~phones:{name}", NOW + later);
    for (after, expected) in [
        (None, "d c b"),
        (Some(at("e", 4)), "d c b"),
        (Some(at("zz", 99)), "d c b"),
        (Some(at("d", 3)), "c b"),
        (Some(at("b", 1)), ""),
        (Some(at("a", 0)), ""),
    ] {
        let page = store.list_calls(ORG, &middle, after.as_deref(), 10).await.unwrap();
        assert_eq!(names(&page.rows).join(" "), expected, "{after:?}");
    }
    for (than, expected) in [(at("a", 0), 3), (at("b", 1), 2), (at("d", 3), 0), (at("e", 4), 0)] {
        let newer = store.count_newer_calls(ORG, &middle, &than, 10).await.unwrap();
        assert_eq!(newer, expected, "{than}");
    }
}

async fn calls_of_the_same_moment_are_neither_lost_nor_repeated(place: &Place) {
    let store = place.open().await;
    for name in ["a", "b", "c~d"] {
        call(&store, name, NOW).await;
    }
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    // More turns than calls: a list that repeats itself must fail and not go on for ever.
    for _ in 0..6 {
        let page =
            store.list_calls(ORG, &CallFilter::default(), cursor.as_deref(), 1).await.unwrap();
        seen.extend(names(&page.rows).into_iter().map(str::to_owned));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["c~d", "b", "a"]);
}

/// Four calls of which each has something of its own.
async fn four(store: &Store) {
    let listed = |claimed: &CallRow, listing: Listing| Completion { listing, ..logged(claimed) };
    call(store, "plain", NOW).await;
    finish(store, NOW, logged).await;
    call(store, "bad", NOW + 10).await;
    finish(store, NOW + 10, failed).await;
    call(store, "odd", NOW + 20).await;
    for claimed in store.claim(ORG, NOW + 20, 10, 60_000).await.unwrap() {
        let odd = Listing {
            number_key: Some(1_5550_0199),
            agent: Some("aiko@example.com".to_owned()),
            owner_id: Some("005000000000002AAA".to_owned()),
            line: Some("Osaka".to_owned()),
            result: Some("incoming_missed".to_owned()),
            matched: Some("none".to_owned()),
            text: "ürsula 50% müller_x".to_owned(),
        };
        store.complete(ORG, vec![listed(&claimed, odd)], NOW + 20).await.unwrap();
    }
    call(store, "open", NOW + 30).await;
}

async fn the_list_can_be_narrowed_down(place: &Place) {
    let store = place.open().await;
    four(&store).await;
    let all = CallFilter::default;
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (filter, expected) in [
        (all(), vec!["open", "odd", "bad", "plain"]),
        (CallFilter { from: Some(NOW + 10), until: Some(NOW + 30), ..all() }, vec!["odd", "bad"]),
        (CallFilter { states: vec![CallState::Waiting], ..all() }, vec!["open"]),
        (
            CallFilter { states: vec![CallState::Waiting, CallState::Failed], ..all() },
            vec!["open", "bad"],
        ),
        (CallFilter { results: texts(&["incoming"]), ..all() }, vec!["bad", "plain"]),
        (CallFilter { matched: texts(&["none"]), ..all() }, vec!["odd"]),
        (CallFilter { agents: texts(&["aiko@example.com"]), ..all() }, vec!["odd"]),
        (CallFilter { lines: texts(&["Tokyo"]), ..all() }, vec!["bad", "plain"]),
        (CallFilter { sources: texts(&["phones"]), ..all() }, vec!["open", "odd", "bad", "plain"]),
        (CallFilter { sources: texts(&["nowhere"]), ..all() }, vec![]),
        (
            CallFilter { error_codes: texts(&["FIELD_CUSTOM_VALIDATION_EXCEPTION"]), ..all() },
            vec!["bad"],
        ),
        (CallFilter { number_keys: vec![1_5550_0199], ..all() }, vec!["odd"]),
        (CallFilter { number_keys: vec![1, 1_5550_0101], ..all() }, vec!["bad", "plain"]),
        (own("aiko@example.com", None), vec!["odd"]),
        (own("aiko@example.com", Some("005000000000001AAA")), vec!["odd", "bad", "plain"]),
        (own("ren@example.com", Some("005000000000001AAA")), vec!["bad", "plain"]),
        (own("nobody@example.com", Some("005000000000002AAA")), vec!["odd"]),
        (CallFilter { words: texts(&["ürsula"]), ..all() }, vec!["odd"]),
        (CallFilter { words: texts(&["example", "aiko"]), ..all() }, vec!["bad", "plain"]),
    ] {
        assert_eq!(found(&store, &filter).await, expected, "{filter:?}");
        let counted = store.count_calls(ORG, &filter, 10).await.unwrap();
        assert_eq!(counted, Some(expected.len()), "{filter:?}");
    }
}

fn own(agent: &str, owner_id: Option<&str>) -> CallFilter {
    let own = OwnCalls { agent: agent.to_owned(), owner_id: owner_id.map(str::to_owned) };
    CallFilter { own: Some(own), ..CallFilter::default() }
}

async fn conditions_are_combined(place: &Place) {
    let store = place.open().await;
    four(&store).await;
    let all = || CallFilter { lines: vec!["Tokyo".to_owned()], ..CallFilter::default() };
    let agent = || vec!["ren@example.com".to_owned()];
    for (filter, expected) in [
        (CallFilter { agents: agent(), ..all() }, vec!["bad", "plain"]),
        (CallFilter { states: vec![CallState::Failed], ..all() }, vec!["bad"]),
        (CallFilter { agents: agent(), from: Some(NOW + 1), ..all() }, vec!["bad"]),
        (CallFilter { agents: agent(), words: vec!["plain".to_owned()], ..all() }, vec!["plain"]),
        (
            CallFilter { own: own("x", Some("005000000000001AAA")).own, ..all() },
            vec!["bad", "plain"],
        ),
        (CallFilter { own: own("x", Some("005000000000002AAA")).own, ..all() }, vec![]),
        (CallFilter { words: vec!["nobody".to_owned()], ..all() }, vec![]),
        (CallFilter { number_keys: vec![1_5550_0199], ..all() }, vec![]),
        (
            CallFilter {
                states: vec![CallState::Failed, CallState::Logged],
                number_keys: vec![1_5550_0199, 1_5550_0101],
                ..all()
            },
            vec!["bad", "plain"],
        ),
    ] {
        assert_eq!(found(&store, &filter).await, expected, "{filter:?}");
    }
}

async fn a_search_text_is_taken_literally(place: &Place) {
    let store = place.open().await;
    four(&store).await;
    for (text, expected) in
        [("50%", vec!["odd"]), ("müller_", vec!["odd"]), ("5%", vec![]), ("'", vec![])]
    {
        let filter = CallFilter { words: vec![text.to_owned()], ..CallFilter::default() };
        assert_eq!(found(&store, &filter).await, expected, "{text}");
    }
}

async fn a_cursor_of_elsewhere_is_refused(place: &Place) {
    let store = place.open().await;
    for cursor in ["", "nonsense", "~", "x~phones:a"] {
        let all = CallFilter::default();
        let error = store.list_calls(ORG, &all, Some(cursor), 2).await.unwrap_err();
        assert_eq!(error, StoreError::BadCursor);
        assert!(store.count_newer_calls(ORG, &all, cursor, 2).await.is_err());
    }
}

async fn newer_calls_are_counted(place: &Place) {
    let store = place.open().await;
    for (name, at) in [("a", NOW), ("b", NOW + 1), ("c", NOW + 2)] {
        call(&store, name, at).await;
    }
    let all = CallFilter::default();
    let than = row(&store, "a").await.cursor();
    assert_eq!(store.count_newer_calls(ORG, &all, &than, 100).await.unwrap(), 2);
    assert_eq!(store.count_newer_calls(ORG, &all, &than, 1).await.unwrap(), 1);
    let failed = CallFilter { states: vec![CallState::Failed], ..all };
    assert_eq!(store.count_newer_calls(ORG, &failed, &than, 100).await.unwrap(), 0);
}

async fn what_can_be_chosen_is_told(place: &Place) {
    let store = place.open().await;
    four(&store).await;
    for (column, expected) in [
        (CallColumn::Agent, vec!["aiko@example.com", "ren@example.com"]),
        (CallColumn::Line, vec!["Osaka", "Tokyo"]),
        (CallColumn::ErrorCode, vec!["FIELD_CUSTOM_VALIDATION_EXCEPTION"]),
        (CallColumn::Source, vec!["phones"]),
    ] {
        assert_eq!(store.call_choices(ORG, column, 10).await.unwrap(), expected);
        assert_eq!(store.call_choices(ORG, column, 1).await.unwrap(), expected[..1]);
        assert!(store.call_choices("other", column, 10).await.unwrap().is_empty());
    }
}

fn relisted(row: &CallRow, agent: &str) -> Relisted {
    let listing = Listing { agent: Some(agent.to_owned()), ..listing(&row.call_id) };
    Relisted {
        call_id: row.call_id.clone(),
        version: row.version,
        folded: Some("{}".to_owned()),
        started_at: Some(NOW - 1),
        listing,
    }
}

async fn a_call_that_nobody_has_carried_is_listed(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    assert!(store.unlisted(ORG, NOW - 1, 10).await.unwrap().is_empty(), "it may be carried soon");
    let waiting = store.unlisted(ORG, NOW, 10).await.unwrap();
    assert_eq!(names(&waiting), ["a"]);
    let listed = waiting.iter().map(|row| relisted(row, "ren@example.com")).collect();
    assert_eq!(store.relist(ORG, listed).await.unwrap(), 1);
    assert!(store.unlisted(ORG, NOW, 10).await.unwrap().is_empty());
    let filter = CallFilter {
        agents: vec!["ren@example.com".to_owned()],
        words: vec!["aiko".to_owned()],
        ..CallFilter::default()
    };
    assert_eq!(found(&store, &filter).await, ["a"]);
    let row = row(&store, "a").await;
    assert_eq!((row.folded.as_deref(), row.started_at), (Some("{}"), Some(NOW - 1)));
    assert_eq!((row.state, row.due_at), (CallState::Waiting, Some(NOW)), "it is due as before");
}

async fn an_older_listing_does_not_replace_a_newer_one(place: &Place) {
    let store = place.open().await;
    call(&store, "a", NOW).await;
    let old = relisted(&row(&store, "a").await, "old@example.com");
    finish(&store, NOW, logged).await;
    assert_eq!(store.relist(ORG, vec![old]).await.unwrap(), 0);
    let filter = CallFilter { agents: vec!["ren@example.com".to_owned()], ..CallFilter::default() };
    assert_eq!(found(&store, &filter).await, ["a"]);
}

async fn a_search_that_finds_little_says_how_far_back_it_looked(place: &Place) {
    let store = place.open().await;
    // More texts than one page reads, all but the oldest without the word.
    place.execute(&many(25_000, "1")).await;
    let filter = CallFilter { words: vec!["needle".to_owned()], ..CallFilter::default() };
    let first = store.list_calls(ORG, &filter, None, 10).await.unwrap();
    assert_eq!((first.rows.len(), first.looked_back_to), (0, Some(NOW + 25_000 - 20_000)));
    assert_eq!(store.count_calls(ORG, &filter, 10).await.unwrap(), None);
    let next = first.next.unwrap();
    let second = store.list_calls(ORG, &filter, Some(&next), 10).await.unwrap();
    assert_eq!(names(&second.rows), ["1"]);
    assert_eq!((second.looked_back_to, second.next), (None, None));
    // The more each call is held against, the fewer are looked at.
    let one = CallFilter { states: vec![CallState::Logged], ..filter };
    let two = CallFilter { sources: vec!["phones".to_owned()], ..one.clone() };
    for (filter, looked_at) in [(one, 2_000), (two, 1_000)] {
        let page = store.list_calls(ORG, &filter, None, 10).await.unwrap();
        assert_eq!((page.rows.len(), page.looked_back_to), (0, Some(NOW + 25_000 - looked_at)));
    }
}

async fn no_call_is_lost_where_a_search_stops(place: &Place) {
    let store = place.open().await;
    place.execute(&many(25_000, "4999, 5000, 5001")).await;
    let texts = CallFilter { words: vec!["needle".to_owned()], ..CallFilter::default() };
    let calls = CallFilter { states: vec![CallState::Logged], ..texts.clone() };
    for filter in [texts, calls] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = store.list_calls(ORG, &filter, cursor.as_deref(), 10).await.unwrap();
            seen.extend(names(&page.rows).into_iter().map(str::to_owned));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["5001", "5000", "4999"]);
    }
}

/// Calls `phones:1` to `phones:<count>` a millisecond apart, those of `needles` with the word "needle".
fn many(count: i64, needles: &str) -> String {
    let numbers = format!(
        "WITH RECURSIVE n(x) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT x + 1 FROM n WHERE x < {count})"
    );
    format!(
        "INSERT INTO call (org_id, call_id, source_id, state, version, lease_epoch, lease_until, attempts, created_at, updated_at) \
         {numbers} SELECT '{ORG}', 'phones:' || x, 'phones', 'logged', 1, 0, 0, 0, {NOW} + x, {NOW} FROM n; \
         INSERT INTO call_text (org_id, created_at, call_id, text) \
         {numbers} SELECT '{ORG}', {NOW} + x, 'phones:' || x, CASE WHEN x IN ({needles}) THEN 'a needle' ELSE 'hay' END FROM n;"
    )
}
