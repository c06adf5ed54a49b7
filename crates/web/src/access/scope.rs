//! What an API key may do: some of what roles may, named as the documents name it.

use super::Capability;

/// One thing that a key is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// See settings.
    ConfigRead,
    /// See and change settings.
    ConfigWrite,
    /// See calls, with personal data masked.
    CallsRead,
    /// See personal data where calls are seen.
    PiiRead,
    /// Retry and replay; write memos and comments.
    CallsReplay,
    /// Take calls out.
    Export,
    /// Erase a person.
    PrivacyErase,
    /// Read the audit log.
    AuditRead,
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 8] = [
        Scope::ConfigRead,
        Scope::ConfigWrite,
        Scope::CallsRead,
        Scope::PiiRead,
        Scope::CallsReplay,
        Scope::Export,
        Scope::PrivacyErase,
        Scope::AuditRead,
    ];

    /// The name that people and programs write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Scope::ConfigRead => "config:read",
            Scope::ConfigWrite => "config:write",
            Scope::CallsRead => "calls:read",
            Scope::PiiRead => "pii:read",
            Scope::CallsReplay => "calls:replay",
            Scope::Export => "export",
            Scope::PrivacyErase => "privacy:erase",
            Scope::AuditRead => "audit:read",
        }
    }

    /// The name without a colon, as a message's id and a field's id have it.
    pub(crate) fn word(self) -> String {
        self.name().replace(':', "-")
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// Whether the scope gives the capability. None gives users and keys: a key cannot make keys.
    #[must_use]
    pub fn gives(self, capability: Capability) -> bool {
        let given: &[Capability] = match self {
            Scope::ConfigRead => &[Capability::ReadSettings],
            Scope::ConfigWrite => &[Capability::ReadSettings, Capability::Configure],
            Scope::CallsRead => &[Capability::SeeCalls, Capability::SeeErrors],
            Scope::PiiRead => &[Capability::SeePersonal],
            Scope::CallsReplay => &[Capability::Retry, Capability::EditCalls],
            Scope::Export => &[Capability::Export],
            Scope::PrivacyErase => &[Capability::Erase],
            Scope::AuditRead => &[Capability::ReadAudit],
        };
        given.contains(&capability)
    }
}
