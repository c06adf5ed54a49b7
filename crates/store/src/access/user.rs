//! The people who may use the console.

use crate::error::Result;
use crate::store::Store;
use crate::value::{Row, Statement, affected};

/// A person who may use the console.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserRow {
    /// Ours, and never used again for another person.
    pub user_id: String,
    /// In lower case; one person each.
    pub email: String,
    /// What the person is called.
    pub name: String,
    /// The role's stable name.
    pub role: String,
    /// The password as argon2 keeps it; none for those who only come by Salesforce, or who have not yet chosen one.
    pub password_hash: Option<String>,
    /// The Salesforce user who this is, 18 characters.
    pub salesforce_user_id: Option<String>,
    /// The language of the console, as a tag; none: the browser's.
    pub language: Option<String>,
    /// The time zone of the console, by its IANA name; none: the service's.
    pub time_zone: Option<String>,
    /// `light` or `dark`; none: the device's.
    pub theme: Option<String>,
    /// Whether single keys of the keyboard do something in the console.
    pub keys: bool,
    /// Since when a second factor is asked for, UTC milliseconds.
    pub totp_since: Option<i64>,
    /// When the person was added, UTC milliseconds.
    pub created_at: i64,
    /// When the person last signed in, UTC milliseconds.
    pub signed_in_at: Option<i64>,
    /// Since when the person may not sign in, UTC milliseconds.
    pub disabled_at: Option<i64>,
}

pub(super) const COLUMNS: &str = "u.user_id, u.email, u.name, u.role, u.password_hash, u.salesforce_user_id, u.language, \
     u.time_zone, u.theme, u.keys, u.totp_since, u.created_at AS user_created_at, u.signed_in_at, u.disabled_at";

/// Another person is an owner who can sign in: not one who was invited and has not come yet. `$1` is the org, `$2` the user.
const ANOTHER_OWNER: &str = "EXISTS (SELECT 1 FROM console_user o WHERE o.org_id = $1 AND o.user_id <> $2 \
     AND o.role = 'owner' AND o.disabled_at IS NULL \
     AND (o.password_hash IS NOT NULL OR o.salesforce_user_id IS NOT NULL))";

