//! What the parser makes of configurations, right and wrong.

use super::{parse, parse_template};
use crate::program::form::{
    Attribute, Binary, Body, Entry, Expression, ExpressionKind, Makes, Pattern, Program, Spread, Unary,
};
use crate::source::Diagnostic;

/// An expression in a compact notation.
fn show(expression: &Expression) -> String {
    let list = |items: Vec<String>| items.join(" ");
    match &expression.kind {
        ExpressionKind::Null => "null".into(),
        ExpressionKind::Bool(truth) => truth.to_string(),
        ExpressionKind::Number(number) => number.to_string(),
        ExpressionKind::Text(text) => format!("{text:?}"),
        ExpressionKind::Template(parts) => format!("t({})", list(parts.iter().map(show).collect())),
        ExpressionKind::Name(name) => name.to_string(),
        ExpressionKind::Member(object, name) => format!("{}.{name}", show(object)),
        ExpressionKind::Index(object, index) => format!("{}[{}]", show(object), show(index)),
        ExpressionKind::Splat(object, rest) => format!("splat({}; {})", show(object), show(rest)),
        ExpressionKind::Call(call) => {
            let arguments = call.arguments.iter().map(|argument| {
                let dots = if argument.spread == Spread::Elements { "..." } else { "" };
                format!("{}{dots}", show(&argument.value))
            });
            format!("{}({})", show(&call.callee), list(arguments.collect()))
        }
        ExpressionKind::List(items) => format!("[{}]", list(items.iter().map(|item| show(&item.value)).collect())),
        ExpressionKind::Map(entries) => {
            let entries = entries.iter().map(|entry| match entry {
                Entry::Pair(key, value) => format!("{}:{}", show(key), show(value)),
                Entry::Spread(rest) => show(rest),
            });
            format!("{{{}}}", list(entries.collect()))
        }
        ExpressionKind::Unary(operator, operand) => {
            format!("{}{}", if *operator == Unary::Not { "!" } else { "-" }, show(operand))
        }
        ExpressionKind::Binary(operator, left, right) => format!("({} {operator:?} {})", show(left), show(right)),
        ExpressionKind::Conditional(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            format!("({} ? {} : {})", show(condition), show(then), show(otherwise))
        }
        ExpressionKind::Comprehension(comprehension) => {
            let clause = &comprehension.clauses[0];
            let key = comprehension.key.as_ref().map(|key| format!("{} => ", show(key))).unwrap_or_default();
            let condition = clause.conditions.first().map(|it| format!(" if {}", show(it))).unwrap_or_default();
            let dots = if comprehension.grouped { "..." } else { "" };
            let makes = if comprehension.makes == Makes::Map { "map" } else { "list" };
            format!(
                "{makes}(for {} in {}: {key}{}{dots}{condition})",
                bound(&clause.target),
                show(&clause.source),
                show(&comprehension.element)
            )
        }
        ExpressionKind::Unsupported(kind) => format!("<{kind}>"),
        other => format!("{other:?}"),
    }
}

fn bound(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Name(name, _) => name.to_string(),
        Pattern::Entry(key, value) => format!("{},{}", bound(key), bound(value)),
        other => format!("{other:?}"),
    }
}

/// A body in a compact notation.
fn show_body(body: &Body) -> String {
    let attributes = body.attributes.iter().map(|Attribute { name, value, .. }| format!("{name}={}", show(value)));
    let blocks = body.blocks.iter().map(|block| {
        let labels: String = block.labels.iter().map(|label| format!(" {label}")).collect();
        format!("{}{labels}{{{}}}", block.kind, show_body(&block.body))
    });
    attributes.chain(blocks).collect::<Vec<_>>().join("; ")
}

fn read(text: &str) -> (Body, Vec<Diagnostic>) {
    match parse(0, text) {
        (Program::Body(body), diagnostics) => (body, diagnostics),
        (other, _) => panic!("{other:?}"),
    }
}

/// Checks the value of an attribute that is read without complaint.
fn check(value: &str, expected: &str) {
    let (body, diagnostics) = read(&format!("a = {value}\n"));
    assert_eq!(diagnostics, [], "{value}");
    assert_eq!(show(&body.attributes[0].value), expected, "{value}");
}

/// Checks what is read of a text with mistakes; each mistake as `place: message`.
fn check_mistakes(text: &str, expected: &str, mistakes: &[&str]) {
    let (body, diagnostics) = read(text);
    assert_eq!(show_body(&body), expected, "{text}");
    let found: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span.unwrap();
            format!("{}: {}", &text[span.start as usize..span.end as usize], diagnostic.message)
        })
        .collect();
    assert_eq!(found, mistakes, "{text}");
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
    check("{ a = 1, \"b\" : 2, (c) = 3, 4 = 5, null = 6 }", "{\"a\":1 \"b\":2 c:3 4:5 \"null\":6}");
    check("{\n  a = 1\n  b.c = 2\n}".replace("b.c", "\"b\"").as_str(), "{\"a\":1 \"b\":2}");
    check("{ \"${a}-b\" = 1 }", "{t(a \"-b\"):1}");
}

