//! What stands around every page: the org's name, the tabs, and how much of the API allowance is used.

use super::shape::SHAPES;
use crate::org::Org;
use crate::soap::xml;

/// A tab.
#[derive(Debug)]
pub(super) struct Tab {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) current: bool,
}

/// The frame of a page.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) org_name: String,
    pub(super) tabs: Vec<Tab>,
    pub(super) used: u64,
    pub(super) quota: u64,
    /// From here on the meter warns.
    pub(super) high: u64,
    /// The address of the call centre's panel, empty without one.
    pub(super) adapter: String,
}

impl Frame {
    /// The frame with the tab of `current` (an object's name, or `Home`) marked.
    pub(super) fn new(org: &Org, current: &str) -> Self {
        let mut tabs = vec![Tab {
            label: "Home".to_owned(),
            href: "/".to_owned(),
            current: current == "Home",
        }];
        for shape in &SHAPES {
            tabs.extend(org.schema().object(shape.object).map(|object| Tab {
                label: object.label_plural.clone(),
                href: list_address(&object.name),
                current: object.name == current,
            }));
        }
        let usage = org.api_usage();
        Self {
            org_name: org.options().name.clone(),
            tabs,
            used: usage.last_24_hours,
            quota: usage.allowance,
            high: usage.allowance / 5 * 4,
            adapter: call_centre(org).unwrap_or_default(),
        }
    }
}

/// The address of the panel of the first call centre that was deployed.
fn call_centre(org: &Org) -> Option<String> {
    let setup = org.setup();
    let centre = setup.metadata.of_kind("CallCenter").next()?;
    let element = format!("<CallCenter>{}</CallCenter>", centre.xml);
    let element = xml::parse(&element).ok()?;
    let address = xml::text(element.root_element(), "adapterUrl")?;
    // Only addresses that a frame may show; anything else is no panel.
    let address = url::Url::parse(&address).ok()?;
    matches!(address.scheme(), "http" | "https").then(|| address.to_string())
}

/// The address of an object's list.
pub(super) fn list_address(object: &str) -> String {
    format!("/lightning/o/{object}/list")
}
