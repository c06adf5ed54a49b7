//! Numbers drawn for the corpus: of ranges that are assigned, and nobody's in particular.

use std::collections::BTreeSet;

use domain::number::{Number, NumberNote, NumberPlan, read};

/// A country and patterns of its national numbers; `x` is any digit, `n` one from 2 to 9.
pub(crate) struct Country {
    /// ISO 3166 code.
    pub(crate) region: &'static str,
    /// What is dialled there before a country code.
    pub(crate) abroad: &'static str,
    patterns: &'static [&'static str],
}

/// The countries of the corpus.
pub(crate) const COUNTRIES: [Country; 6] = [
    Country {
        region: "JP",
        abroad: "010",
        patterns: &[
            "090nxxxxxxx",
            "080nxxxxxxx",
            "070nxxxxxxx",
            "035xxxxxxx",
            "066xxxxxxx",
            "050nxxxxxxx",
        ],
    },
    Country {
        region: "US",
        abroad: "011",
        patterns: &["415nxxxxxx", "212nxxxxxx", "305nxxxxxx", "206nxxxxxx", "800nxxxxxx"],
    },
    Country {
        region: "GB",
        abroad: "00",
        patterns: &[
            "0207xxxxxxx",
            "0208xxxxxxx",
            "0161nxxxxxx",
            "07700xxxxxx",
            "07911xxxxxx",
            "01983nxxxxx",
        ],
    },
    Country {
        region: "FR",
        abroad: "00",
        patterns: &["014nxxxxxx", "02nxxxxxxx", "04nxxxxxxx", "06nxxxxxxx", "075nxxxxxx"],
    },
    Country {
        region: "ID",
        abroad: "008",
        patterns: &[
            "0812nxxxxxxx",
            "0812nxxxxxx",
            "0857nxxxxxxx",
            "021nxxxxxxx",
            "0361nxxxxx",
            "0822nxxxxxxx",
        ],
    },
    Country {
        region: "DE",
        abroad: "00",
        patterns: &[
            "030nxxxxxxx",
            "030nxxxxxx",
            "089nxxxxxxx",
            "0151nxxxxxxx",
            "0171nxxxxxx",
            "06221nxxxxx",
        ],
    },
];

/// So many different numbers of a country, the same ones each time.
pub(crate) fn numbers(country: &Country, count: usize) -> Vec<Number> {
    let plan = NumberPlan { region: country.region.to_owned(), ..NumberPlan::default() };
    let mut state = 0x5DEE_CE66_D1CE_4E5Bu64;
    let mut seen = BTreeSet::new();
    let mut drawn = Vec::with_capacity(count);
    for turn in 0.. {
        if drawn.len() == count {
            break;
        }
        let pattern = country.patterns[turn % country.patterns.len()];
        let text: String = pattern.chars().map(|c| digit(c, &mut state)).collect();
        let number = read(Some(&text), &plan);
        let assigned = !number.notes.contains(&NumberNote::NotKnownAssigned);
        let own = number.region.as_deref() == Some(country.region);
        if assigned && own && number.e164.as_ref().is_some_and(|e164| seen.insert(e164.clone())) {
            drawn.push(number);
        }
        assert!(turn < count * 20, "the patterns of {} give too few numbers", country.region);
    }
    drawn
}

/// Knuth's linear congruential generator (MMIX); the upper bits are the better ones.
fn digit(pattern: char, state: &mut u64) -> char {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let upper = (*state >> 40) as u32;
    match pattern {
        'x' => char::from_digit(upper % 10, 10).unwrap(),
        'n' => char::from_digit(2 + upper % 8, 10).unwrap(),
        other => other,
    }
}
