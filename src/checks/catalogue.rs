//! The checks that there are.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::check::{Check, CheckError, Definition, read_table};

/// The tables of `grammars/checks`, in the order in which checks are listed.
const TABLES: &[(&str, &str)] = &[
    ("s3.checks", include_str!("../../grammars/checks/s3.checks")),
    ("compute.checks", include_str!("../../grammars/checks/compute.checks")),
    ("databases.checks", include_str!("../../grammars/checks/databases.checks")),
    ("network.checks", include_str!("../../grammars/checks/network.checks")),
    ("identity.checks", include_str!("../../grammars/checks/identity.checks")),
    ("operations.checks", include_str!("../../grammars/checks/operations.checks")),
    ("validity.checks", include_str!("../../grammars/checks/validity.checks")),
];

/// Checks by their ids, in the order of their tables.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    definitions: Vec<Definition>,
    by_id: HashMap<Arc<str>, usize>,
}

impl Catalogue {
    /// Reads tables, each with the name that errors call it by.
    pub fn read<'a>(tables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, CheckError> {
        let mut catalogue = Self::default();
        for (file, text) in tables {
            for definition in read_table(file, text)? {
                catalogue.add(definition);
            }
        }
        Ok(catalogue)
    }

    /// Every check with its rule.
    #[must_use]
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// Reads tables of checks that all have rules, as code finds only those that come with gapdiff.
    pub fn read_rules<'a>(tables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, CheckError> {
        let mut catalogue = Self::default();
        for (file, text) in tables {
            let definitions = read_table(file, text)?;
            if let Some(lacking) = definitions.iter().find(|definition| definition.rule.is_none()) {
                return Err(CheckError::lacking_rule(file, text, &lacking.check.id));
            }
            definitions.into_iter().for_each(|definition| catalogue.add(definition));
        }
        Ok(catalogue)
    }

    fn add(&mut self, definition: Definition) {
        self.by_id.insert(Arc::clone(&definition.check.id), self.definitions.len());
        self.definitions.push(definition);
    }

    /// The check of that id, or the first that others call so.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Definition> {
        let called = |definition: &&Definition| {
            let check = &definition.check;
            check.id.eq_ignore_ascii_case(id) || check.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id))
        };
        self.by_id.get(id).map(|at| &self.definitions[*at]).or_else(|| self.definitions.iter().find(called))
    }

    /// The check of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Check>> {
        self.by_id.get(id).map(|at| &self.definitions[*at].check)
    }
}

/// The checks that come with gapdiff.
#[must_use]
pub fn built_in() -> &'static Catalogue {
    static BUILT_IN: LazyLock<Catalogue> =
        LazyLock::new(|| Catalogue::read(TABLES.iter().copied()).unwrap_or_default());
    &BUILT_IN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::SETS;

    #[test]
    fn every_check_is_decided_once() {
        let catalogue = Catalogue::read(TABLES.iter().copied()).unwrap();
        let by_code: Vec<&str> = SETS.iter().flat_map(|set| set.checks).copied().collect();
        let mut seen = std::collections::HashSet::new();
        for Definition { check, rule, .. } in catalogue.definitions() {
            assert!(seen.insert(&check.id), "{} stands twice", check.id);
            assert_eq!(rule.is_none(), by_code.contains(&&*check.id), "{} is decided by a rule or by code", check.id);
            let ends = [&check.what, &check.fails].iter().all(|text| !text.ends_with('.'));
            assert!(ends && check.why.ends_with('.') && check.fix.ends_with('.'), "full stops of {}", check.id);
        }
        for id in by_code {
            assert!(catalogue.get(id).is_some(), "{id} stands in no table");
        }
    }
}
