//! The evaluation of expressions, alike in every language. What differs, the [`Environment`] provides.

use std::sync::Arc;

use super::form::{
    Argument, Binary, Call, Clause, Comprehension, Entry, Expression, ExpressionKind, Function, Item, Makes, Pattern,
    SPLAT, Spread,
};
use super::operators;
use super::value::{Kind, Map, Provenance, Reason, Value};
use crate::source::Span;

/// What an expression can see and do: names, members, calls, and the collections of its language.
pub trait Environment {
    /// The value of a name.
    fn name(&mut self, name: &Arc<str>, span: Span) -> Value;
    /// A member of a value that is not a plain map.
    fn member(&mut self, object: Value, name: &Arc<str>, span: Span) -> Value;
    /// An element of a value that is neither a plain list nor a plain map.
    fn element(&mut self, object: Value, index: Value, span: Span) -> Value;
    /// A slice of a value that is neither a plain list nor a text.
    fn slice(&mut self, object: &Value, _bounds: &[Option<Value>], span: Span) -> Value {
        operators::unknown(&[object], span)
    }
    /// The result of a call.
    fn call(&mut self, call: &Call, span: Span) -> Value;
    /// A function as a value.
    fn lambda(&mut self, function: &Arc<Function>, span: Span) -> Value;
    /// Assigns to a place and gives the value back.
    fn assign(&mut self, target: &Expression, value: Value) -> Value;
    /// Binds a pattern in the innermost scope.
    fn bind(&mut self, pattern: &Pattern, value: Value);
    /// Opens a scope.
    fn push_scope(&mut self);
    /// Closes the innermost scope.
    fn pop_scope(&mut self);
    /// A new collection, as the language makes it: in place or on a heap.
    fn collect(&mut self, makes: Makes, items: Vec<Value>, span: Span) -> Value;
    /// A new map.
    fn collect_map(&mut self, entries: Map, span: Span) -> Value;
    /// Keys (or indexes) and values of a collection; `None` when they cannot be known.
    fn entries(&mut self, value: &Value) -> Option<Vec<(Value, Value)>>;
    /// The value with everything of a heap that it holds put into it.
    fn freeze(&mut self, value: &Value) -> Value;
    /// Whether a value counts as true; `None` when that cannot be told.
    fn truth(&mut self, value: &Value) -> Option<bool>;
    /// What a loop over that collection binds when it has one name: the key (Python's maps) or the value.
    fn walks_keys(&self, collection: &Value) -> bool;
    /// What a loop with one name, or a spread, takes of an entry of that collection.
    fn walked(&self, collection: &Value, key: Value, value: Value) -> Value {
        if self.walks_keys(collection) { key } else { value }
    }
    /// Counts one step; `false` when the limit is reached, and evaluation must end.
    fn step(&mut self) -> bool;
    /// Goes one level deeper; `false` when the limit is reached.
    fn descend(&mut self) -> bool;
    /// Comes back from one level.
    fn ascend(&mut self);
    /// The value of `!Tag value`.
    fn tagged(&mut self, tag: &Arc<str>, value: &Expression, span: Span) -> Value;
    /// The value with the outermost collection taken from the heap, and its elements left as they are.
    fn unfold(&mut self, value: &Value) -> Value {
        self.freeze(value)
    }
    /// A value that an operation made, if the limits let it be that large.
    fn made(&mut self, value: Value) -> Value {
        value
    }
    /// Why a value is not known.
    fn reason(&mut self, value: &Value) -> Reason {
        let frozen = self.freeze(value);
        operators::first_reason(&frozen).unwrap_or_else(|| Reason::Unsupported("this value".into()))
    }
    /// The value as an operator takes it: where it stands for another value, that one.
    fn operand(&mut self, value: &Value) -> Value {
        self.freeze(value)
    }
    /// Begins what happens only if a condition holds that cannot be decided.
    fn enter_branch(&mut self) {}
    /// Ends that.
    fn leave_branch(&mut self) {}
    /// Begins a turn of the loop at `site`; `None` stands for all turns over a collection that is not known.
    fn enter_turn(&mut self, _site: Span, _key: Option<&Value>) {}
    /// Ends it.
    fn leave_turn(&mut self) {}
    /// Whether the body of a loop over an unknown collection matters: it may create something.
    fn follows_unknown_loops(&self) -> bool {
        false
    }
    /// Learns that the code itself says what stands in for an input: `lookup or fallback`.
    fn note_default(&mut self, _input: &Reason, _default: &Value) {}
}

