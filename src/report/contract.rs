//! The JSON contract: the shapes of the JSON reports. Fields may be added; those that are here stay.

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::dimensions::{Gap, Row};
use crate::grading::scores::Scores;
use crate::response::{Language, Response, Role};
use crate::source::{Diagnostic, Level, Span};
use crate::stack::{Origin, Resource, Stack};
use crate::verdict::Verdict;
use crate::{Analysis, program};

/// Version of the contract.
pub const SCHEMA_VERSION: &str = "1";

/// `gapdiff inspect RESPONSE --format json`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Inspection {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// The response, taken apart.
    pub response: ResponseShape,
    /// What it deploys.
    #[serde(flatten)]
    pub stack: StackShape,
}

/// `gapdiff MODEL IDEAL --format json`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct GapReport {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// The model's answer.
    pub model: SideShape,
    /// The ideal answer.
    pub ideal: SideShape,
    /// What must be known before the gaps.
    pub verdicts: Vec<Verdict>,
    /// The six rows, always in the same order.
    pub table: Vec<Row>,
    /// The gaps, the most severe first.
    pub gaps: Vec<Gap>,
    /// What the gaps come to.
    pub scores: Scores,
    /// What both sides cost a month under the baseline profile, and what makes up the difference.
    pub cost: super::cost::PairShape,
    /// How much of each side was understood.
    pub coverage: IndexMap<&'static str, CoverageShape>,
}

/// One side of a gap report.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SideShape {
    /// The response, taken apart.
    pub response: ResponseShape,
    /// The tool and the language.
    pub tooling: ToolingShape,
    /// Regions, the default one first.
    pub regions: Vec<RegionShape>,
    /// How many resources of each type there are.
    pub resource_counts: IndexMap<String, u32>,
    /// What was not understood, or is wrong.
    pub diagnostics: Vec<DiagnosticShape>,
}

/// A response, taken apart.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ResponseShape {
    /// Its name.
    pub path: String,
    /// Number of lines.
    pub lines: u32,
    /// Its code blocks, in order.
    pub blocks: Vec<BlockShape>,
}

/// A code block.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BlockShape {
    /// Path of its file, if one is named.
    pub path: Option<String>,
    /// Its language.
    pub language: Language,
    /// What it is for.
    pub role: Role,
    /// First line of its code.
    pub start_line: u32,
    /// Last line of its code.
    pub end_line: u32,
    /// Whether another block gives the same code anew or in full, so that this one is in no file.
    pub replaced: bool,
}

/// What a response deploys.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackShape {
    /// The tool and the language.
    pub tooling: ToolingShape,
    /// Regions, the default one first.
    pub regions: Vec<RegionShape>,
    /// What comes to be.
    pub resources: Vec<ResourceShape>,
    /// What the code declares, before folding.
    pub declarations: Vec<DeclarationShape>,
    /// How resources depend on one another.
    pub links: Vec<LinkShape>,
    /// Variables, parameters and configuration values.
    pub inputs: Vec<InputShape>,
    /// Outputs and exports.
    pub outputs: Vec<OutputShape>,
    /// What was understood and what was not.
    pub coverage: CoverageShape,
    /// What was not understood, or is wrong.
    pub diagnostics: Vec<DiagnosticShape>,
}

/// The tool and the language of a response.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ToolingShape {
    /// `terraform`, `cloudformation`, `sam`, `cdk`, `cdktf`, `pulumi`, `kubernetes`, `boto3` or `none`.
    pub tool: &'static str,
    /// The language of its source files.
    pub language: Option<Language>,
    /// The other tools in the response.
    pub others: Vec<&'static str>,
    /// Versions that are asked for, as written.
    pub versions: IndexMap<String, String>,
    /// Where the tool keeps its state, if that is said.
    pub backend: Option<String>,
}

/// A region.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RegionShape {
    /// `us-east-2`.
    pub name: String,
    /// `default`, `repeated` or `additional`.
    pub role: &'static str,
    /// What says so.
    pub source: String,
    /// Where.
    pub evidence: EvidenceShape,
}

/// A resource.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ResourceShape {
    /// Its type in the common model.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its address, unique in the stack.
    pub address: String,
    /// The dialect's own name for its type.
    pub declared_as: String,
    /// How many there are; `null` when that cannot be known.
    pub count: Option<u32>,
    /// `declared` or `implied`.
    pub origin: &'static str,
    /// The address of what implies it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implied_by: Option<String>,
    /// The address of the resource that it configures, which has its settings too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// Whether it exists only under a condition that could not be decided.
    pub conditional: bool,
    /// Its settings as plain JSON. A reference is `{"Ref": address}` or `{"Fn::GetAtt": [address, attribute]}`, an
    /// unresolved value `{"Unknown": reason}`.
    pub properties: Json,
    /// For each leaf that does not stand in the code: `default` or `unresolved`.
    pub provenance: IndexMap<String, &'static str>,
    /// Addresses of the declarations that folded into it.
    pub folded: Vec<String>,
    /// Where its declaration stands.
    pub evidence: Option<EvidenceShape>,
}

