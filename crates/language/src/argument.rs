//! What is put into a message: texts and numbers.

use fluent_bundle::FluentValue;

/// A value for a place in a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// A text, put in as it is.
    Text(String),
    /// A number, which also decides about plurals.
    Number(f64),
}

impl Argument {
    pub(crate) fn fluent(&self) -> FluentValue<'_> {
        match self {
            Argument::Text(text) => FluentValue::from(text.as_str()),
            Argument::Number(number) => FluentValue::from(*number),
        }
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Argument {
        Argument::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Argument {
        Argument::Text(text.clone())
    }
}

impl From<f64> for Argument {
    fn from(number: f64) -> Argument {
        Argument::Number(number)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Argument {
            // Counts of things that people look at stay far below 2^53.
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "counts stay below 2^53")]
            fn from(number: $integer) -> Argument {
                Argument::Number(number as f64)
            }
        }

        impl From<&$integer> for Argument {
            fn from(number: &$integer) -> Argument {
                Argument::from(*number)
            }
        }
    )*};
}

from_integers!(i64 u64 i32 u32 usize);