/// The value of an expression.
pub fn evaluate<E: Environment>(expression: &Expression, environment: &mut E) -> Value {
    let span = expression.span;
    if !environment.step() || !environment.descend() {
        return Value::unknown(Reason::Limit, span);
    }
    let value = evaluate_kind(&expression.kind, span, environment);
    environment.ascend();
    value
}

fn evaluate_kind<E: Environment>(kind: &ExpressionKind, span: Span, environment: &mut E) -> Value {
    match kind {
        ExpressionKind::Null => Value::new(Kind::Null, span),
        ExpressionKind::Bool(truth) => Value::bool(*truth, span),
        ExpressionKind::Number(number) => Value::number(*number, span),
        ExpressionKind::Text(text) => Value::text(Arc::clone(text), span),
        ExpressionKind::Template(parts) => {
            let parts: Vec<_> = parts
                .iter()
                .map(|part| {
                    let value = evaluate(part, environment);
                    environment.freeze(&value)
                })
                .collect();
            let text = template(parts, span);
            environment.made(text)
        }
        ExpressionKind::Name(name) => environment.name(name, span),
        ExpressionKind::Member(object, name) => {
            let object = evaluate(object, environment);
            member(object, name, span, environment)
        }
        ExpressionKind::Index(object, index) => {
            let object = evaluate(object, environment);
            let index = evaluate(index, environment);
            element(object, index, span, environment)
        }
        ExpressionKind::Slice(object, bounds) => {
            let object = evaluate(object, environment);
            let bounds: Vec<_> =
                bounds.iter().map(|bound| bound.as_ref().map(|bound| evaluate(bound, environment))).collect();
            slice(&object, &bounds, span, environment)
        }
        ExpressionKind::Splat(object, rest) => splat(object, rest, span, environment),
        ExpressionKind::Call(call) => environment.call(call, span),
        ExpressionKind::List(list) => collection(list, Makes::List, span, environment),
        ExpressionKind::Tuple(list) => {
            let items = items(list, environment);
            items.map_or_else(|reason| Value::unknown(reason, span), |items| Value::list(items, span))
        }
        ExpressionKind::Set(list) => collection(list, Makes::Set, span, environment),
        ExpressionKind::Map(entries) => map(entries, span, environment),
        ExpressionKind::Tagged(tag, value) => environment.tagged(tag, value, span),
        ExpressionKind::Unary(operator, operand) => {
            let operand = evaluate(operand, environment);
            let operand = environment.operand(&operand);
            operators::unary(*operator, &operand, span)
        }
        ExpressionKind::Binary(operator, left, right) => binary(*operator, left, right, span, environment),
        ExpressionKind::Conditional(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            let condition = evaluate(condition, environment);
            match environment.truth(&condition) {
                Some(true) => evaluate(then, environment),
                Some(false) => evaluate(otherwise, environment),
                None => {
                    environment.enter_branch();
                    let alternatives = [evaluate(then, environment), evaluate(otherwise, environment)];
                    environment.leave_branch();
                    Value::one_of(alternatives, span)
                }
            }
        }
        ExpressionKind::Comprehension(comprehension) => comprehend(comprehension, span, environment),
        ExpressionKind::Lambda(function) => environment.lambda(function, span),
        ExpressionKind::Assign(target, value) => {
            let value = evaluate(value, environment);
            environment.assign(target, value)
        }
        ExpressionKind::Unsupported(kind) => Value::unknown(Reason::Unsupported((*kind).into()), span),
    }
}

/// A text from the parts of a template, where one of several parts makes one of several texts; HCL's `"${x}"` alone is `x` itself, which its front end lowers to no template.
pub fn template(parts: Vec<Value>, span: Span) -> Value {
    // A part with several alternatives makes a text with several alternatives, as long as there is one such part.
    let several = parts.iter().filter(|part| matches!(part.kind, Kind::OneOf(_))).count();
    if several == 1
        && let Some(at) = parts.iter().position(|part| matches!(part.kind, Kind::OneOf(_)))
        && let Some(result) = operators::over_alternatives(&parts[at], span, |alternative| {
            let mut parts = parts.clone();
            parts[at] = alternative.clone();
            Value::join(parts, span)
        })
    {
        return result;
    }
    Value::join(parts, span)
}

