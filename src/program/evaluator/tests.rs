//! Tests of the evaluator: programs, and the calls of libraries that they make.

mod go;
mod java;
mod javascript;

use std::sync::Arc;

use super::{Callee, Step, Trace, evaluate};
use crate::program::value::{Kind, Map, Provenance, Symbol, Value, number_text};
use crate::response::{Language, Response, Role, SourceFile};
use crate::syntax;

/// The trace of files, given by path and text.
fn trace(files: &[(&str, &str)]) -> Trace {
    let files = files.iter().map(|(path, text)| {
        let language = match path.rsplit_once('.') {
            Some((_, "py")) => Language::Python,
            Some((_, "ts")) => Language::TypeScript,
            Some((_, "js")) => Language::JavaScript,
            Some((_, "java")) => Language::Java,
            Some((_, "json")) => Language::Json,
            Some((_, "go")) => Language::Go,
            Some((_, "yaml")) => Language::Yaml,
            _ => Language::Text,
        };
        let lines = (1..=text.lines().count() as u32).collect();
        SourceFile::new(Some(Arc::from(*path)), language, Role::Infrastructure, Arc::from(*text), vec![0], lines)
    });
    let response = Response { files: files.collect(), ..Response::default() };
    let (programs, _) = syntax::parse_all(&response);
    evaluate(&response, &programs)
}

