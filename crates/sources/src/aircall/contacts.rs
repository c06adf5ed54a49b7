//! Aircall's contacts over its public API: pages, search, create and update; and the `contact.*` webhooks.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::contact::Field;
use domain::event::Millis;
use jiff::tz::TimeZone;
use language::Sentence;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::Aircall;
use crate::contacts::{Ask, BookContact, ContactBook, ContactNews, Detail, Method, Page, Wanted};
use crate::document;
use crate::node::Node;
use crate::settings::Settings;
use crate::source::SourceOption;
use crate::unreadable::Unreadable;

/// The options of this kind of source.
pub(super) const OPTIONS: &[SourceOption] = &[
    SourceOption { name: "api_id", about: "API ID of the public API; needed for contacts only" },
    SourceOption { name: "api_token", about: "API token that goes with it" },
    SourceOption { name: "api_token_file", about: "a file that holds the token, instead" },
    SourceOption { name: "api_url", about: "another address than https://api.aircall.io" },
];

/// Most that a page can have.
const PER_PAGE: u32 = 50;
/// Where there is no option `api_url`.
const API: &str = "https://api.aircall.io";
/// Without a word on when the limit ends: it counts minutes.
const MINUTE: Millis = 60_000;

/// The fields that are plain texts, with their names in the API.
const TEXTS: [(Field, &str); 4] = [
    (Field::FirstName, "first_name"),
    (Field::LastName, "last_name"),
    (Field::Company, "company_name"),
    (Field::Description, "information"),
];

