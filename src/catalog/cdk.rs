//! What the constructs of aws-cdk-lib create, what their props do, and what its enums and constants stand for. Names are
//! those of the jsii assembly without the library's own: `aws_s3.Bucket`.

use super::table;

const CONSTRUCTS: &str = include_str!("../../grammars/cdk/constructs.tsv");
const SETTINGS: &str = include_str!("../../grammars/cdk/settings.tsv");
const PROPS: &str = include_str!("../../grammars/cdk/props.tsv");
const ATTRIBUTES: &str = include_str!("../../grammars/cdk/attributes.tsv");
const VALUES: &str = include_str!("../../grammars/cdk/values.tsv");
const METHODS: &str = include_str!("../../grammars/cdk/methods.tsv");
const METRICS: &str = include_str!("../../grammars/cdk/metrics.tsv");
const MEMBERS: &str = include_str!("../../grammars/cdk/members.tsv");
const CLASSES: &str = include_str!("../../grammars/cdk/classes.tsv");

/// The place of a construct's own resource below the construct.
pub const OWN: &str = ".";

/// A construct above the L1 level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Construct {
    line: &'static str,
}

/// What kinds of value of a prop do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prop {
    line: &'static str,
}

/// What a method of a construct creates and changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    line: &'static str,
}

/// What an attribute of a construct is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// A reference to the resource at that place.
    Resource(&'static str),
    /// An attribute of the resource at that place.
    Of(&'static str, &'static str),
    /// The construct at that place.
    Place(&'static str),
    /// The constructs at those places, separated by commas.
    Places(&'static str),
}

/// The construct of that name.
#[must_use]
pub fn construct(name: &str) -> Option<Construct> {
    table::find_line(CONSTRUCTS, name).map(|line| Construct { line })
}

/// The CloudFormation type of an L1 class.
#[must_use]
pub fn cloudformation_type(class: &str) -> Option<&'static str> {
    let [_, kind] = table::find(CLASSES, class)?;
    Some(kind)
}

/// What a member of an enum, or a constant of a class, stands for.
#[must_use]
pub fn value(class: &str, member: &str) -> Option<&'static str> {
    cells(table::find_line(VALUES, class)?, 1).find_map(|cell| cell.strip_prefix(member)?.strip_prefix('='))
}

/// The class that a property of a class has, or that a method of it gives, with `[]` behind it for a list of such.
#[must_use]
pub fn member(class: &str, name: &str) -> Option<&'static str> {
    lineage(class).find_map(|line| {
        let named = |cell: &&str| cell.split(['(', '=']).next().is_some_and(|key| folded(key).eq(folded(name)));
        cells(line, 3).find(named)?.rsplit_once('=').map(|(_, class)| class)
    })
}

/// What the constructor of a class takes, or, with a dot, a method of it: the names of the parameters, in their order.
#[must_use]
pub fn parameters(callee: &str) -> Option<Vec<&'static str>> {
    let named = |text: &'static str| {
        let names = text.trim_start_matches('(').trim_end_matches(')').split(',');
        names.map(|name| name.trim_end_matches(['*', '.'])).filter(|name| !name.is_empty()).collect()
    };
    if let Some(line) = table::find_line(MEMBERS, callee) {
        let own = lineage_of(line).find_map(|line| cells(line, 2).next().filter(|cell| *cell != "-"));
        return own.map(named);
    }
    let (class, method) = callee.rsplit_once('.')?;
    lineage(class).find_map(|line| {
        let cell = cells(line, 3)
            .find(|cell| cell.split_once('(').is_some_and(|(name, _)| folded(name).eq(folded(method))))?;
        let (_, rest) = cell.split_once('(')?;
        rest.rsplit_once(")=").map(|(parameters, _)| named(parameters))
    })
}

/// What a method of a construct does, by the construct's class.
#[must_use]
pub fn method(class: &str, name: &str) -> Option<Method> {
    let rows = table::starting_with(METHODS, format!("{class} "));
    let is_called = |line: &&str| {
        let key = line.split('\t').next().and_then(|key| key.split_once(' '));
        key.is_some_and(|(_, method)| folded(method).eq(folded(name)))
    };
    rows.into_iter().find(is_called).map(|line| Method { line })
}

