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

/// The form of statements in a function.
fn check_body(text: &str, expected: &str) {
    check(&format!("func f() {{\n{text}\n}}"), &format!("(function f () {expected})"));
}

#[test]
fn literals() {
    check_body("g(nil, true, false, 1_000, 0x1f, 0o17, 1.5e3)", "(g null true false 1000 31 15 1500)");
    check_body(r#"g("a\n\u0041", 'x', `raw\n`)"#, r#"(g "a\nA" "x" "raw\\n")"#);
    check_body("g(3i)", "(g (unsupported imaginary_literal))");
}

#[test]
fn composite_literals() {
    check_body(r#"g([]string{"a", b}, [2]int{1, 2}, [...]int{3})"#, r#"(g ["a" b] [1 2] [3])"#);
    check_body(r#"g(map[string]int{"a": 1, k: 2})"#, r#"(g {"a": 1 k: 2})"#);
    check_body(
        "x := &s3.BucketArgs{Bucket: pulumi.String(\"b\"), Tags: pulumi.StringMap{\"k\": v}}",
        r#"(let x (new s3.BucketArgs Bucket=(pulumi.String "b") Tags={"k": v}))"#,
    );
    check_body(
        "g(pulumi.StringArray{a, b}, ec2.FooMap{}, Point{1, 2}, Empty{})",
        "(g [a b] {} (new Point 1 2) (new Empty))",
    );
    check_body("g([]Sub{{Name: \"a\"}, {Name: b}})", r#"(g [(new Sub Name="a") (new Sub Name=b)])"#);
    check_body(
        "g([]*lib.Sub{{A: 1}}, map[string]Sub{\"k\": {A: 1}})",
        r#"(g [(new lib.Sub A=1)] {"k": (new Sub A=1)})"#,
    );
    check_body(
        "g([]struct{ name string; size int; tags []string }{{\"a\", 1, nil}, {name: \"b\"}})",
        r#"(g [{"name": "a" "size": 1 "tags": null} {"name": "b" "size": 0 "tags": []}])"#,
    );
    check_body(
        "g([][]string{{\"a\"}, {}}, map[string]interface{}{\"a\": []interface{}{1}})",
        r#"(g [["a"] []] {"a": [1]})"#,
    );
    check_body("g(lib.FooArray{&lib.Foo{A: 1}, lib.Foo{A: 2}})", "(g [(new lib.Foo A=1) (new lib.Foo A=2)])");
}

#[test]
fn operators_and_access() {
    check_body("g(a + b*-c, !d && e || f == 1, ^h)", "(g (+ a (* b (- c))) (or (and (not d) e) (== f 1)) (~ h))");
    check_body("g(&a, *b, (c), a.b.c[0], a[1:2], a[:n])", "(g a b c a.b.c[0] a[1:2:] a[:n:])");
    check_body("g(x.(string), []byte(s), float64(n))", "(g x s (float64 n))");
    check_body("xs = append(xs, a, ys...)", "(= xs (append xs a *ys))");
    check_body(
        "g(make([]string, 0, 3), make(map[string]int), make([]int, n), new(Foo), new(int))",
        "(g [] {} (make 0 n) (new Foo) 0)",
    );
    check_body(
        "g(func(a, b string, rest ...int) error { return nil })",
        "(g (lambda (a:string b:string *rest:int) (return null)))",
    );
    check_body("Map[string, int](xs)", "(Map xs)");
}

#[test]
fn assignments() {
    check_body(
        "a, err := f(); a, _ = 1, 2; a.b[0] = c; a += 1; a++; a--",
        "(let (tuple a err) (f)) (= (tuple a _) (tuple 1 2)) (= a.b[0] c) (+= a 1) (+= a 1) (-= a 1)",
    );
    check_body("v, ok := m[k]", "(let (tuple v ok) (tuple m[k] (in k m)))");
    check_body("v, ok := x.(lib.T)", "(let (tuple v ok) (tuple x (instanceof x lib.T)))");
    check(
        "var a, b string\nvar c int = 1\nvar d, e = f()\nvar (\n  g []string\n  h *Foo\n)",
        "(let a \"\")\n(let b \"\")\n(let c 1)\n(let (tuple d e) (f))\n(let g [])\n(let h)",
    );
    check(
        "const a = \"x\"\nconst (\n  b = iota + 1\n  c\n  d\n)",
        "(let a \"x\")\n(let b (+ 0 1))\n(let c (+ 1 1))\n(let d (+ 2 1))",
    );
}

#[test]
fn control_flow() {
    check_body("if a { b() } else if c { d() } else { e() }", "(if a (do (b)) (do (if c (do (d)) (do (e)))))");
    check_body(
        "if x, err := g(); err != nil { return err }",
        "(block (let (tuple x err) (g)) (if (!= err null) (do (return err))))",
    );
    check_body("for i, v := range xs { g(v) }", "(for (entry i v) xs (do (g v)))");
    check_body("for i := range xs { continue }", "(for (entry i _) xs (do (continue)))");
    check_body("for _, v = range xs { break }", "(for (entry _ v) xs (do (break)))");
    check_body("for range xs {}", "(for _ xs (do))");
    check_body("for i := 0; i < 3; i++ { g(i) }", "(for (let i 0) (< i 3) (+= i 1) (do (g i)))");
    check_body("for a < b {}\nfor {}", "(while (< a b) (do)) (while true (do))");
    check_body(
        "switch a { case \"x\", \"y\": b(); case \"z\": c(); fallthrough; default: d() }",
        r#"(switch a (case "x" "y" (do (b))) (case "z" (do (c) (d))) (default (do (d))))"#,
    );
    check_body("switch { case a > 1: b() }", "(switch true (case (> a 1) (do (b))))");
    check_body("switch x := g(); x { default: }", "(block (let x (g)) (switch x (default (do))))");
    check_body(
        "switch t := x.(type) { case string: g(t); default: h() }",
        "(block (let t x) (switch x (case (unsupported type_case) (do (g t))) (default (do (h)))))",
    );
    check_body("defer g(); go func() { h() }(); panic(err)", "(g) ((lambda () (h))) (throw err)");
    check_body("outer:\nfor { break outer }", "(while true (do (break)))");
}

#[test]
fn functions() {
    check(
        "func f(a, b string, c *lib.D, d ...int) (string, error) { return a, nil }",
        "(function f (a:string b:string c:*lib.D *d:int) (return (tuple a null)))",
    );
    check(
        "func f() (n int, err error) { n = 1; if x { return }; return 2, nil }",
        "(function f () (let n) (let err) (= n 1) (if x (do (return (tuple n err)))) (return (tuple 2 null)))",
    );
    check("func f[T any](x T) T { return x }", "(function f (x:T) (return x))");
}

#[test]
fn types() {
    check(
        "func (s *Stack) Go(a int) { s.n = a }\ntype Stack struct {\n  awscdk.Stack\n  Base\n  n, m int `json:\"n\"`\n  v ec2.Vpc\n}\nfunc (s Stack) Stop() {}",
        "(record Stack (Base) (field Stack:awscdk.Stack null) (field Base:Base null) (field n:int 0) (field m:int 0) (field v:ec2.Vpc null) \
         (method s:: Go (a:int) (= s.n a)) (method s:: Stop ()))",
    );
    check("type I interface { Go() }", "(interface I ())");
    check("type Env string\ntype A = B", "(function Env (value) (return value))");
    check("func (t *Other) Go() {}", "(= Other.Go (lambda t:: Go ()))");
}

#[test]
fn imports() {
    check("package main", "(package main)");
    check("import \"fmt\"", r#"(import "fmt" module:fmt)"#);
    check(
        "import (\n  s3 \"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3\"\n  _ \"embed\"\n  . \"lib\"\n)",
        "(import \"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3\" module:s3)\n(import \"embed\")\n(import \"lib\" *)",
    );
    let names =
        |path: &str, name: &str| check(&format!("import \"{path}\""), &format!("(import {path:?} module:{name})"));
    names("github.com/aws/aws-cdk-go/awscdk/v2", "awscdk");
    names("github.com/aws/aws-cdk-go/awscdk/v2/awss3", "awss3");
    names("github.com/aws/constructs-go/constructs/v10", "constructs");
    names("github.com/aws/jsii-runtime-go", "jsii");
    names("gopkg.in/yaml.v3", "yaml");
}

#[test]
fn broken_code() {
    check_broken(
        "func main() {\n  pulumi.Run(func(ctx *pulumi.Context) error {\n    b, err := s3.NewBucket(ctx, \"b\", &s3.BucketArgs{\n      Acl: pulumi.String(\"priv",
        "(function main () (pulumi.Run (lambda (ctx:*pulumi.Context) (let (tuple b err) (s3.NewBucket ctx \"b\" (new s3.BucketArgs Acl=(pulumi.String \"priv\")))))))",
        &["syntax error: `\")})})}` is missing at the end"],
    );
    check_broken("func f() {\n  g(...)\n  h()\n}", "(function f () (g) (h))", &["syntax error at `...`"]);
    check_broken(
        "func f() {\n  a := = 1\n  h()\n}",
        "(function f () (let a 1) (unsupported ERROR) (h))",
        &["syntax error at `=`"],
    );
}

#[test]
fn nesting_ends() {
    let chain = format!("func f() {{ a{} }}", ".b(c)".repeat(5000));
    let (program, _) = parse(0, &chain);
    assert!(print::program(&program).contains("(unsupported nesting)"));
    parse(0, &format!("var a = []T{}", "{".repeat(5000)));
    parse(0, &format!("func f() {{ if a {{}}{} }}", " else if a {}".repeat(5000)));
}
