//! Keys: what they are, and that no number which is the same is missed by them.

use super::*;
use crate::number::{NumberPlan, read, same};

fn wanted(e164: &str) -> Number {
    read(Some(e164), &NumberPlan { region: "ZZ".to_owned(), ..NumberPlan::default() })
}

#[test]
fn a_key_is_the_end_of_the_national_number_behind_a_one() {
    for (e164, key) in [
        ("+81355500123", Some(155_500_123)),
        ("+819055500123", Some(155_500_123)),
        ("+14155550123", Some(155_550_123)),
        ("+390612345678", Some(112_345_678)),
        ("+39061234", Some(1_061_234)),
        ("+3545551234", Some(15_551_234)),
        ("+2901234", Some(11_234)),
        ("+29051234", Some(151_234)),
    ] {
        assert_eq!(tail(&wanted(e164)), key, "{e164}");
    }
    assert_eq!(tail(&wanted("anonymous")), None);
}

#[test]
fn the_keys_of_a_text_are_those_of_its_numbers() {
    for (text, keys) in [
        ("03-5550-0123", vec![155_500_123]),
        ("０３（５５５０）０１２３", vec![155_500_123]),
        ("+81 (0)3-5550-0123", vec![155_500_123]),
        ("+81 3 5550 0123 / 090-5550-0199", vec![155_500_123, 155_500_199]),
        ("03-5550-0123 内線12", vec![155_500_123]),
        ("03-5550-0123 x1234567", vec![155_500_123]),
        ("03-5550-0123#42", vec![155_500_123]),
        ("415-555-0123 42#", vec![155_550_123]),
        ("tel:+81-3-5550-0123;ext=1234", vec![155_500_123]),
        ("tel:5550-0123;phone-context=+81-3", vec![155_500_123]),
        ("030/5550123", vec![105_550_123]),
        ("1-800-FLOWERS", vec![103_569_377]),
        ("+354 555 1234", vec![15_551_234]),
        ("+39 06 1234", vec![1_061_234]),
        ("", vec![]),
        ("Hanako Yamada", vec![]),
        ("Room 12", vec![]),
    ] {
        let found = tails(text);
        assert!(keys.iter().all(|key| found.contains(key)), "{text}: {found:?}");
        let few = keys.len() + usize::from(text.contains("FLOWERS"));
        assert!(found.len() <= few, "{text}: {found:?}");
    }
}

#[test]
fn what_is_the_same_has_the_key_in_every_country() {
    for (text, e164, region) in [
        ("3545551234", "+3545551234", "IS"),
        ("555 1234", "+3545551234", "IS"),
        ("00354 555 1234", "+3545551234", "JP"),
        ("010 354 555 1234", "+3545551234", "JP"),
        ("011-354-555-1234", "+3545551234", "US"),
        ("06 1234", "+39061234", "IT"),
        ("0039 06 1234", "+39061234", "IT"),
        ("+39 06 12345678", "+390612345678", "US"),
        ("011 15-2345-6789", "+5491123456789", "AR"),
        ("0220 15 123-4567", "+5492201234567", "AR"),
        ("2202 15 123456", "+5492202123456", "AR"),
        ("0 15 11 96123-4567", "+5511961234567", "BR"),
        ("0 21 11 96123-4567", "+5511961234567", "BR"),
        ("(11) 96123-4567", "+5511961234567", "BR"),
        ("222 123 4567", "+522221234567", "MX"),
        ("464-1234", "+12684641234", "AG"),
        ("1-800-FLOWERS", "+18003569377", "US"),
        ("8 (495) 123-45-67", "+74951234567", "RU"),
        ("06 1 234 5678", "+3612345678", "HU"),
        ("0800 1111", "+448001111", "GB"),
        ("+44 (0)800 1111", "+448001111", "JP"),
        ("030/12345", "+493012345", "DE"),
        ("+49 30/12345", "+493012345", "JP"),
        ("030 12345", "+493012345", "JP"),
        ("٠٣-٥٥٥٠-٠١٢٣", "+81355500123", "JP"),
    ] {
        let number = wanted(e164);
        assert!(same(text, &number, region), "{text} is {e164} in {region}");
        assert!(tails(text).contains(&tail(&number).unwrap()), "{text}: {:?}", tails(text));
    }
}

proptest::proptest! {
    #[test]
    fn nothing_that_is_the_same_is_missed(
        e164 in "\\+(81|1|44|33|62|49|55|54|39|354|7|52)[0-9]{4,11}",
        cut in 0usize..5,
        before in "(|0|00|1|8|011 |010 |\\+|Tel: |0 15 )",
        after in "(|x42|内線12|;ext=7|#42| / 090-5550-0199| ext 42|,,12)",
        region in "(JP|US|GB|FR|ID|DE|BR|AR|IT|IS|RU|MX)",
    ) {
        let number = wanted(&e164);
        let stored = format!("{before}{}{after}", e164.get(cut..).unwrap_or_default());
        if same(&stored, &number, &region) {
            proptest::prop_assert!(tails(&stored).contains(&tail(&number).unwrap()), "{stored}");
        }
        // What libphonenumber makes of the text by itself is found as well.
        let read = read(Some(&stored), &NumberPlan { region: region.clone(), ..NumberPlan::default() });
        if let Some(key) = tail(&read) && read.notes.is_empty() {
            proptest::prop_assert!(same(&stored, &read, &region), "{stored} as {:?}", read.e164);
            proptest::prop_assert!(tails(&stored).contains(&key), "{stored}: {:?}", tails(&stored));
        }
    }

    #[test]
    fn any_text_has_few_keys(text in "\\PC{0,80}") {
        let found = tails(&text);
        proptest::prop_assert!(found.is_sorted());
        proptest::prop_assert!(found.iter().all(|key| (10_000..200_000_000).contains(key)));
    }
}
