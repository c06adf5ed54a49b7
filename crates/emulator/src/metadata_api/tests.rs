//! Deployments and retrievals, from the zip to what users see.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::archive::{self, Files};
use super::{DeployOptions, DeployReport, Manifest, deploy, retrieve};
use crate::org::{Actor, Org, OrgOptions};

const OPTIONS: DeployOptions = DeployOptions {
    check_only: false,
    rollback_on_error: true,
    allow_missing_files: false,
    ignore_warnings: true,
};

fn org() -> Org {
    let options = OrgOptions::new(Arc::new(|| 1_700_000_000_000), 1);
    Org::new(OrgOptions { call_id_field: false, ..options }).unwrap()
}

fn administrator(org: &Org) -> Actor {
    Actor::user(org.administrator().user_id)
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn package(types: &[(&str, &str)]) -> String {
    let types: String = types
        .iter()
        .map(|(kind, member)| {
            format!("<types><members>{member}</members><name>{kind}</name></types>")
        })
        .collect();
    format!("<Package>{types}<version>66.0</version></Package>")
}

fn run(org: &Org, options: DeployOptions, files: &[(&str, &str)]) -> DeployReport {
    let files: Files =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    deploy(org, &administrator(org), &archive::pack(&files).unwrap(), options).unwrap()
}

fn problems(report: &DeployReport) -> Vec<&str> {
    let failed = report.messages.iter().filter(|message| !message.succeeded());
    failed.filter_map(|message| message.problem.as_deref()).collect()
}

fn sees(org: &Org, actor: &Actor, object: &str, field: &str) -> bool {
    let view = org.database().view(actor).unwrap();
    view.object(object).is_some_and(|object| object.field(field).is_some())
}

const MOOD: &str = "<CustomObject><fields><fullName>Mood__c</fullName><label>Mood</label><length>20</length>\
    <type>Text</type></fields></CustomObject>";

const MOODS: &str = "<PermissionSet><label>Moods</label><fieldPermissions><editable>true</editable>\
    <field>Task.Mood__c</field><readable>true</readable></fieldPermissions><userPermissions><enabled>true</enabled>\
    <name>EditTask</name></userPermissions></PermissionSet>";

fn mood_package() -> [(&'static str, String); 3] {
    [
        (
            "package.xml",
            package(&[("CustomField", "Activity.Mood__c"), ("PermissionSet", "Moods")]),
        ),
        ("objects/Activity.object", MOOD.to_owned()),
        ("permissionsets/Moods.permissionset", MOODS.to_owned()),
    ]
}

fn deploy_moods(org: &Org, options: DeployOptions) -> DeployReport {
    let files = mood_package();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    run(org, options, &files)
}

#[test]
fn a_field_and_its_permission_set_arrive_together_and_leave_together() {
    let org = org();
    let report = deploy_moods(&org, OPTIONS);
    assert_eq!(report.status(), "Succeeded", "{:?}", problems(&report));
    assert_eq!(report.deployed(), 2);
    assert!(report.components().all(|message| message.created && message.id.is_some()));

    let user = administrator(&org);
    assert!(
        !sees(&org, &user, "Task", "Mood__c"),
        "a deployed field is hidden until it is granted"
    );
    let set = org.query(
        &org.administrator(),
        "SELECT Id, PermissionsEditTask FROM PermissionSet WHERE Name = 'Moods'",
    );
    let set = set.unwrap().records.remove(0);
    assert_eq!(set["PermissionsEditTask"], true);
    let assignment = json!({"PermissionSetId": set["Id"], "AssigneeId": user.user_id});
    let assignment =
        org.create(&org.administrator(), "PermissionSetAssignment", map(assignment)).unwrap();
    assert!(sees(&org, &user, "Task", "Mood__c"));
    assert!(!sees(&org, &user, "Event", "Mood__c"));

    let destroy = package(&[("CustomField", "Activity.Mood__c"), ("PermissionSet", "Moods")]);
    let files = [("package.xml", package(&[])), ("destructiveChanges.xml", destroy)];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let report = run(&org, OPTIONS, &files);
    assert!(problems(&report)[0].contains("while it is assigned"));
    assert!(sees(&org, &user, "Task", "Mood__c"), "one failure keeps all of it out");

    org.delete(&org.administrator(), "PermissionSetAssignment", &assignment).unwrap();
    let report = run(&org, OPTIONS, &files);
    assert_eq!(report.status(), "Succeeded", "{:?}", problems(&report));
    assert!(org.schema().object("Task").unwrap().field("Mood__c").is_none());
    let report = run(&org, OPTIONS, &files);
    assert_eq!(report.status(), "Succeeded", "what is gone already is a warning");
    assert!(report.messages.iter().any(|message| message.warning));
}

#[test]
fn check_only_changes_nothing_and_errors_roll_back() {
    let org = org();
    let report = deploy_moods(&org, DeployOptions { check_only: true, ..OPTIONS });
    assert_eq!(report.status(), "Succeeded");
    assert!(org.schema().object("Task").unwrap().field("Mood__c").is_none());

    let wrong = MOODS.replace("Task.Mood__c", "Task.Moood__c");
    let files = mood_package();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, if path.starts_with("perm") { &wrong } else { text }.as_str()))
        .collect();
    let report = run(&org, OPTIONS, &files);
    assert_eq!(report.status(), "Failed");
    assert_eq!(problems(&report), ["In field: field - no CustomField named Task.Moood__c found"]);
    assert!(org.schema().object("Task").unwrap().field("Mood__c").is_none());

    let report = run(&org, DeployOptions { rollback_on_error: false, ..OPTIONS }, &files);
    assert_eq!(report.status(), "SucceededPartial");
    assert!(org.schema().object("Task").unwrap().field("Mood__c").is_some());
}

