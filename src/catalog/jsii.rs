//! What libraries built with jsii offer to programs: the types of `aws-cdk-lib` with their members, in the words of their assembly.

use super::table;

const CDK: &str = include_str!("../../grammars/cdk/api.tsv");
const TERRAFORM_CDK: &str = include_str!("../../grammars/cdktf/api.tsv");

/// How many types a type may extend, one behind the other, and how many alternatives may stand in a type. Chosen because the
/// longest chain of the library has 7.
const GENERATIONS: usize = 40;

/// A library with its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// The AWS CDK, together with `constructs`.
    AwsCdk,
    /// CDK for Terraform, without its providers, together with `constructs`.
    Cdktf,
}

/// A class, interface, struct or enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    api: Api,
    row: &'static str,
}

/// What kind of type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum TypeKind {
    Class,
    AbstractClass,
    /// A class of level 1, which has each of its props as a property.
    Resource,
    Interface,
    Struct,
    Enum,
}

/// A member of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The type that declares it.
    pub owner: Definition,
    /// Its name, in the spelling of the assembly.
    pub name: &'static str,
    /// Whether it belongs to the type itself rather than to its instances.
    pub is_static: bool,
    /// Whether a struct must have it.
    pub required: bool,
    /// What it is.
    pub holds: Holds,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A member of an enum.
    Constant,
    /// A property, and whether it can be assigned.
    Property(Type, bool),
    /// A method: its parameters, and what it returns.
    Method(Parameters, Type),
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    within: Definition,
    code: &'static str,
}

/// What a value is, as far as the library says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Shape {
    Text,
    Number,
    Bool,
    /// Of that type.
    Of(Definition),
    /// A list of these.
    List(Type),
    /// A map to these.
    Map(Type),
    /// Some object.
    Object,
    Anything,
}

/// The parameters of a method or constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    within: Definition,
    text: &'static str,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, in the spelling of the assembly.
    pub name: &'static str,
    /// Its type.
    pub holds: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it takes all that follow.
    pub rest: bool,
}

/// How a language spells the names of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As the assembly has them.
    Camel,
    /// In snake case.
    Snake,
}

impl Spelling {
    /// Whether a name of a program is that of the assembly.
    #[must_use]
    pub fn same(self, written: &str, name: &str) -> bool {
        match self {
            Self::Camel => written == name,
            Self::Snake => written == name || super::schema::same_name(written, name),
        }
    }

    /// The name as a program writes it.
    #[must_use]
    pub fn write(self, name: &str) -> String {
        if self == Self::Camel
            || !name.contains(|letter: char| letter.is_ascii_lowercase())
            || name.starts_with(char::is_uppercase)
        {
            return name.to_owned();
        }
        let letters: Vec<char> = name.chars().collect();
        let mut written = String::with_capacity(name.len() + 4);
        for (at, &letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            let after = letters.get(at + 1);
            let begins = before.is_some_and(|before| !before.is_uppercase())
                || before.is_some() && after.is_some_and(|after| after.is_lowercase());
            if letter.is_uppercase() && begins {
                written.push('_');
            }
            written.extend(letter.to_lowercase());
        }
        written
    }
}

impl Api {
    fn table(self) -> &'static str {
        match self {
            Self::AwsCdk => CDK,
            Self::Cdktf => TERRAFORM_CDK,
        }
    }

    /// The type of that name: `aws_s3.Bucket`.
    #[must_use]
    pub fn definition(self, name: &str) -> Option<Definition> {
        table::find_line(self.table(), name).map(|row| Definition { api: self, row })
    }

    /// Whether the library has that module: `aws_s3`.
    #[must_use]
    pub fn has_module(self, name: &str) -> bool {
        self.types_of(name).next().is_some()
    }

    /// The names of the types of a module, without the module's own; of the library itself for an empty name.
    pub fn types_of(self, module: &str) -> impl Iterator<Item = &'static str> {
        let prefix = if module.is_empty() { String::new() } else { format!("{module}.") };
        let length = prefix.len();
        table::starting_with(self.table(), prefix)
            .filter_map(move |row| row.split('\t').next()?.get(length..))
            .filter(|name| !name.contains('.') && !name.starts_with('#'))
    }
}

