//! Who may do what: one table, which routes, pages and documents ask. What does not stand in it is not allowed.

/// What somebody may be in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Everything, also who else may come in.
    Owner,
    /// Everything about calls and settings.
    Admin,
    /// Looks after calls; does not see personal data.
    Operations,
    /// Looks at everything, without personal data, and changes nothing.
    Auditor,
    /// Sees their own calls.
    Agent,
}

/// What may be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// Connect and disconnect Salesforce; keys and users.
    ManageAccess,
    /// Change profiles, sources, rules.
    Configure,
    /// See them.
    ReadSettings,
    /// See calls; an agent only their own.
    SeeCalls,
    /// See names, whole numbers, what phone systems sent, transcripts; an agent only of their own calls.
    SeePersonal,
    /// See what failed, of everybody's calls.
    SeeErrors,
    /// Write on a call: memo, comment, another record; an agent only on their own.
    EditCalls,
    /// Retry and replay.
    Retry,
    /// Take calls out as a file; masked for those who may not see personal data.
    Export,
    /// Erase a person.
    Erase,
    /// Read the audit log.
    ReadAudit,
}

use Capability as C;

/// Each capability, and whether owner, admin, operations, auditor and agent have it.
const TABLE: [(Capability, [bool; 5]); 11] = [
    (C::ManageAccess, [true, false, false, false, false]),
    (C::Configure, [true, true, false, false, false]),
    (C::ReadSettings, [true, true, false, true, false]),
    (C::SeeCalls, [true, true, true, true, true]),
    (C::SeePersonal, [true, true, false, false, true]),
    (C::SeeErrors, [true, true, true, true, false]),
    (C::EditCalls, [true, true, false, false, true]),
    (C::Retry, [true, true, true, false, false]),
    (C::Export, [true, true, true, true, false]),
    (C::Erase, [true, true, false, false, false]),
    (C::ReadAudit, [true, true, false, true, false]),
];

impl Role {
    /// All of them, in the order of the table.
    pub const ALL: [Role; 5] =
        [Role::Owner, Role::Admin, Role::Operations, Role::Auditor, Role::Agent];

    /// Whether the role has the capability.
    #[must_use]
    pub fn may(self, capability: Capability) -> bool {
        let row = TABLE.iter().find(|(of, _)| *of == capability);
        let place = Role::ALL.iter().position(|role| *role == self);
        row.zip(place).is_some_and(|((_, allowed), place)| allowed[place])
    }

    /// The stable name, as the database keeps it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Operations => "operations",
            Role::Auditor => "auditor",
            Role::Agent => "agent",
        }
    }

    /// Reads the stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Capability {
    /// All of them, in the order of the table.
    pub const ALL: [Capability; 11] = [
        C::ManageAccess,
        C::Configure,
        C::ReadSettings,
        C::SeeCalls,
        C::SeePersonal,
        C::SeeErrors,
        C::EditCalls,
        C::Retry,
        C::Export,
        C::Erase,
        C::ReadAudit,
    ];
}
