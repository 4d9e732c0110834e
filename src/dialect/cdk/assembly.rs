//! What a program makes, put together in the order of its calls: constructs first make what they make, then methods add to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::expand::{self, Made, Making, address_at};
use super::templates::append_entry;
use super::values::{Makes, Node, Values, props};
use super::{escape, methods, security};
use crate::catalog::cdk::{self, Construct};
use crate::catalog::schema;
use crate::catalog::spelling::camel_case;
use crate::dialect::{Instance, Vocabulary};
use crate::program::evaluator::{Call, Callee};
use crate::program::library::cdk::zones;
use crate::program::value::{CallId, Kind, Map, Reference, Symbol, Value};

/// A resource that comes to be.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The call that makes it.
    pub(super) call: CallId,
    pub(super) kind: Arc<str>,
    pub(super) settings: Map,
    /// What creates it, when no declaration names it.
    pub(super) implied_by: Option<Arc<str>>,
}

/// Everything that comes to be, by address.
pub(super) struct Assembly<'a> {
    pub(super) values: &'a Values<'a>,
    pub(super) pieces: IndexMap<Arc<str>, Piece>,
    /// The declaration of each call that is one.
    declarations: BTreeMap<CallId, usize>,
}

impl<'a> Assembly<'a> {
    /// Puts together what the calls make, those that are declarations having these indexes.
    pub(super) fn of(values: &'a Values<'a>, declarations: BTreeMap<CallId, usize>) -> Self {
        let mut assembly = Self { values, pieces: IndexMap::new(), declarations };
        for (id, call) in values.trace.iter() {
            match (&call.callee, values.makes(id)) {
                (Callee::External(_), Some(makes)) => assembly.declared(id, call, makes),
                (Callee::Method(receiver, name), _) => {
                    let name = camel_case(name);
                    if !security::apply(&mut assembly, id, call, receiver, &name)
                        && !escape::apply(&mut assembly, call, receiver, &name)
                    {
                        methods::apply(&mut assembly, id, call, receiver, &name);
                    }
                }
                (Callee::Assignment(receiver, name), _) => escape::assign(&mut assembly, call, receiver, name),
                _ => {}
            }
        }
        assembly
    }

    /// What a call that is a declaration makes.
    fn declared(&mut self, id: CallId, call: &Call, makes: Makes) {
        let Some(address) = self.values.address_of(id).cloned() else { return };
        let props = props(call, self.values);
        match makes {
            Makes::Resource(kind) => {
                let settings = self.values.properties(&props, schema::cloudformation(kind));
                let piece = Piece { call: id, kind: kind.into(), settings, implied_by: None };
                self.pieces.insert(address, piece);
            }
            Makes::Construct(construct) if construct.name() == "NestedStack" => {
                let made =
                    Made { place: cdk::OWN.into(), kind: "AWS::CloudFormation::Stack".into(), settings: Map::new() };
                self.insert(address, made, id, None);
            }
            Makes::Construct(construct) => {
                let zones = zones(self.values.trace, call);
                let making =
                    Making { construct, address: &address, props: &props, preset: Vec::new(), zones, span: call.span };
                let made = expand::expand(making, self.values);
                let main = expand::main_place(construct);
                for made in made {
                    let implied_by = (&*made.place != main).then(|| Arc::clone(&address));
                    self.place(construct, &address, made, id, implied_by);
                }
                self.parameter_groups(construct, &props);
                methods::given(self, id, call, construct, &props);
            }
        }
    }

    /// A group of parameters becomes the resource of what it is given to, when it is given.
    fn parameter_groups(&mut self, construct: Construct, props: &Map) {
        let of_cluster = construct.name().contains("Cluster");
        for node in props.values().filter_map(|value| self.values.node_of(value)) {
            if &*node.class != "aws_rds.ParameterGroup" || self.pieces.contains_key(&node.main()) {
                continue;
            }
            let Some(call) = self.values.trace.call(node.call) else { continue };
            let given = super::values::props(call, self.values);
            let settings = [("Description", "description"), ("Parameters", "parameters")]
                .into_iter()
                .filter_map(|(to, name)| Some((Arc::from(to), self.values.resolved(given.get(name)?))));
            let kind = if of_cluster { "AWS::RDS::DBClusterParameterGroup" } else { "AWS::RDS::DBParameterGroup" };
            let made = Made { place: cdk::OWN.into(), kind: kind.into(), settings: settings.collect() };
            self.insert(node.main(), made, node.call, None);
        }
    }

