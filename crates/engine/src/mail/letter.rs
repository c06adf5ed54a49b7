//! The words of a mail: how many, what, why, what to do and where; no number, no name of anybody.

use askama::Template;
use language::{Argument, Locale, say, say_with};

use super::MailSettings;
use super::post::Mail;
use crate::troubles::{Standing, Trouble};

/// Causes that are told at length; of the rest their number.
const TOP: usize = 5;

/// One cause, in words.
#[derive(Debug, Clone)]
struct Item {
    title: String,
    code: String,
    facts: String,
    cause: String,
    fix: String,
    link: String,
    sample: Option<String>,
    over: bool,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

/// A mail's words.
#[derive(Debug)]
struct Letter {
    locale: Locale,
    subject: String,
    greeting: String,
    items: Vec<Item>,
    more: Option<String>,
    all_link: String,
    unsubscribe: String,
}

impl Letter {
    fn say(&self, id: &str) -> String {
        say(self.locale.language, id)
    }

    fn tag(&self) -> &'static str {
        self.locale.language.tag()
    }
}

/// The mail about `troubles` (at least one) to a recipient who reads by `locale`.
pub(super) fn write(
    settings: &MailSettings,
    to: &str,
    locale: &Locale,
    troubles: &[Trouble],
    token: &str,
) -> Result<Mail, askama::Error> {
    let base = settings.public_url.trim_end_matches('/');
    let mut sorted: Vec<&Trouble> = troubles.iter().collect();
    sorted.sort_by_key(|one| (one.standing == Standing::Over, std::cmp::Reverse(one.count)));
    let unsubscribe = format!("{base}/mail/unsubscribe/{token}");
    let there = sorted.iter().filter(|one| one.is_there()).count();
    let count = if there > 0 { there } else { sorted.len() };
    let words = |id: &str| say_with(locale.language, id, &[("count", Argument::from(count))]);
    let rest = sorted.len().saturating_sub(TOP);
    let letter = Letter {
        subject: words(if there > 0 { "mail-subject" } else { "mail-subject-over" }),
        greeting: words(if there > 0 { "mail-greeting" } else { "mail-greeting-over" }),
        items: sorted.iter().take(TOP).map(|one| item(one, locale, base)).collect(),
        more: (rest > 0)
            .then(|| say_with(locale.language, "mail-more", &[("count", Argument::from(rest))])),
        all_link: format!("{base}/errors"),
        unsubscribe: unsubscribe.clone(),
        locale: locale.clone(),
    };
    Ok(Mail {
        to: to.to_owned(),
        subject: letter.subject.clone(),
        text: Text { letter: &letter }.render()?,
        html: Html { letter: &letter }.render()?,
        unsubscribe: Some(unsubscribe),
    })
}

/// The mail of the test button.
pub(super) fn test(to: &str, locale: &Locale, base: &str) -> Result<Mail, askama::Error> {
    let letter = Letter {
        subject: say(locale.language, "mail-test-subject"),
        greeting: say(locale.language, "mail-test-greeting"),
        items: Vec::new(),
        more: None,
        all_link: format!("{}/errors", base.trim_end_matches('/')),
        unsubscribe: String::new(),
        locale: locale.clone(),
    };
    Ok(Mail {
        to: to.to_owned(),
        subject: letter.subject.clone(),
        text: Text { letter: &letter }.render()?,
        html: Html { letter: &letter }.render()?,
        unsubscribe: None,
    })
}

fn item(trouble: &Trouble, locale: &Locale, base: &str) -> Item {
    let explained = trouble.explained();
    let (first, last) = (locale.moment(trouble.first_at), locale.moment(trouble.last_at));
    let id = match (trouble.is_there(), trouble.is_counted()) {
        (false, _) => "mail-facts-over",
        (true, true) => "mail-facts",
        (true, false) => "mail-facts-since",
    };
    let over = locale.moment(trouble.over_at.unwrap_or(trouble.last_at));
    let arguments = [
        ("count", Argument::from(trouble.count)),
        ("first", Argument::from(first)),
        ("last", Argument::from(last)),
        ("over", Argument::from(over)),
        ("zone", Argument::from(locale.zone_name())),
    ];
    Item {
        title: explained.title.say(locale),
        code: trouble.code.clone(),
        facts: say_with(locale.language, id, &arguments),
        cause: explained.cause.say(locale),
        fix: explained.fix.say(locale),
        link: format!("{base}/errors/{}", trouble.id),
        sample: trouble.sample.clone().filter(|_| trouble.kind == crate::TroubleKind::Call),
        over: !trouble.is_there(),
    }
}
