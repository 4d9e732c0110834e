//! Where evaluation begins: modules that nobody imports, main functions, components that nobody makes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::memory::Object;
use super::module::ModuleId;
use super::{Evaluator, Invocation};
use crate::program::called::called_names;
use crate::program::form::{Function, Parameter, Pattern, Program, Spread};
use crate::program::library;
use crate::program::value::{Kind, Map, ObjectId, Reason, Value};
use crate::response::{Response, Role};

/// How deep the parameters of a component's parameters are made up. Chosen because a stack takes its arguments' class,
/// which takes plain values.
const DEEPEST_INPUT: usize = 3;

impl<'a> Evaluator<'a> {
    /// Evaluates a response as its tool would.
    pub(super) fn run(&mut self, response: &Response, programs: &'a [Program]) {
        self.load_modules(response, programs);
        let is_infrastructure =
            |evaluator: &Self, id| evaluator.modules.get(id).is_some_and(|module| module.role == Role::Infrastructure);
        let ids: Vec<_> = self.modules.ids().filter(|&id| is_infrastructure(self, id)).collect();
        let (entries, imported): (Vec<ModuleId>, Vec<ModuleId>) = ids.iter().partition(|&&id| self.is_entry(id));
        entries.iter().for_each(|&id| self.evaluate_module(id));
        entries.iter().for_each(|&id| self.call_main(id));
        entries.iter().for_each(|&id| self.note_exports(id));
        imported.iter().for_each(|&id| self.evaluate_module(id));
        // When the entry file is not in the response, nothing makes the stack that it would make.
        let statements = ids.iter().filter_map(|&id| Some(self.modules.get(id)?.statements));
        let called: BTreeSet<_> = statements.flat_map(called_names).collect();
        let is_component =
            |evaluator: &Self, class| evaluator.external_base(class).is_some_and(|path| library::is_component(&path));
        for &id in &entries {
            self.instantiate_classes(id, &called, is_component);
        }
        // A program that makes nothing at all is used by something that is not in the response.
        for &id in &imported {
            if !self.makes_something() {
                self.instantiate_classes(id, &called, is_component);
            }
        }
        let by_anybody = BTreeSet::new();
        for &id in entries.iter().chain(&imported) {
            if !self.makes_something() {
                self.instantiate_classes(id, &by_anybody, is_component);
            }
        }
        for &id in entries.iter().chain(&imported) {
            if !self.makes_something() {
                self.instantiate_classes(id, &called, Self::has_constructor);
            }
        }
        let made_nothing = !self.makes_something();
        for &id in &entries {
            // The files of one package are one program.
            let same_program = self.modules.language(id).shares_names;
            if made_nothing && (same_program || !self.makes_something()) {
                self.call_functions(id, &called);
            }
        }
    }

    /// Whether something is made that is there to be deployed.
    fn makes_something(&self) -> bool {
        self.trace.calls.iter().any(|call| call.constructs && call.path().is_some_and(library::is_deployed))
    }

    fn has_constructor(&self, class: ObjectId) -> bool {
        matches!(self.memory.object(class), Some(Object::Class(class)) if class.class.constructor.is_some())
    }

    /// Calls the function with which the language begins a program.
    fn call_main(&mut self, id: ModuleId) {
        let Some(name) = self.modules.language(id).main else { return };
        let Some(scope) = self.module_scope(id) else { return };
        let class_has_it = |value: &Value, evaluator: &Self| match value.kind {
            Kind::Object(class) => match evaluator.memory.object(class) {
                Some(Object::Class(class)) => {
                    class.class.methods.iter().any(|method| method.name.as_deref() == Some(name))
                }
                _ => false,
            },
            _ => false,
        };
        let main = self.memory.own_variable(scope, name).cloned();
        let in_class =
            self.memory.variables(scope).map(|(_, value)| value.clone()).find(|value| class_has_it(value, self));
        let span = self.at;
        self.in_frame(id, scope, None, None, |evaluator| match (main, in_class) {
            (Some(main), _) => evaluator.invoke(main, Invocation::of(Vec::new(), span)),
            (None, Some(class)) => {
                let arguments = evaluator.new_list(Vec::new(), span);
                evaluator.call_method(class, &name.into(), Invocation::of(vec![arguments], span))
            }
            (None, None) => Value::null(),
        });
    }

