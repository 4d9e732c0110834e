//! The modules of a response: which file an import means, and what its names are.

use std::sync::Arc;

use indexmap::IndexMap;

use super::memory::{Object, ScopeId};
use super::{Demanded, Evaluator};
use crate::program::expression::{self, Environment};
use crate::program::form::{Import, Imported, Pattern, Program, Statement, StatementKind};
use crate::program::language::{self, Language};
use crate::program::library;
use crate::program::value::{Kind, Reason, Symbol, Value};
use crate::response::{Response, Role};
use crate::source::Span;

/// Index of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ModuleId(usize);

/// The modules of a response.
#[derive(Debug, Default)]
pub(super) struct Modules<'a> {
    list: Vec<Module<'a>>,
    /// The modules that define a name, those that only import it last.
    definitions: IndexMap<Arc<str>, Vec<ModuleId>>,
}

/// A module: a source file with statements.
#[derive(Debug)]
pub(super) struct Module<'a> {
    path: Option<String>,
    /// Its path without its extension; that of a package's main file is the package's.
    stem: Option<String>,
    /// The folder in which it stands.
    folder: String,
    pub(super) role: Role,
    language: &'static Language,
    pub(super) statements: &'a [Statement],
    scope: ScopeId,
    state: State,
    /// Whether another module imports it.
    imported: bool,
    /// Libraries of which it imports all names.
    stars: Vec<Arc<str>>,
    /// Names under which it gives its variables to others.
    exports: Vec<(Arc<str>, Arc<str>, Span)>,
}

/// How far the evaluation of a module is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    AtWork,
    Done,
}

impl<'a> Modules<'a> {
    /// The language of a module.
    pub(super) fn language(&self, id: ModuleId) -> &'static Language {
        self.list.get(id.0).map_or(&language::PYTHON, |module| module.language)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = ModuleId> + use<> {
        (0..self.list.len()).map(ModuleId)
    }

    pub(super) fn get(&self, id: ModuleId) -> Option<&Module<'a>> {
        self.list.get(id.0)
    }

    /// Whether any module defines a name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.definitions.contains_key(name)
    }

    /// The modules that an import in `from` means; none if it means something outside the response.
    fn resolve(&self, from: ModuleId, name: &str) -> Vec<ModuleId> {
        let Some(importing) = self.list.get(from.0) else { return Vec::new() };
        let places = (importing.language.places)(&importing.folder, name);
        let same_language = |module: &Module<'_>| module.language.family == importing.language.family;
        for place in places.exact {
            let found = self.matching(from, |module| same_language(module) && module.stem.as_deref() == Some(&place));
            if !found.is_empty() {
                return found;
            }
        }
        let Some(ending) = places.anywhere else { return Vec::new() };
        let nested = format!("/{ending}");
        let ends = |module: &Module<'_>| {
            same_language(module)
                && module.stem.as_deref().is_some_and(|stem| stem == ending || stem.ends_with(&nested))
        };
        let found = self.matching(from, ends);
        // A package is all files of a folder; elsewhere the first of several candidates is as good as any.
        if importing.language.shares_names { found } else { found.into_iter().take(1).collect() }
    }

    fn matching(&self, from: ModuleId, suits: impl Fn(&Module<'a>) -> bool) -> Vec<ModuleId> {
        self.ids().filter(|&id| id != from && self.get(id).is_some_and(&suits)).collect()
    }
}

impl<'a> Evaluator<'a> {
    /// Takes up the modules of a response, and notes which of them others import.
    pub(super) fn load_modules(&mut self, response: &Response, programs: &'a [Program]) {
        for (file, program) in response.files.iter().zip(programs) {
            let Program::Module(statements) = program else { continue };
            let Some(language) = language::of(file.language) else { continue };
            if matches!(file.role, Role::Test | Role::Shell | Role::Output) {
                continue;
            }
            let path = file.path.as_deref().map(|path| path.trim_start_matches("./").trim_start_matches('/'));
            let folder = path.and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
            let module = Module {
                path: path.map(str::to_owned),
                stem: path.map(|path| (language.stem)(path)),
                folder: folder.to_owned(),
                role: file.role,
                language,
                statements,
                scope: self.memory.open_scope(None),
                state: State::New,
                imported: false,
                stars: Vec::new(),
                exports: Vec::new(),
            };
            let id = ModuleId(self.modules.list.len());
            self.modules.list.push(module);
            for name in defined_names(statements) {
                self.modules.definitions.entry(name).or_default().push(id);
            }
        }
        for id in self.modules.ids() {
            for name in self.modules.get(id).map_or_else(Vec::new, |module| imported_names(module.statements)) {
                self.modules.definitions.entry(name).or_default().push(id);
            }
        }
        for id in self.modules.ids() {
            let mut imports = Vec::new();
            if let Some(module) = self.modules.get(id) {
                find_imports(module.statements, &mut imports);
            }
            for import in imports {
                for target in self.import_targets(id, import) {
                    if let Some(module) = self.modules.list.get_mut(target.0) {
                        module.imported = true;
                    }
                }
            }
        }
    }

