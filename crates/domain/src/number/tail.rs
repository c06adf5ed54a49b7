//! The keys under which numbers are kept and looked up among many: the ends of what is dialled within a country.
//!
//! A key does not depend on the reader's region, so that one index serves every line. It only narrows the
//! choice; [`same`](super::same) decides.

use super::Number;
use super::library;
use super::pieces::readings;

/// Digits of a key: as many as the numbers of one area have at least in most countries.
const LENGTH: usize = 8;

/// The longest a number is whose national digits may be fewer than [`LENGTH`] behind a country code and a
/// trunk zero.
const SHORT_ABROAD: usize = 3 + 1 + 7;

/// The key under which a wanted number is looked up: the last 8 digits of its national significant number
/// (all where it has fewer) behind a 1, so that leading zeros count. `None` where it has no E.164 form.
///
/// ```
/// use domain::number::{NumberPlan, read, tail, tails};
///
/// let wanted = read(Some("+81 3 5550 0123"), &NumberPlan::default());
/// assert_eq!(tail(&wanted), Some(1_5550_0123));
/// assert_eq!(tails("山田 03-5550-0123 内線12"), [1_5550_0123]);
/// ```
#[must_use]
pub fn tail(number: &Number) -> Option<i64> {
    international_key(number.digits()?)
}

/// The keys of a phone field's text: of every number in it, extensions left out, sorted and without repeats.
///
/// For every wanted number that is the [`same`](super::same) as the text in any region, its [`tail`] is one of
/// them. Most texts have one key. A short number has more: without its region nobody knows whether its first
/// digits are a trunk prefix or a country code.
#[must_use]
pub fn tails(stored_text: &str) -> Vec<i64> {
    let mut found: Vec<i64> =
        readings(stored_text).iter().flat_map(|reading| keys(&reading.digits)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn key(digits: &str) -> Option<i64> {
    let end = digits.get(digits.len().saturating_sub(LENGTH)..)?;
    format!("1{end}").parse().ok()
}

/// The key of a number of which the digits with country code are given.
fn international_key(digits: &str) -> Option<i64> {
    // Argentina's have a mobile prefix in the middle that may be left out or written in another way.
    if digits.len() > SHORT_ABROAD && !digits.starts_with("54") {
        return key(digits);
    }
    key(&library::significant(&format!("+{digits}"))?)
}

/// Whether a number's digits have this key.
pub(super) fn has_key(digits: &str, wanted: i64) -> bool {
    // Most have one, and that costs nothing to know.
    key(digits.trim_start_matches('+')) == Some(wanted) || keys(digits).contains(&wanted)
}

/// The keys of one number, given as digits with or without `+`.
fn keys(digits: &str) -> Vec<i64> {
    let national = digits.trim_start_matches('+');
    if national.len() != digits.len()
        && let Some(key) = international_key(national)
    {
        return vec![key];
    }
    let mut ends = vec![national.to_owned()];
    without_trunk_prefix(national, &mut ends);
    without_country(national, &mut ends);
    with_area_code(national, &mut ends);
    without_mobile_prefix(national, &mut ends);
    ends.retain(|end| end.len() > 3);
    let mut keys: Vec<i64> = ends.iter().filter_map(|end| key(end)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What is left of a short national number behind the trunk prefixes of the world.
fn without_trunk_prefix(digits: &str, ends: &mut Vec<String>) {
    let rests = ["0", "1", "8", "80", "06", "180020"].iter().filter_map(|p| digits.strip_prefix(p));
    ends.extend(rests.filter(|rest| rest.len() < LENGTH).map(str::to_owned));
}

/// The national digits of a short number behind its country code, bare or behind an international prefix.
fn without_country(digits: &str, ends: &mut Vec<String>) {
    let international: &[usize] = match digits.as_bytes() {
        [b'0', b'0', ..] => &[2, 3, 4, 5],
        [b'0', b'1', ..] | [b'8', b'1', b'0', ..] | [b'1', b'1', b'9', ..] => &[3],
        [b'0', b'9', ..] => &[2],
        _ => &[],
    };
    for prefix in std::iter::once(&0).chain(international) {
        let Some(rest) = digits.get(*prefix..) else { continue };
        if rest.len() <= SHORT_ABROAD && !rest.starts_with('0') {
            let significant = library::significant(&format!("+{rest}"));
            ends.extend(significant.filter(|significant| significant.len() < LENGTH));
        }
    }
}

/// Numbers that are written without their area code, where one area is all that there is: libphonenumber adds it.
/// Only its last digits are in a key.
fn with_area_code(digits: &str, ends: &mut Vec<String>) {
    let areas: &[&str] = match digits.len() {
        // The islands of the North American plan, each with an area code of its own, and Madagascar (20).
        7 => &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        // Guernsey 1481, the Isle of Man 1624, Jersey 1534, San Marino 0549.
        6 => &["81", "24", "34", "49"],
        // Norfolk Island.
        5 => &["3"],
        _ => &[],
    };
    ends.extend(areas.iter().map(|area| format!("{area}{digits}")));
}

/// Argentine mobiles at home have a 15 between area code and number, of which nothing is left abroad.
fn without_mobile_prefix(digits: &str, ends: &mut Vec<String>) {
    for local in [6, 7] {
        let Some(at) = digits.len().checked_sub(local + 2).filter(|at| at + local >= 10) else {
            continue;
        };
        if let (Some(area), Some("15"), Some(local)) =
            (digits.get(..at), digits.get(at..at + 2), digits.get(at + 2..))
        {
            ends.push(format!("{area}{local}"));
        }
    }
}

#[cfg(test)]
mod tests;
