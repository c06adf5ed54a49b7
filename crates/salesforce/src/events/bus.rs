//! The Pub/Sub API of one org: one connection, however many subscriptions; schemas that were read once.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::ExposeSecret;
use tonic::Request;
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use url::Url;

use super::schema::EventSchema;
use super::wire::SchemaRequest;
use super::wire::pub_sub_client::PubSubClient;
use super::{Replay, Subscription, address, refusal};
use crate::catalogue::ours;
use crate::client::Client;
use crate::failure::Failure;
use crate::session::{Held, Session};
use crate::vault::Tokens;

/// Largest message that is read, in bytes. Salesforce sends 3 MB and a little (Pub/Sub API guide, "Allocations").
const MOST_BYTES: usize = 8 << 20;
/// Schemas that are remembered. An object has one, and a new one with every change of its fields.
const MOST_SCHEMAS: usize = 256;
/// How long a schema may take to come.
const SCHEMA_TIMEOUT: Duration = Duration::from_secs(30);

/// The event bus of an org. Cheap to clone; clones share connection and schemas.
#[derive(Clone)]
pub struct EventBus {
    parts: Arc<Parts>,
}

struct Parts {
    client: Client,
    channel: Channel,
    schemas: Mutex<HashMap<String, Arc<EventSchema>>>,
}

impl Client {
    /// The org's event bus, at `address` or, without one, where Salesforce has it: one address for all orgs at
    /// Salesforce, and the instance itself for any other. Signs in if there is no session yet; connects only when the
    /// first subscription asks.
    ///
    /// # Errors
    /// Why signing in failed, or that the session must not be sent to this address.
    pub async fn event_bus(&self, address: Option<&Url>) -> Result<EventBus, Failure> {
        let instance = self.instance_url().await?;
        let address = address::choose(address, &instance, &self.session().settings.login_url)?;
        let channel = address::channel(&address)?;
        let schemas = Mutex::default();
        Ok(EventBus { parts: Arc::new(Parts { client: self.clone(), channel, schemas }) })
    }
}

impl EventBus {
    /// Subscribes to a topic, such as `/data/ContactChangeEvent`. Nothing is sent before [`Subscription::next`].
    #[must_use]
    pub fn subscribe(&self, topic: &str, replay: Replay) -> Subscription {
        Subscription::new(self.clone(), topic, replay)
    }

    pub(super) fn session(&self) -> &Arc<Session> {
        self.parts.client.session()
    }

    pub(super) fn calls(&self) -> PubSubClient<Channel> {
        PubSubClient::new(self.parts.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// The schema with an id, asked for once. `None` if it is none that events can be read with.
    pub(super) async fn schema(&self, id: &str) -> Result<Option<Arc<EventSchema>>, Failure> {
        if let Some(known) = self.schemas().get(id).cloned() {
            return Ok(Some(known));
        }
        let read = |held: Arc<Held>| async move {
            let request = SchemaRequest { schema_id: id.to_owned() };
            let mut request = authorised(request, &held.tokens)?;
            request.set_timeout(SCHEMA_TIMEOUT);
            let reply = self.calls().get_schema(request).await;
            reply.map(tonic::Response::into_inner).map_err(|status| refusal::failure(&status))
        };
        let info = self.session().with_tokens(read).await?;
        let Some(schema) = EventSchema::parse(&info.schema_json) else { return Ok(None) };
        let schema = Arc::new(schema);
        let mut schemas = self.schemas();
        if schemas.len() >= MOST_SCHEMAS {
            schemas.clear();
        }
        schemas.insert(id.to_owned(), Arc::clone(&schema));
        Ok(Some(schema))
    }

    fn schemas(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<EventSchema>>> {
        self.parts.schemas.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for EventBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBus").field("client", &self.parts.client).finish_non_exhaustive()
    }
}

/// A call with the metadata that every call of the Pub/Sub API carries.
pub(super) fn authorised<T>(message: T, tokens: &Tokens) -> Result<Request<T>, Failure> {
    let mut request = Request::new(message);
    let instance = tokens.instance_url.as_str().trim_end_matches('/');
    for (key, value) in [
        ("accesstoken", tokens.access_token.expose_secret()),
        ("instanceurl", instance),
        ("tenantid", org_id(&tokens.identity_url)),
    ] {
        let mut value = MetadataValue::try_from(value).map_err(|_| {
            Failure::ours(ours::UNREADABLE_REPLY, format!("The sign-in's {key} cannot be sent."))
                .nothing_written()
        })?;
        value.set_sensitive(key == "accesstoken");
        request.metadata_mut().insert(key, value);
    }
    Ok(request)
}

/// The org's id, which an identity's address names: `/id/<org>/<user>`.
fn org_id(identity: &Url) -> &str {
    identity.path().split('/').nth(2).unwrap_or_default()
}
