//! The metadata types that the org knows: where their files lie, and what stands inside of which.

/// A type of metadata.
#[derive(Debug)]
pub(crate) struct MetadataType {
    /// Such as `PermissionSet`; the file's root element has the same name.
    pub(crate) name: &'static str,
    /// The folder of its files.
    pub(crate) directory: &'static str,
    /// The ending of its files.
    pub(crate) suffix: &'static str,
    /// Types whose components stand inside of its files: the element, and the type.
    pub(crate) children: &'static [(&'static str, &'static str)],
}

/// Every type, in the order in which a deployment applies them: what others point to comes first.
pub(crate) const TYPES: [MetadataType; 17] = [
    plain("StandardValueSet", "standardValueSets", "standardValueSet"),
    MetadataType {
        name: "CustomObject",
        directory: "objects",
        suffix: "object",
        children: &[("fields", "CustomField"), ("validationRules", "ValidationRule")],
    },
    plain("Layout", "layouts", "layout"),
    plain("CallCenter", "callCenters", "callCenter"),
    plain("CustomTab", "tabs", "tab"),
    plain("CustomApplication", "applications", "app"),
    plain("RemoteSiteSetting", "remoteSiteSettings", "remoteSite"),
    plain("CspTrustedSite", "cspTrustedSites", "cspTrustedSite"),
    plain("PlatformEventChannel", "platformEventChannels", "platformEventChannel"),
    plain(
        "PlatformEventChannelMember",
        "platformEventChannelMembers",
        "platformEventChannelMember",
    ),
    plain("PermissionSet", "permissionsets", "permissionset"),
    plain("Profile", "profiles", "profile"),
    plain("ExternalClientApplication", "externalClientApps", "eca"),
    plain("ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth"),
    plain("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth"),
    plain("ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy"),
    plain("ExtlClntAppConfigurablePolicies", "extlClntAppPolicies", "ecaPlcy"),
];

const fn plain(name: &'static str, directory: &'static str, suffix: &'static str) -> MetadataType {
    MetadataType { name, directory, suffix, children: &[] }
}

/// The type whose files lie in a folder.
pub(super) fn in_directory(directory: &str) -> Option<&'static MetadataType> {
    TYPES.iter().find(|known| known.directory == directory)
}

/// The type of a name, for types with files of their own.
pub(super) fn named(name: &str) -> Option<&'static MetadataType> {
    TYPES.iter().find(|known| known.name == name)
}

/// The type in whose files components of this type stand; itself for types with files of their own.
pub(super) fn holder(name: &str) -> Option<&'static MetadataType> {
    TYPES
        .iter()
        .find(|known| known.name == name || known.children.iter().any(|(_, child)| *child == name))
}

/// The place of a type in the order of applying; children come right after their holder.
pub(super) fn order(name: &str) -> (usize, usize) {
    for (place, known) in TYPES.iter().enumerate() {
        if known.name == name {
            return (place, 0);
        }
        if let Some(child) = known.children.iter().position(|(_, child)| *child == name) {
            return (place, child + 1);
        }
    }
    (TYPES.len(), 0)
}

impl MetadataType {
    /// The path of a component's file.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}/{}.{}", self.directory, encoded(name), self.suffix)
    }
}

/// A component's name as a file name: Salesforce percent-encodes what file systems dislike.
fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '%' | '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => {
                encoded.push_str(&format!("%{:02X}", u32::from(character)));
            }
            other => encoded.push(other),
        }
    }
    encoded
}

/// The name behind a file name.
pub(super) fn decoded(name: &str) -> String {
    let plain = name.replace('+', "%2B");
    url::form_urlencoded::parse(format!("n={plain}").replace('&', "%26").as_bytes())
        .next()
        .map_or_else(|| name.to_owned(), |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_their_way_through_a_file_name() {
        for name in ["Task-Task Layout", "Task-50%25", "A/B: c+d&e", "Layout é"] {
            assert_eq!(decoded(&encoded(name)), name);
        }
        assert_eq!(named("Layout").unwrap().path("Task-A/B"), "layouts/Task-A%2FB.layout");
        assert_eq!(holder("CustomField").unwrap().name, "CustomObject");
        assert!(order("CustomField") > order("CustomObject"));
        assert!(order("PermissionSet") > order("CustomField"));
        assert!(holder("ApexClass").is_none());
    }
}
