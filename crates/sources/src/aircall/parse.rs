//! Aircall's envelope and its call events: each carries a snapshot of the call at that moment.

use domain::event::{Agent, CallEvent, Comment, Direction, EventKind, Facts, Line};
use jiff::tz::TimeZone;

use super::{contacts, intelligence};
use crate::document;
use crate::node::Node;
use crate::source::Parsed;
use crate::unreadable::Unreadable;

/// The 19 call events of Aircall's webhook documentation. `hungup` comes at once, `ended` about 30 s later and is final.
pub(super) const CALL_EVENTS: &[(&str, EventKind)] = &[
    ("call.created", EventKind::Began),
    ("call.ringing_on_agent", EventKind::Ringing),
    ("call.agent_declined", EventKind::Declined),
    ("call.ivr_option_selected", EventKind::SystemAnswered),
    ("call.answered", EventKind::Answered),
    ("call.hold", EventKind::Held),
    ("call.unhold", EventKind::Resumed),
    ("call.transferred", EventKind::Transferred),
    ("call.external_transferred", EventKind::TransferredOut),
    ("call.unsuccessful_transfer", EventKind::TransferFailed),
    ("call.hungup", EventKind::HungUp),
    ("call.ended", EventKind::Ended),
    ("call.voicemail_left", EventKind::VoicemailLeft),
    ("call.comm_assets_generated", EventKind::RecordingReady),
    ("call.assigned", EventKind::Assigned),
    ("call.archived", EventKind::Archived),
    ("call.tagged", EventKind::Tagged),
    ("call.untagged", EventKind::Untagged),
    ("call.commented", EventKind::Commented),
];

/// Families of events that are not about one call.
const OTHER_FAMILIES: &[&str] =
    &["contact", "user", "number", "message", "group_message", "integration", "analytics"];

/// Longest event name that is repeated to a person.
pub(super) const LONGEST_NAME: usize = 64;

/// Reads a body, whose token may be redacted.
pub(super) fn parse(body: &[u8]) -> Result<Parsed, Unreadable> {
    let document = document::read(body)?;
    let root = Node::root(&document)?;
    if !root.has("event") && root.has("event_name") {
        return Ok(Parsed::nothing("a message callback is not a call event"));
    }
    let event = root.need_text("event")?;
    if let Some((_, kind)) = CALL_EVENTS.iter().find(|(name, _)| *name == event) {
        return Ok(Parsed::one(call_event(&root, &event, *kind)?));
    }
    if let Some(parsed) = intelligence::parse(&root, &event)? {
        return Ok(parsed);
    }
    if let Some(news) = contacts::news(&root, &event)? {
        return Ok(Parsed { contacts: vec![news], ..Parsed::default() });
    }
    let family = event.split('.').next().unwrap_or_default();
    // A name of any length must not fill the console.
    Ok(Parsed::nothing(if OTHER_FAMILIES.contains(&family) && event.len() <= LONGEST_NAME {
        format!("{event} is not a call event")
    } else {
        "the event's name is not known to this version".to_owned()
    }))
}

fn call_event(root: &Node<'_>, event: &str, kind: EventKind) -> Result<CallEvent, Unreadable> {
    let at = root.moment("timestamp", &TimeZone::UTC)?;
    let data = root.need_object("data")?;
    let call = data.need_text("id")?;
    let mut facts = facts(&data, event)?;
    match kind {
        // Whoever declined does not have the call.
        EventKind::Declined => facts.agent = None,
        EventKind::HungUp => facts.ended_at = facts.ended_at.or(at),
        EventKind::VoicemailLeft => facts.voicemail = Some(true),
        EventKind::TransferredOut => facts.transferred_to_number = transferred_out_to(&data)?,
        _ => {}
    }
    Ok(CallEvent { call, kind, at, facts })
}

