//! Adding people who may use the console.

use engine::{Engine, ORG};
use secrecy::SecretString;
use store::{StoreError, UserRow};

use super::password::{WeakPassword, check_password, hash_password};
use super::{Role, token};

/// Somebody who is to use the console.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The e-mail, in any case.
    pub email: String,
    /// What the person is called.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// None: the person signs in by Salesforce, or chooses one later.
    pub password: Option<SecretString>,
    /// A language's tag.
    pub language: Option<String>,
    /// A time zone's IANA name.
    pub time_zone: Option<String>,
}

/// Why a person was not added.
#[derive(Debug, thiserror::Error)]
pub enum NotAdded {
    /// The e-mail is none.
    #[error("`{0}` is no e-mail address.")]
    BadEmail(String),
    /// The name is empty or too long.
    #[error("Write a name of at most 200 characters.")]
    BadName,
    /// The password is too weak.
    #[error("The password must have at least 12 characters and must not be the e-mail address.")]
    Password(WeakPassword),
    /// There is somebody with this e-mail.
    #[error("There is somebody with this e-mail address already.")]
    Taken,
    /// The link of the setup was used, or another one's is.
    #[error("There is an owner already. Sign in, or ask the owner to invite you.")]
    HasOwner,
    /// The password could not be hashed.
    #[error("The password could not be kept: this machine lacks memory. Try again.")]
    NotHashed,
    /// The database does not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl NotAdded {
    /// A stable code, which is also the message's id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            NotAdded::BadEmail(_) => "access-bad-email",
            NotAdded::BadName => "access-bad-name",
            NotAdded::Password(WeakPassword::Short) => "access-password-short",
            NotAdded::Password(WeakPassword::Long) => "access-password-long",
            NotAdded::Password(WeakPassword::Email) => "access-password-email",
            NotAdded::Taken => "access-email-taken",
            NotAdded::HasOwner => "access-has-owner",
            NotAdded::NotHashed => "access-not-hashed",
            NotAdded::Store(_) => "access-database",
        }
    }
}

/// Whether this can be an e-mail address: enough to catch a slip, as only a mail proves it.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
    };
    text.len() <= 254 && text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host))
}

/// Somebody whose details are right, with the id that they will have: whoever adds them writes that down first.
#[derive(Debug)]
pub(crate) struct Candidate(UserRow);

impl Candidate {
    /// Looks whether somebody can be added.
    pub(crate) async fn of(engine: &Engine, person: NewPerson) -> Result<Candidate, NotAdded> {
        let row = row(engine, person).await?;
        match engine.store().user_by_email(ORG, &row.email).await? {
            Some(_) => Err(NotAdded::Taken),
            None => Ok(Candidate(row)),
        }
    }

    /// Looks whether somebody can be the first owner, whatever role is named.
    pub(crate) async fn first(engine: &Engine, person: NewPerson) -> Result<Candidate, NotAdded> {
        let row = row(engine, NewPerson { role: Role::Owner, ..person }).await?;
        match engine.store().has_owner(ORG).await? {
            true => Err(NotAdded::HasOwner),
            false => Ok(Candidate(row)),
        }
    }

    /// The id.
    pub(crate) fn id(&self) -> &str {
        &self.0.user_id
    }

    /// The role's name.
    pub(crate) fn role(&self) -> &str {
        &self.0.role
    }

    /// Adds them; returns their id. Somebody may have been faster.
    pub(crate) async fn add(self, engine: &Engine) -> Result<String, NotAdded> {
        match engine.store().add_user(ORG, &self.0).await? {
            true => Ok(self.0.user_id),
            false => Err(NotAdded::Taken),
        }
    }

    /// Adds them as the first owner and ends the links of the setup; returns their id. Somebody may have been faster.
    pub(crate) async fn add_first(self, engine: &Engine) -> Result<String, NotAdded> {
        match engine.store().add_first_owner(ORG, &self.0).await? {
            true => Ok(self.0.user_id),
            false => Err(NotAdded::HasOwner),
        }
    }
}

async fn row(engine: &Engine, person: NewPerson) -> Result<UserRow, NotAdded> {
    let email = person.email.trim().to_lowercase();
    if !is_email(&email) {
        return Err(NotAdded::BadEmail(person.email));
    }
    let name = person.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(NotAdded::BadName);
    }
    let password_hash = match &person.password {
        Some(password) => {
            check_password(password, &email).map_err(NotAdded::Password)?;
            Some(hash_password(password).await.ok_or(NotAdded::NotHashed)?)
        }
        None => None,
    };
    Ok(UserRow {
        user_id: uuid::Uuid::now_v7().to_string(),
        email,
        name: name.to_owned(),
        role: person.role.name().to_owned(),
        password_hash,
        language: person.language,
        time_zone: person.time_zone,
        keys: true,
        created_at: engine.now(),
        ..UserRow::default()
    })
}

/// Adds a person without a word in the audit log; returns their id.
///
/// # Errors
/// What is wrong with the details; that the e-mail is somebody's already; any failure of the database.
pub async fn add_person(engine: &Engine, person: NewPerson) -> Result<String, NotAdded> {
    Candidate::of(engine, person).await?.add(engine).await
}

/// Adds the first owner, whatever role is named, and ends the links of the setup, without a word in the audit log; returns
/// their id.
///
/// # Errors
/// As [`add_person`]; [`NotAdded::HasOwner`] when somebody was faster.
pub async fn add_first_owner(engine: &Engine, person: NewPerson) -> Result<String, NotAdded> {
    Candidate::first(engine, person).await?.add_first(engine).await
}

/// How long a link of the setup works, in milliseconds; the next start of the service makes a new one.
const SETUP_MS: i64 = 7 * 24 * 3_600_000;

/// Makes a link of the setup while there is no owner: its path, to be told only to who starts the service.
///
/// # Errors
/// Any failure of the database.
pub async fn setup_path(engine: &Engine) -> Result<Option<String>, StoreError> {
    if engine.store().has_owner(ORG).await? {
        return Ok(None);
    }
    let token = token::new_token();
    let ends_at = engine.now() + SETUP_MS;
    engine.store().give_setup_token(ORG, &token::digest(&token), ends_at).await?;
    Ok(Some(format!("/setup/{token}")))
}
