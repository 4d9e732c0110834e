//! The architecture of one side as SVG: its main resources in columns by what they are for, with the flows between them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::charts::number;
use crate::Analysis;
use crate::stack::services::service;
use crate::stack::{LinkKind, Resource};

/// The columns, from where requests come in to where data stays, with the groups of services in each.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("Entry", &["api", "network"]),
    ("Compute", &["compute", "delivery"]),
    ("Messaging", &["messaging"]),
    ("Data", &["data", "analytics", "machine learning"]),
];

/// How many boxes a column has at most. Chosen because more do not fit a screen.
const MOST_BOXES: usize = 7;

const BOX: (f64, f64) = (178.0, 46.0);
const GAP: (f64, f64) = (64.0, 18.0);
const TOP: f64 = 30.0;

/// Resources of one type.
struct Node<'a> {
    kind: &'a str,
    column: usize,
    members: Vec<&'a Resource>,
}

/// The architecture of a side; nothing where it has no main resource.
pub(super) fn diagram(analysis: &Analysis, name: &str) -> Option<Markup> {
    let stack = &analysis.stack;
    let flows = |resource: &Resource| {
        stack
            .links
            .iter()
            .any(|link| is_flow(link.kind) && (link.from == resource.address || link.to == resource.address))
    };
    let mut nodes: Vec<Node<'_>> = Vec::new();
    for resource in &stack.resources {
        let Some(service) = service(&resource.kind) else { continue };
        let Some(column) = COLUMNS.iter().position(|(_, groups)| groups.contains(&service.group)) else { continue };
        // A network is the ground that the rest stands on, not a part of the flow.
        if service.group == "network" && !flows(resource) {
            continue;
        }
        match nodes.iter_mut().find(|node| node.kind == &*resource.kind) {
            Some(node) => node.members.push(resource),
            None => nodes.push(Node { kind: &resource.kind, column, members: vec![resource] }),
        }
    }
    // Parts of a service that nothing flows through say no more than the service's main resource, the first of them.
    let mut shown: Vec<Node<'_>> = Vec::new();
    for node in nodes {
        let title = |node: &Node<'_>| service(node.kind).map(|service| service.title);
        let is_known = shown.iter().any(|other| title(other) == title(&node));
        if !is_known || node.members.iter().any(|member| flows(member)) {
            shown.push(node);
        }
    }
    let mut nodes = shown;
    // What takes part in a flow comes first where there is not room for all.
    nodes.sort_by_key(|node| (node.column, !node.members.iter().any(|member| flows(member))));
    let mut rows = [0_usize; COLUMNS.len()];
    let mut placed: Vec<(Node<'_>, usize)> = Vec::new();
    let mut left_out = 0;
    for node in nodes {
        let row = rows[node.column];
        if row == MOST_BOXES {
            left_out += 1;
            continue;
        }
        rows[node.column] += 1;
        placed.push((node, row));
    }
    if placed.is_empty() {
        return None;
    }
    // Columns without a box take no room.
    let used: Vec<usize> = (0..COLUMNS.len()).filter(|&column| rows[column] > 0).collect();
    let x = |column: usize| used.iter().position(|&other| other == column).unwrap_or(0) as f64 * (BOX.0 + GAP.0);
    let y = |row: usize| TOP + row as f64 * (BOX.1 + GAP.1);
    let width = used.len() as f64 * (BOX.0 + GAP.0) - GAP.0;
    let height = y(rows.iter().copied().max().unwrap_or(1)) - GAP.1 + 8.0;
    let arrows = arrows(analysis, &placed);
    Some(html! {
        figure.diagram {
            svg viewBox={ "-4 0 " (number(width + 8.0)) " " (number(height)) } role="img" aria-label=(spoken(name, &placed, &arrows)) style={ "max-width:" (number(width)) "px" } {
                defs {
                    marker id={ "tip-" (name) } viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" { path.tip d="M0 0 8 4 0 8z" {} }
                }
                @for &column in &used {
                    text.layer x=(number(x(column))) y="14" { (COLUMNS[column].0) }
                }
                @for ((from, to), kind) in &arrows {
                    @let (one, other) = (&placed[*from], &placed[*to]);
                    path class={ "flow " (kind.id()) } marker-end={ "url(#tip-" (name) ")" } d=(curve((x(one.0.column), y(one.1)), (x(other.0.column), y(other.1)))) {
                        title { (label(&one.0).0) " " (kind.id()) " " (label(&other.0).0) }
                    }
                }
                @for (node, row) in &placed {
                    @let (title, detail) = label(node);
                    g.node transform={ "translate(" (number(x(node.column))) " " (number(y(*row))) ")" } {
                        title { @for member in &node.members { (member.address) "\n" } }
                        rect width=(BOX.0) height=(BOX.1) rx="8" {}
                        text.name x="12" y="19" { (title) }
                        text.detail x="12" y="36" { (detail) }
                    }
                }
            }
            @if left_out > 0 { figcaption { (super::counted(left_out, "more type")) " of resources not shown" } }
        }
    })
}

/// Whether requests, events or data flow along a link.
fn is_flow(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Trigger | LinkKind::Target | LinkKind::DeadLetter | LinkKind::Allow)
}

