//! Change events against a scripted event bus, and their bytes against any damage.

mod decoding;
mod invented;
mod listening;
mod server;
