use super::parse;
use crate::program::form::Program;
use crate::program::print;

/// The form of a text that parses.
fn check(text: &str, expected: &str) {
    let (program, diagnostics) = parse(0, text);
    assert_eq!(print::program(&program), expected, "{text}");
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
}

#[test]
fn literals() {
    check("None", "null");
    check("[True, False]", "[true false]");
    check("(1_000, 0x1f, 0b11, 0o17, 1.5, 2e3)", "(tuple 1000 31 3 15 1.5 2000)");
    check("3j", "(unsupported integer)");
    check("(1)", "1");
    check("()", "(tuple)");
    check("1, 2", "(tuple 1 2)");
    check("{1, 2}", "(set 1 2)");
    check("{}", "{}");
    check("{'a': 1, **rest, b: [*xs, 2]}", r#"{"a": 1 **rest b: [*xs 2]}"#);
    check("...", "(unsupported ellipsis)");
}

#[test]
fn strings() {
    check(r#""a\n\x41\d""#, r#""a\nA\\d""#);
    check(r#"r"\d""#, r#""\\d""#);
    check(r#"b'bytes'"#, r#""bytes""#);
    check("'''three\nlines'''", r#""three\nlines""#);
    check(r#"'one ' "two""#, r#""one two""#);
    check(r#"f"{{{name}}}-{1 + 2}""#, r#"(template "{" name "}-" (+ 1 2))"#);
    check(r#"'a' f'{b}' 'c'"#, r#"(template "a" b "c")"#);
    check(r#"f"plain""#, r#""plain""#);
    check(r#"f"{x!r:>{width}}""#, r#"(template (format (repr x) (template ">" width)))"#);
    check(r#"f"{x:02d}""#, r#"(template (format x "02d"))"#);
    check(r#"f"{x=}""#, r#"(template "x=" (repr x))"#);
    check(r#"f"{d['k']}{f'{y}'}""#, r#"(template d["k"] (template y))"#);
    check("''", r#""""#);
}

#[test]
fn operators() {
    check("a + b * -c", "(+ a (* b (- c)))");
    check("a // b ** 2 % ~c", "(% (// a (** b 2)) (~ c))");
    check("a and not b or c", "(or (and a (not b)) c)");
    check("a < b <= c", "(and (< a b) (<= b c))");
    check("a not in b", "(not-in a b)");
    check("a is not None", "(!= a null)");
    check("a @ b", "(unsupported binary_operator)");
    check("a if b else c", "(if b a c)");
    check("(n := 10)", "(:= n 10)");
    check("await client.get()", "(client.get)");
}

#[test]
fn access_and_calls() {
    check("a.b[0]['k']", r#"a.b[0]["k"]"#);
    check("a[1:2]", "a[1:2:]");
    check("a[:-1]", "a[:(- 1):]");
    check("a[::2]", "a[::2]");
    check("a[1, 2]", "a[(tuple 1 2)]");
    check("f(1, name=2, *xs, **kw)", "(f 1 name=2 *xs **kw)");
    check("f(x for x in xs)", "(f (list-of x (for x xs)))");
    check("f(\n    # why\n    1,\n)", "(f 1)");
    check("lambda x, y=1, *z: x + y", "(lambda (x y=1 *z) (return (+ x y)))");
    check("lambda: None", "(lambda () (return null))");
}

#[test]
fn comprehensions() {
    check("[x * 2 for x in xs if x if y]", "(list-of (* x 2) (for x xs x y))");
    check("{k: v for k, v in d.items()}", "(map-of k v (for (tuple k v) (d.items)))");
    check("{x for row in rows for x in row}", "(set-of x (for row rows) (for x row))");
    check("[await f(x) async for x in xs]", "(list-of (f x) (for x xs))");
}

#[test]
fn assignments() {
    check("a = 1", "(= a 1)");
    check("a = b = c", "(= a (:= b c))");
    check("a, (b, *c) = d", "(= (tuple a (tuple b *c)) d)");
    check("self.a['k'] = 1", r#"(= self.a["k"] 1)"#);
    check("a: int = 1", "(= a 1)");
    check("a: Dict[str, int]", "(= a)");
    check("a += 1", "(+= a 1)");
    check("a.b //= 2", "(//= a.b 2)");
    check("a = b, c", "(= a (tuple b c))");
    check("a = yield b", "(= a (yield b))");
    check("type A = int", "");
}

#[test]
fn control_flow() {
    check("if a:\n    b\nelif c:\n    d\nelse:\n    e", "(if a (do b) (do (if c (do d) (do e))))");
    check("for k, v in d:\n    continue", "(for (tuple k v) d (do (continue)))");
    check("for a in b:\n    c\nelse:\n    d", "(for a b (do c))\nd");
    check(
        "for a in b:\n    if a: break\nelse:\n    d",
        "(for a b (do (if a (do (break)))))\n(if (unsupported else_clause) (do d))",
    );
    check("while a < 3:\n    a += 1", "(while (< a 3) (do (+= a 1)))");
    check("with open(p) as f, lock:\n    f.read()", "(block (= f (open p)) lock (f.read))");
    check("async with a as (b, c):\n    pass", "(block (= (tuple b c) a))");
    check(
        "try:\n    a\nexcept (A, B) as e:\n    b\nexcept C:\n    c\nelse:\n    d\nfinally:\n    f",
        "(try (do a d) (catch e (do b)) (catch _ (do c)) (finally (do f)))",
    );
    check("raise ValueError('no') from e", r#"(throw (ValueError "no"))"#);
    check("raise", "(throw)");
    check("del a['k']", r#"(del a["k"])"#);
    check("assert a, 'why'", r#"(assert a "why")"#);
    check("global a, b", "(outer a b)");
}

#[test]
fn matches() {
    check(
        "match env:\n    case 'prod' | 'live':\n        a\n    case -1 | None:\n        b\n    case Stage.DEV:\n        c\n    case _:\n        d",
        r#"(switch env (case "prod" "live" (do a)) (case (- 1) null (do b)) (case Stage.DEV (do c)) (default (do d)))"#,
    );
    check("match a:\n    case other:\n        other", "(switch a (default (do (= other a) other)))");
    check(
        "match a:\n    case x if x > 1:\n        b\n    case [1, y]:\n        c",
        "(switch a (case (unsupported if_clause) (do (= x a) b)) (case (unsupported list_pattern) (do c)))",
    );
}

#[test]
fn functions() {
    check(
        "def f(a, b: int = 1, /, *args, c, d=2, **kw) -> str:\n    return a",
        "(function f (a b:int=1 *args c d=2 **kw) (return a))",
    );
    check("async def f():\n    \"\"\"Doc.\"\"\"\n    return", "(function f () \"Doc.\" (return))");
    check("@app.route('/')\ndef f(*, a): pass", r#"(function @(app.route "/") f (a))"#);
    check("def f(*args: str): ...", "(function f (*args:str) (unsupported ellipsis))");
}

#[test]
fn classes() {
    check(
        "class A(pulumi.ComponentResource):\n    \"\"\"Doc.\"\"\"\n    size = 1\n    def __init__(self, name, opts=None):\n        super().__init__('t', name, None, opts)\n    def go(self): pass",
        "(class A (pulumi.ComponentResource) (static-field size 1) (constructor self:: __init__ (name opts=null) \
         ((super).__init__ \"t\" name null opts)) (method self:: go ()))",
    );
    check(
        "class A(metaclass=M):\n    @staticmethod\n    def s(x): pass\n    @classmethod\n    def c(cls, x): pass\n    @property\n    def p(self): return 1\n    @p.setter\n    def p(self, v): pass",
        "(class A () (method @staticmethod static s (x)) (method @classmethod static cls:: c (x)) \
         (method @property get self:: p () (return 1)) (method @p.setter set self:: p (v)))",
    );
    check(
        "@dataclass(frozen=True)\nclass A:\n    name: str\n    size: int = 1\n    kinds: ClassVar[list] = []",
        "(record @(dataclass frozen=true) A () (field name:str) (field size:int 1) (static-field kinds:ClassVar[list] []))",
    );
    check("class P(NamedTuple):\n    x: int", "(record P (NamedTuple) (field x:int))");
    check("class E(str, Enum):\n    A = 'a'", r#"(enum E (str Enum) (static-field A "a"))"#);
    check("class A:\n    class B: pass\n    x, y = 1, 2", "(class A () (class B ()) (= (tuple x y) (tuple 1 2)))");
}

#[test]
fn imports() {
    check("import json", r#"(import "json" module:json)"#);
    check("import a.b as c, d", "(import \"a.b\" module:c)\n(import \"d\" module:d)");
    check("import a.b.c", "(import \"a.b.c\")\n(import \"a\" module:a)");
    check("from a.b import (c, d as e)", r#"(import "a.b" c d:e)"#);
    check("from . import a", r#"(import "." a)"#);
    check("from ..lib.x import *", r#"(import "..lib.x" *)"#);
    check("from __future__ import annotations", r#"(import "__future__" annotations)"#);
}

/// The form of a text that does not parse, and what is said about it.
fn check_broken(text: &str, expected: &str, errors: &[&str]) {
    let (program, diagnostics) = parse(0, text);
    let messages: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!((print::program(&program).as_str(), messages.as_slice()), (expected, errors), "{text}");
}

#[test]
fn broken_code() {
    check_broken("a = 1\nb = = 2\nc = 3", "(= a 1)\n(= b 2)\n(= c 3)", &["syntax error at `=`"]);
    check_broken(
        "a = Queue('q',\n    tags={'b': [f'{c",
        "(= a (Queue \"q\" tags={\"b\": [(template c)]}))",
        &["syntax error: `}']})` is missing at the end"],
    );
    check_broken(
        "class A:\n    def f(self):\n        x = '''abc\n",
        "(class A () (method self:: f () (= x \"abc\\n\")))",
        &["syntax error: `'''` is missing at the end"],
    );
    check_broken(
        "def f():\n    a = Queue('q')\n\ndef g(self, b,",
        "(function f () (= a (Queue \"q\")))\n(unsupported ERROR)",
        &["syntax error at `def g(self, b,`"],
    );
}

#[test]
fn places_are_exact() {
    let text = "é = [1\n";
    let (program, diagnostics) = parse(3, text);
    let Program::Module(statements) = program else { panic!("a module") };
    let span = statements[0].span;
    assert_eq!((span.file, &text[span.start as usize..span.end as usize]), (3, "é = [1\n"));
    let span = diagnostics[0].span.unwrap();
    assert_eq!(&text[span.start as usize..span.end as usize], "1\n");
}

#[test]
fn nesting_ends() {
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    let (program, _) = parse(0, &deep);
    assert!(print::program(&program).contains("(unsupported nesting)"));
    for (start, repeated) in
        [("if a:\n    b\n", "elif a:\n    b\n"), ("a = b", " < c"), ("@a", ".b"), ("a = b", ".c()")]
    {
        let (program, _) = parse(0, &format!("{start}{}\ndef f(): pass", repeated.repeat(20_000)));
        assert!(!print::program(&program).is_empty(), "{repeated}");
    }
}
