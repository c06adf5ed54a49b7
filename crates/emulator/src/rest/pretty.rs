//! JSON as Salesforce writes it for people: `X-PrettyPrint: 1`.

use serde_json::Value;

/// Writes a value with two spaces a level, a space on both sides of colons, and lists on the line of their key.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text
}

fn write(text: &mut String, value: &Value, level: usize) {
    match value {
        Value::Array(list) if list.is_empty() => text.push_str("[ ]"),
        Value::Array(list) => {
            text.push_str("[ ");
            for (place, member) in list.iter().enumerate() {
                if place > 0 {
                    text.push_str(", ");
                }
                write(text, member, level);
            }
            text.push_str(" ]");
        }
        Value::Object(object) if object.is_empty() => text.push_str("{ }"),
        Value::Object(object) => {
            text.push('{');
            for (place, (key, member)) in object.iter().enumerate() {
                text.push_str(if place > 0 { ",\n" } else { "\n" });
                text.push_str(&"  ".repeat(level + 1));
                text.push_str(&Value::String(key.clone()).to_string());
                text.push_str(" : ");
                write(text, member, level + 1);
            }
            text.push('\n');
            text.push_str(&"  ".repeat(level));
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_read_it_as_salesforce_writes_it() {
        let body = json!({"totalSize": 1, "records": [{"Name": "A", "List": []}, {"Name": null}]});
        let text = "{\n  \"totalSize\" : 1,\n  \"records\" : [ {\n    \"Name\" : \"A\",\n    \"List\" : [ ]\n  }, \
             {\n    \"Name\" : null\n  } ]\n}";
        assert_eq!(pretty(&body), text);
    }
}
