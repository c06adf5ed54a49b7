//! Lines for the table of phone users, ready to be pasted.

use domain::owner::UserLink;
use jiff::civil::Date;

/// A line as it stands in a profile. JSON's quotation marks are TOML's.
pub(super) fn toml_line(line: &UserLink) -> String {
    let [phone_user, salesforce] =
        [&line.phone_user, &line.salesforce].map(|text| serde_json::Value::from(text.as_str()));
    let day = |name: &str, day: Option<Date>| {
        day.map(|day| format!(", {name} = \"{day}\"")).unwrap_or_default()
    };
    let days = day("from", line.from) + &day("until", line.until);
    format!("{{ phone_user = {phone_user}, salesforce = {salesforce}{days} }}")
}

/// A line as it stands in a `users_file`.
pub(super) fn csv_line(line: &UserLink) -> String {
    let cell = |text: &str| match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    format!("{},{}", cell(&line.phone_user), cell(&line.salesforce))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_can_be_read_back_whatever_the_names_hold() {
        for phone_user in ["mia@example.com", "O\"Neil, Pat", "a\\b", "山田"] {
            let line = UserLink {
                from: "2026-04-01".parse().ok(),
                ..UserLink::new(phone_user, "mia@example.com")
            };
            let rules = format!("[owner]\nusers = [{}]", toml_line(&line));
            let text = format!("name = \"x\"\nextends = \"default\"\n{rules}");
            let profile = domain::profile::Profile::parse(&text, &|_| None).unwrap();
            assert_eq!(profile.owner.users, std::slice::from_ref(&line));
            let table = format!("phone_user,salesforce\n{}\n", csv_line(&line));
            let read = domain::owner::read_users(table.as_bytes()).unwrap();
            assert_eq!(read[0].1.phone_user, phone_user);
        }
    }
}
