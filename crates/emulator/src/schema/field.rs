//! A field as the metadata files describe it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The types of fields that the org knows, by the names of a describe reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// The record's own id.
    Id,
    /// The id of another record.
    Reference,
    /// One line of text.
    String,
    /// Many lines of text.
    Textarea,
    /// One of a list.
    Picklist,
    /// Some of a list, joined by semicolons.
    Multipicklist,
    /// Free text with suggestions.
    Combobox,
    /// True or false, never null.
    Boolean,
    /// A whole number.
    Int,
    /// A number.
    Double,
    /// A number of money.
    Currency,
    /// A number of hundredths.
    Percent,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A moment; stored as UTC milliseconds.
    Datetime,
    /// A phone number, kept as it was written.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// Street, city and the rest in one value, made from the fields whose `compound` it is; never written itself.
    Address,
}

impl FieldType {
    /// Whether values are text.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::String
                | Self::Textarea
                | Self::Picklist
                | Self::Multipicklist
                | Self::Combobox
                | Self::Phone
                | Self::Email
                | Self::Url
        )
    }

    /// Whether values are record ids.
    #[must_use]
    pub fn is_id(self) -> bool {
        matches!(self, Self::Id | Self::Reference)
    }

    /// Whether values are numbers with a fraction.
    #[must_use]
    pub fn is_decimal(self) -> bool {
        matches!(self, Self::Double | Self::Currency | Self::Percent)
    }

    /// The name in a describe reply.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Reference => "reference",
            Self::String => "string",
            Self::Textarea => "textarea",
            Self::Picklist => "picklist",
            Self::Multipicklist => "multipicklist",
            Self::Combobox => "combobox",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Double => "double",
            Self::Currency => "currency",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Address => "address",
        }
    }

    /// The type's name in SOAP, which describe replies carry too.
    #[must_use]
    pub fn soap_type(self) -> &'static str {
        match self {
            Self::Id | Self::Reference => "tns:ID",
            Self::Boolean => "xsd:boolean",
            Self::Int => "xsd:int",
            Self::Double | Self::Currency | Self::Percent => "xsd:double",
            Self::Date => "xsd:date",
            Self::Datetime => "xsd:dateTime",
            Self::Address => "urn:address",
            _ => "xsd:string",
        }
    }
}

/// What may be done with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldFlags {
    /// May be set on create.
    pub createable: bool,
    /// May be changed.
    pub updateable: bool,
    /// May be null.
    pub nillable: bool,
    /// May stand in WHERE.
    pub filterable: bool,
    /// May stand in ORDER BY.
    pub sortable: bool,
    /// May stand in GROUP BY.
    pub groupable: bool,
    /// Gets a value on create if none is given.
    pub defaulted: bool,
}

impl TryFrom<String> for FieldFlags {
    type Error = String;

    fn try_from(letters: String) -> Result<Self, String> {
        if let Some(other) = letters.chars().find(|letter| !"CUNFSGD".contains(*letter)) {
            return Err(format!("{other:?} is no flag of a field; use letters of CUNFSGD"));
        }
        Ok(Self {
            createable: letters.contains('C'),
            updateable: letters.contains('U'),
            nillable: letters.contains('N'),
            filterable: letters.contains('F'),
            sortable: letters.contains('S'),
            groupable: letters.contains('G'),
            defaulted: letters.contains('D'),
        })
    }
}

impl From<FieldFlags> for String {
    fn from(flags: FieldFlags) -> Self {
        let letters = [
            (flags.createable, 'C'),
            (flags.updateable, 'U'),
            (flags.nillable, 'N'),
            (flags.filterable, 'F'),
            (flags.sortable, 'S'),
            (flags.groupable, 'G'),
            (flags.defaulted, 'D'),
        ];
        letters.into_iter().filter(|(set, _)| *set).map(|(_, letter)| letter).collect()
    }
}

impl Default for FieldFlags {
    /// An ordinary field: everything but a default value.
    fn default() -> Self {
        Self {
            createable: true,
            updateable: true,
            nillable: true,
            filterable: true,
            sortable: true,
            groupable: true,
            defaulted: false,
        }
    }
}

/// A value of a picklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PicklistEntry")]
pub struct PicklistValue {
    /// The API value; labels are the same here.
    pub value: String,
    /// Whether new records get it.
    pub default: bool,
    /// Whether a record with this status counts as closed.
    pub closed: bool,
}

/// How a picklist value is written: its name alone, or with its properties.
#[derive(Deserialize)]
#[serde(untagged)]
enum PicklistEntry {
    Name(String),
    Full {
        value: String,
        #[serde(default)]
        default: bool,
        #[serde(default)]
        closed: bool,
    },
}

