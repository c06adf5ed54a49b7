//! Invented people for an org: the demo's, a user's own seed file, and as many as a benchmark wants.
//!
//! Lists of names, companies and number ranges are data files in `seeds/`; a small generator with a seeded dice makes
//! people of them, so that the same file always gives the same org.

mod bench;
mod contacts;
mod country;
mod crowd;
mod export;
mod file;
mod load;
mod number;
mod permission;
mod person;
mod prospect;
mod restore;

#[cfg(test)]
mod tests;

use crate::error::ApiError;

pub use bench::{MOST_BENCH_PEOPLE, bench};
pub use export::export;
pub use file::SeedFile;
pub use load::{Loaded, found, load};

/// Why an org cannot be filled.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A TOML file is malformed.
    #[error("the seed file {file} cannot be read: {source}")]
    Toml {
        /// Which file.
        file: String,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A JSON file is malformed.
    #[error("the seed file cannot be read as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A YAML file is malformed.
    #[error("the seed file {file} cannot be read: {source}")]
    Yaml {
        /// Which file.
        file: String,
        /// Where and why.
        source: serde_yaml_ng::Error,
    },
    /// `settings` or `setup` has a name or value that does not fit.
    #[error("`{part}` of the seed file cannot be used: {source}")]
    Settings {
        /// Which of the two.
        part: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A permission names neither a profile nor a permission set, or something that does not exist.
    #[error("a `permission` of the seed file cannot be used: {0}")]
    Permission(String),
    /// The org cannot be made.
    #[error(transparent)]
    Org(#[from] crate::org::OrgError),
    /// There is no list of names for a region.
    #[error(
        "the seed asks for people of {region}, but there are lists only for {known}; use one of these"
    )]
    UnknownRegion {
        /// What the file says.
        region: String,
        /// What there is.
        known: String,
    },
    /// More numbers are asked for than are kept for fiction.
    #[error("the ranges of invented numbers of {region} hold no more; ask for fewer people")]
    NumbersUsedUp {
        /// Whose ranges.
        region: String,
    },
    /// A record or crowd refers to a user or record that the file does not have.
    #[error(
        "the seed file refers to {0:?}, which it does not define before; check the spelling and the order"
    )]
    UnknownReference(String),
    /// A user is older than the calendar.
    #[error(
        "`hours_old` of {0} is a moment that no calendar has; write how many hours ago the user was made"
    )]
    Age(String),
    /// The org refuses a record.
    #[error("the org refuses a {object} of the seed: {source}")]
    Refused {
        /// The object.
        object: String,
        /// The org's answer.
        source: ApiError,
    },
}

impl SeedError {
    /// For `map_err`: the org's answer to a write of this object.
    fn refused(object: &str) -> impl FnOnce(ApiError) -> Self {
        move |source| Self::Refused { object: object.to_owned(), source }
    }
}
