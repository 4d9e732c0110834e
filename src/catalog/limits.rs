//! What the schemas of CloudFormation say of values beside their types, and of properties that stand together.

use super::table;

const LIMITS: &str = include_str!("../../grammars/cloudformation/limits.tsv");

/// The limits of one object of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    row: &'static str,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// The length of a text.
    Length(Range),
    /// A number.
    Number(Range),
    /// How many elements a list has.
    Elements(Range),
    /// A regular expression that a text matches somewhere.
    Pattern(&'static str),
}

/// What must be true of properties that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Together {
    /// At least one of them is set.
    SomeOf(Vec<&'static str>),
    /// Just one of them is set.
    OneOf(Vec<&'static str>),
    /// Who sets the first sets the others.
    Needs(&'static str, Vec<&'static str>),
    /// Who sets the first sets none of the others.
    Excludes(&'static str, Vec<&'static str>),
}

/// A least and a most value, both included; each may be open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub least: Option<f64>,
    /// The most.
    pub most: Option<f64>,
}

/// The limits of an object: a type, or a definition as `AWS::EC2::SecurityGroup.Egress`.
#[must_use]
pub fn of(key: &str) -> Option<Limits> {
    table::find_line(LIMITS, key).map(|row| Limits { row })
}

impl Limits {
    /// The limits of a property.
    pub fn of(self, name: &str) -> impl Iterator<Item = Limit> {
        self.cells().filter_map(move |cell| {
            let rest = cell.strip_prefix(name)?;
            let range = || rest.get(1..).and_then(Range::read);
            match rest.bytes().next()? {
                b'#' => range().map(Limit::Length),
                b'=' => range().map(Limit::Number),
                b'*' => range().map(Limit::Elements),
                b'~' => rest.get(1..).map(Limit::Pattern),
                _ => None,
            }
        })
    }

    /// What must be true of properties together.
    pub fn together(self) -> impl Iterator<Item = Together> {
        self.cells().filter_map(|cell| {
            let names = |list: &'static str| list.split(',').collect();
            let pair = |rest: &'static str| rest.split_once(':');
            match cell.split_at_checked(1)? {
                ("+", rest) => Some(Together::SomeOf(names(rest))),
                ("^", rest) => Some(Together::OneOf(names(rest))),
                (">", rest) => pair(rest).map(|(name, others)| Together::Needs(name, names(others))),
                ("!", rest) => pair(rest).map(|(name, others)| Together::Excludes(name, names(others))),
                _ => None,
            }
        })
    }

    fn cells(self) -> impl Iterator<Item = &'static str> {
        self.row.split('\t').skip(1)
    }
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let (least, most) = text.split_once("..")?;
        Some(Self { least: least.parse().ok(), most: most.parse().ok() })
    }

    /// Whether a number lies in it.
    #[must_use]
    pub fn holds(self, number: f64) -> bool {
        self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most)
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "{least}"),
            (Some(least), Some(most)) => write!(f, "{least} to {most}"),
            (Some(least), None) => write!(f, "at least {least}"),
            (None, Some(most)) => write!(f, "at most {most}"),
            (None, None) => f.write_str("anything"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        table::tests::check_sorted(LIMITS, 6000);
        for [key] in table::rows(LIMITS) {
            let object = crate::catalog::schema::cloudformation(key).unwrap();
            let limits = of(key).unwrap();
            for together in limits.together() {
                let (Together::SomeOf(names) | Together::OneOf(names)) = &together else { continue };
                assert!(names.iter().all(|name| object.member(name).is_some()), "{key}: {together:?}");
            }
            let read: usize = object.members().map(|member| limits.of(member.name).count()).sum();
            assert_eq!(read + limits.together().count(), limits.cells().count(), "{key}");
        }
    }

    #[test]
    fn knows_limits() {
        let egress = of("AWS::EC2::SecurityGroup.Egress").unwrap();
        let targets = ["CidrIp", "CidrIpv6", "DestinationSecurityGroupId", "DestinationPrefixListId"];
        assert_eq!(egress.together().collect::<Vec<_>>(), [Together::OneOf(targets.to_vec())]);
        let queue = of("AWS::SQS::Queue").unwrap();
        let Some(Limit::Number(range)) = queue.of("DelaySeconds").next() else { panic!("a number") };
        assert!(range.holds(900.0) && !range.holds(901.0));
        assert_eq!(range.to_string(), "0 to 900");
        assert_eq!(queue.of("Delay").count(), 0);
    }
}
