//! Who shares a number or an e-mail address with whom: first every one is counted, then only those that occur more
//! than once are looked at, part by part, so that memory stays small.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::hygiene::{Kind, Standard, likeness};

use super::finding::Finding;
use super::walk::Entry;

/// Members of all groups that are looked at in one walk.
const MOST_AT_ONCE: u64 = 50_000;

/// Members of one group who are compared with each other.
const MOST_COMPARED: usize = 50;

/// Records that are named of those that share a number.
const NAMED: usize = 5;

/// Numbers are below this, e-mail addresses above.
const EMAIL: u64 = 1 << 63;

/// How often each number and address occurs.
#[derive(Debug, Default)]
pub(crate) struct Crowds {
    keys: Vec<u64>,
    /// Those that occur more than once, and how often.
    crowds: Vec<(u64, u64)>,
}

impl Crowds {
    pub(crate) fn add(&mut self, entry: &Entry, numbers: Vec<u64>) {
        self.keys.extend(with_address(entry, numbers));
    }

    /// Everyone was counted.
    pub(crate) fn close(&mut self) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_unstable();
        let same = keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        self.crowds = same.map(|same| (same[0], same.len() as u64)).collect();
    }

    /// The groups, in parts of which each fits into memory.
    pub(crate) fn parts(&self) -> Vec<Gathering> {
        let mut parts: Vec<Gathering> = Vec::new();
        let mut room = 0;
        for (key, count) in &self.crowds {
            let members = (*count).min(MOST_COMPARED as u64);
            if members > room || parts.is_empty() {
                parts.push(Gathering::default());
                room = MOST_AT_ONCE;
            }
            room = room.saturating_sub(members);
            if let Some(part) = parts.last_mut() {
                part.groups.insert(*key, Group { count: *count, members: Vec::new() });
            }
        }
        parts
    }
}

/// Some of the groups, and who is in them.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    groups: HashMap<u64, Group>,
}

#[derive(Debug)]
struct Group {
    count: u64,
    members: Vec<Member>,
}

#[derive(Debug, Clone)]
struct Member {
    entry: Entry,
    keys: Vec<u64>,
}

impl Gathering {
    /// Takes a person into the groups of its keys.
    pub(crate) fn meet(&mut self, entry: &Entry, keys: &[u64]) {
        for key in keys {
            if let Some(group) = self.groups.get_mut(key)
                && group.members.len() < MOST_COMPARED
            {
                let entry = Entry { phones: Vec::new(), ..entry.clone() };
                group.members.push(Member { entry, keys: keys.to_vec() });
            }
        }
    }

    /// Tells of each group that is large, and of each pair that is likely one person.
    pub(crate) fn tell(
        self,
        shared_from: usize,
        sink: &mut dyn FnMut(Finding) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let mut groups: Vec<(u64, Group)> = self.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(key, _)| *key);
        for (key, group) in &groups {
            if *key < EMAIL && group.count >= shared_from as u64 {
                group.members.first().map_or(Ok(()), |first| sink(shared(*key, group, first)))?;
            }
            for (place, one) in group.members.iter().enumerate() {
                for other in &group.members[place + 1..] {
                    duplicate(*key, one, other).map_or(Ok(()), &mut *sink)?;
                }
            }
        }
        Ok(())
    }
}

fn shared(key: u64, group: &Group, first: &Member) -> Finding {
    let named: Vec<&str> =
        group.members.iter().take(NAMED).map(|member| member.entry.record.as_str()).collect();
    let more = if group.count > named.len() as u64 { ", …" } else { "" };
    let advice = Kind::Shared.advice();
    Finding {
        count: Some(group.count),
        why: format!("{} records ({}{more}): {advice}", group.count, named.join(", ")),
        ..Finding::of_field(Kind::Shared, &first.entry, "", &format!("+{key}"), None)
    }
}

/// The finding on a pair, told once: under the first key that both have.
fn duplicate(key: u64, one: &Member, other: &Member) -> Option<Finding> {
    let common: Vec<u64> =
        one.keys.iter().copied().filter(|key| other.keys.contains(key)).collect();
    if one.entry.company != other.entry.company || common.iter().min() != Some(&key) {
        return None;
    }
    let likeness = likeness(&one.entry.traits, &other.entry.traits, key < EMAIL)?;
    let other = &other.entry;
    Some(Finding {
        other: Some(other.record.clone()),
        likely: Some(likeness.percent),
        why: format!(
            "{} as {} {} ({}), {} % likely: {}",
            likeness.why,
            other.object,
            other.traits.name,
            other.record,
            likeness.percent,
            Kind::Duplicate.advice()
        ),
        ..Finding::of_field(Kind::Duplicate, &one.entry, "", &text(key, &one.entry), None)
    })
}

fn text(key: u64, entry: &Entry) -> String {
    if key < EMAIL { format!("+{key}") } else { entry.traits.email.clone() }
}

/// What a person has in common with others: numbers and an e-mail address, without repeats.
pub(crate) fn keys(entry: &Entry, standard: &Standard) -> Vec<u64> {
    let numbers = entry.phones.iter().flat_map(|(_, text)| standard.look_at(text).numbers);
    with_address(entry, numbers.filter_map(|number| number_key(&number)).collect())
}

fn with_address(entry: &Entry, mut keys: Vec<u64>) -> Vec<u64> {
    let email = entry.traits.email.trim().to_lowercase();
    if !email.is_empty() {
        // Two addresses with one hash only meet: they are compared as texts.
        let mut hasher = DefaultHasher::new();
        email.hash(&mut hasher);
        keys.push(hasher.finish() | EMAIL);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// An E.164 number as a key: at most 15 digits, 17 with what libphonenumber allows.
pub(crate) fn number_key(e164: &str) -> Option<u64> {
    e164.strip_prefix('+')?.parse().ok().filter(|key| *key < EMAIL)
}
