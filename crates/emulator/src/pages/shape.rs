//! Which fields of an object a person wants to see, where; the rest stands under Details.

/// A list of children on a record's page.
#[derive(Debug)]
pub(super) struct Related {
    /// The child object.
    pub(super) object: &'static str,
    /// The child's field that refers to the record.
    pub(super) lookup: &'static str,
    /// The children's fields.
    pub(super) columns: &'static [&'static str],
}

/// How an object is shown. A path such as `Owner.Name` shows the name behind a reference.
#[derive(Debug)]
pub(super) struct Shape {
    /// API name.
    pub(super) object: &'static str,
    /// Columns of the list.
    pub(super) columns: &'static [&'static str],
    /// Fields that the search box looks into.
    pub(super) search: &'static [&'static str],
    /// Fields on top of a record.
    pub(super) highlights: &'static [&'static str],
    /// Lists of children.
    pub(super) related: &'static [Related],
    /// The field of Task that ties an activity to the record; empty where there is no timeline.
    pub(super) activity: &'static str,
}

/// Every object with pages, in the order of the tabs.
pub(super) const SHAPES: [Shape; 7] = [
    Shape {
        object: "Account",
        columns: &[
            "Name",
            "Phone",
            "PersonMobilePhone",
            "BillingCity",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &["Name", "Phone", "PersonMobilePhone", "PersonHomePhone", "BillingCity"],
        highlights: &[
            "Phone",
            "PersonMobilePhone",
            "PersonEmail",
            "Website",
            "Industry",
            "Owner.Name",
        ],
        related: &[
            Related {
                object: "Contact",
                lookup: "AccountId",
                columns: &["Name", "Title", "Phone", "MobilePhone"],
            },
            Related {
                object: "Opportunity",
                lookup: "AccountId",
                columns: &["Name", "StageName", "CloseDate"],
            },
            Related {
                object: "Case",
                lookup: "AccountId",
                columns: &["CaseNumber", "Subject", "Status"],
            },
        ],
        activity: "AccountId",
    },
    Shape {
        object: "Contact",
        columns: &[
            "Name",
            "Account.Name",
            "Phone",
            "MobilePhone",
            "Email",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &[
            "Name",
            "Account.Name",
            "Phone",
            "MobilePhone",
            "HomePhone",
            "OtherPhone",
            "Email",
        ],
        highlights: &["Title", "Account.Name", "Phone", "MobilePhone", "Email", "Owner.Name"],
        related: &[
            Related {
                object: "Case",
                lookup: "ContactId",
                columns: &["CaseNumber", "Subject", "Status"],
            },
            Related {
                object: "Opportunity",
                lookup: "ContactId",
                columns: &["Name", "StageName", "CloseDate"],
            },
        ],
        activity: "WhoId",
    },
    Shape {
        object: "Lead",
        columns: &[
            "Name",
            "Company",
            "Status",
            "Phone",
            "MobilePhone",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &["Name", "Company", "Phone", "MobilePhone", "Email"],
        highlights: &["Company", "Title", "Phone", "MobilePhone", "Email", "Status", "Owner.Name"],
        related: &[],
        activity: "WhoId",
    },
    Shape {
        object: "Opportunity",
        columns: &[
            "Name",
            "Account.Name",
            "StageName",
            "CloseDate",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &["Name", "Account.Name"],
        highlights: &["Account.Name", "StageName", "CloseDate", "Amount", "Owner.Name"],
        related: &[],
        activity: "WhatId",
    },
    Shape {
        object: "Case",
        columns: &[
            "CaseNumber",
            "Subject",
            "Contact.Name",
            "Status",
            "Priority",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &["CaseNumber", "Subject", "Contact.Name"],
        highlights: &[
            "Subject",
            "Contact.Name",
            "Account.Name",
            "Status",
            "Priority",
            "Owner.Name",
        ],
        related: &[],
        activity: "WhatId",
    },
    Shape {
        object: "Task",
        columns: &[
            "Subject",
            "Who.Name",
            "CallType",
            "CallDurationInSeconds",
            "Status",
            "ActivityDate",
            "Owner.Name",
            "LastModifiedDate",
        ],
        search: &["Subject", "Who.Name", "CallObject"],
        highlights: &[
            "Who.Name",
            "What.Name",
            "Status",
            "ActivityDate",
            "CallType",
            "CallDurationInSeconds",
            "Owner.Name",
        ],
        related: &[],
        activity: "",
    },
    Shape {
        object: "User",
        columns: &[
            "Name",
            "Username",
            "Title",
            "Phone",
            "MobilePhone",
            "Extension",
            "IsActive",
            "LastModifiedDate",
        ],
        search: &["Name", "Username", "Phone", "MobilePhone", "Extension"],
        highlights: &["Title", "Username", "Phone", "MobilePhone", "Extension", "IsActive"],
        related: &[],
        activity: "OwnerId",
    },
];

/// The shape of an object, by name in any case.
pub(super) fn of(object: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.object.eq_ignore_ascii_case(object))
}
