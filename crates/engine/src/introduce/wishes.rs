//! What the calls of a round wish for: many calls with one number are one wish.

use domain::candidate::MatchObject;
use domain::event::Millis;
use domain::introduce::{self, Answer, Outcome, Plan};
use language::Sentence;

use super::kept::Kept;
use crate::compose::setting_in;
use crate::knowledge::Known;
use crate::work::{End, Work};

/// The code of what the org does not let us create.
const NOT_ALLOWED: &str = "create_not_allowed";

/// Somebody to create, and the calls that wait for it.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) key: String,
    pub(super) plan: Plan,
    /// Places of the calls among the round's.
    pub(super) places: Vec<usize>,
}

impl Wish {
    /// The calls.
    pub(super) fn of<'w>(&self, works: &'w mut [Work]) -> impl Iterator<Item = &'w mut Work> {
        at(works, self.places.clone())
    }

    /// The calls ask again at this moment.
    pub(super) fn wait(&self, works: &mut [Work], at: Millis) {
        self.of(works).for_each(|work| work.end = Some(End::Later(at)));
    }

    /// The object's name.
    pub(super) fn object(&self) -> &'static str {
        match self.plan.object {
            MatchObject::Contact => "Contact",
            MatchObject::Lead => "Lead",
            MatchObject::Account | MatchObject::PersonAccount => "Account",
        }
    }

    /// The first call has the reasons `first`, the others `rest`.
    pub(super) fn hand(
        &self,
        works: &mut [Work],
        kept: &Kept,
        first: &[Sentence],
        rest: &[Sentence],
    ) {
        for (place, work) in self.of(works).enumerate() {
            let why = if place == 0 { first } else { rest };
            kept.hand(work, why.to_vec());
        }
    }
}

/// The works at some places.
pub(super) fn at(works: &mut [Work], places: Vec<usize>) -> impl Iterator<Item = &mut Work> {
    let found = works.iter_mut().enumerate().filter(move |(place, _)| places.contains(place));
    found.map(|(_, work)| work)
}

/// The key of a number.
pub(super) fn number_key(e164: &str) -> String {
    format!("number:{e164}")
}

/// Whom the calls wish for. Where the org forbids it, they are told at once.
pub(super) fn wishes(works: &mut [Work], known: &Known, now: Millis) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    for (place, work) in works.iter_mut().enumerate().filter(|(_, work)| work.open()) {
        let answer = setting_in(work, known, now)
            .map_or(Answer::Nobody, |setting| introduce::plan(&setting, &known.people));
        match answer {
            Answer::Nobody => {}
            Answer::Cannot(why) => {
                let code = NOT_ALLOWED.to_owned();
                Kept::Refused { outcome: Outcome::Refused, code, why }.hand(work, Vec::new());
            }
            Answer::Create(plan) => {
                let key = number_key(&plan.e164);
                match wishes.iter_mut().find(|wish| wish.key == key) {
                    Some(wish) => wish.places.push(place),
                    None => wishes.push(Wish { key, plan: *plan, places: vec![place] }),
                }
            }
        }
    }
    wishes
}
