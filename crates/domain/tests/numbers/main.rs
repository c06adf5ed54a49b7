//! Numbers of six countries in every spelling that people use: all are found, and none that differs in a digit.

mod corpus;
mod draw;
mod texts;
