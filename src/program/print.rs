//! The program form as text, for tests: an operator or keyword first, in parentheses, like a Lisp.

use super::form::{
    Argument, Attribute, Binary, Block, Body, Call, Class, ClassKind, Clause, Comprehension, Entry, Expression,
    ExpressionKind, Field, Function, Import, Imported, Item, Makes, Parameter, Pattern, Program, Spread, Statement,
    StatementKind, Unary,
};
use super::value::number_text;

/// A program, one statement a line.
pub(crate) fn program(program: &Program) -> String {
    match program {
        Program::Module(body) => body.iter().map(statement).collect::<Vec<_>>().join("\n"),
        Program::Documents(documents) => documents.iter().map(expression).collect::<Vec<_>>().join("\n"),
        Program::Body(inner) => body(inner).join("\n"),
        Program::Opaque => "(opaque)".to_owned(),
    }
}

/// The attributes and then the blocks of a body.
fn body(value: &Body) -> Vec<String> {
    let attribute = |attribute: &Attribute| list("=", [attribute.name.to_string(), expression(&attribute.value)]);
    let block = |block: &Block| {
        let labels = block.labels.iter().map(|label| format!("{label:?}"));
        list(&block.kind, labels.chain(body(&block.body)))
    };
    value.attributes.iter().map(attribute).chain(value.blocks.iter().map(block)).collect()
}

/// An expression.
pub(crate) fn expression(value: &Expression) -> String {
    match &value.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Bool(truth) => truth.to_string(),
        ExpressionKind::Number(number) => number_text(*number),
        ExpressionKind::Text(text) => format!("{text:?}"),
        ExpressionKind::Template(parts) => list("template", parts.iter().map(expression)),
        ExpressionKind::Name(name) => name.to_string(),
        ExpressionKind::Member(object, name) => format!("{}.{name}", expression(object)),
        ExpressionKind::Index(object, index) => format!("{}[{}]", expression(object), expression(index)),
        ExpressionKind::Slice(object, bounds) => {
            let bounds = bounds.each_ref().map(|bound| bound.as_ref().map_or_else(String::new, |b| expression(b)));
            format!("{}[{}]", expression(object), bounds.join(":"))
        }
        ExpressionKind::Splat(object, rest) => list("splat", [expression(object), expression(rest)]),
        ExpressionKind::Call(call) => self::call(call),
        ExpressionKind::List(items) => format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(" ")),
        ExpressionKind::Tuple(items) => list("tuple", items.iter().map(item)),
        ExpressionKind::Set(items) => list("set", items.iter().map(item)),
        ExpressionKind::Map(entries) => format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" ")),
        ExpressionKind::Tagged(tag, value) => format!("!{tag} {}", expression(value)),
        ExpressionKind::Unary(operator, operand) => list(unary(*operator), [expression(operand)]),
        ExpressionKind::Binary(operator, left, right) => list(binary(*operator), [expression(left), expression(right)]),
        ExpressionKind::Conditional(parts) => list("if", parts.iter().map(expression)),
        ExpressionKind::Comprehension(comprehension) => self::comprehension(comprehension),
        ExpressionKind::Lambda(lambda) => function("lambda", lambda),
        ExpressionKind::Assign(target, value) => list(":=", [expression(target), expression(value)]),
        ExpressionKind::Unsupported(kind) => list("unsupported", [(*kind).to_owned()]),
    }
}

