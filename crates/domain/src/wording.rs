//! The few words that Ringledger itself puts into a Task, in the four languages it speaks.
//!
//! Everything else that a Task says is worded by the profile's templates. The labels of call types are those
//! that the reference systems show (F47, F50), the lines around recordings and comments those of F84..F86.

pub use language::Language;

use crate::call::CallType;
use crate::event::Speaker;

/// What a call type is called, for `{CALL_TYPE}`.
pub fn call_type(language: Language, call_type: CallType) -> &'static str {
    use CallType as T;
    language.pick(match call_type {
        T::Outgoing => ["Outgoing call", "発信", "Appel sortant", "Panggilan keluar"],
        T::Incoming => ["Incoming call", "着信", "Appel entrant", "Panggilan masuk"],
        T::Voicemail => ["Voicemail", "留守電", "Message vocal", "Pesan suara"],
        T::Internal => ["Internal call", "内線通話", "Appel interne", "Panggilan internal"],
        T::IvrDigits => ["IVR input", "IVR 番号入力", "Saisie SVI", "Masukan IVR"],
        T::TransferInternal | T::TransferExternal => {
            ["Transfer call", "転送", "Appel transféré", "Panggilan transfer"]
        }
        T::Forwarded => ["Forwarded call", "自動転送", "Appel renvoyé", "Panggilan diteruskan"],
        T::OutgoingMissed | T::IncomingMissed | T::ForwardedMissed => missed(call_type),
        T::ConferenceOutgoing | T::ConferenceIncoming => conference(call_type),
    })
}

/// The labels of calls that nobody answered; the Japanese ones say 不在 (F50, F53).
fn missed(call_type: CallType) -> [&'static str; 4] {
    match call_type {
        CallType::OutgoingMissed => [
            "Outgoing call (Missed)",
            "発信 (不在)",
            "Appel sortant (sans réponse)",
            "Panggilan keluar (tidak terjawab)",
        ],
        CallType::ForwardedMissed => [
            "Forwarded call (Missed)",
            "自動転送 (不在)",
            "Appel renvoyé (manqué)",
            "Panggilan diteruskan (tidak terjawab)",
        ],
        _ => [
            "Incoming call (Missed)",
            "着信 (不在)",
            "Appel entrant (manqué)",
            "Panggilan masuk (tidak terjawab)",
        ],
    }
}

/// The labels of calls with more than two sides.
fn conference(call_type: CallType) -> [&'static str; 4] {
    match call_type {
        CallType::ConferenceOutgoing => [
            "Outgoing conference call",
            "会議通話 (発信)",
            "Conférence sortante",
            "Konferensi keluar",
        ],
        _ => [
            "Incoming conference call",
            "会議通話 (着信)",
            "Conférence entrante",
            "Konferensi masuk",
        ],
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
