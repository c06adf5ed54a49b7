//! Holds the message files to the words of `docs/languages.md`: one word for one thing, in each language.

use fluent_syntax::ast::{Entry, Expression, Pattern, PatternElement};

use crate::Language;
use crate::areas::AREAS;

/// Synonyms that were decided against, and what stands instead.
const REJECTED: [(Language, &str, &str); 25] = [
    (Language::Japanese, "タスク", "ToDo"),
    (Language::Japanese, "ステータス", "状況"),
    (Language::Japanese, "コンタクト", "取引先責任者"),
    (Language::Japanese, "フィールド", "項目"),
    (Language::Japanese, "ピックリスト", "選択リスト"),
    (Language::Japanese, "パーミッション", "権限"),
    (Language::Japanese, "API コール", "API 要求"),
    (Language::Japanese, "API ユーザー", "接続ユーザー"),
    (Language::Japanese, "留守番電話", "留守電"),
    (Language::Japanese, "応対メモ", "通話メモ"),
    (Language::Japanese, "登録済み", "記録済み"),
    (Language::Japanese, "既に", "すでに"),
    (Language::French, "Paramètres »", "Réglages »"),
    (Language::French, "journalisation", "consignation"),
    (Language::French, "prospect", "piste"),
    (Language::French, "appel d’API", "requête API"),
    (Language::French, "appels d’API", "requêtes API"),
    (Language::French, " lead", "piste"),
    (Language::Indonesian, "setelan", "pengaturan"),
    (Language::Indonesian, "Setelan", "Pengaturan"),
    (Language::Indonesian, "panggilan API", "permintaan API"),
    (Language::Indonesian, "tak terjawab", "tidak terjawab"),
    (Language::Indonesian, "galat", "kesalahan"),
    (Language::Indonesian, "Galat", "Kesalahan"),
    (Language::Indonesian, "kamu", "Anda"),
];

/// Words of Japanese that end with a long vowel, without it.
const SHORTENED: [&str; 6] = ["ユーザ", "サーバ", "ブラウザ", "フォルダ", "ヘッダ", "パラメータ"];

/// The words of every message, as its file has them.
fn texts(language: Language) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for area in AREAS {
        let Ok(resource) = fluent_syntax::parser::parse(language.pick(area.texts)) else {
            panic!("{}/{}.ftl cannot be read", language.tag(), area.name);
        };
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let Some(pattern) = &message.value else { continue };
            let mut text = String::new();
            collect(pattern, &mut text);
            texts.push((message.id.name.to_owned(), text));
        }
    }
    texts
}

/// The words without what is put in, and without what stands in backticks (commands and keys).
fn collect(pattern: &Pattern<&str>, text: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. }, ..
            } => {
                for variant in variants {
                    collect(&variant.value, text);
                    text.push('\n');
                }
            }
            PatternElement::Placeable { .. } => text.push('\u{fffc}'),
        }
    }
}

fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_thing_has_one_word() {
    let mut offences = Vec::new();
    for language in Language::ALL {
        for (id, text) in texts(language) {
            let text = without_code(&text);
            for (of, word, instead) in REJECTED {
                if of == language && text.contains(word) {
                    offences.push(format!("{}: `{id}`: {word}, not {instead}", language.tag()));
                }
            }
            for short in SHORTENED.iter().filter(|_| language == Language::Japanese) {
                let cut = text
                    .match_indices(short)
                    .any(|(place, _)| !text[place + short.len()..].starts_with('ー'));
                if cut {
                    offences.push(format!("ja: `{id}`: {short}ー ends with ー"));
                }
            }
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn punctuation_is_the_languages() {
    let mut offences = Vec::new();
    for (id, text) in texts(Language::French) {
        let text = without_code(&text);
        let torn = [" :", " ;", " ?", " !", " »", "« "].iter().any(|mark| text.contains(mark));
        let straight = text.contains('\'') && text.matches('\'').count() % 2 == 1;
        if torn || straight {
            offences.push(format!("fr: `{id}`: {text}"));
        }
    }
    for (id, text) in texts(Language::Japanese) {
        let text = without_code(&text);
        let letters: Vec<char> = text.chars().collect();
        let is_kana =
            |letter: char| matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        let western = letters
            .windows(2)
            .any(|pair| is_kana(pair[0]) && [',', '.', '!', ';', '('].contains(&pair[1]));
        if western || text.contains(['（', '）', '？', '！', '：']) {
            offences.push(format!("ja: `{id}`: {text}"));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}
