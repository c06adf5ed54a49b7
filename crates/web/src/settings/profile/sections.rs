//! The pages of a profile: every key stands on one of them, and a test walks the commented reference of all keys.

use domain::call::CallType;

use super::key::{Group, Key, Kind, OBJECTS, OWNER_RULES, Section, type_word};

/// More than this is a slip of the keyboard.
const MOST: i64 = 1_000_000_000;

/// What a contact has.
const PARTS: &[&str] =
    &["phone", "first_name", "last_name", "company", "email", "address", "description"];

/// What can be created for a number that no record has.
const NEW: &[&str] = &["none", "Contact", "Lead", "Account"];

/// All pages in their order.
pub(super) fn all() -> Vec<Section> {
    vec![
        timing(),
        types(),
        subjects(),
        comments(),
        task(),
        fields(),
        matching(),
        creation(),
        owner(),
        contacts(),
        general(),
    ]
}

/// The page at this address.
pub(super) fn find(slug: &str) -> Option<Section> {
    all().into_iter().find(|section| section.slug == slug)
}

fn section(slug: &'static str, title: &'static str, groups: Vec<Group>) -> Section {
    Section { slug, title, groups }
}

fn group(title: &'static str, keys: Vec<Key>) -> Group {
    Group { title, keys }
}

/// A key for each type of calls below `path`.
fn by_type(path: &str, kind: Kind) -> Vec<Key> {
    let key =
        |call_type| Key::new(format!("{path}.{}", type_word(call_type)), kind).of_type(call_type);
    CallType::ALL.into_iter().map(key).collect()
}

fn timing() -> Section {
    let moment = vec![
        Key::new("log.create", Kind::Choice(&["begins", "answered", "ends"])),
        Key::new("log.final_after_seconds", Kind::Number(0, 86_400))
            .help("profile-help-log-final-after-seconds"),
        Key::new("log.missing_end_after_hours", Kind::Number(0, 8_760))
            .help("profile-help-log-missing-end-after-hours"),
    ];
    let exceptions = vec![
        Key::new("unknown_number", Kind::Choice(&["task", "none"])),
        Key::new("withheld", Kind::Choice(&["task", "ignore"])),
        Key::new("log.events", Kind::Lines).help("profile-help-log-events"),
        Key::new("log.ends_only", Kind::Types).help("profile-help-log-ends-only"),
        Key::new("log.predictive_ends_only", Kind::Flag),
    ];
    section(
        "timing",
        "profile-section-timing",
        vec![group("profile-group-moment", moment), group("profile-group-exceptions", exceptions)],
    )
}

fn types() -> Section {
    let statuses = by_type("log.types", Kind::Status);
    section("types", "profile-section-types", vec![group("profile-group-statuses", statuses)])
}

fn subjects() -> Section {
    let wording = vec![Key::new("language", Kind::Language)];
    section(
        "subjects",
        "profile-section-subjects",
        vec![
            group("profile-group-subjects", by_type("subject", Kind::Line)),
            group("profile-group-wording", wording),
        ],
    )
}

fn comments() -> Section {
    let templates = vec![
        Key::new("description.template", Kind::Comment).help("profile-help-templates"),
        Key::new("description.missed", Kind::Comment),
    ];
    let limits = vec![
        Key::new("description.limit", Kind::Number(500, 32_000))
            .help("profile-help-description-limit"),
        Key::new("description.speakers.agent", Kind::Text).help("profile-help-speakers"),
        Key::new("description.speakers.customer", Kind::Text),
    ];
    section(
        "comments",
        "profile-section-comments",
        vec![group("profile-group-comments", templates), group("profile-group-limits", limits)],
    )
}

fn task() -> Section {
    let date = vec![
        Key::new("activity_date.of", Kind::Choice(&["call_start", "task_creation"])),
        Key::new("activity_date.zone", Kind::Text).help("profile-help-activity-date-zone"),
    ];
    let call = vec![
        Key::new("duration", Kind::Choice(&["talk", "total", "zero"])),
        Key::new("type_field", Kind::Flag),
        Key::new("task_subtype", Kind::Text),
        Key::new("call_object", Kind::Line).help("profile-help-call-object"),
    ];
    let transfers = vec![
        Key::new("transfer.mode", Kind::Choice(&["single_task", "per_leg"])),
        Key::new("transfer.call_type", Kind::Choice(&["direction", "none"])),
        Key::new("tags.after_transfer", Kind::Choice(&["all", "last_agent"])),
    ];
    let disposition = vec![
        Key::new("call_disposition.items", Kind::TemplateLines)
            .help("profile-help-call-disposition-items"),
        Key::new("call_disposition.style", Kind::Choice(&["commas", "brackets"])),
    ];
    section(
        "task",
        "profile-section-task",
        vec![
            group("profile-group-date", date),
            group("profile-group-call", call),
            group("profile-group-transfers", transfers),
            group("profile-group-disposition", disposition),
        ],
    )
}

