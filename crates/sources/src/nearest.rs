//! Names the right word that a misspelt one comes nearest to, for messages of configuration.

/// The word that comes nearest, or nothing if none comes near.
pub(crate) fn word<'w>(given: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    words
        .map(|word| (strsim::jaro_winkler(given, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn names_the_nearest_or_nothing() {
        let words = ["auth_header", "auth_key"];
        assert_eq!(word("auth_heder", words.into_iter()), Some("auth_header"));
        assert_eq!(word("zzz", words.into_iter()), None);
    }
}
