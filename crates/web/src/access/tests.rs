//! The page about roles says what the table says, and nobody has what they should not.

use std::fmt::Write as _;

use super::*;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access.md");
const BEGIN: &str = "cargo test -p web --lib access -->\n";
const END: &str = "<!-- end -->";

/// What a capability is called on the page.
fn sentence(capability: Capability) -> &'static str {
    match capability {
        Capability::ManageAccess => "connect and disconnect Salesforce; users and keys",
        Capability::Configure => "change settings: profiles, sources, rules",
        Capability::ReadSettings => "see settings",
        Capability::SeeCalls => "see calls",
        Capability::SeePersonal => {
            "see personal data: names, whole numbers, what phone systems sent"
        }
        Capability::SeeErrors => "see errors, of everybody's calls",
        Capability::EditCalls => "write on a call: memo, comment, another record",
        Capability::Retry => "retry and replay",
        Capability::Export => "take calls out as a file",
        Capability::Erase => "erase a person",
        Capability::ReadAudit => "read the audit log",
    }
}

fn table() -> String {
    let mut text = "| | owner | admin | operations | auditor | agent | API key with |\n|---|---|---|---|---|---|---|\n".to_owned();
    for capability in Capability::ALL {
        write!(text, "| {} |", sentence(capability)).unwrap();
        for role in Role::ALL {
            let own = role == Role::Agent;
            let word = match role.may(capability) {
                true if own => "own calls",
                true => "yes",
                false => "–",
            };
            write!(text, " {word} |").unwrap();
        }
        let scopes = Scope::ALL.into_iter().filter(|scope| scope.gives(capability));
        let scopes: Vec<String> = scopes.map(|scope| format!("`{}`", scope.name())).collect();
        let scopes = if scopes.is_empty() { "–".to_owned() } else { scopes.join(" or ") };
        writeln!(text, " {scopes} |").unwrap();
    }
    text
}

#[test]
fn the_page_says_what_the_table_says() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (start, rest) = page.split_once(BEGIN).unwrap();
    let (said, end) = rest.split_once(END).unwrap();
    if std::env::var_os("RINGLEDGER_BLESS").is_some() {
        std::fs::write(PAGE, format!("{start}{BEGIN}{}{END}{end}", table())).unwrap();
        return;
    }
    assert_eq!(said, table(), "write it anew with RINGLEDGER_BLESS=1");
}

#[test]
fn each_role_has_what_it_should() {
    let has = |role: Role| {
        Capability::ALL.into_iter().filter(|capability| role.may(*capability)).collect::<Vec<_>>()
    };
    use Capability as C;
    assert_eq!(has(Role::Owner), Capability::ALL);
    assert_eq!(has(Role::Admin), &Capability::ALL[1..]);
    assert_eq!(has(Role::Operations), [C::SeeCalls, C::SeeErrors, C::Retry, C::Export]);
    assert_eq!(
        has(Role::Auditor),
        [C::ReadSettings, C::SeeCalls, C::SeeErrors, C::Export, C::ReadAudit]
    );
    assert_eq!(has(Role::Agent), [C::SeeCalls, C::SeePersonal, C::EditCalls]);
}

#[test]
fn names_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.name()), Some(role));
    }
    for scope in Scope::ALL {
        assert_eq!(Scope::parse(scope.name()), Some(scope));
    }
    assert_eq!((Role::parse("root"), Scope::parse("*")), (None, None));
    assert!(
        Scope::ALL.iter().all(|scope| !scope.gives(Capability::ManageAccess)),
        "no key makes keys"
    );
}