impl Definition {
    /// Its name: `aws_s3.Bucket`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row.split('\t').next().unwrap_or_default()
    }

    /// Its name without its module.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        let name = self.name();
        let class = name.split('.').position(|part| part.starts_with(|first: char| first.is_ascii_uppercase()));
        let at = name.match_indices('.').nth(class.unwrap_or(0).wrapping_sub(1)).map_or(0, |(at, _)| at + 1);
        name.get(at..).unwrap_or(name)
    }

    /// The type of that name inside it.
    #[must_use]
    pub fn inner(self, name: &str) -> Option<Self> {
        self.api.definition(&format!("{}.{name}", self.name()))
    }

    fn module(self) -> &'static str {
        let name = self.name();
        name.get(..name.len() - self.short_name().len()).unwrap_or_default().trim_end_matches('.')
    }

    /// What kind of type it is.
    #[must_use]
    pub fn kind(self) -> TypeKind {
        match self.head().split(' ').next() {
            Some("a") => TypeKind::AbstractClass,
            Some("l") => TypeKind::Resource,
            Some("i") => TypeKind::Interface,
            Some("s") => TypeKind::Struct,
            Some("e") => TypeKind::Enum,
            _ => TypeKind::Class,
        }
    }

    fn head(self) -> &'static str {
        self.row.split('\t').nth(1).unwrap_or_default()
    }

    fn cells(self) -> impl Iterator<Item = &'static str> {
        self.row.split('\t').skip(2)
    }

    /// The types that it extends, directly.
    fn bases(self) -> impl Iterator<Item = Self> {
        let base = if self.kind() == TypeKind::Resource { "CfnResource" } else { "" };
        let named = self.head().split(' ').skip(1).chain([base]).filter(|name| !name.is_empty());
        named.filter_map(move |name| self.api.definition(name))
    }

    /// The type and all that it extends, the nearest first.
    #[must_use]
    pub fn lineage(self) -> Vec<Self> {
        let mut lineage = vec![self];
        let mut at = 0;
        while let Some(&one) = lineage.get(at)
            && lineage.len() < GENERATIONS
        {
            for base in one.bases() {
                if !lineage.contains(&base) {
                    lineage.push(base);
                }
            }
            at += 1;
        }
        lineage
    }

    /// Whether it is another type or extends it.
    #[must_use]
    pub fn extends(self, name: &str) -> bool {
        self.lineage().iter().any(|one| one.name() == name)
    }

    /// The props of a class of level 1.
    fn props(self) -> Option<Self> {
        (self.kind() == TypeKind::Resource).then(|| self.api.definition(&format!("{}Props", self.name())))?
    }

    /// Its members, with those of what it extends.
    pub fn members(self) -> impl Iterator<Item = Member> {
        let own = |one: Self| one.cells().filter_map(move |cell| Member::read(one, cell));
        let lineage = self.lineage().into_iter().flat_map(own);
        lineage.chain(self.props().into_iter().flat_map(own))
    }

    /// The member of that name, as a language spells it.
    #[must_use]
    pub fn member(self, written: &str, spelling: Spelling) -> Option<Member> {
        self.members().find(|member| spelling.same(written, member.name))
    }

    /// The parameters of its constructor.
    #[must_use]
    pub fn constructor(self) -> Option<Parameters> {
        if self.kind() == TypeKind::Resource {
            return Some(Parameters { within: self, text: "$" });
        }
        self.lineage().into_iter().find_map(|one| {
            let text = one.cells().find_map(|cell| cell.strip_prefix('(')?.strip_suffix(')'))?;
            Some(Parameters { within: one, text })
        })
    }

    fn resource(self) -> &'static str {
        // `aws_s3.CfnBucket` of `aws_s3.CfnBucketProps` and of `aws_s3.CfnBucket.RuleProperty`.
        let (name, module) = (self.name(), self.module());
        let class = self.short_name().split('.').next().unwrap_or_default();
        let class = class.strip_suffix("Props").unwrap_or(class);
        let length = if module.is_empty() { class.len() } else { module.len() + 1 + class.len() };
        name.get(..length).unwrap_or(name)
    }
}

