//! The files that browsers load: inside the binary, under addresses that change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

struct Asset {
    name: &'static str,
    content_type: &'static str,
    text: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset {
        name: "console.css",
        content_type: "text/css; charset=utf-8",
        text: include_str!("../../assets/console.css"),
    },
    Asset {
        name: "console.js",
        content_type: "text/javascript; charset=utf-8",
        text: include_str!("../../assets/console.js"),
    },
    Asset {
        name: "htmx.min.js",
        content_type: "text/javascript; charset=utf-8",
        text: include_str!("../../assets/htmx.min.js"),
    },
];

static VERSIONS: LazyLock<[String; 3]> = LazyLock::new(|| {
    ASSETS.each_ref().map(|asset| {
        let digest = Sha256::digest(asset.text.as_bytes());
        digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    })
});

/// Where `name` is found; browsers may keep what they find there for ever.
pub(crate) fn address(name: &str) -> String {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    let version = place.and_then(|place| VERSIONS.get(place)).map_or("", String::as_str);
    format!("/assets/{name}?v={version}")
}

/// `GET /assets/{name}`.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.text,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// Scripts that a browser loads, at most, in bytes after gzip.
    const SCRIPTS: usize = 60 * 1024;

    #[test]
    fn scripts_stay_small() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        for asset in ASSETS.iter().filter(|asset| asset.name.ends_with(".js")) {
            encoder.write_all(asset.text.as_bytes()).unwrap();
        }
        let size = encoder.finish().unwrap().len();
        println!("scripts: {size} bytes gzipped");
        assert!(size <= SCRIPTS, "{size} bytes of scripts after gzip");
    }

    #[test]
    fn an_address_changes_with_the_content() {
        let css = address("console.css");
        assert!(css.starts_with("/assets/console.css?v=") && css.len() > 30, "{css}");
        assert_ne!(css.split('=').nth(1), address("console.js").split('=').nth(1));
    }
}