/// Deploys one file, which must fail with a problem.
fn fails(path: &str, text: &str, named: (&str, &str), problem: &str) {
    let report = run(&org(), OPTIONS, &[("package.xml", &package(&[named])), (path, text)]);
    assert_eq!(report.status(), "Failed", "{path}");
    let problems = problems(&report);
    assert!(problems.iter().any(|found| found.contains(problem)), "{path}: {problems:?}");
}

#[test]
fn fields_that_cannot_be_deployed_are_named() {
    let object = |fields: &str| format!("<CustomObject>{fields}</CustomObject>");
    let field = |inner: &str| {
        object(&format!("<fields><fullName>A__c</fullName><label>A</label>{inner}</fields>"))
    };
    for (object, inner, problem) in [
        ("Task", "<type>Date</type>", "Activity"),
        ("Nope", "<type>Date</type>", "no CustomObject named Nope"),
        ("Contact", "<type>Dote</type>", "'Dote' is not a valid value for the enum 'FieldType'"),
        (
            "Contact",
            "<type>Date</type><colour>red</colour>",
            "Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type CustomField",
        ),
    ] {
        let name = format!("{object}.A__c");
        let path = format!("objects/{object}.object");
        fails(&path, &field(inner), ("CustomField", &name), problem);
    }
}

#[test]
fn other_files_that_cannot_be_deployed_are_named() {
    let required = MOODS.replace("Task.Mood__c", "Contact.LastName");
    for (path, text, named, problem) in [
        (
            "permissionsets/A.permissionset",
            required.as_str(),
            ("PermissionSet", "A"),
            "You cannot deploy to a required field: Contact.LastName",
        ),
        (
            "extlClntAppOauthSettings/A.ecaOauth",
            "<ExtlClntAppOauthSettings><externalClientApplication>X</externalClientApplication>\
             </ExtlClntAppOauthSettings>",
            ("ExtlClntAppOauthSettings", "A"),
            "no ExternalClientApplication named X found",
        ),
        ("layouts/A.layout", "<Layout/>", ("Layout", "B"), "but was not found in zipped directory"),
        ("layouts/A.layout", "<Layout>", ("Layout", "A"), "Error parsing file"),
        ("classes/A.cls", "class A {}", ("ApexClass", "A"), "Unknown type name 'ApexClass'"),
    ] {
        fails(path, text, named, problem);
    }
    let org = org();
    let report = run(&org, OPTIONS, &[("readme.txt", "")]);
    assert_eq!(problems(&report), ["No package.xml found"]);
    let report = deploy(&org, &administrator(&org), b"no zip", OPTIONS).unwrap();
    assert_eq!(report.status(), "Failed");
}

#[test]
fn only_who_may_customise_the_org_may_deploy() {
    let org = org();
    let kei = json!({"Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei"});
    let kei = org.create(&org.administrator(), "User", map(kei)).unwrap();
    let error = deploy(&org, &Actor::user(kei), b"", OPTIONS).unwrap_err();
    assert_eq!(error.code, "INSUFFICIENT_ACCESS");
}

