//! Finds a message and fills it in.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::areas::AREAS;
use crate::number::marked;
use crate::{Argument, Language};

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 4]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around each argument would be copied along; HTML has <bdi> for foreign text.
    bundle.set_use_isolating(false);
    // The formatter is a plain function, which knows no language: hence one for each.
    match language {
        Language::English => {
            bundle.set_formatter(Some(|value, _| number(Language::English, value)));
        }
        Language::Japanese => {
            bundle.set_formatter(Some(|value, _| number(Language::Japanese, value)));
        }
        Language::French => bundle.set_formatter(Some(|value, _| number(Language::French, value))),
        Language::Indonesian => {
            bundle.set_formatter(Some(|value, _| number(Language::Indonesian, value)));
        }
    }
    for area in AREAS {
        // What cannot be read is left out here and found by the tests below.
        let text = language.pick(area.texts).to_owned();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(readable, _)| readable);
        drop(bundle.add_resource(resource));
    }
    bundle
}

/// A number as the language writes it; Fluent itself groups no thousands.
fn number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(marked(language, &number.as_string())),
        _ => None,
    }
}

/// The message `id` in `language`. An id that does not exist comes back as it is; tests hold that none is asked for.
#[must_use]
pub fn say(language: Language, id: &str) -> String {
    say_with(language, id, &[])
}

/// The message `id` in `language`, with its arguments filled in.
#[must_use]
pub fn say_with(language: Language, id: &str, arguments: &[(&str, Argument)]) -> String {
    let bundle = language.pick(BUNDLES.each_ref());
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let mut filled = FluentArgs::with_capacity(arguments.len());
    for (name, argument) in arguments {
        filled.set(*name, argument.fluent());
    }
    // An argument that is missing stands in the text by its name; tests hold that none is.
    let mut missing = Vec::new();
    bundle.format_pattern(pattern, Some(&filled), &mut missing).into_owned()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod words;
