//! Who a phone user that no rule knows may be in Salesforce: a suggestion for a person to confirm.

mod marks;

use std::collections::{HashMap, HashSet};

use language::Sentence;
use serde::{Deserialize, Serialize};

use marks::{marks_of_agent, marks_of_user};

use super::{Directory, OwnerRule, OwnerRules, UserLink};
use crate::candidate::User;
use crate::event::Agent;

/// What a suggestion rests on, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same e-mail address, which the profile does not go by, or not in this case or not yet.
    SameEmail,
    /// The same text before the `@` of e-mail address or username.
    SameLocalPart,
    /// The same name, its words in any turn.
    SameName,
    /// The same extension: in the field Extension, or at the end of Phone.
    SameExtension,
}

/// A Salesforce user who may be the phone user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The user, who is active.
    pub user: &'a User,
    /// What they have in common.
    pub likeness: Likeness,
    /// The same as a sentence.
    pub why: Sentence,
    /// The line for the table of phone users.
    pub line: UserLink,
}

/// The org's active users, found by what they may have in common with a phone user.
#[derive(Debug)]
pub struct Suggestions<'a> {
    users: Vec<&'a User>,
    by_likeness: HashMap<(Likeness, String), Vec<usize>>,
}

impl<'a> Suggestions<'a> {
    /// Reads a directory.
    #[must_use]
    pub fn of(directory: &'a Directory) -> Self {
        let users: Vec<&User> = directory.users().iter().filter(|user| user.active).collect();
        let mut by_likeness: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, user) in users.iter().enumerate() {
            for mark in marks_of_user(user) {
                by_likeness.entry(mark).or_default().push(place);
            }
        }
        Self { users, by_likeness }
    }

    /// The one user who is most like `agent`. Where several are alike there is nothing to suggest.
    #[must_use]
    pub fn for_agent(&self, agent: &Agent, rules: &OwnerRules) -> Option<Suggestion<'a>> {
        let phone_user = [&agent.email, &agent.id, &agent.extension]
            .into_iter()
            .flatten()
            .find(|mark| !mark.trim().is_empty())?;
        marks_of_agent(agent).into_iter().find_map(|(likeness, marks)| {
            let places =
                marks.into_iter().filter_map(|mark| self.by_likeness.get(&(likeness, mark)));
            let places: HashSet<usize> = places.flatten().copied().collect();
            let [place] = places.into_iter().collect::<Vec<_>>()[..] else { return None };
            let user = self.users[place];
            Some(Suggestion {
                user,
                likeness,
                why: why(likeness, user, agent, rules),
                line: UserLink::new(phone_user.trim(), &user.username),
            })
        })
    }
}

fn why(likeness: Likeness, user: &User, agent: &Agent, rules: &OwnerRules) -> Sentence {
    let sentence = match likeness {
        Likeness::SameEmail if !rules.of_agents().contains(&OwnerRule::Email) => {
            Sentence::new("owner-like-email-not-used")
        }
        Likeness::SameEmail if agent.email.as_deref().map(str::trim) != Some(&user.email) => {
            Sentence::new("owner-like-email-case")
        }
        Likeness::SameEmail => {
            Sentence::new("owner-like-email-later").with("hours", rules.min_user_age_hours)
        }
        Likeness::SameLocalPart => Sentence::new("owner-like-local-part"),
        Likeness::SameName => Sentence::new("owner-like-name"),
        Likeness::SameExtension => Sentence::new("owner-like-extension"),
    };
    sentence.with("user", &user.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: usize, name: &str, email: &str) -> User {
        User {
            id: format!("005{id:015}"),
            name: name.to_owned(),
            username: format!("user{id}@org.example.com"),
            email: email.to_owned(),
            phone: None,
            extension: None,
            active: true,
            created: 0,
        }
    }

    fn agent(name: &str, email: &str, extension: &str) -> Agent {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Agent { id: said("u-77"), name: said(name), email: said(email), extension: said(extension) }
    }

    fn users() -> Vec<User> {
        vec![
            user(1, "Mia Weber", "mia@example.com"),
            User {
                extension: Some("1002".to_owned()),
                ..user(2, "山田 太郎", "yamada@example.jp")
            },
            User {
                phone: Some("03-5550-0143".to_owned()),
                ..user(3, "Noah Example", "noah@example.com")
            },
            user(4, "Eve Twin", "eve@one.example.com"),
            user(5, "Twin Eve", "eve@two.example.com"),
            User { active: false, ..user(6, "Gone Person", "gone@example.com") },
        ]
    }

    #[test]
    fn the_strongest_likeness_is_suggested_with_its_line() {
        let directory = Directory::new(users(), "");
        let suggestions = Suggestions::of(&directory);
        let rules = OwnerRules { email_case_sensitive: true, ..OwnerRules::default() };
        for (phone_user, name, likeness) in [
            (agent("", "MIA@Example.com", ""), "Mia Weber", Likeness::SameEmail),
            (agent("", "mia@old.example.com", ""), "Mia Weber", Likeness::SameLocalPart),
            (agent("WEBER, Mia", "m.w@example.com", ""), "Mia Weber", Likeness::SameName),
            (agent("太郎　山田", "", ""), "山田 太郎", Likeness::SameName),
            (agent("山田太郎", "", ""), "山田 太郎", Likeness::SameName),
            (agent("", "", "1002"), "山田 太郎", Likeness::SameExtension),
            (agent("", "", "x0143"), "Noah Example", Likeness::SameExtension),
        ] {
            let found = suggestions.for_agent(&phone_user, &rules).unwrap();
            assert_eq!(
                (found.user.name.as_str(), found.likeness),
                (name, likeness),
                "{phone_user:?}"
            );
            assert_eq!(found.line.salesforce, found.user.username);
            assert!(found.why.to_string().contains(name), "{}", found.why);
        }
        let shouted = suggestions.for_agent(&agent("", "MIA@Example.com", ""), &rules).unwrap();
        assert_eq!(shouted.line.phone_user, "MIA@Example.com");
        assert!(shouted.why.to_string().contains("upper and lower case"), "{}", shouted.why);
    }

    #[test]
    fn nobody_is_suggested_where_several_are_alike_or_the_user_is_gone() {
        let directory = Directory::new(users(), "");
        let suggestions = Suggestions::of(&directory);
        for phone_user in [
            agent("Eve Twin", "eve@example.com", ""),
            agent("Gone Person", "gone@example.com", ""),
            agent("Nobody", "", "43"),
            Agent { id: None, ..agent("Mia Weber", "", "") },
            agent("", "", ""),
        ] {
            let found = suggestions.for_agent(&phone_user, &OwnerRules::default());
            assert_eq!(found, None, "{phone_user:?}");
        }
    }
}
