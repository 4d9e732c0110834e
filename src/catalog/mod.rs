//! Lookups over the tables in `grammars/`: types, attributes, constructs, enums, schemas.

pub mod table;
