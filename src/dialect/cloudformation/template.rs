//! The templates of a response, taken apart into their sections, still as written.

use std::sync::Arc;

use indexmap::IndexMap;

use super::evaluate::is_loop;
use crate::dialect::document::{Field, elements, fields, get, has_gaps, text};
use crate::program::form::{Expression, Program};
use crate::response::{Response, Role};

/// A template.
#[derive(Debug, Default)]
pub(super) struct Template<'a> {
    /// Path of its file, if one is named.
    pub path: Option<&'a str>,
    /// Whether it is whole and all of it could be read. Only then does a name that it lacks mean something.
    pub complete: bool,
    /// Whether it has the sections of a template, and not only resources that stand by themselves.
    has_sections: bool,
    pub format_version: Option<&'a Expression>,
    pub transforms: Vec<&'a Expression>,
    pub globals: Option<&'a Expression>,
    pub parameters: Section<'a>,
    pub mappings: Section<'a>,
    pub conditions: Section<'a>,
    pub resources: Section<'a>,
    pub outputs: Section<'a>,
    pub rules: Section<'a>,
}

/// The members of a section by their names.
pub(super) type Section<'a> = IndexMap<&'a str, Field<'a>>;

impl<'a> Template<'a> {
    /// The file's name in its path, by which other templates name it.
    pub(super) fn file_name(&self) -> Option<&'a str> {
        self.path?.rsplit('/').next()
    }

    /// Whether a transform of that name (without its version) is applied to it.
    pub(super) fn is_transformed_by(&self, name: &str) -> bool {
        self.transforms.iter().filter_map(|transform| text(transform)).any(|transform| transform.starts_with(name))
    }

    /// Whether loops declare resources in it.
    pub(super) fn has_loops(&self) -> bool {
        self.resources.keys().any(|key| is_loop(key))
    }

    /// Whether it declares a resource, or a loop over some.
    fn declares(&self) -> bool {
        self.has_loops() || self.resources.values().any(|resource| resource_type(resource.value).is_some())
    }

    /// The type of a resource, as written.
    pub(super) fn type_of(&self, logical_id: &str) -> Option<&'a Arc<str>> {
        self.resources.get(logical_id).and_then(|resource| resource_type(resource.value))
    }

    /// What a document holds of a template: its sections, or resources that stand by themselves.
    fn of(document: &'a Expression, path: Option<&'a str>, cut_off: bool) -> Self {
        let mut template = Self { path, ..Self::default() };
        let mut gaps = cut_off || has_gaps(document);
        for field in fields(document) {
            let section = match &**field.name {
                "AWSTemplateFormatVersion" => {
                    template.format_version = Some(field.value);
                    continue;
                }
                "Transform" => {
                    template.transforms.extend(elements(field.value).unwrap_or_else(|| vec![field.value]));
                    continue;
                }
                "Globals" => {
                    template.globals = Some(field.value);
                    continue;
                }
                "Parameters" => &mut template.parameters,
                "Mappings" => &mut template.mappings,
                "Conditions" => &mut template.conditions,
                "Resources" => &mut template.resources,
                "Outputs" => &mut template.outputs,
                "Rules" => &mut template.rules,
                name if resource_type(field.value).is_some_and(|of| of.starts_with("AWS::")) => {
                    template.resources.insert(name, field);
                    continue;
                }
                _ => continue,
            };
            template.has_sections = true;
            gaps |= has_gaps(field.value);
            section.extend(fields(field.value).into_iter().map(|member| (&**member.name, member)));
        }
        template.complete = template.format_version.is_some() && !gaps;
        template
    }

    /// Whether another document is a further piece of this template: it does not begin one itself, and what it declares is new.
    /// A template that is whole has no further pieces.
    fn continues_with(&self, piece: &Self) -> bool {
        let open = self.format_version.is_none() || !self.declares();
        let same_file = self.path == piece.path || piece.path.is_none();
        open && same_file
            && piece.format_version.is_none()
            && (piece.has_sections || !piece.resources.is_empty())
            && piece.resources.keys().all(|id| self.type_of(id).is_none())
    }

    fn extend(&mut self, piece: Self) {
        // Of a template in pieces nobody knows whether they are all there.
        self.complete = false;
        self.format_version = None;
        self.has_sections |= piece.has_sections;
        self.transforms.extend(piece.transforms);
        self.globals = self.globals.or(piece.globals);
        self.parameters.extend(piece.parameters);
        self.mappings.extend(piece.mappings);
        self.conditions.extend(piece.conditions);
        self.resources.extend(piece.resources);
        self.outputs.extend(piece.outputs);
        self.rules.extend(piece.rules);
    }
}

/// The type of a resource, if that is what the expression is.
pub(super) fn resource_type(resource: &Expression) -> Option<&Arc<str>> {
    text(get(resource, "Type")?).filter(|name| name.contains("::"))
}

/// The templates of a response, in the order of their files.
pub(super) fn templates<'a>(response: &'a Response, programs: &'a [Program]) -> Vec<Template<'a>> {
    let mut templates: Vec<Template<'a>> = Vec::new();
    for (file, program) in response.files.iter().zip(programs) {
        let Program::Documents(documents) = program else { continue };
        if !matches!(file.role, Role::Infrastructure | Role::Configuration) {
            continue;
        }
        let cut_off = file.blocks.iter().any(|&index| response.blocks[index].cut_off);
        for document in documents {
            let template = Template::of(document, file.path.as_deref(), cut_off);
            match templates.last_mut().filter(|last| last.continues_with(&template)) {
                Some(last) => last.extend(template),
                None if template.format_version.is_some() || template.declares() => {
                    add_version(&mut templates, template);
                }
                None => {}
            }
        }
    }
    // An outline (`Vpc: the network`) declares nothing.
    templates.retain(Template::declares);
    templates
}

/// Adds a template, unless it is another version of one that is there already. Then the later one counts, as long as it is not
/// an excerpt.
fn add_version<'a>(templates: &mut Vec<Template<'a>>, template: Template<'a>) {
    let is_excerpt = |whole: &Template<'_>| template.resources.len() * 5 < whole.resources.len() * 4;
    match templates.iter().position(|earlier| same_template(earlier, &template)) {
        Some(at) if is_excerpt(&templates[at]) => {}
        Some(at) => templates[at] = template,
        // Single resources that are shown beside a whole template explain it.
        None if !template.has_sections && templates.iter().any(|earlier| earlier.format_version.is_some()) => {}
        None => templates.push(template),
    }
}

/// Whether two templates are versions of one: they declare mostly the same, and no paths tell them apart.
fn same_template(one: &Template<'_>, other: &Template<'_>) -> bool {
    if let (Some(path), Some(other)) = (one.path, other.path)
        && path != other
    {
        return false;
    }
    let least = one.resources.len().min(other.resources.len());
    let shared = one.resources.keys().filter(|id| one.type_of(id) == other.type_of(id)).count();
    least > 0 && shared * 2 >= least
}
