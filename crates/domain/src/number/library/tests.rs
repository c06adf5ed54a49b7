//! Every country's example numbers, as the library writes them, are found and are the same.

use rlibphonenumber::PhoneNumberType::{
    FixedLine, Mobile, PremiumRate, SharedCost, TollFree, VoIP,
};

use super::*;
use crate::number::{Number, NumberKind, same, tail, tails};

#[test]
fn every_countrys_numbers_are_found_as_people_there_write_them() {
    let mut compared = 0;
    let mut missed = Vec::new();
    for region in PHONE_NUMBER_UTIL.get_supported_regions() {
        let code = region.as_region_str().as_str().to_owned();
        for kind in [FixedLine, Mobile, TollFree, SharedCost, PremiumRate, VoIP] {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
            let Ok(example) = example else { continue };
            let e164 = example.format_as(PhoneNumberFormat::E164).into_owned();
            let wanted = Number {
                raw: e164.clone(),
                kind: NumberKind::Customer,
                e164: Some(e164),
                region: Some(code.clone()),
                national: None,
                notes: Vec::new(),
            };
            let key = tail(&wanted).unwrap();
            let significant = example.get_national_significant_number();
            let national = example.format_as(PhoneNumberFormat::National);
            let texts = [
                example.format_as(PhoneNumberFormat::E164).into_owned(),
                example.format_as(PhoneNumberFormat::International).into_owned(),
                example.format_as(PhoneNumberFormat::RFC3966).into_owned(),
                format!("00{}{significant}", example.country_code),
                national.replace(' ', ""),
                format!("0{significant} x42"),
                national.into_owned(),
                significant,
            ];
            for text in texts {
                // The library itself does not read every text of every country as that number.
                let read = parse(&text, &code).is_some_and(|p| Some(p.e164) == wanted.e164);
                compared += usize::from(read);
                if read && !(same(&text, &wanted, &code) && tails(&text).contains(&key)) {
                    missed.push(format!("{text} in {code}: {:?}", wanted.e164));
                }
            }
        }
    }
    println!("{compared} texts of example numbers");
    assert!(compared > 5_000, "only {compared} texts");
    assert!(missed.is_empty(), "{} of {compared}:\n{}", missed.len(), missed.join("\n"));
}
