//! The schemas of Terraform's and CloudFormation's types: which settings a type has, and what their values are.

use super::limits::{self, Limits};
use super::table;

const TERRAFORM: &str = include_str!("../../grammars/terraform/schema.tsv");
const CLOUDFORMATION: &str = include_str!("../../grammars/cloudformation/schema.tsv");

/// An object: a resource type, a block or a property type, with its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    language: Language,
    row: &'static str,
}

/// Whose schema it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Terraform,
    CloudFormation,
}

/// A member of an object: an attribute, block or property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The object that has it.
    pub owner: Object,
    /// Its name: `hash_key`, `KeySchema`.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it is a list or set of those, and of how many dimensions.
    pub lists: usize,
    /// Whether it is a map to those.
    pub is_map: bool,
    /// Whether it is written as a block in Terraform.
    pub is_block: bool,
    /// Whether it must be set.
    pub required: bool,
    /// Whether it cannot be set, only read.
    pub computed: bool,
    /// The only major versions of the AWS provider that have it, as digits; empty when all have it that have the type.
    pub versions: &'static str,
    /// What Pulumi calls it, where that is not its name in camel case.
    pub pulumi: Option<&'static str>,
    allowed: &'static str,
    object: &'static str,
}

/// What a member holds, under its lists and maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// A truth value.
    Bool,
    /// An object with known members.
    Object,
    /// Any JSON.
    Anything,
}

/// The attributes of a Terraform resource type, or of a data source as `data.aws_ami`.
#[must_use]
pub fn terraform(name: &str) -> Option<Object> {
    Object::find(Language::Terraform, name)
}

/// The types of Terraform that begin as that one does, up to the second underscore: `aws_s3_bucket_acl` with `aws_s3_…`.
pub fn terraform_types(name: &str) -> impl Iterator<Item = &'static str> {
    let end = name.match_indices('_').nth(1).map_or(name.len(), |(at, _)| at);
    let rows = table::starting_with(TERRAFORM, name.get(..end).unwrap_or(name).to_owned());
    let names = rows.filter_map(|row| row.split('\t').next());
    let depth = name.matches('.').count();
    names.filter(move |other| other.matches('.').count() == depth)
}

/// The properties of a CloudFormation resource type.
#[must_use]
pub fn cloudformation(name: &str) -> Option<Object> {
    Object::find(Language::CloudFormation, name)
}

/// The resource types of CloudFormation that begin so.
pub fn cloudformation_types(start: &str) -> impl Iterator<Item = &'static str> {
    let rows = table::starting_with(CLOUDFORMATION, start.to_owned());
    rows.filter_map(|row| row.split('\t').next()).filter(|name| !name.contains('.'))
}

impl Object {
    fn find(language: Language, key: &str) -> Option<Self> {
        let table = match language {
            Language::Terraform => TERRAFORM,
            Language::CloudFormation => CLOUDFORMATION,
        };
        table::find_line(table, key).map(|row| Self { language, row })
    }

    /// Its members, in order.
    pub fn members(self) -> impl Iterator<Item = Member> {
        self.cells().filter_map(move |cell| Member::read(self, cell))
    }

    /// The member of that name.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Member> {
        let cell = self.cells().find(|cell| cell.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))?;
        Member::read(self, cell)
    }

    /// The member of that name in any spelling (`hash_key`, `hashKey`, `HashKey`), or that Pulumi calls so.
    #[must_use]
    pub fn member_called(self, name: &str) -> Option<Member> {
        let named = |cell: &&str| cell.split(':').next().is_some_and(|own| same_name(own, name));
        let called = |cell: &&str| cell.split(['~', '@']).nth(1).is_some_and(|other| same_name(other, name));
        let cell = self.cells().find(named).or_else(|| self.cells().filter(|cell| cell.contains('~')).find(called))?;
        Member::read(self, cell)
    }

    fn cells(self) -> impl Iterator<Item = &'static str> {
        self.row.split('\t').skip(1)
    }

    /// The object at a dotted path, through lists.
    #[must_use]
    pub fn at(self, path: &str) -> Option<Self> {
        path.split('.').filter(|name| !name.is_empty()).try_fold(self, |object, name| object.member(name)?.object())
    }

    /// What its schema says of values, and of members that stand together.
    #[must_use]
    pub fn limits(self) -> Option<Limits> {
        (self.language == Language::CloudFormation).then(|| limits::of(self.key())).flatten()
    }

    /// Its name: a type, or a path to an object in it.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row.split('\t').next().unwrap_or_default()
    }
}

