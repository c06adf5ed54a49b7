//! Owes recipients what there is to say, and sends what is owed.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::event::Millis;
use language::Locale;
use store::{MailDue, StoreError};
use tokio::sync::watch;

use super::news::{News, due, news};
use super::{MailProblem, MailSettings, Said, letter, post};
use crate::troubles::Trouble;
use crate::{Engine, ORG};

/// Who sends. One node, so that nobody gets a mail twice.
const LEASE: &str = "mail";

/// How long the server may say nothing at each step of a mail that somebody waits for.
const PATIENCE: Duration = Duration::from_secs(5);

/// A lease lasts longer than the longest mail takes by so much, in milliseconds.
const SPARE: Millis = 60_000;

/// How often one looks whether a mail is due.
const LOOK: Duration = Duration::from_secs(3);

/// Milliseconds to the next try after the server did not take a mail; the last one repeats.
const PAUSES: [Millis; 6] = [30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000];

impl Engine {
    /// Owes every recipient what there is to say of troubles now. Running it twice owes it once.
    ///
    /// # Errors
    /// When the store does not answer; nothing is owed then.
    pub async fn owe_mails(&self) -> Result<(), StoreError> {
        let Some(settings) = self.mail_settings() else { return Ok(()) };
        let (store, now) = (self.store(), self.now());
        let rows = store.troubles(ORG).await?;
        let all = rows.iter().filter_map(|row| Some((row.seen.id.clone(), news(row, now)?)));
        let told = due(all.collect(), self.0.digest.ago(now));
        if told.is_empty() {
            return Ok(());
        }
        let owed = store.mails_owed(ORG).await?;
        let ids: Vec<&String> = told.iter().map(|(id, _)| id).collect();
        let lists = self.recipients(&settings).await?.into_iter().map(|recipient| {
            let before = owed.iter().find(|mail| mail.recipient == recipient);
            let mut list: BTreeSet<String> = before.map(ids_of).unwrap_or_default();
            list.extend(ids.iter().copied().cloned());
            let list = serde_json::to_string(&list).unwrap_or_default();
            (recipient, list)
        });
        let lists: Vec<(String, String)> = lists.collect();
        let count =
            |id: &str| rows.iter().find(|row| row.seen.id == id).map_or(1, |row| row.seen.count);
        let marks: Vec<(String, i64)> = told
            .iter()
            .map(|(id, news)| {
                // Of what is over nothing was told once it begins again.
                (id.clone(), if *news == News::Over { 0 } else { count(id).max(1) })
            })
            .collect();
        if told.iter().any(|(_, news)| *news != News::New) {
            self.0.digest.sent(now);
        }
        store.owe_mails(ORG, &lists, &marks, now).await
    }

    /// Sends what is owed and due, if that falls to this node. Returns how many mails a server took.
    ///
    /// # Errors
    /// When the store does not answer; a mail may be sent again then.
    pub async fn send_mails(&self) -> Result<usize, StoreError> {
        let Some(settings) = self.mail_settings() else { return Ok(0) };
        let store = self.store();
        let owed = store.mails_owed(ORG).await?;
        let recipients = self.recipients(&settings).await?;
        let mut sent = 0;
        for mail in owed {
            let now = self.now();
            if !recipients.contains(&mail.recipient) {
                store.forget_mail(ORG, &mail.recipient).await?;
                continue;
            }
            if mail.due_at > now {
                continue;
            }
            let longest = Millis::try_from(post::longest(&settings).as_millis()).unwrap_or(SPARE);
            let until = now + longest + SPARE;
            if !store.take_lease(ORG, LEASE, self.node(), until, now).await? {
                return Ok(sent);
            }
            sent += usize::from(self.send_mail(&settings, &mail).await?);
        }
        Ok(sent)
    }

    async fn send_mail(&self, settings: &MailSettings, mail: &MailDue) -> Result<bool, StoreError> {
        let store = self.store();
        let mut troubles: Vec<Trouble> = Vec::new();
        for id in ids_of(mail) {
            troubles.extend(self.trouble(&id).await?);
        }
        if troubles.is_empty() {
            store.forget_mail(ORG, &mail.recipient).await?;
            return Ok(false);
        }
        let locale = self.reader_of_mail(settings, &mail.recipient).await?;
        let token = self.unsubscribe_token(&mail.recipient).await?;
        let written = letter::write(settings, &mail.recipient, &locale, &troubles, &token);
        let taken = match written {
            Ok(written) => post::send(settings, written).await,
            Err(error) => Err(MailProblem::new("mail_unclear", error.to_string())),
        };
        match taken {
            Ok(_) => {
                let told: Vec<&str> = troubles.iter().map(|trouble| trouble.id.as_str()).collect();
                store.mail_sent(ORG, &mail.recipient, mail.version, &told, self.now()).await?;
                Ok(true)
            }
            Err(problem) => {
                tracing::warn!(code = problem.code, "a mail was not sent; it is tried again");
                let tries = usize::try_from(mail.attempts).unwrap_or(usize::MAX);
                let pause = PAUSES[tries.min(PAUSES.len() - 1)];
                let text = problem.sentence().stored();
                let at = self.now() + pause;
                store.mail_failed(ORG, &mail.recipient, at, problem.code, &text).await?;
                Ok(false)
            }
        }
    }

    /// Sends a mail that says that mails arrive, and tells what the server answered.
    ///
    /// # Errors
    /// Why the server did not take it.
    pub async fn test_mail(
        &self,
        settings: &MailSettings,
        to: &str,
        locale: &Locale,
    ) -> Result<Said, MailProblem> {
        let mail = letter::test(to, locale, &settings.public_url)
            .map_err(|error| MailProblem::new("mail_unclear", error.to_string()))?;
        // A person waits for it, in a request that has to be answered.
        let settings = MailSettings { timeout: settings.timeout.min(PATIENCE), ..settings.clone() };
        post::send(&settings, mail).await
    }

    /// Who gets mails: the configured addresses but for those that want none.
    pub(crate) async fn recipients(
        &self,
        settings: &MailSettings,
    ) -> Result<Vec<String>, StoreError> {
        let not = self.store().unsubscribed(ORG).await?;
        Ok(settings.to.iter().filter(|address| !not.contains(address)).cloned().collect())
    }

    pub(crate) async fn mail_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            tokio::select! {
                sent = self.send_mails() => if let Err(error) = sent {
                    tracing::error!(%error, "mails that are due wait a moment");
                },
                // What was on its way is owed still, and sent after the start.
                _ = stop.changed() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

fn ids_of(mail: &MailDue) -> BTreeSet<String> {
    serde_json::from_str(&mail.troubles).unwrap_or_default()
}
