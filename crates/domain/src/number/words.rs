//! Words, letters and short codes that stand where a phone number should.

use super::NumberKind;

/// What networks and phone systems write for a caller without a number. Compared in small letters,
/// after compatibility normalisation and without `<>`, quotes and blanks around.
const WORDS: &[(NumberKind, &[&str])] = &[
    (
        NumberKind::Withheld,
        &[
            "anonymous",
            "restricted",
            "private",
            "private number",
            "withheld",
            "blocked",
            "hidden",
            "id withheld",
            "number withheld",
            "caller id blocked",
            "no caller id",
            "no number",
            "非通知",
            "非通知設定",
            "ヒツウチ",
            "masqué",
            "numéro masqué",
            "appel masqué",
            "anonyme",
            "secret",
            "nomor pribadi",
            "nomor tersembunyi",
        ],
    ),
    (
        NumberKind::Payphone,
        &["公衆電話", "コウシュウデンワ", "コウシュウ", "payphone", "coin line"],
    ),
    (
        NumberKind::Unavailable,
        &[
            "unavailable",
            "unknown",
            "out of area",
            "not available",
            "null",
            "none",
            "n/a",
            "表示圏外",
            "通知不可能",
            "inconnu",
            "indisponible",
            "tidak dikenal",
            "tidak tersedia",
        ],
    ),
];

/// The reason letters that Japanese carriers send in place of a number: private, coin line, out of
/// area, service conflict.
const REASON_LETTERS: &[(&str, NumberKind)] = &[
    ("P", NumberKind::Withheld),
    ("C", NumberKind::Payphone),
    ("O", NumberKind::Unavailable),
    ("S", NumberKind::Unavailable),
];

/// Twilio's stand-ins, words typed on a telephone keypad: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN,
/// UNAVAILABLE.
const STAND_INS: &[(&str, NumberKind)] = &[
    ("+266696687", NumberKind::Withheld),
    ("+7378742833", NumberKind::Withheld),
    ("+2562533", NumberKind::Withheld),
    ("+8656696", NumberKind::Unavailable),
    ("+86282452253", NumberKind::Unavailable),
];

/// What a text without a number means, if it is one of the known words.
pub(super) fn meaning(text: &str) -> Option<NumberKind> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "<>\"'()[]".contains(c));
    if text.is_empty() {
        return Some(NumberKind::Withheld);
    }
    if let Some((_, kind)) = REASON_LETTERS.iter().find(|(letter, _)| *letter == text) {
        return Some(*kind);
    }
    let small = text.to_lowercase();
    WORDS.iter().find(|(_, words)| words.contains(&small.as_str())).map(|(kind, _)| *kind)
}

/// What a number that is a stand-in for a word means.
pub(super) fn stand_in(dialled: &str) -> Option<NumberKind> {
    STAND_INS.iter().find(|(digits, _)| *digits == dialled).map(|(_, kind)| *kind)
}

/// Emergency numbers that are dialled in any country, mobile phones' 112 first; 933 tests 911.
const EMERGENCY_ANYWHERE: &[&str] = &["112", "911", "933", "999"];

/// Whether the digits call an emergency service in the region.
pub(super) fn is_emergency(dialled: &str, region: &str) -> bool {
    let local: &[&str] = match region {
        "JP" => &["110", "118", "119"],
        "GB" => &["999"],
        "FR" => &["15", "17", "18", "114", "115", "119", "191", "196", "197"],
        "ID" => &["110", "113", "115", "118", "119", "129"],
        _ => &[],
    };
    EMERGENCY_ANYWHERE.contains(&dialled) || local.contains(&dialled)
}

/// Whether the digits are a service of the region's network: star codes everywhere, and what the
/// national numbering plans set aside.
pub(super) fn is_special(dialled: &str, region: &str) -> bool {
    if dialled.contains(['*', '#']) {
        return true;
    }
    let local: &[&str] = match region {
        "JP" => &["104", "113", "115", "116", "117", "136", "144", "171", "177", "188", "189"],
        "US" | "CA" => &["211", "311", "411", "511", "611", "711", "811", "988"],
        "GB" => &["100", "101", "105", "111", "118", "119", "123", "155", "159"],
        "FR" => &["116000", "116006", "116117", "3018", "3114", "3900", "3919"],
        "ID" => &["100", "101", "103", "106", "107", "108", "109", "123", "165", "188"],
        _ => &[],
    };
    local.contains(&dialled)
}

/// Prefixes by which a caller hides or shows the own number, the longest first.
pub(super) fn privacy_prefixes(region: &str) -> &'static [&'static str] {
    match region {
        "JP" => &["#31#", "*31#", "184", "186"],
        "US" | "CA" => &["#31#", "*31#", "1167", "*67", "*82"],
        "GB" => &["#31#", "*31#", "1470", "141"],
        "FR" => &["#31#", "*31#", "*31*", "3651"],
        _ => &["#31#", "*31#"],
    }
}
