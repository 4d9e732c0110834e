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
    check("[null, undefined, true, false];", "[null null true false]");
    check("[1_000, 0x1f, 1.5, 2e3, 10n];", "[1000 31 1.5 2000 10]");
    check(r#"'a\n\u{41}\d';"#, r#""a\nAd""#);
    check("({ a: 1, 'b-c': 2, 3: 4, [d]: 5, e, ...f });", r#"{"a": 1 "b-c": 2 "3": 4 d: 5 "e": e **f}"#);
    check("({ go(x) { return this.x; } });", r#"{"go": (lambda this:: go (x) (return this.x))}"#);
    check("[a, ...b];", "[a *b]");
    check("x = /^a\\/b$/gi;", r#"(= x (new RegExp "^a\\/b$" "gi"))"#);
}

#[test]
fn templates() {
    check("`a ${b} c`;", r#"(template "a " b " c")"#);
    check("`${a}${`x${b}`}`;", r#"(template a (template "x" b))"#);
    check("`one\n  two \\`three\\` \\${four}`;", r#""one\n  two `three` ${four}""#);
    check("``;", r#""""#);
    check("pulumi.interpolate`arn:${a.arn}/*`;", r#"(pulumi.interpolate (template "arn:" a.arn "/*"))"#);
}

#[test]
fn operators() {
    check("a + b * -c;", "(+ a (* b (- c)))");
    check("!a && b || c ?? d;", "(?? (or (and (not a) b) c) d)");
    check("a === b; a !== b; a == null;", "(== a b)\n(!= a b)\n(== a null)");
    check("'k' in a;", r#"(in "k" a)"#);
    check("a instanceof B;", "(instanceof a B)");
    check("typeof a; void main(); delete a.b;", "(typeof a)\n(void (main))\n(delete a.b)");
    check("a ? b : c;", "(if a b c)");
    check("(a as B)!; a satisfies C; <D>a; f<E>(a);", "a\na\na\n(f a)");
    check("await a.b();", "(a.b)");
    check("x = (a, b);", "(= x (tuple a b)[1])");
    check("x = i++; y = --i;", "(= x (- (:= i (+ i 1)) 1))\n(= y (:= i (- i 1)))");
    check("x = (y ??= 1);", "(= x (:= y (?? y 1)))");
}

#[test]
fn access_and_calls() {
    check("a.b[0]['k'];", r#"a.b[0]["k"]"#);
    check("a?.b?.[0]?.(c);", "(a.b[0] c)");
    check("f(1, ...xs);", "(f 1 *xs)");
    check("new s3.Bucket(this, 'B', { versioned: true });", r#"(new s3.Bucket this "B" {"versioned": true})"#);
    check("new Map;", "(new Map)");
    check("new Foo<Bar>().go();", "((new Foo).go)");
    check("(async () => { await main(); })();", "((lambda () (main)))");
    check("xs.map((x, i) => ({ x, i }));", r#"(xs.map (lambda (x i) (return {"x": x "i": i})))"#);
    check("xs.forEach(x => { go(x); });", "(xs.forEach (lambda (x) (go x)))");
    check("this.#secret;", "this.#secret");
}

#[test]
fn declarations() {
    check("const a = 1, b: number = 2; let c; var d = a;", "(let a 1)\n(let b 2)\n(let c)\n(let d a)");
    check("const { a, b: { c }, d = 1, e: f = 2, ...g } = h;", "(let {a:a b:{c:c} d:d=1 e:f=2 ...:*g} h)");
    check("const [a, , [b = 1], ...c] = d;", "(let (tuple a _ (tuple b=1) *c) d)");
    check("[a, b] = [b, a];", "(= (tuple a b) [b a])");
    check("({ a, b: this.c } = d);", "(= {a:a b:this.c} d)");
    check("a.b = c; a['k'] = d;", "(= a.b c)\n(= a[\"k\"] d)");
    check("a = b = c;", "(= a (:= b c))");
    check(
        "a += 1; b ||= 2; c ??= 3; d >>>= 1; i++; --j;",
        "(+= a 1)\n(or= b 2)\n(??= c 3)\n(>>= d 1)\n(+= i 1)\n(-= j 1)",
    );
    check("type A = string; declare const b: A; ;", "");
}

#[test]
fn control_flow() {
    check("if (a) b(); else if (c) { d(); } else e();", "(if a (do (b)) (do (if c (do (d)) (do (e)))))");
    check(
        "for (const [k, v] of Object.entries(o)) { continue; }",
        "(for (tuple k v) (Object.entries o) (do (continue)))",
    );
    check("for (const k in o) f(k);", "(for (entry k _) o (do (f k)))");
    check("for (let i = 0; i < 3; i++) { break; }", "(for (let i 0) (< i 3) (+= i 1) (do (break)))");
    check("for (;;) {}", "(for _ _ _ (do))");
    check(
        "for (let i = 0, n = 3; i < n; i++, j--) {}",
        "(block (let i 0) (let n 3) (for _ (< i n) (block (+= i 1) (-= j 1)) (do)))",
    );
    check("while (a) b(); do { c(); } while (d);", "(while a (do (b)))\n(do-while (do (c)) d)");
    check(
        "switch (a) { case 'x': case 'y': b(); break; default: c(); }",
        r#"(switch-through a (case "x" (do)) (case "y" (do (b) (break))) (default (do (c))))"#,
    );
    check("try { a(); } catch (e) { b(); } finally { c(); }", "(try (do (a)) (catch e (do (b))) (finally (do (c))))");
    check("try { a(); } catch { throw new Error('x'); }", r#"(try (do (a)) (catch _ (do (throw (new Error "x")))))"#);
    check("{ const a = 1; }", "(block (let a 1))");
    check("outer: for (const a of b) { break outer; }", "(for a b (do (break)))");
}

#[test]
fn functions() {
    check(
        "async function f(a: string, b = 1, { c, d = 2 }: P = {}, ...rest: any[]): Promise<void> { return; }",
        "(function f (a::string b:=1 {c:c d:d=2}:P={} *rest:any[]) (return))"
            .replace("a::string", "a:string")
            .replace("b:=1", "b=1")
            .as_str(),
    );
    check("function f(this: Foo, a?: number) {}", "(function f (a:number))");
    check("const f = function named() {};", "(let f (lambda named ()))");
    check("function f(a: string): void;\nfunction f(a: any) {}", "(function f (a:any))");
    check("function* g() { yield 1; }", "(function g () (yield 1))");
    check("const f = (): string => 'x';", r#"(let f (lambda () (return "x")))"#);
}

#[test]
fn classes() {
    check(
        "export class A extends cdk.Stack<P> implements I { private readonly size: number = 1; static kind = 'a'; name!: string;
         constructor(scope: Construct, public readonly id: string, props?: Props) { super(scope, id); this.size = 2; }
         static of(): A { return new A(); } get big() { return true; } set big(v) {} abstract go(): void; private async run() {} }",
        "(class A (cdk.Stack) (field size:number 1) (static-field kind \"a\") (field name:string) \
         (constructor this:: constructor (scope:Construct this.id:string props:Props) (super scope id) (= this.size 2)) \
         (method static this:: of () (return (new A))) (method get this:: big () (return true)) \
         (method set this:: big (v)) (method this:: run ()))",
    );
    check("abstract class A { static { B.c = 1; } }", "(class A () (= B.c 1))");
    check("@Foo('x')\nclass A { @Bar() go() {} }", r#"(class @(Foo "x") A () (method @(Bar) this:: go ()))"#);
    check("const A = class extends B {};", "(class A (B))");
    check(
        "export interface P extends cdk.StackProps, Q<R> { readonly a: string; b?: number; c(): void }",
        "(interface P (cdk.StackProps Q) (field a:string) (field b:number))",
    );
    check(
        "enum E { A, B = 5, C, D = 'd', 'E-F' = 'e' }",
        r#"(enum E () (static-field A 0) (static-field B 5) (static-field C 6) (static-field D "d") (static-field E-F "e"))"#,
    );
    check("namespace N { export const a = 1; }", "(class N () (let a 1) (export a:a))");
    check("class A { on = () => { this.go(); }; }", "(class A () (field on (lambda () (this.go))))");
}

#[test]
fn imports() {
    check("import * as cdk from 'aws-cdk-lib';", r#"(import "aws-cdk-lib" module:cdk)"#);
    check("import a, { b, c as d, default as e, type F } from './x';", r#"(import "./x" default:a b c:d default:e)"#);
    check("import './side';", r#"(import "./side")"#);
    check("import type { A } from 'a';", "");
    check("import fs = require('fs');", r#"(import "fs" module:fs)"#);
    check("import Alias = lib.Inner;", "(let Alias lib.Inner)");
    check("const aws = require('aws-sdk');", r#"(import "aws-sdk" module:aws)"#);
    check("const { A, b: c } = require('./x');", r#"(import "./x" A b:c)"#);
    check("const c = require('./x').C;", r#"(let c (require "./x").C)"#);
    check("const m = await import('./m');", r#"(let m (import "./m"))"#);
}

#[test]
fn exports() {
    check("export const a = 1;", "(let a 1)\n(export a:a)");
    check("export { a, b as c };", "(export a:a b:c)");
    check("export { default as D } from './d';", r#"(export default:D "./d")"#);
    check("export * from './x';", r#"(export "./x")"#);
    check("export * as y from './y';", r#"(export *:y "./y")"#);
    check("export type { T } from './t';", "");
    check("export default class A {}", "(class A ())\n(export-default A)");
    check("export default function f() {}", "(function f ())\n(export-default f)");
    check("export default class {}", "(class default ())\n(export-default default)");
    check("export default { a: 1 };", r#"(export-default {"a": 1})"#);
    check("export default async () => 1;", "(export-default (lambda () (return 1)))");
    check("export = a;", "(export-default a)");
    check("module.exports = { A };", r#"(export-default {"A": A})"#);
    check("exports.handler = async (e) => e;", "(let handler (lambda (e) (return e)))");
    check("module.exports.A = B;", "(export B:A)");
}

#[test]
fn other_dialects() {
    check("// bin/app.ts\n#!/usr/bin/env node\nf();", "(f)");
    check("const a = <div id={x}>text</div>;", "(let a (unsupported jsx_element))");
    check_broken(
        "import _ as cdk from 'aws-cdk-lib';",
        r#"(import "aws-cdk-lib" module:cdk)"#,
        &["syntax error at `_ as`"],
    );
}

#[test]
fn broken_code() {
    check_broken(
        "class A extends Stack {\n  constructor() {\n    super();\n    new Queue(this, `q-${name}`, {\n      fifo: tru",
        "(class A (Stack) (constructor this:: constructor () (super) (new Queue this (template \"q-\" name) {\"fifo\": tru})))",
        &["syntax error: `})}}` is missing at the end"],
    );
    check_broken(
        "const a = new Bucket(...);\nconst b = f({ x: 1, ... });",
        "(let a (new Bucket))\n(let b (f {\"x\": 1}))",
        &["syntax error at `...`", "syntax error at `...`"],
    );
    check_broken(
        "const x = = 1;\nnew Topic();",
        "(let x 1)\n(unsupported ERROR)\n(new Topic)",
        &["syntax error at `=`"],
    );
    check_broken(
        "class A {\n  go() {\n    new Queue();\n  }\n  }\n  stop() { new Topic(); }\n}",
        "(class A () (method this:: go () (new Queue)))\n(stop)\n(block (new Topic))\n(unsupported ERROR)",
        &["syntax error: `;` is missing", "syntax error at `}`"],
    );
}

#[test]
fn nesting_ends() {
    let deep = format!("a = {}1{};", "[".repeat(5000), "]".repeat(5000));
    let (program, _) = parse(0, &deep);
    assert!(print::program(&program).contains("(unsupported nesting)"));
    parse(0, &format!("{}a{};", "(".repeat(20_000), ")".repeat(20_000)));
    let chain = format!("a{};", ".b(() => c)".repeat(5000));
    parse(0, &chain);
    let alternatives = format!("if (a) b();{}", " else if (a) b();".repeat(5000));
    parse(0, &alternatives);
}
