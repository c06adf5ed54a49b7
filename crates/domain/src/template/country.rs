//! English names of countries, because the phone number rules know only their codes (F82).

/// ISO 3166 code and English name, a line each.
const NAMES: &str = include_str!("countries.tsv");

/// The English name of the country with that two-letter ISO 3166 code.
pub(super) fn name(code: &str) -> Option<&'static str> {
    NAMES.lines().find_map(|line| {
        line.split_once('\t').filter(|(known, _)| *known == code).map(|(_, name)| name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        assert_eq!(name("JP"), Some("Japan"));
        assert_eq!(name("ZW"), Some("Zimbabwe"));
        assert_eq!(name("QQ"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn every_line_is_a_code_and_a_name_in_order() {
        let codes: Vec<&str> = NAMES.lines().map(|line| line.split_once('\t').unwrap().0).collect();
        assert!(codes.is_sorted());
        assert!(codes.iter().all(|code| code.len() == 2));
    }
}