    /// Every module that an import may need.
    fn import_targets(&self, from: ModuleId, import: &Import) -> Vec<ModuleId> {
        let mut targets = self.modules.resolve(from, &import.module);
        for name in &import.names {
            if let Imported::Name(name) = &name.of {
                targets.extend(self.modules.resolve(from, &submodule(&import.module, name)));
                if targets.is_empty() {
                    targets.extend(self.likely_definition(from, &import.module, name));
                }
            }
        }
        targets
    }

    /// Notes what an entry file gives to others.
    pub(super) fn note_exports(&mut self, id: ModuleId) {
        let Some(module) = self.modules.get(id) else { return };
        let (scope, exports) = (module.scope, module.exports.clone());
        for (local, name, span) in exports {
            if let Some(value) = self.memory.own_variable(scope, &local).cloned() {
                let value = self.frozen(&value);
                self.trace.exports.push((name, value, span));
            }
        }
    }

    /// Whether a module is not imported by another: an entry point, or the only file.
    pub(super) fn is_entry(&self, id: ModuleId) -> bool {
        self.modules.get(id).is_some_and(|module| !module.imported)
    }

    /// Evaluates a module, once.
    pub(super) fn evaluate_module(&mut self, id: ModuleId) {
        let Some(module) = self.modules.list.get_mut(id.0) else { return };
        if module.state != State::New {
            return;
        }
        module.state = State::AtWork;
        let (statements, scope) = (module.statements, module.scope);
        if self.descend() {
            // What a module does is not part of what imports it.
            let context = std::mem::take(&mut self.context);
            let (undecided, tries, at) = (self.undecided, self.tries, self.at);
            (self.undecided, self.tries) = (0, 0);
            self.in_frame(id, scope, None, None, |evaluator| evaluator.execute_body(statements));
            self.context = context;
            (self.undecided, self.tries, self.at) = (undecided, tries, at);
            self.ascend();
        }
        if let Some(module) = self.modules.list.get_mut(id.0) {
            module.state = State::Done;
        }
    }

    pub(super) fn execute_import(&mut self, import: &Import, span: Span) {
        let Some(from) = self.frame().map(|frame| frame.module) else { return };
        let modules = self.modules.resolve(from, &import.module);
        for &module in &modules {
            self.evaluate_module(module);
        }
        let document = if modules.is_empty() { self.document(from, &import.module) } else { None };
        if modules.is_empty() && document.is_none() && self.must_be_file(from, import) {
            self.demand(Demanded::File(Arc::clone(&import.module)), &import.module, span);
        }
        for imported in &import.names {
            if let (Some(document), Some(scope)) = (&document, self.frame().map(|frame| frame.scope)) {
                let value = match &imported.of {
                    Imported::Name(name) => expression::member(document.clone(), name, span, self),
                    _ => document.clone(),
                };
                self.memory.set(scope, &imported.name, value);
                continue;
            }
            if imported.of == Imported::All {
                self.import_all(&modules, &import.module);
                continue;
            }
            let value = match &imported.of {
                Imported::Name(name) => self.imported_name(from, import, &modules, name, span),
                Imported::Default if !modules.is_empty() => self.module_member(&modules, &"default".into(), span),
                Imported::Default => Value::external(format!("{}.default", import.module), span),
                Imported::Module | Imported::All if modules.is_empty() => {
                    Value::external(Arc::clone(&import.module), span)
                }
                Imported::Module | Imported::All => self.module_value(modules.clone(), span),
            };
            if let Some(scope) = self.frame().map(|frame| frame.scope) {
                self.memory.set(scope, &imported.name, value);
            }
        }
    }

