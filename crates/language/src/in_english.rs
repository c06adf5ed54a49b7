//! Sentences as English words in JSON, for programs: `#[serde(serialize_with = "language::in_english::one")]`.

use serde::{Serialize, Serializer};

use crate::Sentence;

/// A sentence.
///
/// # Errors
/// Those of the serializer.
pub fn one<S: Serializer>(sentence: &Sentence, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&sentence.to_string())
}

/// A sentence, or none.
///
/// # Errors
/// Those of the serializer.
#[allow(clippy::ref_option, reason = "serde wants a reference to the field")]
pub fn maybe<S: Serializer>(sentence: &Option<Sentence>, to: S) -> Result<S::Ok, S::Error> {
    sentence.as_ref().map(ToString::to_string).serialize(to)
}

/// Sentences.
///
/// # Errors
/// Those of the serializer.
pub fn each<S: Serializer>(sentences: &[Sentence], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(sentences.iter().map(ToString::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Told {
        #[serde(serialize_with = "one")]
        one: Sentence,
        #[serde(serialize_with = "maybe")]
        none: Option<Sentence>,
        #[serde(serialize_with = "each")]
        all: Vec<Sentence>,
    }

    #[test]
    fn programs_read_english() {
        let now = Sentence::new("locale-now");
        let told = Told { one: now.clone(), none: None, all: vec![now, Sentence::from("x")] };
        let json = serde_json::to_string(&told).unwrap();
        assert_eq!(json, r#"{"one":"just now","none":null,"all":["just now","x"]}"#);
    }
}