impl From<PicklistEntry> for PicklistValue {
    fn from(entry: PicklistEntry) -> Self {
        match entry {
            PicklistEntry::Name(value) => Self { value, default: false, closed: false },
            PicklistEntry::Full { value, default, closed } => Self { value, default, closed },
        }
    }
}

/// Which option of the org brings a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Person Accounts.
    PersonAccounts,
    /// Our field on Activity.
    CallId,
    /// `Task.Type`.
    TaskType,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// API name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Characters; 0 for types without a length.
    #[serde(default)]
    pub length: usize,
    /// Digits of an `int`.
    #[serde(default)]
    pub digits: u32,
    /// All digits of a decimal number.
    #[serde(default)]
    pub precision: u32,
    /// Digits after the point.
    #[serde(default)]
    pub scale: u32,
    /// What may be done with it.
    #[serde(default)]
    pub flags: FieldFlags,
    /// Picklist values, or suggestions of a combobox.
    #[serde(default)]
    pub values: Vec<PicklistValue>,
    /// Whether only listed values are accepted.
    #[serde(default)]
    pub restricted: bool,
    /// Objects that a reference may point to.
    #[serde(default)]
    pub references: Vec<String>,
    /// The reference's name in SOQL, such as `Account` for `AccountId`.
    #[serde(default)]
    pub relationship: Option<String>,
    /// The name of the child relationship at the target, such as `Contacts`.
    #[serde(default)]
    pub children: Option<String>,
    /// Whether two records may not share a value.
    #[serde(default)]
    pub unique: bool,
    /// Whether it is an external id.
    #[serde(default)]
    pub external_id: bool,
    /// Whether records can be addressed by it in an upsert.
    #[serde(default)]
    pub id_lookup: bool,
    /// Whether uniqueness and comparison tell `a` from `A`.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether it is the record's name.
    #[serde(default)]
    pub name_field: bool,
    /// The compound field that this one is a part of, such as `MailingAddress`.
    #[serde(default)]
    pub compound: Option<String>,
    /// `extraTypeInfo` of a describe reply, such as `personname`; many lines of text have theirs anyway.
    #[serde(default)]
    pub extra: Option<String>,
    /// `searchPrefilterable` of a describe reply.
    #[serde(default)]
    pub prefilterable: bool,
    /// `permissionable` of a describe reply, where it does not follow from type and flags.
    #[serde(default)]
    pub permissionable: Option<bool>,
    /// `aggregatable` of a describe reply, where it does not follow from the type.
    #[serde(default)]
    pub aggregatable: Option<bool>,
    /// Whether SQLite keeps an index.
    #[serde(default)]
    pub indexed: bool,
    /// Digits of a number that the org counts up.
    #[serde(default)]
    pub auto_number: Option<usize>,
    /// The value of a new record.
    #[serde(default)]
    pub default: Option<Value>,
    /// On Account: the field of the hidden Contact with the same value.
    #[serde(default)]
    pub person: Option<String>,
    /// The option which brings the field.
    #[serde(default)]
    pub feature: Option<Feature>,
    /// Whether nobody sees it before a profile or permission set grants it, as with a field that was deployed.
    #[serde(default)]
    pub requires_grant: bool,
}

impl Field {
    /// Whether it is a custom field.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.name.ends_with("__c") || self.name.ends_with("__pc")
    }

    /// Whether it is one of the fields that the system keeps on every record.
    #[must_use]
    pub fn is_system(&self) -> bool {
        const SYSTEM: [&str; 8] = [
            "Id",
            "IsDeleted",
            "OwnerId",
            "CreatedDate",
            "CreatedById",
            "LastModifiedDate",
            "LastModifiedById",
            "SystemModstamp",
        ];
        SYSTEM.contains(&self.name.as_str())
    }

    /// Whether a create fails without it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.flags.createable
            && !self.flags.nillable
            && !self.flags.defaulted
            && self.kind != FieldType::Boolean
    }

    /// Whether its references may point to more than one object.
    #[must_use]
    pub fn is_polymorphic(&self) -> bool {
        self.references.len() > 1
    }

    /// The value that a new record gets if none is given.
    #[must_use]
    pub fn default_value(&self) -> Option<Value> {
        if let Some(value) = &self.default {
            return Some(value.clone());
        }
        let listed = self.values.iter().find(|value| value.default);
        match listed {
            Some(value) => Some(Value::String(value.value.clone())),
            None if self.kind == FieldType::Boolean => Some(Value::Bool(false)),
            None => None,
        }
    }

    /// Whether SQLite keeps an index on it.
    pub(crate) fn wants_index(&self) -> bool {
        self.indexed
            || self.kind == FieldType::Phone
            || self.unique
            || self.external_id
            || self.children.is_some()
            || (self.id_lookup && self.kind != FieldType::Id)
    }
}
