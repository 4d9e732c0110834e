//! YAML → documents of the program form, as CloudFormation and Kubernetes read it: YAML 1.1.
//!
//! A text with errors is read as far as it can be: [`recovery`] blanks out what does not parse, and the rest is read again.

mod recovery;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};

use super::{duplicate_key, mark_gaps, number_or_text};
use crate::program::form::{Entry, Expression, ExpressionKind, Item, Program};
use crate::source::{Diagnostic, Level, Span};

/// How often a text is read again with what failed blanked out. Chosen because YAML with slips has one or two, and what has more
/// than a few dozen is no YAML.
const MOST_READINGS: usize = 32;

/// How deep collections may be nested. Chosen because real files stay below 40, and every later phase recurses on them.
const DEEPEST: usize = 100;

/// How many expressions aliases may add to one file. Chosen to be far above real use, and far below what exponential
/// aliases ("billion laughs") ask for.
const MOST_ALIASED: usize = 50_000;

/// Reads a YAML text.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut readable = Cow::Borrowed(text);
    let mut readings = 0;
    loop {
        readings += 1;
        let mut reader = Reader::new(file, &readable);
        let mut documents = reader.documents();
        let (failure, found) = (reader.failure, reader.diagnostics);
        let blanked = failure.as_ref().map(|failure| {
            diagnostics.push(failure.diagnostic(file, text));
            recovery::blank(&readable, failure)
        });
        match blanked.flatten() {
            Some(blanked) if readings < MOST_READINGS => readable = Cow::Owned(blanked),
            _ => {
                if !diagnostics.is_empty() {
                    mark_gaps(&mut documents);
                }
                diagnostics.extend(found);
                diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
                return (Program::Documents(documents), diagnostics);
            }
        }
    }
}

/// Where and why a reading ended early.
struct Failure {
    /// What the parser says.
    message: String,
    /// Byte offset of what it could not read.
    at: usize,
    /// Byte offset of the end of the last thing that it could read.
    read_to: usize,
    /// Whether tabs in the indentation are the reason.
    tabs: bool,
}

impl Failure {
    fn diagnostic(&self, file: u32, text: &str) -> Diagnostic {
        let line_end =
            text.get(self.at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| self.at + length);
        let span = Span { file, start: self.at as u32, end: line_end.max(self.at + 1).min(text.len()) as u32 };
        Diagnostic::new(Level::Error, format!("not valid YAML: {}", self.message), span)
    }
}

/// What an anchor stands for.
struct Anchored {
    expression: Expression,
    /// Number of expressions in it.
    size: usize,
    /// How deep they are nested.
    depth: usize,
}

struct Reader<'text> {
    file: u32,
    text: &'text str,
    events: Parser<'text, StrInput<'text>>,
    anchors: BTreeMap<usize, Anchored>,
    aliased: usize,
    read_to: usize,
    failure: Option<Failure>,
    diagnostics: Vec<Diagnostic>,
}

