//! F31, F104, F105 and F129..F135: who is created where no record holds the number, whose it is, and what becomes
//! of its Cases.

use domain::candidate::{Candidate, MatchObject};
use domain::event::{CallEvent, Facts};
use domain::introduce::{
    self, Answer, Duplicates, Introduced, ObjectFacts, Outcome, PeopleFacts, Plan,
};
use domain::matching::{self, Resolution, Rule};
use domain::task::{FieldFacts, FieldKind, Verdict};
use language::Locale;
use serde_json::{Value, json};

use crate::world::*;

/// The objects of an org without Person Accounts.
const OBJECTS: [(&str, &[&str]); 4] = [
    ("Contact", &["LastName", "FirstName", "Phone", "MobilePhone", "OwnerId", "LeadSource"]),
    ("Lead", &["LastName", "FirstName", "Company", "Phone", "OwnerId"]),
    ("Account", &["Name", "Phone", "OwnerId"]),
    ("Case", &["Subject", "Origin", "ContactId", "OwnerId"]),
];

fn people() -> PeopleFacts {
    let field = |name: &&str| {
        let kind = if name.ends_with("Phone") { FieldKind::Whole } else { FieldKind::Text };
        let facts = FieldFacts { kind, length: Some(80), createable: true, ..Default::default() };
        ((*name).to_owned(), facts)
    };
    let object = |(name, fields): (&str, &[&str])| {
        let required = ["LastName", "Company", "Name"].map(str::to_owned).into();
        let fields = fields.iter().map(field).collect();
        (name.to_owned(), ObjectFacts { createable: true, fields, required })
    };
    PeopleFacts { objects: OBJECTS.into_iter().map(object).collect() }
}

fn answer(world: &World, events: &[CallEvent]) -> Answer {
    world.ask(events, &world.resolution(events), |setting| introduce::plan(setting, &people()))
}

#[track_caller]
fn plan(world: &World, events: &[CallEvent]) -> Plan {
    match answer(world, events) {
        Answer::Create(plan) => *plan,
        other => panic!("nobody is created: {other:?}"),
    }
}

#[track_caller]
fn says(plan: &Plan, fields: Value) {
    assert_eq!(json!(plan.fields), fields);
}

/// The phone system knows the caller.
fn named(name: &str, company: Option<&str>) -> Vec<CallEvent> {
    telling(incoming(), |facts| {
        facts.customer_name = Some(name.to_owned());
        facts.customer_company = company.map(str::to_owned);
    })
}

/// The call's resolution after the plan was carried out.
fn carried_out(world: &World, events: &[CallEvent], id: &str) -> Resolution {
    let plan = plan(world, events);
    let told = Introduced { outcome: Outcome::Created, code: None, why: plan.why.clone() };
    let rules = &world.profile.matching;
    matching::introduced(world.resolution(events), plan.candidate(id, None, T0), rules, told)
}

#[test]
fn f31_f133_each_object_is_created_by_setting() {
    let aircall =
        |object: &str| World::under("aircall").with(&format!("[create]\nobject = \"{object}\""));
    let events = named("Hana Example", Some("Example KK"));
    says(
        &plan(&aircall("Contact"), &events),
        json!({"FirstName": "Hana", "LastName": "Example", "Phone": "+819055500101", "OwnerId": INTEGRATION}),
    );
    let account = plan(&aircall("Account"), &events);
    assert_eq!((account.object, account.name.as_str()), (MatchObject::Account, "Hana Example"));
    says(
        &account,
        json!({"Name": "Hana Example", "Phone": "+819055500101", "OwnerId": INTEGRATION}),
    );
    assert_eq!(plan(&aircall("Lead"), &events).object, MatchObject::Lead);
    assert_eq!(answer(&aircall("none"), &events), Answer::Nobody);
    assert_eq!(answer(&World::under("aircall"), &events), Answer::Nobody);
}

#[test]
fn f31_nobody_is_created_where_somebody_holds_the_number() {
    let world = World::under("aircall").with("[create]\nobject = \"Contact\"").and(contact());
    assert_eq!(answer(&world, &incoming()), Answer::Nobody);
    let tie = "[create]\nobject = \"Contact\"\n[match]\ntie = \"none\"";
    let second = Candidate { id: OTHER_CONTACT.to_owned(), ..contact() };
    let world = World::under("aircall").with(tie).and(contact()).and(second);
    assert_eq!(answer(&world, &incoming()), Answer::Nobody);
}

