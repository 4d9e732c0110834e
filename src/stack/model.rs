//! The common model: all that one response deploys, whatever it is written in.

use std::sync::Arc;

use crate::program::value::{Map, Reason, Value, first_span};
use crate::response::Language;
use crate::source::{Diagnostic, Span};

/// All that one response deploys.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The tool and language that it is written in.
    pub tooling: Tooling,
    /// Regions, the default one first.
    pub regions: Vec<Region>,
    /// What the code declares, as the dialect has it, before folding.
    pub declarations: Vec<Declaration>,
    /// What comes to be, after folding.
    pub resources: Vec<Resource>,
    /// What folded: it only configures another resource, as a security-group rule or an inline policy does. Its settings are
    /// also in the resource that it configures, so whoever compares or checks resources need not look here.
    pub satellites: Vec<Satellite>,
    /// How resources depend on one another.
    pub links: Vec<Link>,
    /// Variables, parameters and configuration values.
    pub inputs: Vec<Input>,
    /// What the values of inputs are limited to.
    pub constraints: Vec<Constraint>,
    /// Outputs and exports.
    pub outputs: Vec<Output>,
    /// The names of the outputs that other stacks can import.
    pub exported: Vec<Arc<str>>,
    /// What programs deploy as one, in the order in which they create it.
    pub deployments: Vec<Deployment>,
    /// Delivery pipelines that are written as files: workflows, buildspecs.
    pub pipelines: Vec<Pipeline>,
    /// What was understood and what was not.
    pub coverage: Coverage,
    /// What was not understood, or is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// The tool and the language of a response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tooling {
    /// The tool that deploys most of it.
    pub tool: Tool,
    /// The language that it is written in.
    pub language: Option<Language>,
    /// The other tools in it.
    pub others: Vec<Tool>,
    /// Versions that are asked for: of the tool, of providers, of libraries, as written.
    pub versions: Vec<Version>,
    /// Where the tool keeps its state, if that is said: `s3`, `remote`, `local` …
    pub backend: Option<(Arc<str>, Span)>,
    /// Where one sees which tool it is: the first declaration of the main tool.
    pub evidence: Option<Span>,
}

/// A version that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// `terraform`, `hashicorp/aws`, `aws-cdk-lib` …
    pub of: Arc<str>,
    /// As written: `~> 5.0`.
    pub constraint: Arc<str>,
    /// Where.
    pub span: Span,
}

/// An infrastructure tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Tool {
    Terraform,
    CloudFormation,
    Sam,
    Cdk,
    Cdktf,
    Pulumi,
    Kubernetes,
    Boto3,
    /// Nothing that deploys anything was found.
    #[default]
    None,
}

impl Tool {
    /// The tools that deploy something.
    pub const ALL: [Self; 8] = [
        Self::Terraform,
        Self::CloudFormation,
        Self::Sam,
        Self::Cdk,
        Self::Cdktf,
        Self::Pulumi,
        Self::Kubernetes,
        Self::Boto3,
    ];

    /// The tool of that name in the JSON contract.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.id() == id)
    }

    /// Its name in the JSON contract.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::CloudFormation => "cloudformation",
            Self::Sam => "sam",
            Self::Cdk => "cdk",
            Self::Cdktf => "cdktf",
            Self::Pulumi => "pulumi",
            Self::Kubernetes => "kubernetes",
            Self::Boto3 => "boto3",
            Self::None => "none",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Terraform => "Terraform",
            Self::CloudFormation => "CloudFormation",
            Self::Sam => "AWS SAM",
            Self::Cdk => "AWS CDK",
            Self::Cdktf => "CDK for Terraform",
            Self::Pulumi => "Pulumi",
            Self::Kubernetes => "Kubernetes manifests",
            Self::Boto3 => "boto3",
            Self::None => "none",
        }
    }
}

/// A region that the response deploys to.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// `us-east-2`.
    pub name: Arc<str>,
    /// How it comes in: the default, a provider alias, a second place that says the same …
    pub role: RegionRole,
    /// What says so, for people: `variable "aws_region"`, `Pulumi.yaml`.
    pub source: Arc<str>,
    /// Where.
    pub span: Span,
}

/// How a region comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RegionRole {
    /// Where things go if nothing else is said.
    Default,
    /// Another place that says the default again.
    Repeated,
    /// A further region: an aliased provider, a replica, a second stack.
    Additional,
    /// Nothing says where things go, but zone names, ARNs or prose speak of this region: weak evidence for the default.
    Presumed,
}

impl RegionRole {
    /// Its name in the JSON contract.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Repeated => "repeated",
            Self::Additional => "additional",
            Self::Presumed => "presumed",
        }
    }
}

/// One place in a program that creates something.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The dialect's own name for its type: `aws_dynamodb_table`, `aws:dynamodb/table:Table`, `AWS::DynamoDB::Table`.
    pub declared_as: Arc<str>,
    /// The dialect's own name for it: `aws_dynamodb_table.orders`, a logical id, a variable.
    pub address: Arc<str>,
    /// How many it creates; `None` when that cannot be known.
    pub count: Option<u32>,
    /// Where it stands.
    pub span: Span,
    /// The tool whose declaration it is.
    pub tool: Tool,
}

