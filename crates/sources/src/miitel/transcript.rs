//! MiiTel's speech recognition: phrases by participant, or, where phrases are excluded, one text.

use domain::event::{Phrase, Speaker};

use crate::node::Node;
use crate::unreadable::Unreadable;

/// The transcript, without fillers, in the order of speech; `None` if the body has none.
pub(super) fn read(
    detail: &Node<'_>,
    agents: &[String],
) -> Result<Option<Vec<Phrase>>, Unreadable> {
    let mut phrases = Vec::new();
    for part in detail.list("phrases")?.unwrap_or_default() {
        let participant = part.text("participant_id")?;
        let speaker = match participant {
            Some(id) if agents.contains(&id) => Speaker::Agent,
            Some(_) => Speaker::Customer,
            None => Speaker::Unknown,
        };
        for phrase in part.list("raw")?.unwrap_or_default() {
            let clean = phrase.text("phrase_nofiller")?;
            // Only fillers: nothing was said. Without the clean text, the raw one is all there is.
            let text = match clean {
                None if !phrase.has("phrase_nofiller") => phrase.text("phrase")?,
                clean => clean,
            };
            let offset_ms = phrase.seconds("start_at")?.unwrap_or_default();
            phrases.extend(text.map(|text| Phrase { offset_ms, speaker, text }));
        }
    }
    // The order of speech is the order of beginnings; within one moment, of the body.
    phrases.sort_by_key(|phrase| phrase.offset_ms);
    if phrases.is_empty() {
        return recognised(detail, "raw").map(|text| text.map(|text| lines(&text)));
    }
    Ok(Some(phrases))
}

/// The summary of the speech recognition, which came before minutes did and may be empty.
pub(super) fn summary(detail: &Node<'_>) -> Result<Option<String>, Unreadable> {
    recognised(detail, "summary")
}

fn recognised(detail: &Node<'_>, part: &str) -> Result<Option<String>, Unreadable> {
    match detail.object("speech_recognition")? {
        Some(recognition) => recognition.text(part),
        None => Ok(None),
    }
}

/// Reads lines of the form `0:07 (Operator) text`.
fn lines(text: &str) -> Vec<Phrase> {
    let phrases = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        line_parts(line).unwrap_or_else(|| Phrase {
            offset_ms: 0,
            speaker: Speaker::Unknown,
            text: line.trim().to_owned(),
        })
    });
    phrases.collect()
}

fn line_parts(line: &str) -> Option<Phrase> {
    let (time, rest) = line.trim().split_once(" (")?;
    let (label, text) = rest.split_once(") ")?;
    let seconds = time.split(':').try_fold(0_i64, |total, part| {
        total.checked_mul(60)?.checked_add(part.parse::<u32>().ok()?.into())
    })?;
    Some(Phrase {
        offset_ms: seconds.checked_mul(1000)?,
        speaker: match label {
            "ユーザー" | "Operator" => Speaker::Agent,
            "取引先" | "Customer" => Speaker::Customer,
            _ => Speaker::Unknown,
        },
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_in_both_languages_and_keeps_others_whole() {
        let text = "0:00 (ユーザー) はい。\n1:02:03 (Customer) Hello.\n\nfree (text\n99999999999:1 (Operator) x";
        let phrases = lines(text);
        let rows: Vec<_> = phrases
            .iter()
            .map(|phrase| (phrase.offset_ms, phrase.speaker, phrase.text.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (0, Speaker::Agent, "はい。"),
                (3_723_000, Speaker::Customer, "Hello."),
                (0, Speaker::Unknown, "free (text"),
                (0, Speaker::Unknown, "99999999999:1 (Operator) x"),
            ]
        );
    }
}
