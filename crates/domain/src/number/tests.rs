//! The table of number kinds, row by row, and the comparison of stored texts.

use super::*;

fn plan(region: &str) -> NumberPlan {
    NumberPlan { region: region.to_owned(), ..NumberPlan::default() }
}

fn office() -> NumberPlan {
    NumberPlan {
        own_numbers: vec!["03-5550-0100".to_owned(), "+81 50 5550 0100".to_owned()],
        extensions: vec!["1001".to_owned(), "20xx".to_owned(), "3000-3999".to_owned()],
        ..plan("JP")
    }
}

#[test]
fn national_numbers_are_read_in_the_region() {
    for (region, raw, e164) in [
        ("JP", "0355500123", "+81355500123"),
        ("JP", "03-5550-0123", "+81355500123"),
        ("JP", "090-5550-0123", "+819055500123"),
        ("JP", "０９０－５５５０－０１２３", "+819055500123"),
        ("JP", "０９０ー５５５０ー０１２３", "+819055500123"),
        ("JP", "05055500123", "+815055500123"),
        ("JP", "0120-000-123", "+81120000123"),
        ("JP", "0570-000-123", "+81570000123"),
        ("US", "(415) 555-0123", "+14155550123"),
        ("US", "1 415 555 0123", "+14155550123"),
        ("GB", "020 7946 0123", "+442079460123"),
        ("GB", "07700 900123", "+447700900123"),
        ("FR", "01 99 00 12 34", "+33199001234"),
        ("ID", "0812-5550-0123", "+6281255500123"),
        ("ID", "(021) 5550 0123", "+622155500123"),
    ] {
        let number = read(Some(raw), &plan(region));
        assert_eq!(number.e164.as_deref(), Some(e164), "{raw} in {region}: {number:?}");
        assert_eq!(number.kind, NumberKind::Customer, "{raw}");
        assert_eq!(number.region.as_deref(), Some(region), "{raw}");
        assert_eq!(number.raw, raw);
    }
}

#[test]
fn foreign_numbers_keep_their_country() {
    for (region, raw, e164) in
        [("JP", "+14155550123", "+14155550123"), ("US", "+81 90-5550-0123", "+819055500123")]
    {
        let number = read(Some(raw), &plan(region));
        assert_eq!(number.e164.as_deref(), Some(e164), "{raw} in {region}");
        assert!(number.notes.is_empty(), "{raw}: {:?}", number.notes);
    }
}

#[test]
fn international_prefixes_and_kept_trunk_zeros_are_noted() {
    use NumberNote::{InternationalPrefix, TrunkZeroRemoved};
    for (region, raw, e164, note) in [
        ("JP", "010 1 415 555 0123", "+14155550123", InternationalPrefix),
        ("US", "011 81 90 5550 0123", "+819055500123", InternationalPrefix),
        ("FR", "00 81 90 5550 0123", "+819055500123", InternationalPrefix),
        ("JP", "0014155550123", "+14155550123", InternationalPrefix),
        ("JP", "00447700900123", "+447700900123", InternationalPrefix),
        ("GB", "+81 (0)3 5550 0123", "+81355500123", TrunkZeroRemoved),
        ("US", "+810355500123", "+81355500123", TrunkZeroRemoved),
        ("JP", "+44 (0)20 7946 0123", "+442079460123", TrunkZeroRemoved),
    ] {
        let number = read(Some(raw), &plan(region));
        assert_eq!(number.e164.as_deref(), Some(e164), "{raw} in {region}: {number:?}");
        assert!(number.notes.contains(&note), "{raw}: {:?}", number.notes);
    }
}

#[test]
fn a_country_code_without_plus_needs_the_setting_unless_it_is_the_regions_own() {
    let own = read(Some("819055500123"), &plan("JP"));
    assert_eq!(own.e164.as_deref(), Some("+819055500123"));
    assert!(own.notes.contains(&NumberNote::PlusAdded));
    let foreign = read(Some("447700900123"), &plan("JP"));
    assert_ne!(foreign.e164.as_deref(), Some("+447700900123"));
    let configured = NumberPlan { e164_without_plus: true, ..plan("JP") };
    let foreign = read(Some("447700900123"), &configured);
    assert_eq!(foreign.e164.as_deref(), Some("+447700900123"));
    // A number with a trunk zero stays national under the same setting.
    let national = read(Some("09055500123"), &configured);
    assert_eq!(national.e164.as_deref(), Some("+819055500123"));
}