#[test]
fn operators() {
    check("1 + 2 * 3 - 4", "((1 Add (2 Multiply 3)) Subtract 4)");
    check("a == 1 && b != 2 || !c", "(((a Equal 1) And (b NotEqual 2)) Or !c)");
    check("-a.b + 5 % 3", "(-a.b Add (5 Remainder 3))");
    check("a >= 1 ? b : c < 2 ? d : e", "((a GreaterEqual 1) ? b : ((c Less 2) ? d : e))");
    check("(a || b) && c", "((a Or b) And c)");
    check("(\n  a\n  ? b\n  : c\n)", "(a ? b : c)");
    check("a-b", "a-b");
}

#[test]
fn traversals() {
    check("aws_vpc.main.id", "aws_vpc.main.id");
    check("a[0].b[\"c\"]", "a[0].b[\"c\"]");
    check("a.0.b", "a[0].b");
    check("a[*].b[0].c", "splat(a; *.b[0].c)");
    check("a.*.b[0]", "splat(a; *.b)[0]");
    check("a[each.key].b", "a[each.key].b");
    check("f(a, b...)", "f(a b...)");
    check("f(\n  a,\n  b,\n)[0].c", "f(a b)[0].c");
    check("provider::aws::arn_parse(a)", "provider::aws::arn_parse(a)");
}

#[test]
fn for_expressions() {
    check("[for x in xs : x.id if x.on]", "list(for x in xs: x.id if x.on)");
    check("{for k, v in xs : k => v...}", "map(for k,v in xs: k => v...)");
    check(
        "{\n  for k, v in xs :\n  k => upper(v)\n  if v != \"\"\n}",
        "map(for k,v in xs: k => upper(v) if (v NotEqual \"\"))",
    );
    check("[format, fortune]", "[format fortune]");
}

#[test]
fn templates() {
    check("\"${a}\"", "a");
    check("\"${a}${b}\"", "t(a b)");
    check("\"x-${a.b}-y\"", "t(\"x-\" a.b \"-y\")");
    check("\"${f(\"in ${a} side\")}!\"", "t(f(t(\"in \" a \" side\")) \"!\")");
    check("\"$${a} %%{b} $ % $$\"", "\"${a} %{b} $ % $$\"");
    check("\"a ${~ b ~} c\"", "t(\"a\" b \"c\")");
    check("\"%{ if a }x%{ else }${y}%{ endif }z\"", "t((a ? \"x\" : t(y)) \"z\")");
    check("\"%{ if a }x%{ endif }\"", "t((a ? \"x\" : \"\"))");
    check("\"%{ for i, x in xs ~} ${x},%{ endfor }\"", "t(join(\"\" list(for i,x in xs: t(x \",\"))))");
}

/// Expected values are those that Terraform 1.11.4 gives.
#[test]
fn heredocs() {
    check("<<EOF\n  a\n\\n \"b\"\nEOF", "\"  a\\n\\\\n \\\"b\\\"\\n\"");
    check("<<EOF\n${a}\n EOF", "t(a \"\\n\")");
    check("<<-EOT\n    one\n  two\n\n    three\n  EOT", "\"  one\\ntwo\\n\\n  three\\n\"");
    check("<<-EOT\n    a\n   \n    b\n  EOT", "\"a\\n   \\nb\\n\"");
    check("<<-EOT\n    ${a} b\n      c\n  EOT", "t(a \" b\\n  c\\n\")");
    check("<<-EOT\n${a}\n    two\n  EOT", "t(a \"\\n    two\\n\")");
    check("<<-EOT\n    a ${~ b ~}\n      two\n    three\n  EOT", "t(\"a\" b \"      two\\nthree\\n\")");
    check(
        "<<EOT\n%{ for x in xs ~}\n  item ${x}\n%{ endfor ~}\ndone\nEOT",
        "t(join(\"\" list(for x in xs: t(\"  item \" x \"\\n\"))) \"done\\n\")",
    );
    check("<<EOF\nEOF", "\"\"");
    check("f(<<EOF\na\nEOF\n, b)", "f(\"a\\n\" b)");
    check("{\n  a = <<EOF\nx\nEOF\n  b = 1\n}", "{\"a\":\"x\\n\" \"b\":1}");
}

#[test]
fn bodies() {
    let text = "# a\nterraform {\n  backend \"s3\" { key = \"k\" }\n}\n/* b\n */ resource aws_vpc main {\n  a = 1 // c\n\n  tags = { x = 1 }\n}\nz = 2";
    check_mistakes(text, "z=2; terraform{backend s3{key=\"k\"}}; resource aws_vpc main{a=1; tags={\"x\":1}}", &[]);
    check_mistakes("", "", &[]);
    check_mistakes("\u{feff}a = 1\r\nb {\r\n  c = <<X\r\ny\r\nX\r\n}\r\n", "a=1; b{c=\"y\\r\\n\"}", &[]);
}

