//! Texts that hold phone numbers, as people type them into a field: with names, extensions and several at once.

use unicode_normalization::UnicodeNormalization;

/// Longer texts are cut: a phone field holds 40 characters, and a text field that holds numbers some more.
const LONGEST: usize = 1_000;

/// A number as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Its digits, with `+` before them where it stands there.
    pub(super) digits: String,
    /// Whether letters of a telephone keypad stood for some of the digits (1-800-FLOWERS). Then it counts only
    /// where such a number is known to be assigned: any word could be read so.
    pub(super) in_letters: bool,
}

/// A part of a text that can be a number, and what stood before it.
struct Part {
    text: String,
    /// The word before it, in small letters.
    word: String,
    /// Whether a slash stood before it.
    slash: bool,
    /// What was joined to it.
    behind: Behind,
}

/// What stood behind a part's slashes and was joined to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Nothing,
    /// Groups of up to four digits, of which more may come.
    Groups,
    /// The rest of the number.
    Rest,
}

impl Part {
    fn digits(&self) -> usize {
        self.text.chars().filter(char::is_ascii_digit).count()
    }

    /// `ext. 42`, `内線12`: what follows such a word is dialled when the call is up, and is no number.
    fn is_extension(&self) -> bool {
        const WORDS: [&str; 20] = [
            "x",
            "ext",
            "extn",
            "xtn",
            "extension",
            "extensión",
            "ex",
            "int",
            "内線",
            "内",
            "分机",
            "內線",
            "anexo",
            "ramal",
            "доб",
            "poste",
            "pst",
            "dw",
            "durchwahl",
            "nst",
        ];
        self.digits() <= 7 && WORDS.contains(&self.word.as_str())
    }

    /// Whether a part behind a slash belongs to this one: it is so short that it must be an area code with
    /// more to come (030/123456, 01/99/00/12/34), and what comes is no complete number.
    fn goes_on_with(&self, next: &Part) -> bool {
        let abroad = self.text.starts_with('+') || self.text.starts_with("00");
        let longest = match (self.behind, next.digits()) {
            (Behind::Nothing, 0..=8) => 6,
            (Behind::Groups, 0..=4) => 8,
            _ => return false,
        };
        let longest = if abroad { longest + 3 } else { longest };
        next.slash && self.digits() <= longest && !next.text.starts_with('+')
    }

    fn joined(self, next: &Part) -> Part {
        let behind = if next.digits() <= 4 { Behind::Groups } else { Behind::Rest };
        Part { text: format!("{} {}", self.text, next.text), behind, ..self }
    }
}

/// The parts of a text that can be numbers: split at words, at separators and before each `+`.
pub(super) fn pieces(text: &str) -> Vec<String> {
    parts(&plain(text)).into_iter().map(|part| part.text).collect()
}

/// What a stored text holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Every number, extensions left out.
    pub(super) readings: Vec<Reading>,
    /// Whether an extension stands behind one of them, or alone.
    pub(super) extension: bool,
    /// Whether there are letters besides.
    pub(super) words: bool,
}

/// Every number of a stored text, extensions left out.
pub(super) fn readings(stored: &str) -> Vec<Reading> {
    contents(stored).readings
}

/// What a stored text holds.
pub(super) fn contents(stored: &str) -> Contents {
    let cut: String = stored.chars().take(LONGEST).collect();
    let text = with_context(plain(&cut));
    let mut contents =
        Contents { words: text.chars().any(char::is_alphabetic), ..Contents::default() };
    contents.readings.extend(in_letters(&text));
    let mut before: Option<Part> = None;
    for part in parts(&text) {
        if part.is_extension() {
            contents.extension = true;
            continue;
        }
        match before.take() {
            Some(area) if area.goes_on_with(&part) => before = Some(area.joined(&part)),
            other => {
                other.iter().for_each(|part| contents.add(&part.text));
                before = Some(part);
            }
        }
    }
    before.iter().for_each(|part| contents.add(&part.text));
    contents
}

impl Contents {
    fn add(&mut self, text: &str) {
        let number = without_extension(text);
        self.extension |= number.len() < text.len();
        let digits = dialled(number).replace(['*', '#'], "");
        if !digits.is_empty() {
            self.readings.push(Reading { digits, in_letters: false });
        }
    }
}

