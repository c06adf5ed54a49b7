//! What a profile says of itself, in the reader's language: the built-in ones speak all of ours, one's own what its writer
//! wrote.

use std::sync::LazyLock;

use language::Language;
use toml::{Table, Value};

use super::{BUILTIN, Profile};

/// The English line of each built-in profile, and its table of the other languages.
static LINES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let translated = include_str!("../../profiles/about.toml").parse::<Table>().unwrap_or_default();
    let lines = BUILTIN.iter().filter_map(|(name, _)| {
        Some((Profile::builtin(name).ok()?.about, translated.get(*name)?.clone()))
    });
    lines.collect()
});

/// The `about` of a profile for a reader. What a built-in profile says is translated, also where it was inherited.
///
/// ```
/// use domain::profile::{Profile, about_in};
///
/// let english = Profile::builtin("default")?.about;
/// assert!(about_in(&english, language::Language::French).starts_with("Chaque appel"));
/// assert_eq!(about_in("Ours.", language::Language::French), "Ours.");
/// # Ok::<(), domain::profile::ProfileError>(())
/// ```
#[must_use]
pub fn about_in(about: &str, language: Language) -> String {
    let known = LINES.iter().find(|(english, _)| english == about);
    let said = known.and_then(|(_, others)| others.get(language.tag())?.as_str());
    said.unwrap_or(about).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_speaks_every_language() {
        for (name, _) in BUILTIN {
            let english = Profile::builtin(name).unwrap().about;
            assert_eq!(about_in(&english, Language::English), english);
            for language in &Language::ALL[1..] {
                assert_ne!(about_in(&english, *language), english, "{name} in {language:?}");
            }
        }
    }
}
