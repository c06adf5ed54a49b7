//! Every spelling of every number, the way of the copy (keys, then digits) and the live way (texts and patterns,
//! then digits).

use domain::number::{Number, NumberPlan, read, same, tail, tails};
use domain::spelling::{Spellings, spellings, tail_digits};

use crate::draw::{COUNTRIES, Country, numbers};
use crate::texts::texts;

/// Comparing every text with every neighbour would take minutes without optimisation.
const PARTS: usize = 4;

/// What became of the texts of one country.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Tally {
    texts: usize,
    by_key: usize,
    live: usize,
    others: usize,
    false_matches: Vec<String>,
    missed: Vec<String>,
}

#[test]
fn every_spelling_is_found_and_no_other_number_is() {
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let running: Vec<_> =
            COUNTRIES.iter().map(|country| scope.spawn(|| tally(country, 1_000))).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (country, tally) in COUNTRIES.iter().zip(&tallies) {
        println!(
            "{}: {} texts, {} found by key, {} found live, {} other numbers compared, {} false matches",
            country.region,
            tally.texts,
            tally.by_key,
            tally.live,
            tally.others,
            tally.false_matches.len()
        );
    }
    for tally in &tallies {
        let some = |texts: &[String]| texts.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(tally.missed.is_empty(), "{} missed:\n{}", tally.missed.len(), some(&tally.missed));
        let wrong = &tally.false_matches;
        assert!(wrong.is_empty(), "{} false matches:\n{}", wrong.len(), some(wrong));
        assert_eq!((tally.texts, tally.by_key, tally.live), (25_000, 25_000, 25_000));
    }
}

fn tally(country: &Country, count: usize) -> Tally {
    let region = country.region;
    let mut tally = Tally::default();
    let numbers = numbers(country, count);
    for (place, number) in numbers.iter().enumerate() {
        let key = tail(number).unwrap();
        let usual = spellings(number, Spellings::Every);
        let digits = tail_digits(number);
        let others = neighbours(number, &numbers[(place + 1) % numbers.len()]);
        for (spelling, text) in texts(number, country).into_iter().enumerate() {
            tally.texts += 1;
            let is_same = same(&text, number, region);
            tally.by_key += usize::from(is_same && tails(&text).contains(&key));
            let live = usual.contains(&text) || holds_in_order(&text, &digits);
            tally.live += usize::from(is_same && live);
            if !is_same || !live {
                tally.missed.push(format!("{text} is {:?} in {region}", number.e164));
            }
            // Every spelling meets every kind of neighbour, each time another part of them.
            for other in others.iter().skip((place + spelling) % PARTS).step_by(PARTS) {
                tally.others += 1;
                if same(&text, other, region) {
                    tally.false_matches.push(format!("{text} is not {:?} in {region}", other.e164));
                }
            }
        }
    }
    tally
}

/// What a `LIKE '%3%5%5%…%'` of plain or of full-width digits finds.
fn holds_in_order(text: &str, digits: &str) -> bool {
    let in_order = |zero: char| {
        let mut rest = text.chars();
        digits.chars().all(|digit| {
            let wanted = char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap());
            rest.any(|c| Some(c) == wanted)
        })
    };
    in_order('0') || in_order('０')
}

/// Numbers that are easily taken for this one: one digit differs at the end, in the middle or at the start, one
/// digit is missing or too many, the last 8 digits belong to another area or country; and the next of the corpus.
fn neighbours(number: &Number, next: &Number) -> Vec<Number> {
    let e164 = number.e164.as_deref().unwrap();
    let end = &e164[e164.len() - 8..];
    let mut texts =
        vec![changed(e164, e164.len() - 1), changed(e164, e164.len() - 4), changed(e164, 3)];
    texts.push(changed(e164, e164.len() - 9));
    texts.push(e164[..e164.len() - 1].to_owned());
    texts.push(format!("{e164}5"));
    for before in
        ["+813", "+8190", "+1415", "+1212", "+4420", "+44777", "+331", "+6221", "+6281", "+4930"]
    {
        texts.push(match before {
            "+1415" | "+1212" => format!("{before}{}", &end[1..]),
            _ => format!("{before}{end}"),
        });
    }
    let plan = NumberPlan { region: "ZZ".to_owned(), ..NumberPlan::default() };
    let mut others: Vec<Number> = texts.iter().map(|text| read(Some(text), &plan)).collect();
    others.push(next.clone());
    others.retain(|other| other.e164.is_some() && other.e164 != number.e164);
    others
}

fn changed(e164: &str, place: usize) -> String {
    let digit = e164.as_bytes()[place];
    let other = char::from(b'0' + (digit - b'0' + 1) % 10);
    format!("{}{other}{}", &e164[..place], &e164[place + 1..])
}
