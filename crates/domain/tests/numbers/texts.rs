//! The 25 spellings of the corpus, made from nothing but a number's national form.

use domain::number::Number;

use crate::draw::Country;

/// How a phone field may hold a number.
pub(crate) fn texts(number: &Number, country: &Country) -> [String; 25] {
    let e164 = number.e164.as_deref().unwrap();
    let national = number.national.as_deref().unwrap();
    let groups: Vec<&str> =
        national.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let digits = groups.concat();
    let trunk = digits.starts_with('0');
    let inner = if trunk { &digits[1..] } else { &digits };
    let code = e164.strip_prefix('+').unwrap().strip_suffix(inner).unwrap();
    let (first, rest) = (groups[0], &groups[1..]);
    let first_abroad = if trunk { &first[1..] } else { first };
    let (hyphens, spaces) = (rest.join("-"), rest.join(" "));
    let kept = if trunk { "(0)" } else { "" };
    let joined = groups.join("-");
    [
        e164.to_owned(),
        format!("{code}{inner}"),
        digits.clone(),
        joined.clone(),
        national.to_owned(),
        groups.join("."),
        groups.join("/"),
        format!("({first}) {hyphens}"),
        format!("{first}/{}", rest.concat()),
        inner.to_owned(),
        format!("+{code} {first_abroad} {spaces}"),
        format!("+{code}-{first_abroad}-{hyphens}"),
        format!("+{code} ({first_abroad}) {hyphens}"),
        format!("+{code} {kept}{first_abroad} {spaces}"),
        format!("00{code} {first_abroad} {spaces}"),
        format!("{} {code} {first_abroad} {hyphens}", country.abroad),
        wide(&digits),
        wide(&joined),
        joined.replace('-', "\u{2011}").replacen('\u{2011}', "\u{a0}", 1),
        format!("{joined} ext. 42"),
        format!("{digits}x4211"),
        format!("{joined} 内線12"),
        format!("{digits}#42"),
        format!("tel:{e164};ext=7"),
        format!("山田 花子 {joined} / +39 06 1234 5678"),
    ]
}

fn wide(text: &str) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect()
}
