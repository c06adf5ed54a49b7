//! `docs/doctor.md` says what the doctor looks at and what it can find; it is written from the same data.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use engine::doctor::{Group, TOPICS, Verdict};
use language::{Language, Locale, Sentence};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/doctor.md");
const BLESS: &str = "RINGLEDGER_BLESS=1 cargo test -p engine --test doctor page";

#[test]
fn the_page_says_what_the_doctor_can_find() {
    let page = page();
    if std::env::var_os("RINGLEDGER_BLESS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let found = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(found == page, "docs/doctor.md is out of date; write it anew with: {BLESS}");
}

#[test]
fn codes_are_in_order_and_sentences_are_sentences() {
    let codes: Vec<&str> = TOPICS.iter().map(|topic| topic.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    for topic in TOPICS {
        assert!(topic.why().to_string().ends_with('.'), "{}", topic.code);
        let ids: BTreeSet<&str> = topic.findings.iter().map(|finding| finding.id).collect();
        assert_eq!(ids.len(), topic.findings.len(), "{}", topic.code);
        for finding in topic.findings {
            for language in Language::ALL {
                for sentence in [finding.cause(), finding.fix()] {
                    let text = sentence.say(&Locale::utc(language));
                    assert!(
                        text.ends_with(['.', '。', '`', ')', '}', '>']) && text.len() > 20,
                        "{text}"
                    );
                }
            }
            assert!(finding.verdict >= Verdict::Note, "{finding:?}");
        }
    }
}

fn page() -> String {
    let mut page = format!(
        "# The doctor\n\n\
         `ringledger doctor` looks at the installation, at the way into the org, and at the org as the service would\n\
         use it, and says of each thing what it found, why it matters and what to do. It ends with 1 if something keeps\n\
         calls from being written as the profiles say (✗), and with 0 otherwise. `--json` prints the same for programs:\n\
         `code` and `finding` are the names below and do not change.\n\n\
         | Mark | `verdict` | Meaning |\n|---|---|---|\n\
         | ✓ | `good` | all is well |\n\
         | · | `note` | all is well, and somebody should know something |\n\
         | ? | `unseen` | the org does not let us look; nothing need be wrong |\n\
         | ! | `warning` | calls are written, but not all that they could say, or not for long |\n\
         | ✗ | `failure` | calls are not written, or not as the profiles say |\n\n\
         A visit costs about five API requests, one more for each further profile. One of them is a trial: the Task of\n\
         an invented call is created in one composite request together with a record that must fail, so Salesforce takes\n\
         both back. Rules, triggers and flows see the Task; a query proves that none stayed.\n\n\
         Any check can also end with `failed` (Salesforce answered with another error, which is quoted) or `unseen`.\n\
         Words in braces stand for what is found.\n\n\
         This page is generated; after a change to a check run\n`{BLESS}`.\n"
    );
    for group in Group::ALL {
        writeln!(page, "\n## {}", group.name()).unwrap();
        for topic in TOPICS.iter().filter(|topic| topic.group == group) {
            writeln!(page, "\n### {} {}\n\n{}", topic.code, topic.name(), topic.why()).unwrap();
            if topic.findings.is_empty() {
                continue;
            }
            page.push_str("\n| | Finding | Cause | What to do |\n|---|---|---|---|\n");
            for finding in topic.findings {
                let mark = match finding.verdict {
                    Verdict::Good => '✓',
                    Verdict::Note => '·',
                    Verdict::Unseen => '?',
                    Verdict::Warning => '!',
                    Verdict::Failure => '✗',
                };
                let (cause, fix) = (cell(&finding.cause()), cell(&finding.fix()));
                writeln!(page, "| {mark} | `{}` | {cause} | {fix} |", finding.id).unwrap();
            }
        }
    }
    page
}

/// A sentence in one cell of a table; what is yet to be found stands by its name.
fn cell(sentence: &Sentence) -> String {
    sentence.to_string().replace("{$", "{").replace('|', "\\|")
}