#[test]
fn words_and_stand_ins_are_no_numbers() {
    use NumberKind::{Payphone, Unavailable, Withheld};
    for (raw, kind) in [
        ("", Withheld),
        ("  ", Withheld),
        ("anonymous", Withheld),
        ("Anonymous", Withheld),
        ("Anonymous@anonymous.invalid", Withheld),
        ("sip:anonymous@anonymous.invalid", Withheld),
        ("\"Anonymous\" <sip:anonymous@anonymous.invalid>", Withheld),
        ("restricted", Withheld),
        ("Private", Withheld),
        ("非通知", Withheld),
        ("P", Withheld),
        ("+266696687", Withheld),
        ("+7378742833", Withheld),
        ("+2562533", Withheld),
        ("公衆電話", Payphone),
        ("C", Payphone),
        ("unavailable", Unavailable),
        ("unknown", Unavailable),
        ("<unknown>", Unavailable),
        ("表示圏外", Unavailable),
        ("O", Unavailable),
        ("S", Unavailable),
        ("+8656696", Unavailable),
        ("+86282452253", Unavailable),
    ] {
        let number = read(Some(raw), &plan("JP"));
        assert_eq!((number.kind, number.e164), (kind, None), "{raw}");
    }
    assert_eq!(read(None, &plan("JP")).kind, Withheld);
}

#[test]
fn addresses_give_their_user() {
    for (raw, e164) in [
        ("sip:+819055500123@pbx.example.com;user=phone", "+819055500123"),
        ("sips:+819055500123:secret@pbx.example.com", "+819055500123"),
        ("\"Hanako\" <sip:09055500123@pbx.example.com>;tag=1", "+819055500123"),
        ("tel:+81-90-5550-0123", "+819055500123"),
        ("tel:+81-3-5550-0123;ext=12", "+81355500123"),
        ("sip:%2B819055500123@pbx.example.com", "+819055500123"),
        ("09055500123@pbx.example.com", "+819055500123"),
    ] {
        let number = read(Some(raw), &plan("JP"));
        assert_eq!(number.e164.as_deref(), Some(e164), "{raw}");
        assert!(number.notes.contains(&NumberNote::AddressRemoved), "{raw}");
    }
    for raw in ["alice@example.com", "sip:alice@example.com", "alice99@example.com"] {
        assert_eq!(read(Some(raw), &plan("JP")).kind, NumberKind::Alphanumeric, "{raw}");
    }
}

#[test]
fn privacy_prefixes_are_removed() {
    for (region, raw, e164) in [
        ("JP", "18409055500123", "+819055500123"),
        ("JP", "186-03-5550-0123", "+81355500123"),
        ("US", "*674155550123", "+14155550123"),
        ("US", "*82 415 555 0123", "+14155550123"),
        ("FR", "#31#0199001234", "+33199001234"),
        ("GB", "141 020 7946 0123", "+442079460123"),
    ] {
        let number = read(Some(raw), &plan(region));
        assert_eq!(number.e164.as_deref(), Some(e164), "{raw} in {region}");
        assert!(number.notes.contains(&NumberNote::PrivacyPrefixRemoved), "{raw}");
    }
    assert_eq!(read(Some("184110"), &plan("JP")).kind, NumberKind::Emergency);
}

#[test]
fn prefixes_of_the_phone_system_are_removed() {
    let plan =
        NumberPlan { strip_prefixes: vec!["0,".into(), "9".into(), "98".into()], ..plan("JP") };
    for raw in ["0,090-5550-0123", "909055500123", "9809055500123"] {
        let number = read(Some(raw), &plan);
        assert_eq!(number.e164.as_deref(), Some("+819055500123"), "{raw}");
        assert!(number.notes.contains(&NumberNote::PrefixRemoved), "{raw}");
    }
    for raw in ["119", "9119", "911"] {
        assert_eq!(read(Some(raw), &plan).kind, NumberKind::Emergency, "{raw}");
    }
}

#[test]
fn emergency_and_service_numbers() {
    for (region, raw) in [
        ("JP", "110"),
        ("JP", "118"),
        ("JP", "119"),
        ("JP", "1-1-9"),
        ("FR", "15"),
        ("GB", "999"),
        ("US", "911"),
        ("US", "933"),
        ("ID", "112"),
    ] {
        assert_eq!(read(Some(raw), &plan(region)).kind, NumberKind::Emergency, "{raw} in {region}");
    }
    for raw in ["104", "115", "117", "171", "177", "188", "189", "*8", "*97", "＊９７"] {
        assert_eq!(read(Some(raw), &plan("JP")).kind, NumberKind::Special, "{raw}");
    }
}

#[test]
fn extensions_go_by_the_plan_first() {
    for raw in ["1001", "2057", "3000", "3456", "sip:2001@pbx.example.com", "１００１"] {
        assert_eq!(read(Some(raw), &office()).kind, NumberKind::Extension, "{raw}");
    }
    // Short and not of the plan: a service. Without a plan any short number is an extension.
    for raw in ["1002", "4000", "20571"] {
        assert_eq!(read(Some(raw), &office()).kind, NumberKind::Special, "{raw}");
        assert_eq!(read(Some(raw), &plan("JP")).kind, NumberKind::Extension, "{raw}");
    }
    let reception = NumberPlan { extensions: vec!["110".into()], ..plan("JP") };
    assert_eq!(read(Some("110"), &reception).kind, NumberKind::Extension);
}

