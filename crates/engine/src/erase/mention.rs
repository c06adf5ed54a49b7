//! Finds a number in any text, however it is spelt, and takes it out.

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

/// A run of digits with what stands between them: where it begins and ends in the text, and its digits.
struct Run {
    begins: usize,
    ends: usize,
    digits: String,
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
        if self.runs(text).next().is_some() {
            return true;
        }
        // Forms write separators as `%20`, `%2B`, …
        text.contains('%') && self.runs(&decoded(text)).next().is_some()
    }

    /// The text without the number's digits; `None` where it does not stand in it.
    pub(super) fn taken_out(&self, text: &str) -> Option<String> {
        let mut rest = String::with_capacity(text.len());
        let mut from = 0;
        for run in self.runs(text) {
            rest.push_str(&text[from..run.begins]);
            let blank = |c: char| if digit(c).is_some() { '•' } else { c };
            rest.extend(text[run.begins..run.ends].chars().map(blank));
            from = run.ends;
        }
        rest.push_str(&text[from..]);
        (from > 0).then_some(rest)
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

    /// Whether these are the number's digits, as they stand there or without what is between them.
    fn is_meant(&self, text: &str, digits: &str, home: &str) -> bool {
        [text, digits, &format!("+{digits}")].iter().any(|text| same(text, &self.wanted, home))
    }

    fn runs(&self, text: &str) -> impl Iterator<Item = Run> {
        let home = self.wanted.region.clone().unwrap_or_default();
        runs(text).filter_map(move |run| {
            let whole = &text[run.begins..run.ends];
            if !run.digits.contains(&self.digits) || is_time(whole) {
                return None;
            }
            if self.is_meant(whole, &run.digits, &home) {
                return Some(run);
            }
            // Other digits may stand beside it: a time, a date, another number.
            parts(whole)
                .find(|part| {
                    part.digits.contains(&self.digits)
                        && self.is_meant(&whole[part.begins..part.ends], &part.digits, &home)
                })
                .map(|part| Run {
                    begins: run.begins + part.begins,
                    ends: run.begins + part.ends,
                    digits: part.digits,
                })
        })
    }
}

/// The most digits that a number is looked for in: 15 of E.164, and a prefix.
const DIGITS: usize = 20;

/// Every stretch of whole groups of digits within a run that is short enough to be a number.
fn parts(run: &str) -> impl Iterator<Item = Run> {
    let groups = groups(run);
    (0..groups.len()).flat_map(move |first| {
        let mut digits = String::new();
        let begins = groups[first].begins;
        groups[first..]
            .iter()
            .map_while(|group| {
                digits.push_str(&group.digits);
                (digits.len() <= DIGITS).then(|| Run {
                    begins,
                    ends: group.ends,
                    digits: digits.clone(),
                })
            })
            .collect::<Vec<_>>()
    })
}

/// The digits of a run that stand side by side.
fn groups(run: &str) -> Vec<Run> {
    let mut groups: Vec<Run> = Vec::new();
    for (at, character) in run.char_indices() {
        let Some(digit) = digit(character) else { continue };
        match groups.last_mut().filter(|group| group.ends == at) {
            Some(group) => {
                group.ends = at + character.len_utf8();
                group.digits.push(digit);
            }
            None => groups.push(Run {
                begins: at,
                ends: at + character.len_utf8(),
                digits: digit.to_string(),
            }),
        }
    }
    groups
}

/// Milliseconds since 1970, as they stand in our own JSON.
fn is_time(run: &str) -> bool {
    run.len() == 13 && run.starts_with('1') && run.bytes().all(|byte| byte.is_ascii_digit())
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let mut run: Option<Run> = None;
        let mut between = 0;
        while let Some(&(at, character)) = characters.peek() {
            match (digit(character), &mut run) {
                (Some(digit), run) => {
                    between = 0;
                    let ends = at + character.len_utf8();
                    let run = run.get_or_insert(Run { begins: at, ends, digits: String::new() });
                    run.ends = ends;
                    run.digits.push(digit);
                }
                (None, Some(_)) if between < BETWEEN && separates(character) => between += 1,
                (None, Some(_)) => break,
                (None, None) => {}
            }
            characters.next();
        }
        run
    })
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

/// A form's `%XX` as what it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.filter(|_| byte == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(meant) => {
                bytes.push(meant);
                rest = &behind[2..];
            }
            None => {
                bytes.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
}
