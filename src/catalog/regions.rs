//! The regions of AWS and their zones.

use super::table;

const REGIONS: &str = include_str!("../../grammars/aws/regions.tsv");

/// The names of the zones of a region that one can build in, if they are known: `us-east-2a` …
#[must_use]
pub fn zones(region: &str) -> Option<impl Iterator<Item = String> + use<>> {
    let [region, _, letters] = table::find(REGIONS, region)?;
    let zones = letters.split(' ').map(move |letter| format!("{region}{letter}"));
    (!letters.is_empty()).then_some(zones)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_well_formed() {
        crate::catalog::table::tests::check_sorted(super::REGIONS, 40);
    }

    #[test]
    fn zones_of_regions() {
        let zones = |region| super::zones(region).map(Iterator::collect::<Vec<_>>);
        assert_eq!(zones("us-west-1"), Some(vec!["us-west-1a".to_owned(), "us-west-1b".to_owned()]));
        assert_eq!(zones("us-iso-east-1"), None);
        assert_eq!(zones("nowhere-1"), None);
    }
}