impl ContactBook for Aircall {
    fn fields(&self) -> &'static [Field] {
        const FIELDS: &[Field] = &[
            Field::Phone,
            Field::FirstName,
            Field::LastName,
            Field::Company,
            Field::Email,
            Field::Description,
        ];
        FIELDS
    }

    fn requests_a_minute(&self) -> u32 {
        120
    }

    fn ready(&self, settings: &Settings) -> Result<(), Sentence> {
        match ["api_id", "api_token"].iter().find(|name| settings.option(name).is_none()) {
            None => Ok(()),
            Some(missing) => Err(settings
                .problem("sources-contacts-need")
                .with("option", *missing)
                .with("example", "{ api_id = \"…\", api_token_file = \"…\" }")),
        }
    }

    fn list(&self, settings: &Settings, wanted: &Wanted) -> Ask {
        let query = match wanted {
            Wanted::LastChanged { page } => format!("order=desc&order_by=updated_at&page={page}"),
            Wanted::All { from, page } => {
                let from = from.div_euclid(1000);
                format!("order=asc&order_by=created_at&from={from}&page={page}")
            }
        };
        get(settings, &format!("/v1/contacts?per_page={PER_PAGE}&{query}"))
    }

    fn search(&self, settings: &Settings, number: &str) -> Ask {
        let number: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
        get(settings, &format!("/v1/contacts/search?per_page={PER_PAGE}&phone_number={number}"))
    }

    fn create(&self, settings: &Settings, facts: &BTreeMap<Field, String>) -> Ask {
        let mut body = texts(facts);
        let named = [(Field::Phone, "phone_numbers"), (Field::Email, "emails")];
        for (field, name) in named {
            if let Some(value) = facts.get(&field) {
                body.insert(name.to_owned(), json!([{"label": "Work", "value": value}]));
            }
        }
        ask(settings, Method::Post, "/v1/contacts", Some(Value::Object(body)))
    }

    fn update(
        &self,
        settings: &Settings,
        contact: &BookContact,
        changes: &BTreeMap<Field, String>,
        number: Option<&str>,
    ) -> Vec<Ask> {
        let id: String = url::form_urlencoded::byte_serialize(contact.id.as_bytes()).collect();
        let path = format!("/v1/contacts/{id}");
        let mut asks = Vec::new();
        let known = number.and_then(|number| {
            contact.numbers.iter().find(|known| digits(&known.value).eq(digits(number)))
        });
        let details = [
            (Field::Phone, "phone_details", known.or(contact.numbers.first())),
            (Field::Email, "email_details", contact.emails.first()),
        ];
        for (field, part, detail) in details {
            let Some(value) = changes.get(&field).filter(|value| !value.is_empty()) else {
                continue;
            };
            let body = Some(json!({"label": "Work", "value": value}));
            asks.push(match detail.and_then(|detail| detail.id.as_deref()) {
                Some(id) => {
                    let body = Some(json!({"value": value}));
                    ask(settings, Method::Put, &format!("{path}/{part}/{id}"), body)
                }
                None => ask(settings, Method::Post, &format!("{path}/{part}"), body),
            });
        }
        let body = texts(changes);
        asks.push(match body.is_empty() {
            true => get(settings, &path),
            // Their documentation: a contact is updated by POST, not by PUT.
            false => ask(settings, Method::Post, &path, Some(Value::Object(body))),
        });
        asks
    }

    fn read_page(&self, body: &[u8]) -> Result<Page, Unreadable> {
        let document = document::read(body)?;
        let root = Node::root(&document)?;
        let mut page = Page::default();
        let nodes = root.list("contacts")?.unwrap_or_default();
        for node in nodes.into_iter().filter(|node| node.is_not_false("is_shared")) {
            match node.as_object().and_then(|node| contact(&node)) {
                Ok(contact) => page.contacts.push(contact),
                Err(_) => page.unreadable += 1,
            }
        }
        let meta = root.object("meta")?;
        page.more = match meta {
            Some(meta) => meta.text("next_page_link")?.is_some(),
            None => false,
        };
        Ok(page)
    }

    fn read_contact(&self, body: &[u8]) -> Result<BookContact, Unreadable> {
        let document = document::read(body)?;
        contact(&Node::root(&document)?.need_object("contact")?)
    }

    fn wait_until(
        &self,
        status: u16,
        header: &dyn Fn(&str) -> Option<String>,
        now: Millis,
    ) -> Option<Millis> {
        let number = |name| header(name).and_then(|text| text.trim().parse::<i64>().ok());
        let none_left = number("x-aircallapi-remaining").is_some_and(|left| left <= 0);
        if status != 429 && !none_left {
            return None;
        }
        // Seconds by most accounts, milliseconds by one; a moment that is past or far away is neither.
        let reset = number("x-aircallapi-reset")
            .map(|at| if at < 100_000_000_000 { at.saturating_mul(1000) } else { at });
        Some(reset.filter(|at| (now..=now + 10 * MINUTE).contains(at)).unwrap_or(now + MINUTE))
    }
}

/// A `contact.*` event; `None` for other events, and for a contact that only its owner sees.
pub(super) fn news(root: &Node<'_>, event: &str) -> Result<Option<ContactNews>, Unreadable> {
    let gone = match event {
        "contact.created" | "contact.updated" => false,
        "contact.deleted" => true,
        _ => return Ok(None),
    };
    let data = root.need_object("data")?;
    let mut contact = contact(&data)?;
    let told = root.moment("timestamp", &TimeZone::UTC)?.unwrap_or_default();
    if gone || contact.changed_at == 0 {
        contact.changed_at = contact.changed_at.max(told);
    }
    Ok(data.is_not_false("is_shared").then_some(ContactNews { contact, gone }))
}

fn contact(node: &Node<'_>) -> Result<BookContact, Unreadable> {
    let utc = &TimeZone::UTC;
    let mut texts = BTreeMap::new();
    for (field, name) in TEXTS {
        if let Some(text) = node.text(name)? {
            texts.insert(field, text);
        }
    }
    let created_at = node.moment("created_at", utc)?.unwrap_or_default();
    Ok(BookContact {
        id: node.need_text("id")?,
        created_at,
        changed_at: node.moment("updated_at", utc)?.unwrap_or(created_at),
        numbers: details(node, "phone_numbers")?,
        emails: details(node, "emails")?,
        texts,
    })
}

