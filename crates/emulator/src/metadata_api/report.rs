//! What a deployment came to, as `checkDeployStatus` reports it.

use roxmltree::Node;

/// What became of one component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// The type's name; empty for the manifest.
    pub(crate) kind: String,
    /// The full name.
    pub(crate) name: String,
    /// The file in the zip.
    pub(crate) file: String,
    pub(crate) id: Option<String>,
    pub(crate) created: bool,
    pub(crate) changed: bool,
    pub(crate) deleted: bool,
    pub(crate) problem: Option<String>,
    /// Whether the problem is only a warning.
    pub(crate) warning: bool,
    /// Line and column of the problem.
    pub(crate) place: Option<(u32, u32)>,
}

impl Message {
    /// A component that cannot be deployed.
    pub(super) fn failure(kind: &str, name: &str, file: &str, problem: &str) -> Self {
        Self { problem: Some(problem.to_owned()), ..Self::success(kind, name, file) }
    }

    /// A component that is fine, with a remark.
    pub(super) fn remark(kind: &str, name: &str, file: &str, problem: &str) -> Self {
        Self { warning: true, ..Self::failure(kind, name, file, problem) }
    }

    /// A component that is fine.
    pub(super) fn success(kind: &str, name: &str, file: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            file: file.to_owned(),
            ..Self::default()
        }
    }

    /// Says where in the file the problem stands.
    pub(super) fn at(mut self, text: &str, node: Node<'_, '_>) -> Self {
        let before = text.get(..node.range().start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.place = u32::try_from(line).ok().zip(u32::try_from(column).ok());
        self
    }

    /// Whether the component was or could be deployed.
    pub(crate) fn succeeded(&self) -> bool {
        self.problem.is_none() || self.warning
    }
}

/// The outcome of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeployReport {
    /// Begins with `0Af`.
    pub(crate) id: String,
    pub(crate) check_only: bool,
    pub(crate) rollback_on_error: bool,
    pub(crate) ignore_warnings: bool,
    pub(crate) messages: Vec<Message>,
    /// Why nothing could be tried at all.
    pub(crate) refused: Option<String>,
    /// The user's id and name.
    pub(crate) created_by: (String, String),
    /// UTC milliseconds.
    pub(crate) created_at: i64,
    pub(crate) completed_at: i64,
}

impl DeployReport {
    /// Messages of components, without those of the manifest.
    pub(crate) fn components(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| !message.kind.is_empty())
    }

    /// How many components failed.
    pub(crate) fn errors(&self) -> usize {
        self.messages.iter().filter(|message| !message.succeeded()).count()
    }

    /// How many components were deployed, or could have been.
    pub(crate) fn deployed(&self) -> usize {
        match self.errors() > 0 && self.rollback_on_error {
            true => 0,
            false => self.components().filter(|message| message.succeeded()).count(),
        }
    }

    /// `Succeeded`, `SucceededPartial` or `Failed`.
    pub(crate) fn status(&self) -> &'static str {
        match (self.refused.is_some(), self.errors()) {
            (false, 0) => "Succeeded",
            (false, _) if self.deployed() > 0 => "SucceededPartial",
            _ => "Failed",
        }
    }
}
