//! A deployment: read the zip, check every component, put all of it in force or report why not.

use super::archive::{self, Files};
use super::check::Draft;
use super::component::{self, Component};
use super::kept::Consumer;
use super::manifest::Manifest;
use super::permission_rows;
use super::report::{DeployReport, Message};
use super::types;
use crate::error::ApiError;
use crate::id;
use crate::org::{Actor, Org};

/// What a client asks for beside the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeployOptions {
    /// Check, but change nothing.
    pub(crate) check_only: bool,
    /// One component that fails keeps all others out.
    pub(crate) rollback_on_error: bool,
    /// Components that the manifest names may be missing.
    pub(crate) allow_missing_files: bool,
    /// Warnings do not fail the deployment.
    pub(crate) ignore_warnings: bool,
}

/// Deploys a zip on behalf of a user, who needs the permission Customize Application.
///
/// # Errors
/// When the user may not deploy, or the database fails; what is wrong with the files stands in the report.
pub(crate) fn deploy(
    org: &Org,
    actor: &Actor,
    zip: &[u8],
    options: DeployOptions,
) -> Result<DeployReport, ApiError> {
    super::check_may_use(org, actor)?;
    let number = org.database().count_up("0Af")?;
    let user = org.user(&actor.user_id)?;
    let mut report = DeployReport {
        id: id::make("0Af", u64::try_from(number).unwrap_or_default()),
        check_only: options.check_only,
        rollback_on_error: options.rollback_on_error,
        ignore_warnings: options.ignore_warnings,
        messages: Vec::new(),
        refused: None,
        created_by: (actor.user_id.clone(), user.map(|user| user.name).unwrap_or_default()),
        created_at: org.now(),
        completed_at: org.now(),
    };
    match archive::unpack(zip) {
        Ok(files) => apply(org, &mut report, &files, options)?,
        Err(problem) => report.refused = Some(problem),
    }
    report.completed_at = org.now();
    Ok(report)
}

fn apply(
    org: &Org,
    report: &mut DeployReport,
    files: &Files,
    options: DeployOptions,
) -> Result<(), ApiError> {
    let files = without_top_folder(files);
    let Some(text) = files.get("package.xml") else {
        report.messages.push(Message::failure(
            "",
            "package.xml",
            "package.xml",
            "No package.xml found",
        ));
        return Ok(());
    };
    let manifest = match Manifest::parse(text) {
        Ok(manifest) => manifest,
        Err(problem) => {
            report.messages.push(Message::failure("", "package.xml", "package.xml", &problem));
            return Ok(());
        }
    };
    report.messages.push(Message::success("", "package.xml", "package.xml"));
    let (mut components, problems) = component::read_all(&files);
    report.messages.extend(problems);
    report.messages.extend(unnamed(&manifest, &components));
    if !options.allow_missing_files {
        let missing = missing(&manifest, &components, &report.messages);
        report.messages.extend(missing);
    }
    components.sort_by(|one, other| {
        (types::order(one.kind), &one.name).cmp(&(types::order(other.kind), &other.name))
    });
    let mut draft = Draft::of(org);
    take_away(
        org,
        report,
        &mut draft,
        &files,
        &["destructiveChangesPre.xml", "destructiveChanges.xml"],
    );
    for component in &components {
        let message = Message::success(component.kind, &component.name, &component.file);
        report.messages.push(match draft.add(org, component) {
            Ok(effect) => Message { created: effect.created, changed: effect.changed, ..message },
            Err(problem) => Message { problem: Some(problem), ..message },
        });
    }
    take_away(org, report, &mut draft, &files, &["destructiveChangesPost.xml"]);
    finish(org, report, draft)
}

/// Puts the draft in force if it may be, and gives every component its id.
fn finish(org: &Org, report: &mut DeployReport, mut draft: Draft) -> Result<(), ApiError> {
    let warned = report.messages.iter().any(|message| message.warning);
    if warned && !report.ignore_warnings {
        for message in report.messages.iter_mut().filter(|message| message.warning) {
            message.warning = false;
        }
    }
    let kept_out = report.errors() > 0 && report.rollback_on_error;
    if !kept_out && !report.check_only {
        number(org, &mut draft)?;
        draft.put_in_force(org)?;
    }
    for message in &mut report.messages {
        message.id = component_id(org, message)?;
    }
    Ok(())
}