    /// Adds a resource of a construct. What its role is allowed belongs to the role that the program gives in its stead.
    pub(super) fn place(
        &mut self,
        construct: Construct,
        address: &Arc<str>,
        made: Made,
        call: CallId,
        implied_by: Option<Arc<str>>,
    ) {
        let own = address_at(construct, address, &made.place);
        let role = made.place.strip_suffix("/DefaultPolicy").filter(|_| &*made.kind == "AWS::IAM::Policy");
        let Some(role) = role.filter(|role| !self.pieces.contains_key(&address_at(construct, address, role))) else {
            return self.insert(own, made, call, implied_by);
        };
        let node = self.values.node(&Symbol::Result(call));
        let Some(principal) = node.and_then(|node| self.principal_at(&node, role, 0)) else { return };
        let policy: Arc<str> = format!("{principal}/DefaultPolicy").into();
        match self.settings(&policy) {
            Some(known) => {
                if let Some(statements) =
                    made.settings.get("PolicyDocument").and_then(|document| document.get("Statement"))
                {
                    append_entry(known, &["PolicyDocument", "Statement"], statements);
                }
            }
            None => {
                let mut made = made;
                let reference = Kind::Reference(Reference { address: principal, attribute: None });
                let roles = Value::list(vec![Value::new(reference, None)], None);
                made.settings.insert("Roles".into(), roles);
                self.insert(policy, made, call, implied_by);
            }
        }
    }

    /// Adds a resource.
    pub(super) fn insert(&mut self, address: Arc<str>, made: Made, call: CallId, implied_by: Option<Arc<str>>) {
        let piece = Piece { call, kind: made.kind, settings: made.settings, implied_by };
        self.pieces.insert(address, piece);
    }

    /// The settings of the resource at an address.
    pub(super) fn settings(&mut self, address: &str) -> Option<&mut Map> {
        self.pieces.get_mut(address).map(|piece| &mut piece.settings)
    }

    /// The address of the role, user or group that acts for a value of the program.
    pub(super) fn principal(&self, value: &Value) -> Option<Arc<str>> {
        self.principal_of(&self.values.node_of(value)?, 0)
    }

    /// The address of the role, user or group that acts for a construct.
    pub(super) fn principal_of(&self, node: &Node, depth: usize) -> Option<Arc<str>> {
        const DEEPEST: usize = 8;
        const IDENTITIES: &[&str] = &["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"];
        if depth > DEEPEST {
            return None;
        }
        let main = node.main();
        if self.pieces.get(&main).is_some_and(|piece| IDENTITIES.contains(&&*piece.kind)) {
            return Some(main);
        }
        let names = ["grantPrincipal", "taskRole", "role"];
        let place = names.iter().find_map(|name| match node.construct()?.attribute(name)? {
            cdk::Attribute::Place(place) => Some(place),
            _ => None,
        });
        self.principal_at(node, place?, depth + 1)
    }

    /// The address of the role at a place below a construct, or of the one that is given in its stead.
    pub(super) fn principal_at(&self, node: &Node, place: &str, depth: usize) -> Option<Arc<str>> {
        let address = node.address(place);
        if self.pieces.contains_key(&address) {
            return Some(address);
        }
        let construct = node.construct()?;
        let call = node.is_whole().then(|| self.values.trace.call(node.call)).flatten()?;
        let props = props(call, self.values);
        let given = construct
            .attributes_at(place)
            .chain(["role"])
            .find_map(|name| props.iter().find(|(key, _)| camel_case(key) == name).map(|(_, value)| value))?;
        self.principal_of(&self.values.node_of(given)?, depth + 1)
    }

    /// The declaration to which a call belongs: its own, or that of the construct whose method it is.
    fn declaration(&self, id: CallId) -> Option<usize> {
        const DEEPEST: usize = 64;
        let mut id = id;
        for _ in 0..DEEPEST {
            if let Some(declaration) = self.declarations.get(&id) {
                return Some(*declaration);
            }
            id = match &self.values.trace.call(id)?.callee {
                Callee::Method(receiver, _) => crate::program::evaluator::root(receiver)?,
                _ => return None,
            };
        }
        None
    }

    /// The instances that come of it.
    pub(super) fn into_instances(self) -> Vec<Instance> {
        let mut instances = Vec::with_capacity(self.pieces.len());
        for (address, piece) in &self.pieces {
            let Some(call) = self.values.trace.call(piece.call) else { continue };
            let Some(declaration) = self.declaration(piece.call).or_else(|| self.declarations.values().next().copied())
            else {
                continue;
            };
            instances.push(Instance {
                declaration,
                address: Arc::clone(address),
                vocabulary: Vocabulary::CloudFormation,
                kind: Arc::clone(&piece.kind),
                count: (!call.is_repeated()).then_some(1),
                conditional: call.conditional,
                implied_by: piece.implied_by.clone(),
                properties: piece.settings.clone(),
                span: call.span,
            });
        }
        instances
    }
}

/// The symbol of a value, if it is one.
pub(super) fn symbol(value: &Value) -> Option<&Symbol> {
    match &value.kind {
        Kind::Symbol(symbol) => Some(symbol),
        _ => None,
    }
}
