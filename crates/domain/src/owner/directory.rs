//! The org's users, found fast by what owner rules know of them.

use std::collections::HashMap;

use crate::candidate::User;
use crate::number::{Number, same};

/// The org's users and the one as whom we are connected.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    users: Vec<User>,
    integration_user: String,
    by_id: HashMap<String, usize>,
    by_username: HashMap<String, usize>,
    by_email: HashMap<String, Vec<usize>>,
}

impl Directory {
    /// A directory of users; `integration_user` is the id of the one as whom we are connected.
    #[must_use]
    pub fn new(mut users: Vec<User>, integration_user: impl Into<String>) -> Self {
        // The oldest user first, so that a shared e-mail address always finds the same one.
        users.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        let mut directory = Self { integration_user: integration_user.into(), ..Self::default() };
        for (place, user) in users.iter().enumerate() {
            directory.by_id.insert(short(&user.id).to_owned(), place);
            directory.by_username.entry(user.username.to_lowercase()).or_insert(place);
            directory.by_email.entry(user.email.to_lowercase()).or_default().push(place);
        }
        directory.users = users;
        directory
    }

    /// All users, the oldest first.
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// Id of the user as whom we are connected.
    #[must_use]
    pub fn integration_user(&self) -> &str {
        &self.integration_user
    }

    /// The user of an id of 15 or 18 characters.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&User> {
        self.by_id.get(short(id)).map(|place| &self.users[*place])
    }

    /// The users with an e-mail address, the oldest first. Several are usual in sandboxes.
    #[must_use]
    pub fn by_email(&self, email: &str, case_sensitive: bool) -> Vec<&User> {
        let email = email.trim();
        let places = self.by_email.get(&email.to_lowercase());
        let users = places.into_iter().flatten().map(|place| &self.users[*place]);
        users.filter(|user| !case_sensitive || user.email == email).collect()
    }

    /// The user whom a person named in a setting: by id, username or e-mail address.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&User> {
        let name = name.trim();
        let by_username = || self.by_username.get(&name.to_lowercase()).map(|p| &self.users[*p]);
        let by_email = || {
            let users = self.by_email(name, false);
            let active = users.iter().find(|user| user.active);
            active.or(users.first()).copied()
        };
        self.by_id(name).or_else(by_username).or_else(by_email)
    }

    /// The active user whose `Phone` is a number (F96), else an inactive one.
    #[must_use]
    pub fn by_phone(&self, number: &Number, region: &str) -> Option<&User> {
        let holds = |user: &&User| user.phone.as_deref().is_some_and(|p| same(p, number, region));
        let active = self.users.iter().filter(|user| user.active).find(holds);
        active.or_else(|| self.users.iter().find(holds))
    }
}

/// The first 15 characters identify a record; the last three only repeat its capital letters.
fn short(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}
