//! What a trouble is called, why it happens and what to do about it, as sentences for any reader.

use language::{Language, Sentence, say};

use crate::troubles::{Trouble, TroubleKind};

/// A trouble in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleWords {
    /// What is wrong, in a few words.
    pub title: Sentence,
    /// Why it happens.
    pub cause: Sentence,
    /// What to do.
    pub fix: Sentence,
}

impl Trouble {
    /// What it is, why, and what to do.
    #[must_use]
    pub fn explained(&self) -> TroubleWords {
        let (kind, about) = (self.kind.as_str(), self.shown_about());
        let title = match self.code.as_str() {
            "quota_forecast" => Sentence::new("errors-title-quota"),
            _ if about.is_empty() => Sentence::new(format!("errors-title-{kind}")),
            _ => Sentence::new(format!("errors-title-{kind}-about")).with("about", about),
        };
        let own = |part: &str| format!("errors-{part}-{}", self.code);
        // An id that is no message comes back as it is.
        if say(Language::English, &own("cause")) != own("cause") {
            let (cause, fix) = (Sentence::new(own("cause")), Sentence::new(own("fix")));
            return TroubleWords { title, cause, fix };
        }
        match salesforce::explain(&self.code) {
            Some(known) => TroubleWords { title, cause: known.cause, fix: known.fix },
            None => TroubleWords {
                title,
                cause: Sentence::new(format!("errors-cause-{}", self.kind.as_str())),
                fix: Sentence::new(format!("errors-fix-{}", self.kind.as_str())),
            },
        }
    }

    /// What it is about where that is a name of ours or of the org's (a field, a source, an object); never a text that
    /// somebody wrote.
    #[must_use]
    pub fn shown_about(&self) -> String {
        let named = |letter: char| letter.is_ascii_alphanumeric() || "_-.,".contains(letter);
        if self.about.chars().all(named) { self.about.replace(',', ", ") } else { String::new() }
    }

    /// Whether it strikes calls or deliveries, so that counting them says something.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        matches!(
            self.kind,
            TroubleKind::Call | TroubleKind::Delivery | TroubleKind::Webhook | TroubleKind::Org
        )
    }
}

#[cfg(test)]
mod tests;
