//! Fields as Salesforce lists them in an event's header: bit sets over their places in the Avro schema.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::Slot;

/// The bit sets of some fields: first the whole fields, then each compound field's parts as `place-0x…`.
///
/// Bit n stands for the nth field, in hexadecimal digits with the highest byte first (Pub/Sub API guide, "Event
/// Deserialization Considerations"). Nothing at all if there are no fields.
pub(super) fn of(slots: impl IntoIterator<Item = Slot>) -> Vec<String> {
    let mut whole = BTreeSet::new();
    let mut parts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for slot in slots {
        match slot.part {
            None => {
                whole.insert(slot.place);
            }
            Some(part) => {
                parts.entry(slot.place).or_default().insert(part);
            }
        }
    }
    let mut list = Vec::with_capacity(1 + parts.len());
    if !whole.is_empty() {
        list.push(hexadecimal(&whole));
    }
    for (place, parts) in parts {
        list.push(format!("{place}-{}", hexadecimal(&parts)));
    }
    list
}

fn hexadecimal(bits: &BTreeSet<usize>) -> String {
    let highest = bits.last().copied().unwrap_or_default();
    let mut bytes = vec![0_u8; highest / 8 + 1];
    for bit in bits {
        bytes[bit / 8] |= 1 << (bit % 8);
    }
    let digits: String = bytes.iter().rev().map(|byte| format!("{byte:02X}")).collect();
    format!("0x{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(place: usize) -> Slot {
        Slot { place, part: None }
    }

    fn part(place: usize, part: usize) -> Slot {
        Slot { place, part: Some(part) }
    }

    #[test]
    fn bits_are_written_with_the_highest_byte_first() {
        // The places of the example in Salesforce's guide: 0x650004E0.
        let places = [5, 6, 7, 10, 24, 26, 29, 30];
        let slots = places.into_iter().map(whole).chain([part(4, 4), part(7, 1), part(7, 2)]);
        assert_eq!(of(slots), ["0x650004E0", "4-0x10", "7-0x06"]);
        assert_eq!(of([whole(8)]), ["0x0100"]);
        assert_eq!(of([part(3, 0)]), ["3-0x01"]);
        assert!(of([]).is_empty());
    }
}
