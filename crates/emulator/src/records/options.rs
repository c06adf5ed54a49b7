//! What the headers of a request ask of its writes.

/// Whether assignment rules run for new leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum AutoAssign {
    /// The active rule runs.
    #[default]
    Active,
    /// No rule runs.
    Off,
    /// The rule with this id runs.
    Rule(String),
}

/// The wishes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WriteOptions {
    /// Whether a record that a duplicate rule only warns of is saved.
    pub(crate) allow_save: bool,
    /// Whether the matches of a duplicate rule come with their fields, not only their ids.
    pub(crate) include_record_details: bool,
    /// Whether a duplicate rule only sees what the user sees.
    pub(crate) run_as_current_user: bool,
    /// Assignment of leads.
    pub(crate) auto_assign: AutoAssign,
    /// The API's version, such as `v66.0`.
    pub(crate) version: String,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            allow_save: false,
            include_record_details: false,
            run_as_current_user: true,
            auto_assign: AutoAssign::Active,
            version: "v66.0".to_owned(),
        }
    }
}

impl WriteOptions {
    /// The number of the API's version, 66 for `v66.0`.
    pub(crate) fn version_number(&self) -> u32 {
        let number = self.version.trim_start_matches('v');
        number.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
    }

    /// Takes a header of the REST API guide if it is one of those that writes follow.
    pub(crate) fn take_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("sforce-auto-assign") {
            self.auto_assign = match value.trim() {
                value if value.eq_ignore_ascii_case("false") => AutoAssign::Off,
                value if value.eq_ignore_ascii_case("true") => AutoAssign::Active,
                rule => AutoAssign::Rule(rule.to_owned()),
            };
        }
        if !name.eq_ignore_ascii_case("sforce-duplicate-rule-header") {
            return;
        }
        for (key, value) in value.split([';', ',']).filter_map(|part| part.split_once('=')) {
            let on = value.trim().eq_ignore_ascii_case("true");
            match key.trim().to_ascii_lowercase().as_str() {
                "allowsave" => self.allow_save = on,
                "includerecorddetails" => self.include_record_details = on,
                "runascurrentuser" => self.run_as_current_user = on,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_in_any_case_and_spacing() {
        let mut options = WriteOptions::default();
        options.take_header(
            "Sforce-Duplicate-Rule-Header",
            "allowSave=true; includeRecordDetails=TRUE;runAsCurrentUser=false",
        );
        assert!(options.allow_save && options.include_record_details);
        assert!(!options.run_as_current_user);
        for (value, expected) in [
            ("FALSE", AutoAssign::Off),
            ("true", AutoAssign::Active),
            ("01Q5g000000abcd", AutoAssign::Rule("01Q5g000000abcd".to_owned())),
        ] {
            options.take_header("SFORCE-AUTO-ASSIGN", value);
            assert_eq!(options.auto_assign, expected);
        }
        options.take_header("X-Other", "allowSave=false");
        assert!(options.allow_save);
        assert_eq!(options.version_number(), 66);
    }
}