/// Something that is created.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its type in the common model: `AWS::DynamoDB::Table`, `azurerm_storage_account`, `apps/v1/Deployment`.
    pub kind: Arc<str>,
    /// Its address, unique in the stack: that of its declaration, with `["key"]` or `[0]` where that makes several.
    pub address: Arc<str>,
    /// The dialect's own name for its type.
    pub declared_as: Arc<str>,
    /// Index of its declaration in [`Stack::declarations`].
    pub declaration: usize,
    /// How many of it there are, when they are alike; `None` when that cannot be known.
    pub count: Option<u32>,
    /// How it comes to be.
    pub origin: Origin,
    /// Whether it exists only under a condition that could not be decided.
    pub conditional: bool,
    /// Its settings, in the common model's words.
    pub properties: Map,
    /// Where it is written: its declaration first, then what folded into it.
    pub spans: Vec<Span>,
    /// Addresses of the declarations that folded into it.
    pub folded: Vec<Arc<str>>,
}

impl Resource {
    /// Where its declaration stands.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.spans.first().copied()
    }

    /// The address and place of the declaration that says a value of it: one that folded into it, or its own.
    #[must_use]
    pub fn declared_at(&self, value: &Value) -> (&Arc<str>, Option<Span>) {
        // The first span is that of the resource itself, the others are those of what folded into it.
        let mut folded = self.spans.iter().skip(1).zip(&self.folded);
        let holding = first_span(value).and_then(|place| folded.find(|(span, _)| span.contains(place)));
        match holding {
            Some((span, address)) => (address, Some(*span)),
            None => (&self.address, self.span()),
        }
    }

    /// The service of its type: `DynamoDB` for `AWS::DynamoDB::Table`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.kind.split("::").nth(1).unwrap_or(&self.kind)
    }

    /// The setting at a dotted path.
    #[must_use]
    pub fn property(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let value = self.properties.get(first)?;
        rest.map_or(Some(value), |rest| value.at_path(rest))
    }
}

/// What folded into the resource that it configures.
#[derive(Clone, Debug)]
pub struct Satellite {
    /// What it is by itself. Where the common model has no type for it, its type is its provider's.
    pub resource: Resource,
    /// Address of the resource that it configures.
    pub part_of: Arc<str>,
}

/// How a resource comes to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The response declares it.
    Declared,
    /// Another declaration creates it: the address of that one.
    Implied(Arc<str>),
}

/// One resource depends on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Address of the one that depends, or from which the data flows.
    pub from: Arc<str>,
    /// Address of the other.
    pub to: Arc<str>,
    /// In which way.
    pub kind: LinkKind,
}

/// The ways in which resources depend on one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    /// Events of `from` start `to`.
    Trigger,
    /// What fails in `from` goes to `to`.
    DeadLetter,
    /// `from` sends requests or data to `to`.
    Target,
    /// `from` is in the network or subnet `to`.
    In,
    /// `from` is guarded by the security group `to`.
    Guard,
    /// `from` is encrypted with the key `to`.
    Encryption,
    /// `from` acts as the role `to`.
    Role,
    /// The policy of `from` lets it use `to`.
    Allow,
    /// `from` writes its logs to `to`.
    Log,
    /// `from` watches `to`.
    Watch,
    /// `from` names `to` in another way.
    Reference,
}

impl LinkKind {
    /// The kinds, the one that says least last.
    pub const ALL: [Self; 11] = [
        Self::Trigger,
        Self::DeadLetter,
        Self::Target,
        Self::In,
        Self::Guard,
        Self::Encryption,
        Self::Role,
        Self::Allow,
        Self::Log,
        Self::Watch,
        Self::Reference,
    ];

    /// The kind of that name in the JSON contract.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Its name in the JSON contract.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::DeadLetter => "dead-letter",
            Self::Target => "target",
            Self::In => "in",
            Self::Guard => "guard",
            Self::Encryption => "encryption",
            Self::Role => "role",
            Self::Allow => "allow",
            Self::Log => "log",
            Self::Watch => "watch",
            Self::Reference => "reference",
        }
    }
}

/// A variable, parameter or configuration value.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: Arc<str>,
    /// Its default or given value, if the response has one.
    pub value: Option<Value>,
    /// Where it is declared.
    pub span: Span,
    /// Whether it is marked as secret.
    pub secret: bool,
}

/// A limit on the values of an input.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The input's name.
    pub input: Arc<str>,
    /// What limits it, as the dialect calls it: `AllowedPattern`, `validation`.
    pub name: Arc<str>,
    /// To what.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// An output or export.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Value,
    /// Where it is declared.
    pub span: Span,
}

/// What a program deploys as one: a stack of CDK.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Under which name.
    pub name: Value,
    /// What else is said of it as a whole: `region`, `terminationProtection`.
    pub settings: Map,
    /// Where it is created.
    pub span: Span,
}

/// A delivery pipeline that is written as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// The tool that runs it.
    pub tool: PipelineTool,
    /// The name that it gives itself.
    pub name: Option<Arc<str>>,
    /// Its jobs or phases, in order.
    pub jobs: Vec<Job>,
    /// Where it stands.
    pub span: Span,
}

/// A job of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name.
    pub name: Arc<str>,
    /// What it says of itself: titles, steps, commands.
    pub says: Vec<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// A tool that runs pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum PipelineTool {
    GithubActions,
    GitlabCi,
    CodeBuild,
}

impl PipelineTool {
    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GithubActions => "GitHub Actions",
            Self::GitlabCi => "GitLab CI",
            Self::CodeBuild => "CodeBuild",
        }
    }
}

/// What was understood and what was not.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Leaves of properties that are known.
    pub resolved: u32,
    /// Leaves that are not, with the reason and the place of each.
    pub unresolved: Vec<(Arc<str>, Reason, Option<Span>)>,
    /// Declarations whose type the catalog does not have.
    pub unsupported: Vec<Arc<str>>,
    /// Infrastructure blocks of which nothing was understood.
    pub opaque_blocks: Vec<usize>,
}
