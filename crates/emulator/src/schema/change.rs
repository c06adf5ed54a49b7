//! Changes the schema of a running org: what a deployment adds or takes away, and the tables that follow.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::table;
use super::{Field, Object, Schema};
use crate::error::ApiError;
use crate::org::Org;

impl Schema {
    /// Adds a field to an object (`Activity` means Task and Event), or replaces the one of that name.
    ///
    /// # Errors
    /// `INVALID_TYPE` when the org has no such object.
    pub fn put_field(&mut self, object: &str, field: &Field) -> Result<(), ApiError> {
        let mut found = false;
        for target in self.targets(object) {
            found = true;
            let known = target.fields.iter().position(|known| known.name == field.name);
            match known.and_then(|place| target.fields.get_mut(place)) {
                Some(known) => known.clone_from(field),
                None => target.fields.push(field.clone()),
            }
            target.index_anew();
        }
        if found { Ok(()) } else { Err(no_such_object(object)) }
    }

    /// Takes a field away; says whether there was one.
    pub fn remove_field(&mut self, object: &str, field: &str) -> bool {
        let mut found = false;
        for target in self.targets(object) {
            let before = target.fields.len();
            target.retain_fields(|known| !known.name.eq_ignore_ascii_case(field));
            found |= target.fields.len() < before;
        }
        found
    }

    /// Adds an object with the system's fields around its own, or replaces the one of that name.
    ///
    /// # Errors
    /// When two of its fields share a name.
    pub fn put_object(&mut self, mut object: Object) -> Result<(), ApiError> {
        super::complete_custom(&mut object).map_err(ApiError::internal)?;
        self.objects.retain(|known| known.name != object.name);
        self.objects.push(object);
        self.objects.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }

    /// Takes an object away; says whether there was one.
    pub fn remove_object(&mut self, name: &str) -> bool {
        let before = self.objects.len();
        self.objects.retain(|known| !known.name.eq_ignore_ascii_case(name));
        self.objects.len() < before
    }

    fn targets(&mut self, name: &str) -> impl Iterator<Item = &mut Object> {
        self.objects.iter_mut().filter(move |object| match name {
            "Activity" => object.activity,
            name => object.name.eq_ignore_ascii_case(name),
        })
    }
}

fn no_such_object(name: &str) -> ApiError {
    ApiError::new(400, "INVALID_TYPE", format!("sObject type '{name}' is not supported."))
}

impl Org {
    /// Changes the schema. Tables follow, and clients that kept a describe are told that it is old. If `work` fails,
    /// nothing changes.
    ///
    /// # Errors
    /// What `work` fails with, or the database.
    pub fn change_schema<T>(
        &self,
        work: impl FnOnce(&mut Schema) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut database = self.database();
        let mut schema = Schema::clone(&database.schema);
        let done = work(&mut schema)?;
        for sql in table::migration(&database.schema, &schema) {
            database.connection.execute_batch(&sql)?;
        }
        let schema = Arc::new(schema);
        database.schema = Arc::clone(&schema);
        database.forget_views();
        *self.0.schema.write().unwrap_or_else(PoisonError::into_inner) = schema;
        drop(database);
        self.describes_changed();
        Ok(done)
    }

    /// Since when describes have not changed, UTC milliseconds.
    pub(crate) fn described_at(&self) -> i64 {
        self.0.described_at.load(Ordering::Relaxed)
    }

    /// Makes describes newer than every answer given before. HTTP knows only seconds, so each change takes a second
    /// of its own.
    pub(crate) fn describes_changed(&self) {
        let now = self.now();
        let _ = self.0.described_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |before| {
            Some(now.max(before + 1_000))
        });
    }
}