impl Member {
    fn read(owner: Definition, cell: &'static str) -> Option<Self> {
        if cell.starts_with('(') {
            return None;
        }
        let (is_static, rest) = cell.strip_prefix('.').map_or((false, cell), |rest| (true, rest));
        let Some(end) = rest.find(['(', ':', '=', '!']) else {
            return Some(Self { owner, name: rest, is_static: true, required: false, holds: Holds::Constant });
        };
        let (name, rest) = rest.split_at_checked(end)?;
        let (required, rest) = rest.strip_prefix('!').map_or((false, rest), |rest| (true, rest));
        let code = |code: &'static str| Type { within: owner, code };
        let holds = match rest.strip_prefix('(') {
            Some(rest) => {
                let (text, returned) = rest.split_once(')')?;
                Holds::Method(Parameters { within: owner, text }, code(returned))
            }
            None => Holds::Property(code(rest.get(1..)?), rest.starts_with(':')),
        };
        Some(Self { owner, name, is_static, required, holds })
    }
}

impl Type {
    /// What values of it may be.
    pub fn alternatives(self) -> impl Iterator<Item = Shape> {
        self.code.split('|').map(move |code| self.shape(code))
    }

    /// The one type of it that has members.
    #[must_use]
    pub fn definition(self) -> Option<Definition> {
        let mut found = self.alternatives();
        match (found.next()?, found.next()) {
            (Shape::Of(definition), None) => Some(definition),
            _ => None,
        }
    }

    /// What the elements of it are.
    #[must_use]
    pub fn element(self) -> Option<Self> {
        let mut found = self.alternatives();
        match (found.next()?, found.next()) {
            (Shape::List(element) | Shape::Map(element), None) => Some(element),
            _ => None,
        }
    }

    fn shape(self, code: &'static str) -> Shape {
        let inner = || Self { within: self.within, code: code.get(1..).unwrap_or_default() };
        let named = |name: &str| self.within.api.definition(name).map_or(Shape::Object, Shape::Of);
        match code.get(..1).unwrap_or_default() {
            "s" => Shape::Text,
            "n" => Shape::Number,
            "b" => Shape::Bool,
            "[" => Shape::List(inner()),
            "{" => Shape::Map(inner()),
            "@" => match inner().code.strip_prefix('.') {
                Some(name) => named(&format!("{}.{name}", self.within.module())),
                None => named(inner().code),
            },
            "~" => named(&format!("{}.{}Property", self.within.resource(), inner().code)),
            "o" => Shape::Object,
            _ => Shape::Anything,
        }
    }
}

impl Parameters {
    /// Each of them, in order.
    #[must_use]
    pub fn list(self) -> Vec<Parameter> {
        if self.within.kind() == TypeKind::Resource && self.text == "$" {
            let props = self.within.props();
            let all_optional = props.is_none_or(|props| !props.members().any(|member| member.required));
            let holds = |code| Type { within: props.unwrap_or(self.within), code };
            let own = Parameter { name: "props", holds: holds("@props"), optional: all_optional, rest: false };
            return self.framing().into_iter().chain([own]).collect();
        }
        let mut found = Vec::new();
        for text in self.text.split(',').filter(|text| !text.is_empty()) {
            if text == "$" {
                found.extend(self.framing());
                continue;
            }
            let (rest, text) = text.strip_prefix('*').map_or((false, text), |text| (true, text));
            let Some((name, code)) = text.split_once(':') else { continue };
            let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
            found.push(Parameter { name, holds: Type { within: self.within, code }, optional: optional || rest, rest });
        }
        found
    }

