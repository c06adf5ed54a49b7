//! Record ids, which Salesforce writes in 15 or 18 characters and which must compare as the same.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a Salesforce record or user.
///
/// Salesforce writes the same id in 15 case-sensitive characters, or in 18 with a checksum that
/// makes it safe where case is lost. Both forms parse, compare and hash as equal; it prints in 18.
///
/// ```
/// use salesforce::SalesforceId;
/// let short = SalesforceId::parse("0035g00000AbcDe").unwrap();
/// assert_eq!(short, SalesforceId::parse(&short.to_string()).unwrap());
/// assert_eq!(short.key_prefix(), "003");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SalesforceId([u8; 15]);

/// The text is not a Salesforce id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Neither 15 nor 18 letters and digits.
    #[error("a Salesforce id has 15 or 18 letters and digits")]
    Shape,
    /// The last three characters do not fit the first fifteen.
    #[error("the last three characters of this Salesforce id do not fit the rest; was it retyped?")]
    Checksum,
}

impl SalesforceId {
    /// Reads an id of 15 or 18 characters.
    ///
    /// # Errors
    /// [`InvalidId`] when the length, a character or the checksum is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bytes = text.as_bytes();
        if !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return Err(InvalidId::Shape);
        }
        let (start, end) = bytes.split_at_checked(15).ok_or(InvalidId::Shape)?;
        let id = Self(start.try_into().map_err(|_| InvalidId::Shape)?);
        match end {
            [] => Ok(id),
            [_, _, _] if end.eq_ignore_ascii_case(&id.checksum()) => Ok(id),
            [_, _, _] => Err(InvalidId::Checksum),
            _ => Err(InvalidId::Shape),
        }
    }

    /// The three characters that tell the object: `003` Contact, `00Q` Lead, `00T` Task, ...
    #[must_use]
    pub fn key_prefix(&self) -> &str {
        std::str::from_utf8(&self.0[..3]).unwrap_or_default()
    }

    /// One character for every five: bit i is set where character i is upper case.
    fn checksum(&self) -> [u8; 3] {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
        let mut checksum = [0; 3];
        for (sum, five) in checksum.iter_mut().zip(self.0.chunks(5)) {
            let bits = five.iter().rev();
            let index = bits.fold(0, |bits, c| bits << 1 | usize::from(c.is_ascii_uppercase()));
            *sum = ALPHABET[index];
        }
        checksum
    }
}

impl fmt::Display for SalesforceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.iter().chain(&self.checksum()) {
            write!(f, "{}", char::from(*byte))?;
        }
        Ok(())
    }
}

impl fmt::Debug for SalesforceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SalesforceId({self})")
    }
}

impl FromStr for SalesforceId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text)
    }
}

impl Serialize for SalesforceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SalesforceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_salesforce_writes() {
        for (short, long) in [
            ("0010000000aaaaa", "0010000000aaaaaAAA"),
            ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
            ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
            ("aBaaaaaaaaaaaaB", "aBaaaaaaaaaaaaBCAQ"),
        ] {
            assert_eq!(SalesforceId::parse(short).unwrap().to_string(), long);
            assert_eq!(SalesforceId::parse(long).unwrap(), SalesforceId::parse(short).unwrap());
        }
    }

    #[test]
    fn case_matters_in_the_first_fifteen() {
        let upper = SalesforceId::parse("0035g00000AbcDe").unwrap();
        let lower = SalesforceId::parse("0035g00000abcde").unwrap();
        assert_ne!(upper, lower);
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "003",
            "0035g00000AbcD\u{e9}",
            "0035g00000AbcDe1",
            "0035g00000AbcD'",
            "0035g00000AbcDeAAAA",
        ] {
            assert_eq!(SalesforceId::parse(text), Err(InvalidId::Shape), "{text}");
        }
        assert_eq!(SalesforceId::parse("0010000000aaaaaAAB"), Err(InvalidId::Checksum));
    }

    #[test]
    fn json_holds_the_long_form() {
        let id: SalesforceId = serde_json::from_str("\"0010000000aaaaa\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"0010000000aaaaaAAA\"");
        assert!(serde_json::from_str::<SalesforceId>("\"no id\"").is_err());
    }
}
