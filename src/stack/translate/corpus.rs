//! How much of what real answers set has a word in the common model: a test over the corpus, which is silent where there is none.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::translate;
use crate::catalog::schema::{self, Member, Object};
use crate::catalog::terraform::{Relation, type_of};
use crate::dialect::{Instance, Vocabulary};
use crate::program::form::{Block, Body, Expression, ExpressionKind, Program};
use crate::program::value::{Map, Reason, Value};
use crate::response::{Language, read};
use crate::stack::inline;
use crate::syntax::parse;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");

/// Settings that Terraform or its provider needs and the service does not know, so that they have no word in the model.
const OF_TERRAFORM_ALONE: &[&str] = &[
    "name_prefix",
    "skip_final_snapshot",
    "final_snapshot_identifier",
    "force_destroy",
    "apply_immediately",
    "source_code_hash",
    "filename",
    "triggers",
    "recovery_window_in_days",
    "statement_id",
    "identifier_prefix",
    "wait_for_capacity_timeout",
    "instance_refresh",
];

#[test]
fn most_settings_have_a_word() {
    let (mut set, mut left): (usize, BTreeMap<String, usize>) = (0, BTreeMap::new());
    for path in responses() {
        let response = read("response.md", &fs::read(&path).unwrap());
        for (index, file) in (0..).zip(&response.files).filter(|(_, file)| file.language == Language::Hcl) {
            let (Program::Body(body), _) = parse(index, file) else { continue };
            for mut instance in body.blocks.iter().filter_map(instance) {
                inline::unfold(&mut instance);
                let known = |relation| !matches!(relation, Relation::None | Relation::Unknown);
                if type_of(&instance.kind).is_none_or(|found| !known(found.relation)) {
                    continue;
                }
                let translated = translate(&instance);
                let Some(schema) = schema::cloudformation(&translated.kind) else { continue };
                count(&instance.kind, "", &translated.properties, Some(schema), &mut set, &mut left);
            }
        }
    }
    if set == 0 {
        return;
    }
    let total: usize = left.values().sum();
    let mut most: Vec<_> = left.into_iter().collect();
    most.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.clone()));
    println!("{total} of {set} left, most often {:#?}", &most[..most.len().min(150)]);
    assert!(total * 100 <= set, "{total} of {set} settings have no word");
}

/// Counts the settings of an object, and those that are no properties of it.
fn count(
    kind: &str,
    path: &str,
    settings: &Map,
    schema: Option<Object>,
    set: &mut usize,
    left: &mut BTreeMap<String, usize>,
) {
    for (name, value) in settings {
        *set += 1;
        let member = schema.and_then(|schema| schema.member(name));
        // The words of the common model begin with a capital letter, also those that it adds.
        let has_word = member.is_some() || schema.is_none() || name.starts_with(char::is_uppercase);
        if !has_word && !OF_TERRAFORM_ALONE.contains(&&**name) {
            *left.entry(format!("{kind} {path}{name}")).or_default() += 1;
        }
        let Some(inner) = member.and_then(Member::object) else { continue };
        for item in value.as_list().unwrap_or(std::slice::from_ref(value)) {
            if let (Some(entries), false) = (item.as_map(), name.ends_with("Tags")) {
                count(kind, &format!("{path}{name}."), entries, Some(inner), set, left);
            }
        }
    }
}

fn instance(block: &Block) -> Option<Instance> {
    let (true, [kind, name]) = (&*block.kind == "resource", block.labels.as_slice()) else { return None };
    Some(Instance {
        declaration: 0,
        address: format!("{kind}.{name}").into(),
        vocabulary: Vocabulary::Terraform,
        kind: kind.clone(),
        count: Some(1),
        conditional: false,
        implied_by: None,
        properties: settings(&block.body, true),
        span: block.span,
    })
}

/// The settings of a block; what is no literal is unknown.
fn settings(body: &Body, outermost: bool) -> Map {
    let meta = ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "timeouts", "connection"];
    let is_meta = |name: &str| outermost && meta.contains(&name);
    let attributes = body.attributes.iter().filter(|attribute| !is_meta(&attribute.name));
    let mut settings: Map = attributes.map(|attribute| (attribute.name.clone(), literal(&attribute.value))).collect();
    for block in body.blocks.iter().filter(|block| !is_meta(&block.kind)) {
        let (name, inner) = match (block.labels.as_slice(), block.body.blocks.first()) {
            ([name], Some(content)) if &*block.kind == "dynamic" => (name, &content.body),
            _ => (&block.kind, &block.body),
        };
        let mut blocks =
            settings.shift_remove(name).and_then(|there| there.as_list().map(<[Value]>::to_vec)).unwrap_or_default();
        blocks.push(Value::map(self::settings(inner, false), block.span));
        settings.insert(name.clone(), Value::list(blocks, block.span));
    }
    settings
}

fn literal(expression: &Expression) -> Value {
    let span = expression.span;
    match &expression.kind {
        ExpressionKind::Bool(truth) => Value::bool(*truth, span),
        ExpressionKind::Number(number) => Value::number(*number, span),
        ExpressionKind::Text(text) => Value::text(text.clone(), span),
        ExpressionKind::List(items) => Value::list(items.iter().map(|item| literal(&item.value)).collect(), span),
        _ => Value::unknown(Reason::Unsupported("this expression".into()), span),
    }
}

fn responses() -> Vec<PathBuf> {
    let folders = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let samples = folders(CORPUS.into()).flat_map(folders);
    let sides =
        samples.flat_map(|sample| ["MODEL", "IDEAL"].map(|side| sample.join(format!("lib/{side}_RESPONSE.md"))));
    let mut paths: Vec<_> = sides.filter(|path| path.exists()).collect();
    paths.sort();
    // A tenth of them tells as much, and keeps the test short.
    paths.into_iter().step_by(10).collect()
}
