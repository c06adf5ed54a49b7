//! Topics: which events a name stands for.

use crate::changes::{ChangeDataCapture, Event, event_name};
use crate::schema::{Object, Schema};

/// What a topic carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Topic {
    /// The changes of one object.
    Object(String),
    /// The changes of several: of all that are selected, or of a channel's.
    Objects(Vec<String>),
}

impl Topic {
    /// The topic with a name, such as `/data/ContactChangeEvent`, or `None`.
    ///
    /// As in Salesforce, the topic of an object that is not selected exists, and stays silent.
    pub(super) fn named(
        name: &str,
        schema: &Schema,
        selection: &ChangeDataCapture,
    ) -> Option<Self> {
        let name = name.strip_prefix("/data/")?;
        if name == "ChangeEvents" {
            return Some(Self::Objects(selection.objects.clone()));
        }
        if let Some(objects) = selection.channels.get(name) {
            return Some(Self::Objects(objects.clone()));
        }
        let is_named = |object: &&Object| captured(object) && event_name(&object.name) == name;
        let object = schema.objects().iter().find(is_named)?;
        Some(Self::Object(object.name.clone()))
    }

    /// Whether an event belongs to the topic.
    pub(super) fn carries(&self, event: &Event) -> bool {
        let entity = &event.change.shape.entity;
        match self {
            Self::Object(object) => object == entity,
            Self::Objects(objects) => objects.contains(entity),
        }
    }

    /// The object of all events, if there is just one.
    pub(super) fn object(&self) -> Option<&str> {
        match self {
            Self::Object(object) => Some(object),
            Self::Objects(_) => None,
        }
    }
}

/// Whether Change Data Capture knows an object; set-up objects it does not.
fn captured(object: &Object) -> bool {
    object.recycle_bin || object.name == "User"
}
