//! Phone numbers that belong to nobody, each written in one of the ways that people write them.

use super::SeedError;
use super::country::{Country, Plan};

/// A number and the text that stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// The digits after the calling code.
    national: String,
    /// Whether it is a mobile number, which is longer in some countries.
    pub(super) mobile: bool,
    /// `+` and digits.
    pub(super) e164: String,
    /// As somebody typed it.
    pub(super) written: String,
}

/// Hands out the numbers of one plan, each once, the spellings in turn.
#[derive(Debug)]
pub(super) struct Numbers<'country> {
    country: &'country Country,
    plan: &'country Plan,
    mobile: bool,
    numbers: usize,
    spellings: usize,
}

impl<'country> Numbers<'country> {
    pub(super) fn landlines(country: &'country Country) -> Self {
        Self::new(country, &country.landline, false)
    }

    pub(super) fn mobiles(country: &'country Country) -> Self {
        Self::new(country, &country.mobile, true)
    }

    fn new(country: &'country Country, plan: &'country Plan, mobile: bool) -> Self {
        Self { country, plan, mobile, numbers: 0, spellings: 0 }
    }

    /// The next number.
    pub(super) fn next(&mut self) -> Result<Number, SeedError> {
        let national = nth(&self.plan.ranges, self.numbers)
            .ok_or_else(|| SeedError::NumbersUsedUp { region: self.country.region.clone() })?;
        self.numbers += 1;
        Ok(self.write(national))
    }

    /// The same number in somebody else's spelling.
    pub(super) fn again(&mut self, number: &Number) -> Number {
        self.write(number.national.clone())
    }

    fn write(&mut self, national: String) -> Number {
        let spelling = &self.plan.spellings[self.spellings % self.plan.spellings.len()];
        self.spellings += 1;
        Number {
            written: spell(spelling, &national),
            e164: format!("+{}{national}", self.country.code),
            national,
            mobile: self.mobile,
        }
    }
}

/// The `index`th number of some ranges, taken in turn; `None` when a range is used up.
pub(super) fn nth(ranges: &[String], index: usize) -> Option<String> {
    let range = ranges.get(index.checked_rem(ranges.len())?)?;
    let place = index / ranges.len();
    let width = range.bytes().filter(|byte| *byte == b'#').count();
    let capacity = 10_usize.checked_pow(u32::try_from(width).ok()?)?;
    if place >= capacity {
        return None;
    }
    // A stride that shares no factor with a power of ten visits every number once, but not one after another.
    let free = format!("{:0width$}", (place * 37 + 11) % capacity);
    Some(spell(range, &free))
}

/// Puts digits into the places of a pattern; other characters stand for themselves.
pub(super) fn spell(pattern: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    pattern
        .chars()
        .filter_map(|character| match character {
            '#' => digits.next(),
            '＃' => digits.next().map(full_width),
            other => Some(other),
        })
        .collect()
}

/// The full-width form of an ASCII digit.
fn full_width(digit: char) -> char {
    digit.to_digit(10).and_then(|value| char::from_u32(u32::from('０') + value)).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::country;
    use super::*;

    #[test]
    fn every_number_of_a_range_comes_once_and_then_none() {
        let ranges = vec!["90555001##".to_owned(), "80555001##".to_owned()];
        let all: HashSet<String> = (0..200).map(|index| nth(&ranges, index).unwrap()).collect();
        assert_eq!(all.len(), 200);
        assert!(all.contains("9055500100") && all.contains("8055500199"));
        assert_eq!(nth(&ranges, 200), None);
        assert_eq!(nth(&[], 0), None);
    }

    #[test]
    fn spells_in_full_width_too() {
        assert_eq!(spell("0##-####-####", "9055500123"), "090-5550-0123");
        assert_eq!(spell("０＃＃－＃＃＃＃－＃＃＃＃", "9055500123"), "０９０－５５５０－０１２３");
    }

    #[test]
    fn every_spelling_has_a_place_for_every_digit() {
        for country in country::all().unwrap() {
            for plan in [&country.landline, &country.mobile] {
                let length = plan.ranges[0].len();
                assert!(plan.ranges.iter().all(|range| range.len() == length));
                for spelling in &plan.spellings {
                    let places = spelling.chars().filter(|c| matches!(c, '#' | '＃')).count();
                    assert_eq!(places, length, "{} {spelling}", country.region);
                }
            }
        }
    }
}
