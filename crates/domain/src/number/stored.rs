//! Whether a phone field's text holds a number.

use super::Number;
use super::library::{self, Compared};
use super::pieces::readings;
use super::tail::{has_key, tail};

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
        has_key(&reading.digits, tail)
            && wanted
                .found(&reading.digits)
                .is_some_and(|number| !reading.in_letters || number.assigned())
    })
}

/// The number that a stored one is compared with, and where numbers without a country code are read.
struct Wanted<'a> {
    digits: &'a str,
    region: &'a str,
    home: &'a str,
}

impl Wanted<'_> {
    /// The stored digits as the wanted number; `None` where they are another or none.
    fn found(&self, stored: &str) -> Option<Compared> {
        match library::compared(stored, self.region) {
            Some(here) if here.is(self.digits) => Some(here),
            // What is a number in the region is none of another country.
            Some(here) if stored.starts_with('+') || here.assigned() => None,
            _ => self.with_its_country(stored).or_else(|| self.at_home(stored)),
        }
    }

    /// Read as a number with its country code, bare or behind the 00 that most of the world dials.
    fn with_its_country(&self, stored: &str) -> Option<Compared> {
        let international = stored.strip_prefix("00");
        let whole = international.or_else(|| (stored == self.digits).then_some(stored))?;
        let number = library::compared(&format!("+{whole}"), self.home)?;
        number.is(self.digits).then_some(number)
    }

    /// Read in the wanted number's own country, area code included.
    fn at_home(&self, stored: &str) -> Option<Compared> {
        if self.home == self.region {
            return None;
        }
        let number = library::compared(stored, self.home)?;
        let complete = stored.len() >= number.significant().len();
        (complete && number.is(self.digits)).then_some(number)
    }
}
