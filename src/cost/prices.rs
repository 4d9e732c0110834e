//! Prices: what one unit of an item costs in a region, from dated tables.

use super::decimal::{Decimal, Range};
use crate::catalog::table;

/// The tables, each sorted by `region/item`. They are searched where they stand, so that a run pays only for what it looks up.
const TABLES: [&str; 9] = [
    include_str!("../../grammars/prices/application.tsv"),
    include_str!("../../grammars/prices/compute.tsv"),
    include_str!("../../grammars/prices/data.tsv"),
    include_str!("../../grammars/prices/ec2.tsv"),
    include_str!("../../grammars/prices/network.tsv"),
    include_str!("../../grammars/prices/nodes.tsv"),
    include_str!("../../grammars/prices/operations.tsv"),
    include_str!("../../grammars/prices/rds.tsv"),
    include_str!("../../grammars/prices/storage.tsv"),
];

const EC2_REGIONS: &str = include_str!("../../grammars/prices/ec2_regions.tsv");

/// The region whose prices stand in where the tables have none of the region itself, and those that stand in for it where an
/// item has only another region's price.
const STAND_INS: [&str; 7] =
    ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "sa-east-1"];

/// The day of the newest price in the tables.
pub const AS_OF: &str = "2026-10-13";

/// What an item costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The unit that it is for: `hour`, `GB`, `1M requests`.
    pub unit: &'static str,
    /// How many the unit holds: 1,000,000 for `1M requests`.
    pub per: Decimal,
    /// The steps of the scale: from which quantity on, in single units, which price holds. The first begins at nothing.
    pub steps: Vec<(Decimal, Decimal)>,
    /// Where it is from.
    pub origin: Origin,
}

/// Where a price is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, schemars::JsonSchema, serde::Serialize)]
pub struct Origin {
    /// The region that it is of.
    pub region: &'static str,
    /// The source, by its name in `grammars/prices/sources.tsv`.
    pub source: &'static str,
    /// The day for which the source states it.
    pub as_of: &'static str,
}

impl Price {
    /// The price of the first unit.
    #[must_use]
    pub fn first(&self) -> Decimal {
        self.steps.first().map_or(Decimal::ZERO, |(_, usd)| *usd)
    }
}

/// What an item costs in a region, or in the region that stands in for it.
#[must_use]
pub fn find(region: &str, item: &str) -> Option<Price> {
    std::iter::once(region).chain(STAND_INS).find_map(|region| {
        let key = format!("{region}/{item}");
        let row = TABLES.iter().find_map(|table| table::find::<5>(table, &key))?;
        parse(row)
    })
}

fn parse([key, unit, usd, source, as_of]: [&'static str; 5]) -> Option<Price> {
    let steps = usd.split(' ').map(|step| {
        let (from, usd) = step.split_once(':').unwrap_or(("0", step));
        Some((Decimal::parse(from)?, Decimal::parse(usd)?))
    });
    let region = key.split('/').next()?;
    Some(Price {
        unit,
        per: size_of(unit),
        steps: steps.collect::<Option<_>>()?,
        origin: Origin { region, source, as_of },
    })
}

/// How many a unit holds: `10k requests` are 10,000.
fn size_of(unit: &str) -> Decimal {
    let Some((number, _)) = unit.split_once(' ') else { return Decimal::ONE };
    let (digits, factor) = match number.strip_suffix(['k', 'M']) {
        Some(digits) if number.ends_with('k') => (digits, 1_000),
        Some(digits) => (digits, 1_000_000),
        None => (number, 1),
    };
    digits.parse::<u64>().map_or(Decimal::ONE, |number| Decimal::whole(number * factor))
}

/// By how much EC2 prices of a region differ from those of us-east-1.
#[must_use]
pub fn ec2_factor(region: &str) -> Option<Range> {
    let [_, least, most] = table::find(EC2_REGIONS, region)?;
    Some(Range { low: Decimal::parse(least)?, high: Decimal::parse(most)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_each_row_is_a_price() {
        let sources: Vec<_> =
            table::rows::<1>(include_str!("../../grammars/prices/sources.tsv")).map(|[id]| id).collect();
        for table in TABLES {
            table::tests::check_sorted(table, 20);
            for row in table::rows::<5>(table) {
                let price = parse(row).unwrap_or_else(|| panic!("{row:?}"));
                assert!(price.steps.is_sorted_by(|one, other| one.0 < other.0), "{row:?}");
                assert!(sources.contains(&price.origin.source), "{row:?}");
                assert!(price.origin.as_of <= AS_OF || price.origin.source == "infracost", "{row:?}");
                assert!(price.first() < Decimal::whole(1_000), "{row:?}");
            }
        }
        table::tests::check_sorted(EC2_REGIONS, 30);
    }

    #[test]
    fn the_newest_price_is_of_the_stated_day() {
        let days = TABLES.iter().flat_map(|table| table::rows::<5>(table)).map(|[.., as_of]| as_of);
        assert_eq!(days.max(), Some(AS_OF));
    }

    #[test]
    fn prices_of_regions() {
        let check = |region, item, usd, from| {
            let price = find(region, item).unwrap();
            assert_eq!((price.first().to_string().as_str(), price.origin.region), (usd, from), "{region} {item}");
        };
        check("us-east-1", "m5.large", "0.096", "us-east-1");
        check("ap-southeast-1", "m5.large", "0.096", "us-east-1");
        check("sa-east-1", "nat-gateway/nat-gateway", "0.093", "sa-east-1");
        check("us-east-1", "neptune/storage", "0.12", "eu-west-2");
        check("eu-west-1", "postgres:db.t3.medium", "0.078", "eu-west-1");
        assert_eq!(find("us-east-1", "no-such-thing"), None);
        assert_eq!(find("", ""), None);
    }

    #[test]
    fn units_and_steps() {
        let price = find("us-east-1", "api-gateway-rest/requests").unwrap();
        assert_eq!((price.unit, price.per, price.steps.len()), ("1M requests", Decimal::whole(1_000_000), 4));
        assert_eq!(price.steps[1], (Decimal::whole(333_000_000), Decimal::parse("2.8").unwrap()));
        assert_eq!(size_of("10k requests"), Decimal::whole(10_000));
        assert_eq!(size_of("100 notifications"), Decimal::whole(100));
        assert_eq!(size_of("hour"), Decimal::ONE);
        assert_eq!(size_of("rule group"), Decimal::ONE);
    }
}