fn parts(plain: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part =
        Part { text: String::new(), word: String::new(), slash: false, behind: Behind::Nothing };
    let mut in_word = false;
    for c in plain.chars() {
        if c.is_alphabetic() {
            finish(&mut part, &mut parts);
            if !in_word {
                part.word.clear();
            }
            part.word.extend(c.to_lowercase());
            part.slash = false;
        } else if "/,;|\n\r\t、・&@=:<>".contains(c) {
            finish(&mut part, &mut parts);
            part.slash = matches!(c, '/' | '・');
        } else {
            if c == '+' {
                finish(&mut part, &mut parts);
            }
            part.text.push(c);
        }
        in_word = c.is_alphabetic();
    }
    finish(&mut part, &mut parts);
    parts
}

/// Ends a part; what holds no digit is no part.
fn finish(part: &mut Part, parts: &mut Vec<Part>) {
    let text = part.text.trim_matches(|c: char| !(c.is_ascii_digit() || "+*#".contains(c)));
    if text.chars().any(|c| c.is_ascii_digit()) {
        let word = std::mem::take(&mut part.word);
        parts.push(Part {
            text: text.to_owned(),
            word,
            slash: part.slash,
            behind: Behind::Nothing,
        });
        part.slash = false;
    }
    part.text.clear();
}

/// `03-5550-0123#42`, `03-5550-0123~5` and the American `415-555-0123 42#` without their ends.
fn without_extension(text: &str) -> &str {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    if let Some((at, _)) = text.char_indices().find(|(at, c)| {
        "#*~\u{301C}\u{223C}\u{2053}".contains(*c)
            && digits(&text[..*at]) >= 7
            && digits(&text[*at..]) > 0
    }) {
        return &text[..at];
    }
    let Some(hashed) = text.strip_suffix('#') else { return text };
    match hashed.rsplit_once([' ', '-']) {
        Some((head, extension)) if digits(extension) <= 6 && digits(head) >= 7 => head,
        _ => hashed,
    }
}

/// `tel:5550-0123;phone-context=+81-3` (RFC 3966) as `+81-3 5550-0123`.
fn with_context(text: String) -> String {
    const CONTEXT: &str = ";phone-context=";
    let found = text.to_ascii_lowercase().find(CONTEXT);
    let Some(at) = found else { return text };
    let context = text[at + CONTEXT.len()..].split(';').next().unwrap_or_default();
    if !context.starts_with('+') {
        return text;
    }
    let local = &text[..at];
    let local = local.rsplit(':').next().unwrap_or(local);
    format!("{context} {local}")
}

/// A number that ends in letters of a telephone keypad. Only capitals are taken for digits.
fn in_letters(text: &str) -> Option<Reading> {
    let text = text.split(|c: char| c.is_alphabetic() && !c.is_ascii_uppercase()).next()?.trim();
    let first_letter = text.find(|c: char| c.is_ascii_uppercase())?;
    let letters = text.chars().filter(char::is_ascii_uppercase).count();
    let head = text[..first_letter].chars().filter(char::is_ascii_digit).count();
    let odd = |c: char| "/,;|\n\r\t、・&@=:<>#*".contains(c);
    if letters < 3 || head < 3 || text.contains(odd) {
        return None;
    }
    let digits = dialled(&text.chars().map(on_keypad).collect::<String>());
    (digits.len() <= 16).then_some(Reading { digits, in_letters: true })
}

/// The digit under which a capital letter stands on a telephone (ITU-T E.161).
fn on_keypad(letter: char) -> char {
    match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        other => other,
    }
}

/// Full-width characters as plain ones, digits of every script as ASCII ones, and every kind of dash as `-`.
pub(super) fn plain(text: &str) -> String {
    let plain = |c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FE63}' | '\u{FF0D}' => '-',
        other => ascii_digit(other).unwrap_or(other),
    };
    text.nfkc().map(plain).collect()
}

/// The zeros of scripts that have digits of their own (Unicode general category Nd, those in daily use).
const ZEROS: [char; 16] = [
    '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}',
    '\u{BE6}', '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{1040}', '\u{17E0}',
];

fn ascii_digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let value = ZEROS
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|v| *v < 10));
    value.and_then(|value| char::from_digit(value, 10))
}

/// What would be dialled: digits, `*`, `#` and a leading `+`.
pub(super) fn dialled(piece: &str) -> String {
    let kept = piece.chars().filter(|c| c.is_ascii_digit() || "+*#".contains(*c));
    kept.enumerate().filter(|(i, c)| *i == 0 || *c != '+').map(|(_, c)| c).collect()
}