impl Member {
    /// Reads a cell: `name:code`, as the header of its table explains.
    fn read(owner: Object, cell: &'static str) -> Option<Self> {
        let (name, code) = cell.split_once(':')?;
        let (code, object) = code.split_once('@').unwrap_or((code, ""));
        let (code, pulumi) = code.split_once('~').map_or((code, None), |(code, other)| (code, Some(other)));
        let (code, allowed) = code.split_once('{').unwrap_or((code, ""));
        let (is_block, code) = code.strip_prefix('B').map_or((false, code), |code| (true, code));
        let held = code.trim_start_matches(['l', 'm']);
        let around = code.get(..code.len() - held.len())?;
        let (holds, object, flags) = match held.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((definition, flags)) => (Holds::Object, definition, flags),
            None => {
                let letter = held.get(..1)?;
                let holds = match letter {
                    "s" => Holds::Text,
                    "i" => Holds::Whole,
                    "n" => Holds::Number,
                    "b" => Holds::Bool,
                    "o" => Holds::Object,
                    _ => Holds::Anything,
                };
                (holds, object, held.get(1..)?)
            }
        };
        Some(Self {
            owner,
            name,
            holds,
            lists: around.matches('l').count(),
            is_map: around.contains('m'),
            is_block,
            required: flags.contains('!'),
            computed: flags.contains('='),
            versions: flags.trim_start_matches(['!', '=', '+']),
            pulumi,
            allowed: allowed.trim_end_matches('}'),
            object,
        })
    }

    /// The object that it holds, if it does and its members are known.
    #[must_use]
    pub fn object(self) -> Option<Object> {
        if self.holds != Holds::Object {
            return None;
        }
        let owner = self.owner.key();
        let key = match self.owner.language {
            Language::CloudFormation => format!("{}.{}", owner.split('.').next().unwrap_or_default(), self.object),
            Language::Terraform if self.object.is_empty() => format!("{owner}.{}", self.name),
            Language::Terraform => self.object.to_owned(),
        };
        Object::find(self.owner.language, &key)
    }

    /// The values that it may have; none when that is not restricted or the list is too long for the tables.
    pub fn allowed(self) -> impl Iterator<Item = &'static str> {
        self.allowed.split('|').filter(|value| !value.is_empty())
    }
}

/// Whether two names are the same in different spellings: `hash_key`, `hashKey`, `HashKey`.
#[must_use]
pub fn same_name(left: &str, right: &str) -> bool {
    fn folded(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(|&byte| byte != b'_').map(|byte| byte.to_ascii_lowercase())
    }
    folded(left).eq(folded(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let tables = [(Language::Terraform, TERRAFORM, 8000), (Language::CloudFormation, CLOUDFORMATION, 13000)];
        for (language, table, least) in tables {
            table::tests::check_sorted(table, least);
            for [key] in table::rows(table) {
                let object = Object::find(language, key).unwrap();
                assert_eq!(object.members().count(), object.row.split('\t').count() - 1, "{key}");
                for member in object.members() {
                    assert_eq!(object.member(member.name), Some(member));
                    assert!(member.versions.bytes().all(|byte| byte.is_ascii_digit()), "{key} {}", member.name);
                    let named = language == Language::CloudFormation || !member.object.is_empty();
                    assert!(
                        member.holds != Holds::Object || !named || member.object().is_some(),
                        "{key} {}",
                        member.name
                    );
                }
            }
        }
    }

    #[test]
    fn knows_terraform_attributes() {
        let table = terraform("aws_dynamodb_table").unwrap();
        let hash_key = table.member("hash_key").unwrap();
        assert_eq!((hash_key.holds, hash_key.lists, hash_key.is_block), (Holds::Text, 0, false));
        let attribute = table.member_called("attributes").unwrap();
        assert_eq!((attribute.name, attribute.lists, attribute.is_block), ("attribute", 1, true));
        assert!(attribute.object().unwrap().member("name").unwrap().required);
        assert!(table.member("arn").unwrap().computed);
        assert_eq!(table.member_called("pointInTimeRecovery").unwrap().name, "point_in_time_recovery");
        assert!(table.member("tags").unwrap().is_map);
        assert_eq!(table.member("no_such_attribute"), None);
        assert_eq!(terraform("data.aws_ami").unwrap().member("most_recent").unwrap().holds, Holds::Bool);
        assert_eq!(terraform("aws_no_such_thing"), None);
        let acl = terraform("aws_wafv2_web_acl").unwrap();
        let nested = "rule.statement.not_statement.statement.byte_match_statement";
        assert!(acl.at(nested).unwrap().member("search_string").is_some());
    }

    #[test]
    fn knows_cloudformation_properties() {
        let bucket = cloudformation("AWS::S3::Bucket").unwrap();
        let status = bucket.at("VersioningConfiguration").unwrap().member("Status").unwrap();
        assert_eq!(status.allowed().collect::<Vec<_>>(), ["Enabled", "Suspended"]);
        assert!(status.required);
        assert!(bucket.member("Arn").unwrap().computed);
        let days = bucket.at("LifecycleConfiguration.Rules").unwrap().member("ExpirationInDays").unwrap();
        assert_eq!((days.holds, days.lists), (Holds::Whole, 0));
        assert_eq!(bucket.member("Tags").unwrap().lists, 1);
        assert_eq!(cloudformation("AWS::No::Such"), None);
    }

    #[test]
    fn compares_names_in_any_spelling() {
        for (left, right, same) in [
            ("hash_key", "HashKey", true),
            ("ipv6_cidr_block", "ipv6CidrBlock", true),
            ("name", "names", false),
            ("", "", true),
            ("a", "_a_", true),
        ] {
            assert_eq!(same_name(left, right), same, "{left} {right}");
        }
    }
}
