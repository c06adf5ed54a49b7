//! The two-way sync of contacts as the built-in profiles have it (F122 to F128).

use domain::contact::{Field, SyncRules, Target};
use domain::profile::Profile;

fn rules(profile: &str) -> SyncRules {
    Profile::builtin(profile).unwrap().sync.unwrap()
}

fn columns(target: Target) -> Vec<(Field, String)> {
    let rules = rules("callconnect");
    Field::ALL.iter().map(|field| (*field, rules.columns(target, *field).join("+"))).collect()
}

#[test]
fn f122_the_targets_are_leads_contacts_or_both() {
    assert_eq!(rules("callconnect").targets, [Target::Contact, Target::Lead]);
    for (targets, wanted) in
        [("[\"Lead\"]", vec![Target::Lead]), ("[\"Contact\"]", vec![Target::Contact])]
    {
        let text =
            format!("name = \"mine\"\nextends = \"callconnect\"\n[sync]\ntargets = {targets}");
        let profile = Profile::parse(&text, &|_| None).unwrap();
        assert_eq!(profile.sync.unwrap().targets, wanted);
    }
}

#[test]
fn f123_f124_the_maps_of_leads_and_contacts() {
    let text = |columns: &[(Field, String)]| {
        columns
            .iter()
            .map(|(field, column)| format!("{}={column}", field.name()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        text(&columns(Target::Lead)),
        "phone=Phone first_name=FirstName last_name=LastName company=Company email=Email \
         address=Street+City+State+PostalCode+Country description=Description"
    );
    assert_eq!(
        text(&columns(Target::Contact)),
        "phone=Phone first_name=FirstName last_name=LastName company=Account.Name email=Email \
         address=MailingStreet+MailingCity+MailingState+MailingPostalCode+MailingCountry description=Description"
    );
}

#[test]
fn f126_only_the_reference_profile_caps_the_first_sync() {
    let caps = |profile| (rules(profile).first_sync_records, rules(profile).first_sync_days);
    assert_eq!(caps("callconnect"), (2_000, 365));
    for profile in ["default", "aircall"] {
        assert_eq!(caps(profile), (0, 0));
    }
}

#[test]
fn f127_the_sync_is_hourly() {
    for profile in ["callconnect", "default", "aircall"] {
        assert_eq!(rules(profile).every_minutes, 60);
    }
}

#[test]
fn f128_addresses_and_a_contacts_company_are_import_only() {
    let rules = rules("callconnect");
    assert_eq!(rules.import_only(Target::Contact), [Field::Company, Field::Address]);
    assert_eq!(rules.import_only(Target::Lead), [Field::Address]);
}