impl<'text> Reader<'text> {
    fn new(file: u32, text: &'text str) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            block_nesting_limit: DEEPEST,
            flow_nesting_limit: DEEPEST,
        };
        Self {
            file,
            text,
            events: Parser::new_from_str_with_options(text, options),
            anchors: BTreeMap::new(),
            aliased: 0,
            read_to: 0,
            failure: None,
            diagnostics: Vec::new(),
        }
    }

    /// The next event with its place, until the text ends or cannot be read.
    fn next(&mut self) -> Option<(Event<'text>, granit_parser::Span)> {
        match self.events.next_event()? {
            Ok((event, place)) => {
                self.read_to = self.read_to.max(place.end.byte_offset().unwrap_or(0));
                Some((event, place))
            }
            Err(error) => {
                use granit_parser::ErrorKind::{TabInBlockIndentation, TabInIndentation, TabNotAllowed};
                self.failure = Some(Failure {
                    message: error.info(),
                    at: error.marker().byte_offset().unwrap_or(self.read_to).min(self.text.len()),
                    read_to: self.read_to,
                    tabs: matches!(error.kind(), TabInBlockIndentation | TabInIndentation | TabNotAllowed),
                });
                None
            }
        }
    }

    /// Every document, the last one as far as it could be read.
    fn documents(&mut self) -> Vec<Expression> {
        let mut documents = Vec::new();
        while let Some((event, place)) = self.next() {
            match event {
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ => documents.push(self.node(event, place, 0)),
            }
        }
        documents
    }

    /// The expression that begins with that event.
    fn node(&mut self, event: Event<'text>, place: granit_parser::Span, depth: usize) -> Expression {
        let span = self.span(place);
        let tag_start = place.tag_start.and_then(|marker| marker.byte_offset()).map(|at| at as u32);
        let (expression, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = match tag.as_deref().map(Tag::core_suffix) {
                    None if style == ScalarStyle::Plain => plain(if span.start == span.end { "" } else { &text }),
                    Some(Some(core)) if core != "str" => plain(&text),
                    _ => ExpressionKind::Text(Arc::from(&*text)),
                };
                (Expression { kind, span }, anchor, tag)
            }
            Event::SequenceStart(style, anchor, tag) => (self.sequence(style, span, depth), anchor, tag),
            Event::MappingStart(style, anchor, tag) => {
                let mapping = self.mapping(style, span, depth);
                (self.template_action(&mapping).unwrap_or(mapping), anchor, tag)
            }
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            Event::UnresolvedAlias(name) => {
                let message = format!("the alias *{name} has no anchor");
                self.diagnostics.push(Diagnostic::new(Level::Error, message, span));
                return Expression { kind: ExpressionKind::Unsupported("alias"), span };
            }
            _ => return Expression { kind: ExpressionKind::Null, span },
        };
        let expression = match tag.filter(|tag| tag.is_custom() && !tag.suffix().is_empty()) {
            Some(tag) => {
                let span = Span { start: tag_start.unwrap_or(expression.span.start), ..expression.span };
                Expression { kind: ExpressionKind::Tagged(tag.suffix().into(), Box::new(expression)), span }
            }
            None => expression,
        };
        if anchor != 0 {
            let (size, depth) = measure(&expression);
            self.anchors.insert(anchor, Anchored { expression: expression.clone(), size, depth });
        }
        expression
    }

    fn sequence(&mut self, style: StructureStyle, span: Span, depth: usize) -> Expression {
        let mut items = Vec::new();
        let mut end = None;
        while let Some((event, place)) = self.next() {
            if matches!(event, Event::SequenceEnd) {
                end = Some(self.span(place));
                break;
            }
            items.push(Item { value: self.node(event, place, depth + 1), spread: false });
        }
        let inner = items.first().zip(items.last()).map(|(first, last)| first.value.span.to(last.value.span));
        Expression { kind: ExpressionKind::List(items), span: extent(style, span, inner, end) }
    }

    fn mapping(&mut self, style: StructureStyle, span: Span, depth: usize) -> Expression {
        let (mut merged, mut pairs) = (Vec::new(), Vec::new());
        let mut keys: HashMap<Arc<str>, u32> = HashMap::new();
        let (mut inner, mut end): (Option<Span>, _) = (None, None);
        while let Some((event, place)) = self.next() {
            if matches!(event, Event::MappingEnd) {
                end = Some(self.span(place));
                break;
            }
            let merges = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key = self.key(event, place, depth + 1);
            let value = match self.next() {
                Some((event, place)) => self.node(event, place, depth + 1),
                None => Expression { kind: ExpressionKind::Null, span: Span { start: key.span.end, ..key.span } },
            };
            inner = Some(inner.unwrap_or(key.span).to(key.span).to(value.span));
            if merges {
                merged.extend(merge_sources(value));
                continue;
            }
            if let ExpressionKind::Text(text) = &key.kind {
                let times = keys.entry(Arc::clone(text)).or_default();
                *times += 1;
                // A text that has lost its indentation repeats many keys many times: once is enough.
                if *times == 2 {
                    self.diagnostics.push(duplicate_key(Level::Error, text, key.span));
                }
            }
            pairs.push(Entry::Pair(key, value));
        }
        // What is written here wins over what is merged in, wherever the merge key stands.
        let entries = merged.into_iter().rev().map(Entry::Spread).chain(pairs).collect();
        Expression { kind: ExpressionKind::Map(entries), span: extent(style, span, inner, end) }
    }

    /// `{{ .Values.size }}` without quotes, which reads as a mapping in a mapping, is a text that Helm replaces.
    fn template_action(&self, mapping: &Expression) -> Option<Expression> {
        let span = mapping.span;
        let text = self.text.get(span.start as usize..span.end as usize)?;
        let is_action = text.starts_with("{{") && text.ends_with("}}");
        is_action.then(|| Expression { kind: ExpressionKind::Text(text.into()), span })
    }

    /// A key: a scalar is its text as written, whatever type it would have as a value.
    fn key(&mut self, event: Event<'text>, place: granit_parser::Span, depth: usize) -> Expression {
        match event {
            Event::Scalar(text, _, 0, None) => {
                let span = self.span(place);
                let text = if span.start == span.end { "" } else { &*text };
                Expression { kind: ExpressionKind::Text(Arc::from(text)), span }
            }
            _ => self.node(event, place, depth),
        }
    }

    /// A copy of what an anchor stands for, at the place of the alias, as long as copies stay within bounds.
    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Expression {
        let unsupported = Expression { kind: ExpressionKind::Unsupported("alias"), span };
        // An alias inside its own anchor is not in the list yet.
        let Some(anchored) = self.anchors.get(&anchor) else { return unsupported };
        if depth + anchored.depth > DEEPEST || self.aliased + anchored.size > MOST_ALIASED {
            self.diagnostics.push(Diagnostic::new(Level::Warning, "aliases expand beyond the limit", span));
            return unsupported;
        }
        self.aliased += anchored.size;
        Expression { kind: anchored.expression.kind.clone(), span }
    }

    /// A place without the blank lines after it, which the parser counts to block scalars.
    fn span(&self, place: granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or(0..0);
        let length = self.text.get(range.clone()).map_or(0, |text| text.trim_end().len());
        Span { file: self.file, start: range.start as u32, end: (range.start + length) as u32 }
    }
}

