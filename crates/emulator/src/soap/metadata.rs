//! The operations of `/services/Soap/m`: deploying, retrieving and listing metadata.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::Call;
use super::envelope::Envelope;
use super::fault::Fault;
use super::xml::{self, Xml};
use crate::metadata_api::{
    self, DeployOptions, DeployReport, Listed, Manifest, Message, Retrieved,
};

impl Call<'_> {
    /// Answers a message with the results to put into its reply.
    pub(super) fn metadata(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        // Outcomes of others' deployments and retrievals are not for everybody either.
        metadata_api::check_may_use(self.org, self.actor)?;
        match envelope.name() {
            "deploy" => self.deploy(envelope),
            "checkDeployStatus" => self.check_deploy_status(envelope),
            "cancelDeploy" => self.cancel_deploy(envelope),
            "retrieve" => self.retrieve(envelope),
            "checkRetrieveStatus" => self.check_retrieve_status(envelope),
            "listMetadata" => self.list_metadata(envelope),
            "describeMetadata" => Ok(describe()),
            other => Err(Fault::client(format!(
                "No operation available for request {{{}}}{other}",
                self.api.namespace()
            ))),
        }
    }

    fn deploy(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        // Base64 may be wrapped into lines.
        let text: String = envelope.need("ZipFile")?.split_whitespace().collect();
        let zip = STANDARD.decode(text).map_err(|_| Fault::client("ZipFile is no base64"))?;
        let options = xml::child(envelope.operation, "DeployOptions");
        let says =
            |name: &str| options.and_then(|options| xml::truth(options, name)).unwrap_or(false);
        let options = DeployOptions {
            check_only: says("checkOnly"),
            rollback_on_error: says("rollbackOnError"),
            allow_missing_files: says("allowMissingFiles"),
            ignore_warnings: says("ignoreWarnings"),
        };
        let jobs = &self.org.0.metadata_jobs;
        let turn = jobs.take_turn();
        let report = metadata_api::deploy(self.org, self.actor, &zip, options)?;
        drop(turn);
        let id = report.id.clone();
        jobs.deployed(report);
        Ok(queued(&id))
    }

    fn check_deploy_status(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let id = envelope.need("asyncProcessId")?;
        let details = xml::truth(envelope.operation, "includeDetails").unwrap_or(false);
        let report = self.org.0.metadata_jobs.deployment(&id).ok_or_else(|| no_job(&id))?;
        Ok(deploy_result(&report, details))
    }

    /// Deployments are over before anybody can cancel them.
    fn cancel_deploy(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let id = envelope.need("String").or_else(|_| envelope.need("id"))?;
        match self.org.0.metadata_jobs.deployment(&id) {
            Some(_) => Err(Fault::new("INVALID_ID_FIELD", "Deployment already completed")),
            None => Err(no_job(&id)),
        }
    }

    fn retrieve(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        // The WSDL calls it retrieveRequest and jsforce request; Salesforce takes both.
        let request = envelope.operation.first_element_child();
        let request = request.ok_or_else(|| Fault::missing("retrieveRequest"))?;
        if xml::child(request, "packageNames").is_some() {
            return Err(Fault::new("INVALID_CROSS_REFERENCE_KEY", "No package of that name found"));
        }
        let manifest = xml::child(request, "unpackaged").map(Manifest::read).unwrap_or_default();
        let single = xml::truth(request, "singlePackage").unwrap_or(false);
        let retrieved = metadata_api::retrieve(self.org, self.actor, &manifest, single)?;
        let id = retrieved.id.clone();
        self.org.0.metadata_jobs.retrieved(retrieved);
        Ok(queued(&id))
    }

    fn check_retrieve_status(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let id = envelope.need("asyncProcessId")?;
        let retrieved = self.org.0.metadata_jobs.retrieval(&id).ok_or_else(|| no_job(&id))?;
        let with_zip = xml::truth(envelope.operation, "includeZip").unwrap_or(true);
        Ok(self.retrieve_result(&retrieved, with_zip))
    }

    fn list_metadata(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let mut results = Xml::new();
        for query in xml::children(envelope.operation, "queries") {
            let kind = xml::text(query, "type").unwrap_or_default();
            for listed in metadata_api::list(self.org, &kind)? {
                results.element("result", |result| self.properties(result, &listed));
            }
        }
        Ok(results.finish())
    }

    fn retrieve_result(&self, retrieved: &Retrieved, with_zip: bool) -> String {
        let mut results = Xml::new();
        results.element("result", |result| {
            result.truth("done", true);
            for listed in &retrieved.files {
                result.element("fileProperties", |file| self.properties(file, listed));
            }
            result.text("id", &retrieved.id);
            for (file, problem) in &retrieved.warnings {
                result.element("messages", |message| {
                    message.text("fileName", file).text("problem", problem);
                });
            }
            result.text("status", "Succeeded").truth("success", true);
            if with_zip {
                result.text("zipFile", STANDARD.encode(&retrieved.zip));
            }
        });
        results.finish()
    }

    fn properties(&self, file: &mut Xml, listed: &Listed) {
        let admin = self.org.administrator().user_id;
        file.text("createdById", &admin)
            .text("createdByName", "Ada Administrator")
            .text("createdDate", time(listed.created_at))
            .text("fileName", &listed.file)
            .text("fullName", &listed.name)
            .text("id", &listed.id)
            .text("lastModifiedById", &admin)
            .text("lastModifiedByName", "Ada Administrator")
            .text("lastModifiedDate", time(listed.modified_at))
            .text("manageableState", "unmanaged")
            .text("type", &listed.kind);
    }
}

