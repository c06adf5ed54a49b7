//! Tests of SOQL.
