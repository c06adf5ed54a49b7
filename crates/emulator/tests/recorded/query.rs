//! As much of a query as preparing an org for it takes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What a query names.
pub(crate) struct Query {
    pub(crate) from: String,
    /// Plain fields of the SELECT list.
    pub(crate) fields: Vec<String>,
    /// Relationships of child queries.
    pub(crate) children: Vec<String>,
    /// Fields that a condition compares with a text or a truth value.
    pub(crate) equals: BTreeMap<String, Value>,
}

impl Query {
    pub(crate) fn read(text: &str) -> Self {
        let (outer, inner) = levels(text);
        let words: Vec<&str> = outer.split_whitespace().collect();
        let behind = |keyword: &str| {
            let place = words.iter().position(|word| word.eq_ignore_ascii_case(keyword));
            place.and_then(|place| words.get(place + 1)).map(|word| (*word).to_owned())
        };
        let end = words.iter().position(|word| word.eq_ignore_ascii_case("from"));
        let list = words.get(1..end.unwrap_or(words.len())).unwrap_or_default().join(" ");
        let is_name = |name: &&str| {
            !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        };
        let fields = list.split(',').map(str::trim).filter(is_name).map(str::to_owned).collect();
        let queries = inner.iter().filter(|text| text.trim().to_lowercase().starts_with("select"));
        Self {
            from: behind("from").unwrap_or_default(),
            fields,
            children: queries.map(|text| Self::read(text).from).collect(),
            equals: equals(&outer),
        }
    }
}

/// The text outside of parentheses, and what stands within the outermost ones.
fn levels(text: &str) -> (String, Vec<String>) {
    let (mut outer, mut inner, mut depth, mut quoted) = (String::new(), Vec::new(), 0_u32, false);
    for letter in text.chars() {
        quoted ^= letter == '\'';
        match letter {
            '(' if !quoted => {
                if depth == 0 {
                    inner.push(String::new());
                }
                depth += 1;
            }
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => outer.push(letter),
            _ => {
                if let Some(last) = inner.last_mut() {
                    last.push(letter);
                }
            }
        }
    }
    (outer, inner)
}

/// `Name = 'text'` and `Name = true` of the condition.
fn equals(outer: &str) -> BTreeMap<String, Value> {
    let lower = outer.to_lowercase();
    let Some(start) = lower.find(" where ").or_else(|| lower.find("\nwhere ")) else {
        return BTreeMap::new();
    };
    let condition = &outer[start + 7..];
    let mut found = BTreeMap::new();
    for part in condition.replace(" and ", " AND ").split(" AND ") {
        let Some((name, value)) = part.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim());
        let text = value.strip_prefix('\'').and_then(|rest| rest.split('\'').next());
        let value = match (text, value.split_whitespace().next()) {
            (Some(text), _) => json!(text),
            (None, Some("true" | "TRUE")) => json!(true),
            (None, Some("false" | "FALSE")) => json!(false),
            _ => continue,
        };
        if name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
            found.insert(name.to_owned(), value);
        }
    }
    found
}

#[test]
fn a_query_tells_what_it_names() {
    let query = Query::read(
        "SELECT Id, Status, (SELECT Name FROM Opportunities) FROM Job WHERE ParentId = '707' AND (Name LIKE '%x')",
    );
    assert_eq!(query.from, "Job");
    assert_eq!(query.fields, ["Id", "Status"]);
    assert_eq!(query.children, ["Opportunities"]);
    assert_eq!(query.equals.get("ParentId"), Some(&json!("707")));
}
