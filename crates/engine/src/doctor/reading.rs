//! What the doctor reads of the org: two composite requests for nearly everything, so that looking costs
//! hardly more than a call.

use std::collections::BTreeMap;

use salesforce::soql::{Condition, InvalidSoql, Soql};
use salesforce::{Client, Describe, Failure, Identity, Record, Subrequest};

use crate::knowledge;

/// Rows that a part of a composite brought, or why it brought none.
pub(super) type Rows = Result<Vec<Record>, Failure>;

/// The objects whose description is read.
const OBJECTS: [&str; 7] =
    ["Task", "Contact", "Account", "Lead", "User", "Case", "OpportunityContactRole"];

/// The permission set of our Salesforce package.
pub(super) const OUR_SET: &str = "Ringledger";

/// The first request: what does not depend on anything else.
pub(super) struct Reading {
    /// As whom we are connected.
    pub(super) me: Identity,
    describes: BTreeMap<&'static str, Result<Describe, Failure>>,
    pub(super) users: Rows,
    pub(super) organization: Rows,
    pub(super) statuses: Rows,
    /// Names of the permission sets that we have.
    pub(super) assigned: Rows,
    /// The permission set of our package, if the org has it.
    pub(super) our_set: Rows,
}

impl Reading {
    /// One request.
    ///
    /// # Errors
    /// When the request as a whole is refused; a part that is refused is an error of its own.
    pub(super) async fn read(client: &Client, me: Identity) -> Result<Reading, Failure> {
        let mut parts = Vec::new();
        for object in OBJECTS {
            parts.push(Subrequest::describe(object, object)?);
        }
        let user_id = me.user_id.to_string();
        parts.push(Subrequest::query("users", &knowledge::users_query()?));
        parts.push(Subrequest::query("organization", &organization()?));
        parts.push(Subrequest::query("statuses", &knowledge::statuses_query()?));
        parts.push(Subrequest::query("assigned", &assigned(&user_id)?));
        parts.push(Subrequest::query("our_set", &our_set()?));
        let mut replies = client.composite(&parts, false).await?.into_iter();
        let mut describes = BTreeMap::new();
        for object in OBJECTS {
            if let Some(reply) = replies.next() {
                describes.insert(object, client.described(reply));
            }
        }
        let mut rows = Vec::new();
        for reply in replies {
            rows.push(client.records(reply).await);
        }
        let mut rows = rows.into_iter();
        let mut next = || rows.next().unwrap_or_else(|| Ok(Vec::new()));
        Ok(Reading {
            me,
            describes,
            users: next(),
            organization: next(),
            statuses: next(),
            assigned: next(),
            our_set: next(),
        })
    }

    /// An object as we may see it.
    pub(super) fn describe(&self, object: &str) -> Result<&Describe, Option<&Failure>> {
        match self.describes.get(object) {
            Some(described) => described.as_ref().map_err(Some),
            None => Err(None),
        }
    }

    /// The Task as we may see it.
    pub(super) fn task(&self) -> Option<&Describe> {
        self.describe("Task").ok()
    }
}

/// The second request: what follows from the first.
pub(super) struct More {
    pub(super) duplicate_rules: Rows,
    pub(super) call_centres: Rows,
    /// Approvals of apps by the user as whom we are connected; empty unless a person signed in.
    pub(super) approvals: Rows,
    /// Who may use those fields of the Task that we may not.
    pub(super) grants: Rows,
}

impl More {
    /// The whole request was refused: so was each part of it.
    pub(super) fn nothing(failure: &Failure) -> More {
        let refused = || Err(failure.clone());
        More {
            duplicate_rules: refused(),
            call_centres: refused(),
            approvals: refused(),
            grants: refused(),
        }
    }

    /// One request. `fields` are those of the Task that we miss, `web` is whether a person signed in.
    ///
    /// # Errors
    /// When the request as a whole is refused.
    pub(super) async fn read(
        client: &Client,
        user_id: &str,
        web: bool,
        fields: &[String],
    ) -> Result<More, Failure> {
        let mut parts = vec![
            Subrequest::query("duplicate_rules", &duplicate_rules()?),
            Subrequest::query("call_centres", &Soql::select("CallCenter", ["Name"])?.limit(5)),
        ];
        if web {
            let approvals =
                Soql::select("OauthToken", ["AppName"])?.filter(Condition::eq("UserId", user_id)?);
            parts.push(Subrequest::query("approvals", &approvals));
        }
        if !fields.is_empty() {
            parts.push(Subrequest::query("grants", &grants(fields)?));
        }
        let mut more = More {
            duplicate_rules: Ok(Vec::new()),
            call_centres: Ok(Vec::new()),
            approvals: Ok(Vec::new()),
            grants: Ok(Vec::new()),
        };
        for reply in client.composite(&parts, false).await? {
            let place = match reply.reference_id.as_str() {
                "duplicate_rules" => &mut more.duplicate_rules,
                "call_centres" => &mut more.call_centres,
                "approvals" => &mut more.approvals,
                _ => &mut more.grants,
            };
            *place = client.records(reply).await;
        }
        Ok(more)
    }
}

fn organization() -> Result<Soql, InvalidSoql> {
    Soql::select(
        "Organization",
        ["Name", "OrganizationType", "IsSandbox", "TrialExpirationDate", "TimeZoneSidKey"],
    )
}

fn assigned(user_id: &str) -> Result<Soql, InvalidSoql> {
    Ok(Soql::select("PermissionSetAssignment", ["PermissionSet.Name"])?
        .filter(Condition::eq("AssigneeId", user_id)?))
}

fn our_set() -> Result<Soql, InvalidSoql> {
    Ok(Soql::select("PermissionSet", ["Name", "Label"])?.filter(Condition::eq("Name", OUR_SET)?))
}

fn duplicate_rules() -> Result<Soql, InvalidSoql> {
    Ok(Soql::select("DuplicateRule", ["MasterLabel", "SobjectType"])?
        .filter(Condition::eq("IsActive", true)?))
}

fn grants(fields: &[String]) -> Result<Soql, InvalidSoql> {
    let named = fields.iter().map(|field| format!("Task.{field}"));
    let columns = ["Field", "PermissionsEdit", "Parent.Name", "Parent.IsOwnedByProfile"];
    Ok(Soql::select("FieldPermissions", columns)?.filter(Condition::all([
        Condition::eq("SobjectType", "Task")?,
        Condition::in_list("Field", named)?,
    ])?))
}