/// A statement.
pub(crate) fn statement(value: &Statement) -> String {
    let body = |statements: &[Statement]| list("do", statements.iter().map(statement));
    match &value.kind {
        StatementKind::Expression(value) => expression(value),
        StatementKind::Assign { target, value, declares } => {
            let keyword = if *declares { "let" } else { "=" };
            list(keyword, [Some(pattern(target)), value.as_ref().map(expression)].into_iter().flatten())
        }
        StatementKind::Update(operator, target, value) => {
            list(&format!("{}=", binary(*operator)), [expression(target), expression(value)])
        }
        StatementKind::If(condition, then, otherwise) if otherwise.is_empty() => {
            list("if", [expression(condition), body(then)])
        }
        StatementKind::If(condition, then, otherwise) => {
            list("if", [expression(condition), body(then), body(otherwise)])
        }
        StatementKind::ForEach(target, items, inner) => list("for", [pattern(target), expression(items), body(inner)]),
        StatementKind::For(parts, condition, inner) => {
            let [start, step] = parts.as_ref();
            let part = |part: &Option<Statement>| part.as_ref().map_or_else(|| "_".to_owned(), statement);
            let condition = condition.as_ref().map_or_else(|| "_".to_owned(), expression);
            list("for", [part(start), condition, part(step), body(inner)])
        }
        StatementKind::While(condition, inner, false) => list("while", [expression(condition), body(inner)]),
        StatementKind::While(condition, inner, true) => list("do-while", [body(inner), expression(condition)]),
        StatementKind::Return(value) => list("return", value.iter().map(expression)),
        StatementKind::Break => "(break)".to_owned(),
        StatementKind::Continue => "(continue)".to_owned(),
        StatementKind::Function(value) => function("function", value),
        StatementKind::Class(value) => class(value),
        StatementKind::Import(value) => import(value),
        StatementKind::Package(name) => list("package", [name.to_string()]),
        StatementKind::Export(names, module) => {
            let names = names.iter().map(|(inner, outer)| format!("{inner}:{outer}"));
            list("export", names.chain(module.iter().map(|module| format!("{module:?}"))))
        }
        StatementKind::ExportDefault(value) => list("export-default", [expression(value)]),
        StatementKind::Try(inner, handlers, last) => {
            let handlers = handlers.iter().map(|(name, inner)| {
                list("catch", [name.as_ref().map_or_else(|| "_".to_owned(), ToString::to_string), body(inner)])
            });
            let last = (!last.is_empty()).then(|| list("finally", [body(last)]));
            list("try", std::iter::once(body(inner)).chain(handlers).chain(last))
        }
        StatementKind::Throw(value) => list("throw", value.iter().map(expression)),
        StatementKind::Switch(subject, cases, falls_through) => {
            let cases = cases.iter().map(|(tests, inner)| {
                let keyword = if tests.is_empty() { "default" } else { "case" };
                list(keyword, tests.iter().map(expression).chain([body(inner)]))
            });
            list(
                if *falls_through { "switch-through" } else { "switch" },
                [expression(subject)].into_iter().chain(cases),
            )
        }
        StatementKind::Block(inner) => list("block", inner.iter().map(statement)),
        StatementKind::Outer(names) => list("outer", names.iter().map(ToString::to_string)),
        StatementKind::Unsupported(kind) => list("unsupported", [(*kind).to_owned()]),
    }
}

fn list(head: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = [head.to_owned()].into_iter().chain(items).collect();
    format!("({})", items.join(" "))
}

fn call(call: &Call) -> String {
    let words = [expression(&call.callee)].into_iter().chain(call.arguments.iter().map(argument));
    if call.construct { list("new", words) } else { format!("({})", words.collect::<Vec<_>>().join(" ")) }
}

fn argument(argument: &Argument) -> String {
    let value = expression(&argument.value);
    match (&argument.name, argument.spread) {
        (Some(name), _) => format!("{name}={value}"),
        (None, spread) => format!("{}{value}", stars(spread)),
    }
}

fn stars(spread: Spread) -> &'static str {
    match spread {
        Spread::No => "",
        Spread::Elements => "*",
        Spread::Entries => "**",
    }
}

fn item(item: &Item) -> String {
    format!("{}{}", if item.spread { "*" } else { "" }, expression(&item.value))
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Pair(key, value) => format!("{}: {}", expression(key), expression(value)),
        Entry::Spread(value) => format!("**{}", expression(value)),
    }
}

fn comprehension(value: &Comprehension) -> String {
    let head = match value.makes {
        Makes::List => "list-of",
        Makes::Set => "set-of",
        Makes::Map if value.grouped => "groups-of",
        Makes::Map => "map-of",
    };
    let clause = |clause: &Clause| {
        let parts = [pattern(&clause.target), expression(&clause.source)].into_iter();
        list("for", parts.chain(clause.conditions.iter().map(expression)))
    };
    let parts = value.key.iter().chain([&value.element]).map(expression);
    list(head, parts.chain(value.clauses.iter().map(clause)))
}

