//! The program form: the small syntax tree into which every language is lowered.
//!
//! Three shapes of source exist: modules of statements (Python, TypeScript, Java, Go), bodies of attributes and blocks
//! (HCL), and documents (YAML, JSON). All three share one form of expression.

use std::sync::Arc;

use crate::source::Span;

/// What a source file holds.
#[derive(Clone, Debug)]
pub enum Program {
    /// Statements, in order.
    Module(Vec<Statement>),
    /// HCL attributes and blocks.
    Body(Body),
    /// YAML or JSON documents, in order (JSON has one).
    Documents(Vec<Expression>),
    /// A language that is not evaluated.
    Opaque,
}

/// An HCL body.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// `name = value`, in order.
    pub attributes: Vec<Attribute>,
    /// `kind "label" { … }`, in order.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name == name)
    }

    /// The blocks of that kind, in order.
    pub fn blocks_of(&self, kind: &str) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| &*block.kind == kind)
    }
}

/// An HCL attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Expression,
    /// The whole attribute.
    pub span: Span,
}

/// An HCL block.
#[derive(Clone, Debug)]
pub struct Block {
    /// `resource`, `variable`, `ingress` …
    pub kind: Arc<str>,
    /// Labels, unquoted.
    pub labels: Vec<Arc<str>>,
    /// What stands between the braces.
    pub body: Body,
    /// The whole block, from its kind to its closing brace.
    pub span: Span,
}

/// An expression with its place.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

impl Expression {
    /// An expression of that kind at that place.
    #[must_use]
    pub fn new(kind: ExpressionKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// A call of `callee` with positional arguments.
    #[must_use]
    pub fn call(callee: Self, arguments: Vec<Self>, span: Span) -> Self {
        let arguments = arguments.into_iter().map(Argument::from).collect();
        Self::new(ExpressionKind::Call(Box::new(Call { callee, arguments, construct: false })), span)
    }

    /// A function that is called where it stands: statements as an expression.
    #[must_use]
    pub fn immediate(body: Vec<Statement>, span: Span) -> Self {
        let function = Function::lambda(Vec::new(), body, span);
        Self::call(Self::new(ExpressionKind::Lambda(Arc::new(function)), span), Vec::new(), span)
    }

    /// A call of something of the language itself that has no other place in the form: `yield x`, `del x`, `repr(x)`.
    #[must_use]
    pub fn keyword_call(name: &'static str, arguments: Vec<Self>, span: Span) -> Self {
        Self::call(Self::new(ExpressionKind::Name(name.into()), span.first()), arguments, span)
    }
}

/// The kinds of expression that the languages share.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `null`, `None`, `nil`, `undefined`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A string without interpolation, escapes resolved.
    Text(Arc<str>),
    /// A string with interpolation: f-string, template string, HCL template; the parts in order.
    Template(Vec<Expression>),
    /// A name in scope.
    Name(Arc<str>),
    /// `object.name`, `object?.name`.
    Member(Box<Expression>, Arc<str>),
    /// `object[index]`.
    Index(Box<Expression>, Box<Expression>),
    /// `object[start:end:step]`.
    Slice(Box<Expression>, [Option<Box<Expression>>; 3]),
    /// HCL's `object[*].rest`: `rest` is applied to each element, which it sees as [`SPLAT`].
    Splat(Box<Expression>, Box<Expression>),
    /// `callee(arguments)`, `new Callee(arguments)`, a Go or Java literal with a type.
    Call(Box<Call>),
    /// `[a, b, *rest]`.
    List(Vec<Item>),
    /// A tuple, or another list that cannot change.
    Tuple(Vec<Item>),
    /// A set.
    Set(Vec<Item>),
    /// `{key: value, **rest}`; keys are expressions, and a bare name as a key is [`ExpressionKind::Text`].
    Map(Vec<Entry>),
    /// YAML's `!Tag value`, the tag without its `!`.
    Tagged(Arc<str>, Box<Expression>),
    /// `-a`, `not a`.
    Unary(Unary, Box<Expression>),
    /// `a + b`.
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// `condition ? then : otherwise`.
    Conditional(Box<[Expression; 3]>),
    /// `for` inside an expression.
    Comprehension(Box<Comprehension>),
    /// `x => …`, `lambda x: …`, `function (x) {…}`.
    Lambda(Arc<Function>),
    /// `(target := value)`, `target = value` as an expression.
    Assign(Box<Expression>, Box<Expression>),
    /// Code that the front end does not lower, with its kind in the grammar: it evaluates to unknown.
    Unsupported(&'static str),
}

/// The name that the right side of a splat gives to the element.
pub const SPLAT: &str = "*";

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is called.
    pub callee: Expression,
    /// Its arguments, in order.
    pub arguments: Vec<Argument>,
    /// Whether it is written with `new`.
    pub construct: bool,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Argument {
    /// `name=`, where the language has it.
    pub name: Option<Arc<str>>,
    /// Its value.
    pub value: Expression,
    /// `*value`, `...value`, HCL's `value...`; with `**value`, the value is a map of named arguments.
    pub spread: Spread,
}

impl From<Expression> for Argument {
    fn from(value: Expression) -> Self {
        Self { name: None, value, spread: Spread::No }
    }
}

/// Whether a value stands for itself or for its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// For itself.
    No,
    /// For its elements: `*x`, `...x`.
    Elements,
    /// For its entries: `**x`.
    Entries,
}

