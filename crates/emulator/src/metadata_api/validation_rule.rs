//! `ValidationRule`: deployed rules are in force like those of the org's setup.

use super::client_app::read as element;
use super::kept::DeployedMetadata;
use crate::schema::Schema;
use crate::setup::{Condition, ValidationRule};

/// Reads a rule; its full name carries the object in front.
///
/// # Errors
/// The problem as a deployment reports it.
pub(super) fn read(
    full_name: &str,
    inner: &str,
    schema: &Schema,
) -> Result<ValidationRule, String> {
    let (object, name) = full_name.split_once('.').ok_or("Invalid validation rule name")?;
    let known = schema
        .object(object)
        .ok_or_else(|| format!("Entity Enumeration Or ID: no CustomObject named {object} found"))?;
    let formula = element(inner, "errorConditionFormula")
        .ok_or("Required field is missing: errorConditionFormula")?;
    let message =
        element(inner, "errorMessage").ok_or("Required field is missing: errorMessage")?;
    let field = element(inner, "errorDisplayField");
    if let Some(field) = field.as_ref().filter(|field| known.field(field).is_none()) {
        return Err(format!(
            "In field: errorDisplayField - no CustomField named {object}.{field} found"
        ));
    }
    Ok(ValidationRule {
        name: name.to_owned(),
        object: object.to_owned(),
        condition: Condition::parse(formula)?,
        message,
        field,
        description: element(inner, "description"),
        active: element(inner, "active").is_some_and(|active| active == "true"),
    })
}

/// Puts the rules of `after` in the place of those of `before`; rules of other origin stay.
pub(super) fn follow(
    rules: &mut Vec<ValidationRule>,
    before: &DeployedMetadata,
    after: &DeployedMetadata,
    schema: &Schema,
) {
    let named = |rule: &ValidationRule, metadata: &DeployedMetadata| {
        metadata.find("ValidationRule", &format!("{}.{}", rule.object, rule.name)).is_some()
    };
    rules.retain(|rule| !named(rule, before) && !named(rule, after));
    let deployed = after.of_kind("ValidationRule");
    rules.extend(deployed.filter_map(|kept| read(&kept.name, &kept.xml, schema).ok()));
}
