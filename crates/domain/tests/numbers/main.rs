//! Numbers of six countries in every spelling that people use: all are found, and none that differs in a digit.

#![cfg(test)]

mod corpus;
mod draw;
mod texts;