/// A member of a value: the entry of a plain map, or what the environment says.
pub fn member<E: Environment>(object: Value, name: &Arc<str>, span: Span, environment: &mut E) -> Value {
    if let Some(result) =
        operators::over_alternatives(&object, span, |object| member(object.clone(), name, span, environment))
    {
        return result;
    }
    if let Kind::Map(entries) = &object.kind
        && let Some(value) = entries.get(name)
    {
        return value.clone();
    }
    match &object.kind {
        Kind::Unknown(reason) => Value::unknown(reason.part(&format!(".{name}")), span),
        _ => environment.member(object, name, span),
    }
}

/// An element of a value: that of a plain list or map, or what the environment says.
pub fn element<E: Environment>(object: Value, index: Value, span: Span, environment: &mut E) -> Value {
    if let Some(result) =
        operators::over_alternatives(&object, span, |object| element(object.clone(), index.clone(), span, environment))
    {
        return result;
    }
    let found = match &object.kind {
        Kind::List(items) => index.as_number().and_then(|at| items.get(wrapped(at, items.len())?).cloned()),
        Kind::Map(entries) => index.as_text().and_then(|key| entries.get(key.as_str()).cloned()),
        Kind::Unknown(reason) => {
            let index = index.as_text().map(|index| format!("[{index}]"));
            return Value::unknown(reason.part(index.as_deref().unwrap_or_default()), span);
        }
        _ => None,
    };
    found.unwrap_or_else(|| environment.element(object, index, span))
}

/// An index into a sequence of that length, counted from its end when negative.
fn wrapped(index: f64, length: usize) -> Option<usize> {
    let index = if index < 0.0 { index + length as f64 } else { index };
    (index >= 0.0 && index < length as f64).then_some(index as usize)
}

fn slice<E: Environment>(object: &Value, bounds: &[Option<Value>], span: Span, environment: &mut E) -> Value {
    let object = environment.freeze(object);
    let length = match &object.kind {
        Kind::List(items) => items.len(),
        Kind::Text(text) => text.chars().count(),
        _ => return environment.slice(&object, bounds, span),
    };
    let bound = |at: usize, missing: usize| match bounds.get(at) {
        Some(Some(value)) => value.as_number().map(|number| {
            let number = if number < 0.0 { number + length as f64 } else { number };
            number.clamp(0.0, length as f64) as usize
        }),
        _ => Some(missing),
    };
    let (Some(start), Some(end), Some(step)) = (bound(0, 0), bound(1, length), bound(2, 1)) else {
        return Value::unknown(Reason::Unsupported("slice".into()), span);
    };
    let (start, taken, step) = (start.min(end), end.saturating_sub(start), step.max(1));
    match &object.kind {
        Kind::List(items) => {
            let items = items.iter().skip(start).take(taken).step_by(step).cloned().collect();
            environment.collect(Makes::List, items, span)
        }
        Kind::Text(text) => Value::text(text.chars().skip(start).take(taken).step_by(step).collect::<String>(), span),
        _ => object,
    }
}

/// `object[*].rest`: a value that is no list is a list of itself, nothing is an empty list.
fn splat<E: Environment>(object: &Expression, rest: &Expression, span: Span, environment: &mut E) -> Value {
    let object = evaluate(object, environment);
    if object.is_null() {
        return Value::list(Vec::new(), span);
    }
    let items = match environment.entries(&object) {
        Some(entries) => entries.into_iter().map(|(_, value)| value).collect(),
        None if matches!(object.kind, Kind::Unknown(_)) => return object.at(span),
        None => vec![object],
    };
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        environment.push_scope();
        environment.bind(&Pattern::Name(SPLAT.into(), span), item);
        results.push(evaluate(rest, environment));
        environment.pop_scope();
    }
    Value::list(results, span)
}

/// The values of list items, spread ones unfolded.
fn items<E: Environment>(list: &[Item], environment: &mut E) -> Result<Vec<Value>, Reason> {
    let mut values = Vec::with_capacity(list.len());
    for item in list {
        let value = evaluate(&item.value, environment);
        if !item.spread {
            values.push(value);
            continue;
        }
        match environment.entries(&value) {
            Some(entries) => {
                values.extend(entries.into_iter().map(|(key, item)| environment.walked(&value, key, item)));
            }
            None => return Err(operators::first_reason(&value).unwrap_or(Reason::Unsupported("spread".into()))),
        }
    }
    Ok(values)
}

