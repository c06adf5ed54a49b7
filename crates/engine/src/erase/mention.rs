//! Finds a number in any text, however it is spelt, and takes it out.

use std::iter::Peekable;

use domain::number::{Number, same, tail};

/// What may stand between the digits of a number, at most so many in a row.
const BETWEEN: usize = 3;

/// A number that is looked for.
#[derive(Debug)]
pub(super) struct Mention {
    wanted: Number,
    /// The last digits of the number, which every spelling has in this order.
    digits: String,
}

/// A character of a text: where it stands, and what it means.
#[derive(Debug, Clone, Copy)]
struct Sign {
    begins: usize,
    ends: usize,
    meant: char,
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As it stands there.
    Plain,
    /// As a form, which writes `%20`, `%2D`, … for what may stand between digits.
    Form,
}

impl Mention {
    /// `None` for what is no number that could be looked for.
    pub(super) fn new(wanted: Number) -> Option<Mention> {
        let digits = tail(&wanted)?.to_string().split_off(1);
        Some(Mention { wanted, digits })
    }

    /// The key under which people who have the number are found.
    pub(super) fn tail(&self) -> Option<i64> {
        tail(&self.wanted)
    }

    /// Whether a phone field means this number. `region` is that of numbers without a country code.
    pub(super) fn is(&self, field: &str, region: &str) -> bool {
        same(field, &self.wanted, region)
    }

    /// Whether the number stands anywhere in the text.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        readings(text).any(|reading| !self.found(text, reading).is_empty())
    }

    /// The text without the number's digits; `None` where it does not stand in it.
    pub(super) fn taken_out(&self, text: &str) -> Option<String> {
        let mut rest: Option<String> = None;
        for reading in readings(text) {
            let text = rest.as_deref().unwrap_or(text);
            let found = self.found(text, reading);
            if !found.is_empty() {
                rest = Some(blanked(text, &found));
            }
        }
        rest
    }

    /// Takes the number out of all these texts; whether it stood in any.
    pub(super) fn take_out_of(&self, texts: &mut [Option<String>]) -> bool {
        let mut stood = false;
        for text in texts {
            if let Some(rest) = text.as_deref().and_then(|text| self.taken_out(text)) {
                *text = Some(rest);
                stood = true;
            }
        }
        stood
    }

    /// The digits of the number, wherever it stands in the text.
    fn found(&self, text: &str, reading: Reading) -> Vec<Sign> {
        let mut found = Vec::new();
        let mut signs = signs(text, reading).peekable();
        while let Some(run) = next_run(&mut signs) {
            self.find_in(&run, &mut found);
        }
        found
    }

    /// Every place in a run at which the number stands. Beside it other digits may stand: a time, a date, another number;
    /// so of whole groups of digits as few are taken as are the number, and the search goes on behind them.
    fn find_in(&self, run: &[Sign], found: &mut Vec<Sign>) {
        if !digits(run).contains(&self.digits) {
            return;
        }
        let is_digit = |sign: &Sign| digit(sign.meant).is_some();
        let groups: Vec<&[Sign]> = run.chunk_by(|a, b| is_digit(a) == is_digit(b)).collect();
        let mut groups: &[&[Sign]] = &groups;
        while !groups.is_empty() {
            let ends = self.number_at(groups);
            let (number, rest) = groups.split_at(ends.unwrap_or(1));
            if ends.is_some() {
                found.extend(number.iter().copied().flatten().copied().filter(is_digit));
            }
            groups = rest;
        }
    }

    /// How many groups from the first one on are the number.
    fn number_at(&self, groups: &[&[Sign]]) -> Option<usize> {
        let mut number = String::new();
        for (place, group) in groups.iter().enumerate() {
            number.push_str(&digits(group));
            if number.len() > DIGITS {
                return None;
            }
            if self.is_meant(&number) {
                return Some(place + 1);
            }
        }
        None
    }

    /// Whether these are the number's digits, with or without its country code.
    fn is_meant(&self, digits: &str) -> bool {
        if !digits.contains(&self.digits) || is_time(digits) {
            return false;
        }
        let home = self.wanted.region.as_deref().unwrap_or_default();
        [digits, &format!("+{digits}")].iter().any(|text| same(text, &self.wanted, home))
    }
}