/// An element of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its value.
    pub value: Expression,
    /// Whether it stands for its elements.
    pub spread: bool,
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `key: value`.
    Pair(Expression, Expression),
    /// `**rest`, `...rest`.
    Spread(Expression),
}

/// `[element for target in source if condition]` and HCL's `[for …]` and `{for …}`.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// What it makes.
    pub makes: Makes,
    /// The key, for maps.
    pub key: Option<Expression>,
    /// The element or the map's value.
    pub element: Expression,
    /// `for` clauses, outermost first.
    pub clauses: Vec<Clause>,
    /// HCL's `value...` in `{for …}`: values of one key are collected in a list.
    pub grouped: bool,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// A list (or a generator).
    List,
    /// A set.
    Set,
    /// A map.
    Map,
}

/// One `for … in … if …`.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What is bound each turn. HCL's `for k, v in` is [`Pattern::Entry`].
    pub target: Pattern,
    /// What is walked.
    pub source: Expression,
    /// Conditions, all of which must hold.
    pub conditions: Vec<Expression>,
}

/// What an assignment, a parameter or a loop binds.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A name.
    Name(Arc<str>, Span),
    /// A place: `a.b`, `a[i]`.
    Place(Expression),
    /// `(a, b, *rest)`.
    List(Vec<Pattern>),
    /// The rest of a list or of an object: `*rest`, `...rest`.
    Rest(Box<Pattern>),
    /// `{a, b: c = default}`: property, what it binds, its default.
    Object(Vec<(Arc<str>, Pattern, Option<Expression>)>),
    /// A pattern with a default.
    Default(Box<Pattern>, Box<Expression>),
    /// Key (or index) and value of an entry: HCL's `for k, v in`, Go's `for i, v := range`.
    Entry(Box<Pattern>, Box<Pattern>),
    /// Something that binds nothing, `_`.
    Nothing,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `not a`, `!a`.
    Not,
    /// `-a`.
    Minus,
    /// `+a`.
    Plus,
    /// `~a`.
    BitNot,
    /// `typeof a`.
    TypeOf,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    /// `a and b`, `a && b`: the value of one of them.
    And,
    /// `a or b`, `a || b`: the value of one of them.
    Or,
    /// `a ?? b`.
    Coalesce,
    In,
    NotIn,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
}

/// A statement with its place.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// A statement of that kind at that place.
    #[must_use]
    pub fn new(kind: StatementKind, span: Span) -> Self {
        Self { kind, span }
    }
}

/// The kinds of statement that the languages share.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// An expression for its effect.
    Expression(Expression),
    /// `target = value`, `const target = value`, `target: type = value` (and without a value, `None`).
    Assign {
        /// What is bound.
        target: Pattern,
        /// Its value; `None` for a bare declaration.
        value: Option<Expression>,
        /// Whether the name is new in the block (`let`, `const`, `:=`, `var`), rather than assigned.
        declares: bool,
    },
    /// `target += value`.
    Update(Binary, Expression, Expression),
    /// `if`, `else if`, `else`.
    If(Expression, Vec<Statement>, Vec<Statement>),
    /// `for target in source`.
    ForEach(Pattern, Expression, Vec<Statement>),
    /// `for (start; condition; step)`.
    For(Box<[Option<Statement>; 2]>, Option<Expression>, Vec<Statement>),
    /// `while`; with `true`, the body runs before the first test.
    While(Expression, Vec<Statement>, bool),
    /// `return`.
    Return(Option<Expression>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// A named function.
    Function(Arc<Function>),
    /// A class, struct, interface or enum.
    Class(Arc<Class>),
    /// An import.
    Import(Import),
    /// `package a.b;`: the files of one package see one another's names.
    Package(Arc<str>),
    /// Marks names that this module gives to others (`export { a as b }`; behind it, `export const …`), of another module if one
    /// is named, and then all of its names if none is (`export * from "m"`), or itself as `*`.
    Export(Vec<(Arc<str>, Arc<str>)>, Option<Arc<str>>),
    /// `export default expression`.
    ExportDefault(Expression),
    /// `try`: body, handlers (bound name, body), finally.
    Try(Vec<Statement>, Vec<(Option<Arc<str>>, Vec<Statement>)>, Vec<Statement>),
    /// `throw`, `raise`, `panic`.
    Throw(Option<Expression>),
    /// `switch`, `match`: subject, cases (tests, none for the default; body). `true` where control falls through.
    Switch(Expression, Vec<(Vec<Expression>, Vec<Statement>)>, bool),
    /// A block with its own scope, or `with`: what it binds first, then its body.
    Block(Vec<Statement>),
    /// `global a, b`, `nonlocal a`: names that the function assigns outside itself.
    Outer(Vec<Arc<str>>),
    /// Code that the front end does not lower, with its kind in the grammar.
    Unsupported(&'static str),
}

/// A function, method, constructor or lambda.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name, if it has one.
    pub name: Option<Arc<str>>,
    /// Its parameters, without the receiver (`self`, `this`).
    pub parameters: Vec<Parameter>,
    /// Its statements; a lambda with an expression has one `return`.
    pub body: Vec<Statement>,
    /// The name of the receiver: `self`, `this`, `cls`, Go's own; none for plain functions.
    pub receiver: Option<Arc<str>>,
    /// Whether it is called on the class.
    pub is_static: bool,
    /// Whether it is read like a field (`@property`, `get x()`).
    pub is_getter: bool,
    /// Whether it is assigned like a field (`@x.setter`, `set x(value)`).
    pub is_setter: bool,
    /// Decorators or annotations, as written, arguments included.
    pub decorators: Vec<Expression>,
    /// The whole function.
    pub span: Span,
}

