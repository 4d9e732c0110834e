//! The architecture of each side as a Mermaid diagram, which GitHub renders.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::Analysis;
use crate::dimensions::nouns::{Rank, noun};
use crate::report::Report;
use crate::stack::services::service;
use crate::stack::{LinkKind, Resource, Stack};

/// How many nodes a diagram has at most. Chosen because more do not fit the width of a page.
const MOST_NODES: usize = 30;

/// How many arrows a diagram has at most. Chosen because the layout is a tangle beyond it.
const MOST_ARROWS: usize = 60;

/// How long a label is at most.
const LONGEST_LABEL: usize = 40;

/// The section with the diagrams; nothing when neither side has one.
pub(super) fn section(report: &Report<'_>) -> String {
    let mut out = String::new();
    for (title, analysis) in [("Model", report.model), ("Ideal", report.ideal)] {
        if let Some(diagram) = diagram(analysis) {
            let _ = write!(out, "\n### {title}\n\n```mermaid\n{diagram}```\n");
        }
    }
    if out.is_empty() { out } else { format!("\n## Architecture Diagrams\n{out}") }
}

/// A node: resources of one type that are linked alike, or one resource.
struct Node<'a> {
    kind: &'a str,
    label: String,
    layer: &'static str,
    members: Vec<&'a Resource>,
}

/// The architecture of one side; nothing when it has no main resource.
#[must_use]
pub fn diagram(analysis: &Analysis) -> Option<String> {
    let stack = &analysis.stack;
    let main: Vec<&Resource> = stack.resources.iter().filter(|resource| is_shown(&resource.kind)).collect();
    let nodes = nodes(&main);
    if nodes.is_empty() {
        return None;
    }
    let node_of: BTreeMap<&str, usize> = (0..)
        .zip(&nodes)
        .flat_map(|(number, node)| node.members.iter().map(move |member| (&*member.address, number)))
        .collect();
    let arrows = arrows(stack, &nodes, &node_of);
    // A network that nothing flows through tells nothing.
    let linked = |at: usize| arrows.iter().any(|(from, to, _)| *from == at || *to == at);
    let is_network = |at: usize| service(nodes[at].kind).is_some_and(|service| service.title == "VPC");
    let shown: Vec<usize> = (0..nodes.len()).filter(|&at| !is_network(at) || linked(at)).collect();
    let mut layers: Vec<&str> = Vec::new();
    for &at in &shown {
        if !layers.contains(&nodes[at].layer) {
            layers.push(nodes[at].layer);
        }
    }
    if shown.is_empty() {
        return None;
    }
    let mut out = "flowchart LR\n".to_owned();
    for (number, layer) in layers.iter().enumerate() {
        let _ = writeln!(out, "  subgraph layer{number}[\"{}\"]", label(layer));
        for &at in shown.iter().filter(|&&at| nodes[at].layer == *layer) {
            let _ = writeln!(out, "    n{at}[\"{}\"]", nodes[at].label);
        }
        out.push_str("  end\n");
    }
    for (from, to, text) in arrows {
        let arrow = if text.is_empty() { "-->".to_owned() } else { format!("-->|{text}|") };
        let _ = writeln!(out, "  n{from} {arrow} n{to}");
    }
    Some(out)
}

/// The layer of networks.
const NETWORK: &str = "network";

/// The flows between nodes, each once: what a role allows, the nodes that act as it do.
fn arrows(stack: &Stack, nodes: &[Node<'_>], node_of: &BTreeMap<&str, usize>) -> Vec<(usize, usize, &'static str)> {
    let acting = |role: &str| {
        let acts = stack.links.iter().filter(move |link| link.kind == LinkKind::Role && &*link.to == role);
        acts.filter_map(|link| node_of.get(&*link.from).copied()).collect::<Vec<_>>()
    };
    let mut arrows: Vec<(usize, usize, &str)> = Vec::new();
    for link in &stack.links {
        let (Some(text), Some(&to)) = (arrow_text(link.kind), node_of.get(&*link.to)) else { continue };
        if link.kind == LinkKind::In && nodes[to].layer == NETWORK {
            continue;
        }
        let from = match node_of.get(&*link.from) {
            Some(&from) => vec![from],
            None if link.kind == LinkKind::Allow => acting(&link.from),
            None => Vec::new(),
        };
        for from in from {
            let known =
                arrows.iter().any(|(one, other, _)| (*one, *other) == (from, to) || (*one, *other) == (to, from));
            if from != to && !known && arrows.len() < MOST_ARROWS {
                arrows.push((from, to, text));
            }
        }
    }
    arrows
}

/// Whether an architecture is told by a type: what only serves others, and the parts of a network, are left out.
fn is_shown(kind: &str) -> bool {
    noun(kind).rank == Rank::Main
}

/// One node a resource, or, when there are too many, one a type.
fn nodes<'a>(main: &[&'a Resource]) -> Vec<Node<'a>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let one_each = main.len() <= MOST_NODES;
    for resource in main {
        let declared = |address: &str| address.split('[').next().unwrap_or_default().to_owned();
        let same = |node: &&mut Node<'_>| {
            node.kind == &*resource.kind
                && (!one_each || node.members.iter().any(|it| declared(&it.address) == declared(&resource.address)))
        };
        match nodes.iter_mut().find(same) {
            Some(node) => node.members.push(resource),
            None => {
                let layer = noun(&resource.kind).layer;
                nodes.push(Node { kind: &resource.kind, label: String::new(), layer, members: vec![resource] });
            }
        }
    }
    nodes.truncate(MOST_NODES);
    for node in &mut nodes {
        let words = noun(node.kind);
        let number: u32 = node.members.iter().map(|member| member.count.unwrap_or(1)).sum();
        let name = if number == 1 { words.singular } else { format!("{number} {}", words.plural) };
        let own = node.members.first().map(|member| crate::dimensions::short_name(member)).unwrap_or_default();
        let own = own.split('[').next().unwrap_or_default();
        let shared =
            node.members.iter().all(|member| crate::dimensions::short_name(member).split('[').next() == Some(own));
        let name = crate::dimensions::wording::capitalised(&name);
        node.label =
            if shared && !own.is_empty() { format!("{}<br/>{}", label(&name), label(own)) } else { label(&name) };
    }
    nodes
}

/// What an arrow says; nothing for links that are no flow.
fn arrow_text(kind: LinkKind) -> Option<&'static str> {
    match kind {
        LinkKind::Trigger => Some("starts"),
        LinkKind::DeadLetter => Some("failures"),
        LinkKind::Target => Some(""),
        LinkKind::Allow => Some("uses"),
        LinkKind::In => Some("in"),
        LinkKind::Guard | LinkKind::Encryption | LinkKind::Role | LinkKind::Log | LinkKind::Watch => None,
        LinkKind::Reference => None,
    }
}

/// Text as it can stand in a quoted label of Mermaid.
fn label(text: &str) -> String {
    let kept: String = text.chars().filter(|it| !it.is_control()).take(LONGEST_LABEL).collect();
    kept.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;").replace('&', "#amp;")
}