/// The flows between boxes, each once; a permission shows only where no stronger flow is known.
fn arrows(analysis: &Analysis, placed: &[(Node<'_>, usize)]) -> BTreeMap<(usize, usize), LinkKind> {
    let node_of = |address: &str| {
        placed.iter().position(|(node, _)| node.members.iter().any(|member| &*member.address == address))
    };
    let through_role = |address: &str| {
        // What a role may do, do those that act as it.
        let users = analysis.stack.links.iter().filter(move |link| link.kind == LinkKind::Role && &*link.to == address);
        users.map(|link| link.from.to_string()).collect::<Vec<_>>()
    };
    let mut arrows: BTreeMap<(usize, usize), LinkKind> = BTreeMap::new();
    for link in analysis.stack.links.iter().filter(|link| is_flow(link.kind)) {
        let mut sources = vec![link.from.to_string()];
        if link.kind == LinkKind::Allow {
            sources.extend(through_role(&link.from));
        }
        let Some(to) = node_of(&link.to) else { continue };
        for from in sources.iter().filter_map(|source| node_of(source)).filter(|&from| from != to) {
            let known = arrows.entry((from, to)).or_insert(link.kind);
            *known = (*known).min(link.kind);
        }
    }
    // A permission against the direction of a flow is how that flow is carried out.
    let against = arrows.clone();
    arrows.retain(|(from, to), kind| *kind != LinkKind::Allow || !against.contains_key(&(*to, *from)));
    arrows
}

/// From the side of one box to the side of another.
fn curve(from: (f64, f64), to: (f64, f64)) -> String {
    let middle = BOX.1 / 2.0;
    let (y1, y2) = (from.1 + middle, to.1 + middle);
    let (x1, x2, bend) = if to.0 > from.0 {
        (from.0 + BOX.0, to.0 - 2.0, GAP.0 / 2.0)
    } else if to.0 < from.0 {
        (from.0, to.0 + BOX.0 + 2.0, -GAP.0 / 2.0)
    } else {
        let (x1, x2) = (from.0 + BOX.0, to.0 + BOX.0 + 2.0);
        return format!(
            "M{} {}C{} {} {} {} {} {}",
            number(x1),
            number(y1),
            number(x1 + 34.0),
            number(y1),
            number(x2 + 34.0),
            number(y2),
            number(x2),
            number(y2)
        );
    };
    format!(
        "M{} {}C{} {} {} {} {} {}",
        number(x1),
        number(y1),
        number(x1 + bend),
        number(y1),
        number(x2 - bend),
        number(y2),
        number(x2),
        number(y2)
    )
}

/// The service and what it is called, cut to the box.
fn label(node: &Node<'_>) -> (String, String) {
    let title = service(node.kind).map_or(node.kind, |service| service.title);
    let name = node.kind.rsplit("::").next().unwrap_or(node.kind);
    let count: u32 = node.members.iter().map(|member| member.count.unwrap_or(1)).fold(0, u32::saturating_add);
    let detail = if count > 1 { format!("{count} × {name}") } else { name.to_owned() };
    (cut(title, 22), cut(&detail, 26))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).collect::<String>() + "…" }
}

/// What the diagram shows, in words.
fn spoken(name: &str, placed: &[(Node<'_>, usize)], arrows: &BTreeMap<(usize, usize), LinkKind>) -> String {
    let boxes: Vec<_> = placed
        .iter()
        .map(|(node, _)| {
            let (title, detail) = label(node);
            format!("{title} {detail}")
        })
        .collect();
    let flows: Vec<_> = arrows
        .iter()
        .map(|((from, to), kind)| format!("{} {} {}", label(&placed[*from].0).0, kind.id(), label(&placed[*to].0).0))
        .collect();
    format!(
        "Architecture of the {name} answer: {}. Flows: {}.",
        boxes.join(", "),
        if flows.is_empty() { "none found".to_owned() } else { flows.join(", ") }
    )
}