/// A pattern.
pub(crate) fn pattern(value: &Pattern) -> String {
    match value {
        Pattern::Name(name, _) => name.to_string(),
        Pattern::Place(place) => expression(place),
        Pattern::List(parts) => list("tuple", parts.iter().map(pattern)),
        Pattern::Rest(inner) => format!("*{}", pattern(inner)),
        Pattern::Object(parts) => {
            let parts = parts.iter().map(|(name, target, default)| {
                let default = default.as_ref().map_or_else(String::new, |default| format!("={}", expression(default)));
                format!("{name}:{}{default}", pattern(target))
            });
            format!("{{{}}}", parts.collect::<Vec<_>>().join(" "))
        }
        Pattern::Default(inner, default) => format!("{}={}", pattern(inner), expression(default)),
        Pattern::Entry(key, value) => list("entry", [pattern(key), pattern(value)]),
        Pattern::Nothing => "_".to_owned(),
    }
}

fn function(head: &str, value: &Function) -> String {
    let decorators = value.decorators.iter().map(|decorator| format!("@{}", expression(decorator)));
    let flags = [("static", value.is_static), ("get", value.is_getter), ("set", value.is_setter)];
    let flags = flags.into_iter().filter(|(_, set)| *set).map(|(flag, _)| flag.to_owned());
    let receiver = value.receiver.iter().map(|receiver| format!("{receiver}::"));
    let parameters = value.parameters.iter().map(parameter).collect::<Vec<_>>().join(" ");
    let name = value.name.iter().map(ToString::to_string);
    let words = decorators.chain(flags).chain(receiver).chain(name).chain([format!("({parameters})")]);
    list(head, words.chain(value.body.iter().map(statement)))
}

fn parameter(value: &Parameter) -> String {
    let field = if value.is_field { "this." } else { "" };
    let type_name = value.type_name.as_ref().map_or_else(String::new, |name| format!(":{name}"));
    let default = value.default.as_ref().map_or_else(String::new, |default| format!("={}", expression(default)));
    format!("{}{field}{}{type_name}{default}", stars(value.spread), pattern(&value.target))
}

fn class(value: &Class) -> String {
    let head = match value.kind {
        ClassKind::Class => "class",
        ClassKind::Interface => "interface",
        ClassKind::Enum => "enum",
        ClassKind::Record => "record",
    };
    let decorators = value.decorators.iter().map(|decorator| format!("@{}", expression(decorator)));
    let bases = value.bases.iter().map(expression).collect::<Vec<_>>().join(" ");
    let constructors = value.constructor.iter().chain(&value.overloads).map(|new| function("constructor", new));
    let methods = value.methods.iter().map(|method| function("method", method));
    let words = decorators.chain([value.name.to_string(), format!("({bases})")]);
    list(
        head,
        words
            .chain(value.fields.iter().map(field))
            .chain(constructors)
            .chain(methods)
            .chain(value.body.iter().map(statement)),
    )
}

fn field(value: &Field) -> String {
    let head = if value.is_static { "static-field" } else { "field" };
    let type_name = value.type_name.as_ref().map_or_else(String::new, |name| format!(":{name}"));
    list(head, [format!("{}{type_name}", value.name)].into_iter().chain(value.value.iter().map(expression)))
}

fn import(value: &Import) -> String {
    let names = value.names.iter().map(|name| match &name.of {
        Imported::Module => format!("module:{}", name.name),
        Imported::Name(of) if *of == name.name => of.to_string(),
        Imported::Name(of) => format!("{of}:{}", name.name),
        Imported::Default => format!("default:{}", name.name),
        Imported::All => "*".to_owned(),
    });
    list("import", [format!("{:?}", value.module)].into_iter().chain(names))
}

fn unary(operator: Unary) -> &'static str {
    match operator {
        Unary::Not => "not",
        Unary::Minus => "-",
        Unary::Plus => "+",
        Unary::BitNot => "~",
        Unary::TypeOf => "typeof",
    }
}

fn binary(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::FloorDivide => "//",
        Binary::Remainder => "%",
        Binary::Power => "**",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::And => "and",
        Binary::Or => "or",
        Binary::Coalesce => "??",
        Binary::In => "in",
        Binary::NotIn => "not-in",
        Binary::BitAnd => "&",
        Binary::BitOr => "|",
        Binary::BitXor => "^",
        Binary::ShiftLeft => "<<",
        Binary::ShiftRight => ">>",
    }
}
