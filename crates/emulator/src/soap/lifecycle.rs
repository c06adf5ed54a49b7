//! The operations on records that only SOAP has: converting leads, merging, and taking out of the recycle bin.

use roxmltree::Node;

use super::Call;
use super::envelope::Envelope;
use super::fault::Fault;
use super::record;
use super::xml::{self, Xml};
use crate::error::ApiError;
use crate::records::{ConvertedLead, LeadConversion, Merged};

impl Call<'_> {
    /// Answers `convertLead`, each lead in a transaction of its own.
    pub(super) fn convert_lead(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let mut results = Xml::new();
        for node in xml::children(envelope.operation, "leadConverts") {
            let asked = conversion(node);
            let done = self.org.write(self.actor, |writer| writer.convert_lead(&asked));
            results.element("result", |result| write_converted(result, &asked, &done));
        }
        Ok(results.finish())
    }

    /// Answers `merge`.
    pub(super) fn merge(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        let schema = self.org.database().view(self.actor)?;
        let mut results = Xml::new();
        for node in xml::children(envelope.operation, "request") {
            let master = xml::child(node, "masterRecord");
            let master =
                record::read(master.ok_or_else(|| Fault::missing("masterRecord"))?, &schema)?;
            let id = master.id.ok_or_else(|| Fault::missing("Id"))?;
            let losers = xml::texts(node, "recordToMergeIds");
            let done = self.org.write(self.actor, |writer| {
                writer.merge(&master.object, &id, &losers, master.fields)
            });
            results.element("result", |result| write_merged(result, &done));
        }
        Ok(results.finish())
    }

    /// Answers `undelete`.
    pub(super) fn undelete(&self, envelope: &Envelope<'_, '_>) -> Result<String, Fault> {
        self.each(xml::texts(envelope.operation, "ids"), |writer, id: String| {
            writer.undelete(&id)?;
            Ok((id, None))
        })
    }
}

fn conversion(node: Node<'_, '_>) -> LeadConversion {
    let id = |name: &str| xml::text(node, name).filter(|id| !id.is_empty());
    LeadConversion {
        lead_id: id("leadId").unwrap_or_default(),
        converted_status: id("convertedStatus").unwrap_or_default(),
        account_id: id("accountId"),
        contact_id: id("contactId"),
        do_not_create_opportunity: xml::truth(node, "doNotCreateOpportunity").unwrap_or(false),
        opportunity_name: id("opportunityName"),
        overwrite_lead_source: xml::truth(node, "overwriteLeadSource").unwrap_or(false),
        owner_id: id("ownerId"),
    }
}

fn write_converted(
    result: &mut Xml,
    asked: &LeadConversion,
    done: &Result<ConvertedLead, ApiError>,
) {
    let nil = |result: &mut Xml, name: &str, id: Option<&String>| {
        match id {
            Some(id) => result.text(name, id),
            None => result.raw(&format!("<{name} xsi:nil=\"true\"/>")),
        };
    };
    let made = done.as_ref().ok();
    nil(result, "accountId", made.map(|lead| &lead.account_id));
    nil(result, "contactId", made.map(|lead| &lead.contact_id));
    if let Err(error) = done {
        record::write_error(result, error);
    }
    result.text("leadId", made.map_or(&asked.lead_id, |lead| &lead.lead_id));
    nil(result, "opportunityId", made.and_then(|lead| lead.opportunity_id.as_ref()));
    result.truth("success", done.is_ok());
}

fn write_merged(result: &mut Xml, done: &Result<Merged, ApiError>) {
    match done {
        Ok(merged) => {
            result.text("id", &merged.id);
            for id in &merged.merged_record_ids {
                result.text("mergedRecordIds", id);
            }
            result.truth("success", true);
            for id in &merged.updated_related_ids {
                result.text("updatedRelatedIds", id);
            }
        }
        Err(error) => {
            record::write_error(result, error);
            result.raw("<id xsi:nil=\"true\"/>").truth("success", false);
        }
    }
}
