//! What the parser makes of configurations, right and wrong.

use super::{parse, parse_template};
use crate::program::form::{Body, Program};
use crate::program::print;
use crate::source::{Diagnostic, Span};

/// What is read of a text, on one line, and what is wrong with it.
fn read(text: &str) -> (String, Vec<Diagnostic>) {
    let (program, diagnostics) = parse(0, text);
    (print::program(&program).replace('\n', "; "), diagnostics)
}

/// Checks the value of an attribute that is read without complaint.
fn check(value: &str, expected: &str) {
    let (read, diagnostics) = read(&format!("a = {value}\n"));
    assert_eq!(diagnostics, [], "{value}");
    assert_eq!(read, format!("(= a {expected})"), "{value}");
}

/// Checks what is read of a text with mistakes; each mistake as `place: message`.
fn check_mistakes(text: &str, expected: &str, mistakes: &[&str]) {
    let (read, diagnostics) = read(text);
    assert_eq!(read, expected, "{text}");
    let place = |span: Span| &text[span.start as usize..span.end as usize];
    let found: Vec<_> =
        diagnostics.iter().map(|found| format!("{}: {}", found.span.map_or("", place), found.message)).collect();
    assert_eq!(found, mistakes, "{text}");
}

fn body(text: &str) -> Body {
    match parse(0, text).0 {
        Program::Body(body) => body,
        other => panic!("{other:?}"),
    }
}

#[test]
fn literals() {
    check("null", "null");
    check("true", "true");
    check("1.5e3", "1500");
    check("0.25", "0.25");
    check("\"a\\n\\t\\\"\\\\\\u00e9\"", "\"a\\n\\t\\\"\\\\é\"");
    check("\"\"", "\"\"");
    check("[]", "[]");
    check("[1, \"b\",]", "[1 \"b\"]");
    check("[\n  1, # one\n  2\n]", "[1 2]");
    check("{}", "{}");
    check("{ a = 1, \"b\" : 2, (c) = 3, 4 = 5, null = 6 }", "{\"a\": 1 \"b\": 2 c: 3 4: 5 \"null\": 6}");
    check("{\n  a = 1\n  \"b\" = 2\n}", "{\"a\": 1 \"b\": 2}");
    check("{ \"${a}-b\" = 1 }", "{(template a \"-b\"): 1}");
}

#[test]
fn operators() {
    check("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)");
    check("a == 1 && b != 2 || !c", "(or (and (== a 1) (!= b 2)) (not c))");
    check("-a.b + 5 % 3", "(+ (- a.b) (% 5 3))");
    check("a >= 1 ? b : c < 2 ? d : e", "(if (>= a 1) b (if (< c 2) d e))");
    check("(a || b) && c", "(and (or a b) c)");
    check("(\n  a\n  ? b\n  : c\n)", "(if a b c)");
    check("a-b", "a-b");
}

#[test]
fn traversals() {
    check("aws_vpc.main.id", "aws_vpc.main.id");
    check("a[0].b[\"c\"]", "a[0].b[\"c\"]");
    check("a.0.b", "a[0].b");
    check("a[*].b[0].c", "(splat a *.b[0].c)");
    check("a.*.b[0]", "(splat a *.b)[0]");
    check("a[each.key].b", "a[each.key].b");
    check("f(a, b...)", "(f a *b)");
    check("f(\n  a,\n  b,\n)[0].c", "(f a b)[0].c");
    check("provider::aws::arn_parse(a)", "(provider::aws::arn_parse a)");
}

#[test]
fn for_expressions() {
    check("[for x in xs : x.id if x.on]", "(list-of x.id (for x xs x.on))");
    check("{for k, v in xs : k => v...}", "(groups-of k v (for (entry k v) xs))");
    check(
        "{\n  for k, v in xs :\n  k => upper(v)\n  if v != \"\"\n}",
        "(map-of k (upper v) (for (entry k v) xs (!= v \"\")))",
    );
    check("[format, fortune]", "[format fortune]");
}

