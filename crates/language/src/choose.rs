//! Which language somebody reads whom we do not know yet.

use crate::Language;

/// The language that a browser asks for (`Accept-Language`, RFC 9110 12.5.4): the one of ours with the highest weight;
/// English where there is none.
#[must_use]
pub fn from_accept_language(header: &str) -> Language {
    let mut best = (0.0, Language::English);
    for part in header.split(',') {
        let mut pieces = part.trim().split(';');
        let Some(language) = pieces.next().map(str::trim).and_then(Language::parse) else {
            continue;
        };
        let weight = pieces
            .find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f64>().ok())
            .unwrap_or(1.0);
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_of_ours_wins() {
        for (header, language) in [
            ("ja,en-US;q=0.7,en;q=0.3", Language::Japanese),
            ("de, fr;q=0.5, en;q=0.4", Language::French),
            ("en;q=0.2, id-ID;q=0.9", Language::Indonesian),
            ("de", Language::English),
            ("", Language::English),
            ("fr;q=nan, ja;q=abc", Language::Japanese),
            (";;;,q=1", Language::English),
        ] {
            assert_eq!(from_accept_language(header), language, "{header}");
        }
    }
}
