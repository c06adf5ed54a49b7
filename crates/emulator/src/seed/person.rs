//! Makes people of a country's lists.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};

use super::country::{Country, Named};

/// Somebody who does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Empty for a person of one name.
    pub(super) first_name: String,
    /// The family name.
    pub(super) last_name: String,
    /// The part of the e-mail address before the `@`.
    pub(super) mailbox: String,
    /// Job title.
    pub(super) title: String,
    /// City.
    pub(super) city: String,
}

/// Hands out people; names repeat only after every combination was used.
#[derive(Debug)]
pub(super) struct People<'country> {
    country: &'country Country,
    names: Vec<(&'country Named, &'country Named)>,
    next: usize,
    dice: StdRng,
}

impl<'country> People<'country> {
    pub(super) fn new(country: &'country Country, mut dice: StdRng) -> Self {
        let mut names: Vec<_> = country
            .family
            .iter()
            .flat_map(|family| country.given.iter().map(move |given| (family, given)))
            .collect();
        names.shuffle(&mut dice);
        Self { country, names, next: 0, dice }
    }

    pub(super) fn next(&mut self) -> Person {
        let (family, given) = self.names[self.next % self.names.len()];
        self.next += 1;
        let mailbox = match given.latin.as_str() {
            "" => family.latin.clone(),
            given => format!("{given}.{}", family.latin),
        };
        Person {
            first_name: given.written.clone(),
            last_name: family.written.clone(),
            mailbox,
            title: self.one_of(&self.country.titles),
            city: self.one_of(&self.country.cities),
        }
    }

    fn one_of(&mut self, list: &'country [String]) -> String {
        list.choose(&mut self.dice).cloned().unwrap_or_default()
    }
}