#[test]
fn templates() {
    check("\"${a}\"", "a");
    check("\"${a}${b}\"", "(template a b)");
    check("\"x-${a.b}-y\"", "(template \"x-\" a.b \"-y\")");
    check("\"${f(\"in ${a} side\")}!\"", "(template (f (template \"in \" a \" side\")) \"!\")");
    check("\"$${a} %%{b} $ % $$\"", "\"${a} %{b} $ % $$\"");
    check("\"a ${~ b ~} c\"", "(template \"a\" b \"c\")");
    check("\"%{ if a }x%{ else }${y}%{ endif }z\"", "(template (if a \"x\" (template y)) \"z\")");
    check("\"%{ if a }x%{ endif }\"", "(template (if a \"x\" \"\"))");
    check(
        "\"%{ for i, x in xs ~} ${x},%{ endfor }\"",
        "(template (join \"\" (list-of (template x \",\") (for (entry i x) xs))))",
    );
}

/// Expected values are those that Terraform 1.11.4 gives.
#[test]
fn heredocs() {
    check("<<EOF\n  a\n\\n \"b\"\nEOF", "\"  a\\n\\\\n \\\"b\\\"\\n\"");
    check("<<EOF\n${a}\n EOF", "(template a \"\\n\")");
    check("<<-EOT\n    one\n  two\n\n    three\n  EOT", "\"  one\\ntwo\\n\\n  three\\n\"");
    check("<<-EOT\n    a\n   \n    b\n  EOT", "\"a\\n   \\nb\\n\"");
    check("<<-EOT\n    ${a} b\n      c\n  EOT", "(template a \" b\\n  c\\n\")");
    check("<<-EOT\n${a}\n    two\n  EOT", "(template a \"\\n    two\\n\")");
    check("<<-EOT\n    a ${~ b ~}\n      two\n    three\n  EOT", "(template \"a\" b \"      two\\nthree\\n\")");
    check(
        "<<EOT\n%{ for x in xs ~}\n  item ${x}\n%{ endfor ~}\ndone\nEOT",
        "(template (join \"\" (list-of (template \"  item \" x \"\\n\") (for x xs))) \"done\\n\")",
    );
    check("<<EOF\nEOF", "\"\"");
    check("f(<<EOF\na\nEOF\n, b)", "(f \"a\\n\" b)");
    check("{\n  a = <<EOF\nx\nEOF\n  b = 1\n}", "{\"a\": \"x\\n\" \"b\": 1}");
}

#[test]
fn bodies() {
    let text = "# a\nterraform {\n  backend \"s3\" { key = \"k\" }\n}\n/* b\n */ resource aws_vpc main {\n  a = 1 // c\n\n  tags = { x = 1 }\n}\nz = 2";
    check_mistakes(
        text,
        "(= z 2); (terraform (backend \"s3\" (= key \"k\"))); (resource \"aws_vpc\" \"main\" (= a 1) (= tags {\"x\": 1}))",
        &[],
    );
    check_mistakes("", "", &[]);
    check_mistakes("\u{feff}a = 1\r\nb {\r\n  c = <<X\r\ny\r\nX\r\n}\r\n", "(= a 1); (b (= c \"y\\r\\n\"))", &[]);
}

#[test]
fn spans_cover_what_they_name() {
    let text = "resource \"aws_vpc\" \"main\" {\n  cidr = var.a # why\n}\n";
    let body = body(text);
    let of = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(of(body.blocks[0].span), text.trim_end());
    assert_eq!(of(body.blocks[0].body.attributes[0].span), "cidr = var.a");
    assert_eq!(of(body.blocks[0].body.attributes[0].value.span), "var.a");
}

#[test]
fn a_mistake_costs_only_its_own_item() {
    check_mistakes(
        "a {\n  x = [1, 2\n  y = 3\n}\nb {}\n",
        "(a (= x (unsupported syntax error)) (= y 3)); (b)",
        &["y: `,` or `]` is missing here"],
    );
    check_mistakes(
        "a {\n  x = \"open\n  y = 3\n}\n",
        "(a (= x (unsupported syntax error)) (= y 3))",
        &["\": this string is not closed on its line"],
    );
    check_mistakes(
        "a {\n  x = {\n    k = (1\n    l = 2\n  }\n  y = 3\n}\n",
        "(a (= x (unsupported syntax error)) (= y 3))",
        &["l: `)` is missing here"],
    );
    check_mistakes("a {\n  ...\n}\nb {}\n", "(a); (b)", &[".: an argument or a block must begin here"]);
    check_mistakes(
        "x = 'y'\nz = 1\n",
        "(= x (unsupported syntax error)); (= z 1)",
        &["': a string is written in double quotes"],
    );
    check_mistakes("x =\ny = 1\n", "(= x (unsupported syntax error)); (= y 1)", &["\n: a value must stand here"]);
    check_mistakes(
        "x = a ? b\n  : c\ny = 1\n",
        "(= x (unsupported syntax error)); (= y 1)",
        &["\n: a condition needs `:` and a second value here"],
    );
}

