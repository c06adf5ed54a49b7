//! What people of a country are called, where they work, and how they write phone numbers; read from data files.

use serde::Deserialize;

use super::SeedError;

/// The data files.
const FILES: [(&str, &str); 5] = [
    ("jp.toml", include_str!("../../seeds/countries/jp.toml")),
    ("us.toml", include_str!("../../seeds/countries/us.toml")),
    ("fr.toml", include_str!("../../seeds/countries/fr.toml")),
    ("id.toml", include_str!("../../seeds/countries/id.toml")),
    ("gb.toml", include_str!("../../seeds/countries/gb.toml")),
];

/// One country's lists.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    /// Its English name.
    pub(super) country: String,
    /// ISO 3166 code.
    pub(super) region: String,
    /// Country calling code.
    pub(super) code: String,
    /// The reserved mail domain.
    pub(super) mail_domain: String,
    /// Family names.
    pub(super) family: Vec<Named>,
    /// Given names; an empty one makes a person of one name.
    pub(super) given: Vec<Named>,
    /// Companies.
    pub(super) companies: Vec<Named>,
    /// Cities.
    pub(super) cities: Vec<String>,
    /// Job titles.
    pub(super) titles: Vec<String>,
    /// Land lines.
    pub(super) landline: Plan,
    /// Mobile numbers.
    pub(super) mobile: Plan,
}

/// The invented numbers of one kind and the ways to write them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// National numbers without trunk prefix; `#` is a free digit.
    pub(super) ranges: Vec<String>,
    /// How they are written; `#` is the number's next digit, `＃` the same in full width.
    pub(super) spellings: Vec<String>,
}

/// A name as it is written, and in Latin letters for an e-mail address.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub(super) struct Named {
    /// As written.
    pub(super) written: String,
    /// Lower-case Latin letters.
    pub(super) latin: String,
}

impl From<String> for Named {
    fn from(text: String) -> Self {
        match text.split_once('|') {
            Some((written, latin)) => Self { written: written.to_owned(), latin: latin.to_owned() },
            None => Self { latin: text.to_lowercase(), written: text },
        }
    }
}

/// Every country.
pub(super) fn all() -> Result<Vec<Country>, SeedError> {
    FILES
        .into_iter()
        .map(|(file, text)| {
            toml::from_str(text).map_err(|source| SeedError::Toml {
                file: file.to_owned(),
                source: Box::new(source),
            })
        })
        .collect()
}

/// The country of a region code.
pub(super) fn of(region: &str) -> Result<Country, SeedError> {
    let countries = all()?;
    let known: Vec<String> = countries.iter().map(|country| country.region.clone()).collect();
    countries.into_iter().find(|country| country.region == region).ok_or_else(|| {
        SeedError::UnknownRegion { region: region.to_owned(), known: known.join(", ") }
    })
}
