//! Reads string literals: which escapes SOQL knows (SOQL reference, "Quoted String Escape Sequences").

/// The characters that a literal means, each with whether it was escaped.
///
/// # Errors
/// The character behind a backslash that makes no escape.
pub(crate) fn decode(raw: &str) -> Result<Vec<(char, bool)>, char> {
    let mut found = Vec::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            found.push((character, false));
            continue;
        }
        let escape = characters.next().unwrap_or('\\');
        let meant = match escape {
            'n' | 'N' => '\n',
            'r' | 'R' => '\r',
            't' | 'T' => '\t',
            'b' | 'B' => '\u{8}',
            'f' | 'F' => '\u{c}',
            '\\' | '\'' | '"' | '_' | '%' => escape,
            'u' | 'U' => unicode(&mut characters).ok_or(escape)?,
            _ => return Err(escape),
        };
        found.push((meant, true));
    }
    Ok(found)
}

fn unicode(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let mut code = 0;
    for _ in 0..4 {
        code = code * 16 + characters.next()?.to_digit(16)?;
    }
    char::from_u32(code)
}

/// The text that a literal means; a literal that the parser has accepted always has one.
pub(crate) fn plain(raw: &str) -> String {
    decode(raw).unwrap_or_default().into_iter().map(|(character, _)| character).collect()
}

/// The pattern of a LIKE: escaped wildcards stay escaped, for SQL's `ESCAPE '\'`.
pub(crate) fn pattern(raw: &str) -> String {
    let mut pattern = String::with_capacity(raw.len());
    for (character, escaped) in decode(raw).unwrap_or_default() {
        if character == '\\' || (escaped && matches!(character, '_' | '%')) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_one_character() {
        assert_eq!(plain(r#"a\'b\\c\n\u00e9\U00E9\""#), "a'b\\c\néé\"");
        assert_eq!(pattern(r"100\%\\_%"), r"100\%\\_%");
        assert_eq!(decode(r"a\q"), Err('q'));
        assert_eq!(decode(r"\u12"), Err('u'));
        assert_eq!(decode(r"\ud800"), Err('u'));
    }
}