#[test]
fn what_was_deployed_is_retrieved() {
    let org = org();
    deploy_moods(&org, OPTIONS);
    let asked = "<Package><types><members>*</members><name>CustomField</name></types><types><members>Moods</members>\
        <name>PermissionSet</name></types><types><members>Nobody</members><name>Profile</name></types></Package>";
    let manifest = Manifest::parse(asked).unwrap();
    let retrieved = retrieve(&org, &administrator(&org), &manifest, false).unwrap();
    let files = archive::unpack(&retrieved.zip).unwrap();
    let activity = &files["unpackaged/objects/Activity.object"];
    assert!(activity.contains("<fields><fullName>Mood__c</fullName>"), "{activity}");
    let set = &files["unpackaged/permissionsets/Moods.permissionset"];
    assert!(set.contains("<field>Task.Mood__c</field>"), "{set}");
    assert!(files["unpackaged/package.xml"].contains("<members>Activity.Mood__c</members>"));
    assert_eq!(retrieved.warnings.len(), 1);

    let other = self::org();
    let files: Files = files
        .into_iter()
        .map(|(path, text)| (path.trim_start_matches("unpackaged/").to_owned(), text))
        .collect();
    let report = deploy(&other, &administrator(&other), &archive::pack(&files).unwrap(), OPTIONS);
    assert_eq!(
        report.unwrap().status(),
        "Succeeded",
        "what was retrieved can be deployed elsewhere"
    );
}

/// The files of an SFDX project in the form in which the command line sends them.
fn converted(project: &Path) -> Files {
    let mut files = Files::new();
    let mut named: Vec<(&str, String)> = Vec::new();
    let mut fields = String::new();
    for kind in &super::TYPES {
        let Ok(folder) = std::fs::read_dir(project.join("main/default").join(kind.directory))
        else {
            continue;
        };
        for entry in folder {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if kind.name == "CustomObject" {
                for entry in std::fs::read_dir(path.join("fields")).unwrap() {
                    let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                    let start = text.find('>').map(|end| end + 1).unwrap();
                    let inner = text[start..].replacen(
                        "<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\">",
                        "<fields>",
                        1,
                    );
                    fields.push_str(&inner.replace("</CustomField>", "</fields>"));
                    let field = text.split("<fullName>").nth(1).unwrap().split('<').next().unwrap();
                    named.push(("CustomField", format!("{name}.{field}")));
                }
                files.insert(
                    format!("objects/{name}.object"),
                    format!("<CustomObject>{fields}</CustomObject>"),
                );
                continue;
            }
            let file = name.strip_suffix("-meta.xml").unwrap();
            named.push((
                kind.name,
                file.strip_suffix(&format!(".{}", kind.suffix)).unwrap().to_owned(),
            ));
            files.insert(
                format!("{}/{file}", kind.directory),
                std::fs::read_to_string(&path).unwrap(),
            );
        }
    }
    let named: Vec<(&str, &str)> =
        named.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
    files.insert("package.xml".to_owned(), package(&named));
    files
}

#[test]
fn our_own_package_makes_an_org_ready() {
    let org = org();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../salesforce-package");
    let files = converted(&project);
    let zip = archive::pack(&files).unwrap();
    let report = deploy(&org, &administrator(&org), &zip, OPTIONS).unwrap();
    assert_eq!(report.status(), "Succeeded", "{:?}", problems(&report));
    let view = org.database().view(&administrator(&org)).unwrap();
    let task = view.object("Task").unwrap();
    let key = task.field("Ringledger_Call_Id__c").unwrap();
    assert!(key.unique && key.external_id && key.case_sensitive && key.flags.createable);
    assert_eq!(key.length, 255);
    assert!(!task.field("Ringledger_Call_Memo__c").unwrap().restricted);
    assert!(sees(&org, &administrator(&org), "Event", "Ringledger_Call_Id__c"));
    let setup = org.setup();
    let app = setup.apps.app.iter().find(|app| app.permission_sets.is_some()).unwrap();
    assert!(app.pkce_required && app.client_id.starts_with("3MVG9"));
    assert_eq!(app.permission_sets, Some(vec!["Ringledger".to_owned()]));

    let uninstall: Files = ["package.xml", "destructiveChanges.xml"]
        .into_iter()
        .map(|name| {
            (
                name.to_owned(),
                std::fs::read_to_string(project.join("uninstall").join(name)).unwrap(),
            )
        })
        .collect();
    let zip = archive::pack(&uninstall).unwrap();
    let report = deploy(&org, &administrator(&org), &zip, OPTIONS).unwrap();
    assert_eq!(report.status(), "Succeeded", "{:?}", problems(&report));
    let schema = org.schema();
    assert!(!schema.object("Task").unwrap().fields.iter().any(crate::schema::Field::is_custom));
    assert!(org.setup().metadata.components.is_empty(), "{:?}", org.setup().metadata.components);
    let left = org.query(&org.administrator(), "SELECT Id FROM FieldPermissions").unwrap();
    assert_eq!(left.total_size, 0);
}