/// The most digits that a number is looked for in: 15 of E.164, and a prefix.
const DIGITS: usize = 20;

/// The ways in which a text is to be read.
fn readings(text: &str) -> impl Iterator<Item = Reading> {
    let form = text.contains('%').then_some(Reading::Form);
    std::iter::once(Reading::Plain).chain(form)
}

/// The text with a dot in place of each of these signs, which stand in order.
fn blanked(text: &str, signs: &[Sign]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for sign in signs {
        rest.push_str(&text[from..sign.begins]);
        rest.push('•');
        from = sign.ends;
    }
    rest.push_str(&text[from..]);
    rest
}

/// Milliseconds since 1970, as they stand in our own JSON.
fn is_time(digits: &str) -> bool {
    digits.len() == 13 && digits.starts_with('1')
}

/// The digits among these signs; none for what stands between groups of digits.
fn digits(signs: &[Sign]) -> String {
    signs.iter().filter_map(|sign| digit(sign.meant)).collect()
}

/// The next stretch of digits with what stands between them; it begins and ends with a digit.
fn next_run(signs: &mut Peekable<impl Iterator<Item = Sign>>) -> Option<Vec<Sign>> {
    while signs.next_if(|sign| digit(sign.meant).is_none()).is_some() {}
    let mut run = vec![signs.next()?];
    let mut length = 1;
    while let Some(sign) = signs.next_if(|sign| {
        digit(sign.meant).is_some() || (run.len() - length < BETWEEN && separates(sign.meant))
    }) {
        run.push(sign);
        if digit(sign.meant).is_some() {
            length = run.len();
        }
    }
    run.truncate(length);
    Some(run)
}

/// The digit that a character is; full-width ones too.
fn digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        '０'..='９' => char::from_digit(u32::from(character) - u32::from('０'), 10),
        _ => None,
    }
}

fn separates(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '.' | '(' | ')' | '/' | '+' | '\u{a0}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{202f}'
                | '\u{2212}'
                | '\u{3000}'
                | 'ー'
                | '－'
                | '（'
                | '）'
                | '．'
                | '＋'
    )
}

/// The characters of a text, one by one.
fn signs(text: &str, reading: Reading) -> impl Iterator<Item = Sign> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let coded = (reading == Reading::Form).then(|| coded(rest)).flatten();
        let (meant, length) = match coded {
            Some(coded) => coded,
            None => rest.chars().next().map(|plain| (plain, plain.len_utf8()))?,
        };
        let begins = at;
        at += length;
        Some(Sign { begins, ends: at, meant })
    })
}

/// The character that a text begins with if it is written as a form's `%XX`, one for each of its bytes; and how long that is.
fn coded(text: &str) -> Option<(char, usize)> {
    let byte = |place: usize| {
        let code = text.get(place * 3..place * 3 + 3)?.strip_prefix('%')?;
        let is_code = code.bytes().all(|byte| byte.is_ascii_hexdigit());
        u8::from_str_radix(code, 16).ok().filter(|_| is_code)
    };
    let first = byte(0)?;
    let length = match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    };
    let bytes = (0..length).map(byte).collect::<Option<Vec<u8>>>()?;
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((meant, length * 3))
}

#[cfg(test)]
mod tests {
    use domain::number::{NumberPlan, read};

    use super::*;

    fn mention(number: &str) -> Mention {
        Mention::new(read(Some(number), &NumberPlan::default())).unwrap()
    }