#[test]
fn spans_cover_what_they_name() {
    let text = "resource \"aws_vpc\" \"main\" {\n  cidr = var.a # why\n}\n";
    let (body, _) = read(text);
    let of = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(of(body.blocks[0].span), text.trim_end());
    assert_eq!(of(body.blocks[0].body.attributes[0].span), "cidr = var.a");
    assert_eq!(of(body.blocks[0].body.attributes[0].value.span), "var.a");
}

#[test]
fn a_mistake_costs_only_its_own_item() {
    check_mistakes(
        "a {\n  x = [1, 2\n  y = 3\n}\nb {}\n",
        "a{x=<syntax error>; y=3}; b{}",
        &["y: `,` or `]` is missing here"],
    );
    check_mistakes(
        "a {\n  x = \"open\n  y = 3\n}\n",
        "a{x=<syntax error>; y=3}",
        &["\": this string is not closed on its line"],
    );
    check_mistakes(
        "a {\n  x = {\n    k = (1\n    l = 2\n  }\n  y = 3\n}\n",
        "a{x=<syntax error>; y=3}",
        &["l: `)` is missing here"],
    );
    check_mistakes("a {\n  ...\n}\nb {}\n", "a{}; b{}", &[".: an argument or a block must begin here"]);
    check_mistakes("x = 'y'\nz = 1\n", "x=<syntax error>; z=1", &["': a string is written in double quotes"]);
    check_mistakes("x =\ny = 1\n", "x=<syntax error>; y=1", &["\n: a value must stand here"]);
    check_mistakes(
        "x = a ? b\n  : c\ny = 1\n",
        "x=<syntax error>; y=1",
        &["\n: a condition needs `:` and a second value here"],
    );
}

#[test]
fn small_mistakes_cost_nothing() {
    check_mistakes("x = [\n  1\n  2\n]\n", "x=[1 2]", &["1: a comma is missing after this element"]);
    check_mistakes(
        "x = { a = 1 b = 2 }\n",
        "x={\"a\":1 \"b\":2}",
        &["1: a comma or a line break is missing after this value"],
    );
    check_mistakes("x = 1,\ny = 2\n", "x=1; y=2", &[",: an argument does not end with a comma"]);
    check_mistakes(
        "x: 1\n\"y\" = 2\n",
        "x=1; y=2",
        &[":: an argument is set with `=`", "\"y\": the name of an argument is not written in quotes"],
    );
    check_mistakes("f { a = 1 b = 2 }\n", "f{a=1; b=2}", &["b: each argument and each block needs a line of its own"]);
    check_mistakes("x = \"a\\qb\"\n", "x=\"a\\\\qb\"", &["\\: this backslash begins no escape that HCL knows"]);
    check_mistakes(
        "x = <<EOF\n${A:-b} c\nEOF\ny = 1\n",
        "x=t(<syntax error> \" c\\n\"); y=1",
        &[":: `}` is missing here"],
    );
    check_mistakes("a\n{\n  b = 1\n}\n", "a{b=1}", &["{: the brace of a block stands on the line on which it begins"]);
    check_mistakes("x = 1\nx = 2\n", "x=1; x=2", &["x = 2: argument x is set twice"]);
    check_mistakes("a {}\n}\nb {}\n", "a{}; b{}", &["}: this closing brace closes nothing"]);
}

#[test]
fn a_block_that_is_never_closed_ends_where_the_next_begins() {
    check_mistakes(
        "resource \"a\" \"b\" {\n  x = 1\n  y {\n    z = 2\n\nresource \"c\" \"d\" {\n  w = 3\n}\n",
        "resource a b{x=1; y{z=2}}; resource c d{w=3}",
        &["y: block y is never closed", "resource \"a\" \"b\": block resource \"a\" \"b\" is never closed"],
    );
    check_mistakes(
        "a {\n  x = 1\n}\nb {\n  y = [1,",
        "a{x=1}; b{y=<syntax error>}",
        &[",: a value must stand here", "b: block b is never closed"],
    );
    check_mistakes(
        "a {\n  x = <<EOF\ncut",
        "a{x=\"cut\"}",
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
    assert_eq!(show(&template), "t(\"Hello \" name \"!\\n\" (a ? \"yes\\n\" : \"\"))");
    let (_, diagnostics) = parse_template(0, "%{ if a }");
    assert_eq!(diagnostics.len(), 1);
}

/// Operators that the notation of these tests does not show differently must still be told apart.
#[test]
fn each_operator_is_its_own() {
    for (token, operator) in [("<=", Binary::LessEqual), (">", Binary::Greater), ("/", Binary::Divide)] {
        let (body, _) = read(&format!("a = 1 {token} 2\n"));
        assert!(matches!(body.attributes[0].value.kind, ExpressionKind::Binary(found, ..) if found == operator));
    }
}
