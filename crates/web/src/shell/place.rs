//! The places of the navigation.

/// Where in the console a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Calls,
    Errors,
    Settings,
    Users,
    Audit,
    Account,
}

impl Place {
    /// Those of the navigation bar, in order; the account stands apart.
    pub(crate) const BAR: [Place; 6] =
        [Place::Home, Place::Calls, Place::Errors, Place::Settings, Place::Users, Place::Audit];

    pub(crate) fn path(self) -> &'static str {
        match self {
            Place::Home => "/",
            Place::Calls => "/calls",
            Place::Errors => "/errors",
            Place::Settings => "/settings",
            Place::Users => "/users",
            Place::Audit => "/audit",
            Place::Account => "/me",
        }
    }

    /// The message that names it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Place::Home => "shell-place-home",
            Place::Calls => "shell-place-calls",
            Place::Errors => "shell-place-errors",
            Place::Settings => "shell-place-settings",
            Place::Users => "shell-place-users",
            Place::Audit => "shell-place-audit",
            Place::Account => "shell-place-account",
        }
    }

    /// The key that leads there after `g`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Place::Home => "h",
            Place::Calls => "c",
            Place::Errors => "e",
            Place::Settings => "s",
            Place::Users => "u",
            Place::Audit => "a",
            Place::Account => "m",
        }
    }
}