    /// Whether an import means a file that the response would have to have: no library, nor a block without a name that
    /// defines what is imported.
    fn must_be_file(&self, from: ModuleId, import: &Import) -> bool {
        let nameless = |name: &Imported| match name {
            Imported::Name(name) => self
                .likely_definition(from, &import.module, name)
                .and_then(|id| self.modules.get(id))
                .is_some_and(|module| module.path.is_none()),
            _ => false,
        };
        let is_here = !import.names.is_empty() && import.names.iter().all(|imported| nameless(&imported.of));
        !is_here && !(self.language().is_library)(&import.module)
    }

    /// A module that an expression asks for: `require("./vpc")`, `import("./vpc")`.
    pub(crate) fn required_module(&mut self, name: &str, span: Span) -> Value {
        let Some(from) = self.frame().map(|frame| frame.module) else { return Value::null() };
        let modules = self.modules.resolve(from, name);
        if modules.is_empty() {
            return self.document(from, name).unwrap_or_else(|| Value::external(name, span));
        }
        modules.iter().for_each(|&module| self.evaluate_module(module));
        self.module_value(modules, span)
    }

    /// The content of a JSON file that is imported like a module.
    fn document(&mut self, from: ModuleId, name: &str) -> Option<Value> {
        let folder = &self.modules.get(from)?.folder;
        let path = if name.ends_with(".json") { format!("{folder}/{name}") } else { return None };
        let Kind::Json(content) = &self.settings.files.named(&path)?.kind else { return None };
        let content = Arc::clone(content);
        Some(self.thaw(&content))
    }

    fn module_value(&mut self, modules: Vec<ModuleId>, span: Span) -> Value {
        Value::new(Kind::Object(self.memory.allocate(Object::Module(modules))), span)
    }

    /// `from module import name`: a name of the module, a module inside it, or something outside the response.
    fn imported_name(
        &mut self,
        from: ModuleId,
        import: &Import,
        modules: &[ModuleId],
        name: &Arc<str>,
        span: Span,
    ) -> Value {
        if let Some(value) = self.exported(modules, name) {
            return value;
        }
        if let Some(value) = self.member_of_imported_class(modules, &import.module, name, span) {
            return value;
        }
        let inner = self.modules.resolve(from, &submodule(&import.module, name));
        if !inner.is_empty() {
            for &module in &inner {
                self.evaluate_module(module);
            }
            // Where a file is a class, its name is that of the class.
            let class = self.exported(&inner, name).filter(|_| self.language().names_members);
            return class.unwrap_or_else(|| self.module_value(inner, span));
        }
        if modules.is_empty() {
            if let Some(module) = self.likely_definition(from, &import.module, name) {
                self.evaluate_module(module);
                return self.module_member(&[module], name, span);
            }
            return self.external_member(&import.module, name, span);
        }
        self.module_member(modules, name, span)
    }

    /// `import static package.Class.member`, whose module is a class.
    fn member_of_imported_class(
        &mut self,
        modules: &[ModuleId],
        module: &str,
        name: &Arc<str>,
        span: Span,
    ) -> Option<Value> {
        if !self.language().names_members {
            return None;
        }
        let class = self.exported(modules, &module.rsplit('.').next()?.into())?;
        Some(expression::member(class, name, span, self))
    }

    /// The module that defines a name imported from a file which the response does not have under that path.
    fn likely_definition(&self, from: ModuleId, module: &str, name: &str) -> Option<ModuleId> {
        if (self.modules.language(from).is_library)(module) {
            return None;
        }
        let family = self.modules.language(from).family;
        let candidates = self.modules.definitions.get(name)?;
        candidates.iter().copied().find(|&id| id != from && self.modules.language(id).family == family)
    }

    /// `from module import *`.
    fn import_all(&mut self, modules: &[ModuleId], name: &str) {
        let Some(scope) = self.frame().map(|frame| frame.scope) else { return };
        for id in modules {
            let Some(module) = self.modules.get(*id) else { continue };
            let names: Vec<_> =
                self.memory.variables(module.scope).map(|(name, value)| (Arc::clone(name), value.clone())).collect();
            for (name, value) in names {
                self.memory.set(scope, &name, value);
            }
        }
        let here = self.frame().map(|frame| frame.module).filter(|_| modules.is_empty());
        if let Some(module) = here.and_then(|here| self.modules.list.get_mut(here.0)) {
            module.stars.push(name.into());
        }
        if modules.is_empty() && !(self.language().is_library)(name) {
            self.warn(format!("{name} is not part of the response"), self.at);
        }
    }

