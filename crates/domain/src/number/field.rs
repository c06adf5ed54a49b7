//! What a phone field holds, for those who tidy up: which numbers, and what stands beside them.

use super::library::{self, Parsed};
use super::pieces::contents;

/// How a number should stand in a phone field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `+81355500123`.
    E164,
    /// As people of its country write it (`03-5550-0123`); numbers of other countries as E.164.
    National,
}

/// What a phone field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The E.164 forms of the numbers in it that can be dialled.
    pub numbers: Vec<String>,
    /// How many runs of digits are no number that can be dialled.
    pub unreadable: usize,
    /// Whether an extension stands in it.
    pub extension: bool,
    /// Whether letters stand in it.
    pub words: bool,
    /// The spelling that it should have, where that loses nothing: it holds one number that is known to be assigned,
    /// and nothing else. `None` also where it has that spelling.
    pub respelt: Option<String>,
}

/// Reads a phone field. Numbers without a country code are read in `region` (ISO 3166).
///
/// ```
/// use domain::number::{Spelling, field};
///
/// let tidy = field("０３－５５５０－０１２３", "JP", Spelling::E164);
/// assert_eq!(tidy.respelt.as_deref(), Some("+81355500123"));
/// let crowded = field("03-5550-0123 (reception)", "JP", Spelling::E164);
/// assert!(crowded.words && crowded.respelt.is_none());
/// ```
#[must_use]
pub fn field(text: &str, region: &str, spelling: Spelling) -> Field {
    let contents = contents(text);
    let mut numbers: Vec<Parsed> = Vec::new();
    let mut unreadable = 0;
    for reading in contents.readings.iter().filter(|reading| !reading.in_letters) {
        let with_plus = reading.digits.strip_prefix("00").map(|rest| format!("+{rest}"));
        let here = library::parse(&reading.digits, region);
        // 00 is dialled before a country code in most of the world, and people write it everywhere.
        let abroad = with_plus.and_then(|text| library::parse(&text, region));
        match here.filter(|here| here.assigned || abroad.is_none()).or(abroad) {
            Some(parsed) if numbers.iter().all(|known| known.e164 != parsed.e164) => {
                numbers.push(parsed);
            }
            Some(_) => {}
            None => unreadable += 1,
        }
    }
    let alone = contents.readings.len() == 1 && !contents.extension && !contents.words;
    let respelt = match numbers.as_slice() {
        [number] if alone && number.assigned && plainly_written(text) => {
            Some(spelt(number, region, spelling)).filter(|spelt| spelt != text)
        }
        _ => None,
    };
    Field {
        numbers: numbers.into_iter().map(|number| number.e164).collect(),
        unreadable,
        extension: contents.extension,
        words: contents.words,
        respelt,
    }
}

/// Whether nothing stands in the text but digits and what groups them: a star or a question mark may mean something.
fn plainly_written(text: &str) -> bool {
    super::pieces::plain(text)
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-().".contains(c))
}

fn spelt(number: &Parsed, region: &str, spelling: Spelling) -> String {
    let at_home = number.region.as_deref().is_some_and(|home| home.eq_ignore_ascii_case(region));
    match spelling {
        Spelling::National if at_home => number.national.clone(),
        _ => number.e164.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_alone_can_be_respelt_and_nothing_else() {
        for (text, e164, national) in [
            ("03-5550-0123", Some("+81355500123"), None),
            ("+81355500123", None, Some("03-5550-0123")),
            (" ０３（５５５０）０１２３ ", Some("+81355500123"), Some("03-5550-0123")),
            ("+81 (0)3-5550-0123", Some("+81355500123"), Some("03-5550-0123")),
            ("0081 3 5550 0123", Some("+81355500123"), Some("03-5550-0123")),
            ("+1 415-555-0123", Some("+14155550123"), Some("+14155550123")),
            ("03-5550-0123 内線12", None, None),
            ("03-5550-0123#12", None, None),
            ("03-5550-0123?", None, None),
            ("03-5550-0123 / 090-5550-0199", None, None),
            ("03-5550-0123 / 4", None, None),
            ("Tel 03-5550-0123", None, None),
            ("1-800-FLOWERS", None, None),
            ("5550-0123", None, None),
            ("", None, None),
        ] {
            let respelt = |spelling| field(text, "JP", spelling).respelt;
            assert_eq!(respelt(Spelling::E164).as_deref(), e164, "{text}");
            assert_eq!(respelt(Spelling::National).as_deref(), national, "{text}");
        }
    }

    #[test]
    fn what_stands_beside_a_number_is_seen() {
        let several = field("山田 03-5550-0123 / 090-5550-0199 内線12", "JP", Spelling::E164);
        assert_eq!(several.numbers, ["+81355500123", "+819055500199"]);
        assert!(several.extension && several.words);
        let nothing = field("ask reception", "JP", Spelling::E164);
        assert!(nothing.numbers.is_empty() && nothing.unreadable == 0 && nothing.words);
        let short = field("5550-0123", "US", Spelling::E164);
        assert_eq!((short.numbers.len(), short.unreadable), (0, 1));
    }
}