fn collection<E: Environment>(list: &[Item], makes: Makes, span: Span, environment: &mut E) -> Value {
    match items(list, environment) {
        Ok(items) => environment.collect(makes, items, span),
        Err(reason) => Value::unknown(reason, span),
    }
}

fn map<E: Environment>(list: &[Entry], span: Span, environment: &mut E) -> Value {
    let mut entries = Map::with_capacity(list.len());
    for entry in list {
        match entry {
            Entry::Pair(key, value) => {
                let key = evaluate(key, environment);
                let key = environment.freeze(&key);
                let value = evaluate(value, environment);
                entries.insert(key_text(&key), value);
            }
            Entry::Spread(rest) => {
                let rest = evaluate(rest, environment);
                match environment.entries(&rest) {
                    Some(more) => {
                        entries
                            .extend(more.into_iter().filter_map(|(key, value)| Some((key.as_text()?.into(), value))));
                    }
                    // `...(condition && {…})`, where the condition does not hold.
                    None if matches!(rest.kind, Kind::Null | Kind::Bool(_)) => {}
                    None => {
                        // What the unknown part holds cannot be told, but what is written stays known.
                        let reason = operators::first_reason(&rest);
                        let reason = reason.unwrap_or(Reason::Unsupported("spread".into()));
                        entries.insert(UNKNOWN_REST.into(), Value::unknown(reason, rest.span));
                    }
                }
            }
        }
    }
    environment.collect_map(entries, span)
}

/// The key under which a map tells that it has further entries which are not known.
pub const UNKNOWN_REST: &str = "<unknown rest>";

/// A value as a key: its text, or a placeholder that shows what is not known.
#[must_use]
pub fn key_text(key: &Value) -> Arc<str> {
    match &key.kind {
        Kind::Text(text) => Arc::clone(text),
        Kind::Join(parts) => parts.iter().map(|part| key_text(part).to_string()).collect::<String>().into(),
        Kind::Reference(reference) => {
            let attribute = reference.attribute.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
            format!("${{{}{attribute}}}", reference.address).into()
        }
        Kind::Unknown(reason) => format!("${{{}}}", reason.subject().unwrap_or("?")).into(),
        _ => key.as_text().unwrap_or_else(|| "${?}".to_owned()).into(),
    }
}

fn binary<E: Environment>(
    operator: Binary,
    left: &Expression,
    right: &Expression,
    span: Span,
    environment: &mut E,
) -> Value {
    let left = evaluate(left, environment);
    match operator {
        Binary::Or if stands_for_input(&left) => fallback(left, right, span, environment),
        Binary::And | Binary::Or => match environment.truth(&left) {
            Some(truth) if truth == (operator == Binary::Or) => left,
            Some(_) => evaluate(right, environment),
            None if operator == Binary::Or => fallback(left, right, span, environment),
            None => Value::one_of([left, branch(right, environment)], span),
        },
        Binary::Coalesce => match &left.kind {
            Kind::Null => evaluate(right, environment),
            Kind::Unknown(_) => fallback(left, right, span, environment),
            _ => left,
        },
        Binary::Add | Binary::Multiply | Binary::BitOr => {
            let right = evaluate(right, environment);
            let (left, right) = (environment.unfold(&left), environment.unfold(&right));
            environment.made(operators::binary(operator, &left, &right, span))
        }
        _ => {
            let right = evaluate(right, environment);
            let (left, right) = (environment.operand(&left), environment.operand(&right));
            environment.made(operators::binary(operator, &left, &right, span))
        }
    }
}

/// The value of an expression that is evaluated only under a condition that cannot be decided.
fn branch<E: Environment>(expression: &Expression, environment: &mut E) -> Value {
    environment.enter_branch();
    let value = evaluate(expression, environment);
    environment.leave_branch();
    value
}

/// Whether a value is an input that nobody gives, or comes from outside the response.
fn stands_for_input(value: &Value) -> bool {
    matches!(value.kind, Kind::Unknown(Reason::Input(_) | Reason::Unset(_) | Reason::Outside(_)))
}

/// `left or right`, when it is not known whether `left` counts as true. What stands in for an input that nobody gives
/// is a default of the response; it is said to stand where the whole expression stands.
fn fallback<E: Environment>(left: Value, right: &Expression, span: Span, environment: &mut E) -> Value {
    if let Kind::Unknown(reason) = &left.kind
        && stands_for_input(&left)
    {
        let default = evaluate(right, environment).with_provenance(Provenance::ResponseDefault).at(span);
        environment.note_default(reason, &default);
        return default;
    }
    Value::one_of([left, branch(right, environment)], span)
}