/// A declaration.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DeclarationShape {
    /// The dialect's own name for its type.
    pub declared_as: String,
    /// The dialect's own name for it.
    pub address: String,
    /// How many it creates; `null` when that cannot be known.
    pub count: Option<u32>,
    /// Address of the resource that it became, or folded into; `null` when it made none.
    pub resource: Option<String>,
    /// Where it stands.
    pub evidence: EvidenceShape,
}

/// A link.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LinkShape {
    /// Address of the one that depends, or from which the data flows.
    pub from: String,
    /// Address of the other.
    pub to: String,
    /// `trigger`, `dead-letter`, `target`, `in`, `guard`, `encryption`, `role`, `allow`, `log`, `watch` or `reference`.
    pub kind: &'static str,
}

/// A variable, parameter or configuration value.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct InputShape {
    /// Its name.
    pub name: String,
    /// Its default or given value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
    /// Whether it is marked as secret.
    pub secret: bool,
    /// Where it is declared.
    pub evidence: EvidenceShape,
}

/// An output.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OutputShape {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Json,
    /// Where it is declared.
    pub evidence: EvidenceShape,
}

/// What was understood and what was not.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CoverageShape {
    /// Leaves of properties that are known.
    pub resolved: u32,
    /// Leaves that are not.
    pub unresolved: Vec<UnresolvedShape>,
    /// Declarations whose type the catalog does not have.
    pub unsupported: Vec<String>,
    /// Infrastructure blocks of which nothing was understood, as `start-end` lines.
    pub opaque_blocks: Vec<String>,
}

/// A value that could not be worked out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct UnresolvedShape {
    /// The resource's address and the path of the property.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceShape>,
}

/// A diagnostic.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DiagnosticShape {
    /// How much it matters.
    pub severity: Level,
    /// What is meant.
    pub message: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceShape>,
}

/// A place in a response.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EvidenceShape {
    /// The response's name.
    pub file: String,
    /// First line.
    pub start_line: u32,
    /// Last line.
    pub end_line: u32,
    /// Index of the block in `response.blocks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<usize>,
}

impl Inspection {
    /// The inspection of an analysis.
    #[must_use]
    pub fn of(analysis: &Analysis) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            response: ResponseShape::of(&analysis.response),
            stack: StackShape::of(&analysis.stack, &analysis.response),
        }
    }
}

impl GapReport {
    /// The gap report of a comparison.
    #[must_use]
    pub fn of(report: &super::Report<'_>) -> Self {
        let side = |analysis: &Analysis| CoverageShape::of(&analysis.stack, &analysis.response);
        Self {
            schema_version: SCHEMA_VERSION,
            model: SideShape::of(report.model),
            ideal: SideShape::of(report.ideal),
            verdicts: report.comparison.verdicts.clone(),
            table: report.comparison.table.clone(),
            gaps: report.comparison.gaps.clone(),
            scores: report.comparison.scores.clone(),
            cost: super::cost::PairShape::of(report),
            coverage: IndexMap::from([("model", side(report.model)), ("ideal", side(report.ideal))]),
        }
    }
}

impl SideShape {
    fn of(analysis: &Analysis) -> Self {
        let Analysis { response, stack, .. } = analysis;
        let mut resource_counts = IndexMap::new();
        for resource in &stack.resources {
            *resource_counts.entry(resource.kind.to_string()).or_default() += resource.count.unwrap_or(1);
        }
        resource_counts.sort_keys();
        Self {
            response: ResponseShape::of(response),
            tooling: ToolingShape::of(stack),
            regions: regions(stack, response),
            resource_counts,
            diagnostics: diagnostics(stack, response),
        }
    }
}

impl ResponseShape {
    fn of(response: &Response) -> Self {
        let blocks = response.blocks.iter().map(|block| BlockShape {
            path: block.path.as_deref().map(str::to_owned),
            language: block.language,
            role: block.role,
            start_line: block.lines.start,
            end_line: block.lines.end,
            replaced: block.replaced,
        });
        Self { path: response.name.to_string(), lines: response.line_count, blocks: blocks.collect() }
    }
}

impl ResourceShape {
    fn of(resource: &Resource, part_of: Option<&Arc<str>>, response: &Response) -> Self {
        Self {
            kind: resource.kind.to_string(),
            address: resource.address.to_string(),
            declared_as: resource.declared_as.to_string(),
            count: resource.count,
            origin: if resource.origin == Origin::Declared { "declared" } else { "implied" },
            implied_by: match &resource.origin {
                Origin::Declared => None,
                Origin::Implied(by) => Some(by.to_string()),
            },
            part_of: part_of.map(ToString::to_string),
            conditional: resource.conditional,
            properties: program::json::plain_map(&resource.properties),
            provenance: program::json::provenance(&resource.properties),
            folded: resource.folded.iter().map(ToString::to_string).collect(),
            evidence: resource.span().map(|span| EvidenceShape::of(span, response)),
        }
    }
}