fn details(node: &Node<'_>, name: &str) -> Result<Vec<Detail>, Unreadable> {
    let mut details = Vec::new();
    for item in node.list(name)?.unwrap_or_default() {
        let item = item.as_object()?;
        if let Some(value) = item.text("value")? {
            details.push(Detail { id: item.text("id")?, value });
        }
    }
    Ok(details)
}

fn digits(number: &str) -> impl Iterator<Item = char> {
    number.chars().filter(char::is_ascii_digit)
}

fn texts(facts: &BTreeMap<Field, String>) -> Map<String, Value> {
    let texts = TEXTS.iter().filter_map(|(field, name)| Some((*name, facts.get(field)?)));
    texts.map(|(name, text)| (name.to_owned(), json!(text))).collect()
}

fn get(settings: &Settings, path: &str) -> Ask {
    ask(settings, Method::Get, path, None)
}

fn ask(settings: &Settings, method: Method, path: &str, body: Option<Value>) -> Ask {
    let option = |name| settings.option(name).unwrap_or_default();
    let pair = format!("{}:{}", option("api_id"), option("api_token"));
    let base = settings.option("api_url").unwrap_or(API).trim_end_matches('/');
    Ask {
        method,
        url: format!("{base}{path}"),
        authorization: SecretString::from(format!("Basic {}", BASE64_STANDARD.encode(pair))),
        body,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn settings() -> Settings {
        let options =
            [("api_id", "me"), ("api_token", "s3cret"), ("api_url", "http://127.0.0.1:9/")];
        Settings {
            id: "sales".into(),
            secrets: vec!["hook".into()],
            options: options.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Settings::default()
        }
    }

    fn ada() -> BookContact {
        let body = json!({"contact": {"id": 9301, "first_name": "Ada", "last_name": "Quill", "company_name": "",
            "information": null, "created_at": 1_795_144_000, "updated_at": "2026-11-20T05:00:00Z",
            "phone_numbers": [{"id": 1, "label": "Home", "value": "+44 7700 900123"},
                {"id": 2, "label": "Work", "value": "+44 20 7946 0123"}],
            "emails": [{"id": 7, "label": "Work", "value": "ada@example.com"}]}});
        Aircall.read_contact(body.to_string().as_bytes()).unwrap()
    }

    fn lines(asks: &[Ask]) -> Vec<String> {
        let line = |ask: &Ask| {
            let path = ask.url.strip_prefix("http://127.0.0.1:9").unwrap();
            let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
            format!("{:?} {path} {body}", ask.method).trim_end().to_owned()
        };
        asks.iter().map(line).collect()
    }

    #[test]
    fn requests_are_those_of_the_public_api() {
        let settings = settings();
        let list = |wanted| Aircall.list(&settings, &wanted);
        let facts = BTreeMap::from([
            (Field::Phone, "+442079460123".to_owned()),
            (Field::LastName, "Quill ☎".to_owned()),
            (Field::Email, "ada@example.com".to_owned()),
        ]);
        let asks = [
            list(Wanted::LastChanged { page: 2 }),
            list(Wanted::All { from: 1_795_144_000_999, page: 1 }),
            Aircall.search(&settings, "+442079460123"),
            Aircall.create(&settings, &facts),
        ];
        let wanted = [
            "Get /v1/contacts?per_page=50&order=desc&order_by=updated_at&page=2",
            "Get /v1/contacts?per_page=50&order=asc&order_by=created_at&from=1795144000&page=1",
            "Get /v1/contacts/search?per_page=50&phone_number=%2B442079460123",
            "Post /v1/contacts {\"last_name\":\"Quill ☎\",\"phone_numbers\":[{\"label\":\"Work\",\
             \"value\":\"+442079460123\"}],\"emails\":[{\"label\":\"Work\",\"value\":\"ada@example.com\"}]}",
        ];
        assert_eq!(lines(&asks), wanted);
        assert_eq!(asks[0].authorization.expose_secret(), "Basic bWU6czNjcmV0");
        assert!(!format!("{asks:?} {settings:?}").contains("s3cret"));
    }

    #[test]
    fn an_update_is_a_post_and_changes_the_number_that_was_known() {
        let change = |field, text: &str| BTreeMap::from([(field, text.to_owned())]);
        let asks = |changes| Aircall.update(&settings(), &ada(), &changes, Some("+442079460123"));
        assert_eq!(
            lines(&asks(change(Field::FirstName, ""))),
            ["Post /v1/contacts/9301 {\"first_name\":\"\"}"]
        );
        assert_eq!(
            lines(&asks(change(Field::Phone, "+442079460199"))),
            [
                "Put /v1/contacts/9301/phone_details/2 {\"value\":\"+442079460199\"}",
                "Get /v1/contacts/9301",
            ]
        );
        let nobody = BookContact { id: "a/b".to_owned(), ..BookContact::default() };
        let first =
            Aircall.update(&settings(), &nobody, &change(Field::Email, "x@example.com"), None);
        assert_eq!(
            lines(&first)[0],
            "Post /v1/contacts/a%2Fb/email_details {\"label\":\"Work\",\"value\":\"x@example.com\"}"
        );
    }

    #[test]
    fn a_page_keeps_what_can_be_read_and_counts_the_rest() {
        let body = json!({"meta": {"next_page_link": "https://example.com/2"}, "contacts": [
            {"id": 1, "first_name": "☎ Ada"}, {"first_name": "nobody"}, 7,
            {"id": 2, "is_shared": false}, {"id": 3, "phone_numbers": [{"id": 4, "value": "12"}]}]});
        let page = Aircall.read_page(body.to_string().as_bytes()).unwrap();
        let ids: Vec<_> = page.contacts.iter().map(|contact| contact.id.as_str()).collect();
        assert_eq!((ids, page.unreadable, page.more), (vec!["1", "3"], 2, true));
        assert_eq!(page.contacts[0].texts[&Field::FirstName], "☎ Ada");
        assert_eq!(Aircall.read_page(b"{\"contacts\":[]}"), Ok(Page::default()));
        for body in [&b""[..], b"[]", b"<html>", b"{\"contacts\":7}"] {
            assert!(Aircall.read_page(body).is_err() && Aircall.read_contact(body).is_err());
        }
        let ada = ada();
        assert_eq!((ada.created_at, ada.changed_at), (1_795_144_000_000, 1_795_150_800_000));
    }

    #[test]
    fn the_reply_says_when_to_go_on() {
        const NOW: Millis = 1_795_144_000_000;
        let wait = |status, headers: &[(&str, &str)]| {
            let header = |name: &str| {
                headers.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
            };
            Aircall.wait_until(status, &header, NOW)
        };
        let reset = ("x-aircallapi-reset", "1795144030");
        assert_eq!(wait(200, &[]), None);
        assert_eq!(wait(200, &[("x-aircallapi-remaining", "7"), reset]), None);
        assert_eq!(wait(200, &[("x-aircallapi-remaining", "0"), reset]), Some(NOW + 30_000));
        assert_eq!(wait(429, &[reset]), Some(NOW + 30_000));
        assert_eq!(wait(429, &[("x-aircallapi-reset", "1795144030000")]), Some(NOW + 30_000));
        for odd in ["soon", "", "12", "9223372036854775807", "-1"] {
            assert_eq!(wait(429, &[("x-aircallapi-reset", odd)]), Some(NOW + MINUTE), "{odd}");
        }
    }

    #[test]
    fn what_is_missing_for_the_api_is_named() {
        assert_eq!(Aircall.ready(&settings()), Ok(()));
        let problem = Aircall.ready(&Settings { id: "sales".into(), ..Settings::default() });
        assert!(problem.unwrap_err().to_string().contains("no option `api_id`"));
    }
}