pub(super) fn read(row: &mut Row) -> Result<UserRow> {
    Ok(UserRow {
        user_id: row.text("user_id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        role: row.text("role")?,
        password_hash: row.text_or_null("password_hash")?,
        salesforce_user_id: row.text_or_null("salesforce_user_id")?,
        language: row.text_or_null("language")?,
        time_zone: row.text_or_null("time_zone")?,
        theme: row.text_or_null("theme")?,
        keys: row.int("keys")? != 0,
        totp_since: row.int_or_null("totp_since")?,
        created_at: row.int("user_created_at")?,
        signed_in_at: row.int_or_null("signed_in_at")?,
        disabled_at: row.int_or_null("disabled_at")?,
    })
}

impl Store {
    /// Adds a person. `false` when the e-mail or the Salesforce user is somebody's already; nothing was changed then.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn add_user(&self, org_id: &str, user: &UserRow) -> Result<bool> {
        let inserted = self.database.apply_one(insert(org_id, user, "true")).await?;
        Ok(affected(inserted)? > 0)
    }

    /// Adds the first owner, and ends every link of the setup. `false` when there is an owner already.
    ///
    /// # Errors
    /// Any failure of the database; nothing was changed then.
    pub async fn add_first_owner(&self, org_id: &str, user: &UserRow) -> Result<bool> {
        // Two who use the link at the same time meet at the rows of the links: the second sees the first one's owner.
        let links = "DELETE FROM one_time WHERE org_id = $1 AND kind = 'setup'";
        let links = Statement::new(links, vec![org_id.into()]);
        let none =
            "NOT EXISTS (SELECT 1 FROM console_user o WHERE o.org_id = $1 AND o.role = 'owner')";
        let mut answers = self.database.apply(vec![links, insert(org_id, user, none)]).await?;
        Ok(affected(answers.pop().unwrap_or_default())? > 0)
    }

    /// Whether anybody is an owner, also one who may not sign in.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn has_owner(&self, org_id: &str) -> Result<bool> {
        let sql = "SELECT user_id FROM console_user WHERE org_id = $1 AND role = 'owner' LIMIT 1";
        Ok(!self.database.query(sql, vec![org_id.into()]).await?.is_empty())
    }

    /// All people, by name.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn users(&self, org_id: &str) -> Result<Vec<UserRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM console_user u WHERE u.org_id = $1 ORDER BY u.name, u.user_id"
        );
        self.database.query(sql, vec![org_id.into()]).await?.iter_mut().map(read).collect()
    }

    /// The person with this id.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn user(&self, org_id: &str, user_id: &str) -> Result<Option<UserRow>> {
        self.user_by(org_id, "user_id", user_id).await
    }

    /// The person with this e-mail, in lower case.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn user_by_email(&self, org_id: &str, email: &str) -> Result<Option<UserRow>> {
        self.user_by(org_id, "email", email).await
    }

    /// The person who is this Salesforce user (18 characters).
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn user_by_salesforce_id(&self, org_id: &str, id: &str) -> Result<Option<UserRow>> {
        self.user_by(org_id, "salesforce_user_id", id).await
    }

    async fn user_by(&self, org_id: &str, column: &str, value: &str) -> Result<Option<UserRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM console_user u WHERE u.org_id = $1 AND u.{column} = $2");
        let mut rows = self.database.query(sql, vec![org_id.into(), value.into()]).await?;
        rows.first_mut().map(read).transpose()
    }

    /// Writes down what a person may change about themselves: name, language, time zone, theme, keys.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn save_profile(&self, org_id: &str, user: &UserRow) -> Result<()> {
        let sql = "UPDATE console_user SET name = $3, language = $4, time_zone = $5, theme = $6, keys = $7 \
                   WHERE org_id = $1 AND user_id = $2";
        let user = user.clone();
        let params = vec![
            org_id.into(),
            user.user_id.into(),
            user.name.into(),
            user.language.into(),
            user.time_zone.into(),
            user.theme.into(),
            i64::from(user.keys).into(),
        ];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Sets the password, as argon2 keeps it.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn set_password(&self, org_id: &str, user_id: &str, hash: &str) -> Result<()> {
        let sql = "UPDATE console_user SET password_hash = $3 WHERE org_id = $1 AND user_id = $2";
        let params = vec![org_id.into(), user_id.into(), hash.into()];
        self.database.apply_one(Statement::new(sql, params)).await.map(drop)
    }

    /// Ties a person to a Salesforce user (18 characters), or to none. `false` when that is somebody else already.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn set_salesforce_user(
        &self,
        org_id: &str,
        user_id: &str,
        salesforce_user_id: Option<&str>,
    ) -> Result<bool> {
        let sql = "UPDATE console_user SET salesforce_user_id = CAST($3 AS TEXT) WHERE org_id = $1 AND user_id = $2 \
                   AND NOT EXISTS (SELECT 1 FROM console_user o WHERE o.org_id = $1 \
                       AND o.salesforce_user_id = CAST($3 AS TEXT) AND o.user_id <> $2)";
        let params = vec![org_id.into(), user_id.into(), salesforce_user_id.into()];
        Ok(affected(self.database.apply_one(Statement::new(sql, params)).await?)? > 0)
    }

    /// Gives a person another role. `false` when that would leave nobody as owner.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn set_role(&self, org_id: &str, user_id: &str, role: &str) -> Result<bool> {
        let sql = format!(
            "UPDATE console_user SET role = $3 WHERE org_id = $1 AND user_id = $2 \
             AND ($3 = 'owner' OR role <> 'owner' OR {ANOTHER_OWNER})"
        );
        let params = vec![org_id.into(), user_id.into(), role.into()];
        self.guarding_owners(org_id, Statement::new(sql, params)).await
    }

    /// Shuts a person out from `at` (UTC milliseconds) and ends their sessions, or lets them in again. `false` when that
    /// would leave nobody as owner.
    ///
    /// # Errors
    /// Any failure of the database.
    pub async fn set_disabled(&self, org_id: &str, user_id: &str, at: Option<i64>) -> Result<bool> {
        let sql = format!(
            "UPDATE console_user SET disabled_at = $3 WHERE org_id = $1 AND user_id = $2 \
             AND (CAST($3 AS BIGINT) IS NULL OR role <> 'owner' OR {ANOTHER_OWNER})"
        );
        let params = vec![org_id.into(), user_id.into(), at.into()];
        let done = self.guarding_owners(org_id, Statement::new(sql, params)).await?;
        if done && at.is_some() {
            self.end_sessions(org_id, user_id, None).await?;
        }
        Ok(done)
    }

    /// Runs a change of one person while no other change of an owner can run: two owners who remove each other at the
    /// same time would leave nobody.
    async fn guarding_owners(&self, org_id: &str, change: Statement) -> Result<bool> {
        let lock = "UPDATE console_user SET role = role WHERE org_id = $1 AND role = 'owner'";
        let lock = Statement::new(lock, vec![org_id.into()]);
        let mut answers = self.database.apply(vec![lock, change]).await?;
        Ok(affected(answers.pop().unwrap_or_default())? > 0)
    }
}

fn insert(org_id: &str, user: &UserRow, condition: &str) -> Statement {
    let sql = format!(
        "INSERT INTO console_user (org_id, user_id, email, name, role, password_hash, salesforce_user_id, language, \
             time_zone, theme, keys, totp_since, created_at, signed_in_at, disabled_at) \
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), \
             CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS TEXT), CAST($10 AS TEXT), \
             CAST($11 AS BIGINT), CAST($12 AS BIGINT), CAST($13 AS BIGINT), CAST($14 AS BIGINT), CAST($15 AS BIGINT) \
         WHERE {condition} ON CONFLICT DO NOTHING"
    );
    let user = user.clone();
    let params = vec![
        org_id.into(),
        user.user_id.into(),
        user.email.into(),
        user.name.into(),
        user.role.into(),
        user.password_hash.into(),
        user.salesforce_user_id.into(),
        user.language.into(),
        user.time_zone.into(),
        user.theme.into(),
        i64::from(user.keys).into(),
        user.totp_since.into(),
        user.created_at.into(),
        user.signed_in_at.into(),
        user.disabled_at.into(),
    ];
    Statement::new(sql, params)
}
