//! Phone users of the last calls who are nobody in Salesforce, and who they may be.

use domain::owner::read_users;
use engine::UserStanding;

use super::users::Line;
use crate::Shared;
use crate::shell::Words;

/// How far back calls are looked at, in days.
const DAYS: u32 = 7;
/// Users that are listed.
const MOST: usize = 50;

/// A phone user without a Salesforce user.
pub(super) struct SuggestionView {
    pub(super) who: String,
    pub(super) calls: String,
    /// The name of the Salesforce user that it may be.
    pub(super) name: Option<String>,
    /// The line to add: the phone user, a line end, the Salesforce user.
    pub(super) add: Option<String>,
}

/// Those of some sources; `None` where nobody can be asked.
pub(super) async fn of(
    shared: &Shared,
    words: &Words,
    sources: &[String],
    lines: &[Line],
) -> Option<Vec<SuggestionView>> {
    let report = match shared.engine.users_report(DAYS).await {
        Ok(report) => report,
        Err(error) => {
            tracing::warn!(%error, "phone users cannot be compared with Salesforce's");
            return None;
        }
    };
    let here = report
        .users
        .into_iter()
        .filter(|user| user.standing != UserStanding::Mapped && sources.contains(&user.source));
    let views = here.filter_map(|user| {
        let marks = [&user.name, &user.email, &user.extension, &user.id];
        let who: Vec<&str> = marks.into_iter().flatten().map(String::as_str).collect();
        let suggestion = user.suggestion.as_ref();
        let link = suggestion.and_then(|suggestion| {
            let table = format!("phone_user,salesforce\n{}\n", suggestion.csv);
            read_users(table.as_bytes()).ok()?.pop().map(|(_, link)| link)
        });
        let entered = |line: &Line| {
            [&user.id, &user.email, &user.extension]
                .into_iter()
                .flatten()
                .any(|mark| mark.eq_ignore_ascii_case(&line.phone_user))
        };
        (!lines.iter().any(entered)).then(|| SuggestionView {
            who: who.join(" · "),
            calls: words.locale.number(i64::try_from(user.calls).unwrap_or(i64::MAX)),
            name: suggestion.map(|suggestion| suggestion.user.name.clone()),
            add: link.map(|link| format!("{}\n{}", link.phone_user, link.salesforce)),
        })
    });
    Some(views.take(MOST).collect())
}
