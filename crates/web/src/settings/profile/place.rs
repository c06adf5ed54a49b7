//! Which text of a Task a key of a profile words, and back.

use domain::call::CallType;
use engine::preview::TemplatePlace;

/// The word of the text that the key at this path words; `None` where it words none that can be previewed.
pub(super) fn place_word(path: &str) -> Option<String> {
    place(path).map(|_| path.to_owned())
}

/// The text that the key at this path words.
pub(super) fn place(path: &str) -> Option<TemplatePlace> {
    match path.split_once('.')? {
        ("subject", kind) => {
            let kind: CallType = serde_json::from_value(kind.into()).ok()?;
            Some(TemplatePlace::Subject(kind))
        }
        ("description", "template") => Some(TemplatePlace::Description),
        ("description", "missed") => Some(TemplatePlace::Missed),
        _ => None,
    }
}
