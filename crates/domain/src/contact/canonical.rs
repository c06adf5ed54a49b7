//! One spelling for one meaning, so that two address books that write the same differently do not seem to disagree.

use unicode_normalization::UnicodeNormalization as _;

use super::Field;
use crate::number::{NumberKind, NumberPlan, read};

/// The text of a field in the form in which both sides are compared: numbers as E.164 where they are numbers, line
/// breaks and accents of one kind, no blanks around it. Emoji and everything else stay.
///
/// ```
/// use domain::contact::{Field, canonical};
/// use domain::number::NumberPlan;
///
/// let japan = NumberPlan { region: "JP".into(), ..NumberPlan::default() };
/// assert_eq!(canonical(Field::Phone, "03-5550-0123", &japan), "+81355500123");
/// assert_eq!(canonical(Field::LastName, " Sato ☎\r\n", &japan), "Sato ☎");
/// ```
#[must_use]
pub fn canonical(field: Field, text: &str, plan: &NumberPlan) -> String {
    if field == Field::Phone
        && let Some(e164) = dialable(text, plan)
    {
        return e164;
    }
    text.replace("\r\n", "\n").trim().nfc().collect()
}

/// The E.164 form of a customer's number; `None` for what is no number, an extension, or one of our own lines.
#[must_use]
pub fn dialable(text: &str, plan: &NumberPlan) -> Option<String> {
    let number = read(Some(text), plan);
    number.e164.filter(|_| number.kind == NumberKind::Customer)
}
