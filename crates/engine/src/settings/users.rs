//! The table of phone users in a file of its own, beside the lines of the profile.

use domain::owner::{check_users, read_users};
use domain::profile::Profile;
use language::Sentence;

use super::error::SettingsError;

/// Adds the lines of the `users_file` of the source `id` to those of its profile; an empty name adds none.
///
/// # Errors
/// A file that cannot be read or is no such table; lines that contradict each other or the profile's. Each
/// names the line and says what to write instead.
pub(super) fn add_users(profile: &mut Profile, file: &str, id: &str) -> Result<(), SettingsError> {
    if file.is_empty() {
        return Ok(());
    }
    let path = format!("source.{id}.users_file");
    let wrong = |detail: &Sentence| {
        SettingsError::new("users_file", &path).with("file", file).because(detail)
    };
    let bytes = std::fs::read(file)
        .map_err(|error| SettingsError::new("file", file).with("detail", error))?;
    let read = read_users(&bytes).map_err(|problem| wrong(&problem.0))?;
    let own = profile.owner.users.len();
    let (places, lines): (Vec<u64>, Vec<_>) = read.into_iter().unzip();
    profile.owner.users.extend(lines);
    let place = |at: usize| match at.checked_sub(own).and_then(|at| places.get(at)) {
        Some(line) => Sentence::new("owner-table-line").with("line", *line),
        None => Sentence::new("owner-table-profile-line").with("line", at + 1),
    };
    check_users(&profile.owner.users, &place).map_err(|problem| wrong(&problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(table: &str) -> Result<Profile, SettingsError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.csv");
        std::fs::write(&file, table).unwrap();
        let text = "name = \"ours\"\nextends = \"default\"\n[owner]\n\
                    users = [{ phone_user = \"104\", salesforce = \"mia@example.com\" }]";
        let mut profile = Profile::parse(text, &|_| None).unwrap();
        add_users(&mut profile, &file.display().to_string(), "a").map(|()| profile)
    }

    #[test]
    fn the_files_lines_stand_behind_the_profiles() {
        let profile = added("phone_user,salesforce\n105,noah@example.com\n").unwrap();
        let names: Vec<&str> =
            profile.owner.users.iter().map(|line| line.phone_user.as_str()).collect();
        assert_eq!(names, ["104", "105"]);
    }

    #[test]
    fn contradictions_are_refused_with_both_lines() {
        let error =
            format!("{:#}", added("phone_user,salesforce\n\n104,noah@example.com").unwrap_err());
        assert!(
            error.contains("users.csv: line 3: 104 stands in line 1 of the profile's"),
            "{error}"
        );
        let error = format!("{:#}", added("user,salesforce\n").unwrap_err());
        assert!(error.contains("users.csv: line 1 has the unknown column \"user\""), "{error}");
        let mut profile = Profile::builtin("default").unwrap();
        let error =
            format!("{:#}", add_users(&mut profile, "/no/such/users.csv", "a").unwrap_err());
        assert!(error.contains("/no/such/users.csv cannot be read"), "{error}");
    }
}