    /// A name that modules give to others, if they have it.
    fn exported(&mut self, modules: &[ModuleId], name: &Arc<str>) -> Option<Value> {
        modules.iter().find_map(|id| {
            let module = self.modules.get(*id)?;
            let local = module.exports.iter().find(|(_, exported, _)| exported == name).map(|(local, ..)| local);
            self.memory.own_variable(module.scope, local.unwrap_or(name)).cloned()
        })
    }

    /// A member of a module of the response.
    pub(super) fn module_member(&mut self, modules: &[ModuleId], name: &Arc<str>, span: Span) -> Value {
        if let Some(value) = self.exported(modules, name) {
            return value;
        }
        let inner = modules.iter().find_map(|&id| {
            let stem = self.modules.get(id)?.stem.clone()?;
            let wanted = format!("{stem}/{name}");
            self.modules
                .ids()
                .find(|&id| self.modules.get(id).is_some_and(|module| module.stem.as_ref() == Some(&wanted)))
        });
        match inner {
            Some(inner) => {
                self.evaluate_module(inner);
                self.module_value(vec![inner], span)
            }
            None => {
                let module = modules.first().and_then(|&id| self.modules.get(id)?.stem.clone()).unwrap_or_default();
                // A module that is still at work may get the name later, and one that imports all names may have it.
                let settled = modules.iter().all(|&id| {
                    self.modules.get(id).is_some_and(|module| module.state == State::Done && module.stars.is_empty())
                });
                if settled {
                    self.demand(Demanded::Export(module.into(), Arc::clone(name)), name, span);
                }
                Value::unknown(Reason::Undefined(Arc::clone(name)), span)
            }
        }
    }

    /// A member of something outside the response.
    pub(super) fn external_member(&mut self, path: &str, name: &Arc<str>, span: Span) -> Value {
        self.demand(Demanded::Member(Symbol::External(path.into()), Arc::clone(name)), name, span);
        let path = format!("{path}.{name}");
        library::constant(self, &path, span).unwrap_or_else(|| Value::external(path, span))
    }

    /// `export { a as b }`, `export { a } from "./module"`, `export * from "./module"`.
    pub(super) fn execute_export(&mut self, names: &[(Arc<str>, Arc<str>)], from: Option<&Arc<str>>) {
        let Some((id, scope)) = self.frame().map(|frame| (frame.module, frame.scope)) else { return };
        let at = self.at;
        let Some(from) = from else {
            if let Some(module) = self.modules.list.get_mut(id.0) {
                module.exports.extend(names.iter().map(|(local, name)| (Arc::clone(local), Arc::clone(name), at)));
            }
            return;
        };
        let modules = self.modules.resolve(id, from);
        for &module in &modules {
            self.evaluate_module(module);
        }
        if names.is_empty() {
            self.import_all(&modules, from);
        }
        for (name, exported) in names {
            let value = match (&**name, modules.is_empty()) {
                ("*", true) => Value::external(Arc::clone(from), self.at),
                ("*", false) => self.module_value(modules.clone(), self.at),
                (_, true) => self.external_member(from, name, self.at),
                (_, false) => self.module_member(&modules, name, self.at),
            };
            self.memory.set(scope, exported, value);
        }
    }

    /// What a module knows of itself: `__name__`.
    pub(super) fn module_constant(&self, name: &str, span: Span) -> Option<Value> {
        let module = self.modules.get(self.frame()?.module)?;
        match name {
            "__name__" if !module.imported => Some(Value::text("__main__", span)),
            "__name__" => Some(Value::text(module.stem.clone().unwrap_or_default().replace('/', "."), span)),
            "__dirname" if module.folder.is_empty() => Some(Value::text(".", span)),
            "__dirname" => Some(Value::text(module.folder.as_str(), span)),
            "__file__" | "__filename" => Some(match &module.path {
                Some(path) => Value::text(path.as_str(), span),
                None => Value::unknown(Reason::Outside(name.into()), span),
            }),
            _ => None,
        }
    }