#[test]
fn own_numbers_are_known_in_any_spelling() {
    for raw in ["+81355500100", "0355500100", "03(5550)0100", "050-5550-0100"] {
        let number = read(Some(raw), &office());
        assert_eq!(number.kind, NumberKind::OwnLine, "{raw}");
        assert!(number.e164.is_some(), "{raw}");
    }
}

#[test]
fn names_several_numbers_and_nonsense() {
    let several = read(Some("山田花子 090-5550-0123 / 03-5550-0101, +1 415 555 0123"), &plan("JP"));
    assert_eq!(several.e164.as_deref(), Some("+819055500123"));
    assert!(several.notes.contains(&NumberNote::FirstOfSeveral));
    assert!(several.notes.contains(&NumberNote::WordsRemoved));
    let with_extension = read(Some("03-5550-0123 ext. 12"), &plan("JP"));
    assert_eq!(with_extension.e164.as_deref(), Some("+81355500123"));
    for raw in ["Hanako Yamada", "山田花子", "Room 12", "x"] {
        assert_eq!(read(Some(raw), &plan("JP")).kind, NumberKind::Alphanumeric, "{raw}");
    }
    for raw in ["+", "-", "+1", "00000000000000000000", "+999123456789", "12345678901234567890"] {
        assert_eq!(read(Some(raw), &plan("JP")).kind, NumberKind::Invalid, "{raw}");
    }
    assert_eq!(read(Some(&"9".repeat(251)), &plan("JP")).kind, NumberKind::Invalid);
}

#[test]
fn an_unknown_region_still_reads_international_numbers() {
    let number = read(Some("+819055500123"), &plan("??"));
    assert_eq!(number.e164.as_deref(), Some("+819055500123"));
    assert_eq!(read(Some("09055500123"), &plan("??")).kind, NumberKind::Invalid);
}

#[test]
fn stored_texts_are_compared_by_digits() {
    let wanted = read(Some("+81355500123"), &plan("JP"));
    for stored in [
        "0355500123",
        "03-5550-0123",
        "(03) 5550-0123",
        "03 5550 0123",
        "０３（５５５０）０１２３",
        "+81355500123",
        "81355500123",
        "+81 (0)3-5550-0123",
        "0081 3 5550 0123",
        "355500123",
        "03-5550-0123 内線12",
        "03-5550-0123 x12",
        "Tel: 03-5550-0123",
        "090-5550-0199 / 03-5550-0123",
        "090-5550-0199;0355500123",
        "+1 415 555 0123 +81 3 5550 0123",
        "山田 03‐5550‐0123",
    ] {
        assert!(same(stored, &wanted, "JP"), "{stored}");
    }
    for stored in
        ["03-5550-0124", "5550-0123", "+44 3 5550 0123", "", "Hanako", "0123", "+1355500123"]
    {
        assert!(!same(stored, &wanted, "JP"), "{stored}");
    }
}

#[test]
fn a_stored_national_number_belongs_to_the_region_first() {
    let american = read(Some("+14155550123"), &plan("JP"));
    assert!(same("(415) 555-0123", &american, "JP"));
    // 03-5550-0123 is a number of Tokyo in a Japanese org, whatever else it could be abroad.
    let british = Number {
        raw: String::new(),
        kind: NumberKind::Customer,
        e164: Some("+44355500123".to_owned()),
        region: Some("GB".to_owned()),
        national: None,
        notes: Vec::new(),
    };
    assert!(!same("0355500123", &british, "JP"));
}

#[test]
fn a_number_without_digits_of_its_own_equals_nothing() {
    let withheld = read(Some("anonymous"), &plan("JP"));
    assert!(!same("anonymous", &withheld, "JP"));
    assert!(!same("", &withheld, "JP"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(raw in "\\PC{0,60}", region in "[A-Z?]{0,3}") {
        let plan = NumberPlan { region, ..office() };
        let number = read(Some(&raw), &plan);
        proptest::prop_assert_eq!(&number.raw, &raw);
        let reachable = matches!(number.kind, NumberKind::Customer | NumberKind::OwnLine);
        proptest::prop_assert_eq!(number.e164.is_some(), reachable);
        if number.e164.is_none() {
            proptest::prop_assert!(!same(&raw, &number, "JP"));
        }
    }

    #[test]
    fn digits_and_signs_are_read_without_a_panic(raw in "[0-9+*#()./ ;@:<>%x-]{0,40}") {
        let number = read(Some(&raw), &office());
        let again = number.e164.clone().map(|e164| read(Some(&e164), &office()));
        if let Some(again) = again {
            proptest::prop_assert_eq!(again.e164, number.e164);
        }
    }
}
