//! The list of what failed, as a person reads it: what, why, and the command that tries again.

use engine::ErrorLine;

use crate::printing;

/// Prints the errors, or that there are none.
pub(crate) fn print_errors(errors: &[ErrorLine]) {
    if errors.is_empty() {
        printing::line("Nothing failed.");
    }
    for error in errors {
        printing::line(format!("{}  {}  {}", error.at, error.what, error.code));
        printing::line(format!("    {}", error.text));
        if let Some(fix) = &error.fix {
            printing::line(format!("    {fix}"));
        }
        printing::line(format!("    Then: {}", error.again));
    }
}