#[test]
fn f31_nobody_is_created_for_what_is_no_customers_number() {
    let mut world = World::under("default").with("[create]\nobject = \"Contact\"");
    world.plan.extensions = vec!["10xx".to_owned()];
    world.plan.own_numbers = vec!["03-5550-0142".to_owned()];
    for number in [
        "",
        "anonymous",
        "非通知",
        "1042",
        "03-5550-0142",
        "110",
        "117",
        "12345678901234567",
        "mia",
    ] {
        let mut events = incoming();
        events[0].facts.customer_number = Some(number.to_owned());
        assert_eq!(answer(&world, &events), Answer::Nobody, "{number}");
    }
    plan(&world, &incoming());
}

#[test]
fn f31_nobody_is_created_for_a_call_that_is_not_logged() {
    let world = |keys: &str| {
        World::under("default").with(&format!("[create]\nobject = \"Contact\"\n{keys}"))
    };
    assert_eq!(
        answer(&world("[log.types]\nincoming_missed = \"ignore\""), &incoming_missed()),
        Answer::Nobody
    );
    assert_eq!(answer(&world(""), &incoming()[..2]), Answer::Nobody);
    let events = telling(incoming(), |facts| facts.vendor_status = Some("closed".to_owned()));
    assert_eq!(answer(&world("[log]\nevents = [\"answered\"]"), &events), Answer::Nobody);
    plan(&world("[log]\nevents = [\"closed\"]"), &events);
}

#[test]
fn f31_call_types_may_have_objects_of_their_own() {
    let keys = "[create]\nobject = \"Lead\"\n[create.by_type]\nincoming_missed = \"none\"\noutgoing = \"Contact\"";
    let world = World::under("aircall").with(keys);
    assert_eq!(answer(&world, &incoming_missed()), Answer::Nobody);
    assert_eq!(plan(&world, &outgoing()).object, MatchObject::Contact);
    assert_eq!(plan(&world, &incoming()).object, MatchObject::Lead);
}

#[test]
fn f31_what_the_org_forbids_is_said_and_costs_no_task() {
    let world = World::under("callconnect").with("[create]\nobject = \"Contact\"");
    let mut forbidden = people();
    forbidden.objects.get_mut("Contact").unwrap().createable = false;
    let (events, mut resolution) = (incoming(), world.resolution(&incoming()));
    let refused = world.ask(&events, &resolution, |setting| introduce::plan(setting, &forbidden));
    let Answer::Cannot(why) = refused else { panic!("{refused:?}") };
    assert!(why.to_string().contains("the right to create"), "{why}");
    forbidden.objects.clear();
    let hidden = world.ask(&events, &resolution, |setting| introduce::plan(setting, &forbidden));
    assert!(matches!(hidden, Answer::Cannot(_)), "{hidden:?}");
    resolution.introduced =
        Some(Introduced { outcome: Outcome::Refused, code: None, why: vec![why] });
    let verdict = world.ask(&events, &resolution, domain::task::compose);
    assert!(matches!(verdict, Verdict::Write(_)), "{verdict:?}");
}

#[test]
fn f105_new_records_belong_to_the_user_as_whom_we_are_connected() {
    let world = World::under("aircall").with("[create]\nobject = \"Contact\"");
    let plan = plan(&world, &incoming());
    assert_eq!(plan.fields["OwnerId"], INTEGRATION);
    assert!(
        plan.why.iter().any(|line| line.to_string().contains("as whom we are connected")),
        "{:?}",
        plan.why
    );
    let to_agent = "[create]\nobject = \"Contact\"\nowner = [\"email\", \"integration_user\"]";
    let world = World::under("aircall").with(to_agent);
    assert_eq!(self::plan(&world, &incoming()).fields["OwnerId"], MIA);
    assert_eq!(self::plan(&world, &incoming_missed()).fields["OwnerId"], INTEGRATION);
    let to_nobody =
        World::under("aircall").with("[create]\nobject = \"Lead\"\nowner = [\"unset\"]");
    assert_eq!(self::plan(&to_nobody, &incoming()).owner_id, None);
}

#[test]
fn f104_a_record_of_ours_goes_to_the_first_other_user_who_calls() {
    let ours = || Candidate { owner_id: Some(INTEGRATION.to_owned()), ..contact() };
    let to = |world: &World, events: &[CallEvent]| {
        world.ask(events, &world.resolution(events), introduce::reassignment).map(|found| found.to)
    };
    let aircall = World::under("aircall").and(ours());
    assert_eq!(to(&aircall, &incoming()), Some(MIA.to_owned()));
    assert_eq!(to(&aircall, &outgoing()), Some(MIA.to_owned()));
    assert_eq!(to(&aircall, &incoming_missed()), None, "nobody spoke with it");
    assert_eq!(to(&World::under("aircall").and(contact()), &incoming()), None, "it is Noah's");
    for profile in ["default", "callconnect", "miitel"] {
        assert_eq!(to(&World::under(profile).and(ours()), &incoming()), None, "{profile}");
    }
    let mut stranger = incoming();
    stranger[1] = answered(10, agent("7", "X", "x@example.com"));
    assert_eq!(to(&aircall, &stranger), None, "no Salesforce user");
    let creating = World::under("aircall").with("[create]\nobject = \"Contact\"");
    let created = carried_out(&creating, &incoming(), CONTACT);
    assert_eq!(creating.ask(&incoming(), &created, introduce::reassignment), None, "F105 holds");
}

