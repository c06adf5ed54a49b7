//! How far the copy of one object is: the engine's words in the column `phase`.

use domain::event::Millis;
use store::MirrorRow;

/// Its rows are being read for the first time, or anew.
pub(crate) const LOADING: &str = "loading";

/// All of its rows were read; those whom the reading did not meet are removed.
pub(crate) const SWEEPING: &str = "sweeping";

/// All of its rows were read; from now on only changes are.
pub(crate) const READY: &str = "ready";

/// The user as whom we are connected may not see the object.
pub(crate) const HIDDEN: &str = "hidden";

/// Whether all rows of the object were read.
pub(crate) fn is_ready(row: &MirrorRow) -> bool {
    row.phase == READY
}

/// Whether the copy holds all these columns.
pub(crate) fn holds<'a>(row: &MirrorRow, mut columns: impl Iterator<Item = &'a str>) -> bool {
    let held: Vec<&str> = row.fields.as_deref().unwrap_or_default().split(',').collect();
    columns.all(|column| held.contains(&column))
}

/// Lets the object be loaded anew. Its generation is the time at which that was found necessary, so that a later wish of a
/// person can be told from one that was met.
pub(crate) fn load_again(row: &mut MirrorRow, now: Millis) {
    *row = MirrorRow {
        object: std::mem::take(&mut row.object),
        phase: LOADING.to_owned(),
        generation: now.max(row.generation + 1),
        fields: row.fields.take(),
        updated_at: now,
        ..MirrorRow::default()
    };
}
