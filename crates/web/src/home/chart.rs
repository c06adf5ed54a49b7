//! Bars and lines as numbers that a template prints as SVG. Nothing here knows what they count.

/// The size of a chart, in its own units: as wide as the narrowest screen, so that its texts can be read there.
pub(super) const WIDTH: i64 = 320;
pub(super) const HEIGHT: i64 = 170;

/// Room for the axes: a number with its unit at the left, half a day's name at the right.
pub(super) const LEFT: i64 = 60;
const RIGHT: i64 = 26;
const BOTTOM: i64 = 20;
const TOP: i64 = 10;

/// A chart, ready to be printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What it shows, in a sentence.
    pub(crate) about: String,
    pub(crate) bars: Vec<Bar>,
    pub(crate) lines: Vec<Line>,
    /// Heights with their numbers.
    pub(crate) ticks: Vec<(i64, String)>,
    /// Places below with their words.
    pub(crate) labels: Vec<(i64, String)>,
    /// What each look means: class and words.
    pub(crate) legend: Vec<(&'static str, String)>,
    pub(crate) head: Vec<String>,
    /// The same as a table; the first cell of a row is its name.
    pub(crate) rows: Vec<Vec<String>>,
}

/// One part of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) class: &'static str,
    /// What it says under the mouse.
    pub(crate) says: String,
}

/// A line, broken where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) class: &'static str,
    /// Points of each piece, as SVG writes them.
    pub(crate) pieces: Vec<String>,
}

/// Places for so many columns under one highest value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    columns: i64,
    pub(super) most: i64,
}

impl Scale {
    /// For values up to `highest`; the scale ends at a round number above it.
    pub(super) fn new(columns: usize, highest: i64) -> Scale {
        Scale { columns: i64::try_from(columns).unwrap_or(1).max(1), most: round_up(highest) }
    }

    /// The left side of a column; and the middle of it.
    pub(super) fn x(self, column: usize) -> i64 {
        LEFT + i64::try_from(column).unwrap_or(0) * (WIDTH - LEFT - RIGHT) / self.columns
    }

    pub(super) fn middle(self, column: usize) -> i64 {
        i64::midpoint(self.x(column), self.x(column + 1))
    }

    /// The height at which a value stands.
    pub(super) fn y(self, value: i64) -> i64 {
        let room = HEIGHT - BOTTOM - TOP;
        HEIGHT - BOTTOM - value.clamp(0, self.most).saturating_mul(room) / self.most
    }

    /// The parts of a column, one upon the other, from the bottom.
    pub(super) fn stack(
        self,
        column: usize,
        parts: &[(&'static str, i64)],
        says: &str,
    ) -> Vec<Bar> {
        let mut below = 0;
        let mut bars = Vec::new();
        for (class, value) in parts.iter().filter(|(_, value)| *value > 0) {
            let (bottom, top) = (self.y(below), self.y(below + value));
            below += value;
            bars.push(Bar {
                x: self.x(column) + 1,
                y: top,
                width: (self.x(column + 1) - self.x(column) - 2).max(1),
                // Also what is next to nothing can be seen.
                height: (bottom - top).max(1),
                class,
                says: says.to_owned(),
            });
        }
        bars
    }

    /// A line through the values that there are.
    pub(super) fn line(self, class: &'static str, values: &[Option<i64>]) -> Line {
        let mut pieces: Vec<String> = Vec::new();
        let mut broken = true;
        for (column, value) in values.iter().enumerate() {
            let Some(value) = value else {
                broken = true;
                continue;
            };
            let point = format!("{},{}", self.middle(column), self.y(*value));
            match pieces.last_mut() {
                Some(piece) if !broken => *piece += &format!(" {point}"),
                // Twice the same point: a round end makes a dot of it.
                _ => pieces.push(format!("{point} {point}")),
            }
            broken = false;
        }
        Line { class, pieces }
    }

    /// The numbers at the side: nothing, half and all of it.
    pub(super) fn ticks(self, say: impl Fn(i64) -> String) -> Vec<(i64, String)> {
        [0, self.most / 2, self.most].map(|value| (self.y(value), say(value))).into()
    }
}

/// 1, 2 or 5 with noughts, and even, so that half of it is a whole number.
fn round_up(highest: i64) -> i64 {
    let mut unit = 1_i64;
    while unit.saturating_mul(10) < highest {
        unit = unit.saturating_mul(10);
    }
    let steps = [2, 4, 6, 10].map(|step| unit.saturating_mul(step));
    steps.into_iter().find(|step| *step >= highest).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_a_round_number() {
        let ends = [0, 1, 3, 7, 10, 41, 100, 101, 1_001].map(round_up);
        assert_eq!(ends, [2, 2, 4, 10, 10, 60, 100, 200, 2_000]);
        assert!(round_up(i64::MAX) >= i64::MAX / 10);
    }

    #[test]
    fn parts_stand_upon_each_other() {
        let scale = Scale::new(2, 10);
        let bars = scale.stack(1, &[("bar", 6), ("bar-3", 0), ("bar-2", 4)], "10 calls");
        assert_eq!(bars.len(), 2);
        assert_eq!(bars[0].y + bars[0].height, HEIGHT - BOTTOM);
        assert_eq!(bars[1].y + bars[1].height, bars[0].y);
        assert_eq!((bars[1].y, bars[1].x), (TOP, scale.x(1) + 1));
    }

    #[test]
    fn a_line_is_broken_where_there_is_nothing() {
        let scale = Scale::new(4, 10);
        let line = scale.line("line", &[Some(1), Some(2), None, Some(3)]);
        assert_eq!(line.pieces.len(), 2);
        assert_eq!(line.pieces[0].split(' ').count(), 3);
        assert!(scale.line("line", &[None]).pieces.is_empty());
    }

    #[test]
    fn the_biggest_values_stay_within_the_picture() {
        let scale = Scale::new(1, i64::MAX);
        let bars = scale.stack(0, &[("bar", i64::MAX / 2)], "");
        assert!(bars.iter().all(|bar| bar.y >= 0 && bar.y + bar.height <= HEIGHT), "{bars:?}");
    }
}