fn fields() -> Section {
    let fields = vec![Key::new("fields", Kind::Fields).help("profile-help-fields")];
    section("fields", "profile-section-fields", vec![group("profile-group-fields", fields)])
}

fn matching() -> Section {
    let records = vec![
        Key::new("match.objects", Kind::Order(OBJECTS, false)),
        Key::new("match.spellings", Kind::Choice(&["every", "strict"])),
        Key::new("match.tie", Kind::Choice(&["last_modified", "none"])),
        Key::new("match.converted_leads", Kind::Choice(&["follow", "skip"])),
        Key::new("match.register_names", Kind::Flag),
    ];
    let phones = [
        ("Contact", "profile-object-contact"),
        ("PersonAccount", "profile-object-personaccount"),
        ("Account", "profile-object-account"),
        ("Lead", "profile-object-lead"),
    ];
    let phones = phones.into_iter().map(|(object, name)| {
        Key::new(format!("match.fields.{object}"), Kind::Lines)
            .called(name)
            .help("profile-help-match-fields")
    });
    let links = vec![
        Key::new("match.link_open", Kind::Order(&["Case", "Opportunity"], false)),
        Key::new("match.account_of_contact", Kind::Flag),
        Key::new("match.person_account_what", Kind::Choice(&["account", "none"])),
    ];
    let clicks = vec![
        Key::new("match.clicked", Kind::Choice(&["record", "match_by_number"])),
        Key::new("match.picked", Kind::Flag),
    ];
    section(
        "matching",
        "profile-section-matching",
        vec![
            group("profile-group-objects", records),
            group("profile-group-phone-fields", phones.collect()),
            group("profile-group-links", links),
            group("profile-group-clicks", clicks),
        ],
    )
}

fn creation() -> Section {
    let whom = vec![
        Key::new("create.object", Kind::Choice(NEW)),
        Key::new("create.duplicates", Kind::Choice(&["use", "leave", "save"])),
        Key::new("create.owner", Kind::Order(OWNER_RULES, false)),
        Key::new("create.reassign_record", Kind::Flag),
    ];
    let record = vec![
        Key::new("create.phone_field", Kind::Text),
        Key::new("create.phone_spelling", Kind::Choice(&["e164", "national"])),
        Key::new(
            "create.name_order",
            Kind::Choice(&["auto", "given_first", "family_first", "whole"]),
        ),
        Key::new("create.use_company", Kind::Flag),
        Key::new("create.account", Kind::Text).help("profile-help-create-account"),
        Key::new("create.company", Kind::Text).help("profile-help-create-company"),
        Key::new("create.fields", Kind::Fields),
    ];
    let case = vec![
        Key::new("create.case", Kind::Flag).help("profile-help-create-case"),
        Key::new("create.case_fields", Kind::Fields),
    ];
    let kinds = Kind::Choice(&["", "none", "Contact", "Lead", "Account"]);
    section(
        "creation",
        "profile-section-creation",
        vec![
            group("profile-group-whom", whom),
            group("profile-group-new-record", record),
            group("profile-group-new-case", case),
            group("profile-group-whom-types", by_type("create.by_type", kinds)),
        ],
    )
}

fn owner() -> Section {
    let rules = vec![
        Key::new("owner.answered", Kind::Order(OWNER_RULES, false))
            .help("profile-help-owner-rules"),
        Key::new("owner.missed", Kind::Order(OWNER_RULES, false)),
        Key::new("owner.unmatched", Kind::Order(OWNER_RULES, false)),
    ];
    let people = vec![
        Key::new("owner.fallback_user", Kind::Text).help("profile-help-owner-fallback-user"),
        Key::new("owner.min_user_age_hours", Kind::Number(0, MOST)),
        Key::new("owner.email_case_sensitive", Kind::Flag),
    ];
    let types = by_type("owner.by_type", Kind::Order(OWNER_RULES, true));
    section(
        "owner",
        "profile-section-owner",
        vec![
            group("profile-group-rules", rules),
            group("profile-group-people", people),
            group("profile-group-rules-types", types),
        ],
    )
}