impl Function {
    /// A function without a name.
    #[must_use]
    pub fn lambda(parameters: Vec<Parameter>, body: Vec<Statement>, span: Span) -> Self {
        Self {
            name: None,
            parameters,
            body,
            receiver: None,
            is_static: false,
            is_getter: false,
            is_setter: false,
            decorators: Vec::new(),
            span,
        }
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// What it binds.
    pub target: Pattern,
    /// Its default.
    pub default: Option<Expression>,
    /// `*args`, `...rest`; `**kwargs`.
    pub spread: Spread,
    /// TypeScript's `constructor(private readonly x: T)`: the parameter is a field too.
    pub is_field: bool,
    /// Its declared type, as written.
    pub type_name: Option<Arc<str>>,
}

impl Parameter {
    /// A parameter that has nothing but what it binds.
    #[must_use]
    pub fn plain(target: Pattern) -> Self {
        Self { target, default: None, spread: Spread::No, is_field: false, type_name: None }
    }
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: Arc<str>,
    /// What it extends, first the one whose constructor `super` calls.
    pub bases: Vec<Expression>,
    /// Fields in order: name, first value, declared type, whether it belongs to the class itself.
    pub fields: Vec<Field>,
    /// Methods.
    pub methods: Vec<Arc<Function>>,
    /// The constructor: `__init__`, `constructor`, Java's.
    pub constructor: Option<Arc<Function>>,
    /// Java's further constructors, told apart by their number of parameters.
    pub overloads: Vec<Arc<Function>>,
    /// Statements that run once, when the class comes to be, after its fields: nested classes, static blocks, anything
    /// else in the body of a Python class. What they bind are members of the class itself.
    pub body: Vec<Statement>,
    /// Decorators or annotations.
    pub decorators: Vec<Expression>,
    /// What kind of class it is.
    pub kind: ClassKind,
    /// The whole class.
    pub span: Span,
}

impl Class {
    /// A class without members.
    #[must_use]
    pub fn empty(name: Arc<str>, kind: ClassKind, span: Span) -> Self {
        Self {
            name,
            bases: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            constructor: None,
            overloads: Vec::new(),
            body: Vec::new(),
            decorators: Vec::new(),
            kind,
            span,
        }
    }
}

/// What kind of class a class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassKind {
    /// A class, or a Go struct.
    Class,
    /// An interface: it has no behaviour, and values of it are plain objects.
    Interface,
    /// An enum: its fields are its members.
    Enum,
    /// A class whose constructor takes its fields in order: Python's `@dataclass`, Java's `record`, Go's struct.
    Record,
}

/// A field of a class.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its first value.
    pub value: Option<Expression>,
    /// Its declared type, as written.
    pub type_name: Option<Arc<str>>,
    /// Whether it belongs to the class itself.
    pub is_static: bool,
    /// Where it stands.
    pub span: Span,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module, as written: `pulumi_aws`, `./vpc-stack`, `aws-cdk-lib/aws-s3`, `software.amazon.awscdk`.
    pub module: Arc<str>,
    /// What is bound.
    pub names: Vec<ImportedName>,
}

/// A name that an import binds.
#[derive(Clone, Debug)]
pub struct ImportedName {
    /// What it is in the module.
    pub of: Imported,
    /// The name that it is bound to.
    pub name: Arc<str>,
}

/// What an import takes from a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The module itself: `import x as y`, `import * as y`.
    Module,
    /// One of its names.
    Name(Arc<str>),
    /// Its default export.
    Default,
    /// All its names: `from x import *`.
    All,
}
