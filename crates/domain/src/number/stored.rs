//! Whether a phone field's text holds a number.

use super::Number;
use super::library::{self, Parsed};
use super::pieces::readings;
use super::tail::{keys, tail};

/// Whether a stored phone text holds the wanted number, compared by digits (Salesforce stores phone
/// fields as people and programs typed them).
///
/// Country code and national digits must agree; punctuation, extensions, names and further numbers in
/// the text do not matter. A stored number without a country code is read in `region` (ISO 3166), and
/// only where it is no number there, in the wanted number's own country.
///
/// ```
/// use domain::number::{NumberPlan, read, same};
///
/// let plan = NumberPlan { region: "JP".into(), ..NumberPlan::default() };
/// let wanted = read(Some("+81355500123"), &plan);
/// assert!(same("０３−５５５０−０１２３ (受付) / 090-5550-0199", &wanted, "JP"));
/// assert!(!same("03-5550-0124", &wanted, "JP"));
/// ```
#[must_use]
pub fn same(stored: &str, wanted: &Number, region: &str) -> bool {
    let (Some(digits), Some(tail)) = (wanted.digits(), tail(wanted)) else {
        return false;
    };
    let home = wanted.region.as_deref().unwrap_or(region);
    let wanted = Wanted { digits, region, home };
    // Whoever looks numbers up by their keys must see every one that is the same: so the keys go first.
    readings(stored).iter().any(|reading| {
        keys(&reading.digits).contains(&tail)
            && match wanted.is(&reading.digits) {
                Some(known) => known || !reading.in_letters,
                None => false,
            }
    })
}

/// The number that a stored one is compared with, and where numbers without a country code are read.
struct Wanted<'a> {
    digits: &'a str,
    region: &'a str,
    home: &'a str,
}

impl Wanted<'_> {
    /// Whether a stored number's digits are the wanted number; then also whether it is known to be assigned.
    fn is(&self, stored: &str) -> Option<bool> {
        let here = library::parse(stored, self.region);
        if let Some(parsed) = &here {
            // What is a number in the region is none of another country.
            if self.equals(parsed) || parsed.assigned {
                return self.equals(parsed).then_some(parsed.assigned);
            }
        }
        if stored.starts_with('+') {
            return if here.is_some() { None } else { self.at_home(stored) };
        }
        self.with_its_country(stored).or_else(|| self.at_home(stored))
    }

    /// Read as a number with its country code, bare or behind the 00 that most of the world dials.
    fn with_its_country(&self, stored: &str) -> Option<bool> {
        let whole = stored.strip_prefix("00").unwrap_or(stored);
        if whole.starts_with('0') || (whole == stored && stored != self.digits) {
            return None;
        }
        let parsed = library::parse(&format!("+{whole}"), self.home)?;
        self.equals(&parsed).then_some(parsed.assigned)
    }

    /// Read in the wanted number's own country, area code included.
    fn at_home(&self, stored: &str) -> Option<bool> {
        if self.home == self.region {
            return None;
        }
        let parsed = library::parse(stored, self.home)?;
        let complete = stored.len() >= parsed.significant.len();
        (complete && self.equals(&parsed)).then_some(parsed.assigned)
    }

    fn equals(&self, parsed: &Parsed) -> bool {
        parsed.e164.strip_prefix('+') == Some(self.digits)
    }
}