/// Gives an id to each new component, and a consumer to each new client app.
fn number(org: &Org, draft: &mut Draft) -> Result<(), ApiError> {
    for kept in draft.kept.components.iter_mut().filter(|kept| kept.id.is_empty()) {
        let prefix = match kept.kind.as_str() {
            "CustomField" => "00N",
            "CustomObject" => "01I",
            "Layout" => "00h",
            "CallCenter" => "04v",
            "ValidationRule" => "03d",
            _ => "0xI",
        };
        let count = org.database().count_up(prefix)?;
        kept.id = id::make(prefix, u64::try_from(count).unwrap_or_default());
    }
    let apps: Vec<String> =
        draft.kept.of_kind("ExternalClientApplication").map(|app| app.name.clone()).collect();
    for app in apps {
        let given = super::client_app::consumer_key(&draft.kept, &app);
        let consumer = draft.kept.consumers.entry(app).or_insert_with(|| Consumer {
            key: format!("3MVG9{}", org.sessions().secret(80)),
            secret: org.sessions().secret(64),
        });
        if let Some(key) = given {
            consumer.key = key;
        }
    }
    Ok(())
}

fn component_id(org: &Org, message: &Message) -> Result<Option<String>, ApiError> {
    match message.kind.as_str() {
        "PermissionSet" => permission_rows::find(org, &message.name, false),
        "Profile" => permission_rows::find(org, &message.name, true),
        kind => Ok(org.setup().metadata.find(kind, &message.name).map(|kept| kept.id.clone())),
    }
}

fn take_away(
    org: &Org,
    report: &mut DeployReport,
    draft: &mut Draft,
    files: &Files,
    names: &[&str],
) {
    for name in names {
        let Some(text) = files.get(*name) else { continue };
        match Manifest::parse(text) {
            Ok(manifest) => report.messages.extend(draft.destroy(org, name, &manifest)),
            Err(problem) => report.messages.push(Message::failure("", name, name, &problem)),
        }
    }
}

/// A zip may carry everything in one folder, as retrieved packages do.
fn without_top_folder(files: &Files) -> Files {
    if files.contains_key("package.xml") {
        return files.clone();
    }
    let folder = files.keys().find_map(|path| {
        let folder = path.strip_suffix("package.xml")?;
        (folder.matches('/').count() == 1).then(|| folder.to_owned())
    });
    let Some(folder) = folder else { return files.clone() };
    let inside = |(path, text): (&String, &String)| {
        path.strip_prefix(&folder).map(|path| (path.to_owned(), text.clone()))
    };
    files.iter().filter_map(inside).collect()
}

/// Components whose files are there although the manifest does not name them.
fn unnamed(manifest: &Manifest, components: &[Component]) -> Vec<Message> {
    let holds = |component: &Component| {
        let object = component.name.split('.').next().unwrap_or_default();
        manifest.names(component.kind, &component.name)
            || (component.kind != "CustomObject" && manifest.names("CustomObject", object) && component.name.contains('.'))
            // A file for fields alone may say what the object is, too.
            || (component.kind == "CustomObject" && !component.name.ends_with("__c"))
    };
    let warn = |component: &Component| {
        Message::remark(component.kind, &component.name, &component.file, "Not in package.xml")
    };
    components.iter().filter(|component| !holds(component)).map(warn).collect()
}

/// Components that the manifest names and no file holds.
fn missing(manifest: &Manifest, components: &[Component], known: &[Message]) -> Vec<Message> {
    let mut messages = Vec::new();
    for asked in &manifest.types {
        if types::holder(&asked.kind).is_none() {
            let problem = format!("Unknown type name '{}' specified in package.xml", asked.kind);
            messages.push(Message::failure("", "package.xml", "package.xml", &problem));
            continue;
        }
        for member in asked.members.iter().filter(|member| *member != "*") {
            let there = components.iter().any(|component| {
                (component.kind == asked.kind && component.name == *member)
                    || (asked.kind == "CustomObject"
                        && component.name.split('.').next() == Some(member))
            });
            let failed = known.iter().any(|message| message.name == *member);
            if !there && !failed {
                let problem = format!(
                    "An object '{member}' of type {} was named in package.xml, but was not found in zipped directory",
                    asked.kind
                );
                messages.push(Message::failure(&asked.kind, member, "package.xml", &problem));
            }
        }
    }
    messages
}
