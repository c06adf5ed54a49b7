//! Reads a phone system's number: from the text as it came to what it is.

use super::library::{self, Parsed, Prefix};
use super::pieces::{dialled, pieces, plain};
use super::{Number, NumberKind, NumberNote, NumberPlan, words};

/// Longer texts are no phone numbers; the bound keeps the work small.
const LONGEST: usize = 250;

/// Fewer digits are no number with a country code, but may well be an extension.
const SHORTEST_WITH_CODE: usize = 8;

/// Reads a number. `None` is a number that the phone system did not give.
///
/// The order is that of a telephone exchange: words first, then the plan's extensions, then
/// emergency and service numbers, then prefixes, and only then the public numbering plan of the
/// region. Never fails: what is no number comes back as [`NumberKind::Invalid`].
///
/// ```
/// use domain::number::{NumberKind, NumberPlan, read};
///
/// let plan = NumberPlan { region: "JP".into(), ..NumberPlan::default() };
/// assert_eq!(read(Some("03-5550-0123"), &plan).e164.as_deref(), Some("+81355500123"));
/// assert_eq!(read(Some("anonymous"), &plan).kind, NumberKind::Withheld);
/// ```
#[must_use]
pub fn read(raw: Option<&str>, plan: &NumberPlan) -> Number {
    let raw = raw.unwrap_or_default();
    let reading =
        Reading { raw, plan, region: plan.region.trim().to_ascii_uppercase(), notes: Vec::new() };
    if raw.chars().count() > LONGEST {
        return reading.plainly(NumberKind::Invalid);
    }
    reading.text(plain(raw).trim())
}

struct Reading<'a> {
    raw: &'a str,
    plan: &'a NumberPlan,
    region: String,
    notes: Vec<NumberNote>,
}

