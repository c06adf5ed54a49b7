//! F93..F103: whose Task it is.

use domain::candidate::Candidate;
use domain::event::{CallEvent, Shape};
use serde_json::{Value, json};

use crate::world::*;

/// Mia is mapped to Noah, so that a mapping cannot be mistaken for an e-mail match.
const MAPPED: &str =
    "[owner]\nusers = [{ phone_user = \"104\", salesforce = \"noah@example.jp\" }]";

fn owner(world: &World, events: &[CallEvent]) -> Value {
    world.field(events, "OwnerId")
}

fn shaped(shape: Shape, events: Vec<CallEvent>) -> Vec<CallEvent> {
    telling(events, |facts| facts.shape = Some(shape))
}

#[test]
fn f93_without_mapping_the_integration_user() {
    for events in [incoming(), outgoing(), incoming_missed(), voicemail()] {
        assert_eq!(owner(&World::under("miitel"), &events), json!(INTEGRATION));
    }
}

#[test]
fn f94_the_mapped_user() {
    let world = World::under("miitel").with(MAPPED);
    for events in [outgoing(), outgoing_missed(), incoming()] {
        assert_eq!(owner(&world, &events), json!(NOAH));
    }
    let mut transferred = shaped(Shape::TransferInternal, incoming());
    transferred[1].facts.agent = Some(noah());
    transferred[2].facts.transferred_to = Some(mia());
    assert_eq!(owner(&world, &transferred), json!(NOAH));
}

#[test]
fn f94_the_mapped_user_of_the_calls_own_day() {
    let handed_over = |from: &str| {
        World::under("miitel").with(&format!(
            "[owner]\nusers = [{{ phone_user = \"104\", salesforce = \"mia@example.jp\" }}, \
             {{ phone_user = \"104\", salesforce = \"noah@example.jp\", from = \"{from}\" }}]"
        ))
    };
    // The call began at 01:00 on 1 May in Tokyo, where its line stands; in UTC it was April.
    assert_eq!(owner(&handed_over("2026-05-01"), &incoming()), json!(NOAH));
    let mut later = handed_over("2026-05-02");
    assert_eq!(owner(&later, &incoming()), json!(MIA));
    // It is logged days later, and is Mia's all the same.
    later.now += 72 * HOUR;
    assert_eq!(owner(&later, &incoming()), json!(MIA));
}

#[test]
fn f95_missed_external_and_voicemail_to_the_integration_user() {
    let world = World::under("miitel").with(MAPPED);
    let missed = telling(incoming_missed(), |facts| facts.agent = Some(mia()));
    for events in [missed, voicemail(), shaped(Shape::TransferExternal, outgoing())] {
        assert_eq!(owner(&world, &events), json!(INTEGRATION));
    }
}

#[test]
fn f96_forwarded_calls_by_the_users_phone() {
    let forwarded = |number: &str| {
        let number = number.to_owned();
        telling(incoming(), |facts| {
            facts.shape = Some(Shape::Forwarded);
            facts.forwarded_to = Some(number);
        })
    };
    let world = World::under("miitel");
    // Her Phone is 03-5550-0142: spellings do not matter, digits do.
    for spelling in ["+81355500142", "03-5550-0142", "(03) 5550 0142", "0355500142"] {
        assert_eq!(owner(&world, &forwarded(spelling)), json!(MIA), "{spelling}");
    }
    assert_eq!(owner(&world, &forwarded("0355500199")), json!(INTEGRATION));
}

#[test]
fn f97_same_e_mail_else_the_one_who_connected() {
    let world = World::under("callconnect").and(contact());
    assert_eq!(owner(&world, &incoming()), json!(MIA));
    let mut shouted = incoming();
    shouted[1] = answered(10, agent("9", "Mia Sample", "MIA@Example.JP"));
    assert_eq!(owner(&world, &shouted), json!(MIA));
    let mut stranger = incoming();
    stranger[1] = answered(10, agent("9", "Kai Stranger", "kai@example.jp"));
    assert_eq!(owner(&world, &stranger), json!(INTEGRATION));
    assert_eq!(owner(&world, &incoming_missed()), json!(INTEGRATION));
}

#[test]
fn f98_same_e_mail_and_a_day_old() {
    let mut world = World::under("aircall").and(contact());
    assert_eq!(owner(&world, &incoming()), json!(MIA));
    world.users[1].created = T0 - 24 * HOUR + 1;
    assert_eq!(owner(&world, &incoming()), json!(NOAH));
    // What is heard of the call a day later leaves its Task where it is.
    world.now += 30 * HOUR;
    assert_eq!(owner(&world, &incoming()), json!(NOAH));
    world.users[1].created = T0 - 24 * HOUR;
    assert_eq!(owner(&world, &incoming()), json!(MIA));
}

#[test]
fn f99_else_the_records_owner() {
    let mut world = World::under("aircall").and(contact());
    world.users[1].email = "other@example.jp".to_owned();
    assert_eq!(owner(&world, &incoming()), json!(NOAH));
}

#[test]
fn f100_else_the_installing_admin() {
    let mut world = World::under("aircall")
        .and(Candidate { owner_id: Some("00G000000000001AAA".to_owned()), ..lead() });
    world.users[1].active = false;
    assert_eq!(owner(&world, &incoming()), json!(INTEGRATION));
}

#[test]
fn f101_not_answered_the_records_owner() {
    let world = World::under("aircall").and(contact());
    for events in [incoming_missed(), voicemail(), outgoing_missed()] {
        assert_eq!(owner(&world, &events), json!(NOAH));
    }
}

#[test]
fn f102_not_answered_without_owner_the_configured_user() {
    let world = World::under("aircall")
        .with("[owner]\nfallback_user = \"support@example.jp\"")
        .and(Candidate { owner_id: None, ..contact() });
    assert_eq!(owner(&world, &incoming_missed()), json!(SUPPORT));
}

#[test]
fn f103_without_record_nothing_is_set() {
    let task = World::under("aircall").task(&incoming());
    assert_eq!(task.fields["WhoId"], Value::Null);
    assert_eq!(task.fields["WhatId"], Value::Null);
    assert!(!task.fields.contains_key("OwnerId"));
}