/// A metric of a construct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// What names it in the library's words: `namespace`, `metricName`, `statistic`, `period` in seconds.
    pub settings: [(&'static str, &'static str); 4],
    /// Its dimensions, as JSON: references are to places of the construct.
    pub dimensions: Vec<(&'static str, &'static str)>,
}

/// The metric that a method of a construct gives.
#[must_use]
pub fn metric(class: &str, name: &str) -> Option<Metric> {
    let rows = table::starting_with(METRICS, format!("{class} "));
    let is_called = |line: &&str| {
        let key = line.split('\t').next().and_then(|key| key.split_once(' '));
        key.is_some_and(|(_, method)| folded(method).eq(folded(name)))
    };
    let line = rows.into_iter().find(is_called)?;
    let mut columns = cells(line, 1);
    let names = ["namespace", "metricName", "statistic", "period"];
    let settings = names.map(|name| (name, columns.next().unwrap_or_default()));
    Some(Metric { settings, dimensions: columns.filter_map(|cell| cell.split_once('=')).collect() })
}

/// The rows of a class and of what it extends, the nearest first.
fn lineage(class: &str) -> impl Iterator<Item = &'static str> {
    table::find_line(MEMBERS, class).into_iter().flat_map(lineage_of)
}

fn lineage_of(line: &'static str) -> impl Iterator<Item = &'static str> {
    let mut found = vec![line];
    let mut at = 0;
    while let Some(line) = found.get(at) {
        let bases = cells(line, 1).next().unwrap_or_default().split(' ').filter(|base| !base.is_empty());
        let bases: Vec<_> = bases.filter_map(|base| table::find_line(MEMBERS, base)).collect();
        for base in bases {
            if !found.contains(&base) {
                found.push(base);
            }
        }
        at += 1;
    }
    found.into_iter()
}

/// Whether a name is that of an enum, or of a class with constants.
#[must_use]
pub fn has_values(class: &str) -> bool {
    table::find_line(VALUES, class).is_some()
}

/// The module that Go calls by that name: `aws_cloudfront_origins` for `awscloudfrontorigins`.
#[must_use]
pub fn module_folded(name: &str) -> Option<&'static str> {
    let modules = table::rows(CLASSES).chain(table::rows(CONSTRUCTS)).filter_map(|[key]| key.split('.').next());
    modules.into_iter().find(|module| folded(module).eq(folded(name)))
}

impl Construct {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.line.split('\t').next().unwrap_or_default()
    }

    /// What it extends, the nearest first.
    pub fn bases(self) -> impl Iterator<Item = &'static str> {
        self.line.split('\t').nth(1).unwrap_or_default().split(' ').filter(|name| !name.is_empty())
    }

    /// The places and types of the resources that it makes when no prop says otherwise.
    pub fn resources(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        cells(self.line, 2).filter_map(|cell| cell.split_once('='))
    }

    /// The settings of the resource at a place when no prop says more, as JSON.
    #[must_use]
    pub fn settings(self, place: &str) -> Option<&'static str> {
        let [_, settings] = table::find(SETTINGS, &format!("{} {place}", self.name()))?;
        Some(settings)
    }

    /// What a prop does, by its dotted path (`lifecycleRules.[].prefix`) in the spelling of any language; `None` when it
    /// does nothing that shows.
    #[must_use]
    pub fn prop(self, path: &str) -> Option<Prop> {
        let exact = table::find_line(PROPS, &format!("{} {path}", self.name()));
        let rows = || table::starting_with(PROPS, format!("{} ", self.name())).map(|line| Prop { line });
        let exact = exact.map(|line| Prop { line });
        exact.or_else(|| rows().find(|prop| folded(prop.path()).eq(folded(path))))
    }

    /// The names of the attributes that are the construct at a place.
    pub fn attributes_at(self, place: &str) -> impl Iterator<Item = &'static str> {
        let line = table::find_line(ATTRIBUTES, self.name()).unwrap_or_default();
        let named = cells(line, 1).filter_map(|cell| cell.split_once("=place:"));
        named.filter(move |(_, at)| *at == place).map(|(name, _)| name)
    }

    /// What the attribute of that name is.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<Attribute> {
        let named = |cell: &'static str| {
            let (key, cell) = cell.split_once('=')?;
            folded(key).eq(folded(name)).then_some(cell)
        };
        let cell = cells(table::find_line(ATTRIBUTES, self.name())?, 1).find_map(named)?;
        let (kind, rest) = cell.split_once(':')?;
        Some(match kind {
            "ref" => Attribute::Resource(rest),
            "att" => rest.split_once(':').map(|(place, attribute)| Attribute::Of(place, attribute))?,
            _ if rest.contains(',') => Attribute::Places(rest),
            _ => Attribute::Place(rest),
        })
    }
}