/// The value of a plain scalar in YAML 1.1, where `yes` is true.
fn plain(text: &str) -> ExpressionKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => ExpressionKind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => ExpressionKind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => ExpressionKind::Bool(false),
        _ => number_or_text(text),
    }
}

/// The extent of a collection: from bracket to bracket, or from the first to the last thing in it.
fn extent(style: StructureStyle, start: Span, inner: Option<Span>, end: Option<Span>) -> Span {
    match (style, inner) {
        (StructureStyle::Flow, _) => end.or(inner).map_or(start, |end| start.to(end)),
        (StructureStyle::Block, Some(inner)) => inner,
        (StructureStyle::Block, None) => start,
    }
}

/// What a merge key merges: a mapping, or each of a list of them.
fn merge_sources(value: Expression) -> Vec<Expression> {
    match value.kind {
        ExpressionKind::List(items) => items.into_iter().map(|item| item.value).collect(),
        _ => vec![value],
    }
}

/// Number of expressions in an expression, and how deep they are nested.
fn measure(expression: &Expression) -> (usize, usize) {
    let inner: Vec<&Expression> = match &expression.kind {
        ExpressionKind::List(items) => items.iter().map(|item| &item.value).collect(),
        ExpressionKind::Tagged(_, value) => vec![&**value],
        ExpressionKind::Map(entries) => entries
            .iter()
            .flat_map(|entry| match entry {
                Entry::Pair(key, value) => vec![key, value],
                Entry::Spread(value) => vec![value],
            })
            .collect(),
        _ => Vec::new(),
    };
    inner
        .into_iter()
        .map(measure)
        .fold((1, 1), |(size, depth), (inner_size, inner_depth)| (size + inner_size, depth.max(inner_depth + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::testing::{assert_spans, check, check_broken};

    #[test]
    fn scalars() {
        for (scalar, expected) in [
            ("text", r#""text""#),
            ("'yes'", r#""yes""#),
            ("yes", "true"),
            ("No", "false"),
            ("on", "true"),
            ("y", r#""y""#),
            ("TRUE", "true"),
            ("~", "null"),
            ("", "null"),
            ("''", r#""""#),
            ("42", "42"),
            ("-1.5", "-1.5"),
            ("'42'", r#""42""#),
            ("8.0", r#""8.0""#),
            ("1.10", r#""1.10""#),
            ("012345678901", r#""012345678901""#),
            ("123456789012", "123456789012"),
            ("1_000", r#""1_000""#),
            ("1e3", r#""1e3""#),
            ("0x1F", r#""0x1F""#),
            ("22:22", r#""22:22""#),
            (".inf", r#"".inf""#),
            ("nan", r#""nan""#),
            ("2010-09-09", r#""2010-09-09""#),
            ("!!str 42", r#""42""#),
            ("!!int '42'", "42"),
            ("!Ref Table", r#"!Ref "Table""#),
            ("!Ref 42", r#"!Ref "42""#),
            ("!GetAZs ''", r#"!GetAZs """#),
            ("a # comment", r#""a""#),
            ("\"a\\n\\u00e9\"", r#""a\né""#),
        ] {
            check(parse, &format!("key: {scalar}\n"), &format!("{{key: {expected}}}"));
        }
    }

    #[test]
    fn block_scalars() {
        check(parse, "a: |\n  x\n   y\n\nb: 1\n", r#"{a: "x\n y\n", b: 1}"#);
        check(parse, "a: |-\n  x\n  y\nb: >\n  x\n  y\n", r#"{a: "x\ny", b: "x y\n"}"#);
        check(parse, "a: !Sub |\n  ${x}\n", r#"{a: !Sub "${x}\n"}"#);
    }

    #[test]
    fn collections() {
        check(parse, "- a\n- - b\n  - c: 1\n    d: []\n", r#"["a", ["b", {c: 1, d: []}]]"#);
        check(parse, "a: {b: [x, !GetAtt y.z], 'c d': e}\n", r#"{a: {b: ["x", !GetAtt "y.z"], c d: "e"}}"#);
        check(parse, "a: !Join\n  - ','\n  - [x]\n", r#"{a: !Join [",", ["x"]]}"#);
        check(parse, "a: {{ .Values.size }}\nb: {c: {d: 1}}\n", r#"{a: "{{ .Values.size }}", b: {c: {d: 1}}}"#);
        check(parse, "on: push\nno: 1\n8.0: 2\n", r#"{on: "push", no: 1, 8.0: 2}"#);
        check(parse, "", "");
        check(parse, "a: 1\n---\nb: 2\n...\n---\n- c\n", r#"{a: 1}; {b: 2}; ["c"]"#);
    }

    #[test]
    fn aliases_and_merge_keys() {
        check(parse, "a: &x {b: 1}\nc: *x\n", "{a: {b: 1}, c: {b: 1}}");
        check(parse, "a: &x {b: 1}\nc:\n  d: 2\n  <<: *x\n", "{a: {b: 1}, c: {...{b: 1}, d: 2}}");
        // Of several merged maps the first wins, so it comes last.
        check(parse, "- &x {b: 1}\n- &y {c: 2}\n- <<: [*x, *y]\n", "[{b: 1}, {c: 2}, {...{c: 2}, ...{b: 1}}]");
        check_broken(parse, "a: *nothing\nb: 1\n", "{a: <alias>, b: 1}", &[(1, "*nothing")]);
        check_broken(parse, "a: &a [*a]\n", "{a: [<alias>]}", &[]);
    }

    #[test]
    fn aliases_do_not_explode() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let aliases = vec![format!("*a{}", n - 1); 10].join(", ");
            text += &format!("a{n}: &a{n} [{aliases}]\n");
        }
        let (_, diagnostics) = parse(0, &text);
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.message.contains("beyond the limit")));
        assert!(!diagnostics.is_empty());
    }

    #[test]
    fn deep_nesting_ends() {
        for text in ["[".repeat(100_000), "- ".repeat(5_000), "{a: ".repeat(5_000)] {
            let (_, diagnostics) = parse(0, &text);
            assert!(!diagnostics.is_empty());
        }
    }

    #[test]
    fn spans_cover_entries() {
        assert_spans(
            parse,
            "# head\nVpc:\n  Type: x\n  Code: |\n    a\n    b\n\n# tail\nTopic: !Sub\n  - é${x}\n  - {x: 1}\n\nEmpty:\nList:\n- a\n\n",
            &[
                ("Vpc", "Vpc:\n  Type: x\n  Code: |\n    a\n    b"),
                ("Topic", "Topic: !Sub\n  - é${x}\n  - {x: 1}"),
                ("Empty", "Empty"),
                ("List", "List:\n- a"),
            ],
        );
    }

    #[test]
    fn errors_leave_the_rest_readable() {
        check_broken(parse, "a: 1\n```\n", "{a: 1}", &[(2, "`")]);
        check_broken(parse, "a: 1\nThen some prose\nb: 2\n", "{a: 1, b: 2}", &[(2, "")]);
        check_broken(parse, "a:\n  b: 'cut off\n  c: d\n", r#"{a: {c: "d"}}"#, &[(2, "unclosed quote")]);
        check_broken(parse, "a:\n  b: '\\''\n  c: !Sub 'x'\n  d: 'y'\n", r#"{a: {c: !Sub "x", d: "y"}}"#, &[(3, "")]);
        check_broken(parse, "a: [x, y\nb: 1\nc: 2\n", "{b: 1, c: 2}", &[(2, "")]);
        check_broken(parse, "a:\n  b: [0, !GetAZs !Ref r]\n  c: 1\n", "{a: {c: 1}}", &[(2, "")]);
        check_broken(parse, "a: x: y\n  z: 1\nb: 2\n", "{b: 2}", &[(1, "")]);
        check_broken(parse, "a:\n  b: 1\n   c: 2\n  d: 3\n", "{a: {b: 1, d: 3}}", &[(3, "")]);
        check_broken(parse, "a:\n\tb: 1\n\tc:\n\t\td: 2\n", "{a: {b: 1, c: {d: 2}}}", &[(2, "tab")]);
        check_broken(parse, "a:\n  - x\n  b: 1\nc: 2\n", r#"{a: ["x"], c: 2}"#, &[(3, "")]);
        check_broken(parse, "a: @x\nb: %y\nc: 1\n", "{c: 1}", &[(1, "@"), (2, "%")]);
        check_broken(parse, "a: 1\nb: 2\na: 3\na: 4", "{a: 1, b: 2, a: 3, a: 4}", &[(3, "the key a is given twice")]);
        check_broken(parse, "a:\n  b: 1\n  c: \"cut", "{a: {b: 1}}", &[(3, "unclosed quote")]);
    }

    #[test]
    fn what_is_no_yaml_ends() {
        let (_, diagnostics) = parse(0, &"const x = {a: [`b`]}; // @c\n".repeat(200));
        assert_eq!(diagnostics.len(), MOST_READINGS);
    }
}
