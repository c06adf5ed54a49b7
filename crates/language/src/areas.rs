//! The message files: one an area and language, compiled in.

/// One area's texts in the order of [`crate::Language::ALL`].
pub(crate) struct Area {
    #[cfg(test)]
    pub(crate) name: &'static str,
    pub(crate) texts: [&'static str; 4],
}

macro_rules! areas {
    ($($name:literal)*) => {
        &[$(Area {
            #[cfg(test)]
            name: $name,
            texts: [
                include_str!(concat!("../locales/en/", $name, ".ftl")),
                include_str!(concat!("../locales/ja/", $name, ".ftl")),
                include_str!(concat!("../locales/fr/", $name, ".ftl")),
                include_str!(concat!("../locales/id/", $name, ".ftl")),
            ],
        }),*]
    };
}

/// All of them. An id begins with the name of its area.
pub(crate) static AREAS: &[Area] = areas! {
    "access"
    "api"
    "calls"
    "catalogue"
    "doctor"
    "engine"
    "errors"
    "home"
    "introduce"
    "locale"
    "mail"
    "matching"
    "operation"
    "owner"
    "profile"
    "settings"
    "setup"
    "shell"
    "sources"
    "task"
};
