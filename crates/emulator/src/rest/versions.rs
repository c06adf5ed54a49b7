//! The list of API versions.

use axum::Json;
use serde_json::{Value, json};

use crate::error::ApiError;

/// The oldest and the newest version; older ones are retired (Salesforce REST API guide).
const VERSIONS: std::ops::RangeInclusive<u16> = 31..=68;

/// The version that came with Winter '15; three a year follow.
const WINTER_2015: u16 = 32;

/// `GET /services/data`.
pub(super) async fn list() -> Json<Value> {
    let versions = VERSIONS.map(|version| {
        json!({
            "label": label(version), "url": format!("/services/data/v{version}.0"),
            "version": format!("{version}.0"),
        })
    });
    Json(Value::Array(versions.collect()))
}

/// The release of a version: `Winter '27` for 68.
fn label(version: u16) -> String {
    // From one release before Winter '15, so that 31 (Summer '14) counts too.
    let step = version + 2 - WINTER_2015;
    let season = ["Spring", "Summer", "Winter"][usize::from(step % 3)];
    let year = 14 + step / 3 + u16::from(season == "Winter");
    format!("{season} '{year}")
}

/// Refuses versions that the org does not speak.
pub(super) fn check(version: &str) -> Result<(), ApiError> {
    let number = version
        .strip_prefix('v')
        .and_then(|number| number.strip_suffix(".0"))
        .and_then(|number| number.parse::<u16>().ok());
    match number {
        Some(number) if VERSIONS.contains(&number) => Ok(()),
        Some(number) if number < *VERSIONS.start() => Err(ApiError::new(
            410,
            "UNSUPPORTED_API_VERSION",
            "The requested API version has been retired.",
        )),
        _ => Err(ApiError::not_found()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_the_releases() {
        for (version, release) in [
            (31, "Summer '14"),
            (32, "Winter '15"),
            (62, "Winter '25"),
            (63, "Spring '25"),
            (64, "Summer '25"),
            (66, "Spring '26"),
            (68, "Winter '27"),
        ] {
            assert_eq!(label(version), release, "{version}");
        }
    }

    #[test]
    fn retired_versions_are_gone() {
        assert_eq!(check("v30.0").unwrap_err().status, 410);
        assert_eq!(check("v69.0").unwrap_err().status, 404);
        assert_eq!(check("66.0").unwrap_err().status, 404);
        assert!(check("v66.0").is_ok());
    }
}
