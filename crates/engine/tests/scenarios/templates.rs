//! A template over the last real calls: what is previewed is what the Task says, long texts are measured before they
//! are shortened, and fields that the phone system never fills are named.

use domain::call::CallType;
use domain::profile::Profile;
use domain::template::Template;
use engine::preview::{TemplatePlace, Variant};
use sources::Rehearsal;

use crate::stage::phones::{BEN, call_from};
use crate::stage::place::Place;
use crate::stage::{Plan, Stage};

on_both_databases!(
    a_preview_is_what_the_task_says,
    before_the_first_call_an_invented_one_is_shown,
    a_long_text_is_measured_before_it_is_shortened,
    fields_that_no_call_fills_are_named,
);

async fn told(place: &Place, calls: u64) -> Stage {
    let stage = Stage::open(place, Plan::default()).await;
    stage.enter_contact("Okafor", BEN.1);
    for id in 1..=calls {
        stage.tell("desk", &call_from(id, BEN)).await;
    }
    stage.settle().await;
    stage
}

fn default() -> Profile {
    Profile::builtin("default").unwrap()
}

async fn a_preview_is_what_the_task_says(place: &Place) {
    let stage = told(place, 1).await;
    let task = stage.task();
    let spent = stage.org.api_calls();
    for (of, field) in [
        (TemplatePlace::Subject(CallType::Incoming), "Subject"),
        (TemplatePlace::Description, "Description"),
    ] {
        let preview = stage.engine.preview_template("desk", &default(), &of, 3).await.unwrap();
        let sample = &preview.samples[0];
        assert_eq!((sample.call.as_deref(), sample.variant), (Some("desk:1"), Variant::Real));
        assert_eq!(sample.text, task[field].as_str().unwrap());
        assert_eq!(sample.units, sample.whole_units);
    }
    // Nobody left a voicemail or missed a call: the one that came is shown as if.
    let preview =
        stage.engine.preview_template("desk", &default(), &TemplatePlace::Missed, 3).await.unwrap();
    let kinds: Vec<(CallType, Variant)> =
        preview.samples.iter().map(|sample| (sample.kind, sample.variant)).collect();
    let wanted =
        [CallType::IncomingMissed, CallType::OutgoingMissed].map(|kind| (kind, Variant::AsIf));
    assert_eq!(kinds, wanted);
    assert!(preview.samples[0].text.contains("Incoming call (Missed)"), "{preview:?}");
    assert_eq!(stage.org.api_calls(), spent);
}

async fn before_the_first_call_an_invented_one_is_shown(place: &Place) {
    let stage = told(place, 0).await;
    let of = TemplatePlace::Description;
    let preview = stage.engine.preview_template("desk", &default(), &of, 3).await.unwrap();
    let variants: Vec<(CallType, Variant)> =
        preview.samples.iter().map(|sample| (sample.kind, sample.variant)).collect();
    let wanted = [CallType::Incoming, CallType::Voicemail].map(|kind| (kind, Variant::Invented));
    assert_eq!(variants, wanted);
    assert!(preview.samples[0].text.contains("Quote"), "{preview:?}");
    assert!(preview.always_empty.is_empty(), "one call says nothing of always");
}

async fn a_long_text_is_measured_before_it_is_shortened(place: &Place) {
    let stage = told(place, 1).await;
    let mut profile = default();
    let long = format!("{}{{USER_NAME}}", "あ".repeat(300));
    profile.subject.insert(CallType::Incoming, Template::parse(&long).unwrap());
    let of = TemplatePlace::Subject(CallType::Incoming);
    let preview = stage.engine.preview_template("desk", &profile, &of, 1).await.unwrap();
    let sample = &preview.samples[0];
    let whole = 300 + "Mia Weber".len();
    assert_eq!((sample.units, sample.whole_units, sample.limit), (255, whole, Some(255)));

    profile.description.limit = 500;
    profile.description.template = Template::parse(&"\u{1f600}".repeat(10_000)).unwrap();
    let of = TemplatePlace::Description;
    let preview = stage.engine.preview_template("desk", &profile, &of, 1).await.unwrap();
    let sample = &preview.samples[0];
    assert_eq!(sample.limit, Some(500));
    assert!(sample.units <= 500 && sample.whole_units > 20_000, "{sample:?}");
}

async fn fields_that_no_call_fills_are_named(place: &Place) {
    let stage = told(place, 5).await;
    let mut profile = default();
    profile.description.template =
        Template::parse("{USER_NAME} {SENTIMENT} {FORWARDED_TO} {SENTIMENT}").unwrap();
    let of = TemplatePlace::Description;
    let preview = stage.engine.preview_template("desk", &profile, &of, 1).await.unwrap();
    assert_eq!(preview.always_empty, ["FORWARDED_TO", "SENTIMENT"]);
    assert_eq!(preview.looked_through, 5);

    let silent = Rehearsal { agent_name: String::new(), ..call_from(6, BEN) };
    stage.tell("desk", &silent).await;
    stage.settle().await;
    let samples = stage.engine.template_fields("desk", &profile, 100).await.unwrap();
    assert_eq!(samples.calls, 6);
    let field = |name: &str| samples.fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(field("SENTIMENT").sample, None);
    assert_eq!(field("CUSTOMER_NUMBER").sample.as_deref(), Some(BEN.0));
    assert_eq!(field("CALL_DURATION").filled, 6);
}
