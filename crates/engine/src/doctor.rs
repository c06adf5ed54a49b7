//! Checks of the way to Salesforce, each with what to do when it fails.

use crate::Engine;
use crate::check::Check;
use crate::listing::{pause, second};

impl Engine {
    /// Signs in and looks at the org as the engine would.
    pub async fn doctor(&self) -> Vec<Check> {
        let client = self.salesforce();
        let mut checks = Vec::new();
        if let Err(failure) = client.connect().await {
            checks.push(Check::failed("sign in to Salesforce", &failure));
            return checks;
        }
        checks.push(match client.identity().await {
            Ok(me) => Check::good("sign in to Salesforce", format!("as {}", me.username)),
            Err(failure) => Check::failed("sign in to Salesforce", &failure),
        });
        if let Ok(Some(pause)) = pause(self.store(), self.now()).await {
            let until = second(pause.until);
            checks.push(Check::bad(
                "calls are written",
                format!("the org is paused until {until} UTC: {}", pause.text),
                "Mend the cause, then restart the service; or wait for the next try.",
            ));
        }
        let known = match self.known().await {
            Ok(known) => known,
            Err(failure) => {
                checks.push(Check::failed("read the org", &failure));
                return checks;
            }
        };
        for object in ["Contact", "Account", "Lead"] {
            checks.push(if known.can_read(object) {
                Check::good(&format!("read {object}"), "visible")
            } else {
                let fix = format!("Give the integration user read access to {object}, or leave it out of match.objects.");
                Check::bad(&format!("read {object}"), "hidden from the integration user", fix)
            });
        }
        let field = &self.0.parts.delivery.call_id_field;
        checks.push(match &known.facts.call_id_field {
            Some(_) => Check::good("write once", format!("mode A: {field} is there")),
            None => Check::good(
                "write once",
                format!("mode B: {field} is not visible on Task; call ids stand in CallObject. With the field as a unique external id on Activity nothing has to wait after a crash."),
            ),
        });
        checks.extend(self.profile_fields(&known.facts));
        let usage = client.usage();
        if let (Some(used), Some(max)) = (usage.quota_used, usage.quota_max) {
            checks.push(Check::good("API requests in 24 hours", format!("{used} of {max} used")));
        }
        checks
    }

    fn profile_fields(&self, org: &domain::task::OrgFacts) -> Vec<Check> {
        let mut checks = Vec::new();
        for (id, system) in &self.0.parts.phone_systems {
            let missing: Vec<&str> = system
                .profile
                .fields
                .keys()
                .filter(|field| !org.fields.get(*field).is_some_and(|facts| facts.createable))
                .map(String::as_str)
                .collect();
            let name = format!("fields of source {id}");
            checks.push(if missing.is_empty() {
                Check::good(&name, "all of the profile's fields can be written")
            } else {
                Check::good(
                    &name,
                    format!(
                        "left out, because the org has them not or hides them from us: {}",
                        missing.join(", ")
                    ),
                )
            });
        }
        checks
    }
}
