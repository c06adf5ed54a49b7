//! The digits of phone texts, and the ends by which numbers are looked up.

/// How many digits at the end of a number are looked up: as many of these as it has.
const SIZES: [usize; 3] = [10, 8, 4];

/// All digits of a text, full-width ones as plain ones.
pub(crate) fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|character| match character {
            '0'..='9' => Some(character),
            '０'..='９' => {
                char::from_u32(u32::from(character) - u32::from('０') + u32::from('0'))
            }
            _ => None,
        })
        .collect()
}

/// The end of a number's national digits by which those worth comparing are found.
pub(crate) fn end(digits: &str) -> &str {
    let size = SIZES.into_iter().find(|size| *size <= digits.len()).unwrap_or(digits.len());
    digits.get(digits.len().saturating_sub(size)..).unwrap_or(digits)
}

/// Every run of so many digits: a field may hold an extension or a second number behind the one we look for.
pub(crate) fn runs(digits: &str) -> impl Iterator<Item = &str> {
    SIZES.iter().flat_map(move |size| {
        (0..=digits.len().saturating_sub(*size))
            .filter_map(move |start| digits.get(start..start + size))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_number_is_among_the_runs_of_its_stored_text() {
        for (national, stored) in [
            ("355500123", "０３－５５５０－０１２３"),
            ("4155550123", "+1 (415) 555-0123 ext. 42"),
            ("12345678", "12 34 56 78"),
            ("7654321", "(02) 765-4321"),
            ("12345", "12345"),
        ] {
            let text = digits(stored);
            assert!(runs(&text).any(|run| run == end(national)), "{national} in {stored}");
        }
    }
}
