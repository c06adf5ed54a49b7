//! What the layout needs to know around a page.

use language::Language;

use super::assets::address;
use super::{Place, Theme, Visit, Words};

/// One entry of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) word: &'static str,
    pub(crate) key: &'static str,
    pub(crate) here: bool,
}

/// The frame around a page: every page struct has one as `frame`.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) words: Words,
    pub(crate) theme: Theme,
    /// `on` or `off`.
    pub(crate) keys: &'static str,
    /// Who is signed in.
    pub(crate) name: Option<String>,
    pub(crate) navigation: Vec<Entry>,
    /// Whether the page is the reader's own account.
    pub(crate) at_account: bool,
    /// A notice of what was just done.
    pub(crate) said: Option<String>,
    /// The path and query of the page.
    pub(crate) here: String,
    /// Whether the page asks for itself anew every so many seconds where scripts are off.
    pub(crate) refresh_seconds: Option<u32>,
}

impl Frame {
    pub(crate) fn new(visit: &Visit, place: Option<Place>) -> Frame {
        let reader = &visit.reader;
        let words = Words::new(reader.language, &reader.zone);
        let places = visit.visitor.iter().flat_map(|visitor| visitor.places.iter().copied());
        let entry = |it: Place| Entry {
            path: it.path(),
            word: it.word(),
            key: it.key(),
            here: place == Some(it),
        };
        Frame {
            // An id that is no message comes back as it is.
            said: visit
                .said
                .as_deref()
                .map(|id| (id, words.say(id)))
                .filter(|(id, text)| id != text)
                .map(|(_, text)| text),
            words,
            theme: reader.theme,
            keys: if reader.keys { "on" } else { "off" },
            name: visit.visitor.as_ref().map(|visitor| visitor.name.clone()),
            navigation: places.map(entry).collect(),
            at_account: place == Some(Place::Account),
            here: visit.here.clone(),
            refresh_seconds: None,
        }
    }

    /// The address of an asset, with its version.
    pub(crate) fn asset(&self, name: &str) -> String {
        address(name)
    }

    /// The languages to choose from.
    pub(crate) fn languages(&self) -> [Language; 4] {
        Language::ALL
    }

    /// The version of Ringledger.
    pub(crate) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
