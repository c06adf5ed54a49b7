//! The few words that Ringledger itself puts into a Task, in the four languages it speaks.
//!
//! Everything else that a Task says is worded by the profile's templates. The labels of call types are those
//! that the reference systems show (F47, F50), the lines around recordings and comments those of F84..F86.

pub use language::Language;
use language::Sentence;

use crate::call::CallType;
use crate::event::Speaker;

/// What a call type is called, for `{CALL_TYPE}`; the Japanese words of calls that nobody answered say 不在 (F50, F53).
pub fn call_type(language: Language, call_type: CallType) -> String {
    language::say(language, type_id(call_type))
}

/// The same, for a sentence.
pub(crate) fn type_words(call_type: CallType) -> Sentence {
    Sentence::new(type_id(call_type))
}

fn type_id(call_type: CallType) -> &'static str {
    use CallType as T;
    match call_type {
        T::Outgoing => "task-type-outgoing",
        T::Incoming => "task-type-incoming",
        T::Voicemail => "task-type-voicemail",
        T::Internal => "task-type-internal",
        T::IvrDigits => "task-type-ivr-digits",
        T::TransferInternal | T::TransferExternal => "task-type-transfer",
        T::Forwarded => "task-type-forwarded",
        T::OutgoingMissed => "task-type-outgoing-missed",
        T::IncomingMissed => "task-type-incoming-missed",
        T::ForwardedMissed => "task-type-forwarded-missed",
        T::ConferenceOutgoing => "task-type-conference-outgoing",
        T::ConferenceIncoming => "task-type-conference-incoming",
    }
}

/// The line with the link to a voicemail (F84) or a recording (F85), for `{RECORDING_LINE}`.
pub fn recording_line(language: Language, voicemail: bool, link: &str) -> String {
    let words = if voicemail {
        [
            "Find voicemail here : ",
            "留守電はこちら : ",
            "Message vocal : ",
            "Pesan suara di sini : ",
        ]
    } else {
        ["Find recording here : ", "録音はこちら : ", "Enregistrement : ", "Rekaman di sini : "]
    };
    format!("{}{link}", language.pick(words))
}

/// The line above a comment (F86): who wrote it.
pub fn comment_line(language: Language, author: Option<&str>) -> String {
    match author {
        Some(author) => {
            let words = language.pick([
                " added a new comment:",
                " さんがコメントを追加しました:",
                " a ajouté un nouveau commentaire :",
                " menambahkan komentar baru:",
            ]);
            format!("[{author}]{words}")
        }
        None => language
            .pick(["New comment:", "新しいコメント:", "Nouveau commentaire :", "Komentar baru:"])
            .to_owned(),
    }
}

/// Who speaks in a line of the transcript.
pub fn speaker(language: Language, speaker: Speaker) -> &'static str {
    language.pick(match speaker {
        Speaker::Agent => ["Operator", "ユーザー", "Agent", "Operator"],
        Speaker::Customer => ["Customer", "取引先", "Client", "Customer"],
        Speaker::Unknown => ["Speaker", "話者", "Interlocuteur", "Pembicara"],
    })
}

/// Stands for the record's name where the caller's number is withheld.
pub fn withheld(language: Language) -> &'static str {
    language.pick(["withheld number", "非通知", "numéro masqué", "nomor tersembunyi"])
}

/// Stands for the record's name where the phone system gave no number at all.
pub fn unknown(language: Language) -> &'static str {
    language.pick(["unknown number", "番号不明", "numéro inconnu", "nomor tidak dikenal"])
}

/// Stands for a new Lead's company where none is known and Salesforce wants one (F134).
pub fn unknown_company(language: Language) -> &'static str {
    language.pick([
        "Unknown company",
        "会社名不明",
        "Société inconnue",
        "Perusahaan tidak diketahui",
    ])
}

/// The line that stands in place of what had to be left out of a text that was too long.
pub fn omission(language: Language) -> &'static str {
    language.pick([
        "… (shortened: the middle is left out) …",
        "… (長いため中間を省略) …",
        "… (raccourci : le milieu est omis) …",
        "… (dipersingkat: bagian tengah dihilangkan) …",
    ])
}

/// Whether a status in one of the languages means that nothing is left to do; `None` for a word we do not know.
///
/// Needed where the org's own list of Task statuses could not be read: a profile says "Completed", and an
/// org set up in Japanese knows only 完了.
pub fn status_is_closed(status: &str) -> Option<bool> {
    const CLOSED: [&str; 7] =
        ["completed", "closed", "done", "完了", "terminé", "achevé", "selesai"];
    const OPEN: [&str; 12] = [
        "open",
        "not started",
        "in progress",
        "未完了",
        "未着手",
        "進行中",
        "en cours",
        "non démarré",
        "ouvert",
        "dalam proses",
        "sedang berlangsung",
        "belum dimulai",
    ];
    let status = status.trim().to_lowercase();
    if CLOSED.contains(&status.as_str()) {
        Some(true)
    } else if OPEN.contains(&status.as_str()) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_calls_say_so_in_japanese() {
        assert_eq!(call_type(Language::Japanese, CallType::OutgoingMissed), "発信 (不在)");
        assert_eq!(call_type(Language::Japanese, CallType::IncomingMissed), "着信 (不在)");
    }

    #[test]
    fn comment_line_names_its_author() {
        assert_eq!(
            comment_line(Language::English, Some("Mia Sample")),
            "[Mia Sample] added a new comment:"
        );
        assert_eq!(comment_line(Language::English, None), "New comment:");
    }

    #[test]
    fn statuses_are_known_in_each_language() {
        assert_eq!(status_is_closed("Completed"), Some(true));
        assert_eq!(status_is_closed(" 完了 "), Some(true));
        assert_eq!(status_is_closed("In progress"), Some(false));
        assert_eq!(status_is_closed("Banana"), None);
    }
}