impl Reading<'_> {
    /// A number of a kind that has no E.164 form.
    fn plainly(self, kind: NumberKind) -> Number {
        Number {
            raw: self.raw.to_owned(),
            kind,
            e164: None,
            region: None,
            national: None,
            notes: self.notes,
        }
    }

    fn text(mut self, text: &str) -> Number {
        if let Some(kind) = words::meaning(text) {
            return self.plainly(kind);
        }
        let user = user_part(text);
        if let Some(user) = &user {
            self.notes.push(NumberNote::AddressRemoved);
            if let Some(kind) = words::meaning(user) {
                return self.plainly(kind);
            }
        }
        let user = user.unwrap_or_else(|| text.to_owned());
        let outside = self.without_own_prefix(&user).to_owned();
        self.number_in(&outside)
    }

    /// Removes the prefix that the phone system puts in front, unless the whole is an extension or
    /// an emergency number.
    fn without_own_prefix<'t>(&mut self, text: &'t str) -> &'t str {
        if self.inside_kind(&dialled(text)).is_some() {
            return text;
        }
        let prefixes = self.plan.strip_prefixes.iter().filter(|p| !p.is_empty());
        let fitting = prefixes.filter_map(|p| text.strip_prefix(p.as_str()));
        match fitting.min_by_key(|rest| rest.len()) {
            Some(rest) if rest.chars().any(|c| c.is_ascii_digit()) => {
                self.notes.push(NumberNote::PrefixRemoved);
                rest
            }
            _ => text,
        }
    }

    /// Takes the first number of a text that may hold several, and words.
    fn number_in(mut self, text: &str) -> Number {
        let pieces = pieces(text);
        let has_words = text.chars().any(char::is_alphabetic);
        let [first, rest @ ..] = pieces.as_slice() else {
            let nothing = if has_words { NumberKind::Alphanumeric } else { NumberKind::Invalid };
            return self.plainly(nothing);
        };
        if !has_words && rest.is_empty() {
            return self.digits(&dialled(first));
        }
        let numbers = pieces.iter().map(|piece| dialled(piece));
        let readable: Vec<String> = numbers.filter(|n| self.parse(n).is_some()).collect();
        let [found, others @ ..] = readable.as_slice() else {
            return self.plainly(NumberKind::Alphanumeric);
        };
        if has_words {
            self.notes.push(NumberNote::WordsRemoved);
        }
        if !others.is_empty() {
            self.notes.push(NumberNote::FirstOfSeveral);
        }
        self.digits(found)
    }

    fn digits(mut self, dialled: &str) -> Number {
        if let Some(kind) = self.inside_kind(dialled) {
            return self.plainly(kind);
        }
        let prefixes = words::privacy_prefixes(&self.region).iter();
        let rest = prefixes.filter_map(|p| dialled.strip_prefix(p)).find(|rest| {
            self.inside_kind(rest) == Some(NumberKind::Emergency) || self.parse(rest).is_some()
        });
        // The prefix is only one where a number follows; 1840 alone can be an extension.
        let dialled = match rest {
            Some(rest) if self.parse(dialled).is_none_or(|(whole, _)| !whole.assigned) => {
                self.notes.push(NumberNote::PrivacyPrefixRemoved);
                rest
            }
            _ => dialled,
        };
        if let Some(kind) = self.inside_kind(dialled) {
            return self.plainly(kind);
        }
        match self.parse(dialled) {
            Some((parsed, notes)) => self.outside(parsed, &notes),
            None => {
                let kind = self.short_kind(dialled);
                self.plainly(kind)
            }
        }
    }

    /// Kinds that are known by their digits alone.
    fn inside_kind(&self, dialled: &str) -> Option<NumberKind> {
        if is_extension(dialled, &self.plan.extensions) {
            Some(NumberKind::Extension)
        } else if words::is_emergency(dialled, &self.region) {
            Some(NumberKind::Emergency)
        } else {
            words::stand_in(dialled)
        }
    }

    /// What digits are that no public numbering plan knows.
    fn short_kind(&self, dialled: &str) -> NumberKind {
        let short = dialled.len() <= 6 && !dialled.starts_with('+');
        if words::is_special(dialled, &self.region) {
            NumberKind::Special
        } else if short && self.plan.extensions.is_empty() {
            NumberKind::Extension
        } else if short {
            // The plan lists the extensions, and this is none of them.
            NumberKind::Special
        } else {
            NumberKind::Invalid
        }
    }

    /// Reads the digits by the public numbering plan.
    fn parse(&self, dialled: &str) -> Option<(Parsed, Vec<NumberNote>)> {
        if dialled.contains(['*', '#']) || words::is_special(dialled, &self.region) {
            return None;
        }
        let parsed = library::parse(dialled, &self.region);
        let at_home = parsed.as_ref().is_some_and(|p| p.assigned);
        if let Some((text, note)) = self.abroad(dialled) {
            let abroad = library::parse(&text, &self.region).filter(|abroad| match note {
                // The setting says how this source writes, so it goes before a national reading.
                NumberNote::PlusAdded => abroad.assigned || !at_home,
                _ => !at_home,
            });
            if let Some(abroad) = abroad {
                return Some((abroad, vec![note]));
            }
        }
        let parsed = parsed.filter(|p| p.assigned || dialled.len() > 6)?;
        let notes = notes_on(&parsed, dialled);
        Some((parsed, notes))
    }

    /// The digits with a country code, where the source writes it without `+` or behind 00, which many
    /// exchanges use whatever the country's own international prefix.
    fn abroad(&self, dialled: &str) -> Option<(String, NumberNote)> {
        if let Some(rest) = dialled.strip_prefix("00") {
            return Some((format!("+{rest}"), NumberNote::InternationalPrefix));
        }
        let long = dialled.len() >= SHORTEST_WITH_CODE && !dialled.starts_with(['+', '0']);
        let bare = self.plan.e164_without_plus && long;
        bare.then(|| (format!("+{dialled}"), NumberNote::PlusAdded))
    }

    fn outside(mut self, parsed: Parsed, notes: &[NumberNote]) -> Number {
        self.notes.extend(notes);
        if !parsed.assigned {
            self.notes.push(NumberNote::NotKnownAssigned);
        }
        let is_own = self.plan.own_numbers.iter().any(|own| {
            let own = dialled(plain(own).trim());
            self.parse(&own).is_some_and(|(own, _)| own.e164 == parsed.e164)
        });
        Number {
            raw: self.raw.to_owned(),
            kind: if is_own { NumberKind::OwnLine } else { NumberKind::Customer },
            e164: Some(parsed.e164),
            region: parsed.region,
            national: Some(parsed.national),
            notes: self.notes,
        }
    }
}

