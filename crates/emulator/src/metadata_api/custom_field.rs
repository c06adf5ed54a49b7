//! `CustomField`: from its XML to a field of the schema, with the demands that each type makes (Metadata API guide).

use roxmltree::Node;
use serde_json::{Value, json};

use crate::schema::{Field, PicklistValue};
use crate::soap::xml;

/// How a type of the Metadata API becomes one of the schema.
struct Shape {
    /// The type in a describe reply.
    kind: &'static str,
    /// Letters of what may be done with it.
    flags: &'static str,
    /// Its length where none can be given.
    length: usize,
    /// Elements that must be there.
    needs: &'static [&'static str],
}

const fn shape(
    kind: &'static str,
    flags: &'static str,
    length: usize,
    needs: &'static [&'static str],
) -> Shape {
    Shape { kind, flags, length, needs }
}

fn shape_of(kind: &str) -> Option<Shape> {
    Some(match kind {
        "Text" => shape("string", "CUNFSG", 0, &["length"]),
        "TextArea" => shape("textarea", "CUNFSG", 255, &[]),
        "LongTextArea" | "Html" => shape("textarea", "CUN", 0, &["length", "visibleLines"]),
        "Checkbox" => shape("boolean", "CUFSGD", 0, &["defaultValue"]),
        "Number" => shape("double", "CUNFS", 0, &["precision", "scale"]),
        "Currency" => shape("currency", "CUNFS", 0, &["precision", "scale"]),
        "Percent" => shape("percent", "CUNFS", 0, &["precision", "scale"]),
        "Date" => shape("date", "CUNFSG", 0, &[]),
        "DateTime" => shape("datetime", "CUNFS", 0, &[]),
        "Email" => shape("email", "CUNFSG", 80, &[]),
        "Phone" => shape("phone", "CUNFSG", 40, &[]),
        "Url" => shape("url", "CUNFSG", 255, &[]),
        "Picklist" => shape("picklist", "CUNFSG", 255, &["valueSet"]),
        "MultiselectPicklist" => {
            shape("multipicklist", "CUNF", 4099, &["valueSet", "visibleLines"])
        }
        "Lookup" | "MasterDetail" => {
            shape("reference", "CUNFSG", 18, &["referenceTo", "relationshipName"])
        }
        "AutoNumber" => shape("string", "FSGD", 30, &[]),
        _ => return None,
    })
}

/// Types that Salesforce has and this org does not.
const OTHERS: &str = "EncryptedText ExternalLookup File Hierarchy IndirectLookup Location MetadataRelationship Summary Time";

/// Reads the elements of a field; `name` is its API name without the object.
///
/// # Errors
/// The problem as a deployment reports it.
pub(super) fn read(node: Node<'_, '_>, name: &str) -> Result<Field, String> {
    check_name(name)?;
    let kind = xml::text(node, "type").ok_or("Must specify a type for the CustomField")?;
    let shape = shape_of(&kind).ok_or_else(|| unknown_type(&kind))?;
    if xml::text(node, "formula").is_some() {
        return Err("Formula fields are not available in this org".to_owned());
    }
    let label = xml::text(node, "label").filter(|label| !label.is_empty());
    let label = label.ok_or("Must specify a non-empty label for the CustomField")?;
    if label.chars().count() > 40 {
        return Err(format!("Label: data value too large: {label} (max length=40)"));
    }
    for need in shape.needs {
        if xml::child(node, need).is_none() {
            return Err(format!("Must specify '{need}' for a CustomField of type {kind}"));
        }
    }
    let unique = xml::truth(node, "unique").unwrap_or(false);
    let external_id = xml::truth(node, "externalId").unwrap_or(false);
    let can_identify = matches!(kind.as_str(), "Text" | "Number" | "Email" | "AutoNumber");
    if external_id && !can_identify {
        return Err(format!("Can not specify 'externalId' for a CustomField of type {kind}"));
    }
    if unique && !can_identify {
        return Err(format!("Can not specify 'unique' for a CustomField of type {kind}"));
    }
    let length = length(node, &kind, shape.length)?;
    let values = values(node)?;
    let required = xml::truth(node, "required").unwrap_or(false);
    let flags: String = shape.flags.chars().filter(|flag| !(required && *flag == 'N')).collect();
    let field = json!({
        "name": name, "label": label, "type": shape.kind, "length": length, "flags": flags,
        "precision": digits(node, "precision", 18)?, "scale": digits(node, "scale", 17)?,
        "unique": unique, "external_id": external_id, "id_lookup": external_id,
        "case_sensitive": unique && xml::truth(node, "caseSensitive").unwrap_or(false),
        "restricted": restricted(node), "references": xml::texts(node, "referenceTo"),
        "relationship": (shape.kind == "reference").then(|| name.replace("__c", "__r")),
        "children": xml::text(node, "relationshipName").map(|name| format!("{name}__r")),
        "default": default(node, &kind), "auto_number": (kind == "AutoNumber").then_some(4),
        "requires_grant": !required,
    });
    let mut field: Field = serde_json::from_value(field).map_err(|error| error.to_string())?;
    field.values = values;
    Ok(field)
}

fn check_name(name: &str) -> Result<(), String> {
    let stem = name.strip_suffix("__c").unwrap_or_default();
    let letters = stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let begins = stem.starts_with(|first: char| first.is_ascii_alphabetic());
    if letters && begins && !stem.ends_with('_') && !stem.contains("__") && stem.len() <= 40 {
        return Ok(());
    }
    Err(format!(
        "The field name provided {name} is not valid: it must begin with a letter, hold only letters, digits and single \
         underscores, and end with __c"
    ))
}

