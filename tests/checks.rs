//! Keeps the page of all checks equal to their tables. `UPDATE_CHECKS=1 cargo test --test checks` rewrites it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use gapdiff::checks::built_in;
use gapdiff::report;

#[test]
fn the_page_is_current() {
    let path = format!("{}/docs/checks.md", env!("CARGO_MANIFEST_DIR"));
    let generated = report::checks::page(&built_in().definitions().iter().collect::<Vec<_>>());
    if std::env::var_os("UPDATE_CHECKS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == generated, "docs/checks.md is stale: run UPDATE_CHECKS=1 cargo test --test checks");
}