    #[test]
    fn a_number_is_found_however_it_is_spelt() {
        let tokyo = mention("+81355500101");
        for text in [
            r#"{"number":"+81355500101"}"#,
            r#"{"number":"03-5550-0101"}"#,
            r#"{"digits":"81355500101","at":1795000000000}"#,
            r#"{"e164":81355500101}"#,
            "call ０３－５５５０－０１０１ back",
            "０３（５５５０）０１０１",
            "+81 (0)3 5550 0101",
            "(03) 5550.0101",
            "03‐5550‐0101 / 090-5550-0102",
            "number=%2B81+3-5550-0101&x=1",
            "number=03%2D5550%2D0101",
            "at 9.30 03-5550-0101 5 times",
        ] {
            assert!(tokyo.stands_in(text), "{text}");
        }
        for text in [
            r#"{"number":"+81355500102","at":1795000000000}"#,
            "06-5550-0101",
            "0355500101012345678",
            "",
            "%",
            "%zz",
        ] {
            assert!(!tokyo.stands_in(text), "{text}");
        }
        assert!(mention("+442079460123").stands_in("+44 (0)20 7946 0123"));
        assert!(mention("+12025550147").stands_in("(202) 555-0147"));
    }

    #[test]
    fn only_the_number_is_taken_out() {
        let tokyo = mention("+81355500101");
        let text = r#"{"comment":"Mia, 03-5550-0101, 5 calls","started_at":1795000000000}"#;
        let rest = r#"{"comment":"Mia, ••-••••-••••, 5 calls","started_at":1795000000000}"#;
        assert_eq!(tokyo.taken_out(text).as_deref(), Some(rest));
        assert_eq!(tokyo.taken_out(rest), None);
        assert_eq!(tokyo.taken_out("5 calls"), None);
    }

    #[test]
    fn each_place_of_a_number_is_taken_out_and_no_other_number() {
        let tokyo = mention("+81355500101");
        for (text, rest) in [
            ("9.30 03-5550-0101 10.15 03-5550-0101", "9.30 ••-••••-•••• 10.15 ••-••••-••••"),
            ("03-5550-0101 03-5550-0101", "••-••••-•••• ••-••••-••••"),
            ("03-5550-0101/03-5550-0199", "••-••••-••••/03-5550-0199"),
            ("03-5550-0199/03-5550-0101", "03-5550-0199/••-••••-••••"),
            ("03-5550-0199 / 03-5550-0101 / 5", "03-5550-0199 / ••-••••-•••• / 5"),
            ("+819055500102+81355500101", "+819055500102+•••••••••••"),
            ("+81355500101+819055500102", "+•••••••••••+819055500102"),
            ("+81 3 5550 0101 +81 90 5550 0102", "+•• • •••• •••• +81 90 5550 0102"),
            ("+81 (0)3 5550 0101", "+•• (•)• •••• ••••"),
            ("1795000000000 03-5550-0101", "1795000000000 ••-••••-••••"),
            ("number=03%2D5550%2D0101&to=5", "number=••%2D••••%2D••••&to=5"),
            ("a=%2B81+3-5550-0101&b=03%205550%200101", "a=%2B••+•-••••-••••&b=••%20••••%20••••"),
            ("%EF%BC%90%EF%BC%93%EF%BC%8D5550%E3%83%BC0101 %", "••%EF%BC%8D••••%E3%83%BC•••• %"),
            ("100% of 03-5550-0101 and %2B81355500101", "100% of ••-••••-•••• and %2B•••••••••••"),
        ] {
            assert_eq!(tokyo.taken_out(text).as_deref(), Some(rest), "{text}");
            assert!(tokyo.stands_in(text) && !tokyo.stands_in(rest), "{text}");
            assert_eq!(tokyo.taken_out(rest), None, "{text}");
        }
        let berlin = mention("+493012345678");
        assert_eq!(berlin.taken_out("030/12345678").as_deref(), Some("•••/••••••••"));
    }
}
