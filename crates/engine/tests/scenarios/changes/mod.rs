//! A change in Salesforce becomes a match here: change events against the emulated org, whatever goes wrong on the way.

mod clocks;
mod copy;
mod flowing;
mod troubles;
