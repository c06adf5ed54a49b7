//! One object's stream of change events, read in a task of its own.

use domain::event::Millis;
use salesforce::events::{EventBus, Replay};
use store::MirrorRow;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::super::fields::PeopleObject;
use super::Message;

/// A stream that is open, or about to be. Dropping it closes it.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) number: u64,
    /// The load of the copy that it goes with.
    pub(super) generation: i64,
    /// Whether it began where the copy had left off.
    pub(super) resumed: bool,
    /// When it first spoke, UTC milliseconds.
    pub(super) heard_at: Option<Millis>,
    /// Whether it has spoken, and all that happened before was read: from then on silence is no news.
    pub(super) steady: bool,
    /// Whether it has told of a change.
    pub(super) proven: bool,
    task: AbortHandle,
}

impl Stream {
    /// Opens the stream of an object after the place that its `row` names, else with what happens from now on.
    pub(super) fn open(
        bus: &EventBus,
        object: PeopleObject,
        row: &MirrorRow,
        number: u64,
        sender: mpsc::Sender<Message>,
    ) -> Self {
        let place = row.replay_id.as_deref().and_then(read);
        let resumed = place.is_some();
        let topic = format!("/data/{}ChangeEvent", object.name());
        let mut subscription = bus.subscribe(&topic, place.map_or(Replay::Latest, Replay::After));
        let task = tokio::spawn(async move {
            loop {
                let heard = subscription.next().await;
                let is_last = heard.is_err();
                if sender.send(Message { object, number, heard }).await.is_err() || is_last {
                    return;
                }
            }
        });
        let generation = row.generation;
        let task = task.abort_handle();
        Self { number, generation, resumed, heard_at: None, steady: false, proven: false, task }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A place as the store keeps it: its bytes in hexadecimal.
pub(super) fn written(place: &[u8]) -> String {
    place.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(place: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = place.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let bytes = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    });
    bytes.collect::<Option<Vec<u8>>>().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_as_text() {
        let place = vec![0, 10, 255, 32];
        assert_eq!(written(&place), "000aff20");
        assert_eq!(read("000aff20"), Some(place));
        for odd in ["", "0", "0x", "00zz"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