fn unknown_type(kind: &str) -> String {
    if OTHERS.split_whitespace().any(|other| other == kind) {
        return format!("Fields of the type {kind} are not available in this org");
    }
    format!("Error parsing file: '{kind}' is not a valid value for the enum 'FieldType'")
}

fn length(node: Node<'_, '_>, kind: &str, fixed: usize) -> Result<usize, String> {
    let Some(given) = xml::text(node, "length") else { return Ok(fixed) };
    if fixed > 0 || !matches!(kind, "Text" | "LongTextArea" | "Html") {
        return Err(format!("Can not specify 'length' for a CustomField of type {kind}"));
    }
    let (least, most) = if kind == "Text" { (1, 255) } else { (256, 131_072) };
    match given.parse::<usize>() {
        Ok(length) if (least..=most).contains(&length) => Ok(length),
        _ => Err(format!("Value for length is not in the allowed range: {least} to {most}")),
    }
}

fn digits(node: Node<'_, '_>, name: &str, most: u32) -> Result<u32, String> {
    match xml::text(node, name) {
        None => Ok(0),
        Some(given) => given
            .parse::<u32>()
            .ok()
            .filter(|digits| *digits <= most)
            .ok_or_else(|| format!("Value for {name} is not in the allowed range: 0 to {most}")),
    }
}

fn restricted(node: Node<'_, '_>) -> bool {
    xml::child(node, "valueSet").and_then(|set| xml::truth(set, "restricted")).unwrap_or(false)
}

fn values(node: Node<'_, '_>) -> Result<Vec<PicklistValue>, String> {
    let Some(definition) =
        xml::child(node, "valueSet").and_then(|set| xml::child(set, "valueSetDefinition"))
    else {
        return Ok(Vec::new());
    };
    let mut values: Vec<PicklistValue> = Vec::new();
    for value in xml::children(definition, "value") {
        let name = xml::text(value, "fullName").unwrap_or_default();
        if name.is_empty() {
            return Err("Picklist value is required: fullName".to_owned());
        }
        if values.iter().any(|known| known.value.eq_ignore_ascii_case(&name)) {
            return Err(format!("Duplicate label: {name}"));
        }
        let default = xml::truth(value, "default").unwrap_or(false);
        values.push(PicklistValue { value: name, default, closed: false });
    }
    Ok(values)
}

fn default(node: Node<'_, '_>, kind: &str) -> Option<Value> {
    (kind == "Checkbox").then(|| json!(xml::truth(node, "defaultValue").unwrap_or(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata_api::component::wrapped;
    use crate::schema::FieldType;

    fn field(inner: &str) -> Result<Field, String> {
        let text = wrapped(inner);
        let document = xml::parse(&text).unwrap();
        read(document.root_element(), "Call_Key__c")
    }

    #[test]
    fn a_text_field_can_be_a_unique_external_id() {
        let key = field(
            "<label>Key</label><type>Text</type><length>255</length><unique>true</unique>\
             <externalId>true</externalId><caseSensitive>true</caseSensitive>",
        )
        .unwrap();
        assert_eq!((key.kind, key.length), (FieldType::String, 255));
        assert!(key.unique && key.external_id && key.id_lookup && key.case_sensitive);
        assert!(key.flags.nillable && key.requires_grant);
    }

    #[test]
    fn picklists_carry_values_and_may_be_open() {
        let memo = field(
            "<label>Memo</label><type>MultiselectPicklist</type><visibleLines>4</visibleLines><valueSet>\
             <restricted>false</restricted><valueSetDefinition><sorted>false</sorted><value><fullName>Sale</fullName>\
             <default>false</default><label>Sale</label></value></valueSetDefinition></valueSet>",
        )
        .unwrap();
        assert_eq!(memo.kind, FieldType::Multipicklist);
        assert!(!memo.restricted);
        assert_eq!(memo.values[0].value, "Sale");
    }

    #[test]
    fn what_a_type_does_not_allow_is_refused_by_name() {
        for (inner, problem) in [
            ("<label>K</label><type>Text</type>", "Must specify 'length'"),
            (
                "<label>K</label><type>Texxt</type>",
                "'Texxt' is not a valid value for the enum 'FieldType'",
            ),
            ("<type>Date</type>", "non-empty label"),
            ("<label>K</label>", "Must specify a type"),
            ("<label>K</label><type>Date</type><length>3</length>", "Can not specify 'length'"),
            ("<label>K</label><type>Date</type><externalId>true</externalId>", "'externalId'"),
            ("<label>K</label><type>Text</type><length>256</length>", "1 to 255"),
            ("<label>K</label><type>Checkbox</type>", "Must specify 'defaultValue'"),
            ("<label>K</label><type>Location</type>", "not available in this org"),
        ] {
            let error = field(inner).unwrap_err();
            assert!(error.contains(problem), "{inner}: {error}");
        }
        for name in ["Key", "1__c", "__c", "A__B__c", "A___c", "A-B__c"] {
            let text = wrapped("<label>K</label><type>Date</type>");
            let document = xml::parse(&text).unwrap();
            assert!(read(document.root_element(), name).is_err(), "{name}");
        }
    }
}