    /// Makes the classes of a module of which nothing makes an instance and which no code of the response names to do so.
    fn instantiate_classes(
        &mut self,
        id: ModuleId,
        called: &BTreeSet<Arc<str>>,
        suits: impl Fn(&Self, ObjectId) -> bool,
    ) {
        for (_, value) in self.defined_values(id) {
            let Kind::Object(class) = value.kind else { continue };
            let Some(Object::Class(definition)) = self.memory.object(class) else { continue };
            let is_called = called.contains(&*definition.class.name);
            let (module, span) = (definition.module, definition.class.span);
            if module != id || is_called || !suits(self, class) || self.is_made(class) {
                continue;
            }
            self.in_module(id, |evaluator| {
                let named = evaluator.inputs_of(class, 0);
                evaluator.instantiate(class, Invocation { named, ..Invocation::of(Vec::new(), span) });
            });
        }
    }

    /// Calls the functions of a module that no code of the response calls.
    fn call_functions(&mut self, id: ModuleId, called: &BTreeSet<Arc<str>>) {
        for (name, value) in self.defined_values(id) {
            let Kind::Object(function) = value.kind else { continue };
            let Some(Object::Function(closure)) = self.memory.object(function).cloned() else { continue };
            let is_main = self.modules.language(id).main == Some(&*name);
            if closure.module != id || called.contains(&name) || is_main {
                continue;
            }
            self.in_module(id, |evaluator| {
                let named = evaluator.inputs_for(&closure.function, 0);
                evaluator.invoke(value, Invocation { named, ..Invocation::of(Vec::new(), closure.function.span) });
            });
        }
    }

    /// The names of a module with their values.
    fn defined_values(&self, id: ModuleId) -> Vec<(Arc<str>, Value)> {
        let variables = self.module_scope(id).into_iter().flat_map(|scope| self.memory.variables(scope));
        variables.map(|(name, value)| (Arc::clone(name), value.clone())).collect()
    }

    fn in_module(&mut self, id: ModuleId, act: impl FnOnce(&mut Self)) {
        if let Some(scope) = self.module_scope(id) {
            self.in_frame(id, scope, None, None, act);
        }
    }

    /// Whether there is an instance of a class, or of one that inherits from it.
    fn is_made(&self, class: ObjectId) -> bool {
        self.instantiated.iter().any(|&made| self.inherits(made, class))
    }

    /// What a constructor takes when nobody says: for parameters without a default, an input.
    fn inputs_of(&mut self, class: ObjectId, depth: usize) -> Map {
        let constructor = self.lineage(class).into_iter().find_map(|id| match self.memory.object(id) {
            Some(Object::Class(definition)) => definition.class.constructor.clone(),
            _ => None,
        });
        match constructor {
            Some(constructor) => self.inputs_for(&constructor, depth),
            None => self.record_inputs(class, depth),
        }
    }

    /// What a function takes when nobody says.
    fn inputs_for(&mut self, function: &Function, depth: usize) -> Map {
        let mut inputs = Map::new();
        for parameter in required(function) {
            if let Pattern::Name(name, _) = &parameter.target {
                let input = self.input(name, parameter.type_name.as_deref(), depth);
                inputs.insert(Arc::clone(name), input);
            }
        }
        inputs
    }

    fn record_inputs(&mut self, class: ObjectId, depth: usize) -> Map {
        let Some(Object::Class(definition)) = self.memory.object(class) else { return Map::new() };
        let class = Arc::clone(&definition.class);
        let required = class.fields.iter().filter(|field| !field.is_static && field.value.is_none());
        required
            .map(|field| (Arc::clone(&field.name), self.input(&field.name, field.type_name.as_deref(), depth)))
            .collect()
    }

    /// An input of that name: an instance of its class, if that is one of the response's, or unknown.
    fn input(&mut self, name: &Arc<str>, type_name: Option<&str>, depth: usize) -> Value {
        let span = self.at;
        let class = type_name.filter(|_| depth < DEEPEST_INPUT).and_then(|type_name| self.class_named(type_name));
        match class {
            Some(class) => {
                let named = self.inputs_of(class, depth + 1);
                self.instantiate(class, Invocation { named, ..Invocation::of(Vec::new(), span) })
            }
            None => Value::unknown(Reason::Input(Arc::clone(name)), span),
        }
    }

    /// The class of the response that a type names, the wrappers of optional types taken off.
    fn class_named(&mut self, type_name: &str) -> Option<ObjectId> {
        let name = type_name
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .find(|word| !matches!(*word, "Optional" | "Union" | "None" | ""))?;
        let frame = self.frame()?;
        let scope = self.memory.find(frame.scope, name)?;
        let Kind::Object(id) = self.memory.own_variable(scope, name)?.kind else { return None };
        let is_plain = matches!(self.memory.object(id), Some(Object::Class(_))) && self.external_base(id).is_none();
        is_plain.then_some(id)
    }
}

/// The parameters for which something must be given.
fn required(function: &Function) -> impl Iterator<Item = &Parameter> {
    function.parameters.iter().filter(|parameter| parameter.default.is_none() && parameter.spread == Spread::No)
}