/// The calls that a trace recorded, one a line: `name[turn] = path(arguments) if condition`.
fn calls(trace: &Trace) -> String {
    let lines = trace.calls.iter().map(|call| {
        let callee = match &call.callee {
            Callee::External(path) => path.to_string(),
            Callee::Method(receiver, name) => format!("{}.{name}", symbol(receiver)),
            Callee::Assignment(receiver, name) => format!("{}.{name} =", symbol(receiver)),
        };
        let turns: String = call
            .context
            .iter()
            .filter_map(|step| match step {
                Step::Turn { key, .. } => Some(format!("[{}]", key.as_deref().unwrap_or("*"))),
                Step::Call { .. } => None,
            })
            .collect();
        let names = if call.names.is_empty() { String::new() } else { format!("{}{turns} = ", call.names.join("|")) };
        let named = call.named.iter().map(|(name, value)| format!("{name}={}", show(value)));
        let arguments: Vec<_> = call.positional.iter().map(show).chain(named).collect();
        let owner = call.owner.map_or_else(String::new, |owner| format!(" in #{}", owner.0));
        let conditional = if call.conditional { " if" } else { "" };
        format!("{names}{callee}({}){owner}{conditional}", arguments.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn symbol(value: &Symbol) -> String {
    match value {
        Symbol::External(path) => path.to_string(),
        Symbol::Result(id) => format!("#{}", id.0),
        Symbol::Member(object, name) => format!("{}.{name}", symbol(object)),
        Symbol::Element(object, index) => format!("{}[{}]", symbol(object), show(index)),
    }
}

fn show(value: &Value) -> String {
    let list = |values: &[Value]| values.iter().map(show).collect::<Vec<_>>().join(", ");
    let map = |entries: &Map| entries.iter().map(|(key, value)| format!("{key}: {}", show(value))).collect::<Vec<_>>();
    let default = if value.provenance == Provenance::ResponseDefault { "~" } else { "" };
    let shown = match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(truth) => truth.to_string(),
        Kind::Number(number) => number_text(*number),
        Kind::Text(text) => format!("'{text}'"),
        Kind::Join(parts) => {
            let parts = parts.iter().map(|part| match part.as_str() {
                Some(text) => text.to_owned(),
                None => format!("{{{}}}", show(part)),
            });
            format!("'{}'", parts.collect::<String>())
        }
        Kind::Json(inner) => format!("json {}", show(inner)),
        Kind::List(items) => format!("[{}]", list(items)),
        Kind::Map(entries) => format!("{{{}}}", map(entries).join(", ")),
        Kind::Symbol(inner) => symbol(inner),
        Kind::OneOf(values) => format!("({})", values.iter().map(show).collect::<Vec<_>>().join(" | ")),
        Kind::Unknown(reason) => format!("?{reason}"),
        Kind::Reference(_) | Kind::Object(_) => "!".to_owned(),
    };
    format!("{default}{shown}")
}

/// What one Python file records.
fn check(program: &str, expected: &str) {
    check_files(&[("__main__.py", program)], expected);
}

fn check_files(files: &[(&str, &str)], expected: &str) {
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(calls(&trace(files)), expected.join("\n"), "\n{}", files.last().map_or("", |(_, text)| text));
}

#[test]
fn calls_of_libraries_are_recorded() {
    check(
        "
import lib
from lib.queues import Queue as Q
queue = lib.sqs.Queue('a', fifo=True, tags={'x': 1})
q = Q('b', dead=queue.arn, name=f'{queue.id}-x', first=queue.items[0])
q.subscribe('topic')
",
        "
queue = lib.sqs.Queue('a', fifo=true, tags={x: 1})
q = lib.queues.Queue('b', dead=#0.arn, name='{#0.id}-x', first=#0.items[0])
#1.subscribe('topic')
",
    );
}

#[test]
fn variables_collections_and_operators() {
    check(
        "
import lib
base = {'a': 1, 'b': [1, 2]}
base['c'] = base['b'] + [3]
alias = base['b']
alias.append('x')
total = 0
total += 2 ** 3 // 3
first, *rest = (1, 2, 3)
lib.f({**base, 'd': total}, rest, first, not rest, 'a' in base, [1] * 2, 'ab' * 2, base | {'a': 2})
lib.f('%s-%02d' % ('a', 5), 7 % 4, {1, 2, 1}, (1, 2)[0], 'abc'[-1], [1, 2, 3][1:], 'abc'[:2], -1 < 2 <= 3)
",
        "
lib.f({a: 1, b: [1, 2, 'x'], c: [1, 2, 3], d: 2}, [2, 3], 1, false, true, [1, 1], 'abab', {a: 2, b: [1, 2, 'x'], c: [1, 2, 3]})
lib.f('a-05', 3, [1, 2], 1, 'c', [2, 3], 'ab', true)
",
    );
}

#[test]
fn loops_and_comprehensions_are_unrolled() {
    check(
        "
import lib
made = []
for i, zone in enumerate(['a', 'b']):
    subnet = lib.Subnet(f'10.0.{i}.0/24', zone)
    made.append(subnet)
for key in {'x': 1, 'y': 2}:
    if key == 'y':
        continue
    lib.g(key)
for key, value in {'x': 1}.items():
    lib.h(key, value)
for i in range(5):
    if i == 1:
        break
    lib.k(i)
n = 3
while n > 1:
    n -= 1
lib.f([s.id for s in made], {k: v for k, v in zip('ab', [1, 2])}, n, sum(x for x in range(4) if x % 2))
",
        "
subnet[0] = lib.Subnet('10.0.0.0/24', 'a')
subnet[1] = lib.Subnet('10.0.1.0/24', 'b')
lib.g('x')
lib.h('x', 1)
lib.k(0)
lib.f([#0.id, #1.id], {a: 1, b: 2}, 1, 4)
",
    );
}

#[test]
fn loops_over_what_is_not_known_run_once() {
    check(
        "
import lib
zones = lib.get_zones()
for zone in zones.names:
    subnet = lib.Subnet(zone)
for zone in zones.names[:2]:
    lib.Route(zone)
queues = [lib.Queue(name) for name in zones.names]
",
        "
zones = lib.get_zones()
subnet[*] = lib.Subnet(#0.names[?lib.get_zones.names is looked up when deployed])
lib.Route(#0.names[0])
lib.Route(#0.names[1])
lib.Queue(?lib.get_zones.names is looked up when deployed)
",
    );
}

#[test]
fn functions_take_arguments_in_every_way() {
    check(
        "
import lib
def make(name, size=2, *more, suffix='-x', **tags):
    return lib.Queue(name + suffix, size, list(more), tags)
a = make('a')
b = make('b', 3, 4, 5, suffix='-y', team='t')
c = make(**{'name': 'c', 'size': 1})
double = lambda x, by=2: x * by
def outer():
    count = 1
    def inner():
        nonlocal count
        count += 1
    inner()
    return count
lib.f(double(4), double(4, by=3), outer())
for name in ['d', 'e']:
    make(name)
",
        "
a = lib.Queue(~'a-x', ~2, [], {})
b = lib.Queue('b-y', 3, [4, 5], {team: 't'})
c = lib.Queue(~'c-x', 1, [], {})
lib.f(~8, 12, 2)
lib.Queue(~'d-x', ~2, [], {})
lib.Queue(~'e-x', ~2, [], {})
",
    );
}

#[test]
fn branches_that_cannot_be_decided_are_both_followed() {
    check(
        "
import lib
import os
zone = os.environ['ZONE']
subnets = ['s0']
if zone == 'a':
    size = 1
    lib.f('a')
    subnets.append('s1')
else:
    size = 2
lib.g(size, subnets)
name = lib.h() if zone else 'none'
def early():
    if zone:
        return 'early'
    lib.late()
    return 'late'
lib.g(early(), name)
if 1 < 2:
    lib.k(1)
else:
    lib.k(2)
if not zone:
    raise ValueError('no zone')
lib.last()
",
        "
lib.f('a') if
lib.g((1 | 2), ['s0', 's1'])
name = lib.h() if
lib.late() if
lib.g(('early' | 'late'), (#2 | 'none'))
lib.k(1)
lib.last()
",
    );
}

#[test]
fn exceptions_go_to_their_handlers() {
    check(
        "
import lib
def fail():
    raise ValueError('x')
try:
    fail()
    lib.never()
except ValueError as error:
    lib.handler()
finally:
    lib.last()
try:
    lib.body()
except Exception:
    lib.never()
def pick(name):
    if name == lib.known:
        return 'small'
    raise KeyError(name)
lib.f(pick(lib.other))
",
        "
lib.handler()
lib.last()
lib.body()
lib.f('small')
",
    );
}

#[test]
fn defaults_stand_in_for_inputs() {
    check(
        "
import lib
import os
lib.f(os.environ.get('A') or 'a', os.getenv('B', 'b'), os.environ.get('C'), os.environ['D'])
lib.g(None or 'x', '' or 'y', 'z' or 'w', 0 or lib.h())
",
        "
lib.f(~'a', ~'b', ?input environment variable C is not set, ?input environment variable D has no default)
lib.h()
lib.g('x', 'y', 'z', #1)
",
    );
}

#[test]
fn classes_have_members_and_inherit() {
    check(
        "
import lib
from abc import ABC
class Base(ABC):
    kind = 'base'
    def __init__(self, name):
        self.name = name
        self.made = []
    def make(self, suffix='a'):
        item = lib.Thing(self.full(suffix), self.kind)
        self.made.append(item)
        return item
    def full(self, suffix):
        return f'{self.name}-{suffix}'
    @property
    def count(self):
        return len(self.made)
    @staticmethod
    def tag():
        return 'static'
    @classmethod
    def named(cls, name):
        return cls(name)
class Child(Base):
    kind = 'child'
    def __init__(self, name, extra=None):
        super().__init__(name)
        self.extra = extra or {}
    def full(self, suffix):
        return super().full(suffix).upper()
one = Base('one')
two = Child.named('two')
one.make()
two.thing = two.make('b')
lib.f(one.count, Base.tag(), isinstance(two, Base), two.extra, hasattr(two, 'none'), getattr(two, 'none', 5))
",
        "
item = lib.Thing(~'one-a', 'base')
item|thing = lib.Thing('TWO-B', 'child')
lib.f(1, 'static', true, {}, false, 5)
",
    );
}

#[test]
fn records_and_enums() {
    check(
        "
import lib
from dataclasses import dataclass, field
from enum import Enum
from typing import List, NamedTuple
class Env(str, Enum):
    DEV = 'dev'
    PROD = 'prod'
@dataclass
class Config:
    name: str
    env: Env = Env.DEV
    zones: List[str] = field(default_factory=list)
    def __post_init__(self):
        self.full = f'{self.name}-{self.env.value}'
class Pair(NamedTuple):
    left: int
    right: int = 2
config = Config('a', env=Env.PROD)
config.zones.append('z')
lib.f(config.full, config.zones, Env.DEV == config.env, Env('dev'), Pair(1).right, [e.name for e in Env])
",
        "
lib.f('a-prod', ~['z'], false, 'dev', ~2, ['DEV', 'PROD'])
",
    );
}

#[test]
fn classes_of_libraries_are_extended() {
    check(
        "
import lib
class Network(lib.Component):
    def __init__(self, name, size=1, opts=None):
        super().__init__('my:Network', name, None, opts)
        self.subnets = [lib.Subnet(f'{name}-{i}', parent=self) for i in range(size)]
        self.register({'first': self.subnets[0].id})
class Wide(Network):
    pass
network = Wide('net', size=2)
lib.f(network.urn, network.subnets[1], network)
class Old(lib.Component):
    def __init__(self):
        lib.Component.__init__(self, 'old')
Old()
",
        "
network = lib.Component('my:Network', 'net', null, ~null)
lib.Subnet('net-0', parent=#0) in #0
lib.Subnet('net-1', parent=#0) in #0
#0.register({first: #1.id}) in #0
lib.f(#0.urn, #2, #0)
lib.Component('old')
",
    );
}

#[test]
fn modules_import_one_another() {
    check_files(
        &[
            ("lib/__init__.py", ""),
            ("lib/config.py", "NAME = 'app'\nclass Settings:\n    size = 3\n"),
            (
                "lib/vpc.py",
                "
import aws
from .config import NAME, Settings as S
from . import tags
def vpc():
    return aws.Vpc(NAME, S.size, tags.ALL)
if __name__ == '__main__':
    aws.never()
",
            ),
            ("lib/tags.py", "ALL = {'a': 1}\n"),
            (
                "__main__.py",
                "
import lib.vpc as v
from lib.vpc import *
net = vpc()
other = v.vpc()
if __name__ == '__main__':
    aws.main()
",
            ),
        ],
        "
net = aws.Vpc('app', 3, {a: 1})
other = aws.Vpc('app', 3, {a: 1})
aws.main()
",
    );
}

#[test]
fn components_that_nobody_makes_are_made() {
    check_files(
        &[(
            "lib/stack.py",
            "
import pulumi
import lib
class Args:
    def __init__(self, suffix=None, tags: dict = None):
        self.suffix = suffix or 'dev'
class Stack(pulumi.ComponentResource):
    def __init__(self, name: str, args: Args, opts=None):
        super().__init__('x', name, None, opts)
        lib.F(args.suffix, name)
class Helper:
    def __init__(self):
        lib.never()
",
        )],
        "
pulumi.ComponentResource('x', ?input name has no default, null, ~null)
lib.F('dev', ?input name has no default) in #0
",
    );
}

#[test]
fn limits_end_what_would_not_end() {
    let ends = |program: &str, limit: &str| {
        let trace = trace(&[("__main__.py", program)]);
        let said = trace.diagnostics.iter().any(|diagnostic| diagnostic.message.contains(limit));
        assert!(said, "{program}: {:?}", trace.diagnostics);
    };
    ends("while True:\n    x = 1\n", "loop ends here");
    ends("def f(n):\n    return f(n + 1)\nf(0)\n", "nested too deep");
    ends("import lib\nfor i in range(10000):\n    lib.f(i)\n", "loop ends here");
    ends(
        "import lib\nfor i in range(1000):\n    for j in range(1000):\n        for k in range(1000):\n            lib.f(i)\n",
        "limit of",
    );
    ends("x = 'x'\nfor i in range(100):\n    for j in range(10000000000):\n        x += x\n", "limit of");
    ends("f = lambda g: g(g)\nf(f)\n", "nested too deep");
    // What grows in a loop, and what is copied again and again, counts for as many steps as it is long.
    check(
        "import lib\nx = 'a'\nfor i in range(100):\n    x = x.replace('a', 'a' * 50)\nlib.f(x)\n",
        "lib.f(?the evaluation limit was reached)",
    );
    ends("x = []\nfor i in range(1999):\n    for j in range(1999):\n        x.insert(0, j)\n", "limit of");
    ends("x = list(range(9999))\nfor i in range(1999):\n    y = x + x\n    z = x | x\n", "limit of");
    ends("x = '{}' * 100000\nfor i in range(1999):\n    y = x.format(*range(99))\n", "limit of");
    ends("import os\nd = {}\nfor i in range(1999):\n    if os.environ['X']:\n        d[str(i)] = i\n", "limit of");
    let deep = format!("x = {}1{}", "(1 + ".repeat(100_000), ")".repeat(100_000));
    trace(&[("__main__.py", &deep)]);
    trace(&[(
        "__main__.py",
        "import lib\nx = []\nx.append(x)\nlib.f(x)\ny = 1\nfor i in range(1500):\n    y = (y,)\nlib.f(y)",
    )]);
}

#[test]
fn files_of_the_response_are_read() {
    check_files(
        &[
            ("config/sizes.json", "{\"small\": 1, \"names\": [\"a\"]}"),
            ("lib/handler.txt", "hello"),
            (
                "lib/stack.ts",
                "
import * as fs from 'fs';
import * as path from 'path';
import { use } from 'lib';
import sizes from '../config/sizes.json';
const again = JSON.parse(fs.readFileSync(path.join(__dirname, '../config/sizes.json'), 'utf8'));
use(sizes.small, again.names, fs.readFileSync('lib/handler.txt'), fs.existsSync('config'), fs.existsSync('other'));
try {
  fs.readFileSync('missing.json');
  use('never');
} catch (e) {
  use('default');
}
",
            ),
        ],
        "
lib.use(1, ['a'], 'hello', true, false)
lib.use('default')
",
    );
}