    /// A name that this module does not define, in another one: names of a Go or Java package, or of a program whose
    /// parts stand in several blocks.
    pub(super) fn defined_elsewhere(&mut self, name: &Arc<str>) -> Option<Value> {
        let here = self.frame()?.module;
        let language = self.modules.language(here);
        let nameless = self.modules.get(here)?.stem.is_none();
        let candidates: Vec<_> = self
            .modules
            .definitions
            .get(name)?
            .iter()
            .copied()
            .filter(|&id| id != here && self.modules.language(id).family == language.family)
            .filter(|&id| language.shares_names || (nameless && self.modules.get(id).is_some_and(|m| m.stem.is_none())))
            .collect();
        // The nearest one before it, or else the first behind it.
        let before = candidates.iter().rev().find(|id| id.0 < here.0);
        let module = *before.or(candidates.first())?;
        self.evaluate_module(module);
        let scope = self.modules.get(module)?.scope;
        self.memory.own_variable(scope, name).cloned()
    }

    /// A name of a library of which this module imports all names.
    pub(super) fn starred(&mut self, name: &Arc<str>, span: Span) -> Option<Value> {
        // `java.util.List.of(…)`, written out.
        if self.language().names_members && library::begins_java_library(name) {
            return Some(Value::external(Arc::clone(name), span));
        }
        let stars = &self.modules.get(self.frame()?.module)?.stars;
        let found = library::package_of(stars, name)?.to_owned();
        Some(self.external_member(&found, name, span))
    }

    /// The module that a name means by convention, in a response that imports it nowhere.
    pub(super) fn conventional_module(&self, name: &str, span: Span) -> Option<Value> {
        if self.modules.definitions.contains_key(name) {
            return None;
        }
        let module = language::conventional_module(self.language().family, name)?;
        Some(Value::external(module, span))
    }

    /// The scope of a module.
    pub(super) fn module_scope(&self, id: ModuleId) -> Option<ScopeId> {
        Some(self.modules.get(id)?.scope)
    }
}

fn submodule(module: &str, name: &str) -> String {
    if module.ends_with('.') || module.is_empty() { format!("{module}{name}") } else { format!("{module}.{name}") }
}

/// The names that a module defines at its top level.
fn defined_names(statements: &[Statement]) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    for statement in statements {
        match &statement.kind {
            StatementKind::Function(function) => names.extend(function.name.clone()),
            StatementKind::Class(class) => names.push(Arc::clone(&class.name)),
            StatementKind::Assign { target: Pattern::Name(name, _), .. } => names.push(Arc::clone(name)),
            StatementKind::Try(body, ..) | StatementKind::If(_, body, _) | StatementKind::Block(body) => {
                names.extend(defined_names(body));
            }
            _ => {}
        }
    }
    names
}

/// The names that a module imports at its top level.
fn imported_names(statements: &[Statement]) -> Vec<Arc<str>> {
    let names = |statement: &Statement| match &statement.kind {
        StatementKind::Import(import) => import.names.iter().map(|imported| Arc::clone(&imported.name)).collect(),
        _ => Vec::new(),
    };
    statements.iter().flat_map(names).collect()
}

/// Every import, wherever it stands.
fn find_imports<'s>(statements: &'s [Statement], found: &mut Vec<&'s Import>) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Import(import) => found.push(import),
            StatementKind::If(_, then, otherwise) => {
                find_imports(then, found);
                find_imports(otherwise, found);
            }
            StatementKind::ForEach(_, _, body)
            | StatementKind::For(_, _, body)
            | StatementKind::While(_, body, _)
            | StatementKind::Block(body) => find_imports(body, found),
            StatementKind::Function(function) => find_imports(&function.body, found),
            StatementKind::Class(class) => {
                for method in class.methods.iter().chain(&class.constructor) {
                    find_imports(&method.body, found);
                }
                find_imports(&class.body, found);
            }
            StatementKind::Try(body, handlers, last) => {
                find_imports(body, found);
                handlers.iter().for_each(|(_, handler)| find_imports(handler, found));
                find_imports(last, found);
            }
            StatementKind::Switch(_, cases, _) => cases.iter().for_each(|(_, body)| find_imports(body, found)),
            _ => {}
        }
    }
}
