//! Colour where a person looks at a terminal that has it, and none anywhere else.

use std::io::{IsTerminal as _, Write as _};

use super::harmless;

/// How a piece of a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Faint,
    Heading,
    Good,
    Warning,
    Bad,
}

impl Tone {
    /// The terminal's code for it (ECMA-48, "Select graphic rendition").
    fn code(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Faint => "2",
            Tone::Heading => "1",
            Tone::Good => "32",
            Tone::Warning => "33",
            Tone::Bad => "31",
        }
    }
}

/// What the terminal behind standard output can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Whether colours are shown (`NO_COLOR`, <https://no-color.org>, turns them off).
    pub(crate) colours: bool,
    /// Whether signs such as ✓ are shown; else words.
    pub(crate) signs: bool,
}

impl Terminal {
    pub(crate) fn of_output() -> Terminal {
        let dumb = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb");
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = std::io::stdout().is_terminal() && !dumb && !plain;
        Terminal { colours, signs: !dumb }
    }

    /// Prints a line of a result, piece by piece.
    pub(crate) fn print(self, pieces: &[(Tone, String)]) {
        // A reader who has gone away is no error.
        let _ = writeln!(std::io::stdout(), "{}", self.line(pieces));
    }

    fn line(self, pieces: &[(Tone, String)]) -> String {
        let mut line = String::new();
        for (tone, text) in pieces {
            let text = harmless(text);
            if self.colours && *tone != Tone::Plain {
                line.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code()));
            } else {
                line.push_str(&text);
            }
        }
        line.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_ours_and_never_the_texts() {
        let pieces = [(Tone::Bad, "✗".to_owned()), (Tone::Plain, " \u{1b}[2Jx".to_owned())];
        let plain = Terminal { colours: false, signs: true };
        assert_eq!(plain.line(&pieces), "✗ \u{fffd}[2Jx");
        let bright = Terminal { colours: true, ..plain };
        assert_eq!(bright.line(&pieces), "\u{1b}[31m✗\u{1b}[0m \u{fffd}[2Jx");
    }
}
