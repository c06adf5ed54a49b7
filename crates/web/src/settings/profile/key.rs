//! A key of a profile as its page offers it: what may be written there, and how it is called.

use domain::call::CallType;

/// The rules by which an owner is found, in the words of a profile.
pub(super) const OWNER_RULES: &[&str] = &[
    "mapped_user",
    "email",
    "forwarding_phone",
    "record_owner",
    "fallback_user",
    "integration_user",
    "unset",
];

/// The objects that can carry a number.
pub(super) const OBJECTS: &[&str] = &["Contact", "PersonAccount", "Account", "Lead"];

/// What may stand in a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One of these words; the empty one means that the key is not set.
    Choice(&'static [&'static str]),
    /// One of the four languages.
    Language,
    /// Yes or no.
    Flag,
    /// A whole number within these bounds.
    Number(i64, i64),
    /// A line of text.
    Text,
    /// Lines of text.
    Lines,
    /// Any of these words.
    Set(&'static [&'static str]),
    /// Some of these words in order; the flag says whether none at all means that the key is not set.
    Order(&'static [&'static str], bool),
    /// Any of the types of calls.
    Types,
    /// A template of one line.
    Line,
    /// A template of several lines.
    Comment,
    /// Templates, one a line.
    TemplateLines,
    /// A status of Task, or none.
    Status,
    /// Templates by API name of a field.
    Fields,
}

/// How a key is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// By the message of its own path.
    Own,
    /// By its type of calls.
    Type(CallType),
    /// By this message.
    Is(&'static str),
}

/// A key of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// Its path, such as `log.types.incoming`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) label: Label,
    /// The message that explains it, if it needs one.
    pub(super) help: Option<&'static str>,
}

/// A few keys under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The message of the heading.
    pub(super) title: &'static str,
    pub(super) keys: Vec<Key>,
}

/// A page of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// The last part of its address.
    pub(super) slug: &'static str,
    /// The message of its name.
    pub(super) title: &'static str,
    pub(super) groups: Vec<Group>,
}

impl Section {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.groups.iter().flat_map(|group| &group.keys)
    }
}

impl Key {
    pub(super) fn new(path: impl Into<String>, kind: Kind) -> Key {
        Key { path: path.into(), kind, label: Label::Own, help: None }
    }

    pub(super) fn called(self, message: &'static str) -> Key {
        Key { label: Label::Is(message), ..self }
    }

    pub(super) fn of_type(self, call_type: CallType) -> Key {
        Key { label: Label::Type(call_type), ..self }
    }

    pub(super) fn help(self, message: &'static str) -> Key {
        Key { help: Some(message), ..self }
    }

    /// The message that names the key.
    pub(super) fn label_id(&self) -> String {
        match self.label {
            Label::Own => format!("profile-key-{}", dashed(&self.path)),
            Label::Type(call_type) => type_id(call_type),
            Label::Is(message) => message.to_owned(),
        }
    }

    /// The message that names one of the words of the key.
    pub(super) fn choice_id(&self, word: &str) -> String {
        if word.is_empty() {
            return "profile-choice-as-above".to_owned();
        }
        // A part of a contact: its e-mail address, not the rule of owners of that name.
        if self.path.starts_with("sync.import_only.") {
            return format!("profile-part-{}", dashed(word));
        }
        if OWNER_RULES.contains(&word) {
            return format!("profile-rule-{}", dashed(word));
        }
        if OBJECTS.contains(&word) || ["Case", "Opportunity"].contains(&word) {
            return format!("profile-object-{}", dashed(word));
        }
        if self.path.starts_with("create.by_type.") || self.path == "create.object" {
            return "profile-object-none".to_owned();
        }
        format!("profile-choice-{}-{}", dashed(&self.path), dashed(word))
    }
}

/// The message that names a type of calls.
pub(super) fn type_id(call_type: CallType) -> String {
    format!("profile-type-{}", dashed(&type_word(call_type)))
}

/// A type of calls as profiles write it.
pub(super) fn type_word(call_type: CallType) -> String {
    let word = serde_json::to_value(call_type).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A path or word as it stands in the id of a message.
pub(super) fn dashed(path: &str) -> String {
    path.replace(['.', '_'], "-").to_lowercase()
}