impl Prop {
    /// Its dotted path.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.line.split('\t').next().and_then(|key| key.split_once(' ')).map_or("", |(_, path)| path)
    }

    /// The effects of each kind of value, as JSON: the kinds (`$text`, `true`, `Tracing.ACTIVE`) separated by `|`, their effects.
    pub fn effects(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        cells(self.line, 1).filter_map(|cell| cell.split_once('='))
    }
}

impl Method {
    /// The names of what it takes, in their order.
    pub fn parameters(self) -> impl Iterator<Item = &'static str> {
        cells(self.line, 1).take(1).flat_map(|cell| cell.split(',')).filter(|name| !name.is_empty())
    }

    /// The effects of each kind of argument, as JSON: `*`, or `parameter:class` for a parameter that is given such an object.
    pub fn effects(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        cells(self.line, 2).filter_map(|cell| cell.split_once('='))
    }
}

/// The cells of a line from the one at `first` on.
fn cells(line: &'static str, first: usize) -> impl Iterator<Item = &'static str> {
    line.split('\t').skip(first)
}

/// A name as it is compared across languages: `enforce_ssl`, `EnforceSSL` and `enforceSSL` are one.
fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|&letter| letter != '_').map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        for (tsv, least) in [
            (CONSTRUCTS, 500),
            (SETTINGS, 500),
            (PROPS, 3500),
            (ATTRIBUTES, 200),
            (VALUES, 1000),
            (CLASSES, 1900),
            (METHODS, 700),
            (METRICS, 100),
            (MEMBERS, 1500),
        ] {
            table::tests::check_sorted(tsv, least);
        }
        for [_, settings] in table::rows(SETTINGS) {
            assert!(serde_json::from_str::<serde_json::Value>(settings).is_ok(), "{settings}");
        }
        for [key] in table::rows(PROPS) {
            let (construct, path) = key.split_once(' ').unwrap();
            let prop = super::construct(construct).and_then(|construct| construct.prop(path)).unwrap();
            assert_eq!(prop.path(), path);
            for (_, effects) in prop.effects() {
                assert!(serde_json::from_str::<serde_json::Value>(effects).is_ok(), "{key}: {effects}");
            }
        }
    }

    #[test]
    fn facts_are_found() {
        let queue = construct("aws_sqs.Queue").unwrap();
        assert_eq!(queue.resources().collect::<Vec<_>>(), [(OWN, "AWS::SQS::Queue")]);
        assert_eq!(queue.attribute("queueArn"), Some(Attribute::Of(OWN, "Arn")));
        assert_eq!(queue.attribute("queueUrl"), Some(Attribute::Resource(OWN)));
        assert_eq!(queue.prop("visibility_timeout").unwrap().path(), "visibilityTimeout");
        assert_eq!(construct("aws_s3.Bucket").unwrap().prop("enforce_ssl").unwrap().path(), "enforceSSL");
        assert_eq!(queue.prop("noSuchProp"), None);
        assert_eq!(member("aws_ecs.FargateService", "autoScaleTaskCount"), Some("aws_ecs.ScalableTaskCount"));
        assert_eq!(member("aws_ec2.Vpc", "private_subnets"), Some("aws_ec2.Subnet[]"));
        assert_eq!(parameters("aws_events_targets.LambdaFunction"), Some(vec!["handler", "props"]));
        assert_eq!(method("aws_s3.Bucket", "grant_read").unwrap().parameters().next(), Some("identity"));
        assert_eq!(value("aws_logs.RetentionDays", "ONE_WEEK"), Some("7"));
        assert_eq!(value("aws_lambda.Runtime", "PYTHON_3_12"), Some("python3.12"));
        assert_eq!(cloudformation_type("aws_s3.CfnBucket"), Some("AWS::S3::Bucket"));
    }
}