#[test]
fn f129_an_unknown_caller_becomes_the_chosen_kind_of_customer() {
    let events = named("山田 太郎", None);
    let world = World::under("callconnect").with("[create]\nobject = \"Contact\"");
    says(
        &plan(&world, &events),
        json!({"LastName": "山田", "FirstName": "太郎", "Phone": "090-5550-0101", "OwnerId": INTEGRATION}),
    );
    let world = World::under("callconnect").with("[create]\nobject = \"Lead\"");
    assert_eq!(plan(&world, &events).fields["Company"], "CallConnect 取引先");
    let nameless = plan(&world, &incoming());
    assert_eq!(nameless.fields["LastName"], "090-5550-0101");
    assert_eq!(nameless.name, "090-5550-0101");
    assert!(matches!(World::under("callconnect").verdict(&incoming()), Verdict::Ignore { .. }));
}

#[test]
fn f130_a_contact_without_company_goes_to_the_collecting_account() {
    let world = World::under("callconnect").with("[create]\nobject = \"Contact\"");
    let plan = plan(&world, &named("山田 太郎", None));
    assert_eq!(plan.account.as_deref(), Some("CallConnect 取引先"));
    assert_eq!(plan.company.as_deref(), Some("CallConnect 取引先"));
}

#[test]
fn f131_a_contact_with_company_goes_to_the_account_of_that_name() {
    let world = World::under("callconnect").with("[create]\nobject = \"Contact\"");
    let contact = plan(&world, &named("山田 太郎", Some(" 架空珈琲 合同会社 ")));
    assert_eq!(contact.account.as_deref(), Some("架空珈琲 合同会社"));
    let aircall = World::under("aircall").with("[create]\nobject = \"Contact\"");
    assert_eq!(plan(&aircall, &named("Mia", Some("Example"))).account, None);
}

#[test]
fn f134_a_leads_company_is_a_constant_where_salesforce_wants_one() {
    for (language, words) in [
        ("en", "Unknown company"),
        ("ja", "会社名不明"),
        ("fr", "Société inconnue"),
        ("id", "Perusahaan tidak diketahui"),
    ] {
        let keys = format!("language = \"{language}\"\n[create]\nobject = \"Lead\"");
        let world = World::under("aircall").with(&keys);
        let told = named("Hana Example", Some("Example KK"));
        assert_eq!(plan(&world, &told).fields["Company"], words);
        let mut org = people();
        org.objects.get_mut("Lead").unwrap().required.remove("Company");
        let resolution = world.resolution(&told);
        let answer = world.ask(&told, &resolution, |setting| introduce::plan(setting, &org));
        let Answer::Create(plan) = answer else { panic!("{answer:?}") };
        assert!(!plan.fields.contains_key("Company"), "an org with Person Accounts wants none");
    }
    let world = World::under("default").with("[create]\nobject = \"Lead\"");
    let told = plan(&world, &named("Hana Example", Some("Example KK")));
    assert_eq!(
        (&told.fields["Company"], told.company.as_deref()),
        (&json!("Example KK"), Some("Example KK"))
    );
}

/// What the Contact's Case would say under a profile that links Cases and creates them.
fn case_of(order: &str, contact: Candidate) -> Option<introduce::NewCase> {
    let keys = format!("[match]\nlink_open = {order}\n[create]\ncase = true");
    let world = World::under("aircall").with(&keys).and(contact);
    let resolution = world.resolution(&incoming());
    world.ask(&incoming(), &resolution, |setting| introduce::case(setting, &people()))
}

#[test]
fn f135_a_contact_without_an_open_case_gets_one() {
    let case = case_of("[\"Case\"]", contact()).unwrap();
    assert_eq!(
        json!(case.fields),
        json!({"ContactId": CONTACT, "OwnerId": INTEGRATION, "Origin": "Phone",
               "Subject": "Incoming call: Hana Example"})
    );
    let open = || Candidate { open_case: Some(CASE.to_owned()), ..contact() };
    let selling = || Candidate { open_opportunity: Some(OPPORTUNITY.to_owned()), ..contact() };
    assert_eq!(case_of("[\"Case\"]", open()), None);
    assert!(case_of("[\"Case\", \"Opportunity\"]", selling()).is_some());
    assert_eq!(case_of("[\"Opportunity\", \"Case\"]", selling()), None);
    for other in [lead(), account(), person_account()] {
        assert_eq!(case_of("[\"Case\"]", other), None);
    }
    let world = World::under("aircall").and(contact());
    let resolution = world.resolution(&incoming());
    let by_default =
        world.ask(&incoming(), &resolution, |setting| introduce::case(setting, &people()));
    assert_eq!(by_default, None);
}