fn notes_on(parsed: &Parsed, dialled: &str) -> Vec<NumberNote> {
    let mut notes = match parsed.prefix {
        Prefix::International => vec![NumberNote::InternationalPrefix],
        // A national trunk prefix that equals the country code (1 in North America) is no repair.
        Prefix::Bare => vec![NumberNote::PlusAdded],
        Prefix::Plus | Prefix::National => Vec::new(),
    };
    let with_zero = format!("{}0{}", parsed.country_code, parsed.significant);
    if parsed.prefix != Prefix::National && dialled.ends_with(&with_zero) {
        notes.push(NumberNote::TrunkZeroRemoved);
    }
    notes
}

/// Whether the digits are an extension of the plan: equal, of a pattern like `20xx`, or within a
/// range like `3000-3999`.
fn is_extension(dialled: &str, extensions: &[String]) -> bool {
    if dialled.is_empty() || !dialled.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    extensions.iter().any(|entry| match entry.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.trim(), to.trim());
            from.len() == dialled.len()
                && to.len() == dialled.len()
                && (from..=to).contains(&dialled)
        }
        None => {
            let pattern = entry.trim();
            pattern.len() == dialled.len()
                && pattern
                    .bytes()
                    .zip(dialled.bytes())
                    .all(|(p, d)| p == d || p.eq_ignore_ascii_case(&b'x'))
        }
    })
}

/// Whether a text can stand in [`NumberPlan::extensions`]: `1001`, `20xx`, or `3000-3999`, whose ends have
/// equally many digits and stand in their order.
///
/// ```
/// use domain::number::is_extension_pattern;
///
/// assert!(["1001", "20xx", "3000-3999"].into_iter().all(is_extension_pattern));
/// assert!(!["", "10?1", "3999-3000", "1-100", "reception"].into_iter().any(is_extension_pattern));
/// ```
#[must_use]
pub fn is_extension_pattern(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.trim(), to.trim());
            digits(from) && digits(to) && from.len() == to.len() && from <= to
        }
        None => digits(&text.trim().replace(['x', 'X'], "0")),
    }
}

/// The user of a SIP, tel or e-mail address (`"Name" <sip:+81355500123@host;user=phone>`); `None`
/// where the text is no address.
fn user_part(text: &str) -> Option<String> {
    let inner = match (text.find('<'), text.rfind('>')) {
        (Some(from), Some(to)) if from < to => &text[from + 1..to],
        _ => text,
    };
    let small = inner.to_ascii_lowercase();
    let scheme = ["sip:", "sips:", "tel:", "callto:"].into_iter().find(|s| small.starts_with(s));
    let address = scheme.map_or(inner, |scheme| &inner[scheme.len()..]);
    if scheme.is_none() && !address.contains('@') {
        return None;
    }
    let user = address.split('@').next().unwrap_or(address);
    // Parameters (user=phone, ext=12, a password behind a colon) are not part of the number.
    let user = user.split([';', ':', '?']).next().unwrap_or(user);
    Some(percent_decoded(user))
}

/// `%2B` as `+`, and so on; other text stays.
fn percent_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (code.filter(u8::is_ascii), part.get(2..)) {
            (Some(code), Some(rest)) => {
                decoded.push(char::from(code));
                decoded.push_str(rest);
            }
            _ => {
                decoded.push('%');
                decoded.push_str(part);
            }
        }
    }
    decoded
}
