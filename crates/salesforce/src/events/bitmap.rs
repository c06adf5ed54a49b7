//! The fields that an event's header lists: bit sets over the places of the Avro schema.

/// Most digits that are read: Salesforce allows some 900 fields on an object.
const MOST_DIGITS: usize = 4096;

/// A set of fields at one level.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bits {
    /// The compound field whose parts are meant; `None` for the fields of the record itself.
    pub(super) parent: Option<usize>,
    /// Places that are set, in order.
    pub(super) places: Vec<usize>,
}

/// Reads `0x650004E0` or, for the parts of the field at place 4, `4-0x10` (Pub/Sub API guide, "Event Deserialization
/// Considerations"): hexadecimal digits with the highest byte first, bit n for the nth field. `None` if it is neither.
pub(super) fn read(text: &str) -> Option<Bits> {
    let (parent, digits) = match text.split_once('-') {
        Some((parent, digits)) => (Some(parent.parse().ok()?), digits),
        None => (None, text),
    };
    let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))?;
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    let mut places = Vec::new();
    for (index, digit) in digits.chars().rev().enumerate() {
        let digit = digit.to_digit(16)?;
        places.extend((0..4).filter(|bit| digit >> bit & 1 == 1).map(|bit| index * 4 + bit));
    }
    Some(Bits { parent, places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_of_the_guides_example_are_read() {
        let places = vec![5, 6, 7, 10, 24, 26, 29, 30];
        assert_eq!(read("0x650004E0"), Some(Bits { parent: None, places: places.clone() }));
        assert_eq!(read("0x650004e0"), Some(Bits { parent: None, places }));
        assert_eq!(read("4-0x10"), Some(Bits { parent: Some(4), places: vec![4] }));
        assert_eq!(read("17-0x0300"), Some(Bits { parent: Some(17), places: vec![8, 9] }));
        assert_eq!(read("0x00"), Some(Bits { parent: None, places: vec![] }));
    }

    #[test]
    fn anything_else_is_none() {
        for odd in
            ["", "0x", "650004E0", "0xXY", "-0x10", "a-0x10", "4-", "4-10", "4-5-0x1", "0x-1"]
        {
            assert_eq!(read(odd), None, "{odd}");
        }
        assert_eq!(read(&format!("0x{}", "F".repeat(MOST_DIGITS + 1))), None);
    }
}