#[test]
fn f135_a_contact_that_was_just_created_gets_a_case_too() {
    let keys = "[create]\nobject = \"Contact\"\ncase = true";
    let world = World::under("aircall").with(keys);
    let created = carried_out(&world, &incoming(), CONTACT);
    assert_eq!(
        (created.rule, created.record.as_ref().unwrap().id.as_str()),
        (Rule::Created, CONTACT)
    );
    let case = world.ask(&incoming(), &created, |setting| introduce::case(setting, &people()));
    assert_eq!(case.unwrap().contact_id, CONTACT);
    let lines = matching::sentences(&created, &Locale::default()).join("\n");
    for part in ["no record held the number, so it was created", "the profile creates a Contact"] {
        assert!(lines.contains(part), "{part} is missing in:\n{lines}");
    }
}

#[test]
fn further_fields_fill_what_the_org_requires() {
    let keys = "[create]\nobject = \"Contact\"\nduplicates = \"save\"\nphone_field = \"MobilePhone\"\n\
                [create.fields]\nLeadSource = \"Phone, {LINE_NAME}\"\nTitle = \"x\"";
    let plan = plan(&World::under("default").with(keys), &incoming());
    assert_eq!(plan.fields["LeadSource"], "Phone, Tokyo desk");
    assert_eq!(plan.fields["MobilePhone"], "+819055500101");
    assert!(!plan.fields.contains_key("Phone") && plan.duplicates == Duplicates::Save);
    assert_eq!(
        plan.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["Title of the new record is left out: we may not set it."]
    );
}

#[test]
fn a_name_that_is_only_the_number_is_none() {
    let world = World::under("default").with("[create]\nobject = \"Contact\"");
    let events = named("+81 90-5550-0101", None);
    assert_eq!(plan(&world, &events).fields["LastName"], "090-5550-0101");
    let other =
        telling(incoming(), |facts: &mut Facts| facts.customer_name = Some("  ".to_owned()));
    assert_eq!(plan(&world, &other).fields["LastName"], "090-5550-0101");
}

#[test]
fn who_would_not_be_found_again_is_not_created() {
    let keys = "[create]\nobject = \"Contact\"\nphone_field = \"MobilePhone\"";
    let world = World::under("default").with(keys);
    assert_eq!(plan(&world, &incoming()).phone_field, "MobilePhone");
    for change in
        [(|field| field.createable = false) as fn(&mut FieldFacts), |field| field.length = Some(5)]
    {
        let mut org = people();
        let contact = org.objects.get_mut("Contact").unwrap();
        change(contact.fields.get_mut("MobilePhone").unwrap());
        let resolution = world.resolution(&incoming());
        let answer = world.ask(&incoming(), &resolution, |setting| introduce::plan(setting, &org));
        let Answer::Cannot(why) = answer else { panic!("{answer:?}") };
        assert!(
            why.to_string().contains("MobilePhone")
                && why.to_string().contains("create.phone_field"),
            "{why}"
        );
    }
}

#[test]
fn a_strict_search_finds_the_spelling_that_was_written() {
    let world = World::under("miitel").with("[create]\nobject = \"Contact\"");
    let told = |number: &str| {
        let mut events = incoming();
        events[0].facts.customer_number = Some(number.to_owned());
        events
    };
    assert_eq!(plan(&world, &told("03-5550-0123")).fields["Phone"], "03-5550-0123");
    // Without their country codes these are numbers in Japan.
    for foreign in ["+33 1 99 00 11 22", "+1 (202) 555-0147"] {
        let answer = answer(&world, &told(foreign));
        let Answer::Cannot(why) = answer else { panic!("{answer:?}") };
        assert!(why.to_string().contains("match.spellings"), "{why}");
    }
    let mut abroad = world;
    abroad.plan.region = "US".to_owned();
    let mut events = told("(202) 555-0147");
    events[0].facts.line = None;
    assert_eq!(plan(&abroad, &events).fields["Phone"], "202-555-0147");
}

#[test]
fn the_number_is_no_matter_of_further_fields() {
    let keys = "[create]\nobject = \"Contact\"\n[create.fields]\nPhone = \"see notes\"";
    let world = World::under("default").with(keys);
    assert_eq!(plan(&world, &incoming()).fields["Phone"], "+819055500101");
}
