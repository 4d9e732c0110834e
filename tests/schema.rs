//! Keeps the published JSON Schemas equal to the types. `UPDATE_SCHEMAS=1 cargo test --test schema` rewrites them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use gapdiff::report::claims::ClaimsReport;
use gapdiff::report::contract::{GapReport, Inspection};
use gapdiff::report::cost::CostReport;
use gapdiff::report::findings::FindingsReport;

fn check(name: &str, schema: &schemars::Schema) {
    let path = format!("{}/docs/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let generated = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == generated, "docs/schema/{name}.json is stale: run UPDATE_SCHEMAS=1 cargo test --test schema");
}

#[test]
fn published_schemas_are_current() {
    check("cost-report", &schemars::schema_for!(CostReport));
    check("gap-report", &schemars::schema_for!(GapReport));
    check("findings", &schemars::schema_for!(FindingsReport));
    check("result", &schemars::schema_for!(gapdiff::batch::Row));
    check("claims", &schemars::schema_for!(ClaimsReport));
    check("inspection", &schemars::schema_for!(Inspection));
}
