//! The seam to the phone number library: the only file that knows its types.

use rlibphonenumber::{
    CountryCodeSource, NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region,
};

/// A text that reads as a phone number of the right length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    /// E.164 with `+`.
    pub(super) e164: String,
    /// The country code's digits.
    pub(super) country_code: String,
    /// The national significant number's digits: without trunk prefix and country code.
    pub(super) significant: String,
    /// ISO 3166 country, where it has one.
    pub(super) region: Option<String>,
    /// As people of that country write it.
    pub(super) national: String,
    /// Whether such a number is known to be assigned.
    pub(super) assigned: bool,
    /// How the country code stood in the text.
    pub(super) prefix: Prefix,
}

/// How a country code stood in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    /// With `+`.
    Plus,
    /// Behind an international prefix.
    International,
    /// As bare digits.
    Bare,
    /// Not at all: a national number.
    National,
}

/// Reads a text as a phone number; one without a country code as a number of the region (ISO 3166).
/// `None` where its length fits no number that could be dialled from everywhere in its country.
pub(super) fn parse(text: &str, region: &str) -> Option<Parsed> {
    let number = number(text, Region::from_code(region).ok())?;
    let prefix = match number.country_code_source() {
        CountryCodeSource::FromNumberWithIdd => Prefix::International,
        CountryCodeSource::FromNumberWithoutPlusSign => Prefix::Bare,
        CountryCodeSource::FromDefaultCountry => Prefix::National,
        CountryCodeSource::FromNumberWithPlusSign | CountryCodeSource::Unspecified => Prefix::Plus,
    };
    Some(Parsed {
        e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
        country_code: number.country_code.to_string(),
        significant: number.get_national_significant_number(),
        region: country_of(&number),
        national: number.format_as(PhoneNumberFormat::National).into_owned(),
        assigned: number.is_valid(),
        prefix,
    })
}

/// A stored number as a comparison needs it: without the texts that [`Parsed`] carries.
#[derive(Debug)]
pub(super) struct Compared(PhoneNumber);

impl Compared {
    /// Whether it is the number of these E.164 digits (without `+`).
    pub(super) fn is(&self, digits: &str) -> bool {
        let code = self.0.country_code.to_string();
        digits.strip_prefix(&code).is_some_and(|rest| rest == self.significant())
    }

    /// The national significant number's digits.
    pub(super) fn significant(&self) -> String {
        self.0.get_national_significant_number()
    }

    /// Whether such a number is known to be assigned.
    pub(super) fn assigned(&self) -> bool {
        self.0.is_valid()
    }
}

/// Reads a text as [`parse`] does, for a comparison.
pub(super) fn compared(text: &str, region: &str) -> Option<Compared> {
    number(text, Region::from_code(region).ok()).map(Compared)
}

/// The number that a text is. Digits that begin with the region's own country code have it for a country code
/// where that gives an assigned number: the library would take 62361… in Indonesia for an area 0623 whose zero
/// was dropped, which next to nobody writes.
fn number(text: &str, region: Option<Region>) -> Option<PhoneNumber> {
    let read = |text: &str| {
        let number = PHONE_NUMBER_UTIL.parse_and_keep_raw_input(text, region).ok()?;
        let possible = number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
        possible.then_some(number)
    };
    let code = region.and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region));
    if code.is_some_and(|code| text.starts_with(&code.to_string()))
        && let Some(mut number) = read(&format!("+{text}")).filter(PhoneNumber::is_valid)
    {
        number.set_country_code_source(CountryCodeSource::FromNumberWithoutPlusSign);
        return Some(number);
    }
    read(text)
}

/// The national significant digits of a number with `+` and country code; `None` where its length fits no number.
pub(super) fn significant(international: &str) -> Option<String> {
    compared(international, "").map(|number| number.significant())
}

/// The country of a number: exact where it is assigned, else the main one of its country code.
fn country_of(number: &PhoneNumber) -> Option<String> {
    let region = number
        .get_region_code()
        .or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code));
    let code = region?.as_region_str();
    // Numbers of no country (satellites, +800) carry the pseudo-region 001.
    Some(code.as_str()).filter(|code| *code != "001" && *code != "ZZ").map(str::to_owned)
}

/// Whether national numbers of this ISO 3166 country can be read; small letters are as good.
///
/// ```
/// assert!(domain::number::is_region("JP") && domain::number::is_region("gb"));
/// assert!(!domain::number::is_region("UK") && !domain::number::is_region("Japan"));
/// ```
#[must_use]
pub fn is_region(code: &str) -> bool {
    let code = code.trim();
    PHONE_NUMBER_UTIL
        .get_supported_regions()
        .any(|region| region.as_region_str().as_str().eq_ignore_ascii_case(code))
}

/// A number's digits in the groups that people of its country write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grouped {
    /// The country code's digits.
    pub(crate) country_code: String,
    /// All national significant digits.
    pub(crate) significant: String,
    /// Groups of the national form, trunk prefix included: `03`, `5550`, `0123`.
    pub(crate) national: Vec<String>,
    /// Groups of the international form without country code: `3`, `5550`, `0123`.
    pub(crate) international: Vec<String>,
    /// The national form with its punctuation.
    pub(crate) national_text: String,
}

/// The groups of an E.164 number.
pub(crate) fn grouped(e164: &str) -> Option<Grouped> {
    let number = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
    let national_text = number.format_as(PhoneNumberFormat::National).into_owned();
    let international = number.format_as(PhoneNumberFormat::International).into_owned();
    Some(Grouped {
        country_code: number.country_code.to_string(),
        significant: number.get_national_significant_number(),
        national: groups(&national_text),
        international: groups(&international).into_iter().skip(1).collect(),
        national_text,
    })
}

fn groups(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
