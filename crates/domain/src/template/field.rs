//! The one list of template fields: what exists, what it means and where its value comes from.
//!
//! The page of fields in `docs/profiles.md` is generated from it.

use super::lookup;
use super::values::{Value, Values};

/// A field of the template language.
#[derive(Clone, Copy)]
pub struct Field {
    /// How it is written between braces.
    pub name: &'static str,
    /// What kind of value it has: text, date-time, number, yes/no or list.
    pub kind: &'static str,
    /// What it says, for the admin.
    pub about: &'static str,
    /// Where the value comes from.
    pub(super) value: fn(&Values<'_>) -> Value,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{{{}}}", self.name)
    }
}

const fn text(name: &'static str, about: &'static str, value: fn(&Values<'_>) -> Value) -> Field {
    Field { name, kind: "text", about, value }
}

const fn moment(name: &'static str, about: &'static str, value: fn(&Values<'_>) -> Value) -> Field {
    Field { name, kind: "date-time", about, value }
}

const fn number(name: &'static str, about: &'static str, value: fn(&Values<'_>) -> Value) -> Field {
    Field { name, kind: "number", about, value }
}

const fn flag(name: &'static str, about: &'static str, value: fn(&Values<'_>) -> Value) -> Field {
    Field { name, kind: "yes/no", about, value }
}

const fn list(name: &'static str, about: &'static str, value: fn(&Values<'_>) -> Value) -> Field {
    Field { name, kind: "list", about, value }
}

/// All fields, in the order of the documentation.
pub static FIELDS: &[Field] = &[
    text("CALL_TYPE", "What kind of call it was, in the profile's language", lookup::call_type),
    text("DIRECTION", "`inbound`, `outbound` or `internal`", lookup::direction),
    text("ANSWERED_STATUS", "`answered_call` or `unanswered_call`", lookup::answered_status),
    text(
        "CONNECTION_STATUS",
        "Inbound calls: `connected` or `not connected`",
        lookup::connection_status,
    ),
    flag("HAS_CONNECTED", "Whether the connection status is `connected`", lookup::has_connected),
    flag("IS_MISSED", "Whether nobody answered and no voicemail was left", lookup::is_missed),
    flag("IS_VOICEMAIL", "Whether a voicemail was left", lookup::is_voicemail),
    text("MISSED_REASON", "Why nobody answered, in the phone system's word", lookup::missed_reason),
    moment("DIAL_STARTS_AT", "When dialling or ringing began", lookup::dial_starts_at),
    moment("CALL_STARTS_AT", "When the conversation began", lookup::call_starts_at),
    moment("CALL_ENDS_AT", "When the call ended", lookup::call_ends_at),
    number("CALL_DURATION", "Seconds of conversation, without waiting", lookup::call_duration),
    number(
        "WAITING_SECONDS",
        "Seconds an incoming caller waited; 0 for outgoing calls",
        lookup::waiting_seconds,
    ),
    number(
        "HOUR_OF_DAY",
        "Hour in which the call began, 0 to 23, at our line's place",
        lookup::hour_of_day,
    ),
    text("TIME_ZONE", "Time zone of our line", lookup::time_zone),
    text(
        "RECORD_NAME",
        "Name of the Salesforce record; without one, the other side's number",
        lookup::record_name,
    ),
    text(
        "CONTACT_NAME",
        "The person: from Salesforce, else from the phone system",
        lookup::contact_name,
    ),
    text(
        "COMPANY_NAME",
        "The company: from Salesforce, else from the phone system",
        lookup::company_name,
    ),
    text(
        "CUSTOMER_NUMBER",
        "The other side's number, as E.164 where it can be",
        lookup::customer_number,
    ),
    text("FROM_NUMBER", "The number that called", lookup::from_number),
    text("TO_NUMBER", "The number that was called", lookup::to_number),
    text("COUNTRY", "English name of the other side's country", lookup::country),
    text(
        "LINE_NAME",
        "Name of our line in the phone system; without one, its number",
        lookup::line_name,
    ),
    text("LINE_NUMBER", "Number of our line, as E.164 where it can be", lookup::line_number),
    text("LINE_DIGITS", "The same without the plus sign", lookup::line_digits),
    text(
        "USER_NAME",
        "The agent who has the call: who answered last, or who dialled",
        lookup::user_name,
    ),
    text("USER_EMAIL", "The agent's e-mail address", lookup::user_email),
    text("ANSWERED_BY", "The agent who answered last; empty if nobody did", lookup::answered_by),
    text(
        "TRANSFERRED_TO",
        "The colleague to whom the call was transferred",
        lookup::transferred_to,
    ),
    text(
        "TRANSFERRED_TO_NUMBER",
        "The outside number to which the call was transferred",
        lookup::transferred_to_number,
    ),
    text(
        "FORWARDED_TO",
        "The number to which the call was forwarded automatically",
        lookup::forwarded_to,
    ),
    list("TAGS", "The tags, by the profile's rule for transferred calls", lookup::tags),
    list("CALL_MEMO", "The values of the call memo", lookup::call_memo),
    text("COMMENTS", "The comments, each under a line that names its author", lookup::comments),
    text("RECORDING_URL", "Link to the recording or voicemail", lookup::recording_url),
    text(
        "RECORDING_LINE",
        "The same with words in front, by kind of recording",
        lookup::recording_line,
    ),
    text(
        "CALL_HISTORY_URL",
        "Link to the call's page in the phone system",
        lookup::call_history_url,
    ),
    text(
        "SPEECH_RECOGNITION",
        "The transcript, a line per phrase: time, speaker, words",
        lookup::transcript,
    ),
    text(
        "SPEECH_RECOGNITION_SUMMARY",
        "The summary or minutes of the conversation",
        lookup::summary,
    ),
    text("SENTIMENT", "The customer's mood, in the phone system's word", lookup::sentiment),
    list("TOPICS", "Topics of the conversation", lookup::topics),
    text("SEQUENCE_ID", "The phone system's id of the call", lookup::sequence_id),
    text("SOURCE_ID", "Name of the source in the configuration", lookup::source_id),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_well_formed() {
        let names: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), FIELDS.len());
        assert!(names.iter().all(|name| {
            name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
        }));
    }
}
