//! Names the right word that a misspelt one comes nearest to, for messages of configuration.

/// ` Did you mean "…"?` with a leading blank, or nothing if no word comes near.
pub(crate) fn hint<'w>(given: &str, words: impl Iterator<Item = &'w str>) -> String {
    words
        .map(|word| (strsim::jaro_winkler(given, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| format!(" Did you mean \"{word}\"?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn names_the_nearest_or_nothing() {
        let words = ["auth_header", "auth_key"];
        assert_eq!(hint("auth_heder", words.into_iter()), " Did you mean \"auth_header\"?");
        assert_eq!(hint("zzz", words.into_iter()), "");
    }
}