impl StackShape {
    fn of(stack: &Stack, response: &Response) -> Self {
        let evidence = |span| EvidenceShape::of(span, response);
        let resources = stack.resources.iter().map(|resource| ResourceShape::of(resource, None, response));
        // Those that the common model has no type for come to be only as settings of others.
        let satellites = stack.satellites.iter().filter(|satellite| satellite.resource.kind.starts_with("AWS::"));
        let satellites =
            satellites.map(|satellite| ResourceShape::of(&satellite.resource, Some(&satellite.part_of), response));
        let inputs = stack.inputs.iter().map(|input| InputShape {
            name: input.name.to_string(),
            value: input.value.as_ref().map(program::json::plain),
            secret: input.secret,
            evidence: evidence(input.span),
        });
        let outputs = stack.outputs.iter().map(|output| OutputShape {
            name: output.name.to_string(),
            value: program::json::plain(&output.value),
            evidence: evidence(output.span),
        });
        let links = stack.links.iter().map(|link| LinkShape {
            from: link.from.to_string(),
            to: link.to.to_string(),
            kind: link.kind.id(),
        });
        Self {
            tooling: ToolingShape::of(stack),
            regions: regions(stack, response),
            resources: resources.chain(satellites).collect(),
            declarations: declarations(stack, response),
            links: links.collect(),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
            coverage: CoverageShape::of(stack, response),
            diagnostics: diagnostics(stack, response),
        }
    }
}

/// The declarations, each with the resource that it became: its own, or the one into which it folded.
fn declarations(stack: &Stack, response: &Response) -> Vec<DeclarationShape> {
    let mut became = vec![None; stack.declarations.len()];
    for resource in &stack.resources {
        if let Some(slot) = became.get_mut(resource.declaration) {
            slot.get_or_insert(&resource.address);
        }
    }
    let folded: IndexMap<&str, _> = stack
        .resources
        .iter()
        .flat_map(|resource| resource.folded.iter().map(|address| (address.as_ref(), &resource.address)))
        .collect();
    let shape = |(declaration, became): (&crate::stack::Declaration, Option<&Arc<str>>)| DeclarationShape {
        declared_as: declaration.declared_as.to_string(),
        address: declaration.address.to_string(),
        count: declaration.count,
        resource: became.or_else(|| folded.get(declaration.address.as_ref()).copied()).map(ToString::to_string),
        evidence: EvidenceShape::of(declaration.span, response),
    };
    stack.declarations.iter().zip(became).map(shape).collect()
}

impl ToolingShape {
    fn of(stack: &Stack) -> Self {
        let tooling = &stack.tooling;
        let versions = tooling.versions.iter().map(|version| (version.of.to_string(), version.constraint.to_string()));
        Self {
            tool: tooling.tool.id(),
            language: tooling.language,
            others: tooling.others.iter().map(|tool| tool.id()).collect(),
            versions: versions.collect(),
            backend: tooling.backend.as_ref().map(|(name, _)| name.to_string()),
        }
    }
}

impl CoverageShape {
    fn of(stack: &Stack, response: &Response) -> Self {
        let coverage = &stack.coverage;
        let unresolved = coverage.unresolved.iter().map(|(at, reason, span)| UnresolvedShape {
            at: at.to_string(),
            reason: reason.to_string(),
            evidence: span.map(|span| EvidenceShape::of(span, response)),
        });
        let opaque = coverage.opaque_blocks.iter().filter_map(|&index| response.blocks.get(index));
        Self {
            resolved: coverage.resolved,
            unresolved: unresolved.collect(),
            unsupported: coverage.unsupported.iter().map(ToString::to_string).collect(),
            opaque_blocks: opaque.map(|block| format!("{}-{}", block.lines.start, block.lines.end)).collect(),
        }
    }
}

impl EvidenceShape {
    pub(super) fn of(span: Span, response: &Response) -> Self {
        let lines = response.lines(span);
        Self {
            file: response.name.to_string(),
            start_line: lines.start,
            end_line: lines.end,
            block: response.block_of(span),
        }
    }
}

fn regions(stack: &Stack, response: &Response) -> Vec<RegionShape> {
    let shape = |region: &crate::stack::Region| RegionShape {
        name: region.name.to_string(),
        role: region.role.id(),
        source: region.source.to_string(),
        evidence: EvidenceShape::of(region.span, response),
    };
    stack.regions.iter().map(shape).collect()
}

fn diagnostics(stack: &Stack, response: &Response) -> Vec<DiagnosticShape> {
    let shape = |diagnostic: &Diagnostic| DiagnosticShape {
        severity: diagnostic.level,
        message: diagnostic.message.clone(),
        evidence: diagnostic.span.map(|span| EvidenceShape::of(span, response)),
    };
    response.diagnostics.iter().chain(&stack.diagnostics).map(shape).collect()
}
