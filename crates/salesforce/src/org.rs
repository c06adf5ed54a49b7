//! Facts of the org: its limits, and who is signed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::{Call, Client};
use crate::failure::Failure;
use crate::id::SalesforceId;

/// One limit of the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "PascalCase"))]
pub struct Limit {
    /// What the org may use.
    pub max: i64,
    /// What is left.
    pub remaining: i64,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user.
    pub user_id: SalesforceId,
    /// The org.
    pub organization_id: SalesforceId,
    /// The name that the user signs in with.
    pub username: String,
    /// The name that people see.
    pub display_name: String,
    /// IANA name of the user's time zone.
    pub timezone: String,
}

impl Client {
    /// The org's limits by Salesforce's names, such as `DailyApiRequests`. One API call.
    ///
    /// # Errors
    /// Whatever Salesforce says.
    pub async fn limits(&self) -> Result<BTreeMap<String, Limit>, Failure> {
        let reply = self.call(Call::get(&self.data_path("/limits"))).await?;
        let Value::Object(limits) = reply else {
            return Err(Failure::unreadable("The reply has no limits.", None).nothing_written());
        };
        // Beside Max and Remaining an entry may hold figures of single apps.
        let known = limits
            .into_iter()
            .filter_map(|(name, limit)| Some((name, serde_json::from_value(limit).ok()?)));
        Ok(known.collect())
    }

    /// Who is signed in. No API call.
    ///
    /// # Errors
    /// Whatever Salesforce says.
    pub async fn identity(&self) -> Result<Identity, Failure> {
        let reply = self.call_identity().await?;
        serde_json::from_value(reply).map_err(|error| {
            Failure::unreadable(format!("The identity cannot be read: {error}."), None)
                .nothing_written()
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scripted::*;

    #[tokio::test]
    async fn limits_are_read_whatever_else_stands_there() {
        let server = serve_data(|_| {
            answer(200, json!({"DailyApiRequests": {"Max": 15000, "Remaining": 14953, "Some App": {"Max": 0}}, "Odd": 3}))
        })
        .await;
        let limits = plain_client(&server.url).limits().await.unwrap();
        assert_eq!(limits.len(), 1);
        assert_eq!(limits["DailyApiRequests"], Limit { max: 15000, remaining: 14953 });
    }

    #[tokio::test]
    async fn the_identity_is_asked_outside_of_the_allowance_and_renews_the_session() {
        let server = serve_data(|seen| match seen.token() {
            "fresh" => answer(
                200,
                json!({"user_id": "0055g000004AbcdAAC", "organization_id": "00D5g000004AbcdEAC", "asserted_user": true,
                    "username": "api@example.com", "display_name": "Ringledger", "timezone": "Asia/Tokyo"}),
            ),
            _ => answer(403, "Bad_OAuth_Token"),
        })
        .await;
        let vault = MemoryVault::signed_in(&server.url, "access-0", "refresh-0");
        let client = client(&server.url, web(), vault);
        let identity = client.identity().await.unwrap();
        assert_eq!(
            (identity.username.as_str(), identity.timezone.as_str()),
            ("api@example.com", "Asia/Tokyo")
        );
        assert_eq!(identity.user_id.key_prefix(), "005");
        assert_eq!(client.usage().calls_spent, 0);
        assert_eq!(server.sign_ins(), 1);
    }
}