fn comprehend<E: Environment>(comprehension: &Comprehension, span: Span, environment: &mut E) -> Value {
    let mut made: Vec<(Value, Value)> = Vec::new();
    if let Err(reason) = turns(comprehension, &comprehension.clauses, &mut made, environment) {
        return Value::unknown(reason, span);
    }
    if comprehension.makes != Makes::Map {
        return environment.collect(comprehension.makes, made.into_iter().map(|(_, value)| value).collect(), span);
    }
    let mut entries = Map::with_capacity(made.len());
    for (key, value) in made {
        let key = environment.freeze(&key);
        let key = key_text(&key);
        if !comprehension.grouped {
            entries.insert(key, value);
            continue;
        }
        let group = entries.entry(key).or_insert_with(|| Value::list(Vec::new(), span));
        if let Kind::List(items) = &mut group.kind {
            Arc::make_mut(items).push(value);
        }
    }
    environment.collect_map(entries, span)
}

/// Runs the clauses from the outermost inwards, adding what they make.
fn turns<E: Environment>(
    comprehension: &Comprehension,
    clauses: &[Clause],
    made: &mut Vec<(Value, Value)>,
    environment: &mut E,
) -> Result<(), Reason> {
    let Some((clause, inner)) = clauses.split_first() else {
        let key = comprehension.key.as_ref().map_or_else(Value::null, |key| evaluate(key, environment));
        made.push((key, evaluate(&comprehension.element, environment)));
        return Ok(());
    };
    let source = evaluate(&clause.source, environment);
    let site = clause.source.span;
    let Some(entries) = environment.entries(&source) else {
        let reason = environment.reason(&source);
        if environment.follows_unknown_loops() {
            let unknown = Value::unknown(reason.clone(), site);
            environment.enter_turn(site, None);
            let _ = turn(comprehension, clause, (unknown.clone(), unknown), inner, made, environment);
            environment.leave_turn();
        }
        return Err(reason);
    };
    for (key, value) in entries {
        if !environment.step() {
            return Err(Reason::Limit);
        }
        environment.enter_turn(site, Some(&key));
        let walked = match clause.target {
            Pattern::Entry(..) => (key, value),
            _ => (Value::null(), environment.walked(&source, key, value)),
        };
        let result = turn(comprehension, clause, walked, inner, made, environment);
        environment.leave_turn();
        result?;
    }
    Ok(())
}

/// One turn of one clause, with the key and the value that its target binds.
fn turn<E: Environment>(
    comprehension: &Comprehension,
    clause: &Clause,
    (key, value): (Value, Value),
    inner: &[Clause],
    made: &mut Vec<(Value, Value)>,
    environment: &mut E,
) -> Result<(), Reason> {
    environment.push_scope();
    match &clause.target {
        Pattern::Entry(key_pattern, value_pattern) => {
            environment.bind(key_pattern, key);
            environment.bind(value_pattern, value);
        }
        target => environment.bind(target, value),
    }
    let mut holds = true;
    for condition in &clause.conditions {
        let condition = evaluate(condition, environment);
        holds = holds && environment.truth(&condition).unwrap_or(true);
    }
    let result = if holds { turns(comprehension, inner, made, environment) } else { Ok(()) };
    environment.pop_scope();
    result
}

/// The values of a call's arguments: positional ones and named ones, spread ones unfolded.
pub fn arguments<E: Environment>(list: &[Argument], environment: &mut E) -> (Vec<Value>, Map) {
    let mut positional = Vec::with_capacity(list.len());
    let mut named = Map::new();
    for argument in list {
        let value = evaluate(&argument.value, environment);
        match (argument.spread, &argument.name) {
            (Spread::No, Some(name)) => {
                named.insert(Arc::clone(name), value);
            }
            (Spread::No, None) => positional.push(value),
            (Spread::Elements, _) => match environment.entries(&value) {
                Some(entries) => positional.extend(entries.into_iter().map(|(_, value)| value)),
                None => positional.push(value),
            },
            (Spread::Entries, _) => match environment.entries(&value) {
                Some(entries) => {
                    named.extend(entries.into_iter().filter_map(|(key, value)| Some((key.as_text()?.into(), value))));
                }
                None => {
                    named.insert(UNKNOWN_REST.into(), value);
                }
            },
        }
    }
    (positional, named)
}