#[test]
fn small_mistakes_cost_nothing() {
    check_mistakes("x = [\n  1\n  2\n]\n", "(= x [1 2])", &["1: a comma is missing after this element"]);
    check_mistakes(
        "x = { a = 1 b = 2 }\n",
        "(= x {\"a\": 1 \"b\": 2})",
        &["1: a comma or a line break is missing after this value"],
    );
    check_mistakes("x = 1,\ny = 2\n", "(= x 1); (= y 2)", &[",: an argument does not end with a comma"]);
    check_mistakes(
        "x: 1\n\"y\" = 2\n",
        "(= x 1); (= y 2)",
        &[":: an argument is set with `=`", "\"y\": the name of an argument is not written in quotes"],
    );
    check_mistakes(
        "f { a = 1 b = 2 }\n",
        "(f (= a 1) (= b 2))",
        &["b: each argument and each block needs a line of its own"],
    );
    check_mistakes("x = \"a\\qb\"\n", "(= x \"a\\\\qb\")", &["\\: this backslash begins no escape that HCL knows"]);
    check_mistakes(
        "x = <<EOF\n${A:-b} c\nEOF\ny = 1\n",
        "(= x (template (unsupported syntax error) \" c\\n\")); (= y 1)",
        &[":: `}` is missing here"],
    );
    check_mistakes(
        "a\n{\n  b = 1\n}\n",
        "(a (= b 1))",
        &["{: the brace of a block stands on the line on which it begins"],
    );
    check_mistakes("a {\n  x = 1\n  x = 2\n}\n", "(a (= x 1) (= x 2))", &["x = 2: argument x is set twice"]);
    check_mistakes("x = 1\nx = 2\n", "(= x 1); (= x 2)", &[]);
    check_mistakes("a {}\n}\nb {}\n", "(a); (b)", &["}: this closing brace closes nothing"]);
}

#[test]
fn a_block_that_is_never_closed_ends_where_the_next_begins() {
    check_mistakes(
        "resource \"a\" \"b\" {\n  x = 1\n  y {\n    z = 2\n\nresource \"c\" \"d\" {\n  w = 3\n}\n",
        "(resource \"a\" \"b\" (= x 1) (y (= z 2))); (resource \"c\" \"d\" (= w 3))",
        &["y: block y is never closed", "resource \"a\" \"b\": block resource \"a\" \"b\" is never closed"],
    );
    check_mistakes(
        "a {\n  x = 1\n}\nb {\n  y = [1,",
        "(a (= x 1)); (b (= y (unsupported syntax error)))",
        &[",: a value must stand here", "b: block b is never closed"],
    );
    check_mistakes(
        "a {\n  x = <<EOF\ncut",
        "(a (= x \"cut\"))",
        &["<<EOF: the heredoc EOF is never closed", "a: block a is never closed"],
    );
}

#[test]
fn nothing_nests_without_bound() {
    for text in ["(", "[", "{a=", "-", "!", "f(", "\"${", "a?", "1+", "a.b", "<<A\n", "%{if x}", "x {", "a[", "*", "}"]
    {
        let (_, diagnostics) = read(&format!("v = {}", text.repeat(5000)));
        assert!(!diagnostics.is_empty() && diagnostics.len() <= super::MOST_MISTAKES, "{text}");
    }
    let (_, diagnostics) = read(&"x {\n".repeat(5000));
    assert!(!diagnostics.is_empty());
}

#[test]
fn template_files() {
    let (template, diagnostics) = parse_template(0, "Hello ${name}!\n%{ if a ~}\nyes\n%{ endif ~}\n");
    assert_eq!(diagnostics, []);
    assert_eq!(print::expression(&template), "(template \"Hello \" name \"!\\n\" (if a \"yes\\n\" \"\"))");
    let (_, diagnostics) = parse_template(0, "%{ if a }");
    assert_eq!(diagnostics.len(), 1);
}