fn contacts() -> Section {
    let when = vec![
        Key::new("sync.targets", Kind::Set(&["Contact", "Lead"])),
        Key::new("sync.every_minutes", Kind::Number(1, 525_600)),
        Key::new("sync.read_all_hours", Kind::Number(1, 8_760)),
        Key::new("sync.first_sync_records", Kind::Number(0, MOST)).help("profile-help-zero-is-all"),
        Key::new("sync.first_sync_days", Kind::Number(0, 36_500)).help("profile-help-zero-is-all"),
        Key::new("sync.stop_percent", Kind::Number(0, 100)),
        Key::new("sync.stop_least", Kind::Number(0, MOST)),
    ];
    let of = |object: &str| {
        let import = Key::new(format!("sync.import_only.{object}"), Kind::Set(PARTS))
            .called("profile-key-sync-import-only");
        let named = [
            "profile-part-phone",
            "profile-part-first-name",
            "profile-part-last-name",
            "profile-part-company",
            "profile-part-email",
            "profile-part-address",
            "profile-part-description",
        ];
        let parts = PARTS.iter().zip(named).map(|(part, name)| {
            Key::new(format!("sync.fields.{object}.{part}"), Kind::Lines).called(name)
        });
        parts.chain([import]).collect()
    };
    section(
        "contacts",
        "profile-section-contacts",
        vec![
            group("profile-group-sync", when),
            group("profile-group-sync-contact", of("Contact")),
            group("profile-group-sync-lead", of("Lead")),
        ],
    )
}

fn general() -> Section {
    let keys = vec![Key::new("about", Kind::Text)];
    section("general", "profile-section-general", vec![group("profile-group-general", keys)])
}

#[cfg(test)]
mod tests {
    use language::{Language, say};
    use toml::{Table, Value};

    use super::*;

    /// Keys that have a page or an address of their own.
    const ELSEWHERE: [&str; 2] = ["name", "owner.users"];

    fn leaves(table: &Table, at: &str, found: &mut Vec<String>) {
        for (key, value) in table {
            let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
            match value {
                Value::Table(inside) => leaves(inside, &path, found),
                _ => found.push(path),
            }
        }
    }

    #[test]
    fn every_key_of_the_reference_stands_on_a_page() {
        let (_, text) =
            domain::profile::BUILTIN.iter().find(|(name, _)| *name == "default").unwrap();
        let mut paths = Vec::new();
        leaves(&text.parse().unwrap(), "", &mut paths);
        // Keys that the reference only names in comments.
        paths.extend(
            ["owner.fallback_user", "description.speakers.agent", "fields.Call_Memo__c"]
                .map(str::to_owned),
        );
        let sections = all();
        let keys: Vec<&Key> = sections.iter().flat_map(Section::keys).collect();
        for path in &paths {
            let offered = keys.iter().any(|key| match key.kind {
                Kind::Fields => path.starts_with(&format!("{}.", key.path)),
                _ => key.path == *path,
            });
            assert!(offered || ELSEWHERE.contains(&path.as_str()), "{path} stands on no page");
        }
        assert!(paths.len() > 90, "{}", paths.len());
    }

    #[test]
    fn no_key_stands_twice_and_each_is_named_in_every_language() {
        let sections = all();
        let mut seen = std::collections::BTreeSet::new();
        for section in &sections {
            let mut ids = vec![section.title.to_owned()];
            ids.extend(section.groups.iter().map(|group| group.title.to_owned()));
            for key in section.keys() {
                assert!(seen.insert(key.path.clone()), "{} stands twice", key.path);
                ids.push(key.label_id());
                ids.extend(key.help.map(str::to_owned));
                if let Kind::Choice(words) | Kind::Set(words) | Kind::Order(words, _) = key.kind {
                    ids.extend(words.iter().map(|word| key.choice_id(word)));
                }
            }
            for id in ids {
                for language in Language::ALL {
                    assert_ne!(say(language, &id), id, "{}", language.tag());
                }
            }
        }
    }

    #[test]
    fn every_merge_field_is_explained_in_every_language() {
        for field in domain::template::FIELDS {
            let id = super::super::fields::about_id(field.name);
            for language in Language::ALL {
                assert_ne!(say(language, &id), id, "{}", language.tag());
            }
        }
    }
}