fn no_job(id: &str) -> Fault {
    Fault::new(
        "INVALID_CROSS_REFERENCE_KEY",
        &format!("no deployment or retrieval has the id {id}"),
    )
}

fn queued(id: &str) -> String {
    let mut results = Xml::new();
    results.element("result", |result| {
        result.truth("done", false).text("id", id).text("state", "Queued");
    });
    results.finish()
}

/// `2026-11-21T03:00:00.000Z`, as XML Schema writes a moment.
pub(super) fn time(milliseconds: i64) -> String {
    let moment = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn deploy_result(report: &DeployReport, details: bool) -> String {
    let mut results = Xml::new();
    let errors = report.errors() + usize::from(report.refused.is_some());
    results.element("result", |result| {
        result
            .truth("checkOnly", report.check_only)
            .text("completedDate", time(report.completed_at));
        result.text("createdBy", &report.created_by.0).text("createdByName", &report.created_by.1);
        result.text("createdDate", time(report.created_at));
        result.element("details", |element| {
            if details {
                messages(element, report);
            }
        });
        result.truth("done", true);
        if let Some(problem) = &report.refused {
            result.text("errorMessage", problem).text("errorStatusCode", "UNKNOWN_EXCEPTION");
        }
        result
            .text("id", &report.id)
            .truth("ignoreWarnings", report.ignore_warnings)
            .text("lastModifiedDate", time(report.completed_at))
            .number("numberComponentErrors", errors)
            .number("numberComponentsDeployed", report.deployed())
            .number("numberComponentsTotal", report.components().count())
            .number("numberTestErrors", 0)
            .number("numberTestsCompleted", 0)
            .number("numberTestsTotal", 0)
            .truth("rollbackOnError", report.rollback_on_error)
            .truth("runTestsEnabled", false)
            .text("startDate", time(report.created_at))
            .text("status", report.status())
            .truth("success", report.status() == "Succeeded");
    });
    results.finish()
}

fn messages(details: &mut Xml, report: &DeployReport) {
    for (element, succeeded) in [("componentFailures", false), ("componentSuccesses", true)] {
        for message in report.messages.iter().filter(|message| message.succeeded() == succeeded) {
            details.element(element, |xml| write_message(xml, message, report.completed_at));
        }
    }
    details.element("runTestResult", |tests| {
        tests.number("numFailures", 0).number("numTestsRun", 0).text("totalTime", "0.0");
    });
}

fn write_message(xml: &mut Xml, message: &Message, at: i64) {
    let (line, column) = message.place.unzip();
    xml.truth("changed", message.changed)
        .optional("columnNumber", column.map(|column| column.to_string()))
        .text("componentType", &message.kind)
        .truth("created", message.created)
        .text("createdDate", time(at))
        .truth("deleted", message.deleted)
        .text("fileName", &message.file)
        .text("fullName", &message.name)
        .optional("id", message.id.as_ref())
        .optional("lineNumber", line.map(|line| line.to_string()))
        .optional("problem", message.problem.as_ref());
    if message.problem.is_some() {
        xml.text("problemType", if message.warning { "Warning" } else { "Error" });
    }
    xml.truth("success", message.succeeded());
}

fn describe() -> String {
    let mut results = Xml::new();
    results.element("result", |result| {
        for kind in &metadata_api::TYPES {
            result.element("metadataObjects", |object| {
                for (_, child) in kind.children {
                    object.text("childXmlNames", child);
                }
                object
                    .text("directoryName", kind.directory)
                    .truth("inFolder", false)
                    .truth("metaFile", false)
                    .text("suffix", kind.suffix)
                    .text("xmlName", kind.name);
            });
        }
        result
            .text("organizationNamespace", "")
            .truth("partialSaveAllowed", true)
            .truth("testRequired", false);
    });
    results.finish()
}