/// What the snapshot says. `duration` is not read: it includes ringing (F79), so talk time is
/// computed from the times. Of the links only `asset` lasts; the others expire within hours.
fn facts(data: &Node<'_>, event: &str) -> Result<Facts, Unreadable> {
    let utc = &TimeZone::UTC;
    let answered_at = data.moment("answered_at", utc)?;
    let is_done = data.text("status")?.as_deref() == Some("done");
    let contact = data.object("contact")?;
    Ok(Facts {
        direction: direction(data)?,
        customer_number: data.phone_number("raw_digits")?,
        customer_name: contact.as_ref().map(contact_name).transpose()?.flatten(),
        customer_company: match &contact {
            Some(contact) => contact.text("company_name")?,
            None => None,
        },
        line: data.object("number")?.as_ref().map(line).transpose()?,
        agent: data.object("user")?.as_ref().map(agent).transpose()?,
        started_at: data.moment("started_at", utc)?,
        answered_at,
        ended_at: data.moment("ended_at", utc)?,
        answered: is_done.then_some(answered_at.is_some()),
        missed_reason: data.text("missed_call_reason")?,
        // Never "no": the link comes late, and goes again when it expires.
        voicemail: data.text("voicemail")?.map(|_| true),
        recording_url: data.text("asset")?,
        transferred_to: transferred_to(data)?,
        conference: is_conference(data)?.then_some(true),
        tags: tags(data)?,
        comments: comments(data)?,
        vendor_status: Some(event.to_owned()),
        ..Facts::default()
    })
}

fn direction(data: &Node<'_>) -> Result<Option<Direction>, Unreadable> {
    match data.text("direction")?.as_deref() {
        None => Ok(None),
        Some("inbound") => Ok(Some(Direction::Inbound)),
        Some("outbound") => Ok(Some(Direction::Outbound)),
        Some(_) => Err(Unreadable::unknown_value("data.direction", "inbound and outbound")),
    }
}

fn contact_name(contact: &Node<'_>) -> Result<Option<String>, Unreadable> {
    let names = [contact.text("first_name")?, contact.text("last_name")?];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(Some(name).filter(|name| !name.is_empty()))
}

fn line(number: &Node<'_>) -> Result<Line, Unreadable> {
    Ok(Line {
        number: number.text("digits")?,
        name: number.text("name")?,
        country: number.text("country")?,
        time_zone: number.text("time_zone")?,
    })
}

fn agent(user: &Node<'_>) -> Result<Agent, Unreadable> {
    Ok(Agent {
        id: user.text("id")?,
        name: user.text("name")?,
        email: user.text("email")?,
        extension: user.text("extension")?,
    })
}

/// The colleague; a text there is a number outside, see [`transferred_out_to`].
fn transferred_to(data: &Node<'_>) -> Result<Option<Agent>, Unreadable> {
    if data.text("transferred_to").is_ok() {
        return Ok(None);
    }
    data.object("transferred_to")?.as_ref().map(agent).transpose()
}

fn transferred_out_to(data: &Node<'_>) -> Result<Option<String>, Unreadable> {
    let outside = data.text("external_transferred_to")?;
    Ok(outside.or_else(|| data.text("transferred_to").ok().flatten()))
}

fn tags(data: &Node<'_>) -> Result<Option<Vec<String>>, Unreadable> {
    let Some(tags) = data.list("tags")? else {
        return Ok(None);
    };
    let names = tags.iter().map(|tag| tag.text("name"));
    Ok(Some(names.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()))
}

fn comments(data: &Node<'_>) -> Result<Vec<Comment>, Unreadable> {
    let read = |comment: &Node<'_>| {
        let author = comment.object("posted_by")?;
        Ok(Comment {
            id: comment.need_text("id")?,
            author: match author {
                Some(author) => author.text("name")?,
                None => None,
            },
            text: comment.text("content")?.unwrap_or_default(),
            at: comment.moment("posted_at", &TimeZone::UTC)?,
        })
    };
    data.list("comments")?.unwrap_or_default().iter().map(read).collect()
}

/// Whether more than two sides take part. A colleague who took the call over by transfer stands in
/// the list too, and is not a third side.
fn is_conference(data: &Node<'_>) -> Result<bool, Unreadable> {
    let (mut outside, mut ours) = (Vec::new(), Vec::new());
    for participant in data.list("participants")?.unwrap_or_default() {
        let id = participant.text("phone_number")?.or(participant.text("id")?);
        let is_ours = participant.text("type")?.as_deref() == Some("user");
        let side = if is_ours { &mut ours } else { &mut outside };
        if !side.contains(&id) {
            side.push(id);
        }
    }
    let is_transferred = data.object("transferred_by").is_ok_and(|user| user.is_some())
        || transferred_to(data)?.is_some();
    let our_sides = if is_transferred { ours.len().min(1) } else { ours.len() };
    Ok(outside.len() + our_sides > 2)
}
