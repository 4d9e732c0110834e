use super::parse;
use crate::program::print;

/// The form of a text that parses.
fn check(text: &str, expected: &str) {
    let (program, diagnostics) = parse(0, text);
    assert_eq!(print::program(&program), expected, "{text}");
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
}

/// The form of a text that does not parse, and what is said about it.
fn check_broken(text: &str, expected: &str, errors: &[&str]) {
    let (program, diagnostics) = parse(0, text);
    let messages: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!((print::program(&program).as_str(), messages.as_slice()), (expected, errors), "{text}");
}

#[test]
fn literals() {
    check("f(null, true, false);", "(f null true false)");
    check("f(1_000L, 0x1F, 017, 0b11, 1.5f, 2e3);", "(f 1000 31 15 3 1.5 2000)");
    check(r#"f("a\n\u0041\"", 'x', '\n');"#, r#"(f "a\nA\"" "x" "\n")"#);
    check("String[] a = {\"x\", y}; a = new int[]{1, 2};", "(let a [\"x\" y])\n(= a [1 2])");
    check("int[] a = new int[3];", "(let a (new[] 3))");
    check("f(Foo.class);", "(f Foo.class)");
}

#[test]
fn text_blocks() {
    check("f(\"\"\"\n    {\n      \"a\": 1\n    }\n    \"\"\");", r#"(f "{\n  \"a\": 1\n}\n")"#);
    check("f(\"\"\"\n    one  \n\n      two\"\"\");", r#"(f "one\n\n  two")"#);
    check("f(\"\"\"\n    a \\\n    b\\tc\"\"\");", r#"(f "a b\tc")"#);
}

#[test]
fn operators() {
    check("f(a + \"-\" + b * -c % 2);", r#"(f (+ (+ a "-") (% (* b (- c)) 2)))"#);
    check("f(!a && b || c >>> 1 == 2);", "(f (or (and (not a) b) (== (>> c 1) 2)))");
    check("f(a ? b : c, (String) d, (e));", "(f (if a b c) d e)");
    check("f(i++, --j, k += 2);", "(f (- (:= i (+ i 1)) 1) (:= j (- j 1)) (:= k (+ k 2)))");
    check("f(a instanceof B, a instanceof B b);", "(f (instanceof a B) (and (instanceof a B) (:= b a)))");
}

#[test]
fn access_and_calls() {
    check(
        "Bucket b = Bucket.Builder.create(this, \"B\").versioned(true).build();",
        r#"(let b (((Bucket.Builder.create this "B").versioned true).build))"#,
    );
    check("List.of(\"a\", b).get(0);", r#"((List.of "a" b).get 0)"#);
    check("Map.<String, String>of(\"a\", \"b\");", r#"(Map.of "a" "b")"#);
    check("a.b[0].c();", "(a.b[0].c)");
    check("new software.amazon.Foo<String>(a);", "(new software.amazon.Foo a)");
    check("super.go(); this.x.go();", "(super.go)\n(this.x.go)");
    check("new Thread(a) { void run() { b(); } };", "(new Thread a)");
    check(
        "f(new HashMap<>() {{ put(\"a\", 1); }});",
        r#"(f ((lambda () (let new (new HashMap)) (new.put "a" 1) (return new))))"#,
    );
}

#[test]
fn lambdas() {
    check("xs.forEach(x -> go(x));", "(xs.forEach (lambda (x) (return (go x))))");
    check("xs.map((a, b) -> { return a; });", "(xs.map (lambda (a b) (return a)))");
    check("xs.map((String a) -> a);", "(xs.map (lambda (a:String) (return a)))");
    check("Pulumi.run(App::stack);", "(Pulumi.run App.stack)");
    check(
        "xs.map(this::go).map(Foo::new);",
        "((xs.map this.go).map (lambda (*arguments) (return (new Foo *arguments))))",
    );
    check("xs.toArray(String[]::new);", "(xs.toArray (lambda (*arguments) (return (new String[] *arguments))))");
}

#[test]
fn statements() {
    check("final var a = 1; String b; int c = 2, d;", "(let a 1)\n(let b)\n(let c 2)\n(let d)");
    check("a = b; this.a = c; a[0] = d; a += 1; a++;", "(= a b)\n(= this.a c)\n(= a[0] d)\n(+= a 1)\n(+= a 1)");
    check("if (a) b(); else if (c) { d(); } else e();", "(if a (do (b)) (do (if c (do (d)) (do (e)))))");
    check("for (String s : xs) { continue; }", "(for s xs (do (continue)))");
    check("for (int i = 0; i < 3; i++) f(i);", "(for (let i 0) (< i 3) (+= i 1) (do (f i)))");
    check(
        "for (int i = 0, j = 1; ; i++, j--) { break; }",
        "(block (let i 0) (let j 1) (for _ _ (block (+= i 1) (-= j 1)) (do (break))))",
    );
    check("while (a) { b(); } do c(); while (d);", "(while a (do (b)))\n(do-while (do (c)) d)");
    check(
        "try (var a = open(); b) { c(); } catch (IOException | Foo e) { d(); } finally { f(); }",
        "(try (do (let a (open)) b (c)) (catch e (do (d))) (finally (do (f))))",
    );
    check(
        "synchronized (a) { b(); } { c(); } outer: while (a) break outer;",
        "(block (b))\n(block (c))\n(while a (do (break)))",
    );
    check("throw new Foo(\"x\"); return; assert a : b;", "(throw (new Foo \"x\"))\n(return)\n(assert a b)");
}

#[test]
fn switches() {
    check(
        "switch (a) { case \"x\": case \"y\": b(); break; default: c(); }",
        r#"(switch-through a (case "x" (do)) (case "y" (do (b) (break))) (default (do (c))))"#,
    );
    check(
        "switch (a) { case X, Y -> b(); default -> { c(); } }",
        "(switch a (case X Y (do (b))) (default (do (block (c)))))",
    );
    check(
        "int n = switch (a) { case \"x\" -> 1; case \"y\" -> { yield 2; } default -> throw new Foo(); };",
        "(let n ((lambda () (switch a (case \"x\" (do (return 1))) (case \"y\" (do (block (return 2)))) \
         (default (do (throw (new Foo))))))))",
    );
}

#[test]
fn classes() {
    check(
        "package com.example;\n@Foo(\"x\")\npublic class A extends lib.Stack<B> implements C {
         private static final String NAME = \"a\"; private final Vpc vpc, other;
         static { go(); } { init(); }
         public A(final Construct scope) { this(scope, null); }
         public A(final Construct scope, StackProps props) { super(scope); vpc = b(); }
         @Override public Vpc vpc() { return vpc; } static void go(String... xs) {}
         static class Inner {} enum E { X, Y } }",
        "(package com.example)\n(class @(Foo \"x\") A (lib.Stack) (static-field NAME:String \"a\") (field vpc:Vpc) (field other:Vpc) \
         (constructor this:: A (scope:Construct) (this scope null)) \
         (constructor this:: A (scope:Construct props:StackProps) (super scope) (init) (= vpc (b))) \
         (method @Override this:: vpc () (return vpc)) (method static go (*xs:String)) \
         (block (go)) (class Inner ()) (enum E () (static-field X) (static-field Y)))",
    );
    check(
        "record P(String a, int b) { P { a = a.trim(); } static P of() { return null; } }",
        "(record P () (field a:String) (field b:int) (constructor this:: (a:String b:int) (= a (a.trim)) (= this.a a) (= this.b b)) \
         (method this:: a () (return this.a)) (method this:: b () (return this.b)) (method static of () (return null)))",
    );
    check(
        "enum E { A(\"a\"), B(\"b\"); final String v; E(String v) { this.v = v; } }",
        "(enum E () (static-field A (new E \"a\")) (static-field B (new E \"b\")) (field v:String) \
         (constructor this:: E (v:String) (= this.v v)))",
    );
    check(
        "interface I extends J { String K = \"k\"; void a(); default int b() { return 1; } }",
        "(interface I (J) (static-field K:String \"k\") (method this:: a ()) (method this:: b () (return 1)))",
    );
    check("class A { int x; { x = 1; } }", "(class A () (field x:int) (constructor this:: () (= x 1)))");
}

#[test]
fn imports() {
    check("import java.util.List;", r#"(import "java.util" List)"#);
    check("import software.amazon.awscdk.services.s3.*;", r#"(import "software.amazon.awscdk.services.s3" *)"#);
    check("import static a.b.C.d;", r#"(import "a.b.C" d)"#);
    check("import static a.b.C.*;", r#"(import "a.b.C" *)"#);
}

#[test]
fn broken_code() {
    check_broken(
        "class A {\n  A() {\n    Bucket.Builder.create(this, \"b\")\n      .tags(Map.of(\"a\", \"b",
        "(class A () (constructor this:: A () ((Bucket.Builder.create this \"b\").tags (Map.of \"a\" \"b\"))))",
        &["syntax error: `;` is missing", "syntax error: `\"))}}` is missing at the end"],
    );
    check_broken(
        "class A {\n  void go() {\n    f(...);\n    // ...\n    g();\n  }\n}",
        "(class A () (method this:: go () (f) (g)))",
        &["syntax error at `...`"],
    );
    check_broken(
        "class A {\n  void go() { f(); }\n  }\n  void stop() { g(); }\n}",
        "(class A () (method this:: go () (f)))\n(function this:: stop () (g))\n(unsupported ERROR)",
        &["syntax error at `}`"],
    );
}

#[test]
fn nesting_ends() {
    let chain = format!("a{};", ".b(c)".repeat(5000));
    let (program, _) = parse(0, &chain);
    assert!(print::program(&program).contains("(unsupported nesting)"));
    parse(0, &format!("f{};", "(g".repeat(5000)));
    parse(0, &format!("if (a) b();{}", " else if (a) b();".repeat(5000)));
    parse(0, &format!("A{} x;", ".B".repeat(5000)));
}
