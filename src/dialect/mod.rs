//! The dialects: how each infrastructure tool declares resources, and what it leaves to defaults.

mod cdk;
mod cdktf;
pub(crate) mod cloudformation;
mod kubernetes;
mod pulumi;
mod sites;
mod terraform;
#[cfg(test)]
mod testing;
mod words;

use std::sync::Arc;

use crate::program::document;
use crate::program::evaluator::{self, Trace};
use crate::program::form::Program;
use crate::program::value::{Kind, Map, Value};
use crate::response::Response;
use crate::source::{Diagnostic, Span};
use crate::stack::{Constraint, Declaration, Deployment, Input, Output, Region, RegionRole, Tool, Version};

/// A response with its source files parsed; `programs[i]` is that of `response.files[i]`.
#[derive(Debug)]
pub struct Source<'a> {
    /// The response.
    pub response: &'a Response,
    /// Its programs.
    pub programs: Vec<Program>,
    /// What its general-purpose programs call of libraries.
    pub trace: Trace,
}

impl<'a> Source<'a> {
    /// A response with these programs, evaluated.
    #[must_use]
    pub fn new(response: &'a Response, programs: Vec<Program>) -> Self {
        let trace = evaluator::evaluate(response, &programs);
        Self { response, programs, trace }
    }
}

/// What one dialect found in a response.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What is declared, as the dialect has it.
    pub declarations: Vec<Declaration>,
    /// What comes to be, each instance by itself, in the words of the provider that the dialect uses.
    pub instances: Vec<Instance>,
    /// Regions, the default one first.
    pub regions: Vec<Region>,
    /// Variables, parameters and configuration values.
    pub inputs: Vec<Input>,
    /// What the values of inputs are limited to.
    pub constraints: Vec<Constraint>,
    /// Outputs and exports.
    pub outputs: Vec<Output>,
    /// The names of the outputs that other stacks can import.
    pub exported: Vec<Arc<str>>,
    /// What is deployed as one.
    pub deployments: Vec<Deployment>,
    /// Versions that are asked for.
    pub versions: Vec<Version>,
    /// Where the tool keeps its state.
    pub backend: Option<(Arc<str>, Span)>,
    /// Tables in which what is deployed looks its own region up, each once.
    pub region_tables: Vec<RegionTable>,
    /// What was not understood, or is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a region, or the regions that a value may be; the first is the default, for it is what resources are given.
    fn add_region(&mut self, region: &Value, source: &str, span: Span) {
        match &region.kind {
            Kind::Text(name) => {
                let role = match self.regions.first().map(|first| first.name == *name) {
                    None => RegionRole::Default,
                    Some(true) => RegionRole::Repeated,
                    Some(false) => RegionRole::Additional,
                };
                self.regions.push(Region { name: Arc::clone(name), role, source: source.into(), span });
            }
            Kind::OneOf(regions) => regions.iter().for_each(|region| self.add_region(region, source, span)),
            _ => {}
        }
    }
}

/// A table of settings by region, such as a mapping of images.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionTable {
    /// What it is called.
    pub name: Arc<str>,
    /// The regions that it has.
    pub regions: Vec<Arc<str>>,
    /// Where it is looked up in.
    pub span: Span,
}

/// One thing that comes to be, still in the words of its provider.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Index of its declaration in [`Findings::declarations`].
    pub declaration: usize,
    /// Its address, unique among the findings.
    pub address: Arc<str>,
    /// The vocabulary in which `kind` and `properties` are.
    pub vocabulary: Vocabulary,
    /// Its type: `aws_dynamodb_table`, `AWS::DynamoDB::Table`, `apps/v1/Deployment`.
    pub kind: Arc<str>,
    /// How many there are, when they were not told apart; `None` when that cannot be known.
    pub count: Option<u32>,
    /// Whether it exists only under a condition that could not be decided.
    pub conditional: bool,
    /// The address of what creates it, when it is not declared itself.
    pub implied_by: Option<Arc<str>>,
    /// Its settings. A repeated block (`ingress`) is a list of maps, a single one too.
    pub properties: Map,
    /// Where it is declared.
    pub span: Span,
}

/// The words in which an instance speaks of its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Terraform providers' types and attributes; Pulumi's classic providers are brought to it.
    Terraform,
    /// CloudFormation's types and properties: the common model's own.
    CloudFormation,
    /// Kubernetes' kinds and fields.
    Kubernetes,
}

/// One dialect: its tool and how it reads a response. Adding a dialect is a file beside this one and a line here.
pub struct Dialect {
    /// The tool.
    pub tool: Tool,
    /// Finds what that tool declares in a response.
    pub read: fn(&Source<'_>) -> Findings,
}

/// Every dialect, in the order in which their findings are listed.
pub const DIALECTS: &[Dialect] = &[
    Dialect { tool: Tool::Terraform, read: terraform::read },
    Dialect { tool: Tool::CloudFormation, read: cloudformation::read },
    Dialect { tool: Tool::Kubernetes, read: kubernetes::read },
    Dialect { tool: Tool::Cdk, read: cdk::read },
    Dialect { tool: Tool::Cdktf, read: cdktf::read },
    Dialect { tool: Tool::Pulumi, read: pulumi::read },
];
