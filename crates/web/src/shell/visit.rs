//! Who asks for a page and how they read: what a handler is given before it decides anything.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use language::{Language, from_accept_language};

use super::language_choice::COOKIE_NAME;
use super::{Frame, Place};

/// How somebody reads.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    /// IANA name of the time zone.
    pub(crate) zone: String,
    pub(crate) theme: Theme,
    /// Whether single keys do something (WCAG 2.1.4: they can be turned off).
    pub(crate) keys: bool,
}

/// Light, dark, or as the reader's system is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The word in HTML and in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads the word; anything else follows the system.
    pub(crate) fn parse(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}

/// Who is signed in, as far as the layout needs to know. Put among a request's extensions by whoever checked it.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) name: String,
    pub(crate) reader: Reader,
    /// The places of the navigation that they may see.
    pub(crate) places: Vec<Place>,
}

/// A request for a page.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) reader: Reader,
    pub(crate) visitor: Option<Visitor>,
    /// The path and query, to come back to.
    pub(crate) here: String,
    /// The message of `?said=`.
    pub(crate) said: Option<String>,
}

impl Visit {
    /// The request with this head.
    pub(crate) fn of(parts: &Parts) -> Visit {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let query = parts.uri.query().unwrap_or_default();
        let said = url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "said")
            .map(|(_, id)| id.into_owned())
            // Only what is meant as a notice can be shown as one.
            .filter(|id| id.contains("-said-"));
        Visit {
            reader: visitor.as_ref().map_or_else(|| stranger(parts), |known| known.reader.clone()),
            visitor,
            here: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            said,
        }
    }

    /// The frame of a page that belongs to `place`.
    pub(crate) fn frame(&self, place: Place) -> Frame {
        Frame::new(self, Some(place))
    }

    /// The frame of a page outside the navigation.
    pub(crate) fn bare_frame(&self) -> Frame {
        Frame::new(self, None)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Infallible> {
        Ok(Visit::of(parts))
    }
}

/// Somebody whom we do not know: the language that they chose, else the one that their browser asks for.
pub(crate) fn stranger(parts: &Parts) -> Reader {
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let cookies = header(COOKIE).unwrap_or_default();
    let chosen = cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, tag)| Language::parse(tag));
    let asked = || from_accept_language(header(ACCEPT_LANGUAGE).unwrap_or_default());
    Reader {
        language: chosen.unwrap_or_else(asked),
        zone: "UTC".to_owned(),
        theme: Theme::System,
        keys: true,
    }
}
