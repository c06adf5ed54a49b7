//! Holds the SOQL builder to its promise: a value never leaves its quotes.

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

use super::*;

fn query(condition: Condition) -> String {
    Soql::select("Task", ["Id"]).unwrap().filter(condition).to_string()
}

/// Reads one quoted literal as Salesforce's documentation describes it; returns its value and what follows.
/// A wildcard of LIKE that is not escaped comes out as U+0001 (`%`) or U+0002 (`_`).
fn read_literal(soql: &str, like: bool) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = soql.strip_prefix('\'')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return Some((value, &soql[at + 2..])),
            '\\' => value.push(match chars.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                c @ ('\\' | '\'' | '"') => c,
                c @ ('%' | '_') if like => c,
                _ => return None,
            }),
            '%' if like => value.push('\u{1}'),
            '_' if like => value.push('\u{2}'),
            '\n' | '\r' => return None,
            c => value.push(c),
        }
    }
    None
}

#[test]
fn each_condition_prints_as_soql() {
    let moment: Timestamp = "2026-11-20T01:02:03.004Z".parse().unwrap();
    let day: Date = "2026-11-20".parse().unwrap();
    for (condition, soql) in [
        (Condition::eq("CallObject", "a:1"), "CallObject = 'a:1'"),
        (Condition::eq("IsConverted", false), "IsConverted = false"),
        (Condition::eq("ActivityDate", day), "ActivityDate = 2026-11-20"),
        (
            Condition::compare("CallDurationInSeconds", Compare::Less, 60),
            "CallDurationInSeconds < 60",
        ),
        (
            Condition::compare("CreatedDate", Compare::GreaterOrEqual, moment),
            "CreatedDate >= 2026-11-20T01:02:03.004Z",
        ),
        (Condition::in_list("Who.Type", ["Lead", "Contact"]), "Who.Type IN ('Lead','Contact')"),
        (Condition::is_null("WhatId"), "WhatId = null"),
        (Condition::is_not_null("WhatId"), "WhatId != null"),
        (
            Condition::like(
                "Phone",
                &[Pattern::Anything, Pattern::Text("50%_'"), Pattern::AnyCharacter],
            ),
            r"Phone LIKE '%50\%\_\'_'",
        ),
    ] {
        assert_eq!(condition.unwrap().to_string(), soql);
    }
}

#[test]
fn groups_stand_in_parentheses_so_that_and_and_or_never_mix() {
    let a = || Condition::eq("A", 1).unwrap();
    let b = || Condition::eq("B", 2).unwrap();
    let c = || Condition::eq("C", 3).unwrap();
    let group = Condition::all([Condition::any([a(), b()]).unwrap(), c()]).unwrap();
    assert_eq!(group.to_string(), "((A = 1 OR B = 2) AND C = 3)");
    assert_eq!(Condition::any([a()]).unwrap(), a());
    let twice = Soql::select("Task", ["Id"]).unwrap().filter(a()).filter(b()).to_string();
    assert_eq!(twice, "SELECT Id FROM Task WHERE (A = 1 AND B = 2)");
}

#[test]
fn children_and_order_and_limit() {
    let cases = Soql::select("Cases", ["Id", "CaseNumber"])
        .unwrap()
        .filter(Condition::eq("IsClosed", false).unwrap())
        .order_by("CreatedDate", Direction::Descending)
        .unwrap()
        .limit(2);
    let contacts = Soql::select("Contact", ["Id"]).unwrap().with_children(&cases);
    let contacts = contacts
        .order_by("Name", Direction::Ascending)
        .unwrap()
        .order_by("Id", Direction::Ascending)
        .unwrap();
    let soql = "SELECT Id,(SELECT Id,CaseNumber FROM Cases WHERE IsClosed = false ORDER BY CreatedDate DESC LIMIT 2) \
                FROM Contact ORDER BY Name ASC,Id ASC";
    assert_eq!(contacts.to_string(), soql);
    assert_eq!(contacts.len(), soql.len());
}

#[test]
fn what_is_no_name_is_refused() {
    for text in ["", "1Field", "Id FROM User --", "Na'me", "Phone)", "_x", "Näme", "a b"] {
        let refused = InvalidSoql::Name(text.to_owned());
        assert_eq!(Soql::select("Task", [text]), Err(refused.clone()));
        assert_eq!(Soql::select(text, ["Id"]), Err(refused.clone()));
        assert_eq!(Condition::eq(text, 1), Err(refused.clone()));
        assert_eq!(Condition::like(text, &[]), Err(refused.clone()));
        assert_eq!(
            Soql::select("Task", ["Id"]).unwrap().order_by(text, Direction::Ascending),
            Err(refused)
        );
    }
}

#[test]
fn empty_lists_are_refused_instead_of_matching_anything() {
    assert_eq!(Soql::select("Task", []), Err(InvalidSoql::Empty("fields")));
    assert_eq!(Condition::in_list("Id", [""; 0]), Err(InvalidSoql::Empty("values")));
    assert_eq!(Condition::any([]), Err(InvalidSoql::Empty("conditions")));
}

#[test]
fn values_with_quotes_at_their_ends_stay_values() {
    for text in ["'quoted'", "'", "\\", "\\'", "' OR Id != null OR Name = '", "\"", "\n'", "%'_"] {
        let soql = query(Condition::eq("Name", text).unwrap());
        let literal = soql.strip_prefix("SELECT Id FROM Task WHERE Name = ").unwrap();
        assert_eq!(read_literal(literal, false), Some((text.to_owned(), "")), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_survives_equality(text in any::<String>()) {
        let soql = query(Condition::eq("Name", text.as_str()).unwrap());
        let literal = soql.strip_prefix("SELECT Id FROM Task WHERE Name = ").unwrap();
        prop_assert_eq!(read_literal(literal, false), Some((text, "")));
    }

    #[test]
    fn text_of_dangerous_characters_survives(text in r#"['"\\%_nrtbf\n\r\t\x08\x0c]{0,12}"#) {
        let soql = query(Condition::eq("Name", text.as_str()).unwrap());
        let literal = soql.strip_prefix("SELECT Id FROM Task WHERE Name = ").unwrap();
        prop_assert_eq!(read_literal(literal, false), Some((text, "")));
    }

    #[test]
    fn lists_keep_their_values(texts in prop::collection::vec(r#"['"\\,() a-z]{0,8}"#, 1..6)) {
        let soql = query(Condition::in_list("Name", texts.clone()).unwrap());
        let mut rest = soql.strip_prefix("SELECT Id FROM Task WHERE Name IN (").unwrap();
        let mut read = Vec::new();
        while let Some((text, after)) = read_literal(rest, false) {
            read.push(text);
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        prop_assert_eq!(rest, ")");
        prop_assert_eq!(read, texts);
    }

    #[test]
    fn only_patterns_are_wildcards(text in r#"[^\x01\x02]{0,20}"#) {
        let pattern = [Pattern::Anything, Pattern::Text(&text), Pattern::AnyCharacter];
        let soql = query(Condition::like("Name", &pattern).unwrap());
        let literal = soql.strip_prefix("SELECT Id FROM Task WHERE Name LIKE ").unwrap();
        prop_assert_eq!(read_literal(literal, true), Some((format!("\u{1}{text}\u{2}"), "")));
    }
}