    /// The scope and the id of a construct.
    fn framing(self) -> [Parameter; 2] {
        let parameter =
            |name, code| Parameter { name, holds: Type { within: self.within, code }, optional: false, rest: false };
        [parameter("scope", "@constructs.Construct"), parameter("id", "s")]
    }

    /// The struct that the last of them is.
    #[must_use]
    pub fn options(self) -> Option<Definition> {
        if self.within.kind() == TypeKind::Resource && self.text == "$" {
            return self.within.props();
        }
        let last = self.list().pop().filter(|last| !last.rest)?;
        last.holds.definition().filter(|last| last.kind() == TypeKind::Struct)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        for (api, least) in [(Api::AwsCdk, 19_000), (Api::Cdktf, 190)] {
            table::tests::check_sorted(api.table(), least);
            for [key] in table::rows(api.table()) {
                let definition = api.definition(key).unwrap();
                assert_eq!(definition.name(), key);
                for cell in definition.cells().filter(|cell| !cell.starts_with('(')) {
                    assert!(Member::read(definition, cell).is_some(), "{key} {cell}");
                }
            }
        }
    }

    #[test]
    fn knows_classes_and_their_members() {
        let bucket = Api::AwsCdk.definition("aws_s3.Bucket").unwrap();
        assert_eq!((bucket.short_name(), bucket.module(), bucket.kind()), ("Bucket", "aws_s3", TypeKind::Class));
        assert!(bucket.extends("constructs.Construct"));
        assert!(bucket.member("grantRead", Spelling::Camel).is_some());
        assert!(bucket.member("grant_read", Spelling::Snake).is_some());
        assert!(bucket.member("grant_read", Spelling::Camel).is_none());
        assert!(bucket.member("fromBucketName", Spelling::Camel).unwrap().is_static);
        let names: Vec<_> = bucket.constructor().unwrap().list().iter().map(|parameter| parameter.name).collect();
        assert_eq!(names, ["scope", "id", "props"]);
        let props = bucket.constructor().unwrap().options().unwrap();
        assert!(props.member("versioned", Spelling::Camel).is_some());
        assert!(
            Api::AwsCdk.definition("aws_logs.RetentionDays").unwrap().member("THIRTY_DAYS", Spelling::Camel).is_none()
        );
        assert!(Api::AwsCdk.has_module("aws_s3") && !Api::AwsCdk.has_module("aws_s4"));
    }

    #[test]
    fn knows_resources_of_level_one() {
        let bucket = Api::AwsCdk.definition("aws_s3.CfnBucket").unwrap();
        assert!(bucket.member("attrArn", Spelling::Camel).is_some());
        assert!(bucket.member("bucketEncryption", Spelling::Camel).is_some());
        assert!(bucket.member("addDependency", Spelling::Camel).is_some());
        let props = bucket.constructor().unwrap().options().unwrap();
        let Some(Member { holds: Holds::Property(holds, _), .. }) =
            props.member("analyticsConfigurations", Spelling::Camel)
        else {
            panic!("no such property");
        };
        let element = holds.element().unwrap().definition().unwrap();
        assert_eq!(element.short_name(), "CfnBucket.AnalyticsConfigurationProperty");
    }

    #[test]
    fn writes_names_as_python_does() {
        for (name, written) in [
            ("enforceSSL", "enforce_ssl"),
            ("minimumTLSVersion", "minimum_tls_version"),
            ("fromBucketName", "from_bucket_name"),
            ("PYTHON_3_12", "PYTHON_3_12"),
            ("Bucket", "Bucket"),
        ] {
            assert_eq!(Spelling::Snake.write(name), written);
        }
    }
}
