//! Lookups over the tables in `grammars/`: types, attributes, constructs, enums, schemas.
//!
//! The tables are embedded in the program and searched where they stand: nothing is parsed when the program starts.

pub mod cdk;
pub mod cdktf;
pub mod cloudformation;
pub mod jsii;
pub mod limits;
pub mod pulumi;
pub mod pulumi_api;
pub mod regions;
pub mod schema;
pub(crate) mod spelling;
pub mod table;
pub mod terraform;
