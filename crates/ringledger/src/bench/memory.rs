//! How much memory a process has held at most, as Linux tells it.

use std::path::Path;

/// The most memory that the process has held, in bytes; `None` where the system does not say.
pub(crate) fn high_water_mark(process: u32) -> Option<u64> {
    let status =
        std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"))
            .ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
