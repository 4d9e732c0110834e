// Synthesises constructs and compares what comes of it.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const { cdk, root } = require('./cdk_library.js');
const { construct, counters, given, forget } = require('./cdk_samples.js');

// What the library leaves behind goes into a folder that is emptied again and again: it comes to gigabytes.
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gapdiff-'));
process.env.TMPDIR = scratch;
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const sweep = () => { for (const name of fs.readdirSync(scratch)) fs.rmSync(path.join(scratch, name), { recursive: true, force: true }); };

// Synthesises a construct with further props, and gives its resources by their path below it.
function synthesise(fqn, more, inspect, act) {
  sweep();
  for (const name of Object.keys(counters)) counters[name] = 0;
  forget();
  const app = new cdk.App({ context: FLAGS });
  const stack = new cdk.Stack(app, 'S', { env: { account: '111111111111', region: 'us-east-1' } });
  const props = more ? more(stack) : {};
  const made = construct(fqn, stack, 'X', 0, props);
  act?.(made, stack);
  // Validation and aspects run when it is synthesised.
  for (const node of stack.node.findAll()) {
    const problems = node.node.validate();
    if (problems.length) throw new Error(problems.join('; '));
  }
  const names = new Map();
  for (const node of stack.node.findAll()) {
    if (node instanceof cdk.CfnResource) names.set(stack.resolve(node.logicalId), node.node.path.replace(/^S\//, ''));
  }
  inspect?.(made, stack, names);
  const resources = {};
  for (const node of stack.node.findAll()) {
    if (!(node instanceof cdk.CfnResource)) continue;
    const path = node.node.path.replace(/^S\//, '');
    const template = Object.values(stack.resolve(node._toCloudFormation()).Resources ?? {})[0];
    if (!template) continue;
    delete template.Metadata;
    resources[path] = rename(template, names);
  }
  return resources;
}
function rename(value, names) {
  if (Array.isArray(value)) return value.map(v => rename(v, names));
  if (value && typeof value === 'object') {
    if (typeof value.Ref === 'string' && names.has(value.Ref)) return { Ref: names.get(value.Ref) };
    if (Array.isArray(value['Fn::GetAtt']) && names.has(value['Fn::GetAtt'][0])) return { 'Fn::GetAtt': [names.get(value['Fn::GetAtt'][0]), value['Fn::GetAtt'][1]] };
    return Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'DependsOn').map(([k, v]) => [k, rename(v, names)]));
  }
  return value;
}
// What `cdk init` writes into cdk.json.
const FLAGS = JSON.parse(fs.readFileSync(path.join(root, 'recommended-feature-flags.json')));

// The leaves that differ: [path, after]. The element of a list that has one is called `[]`.
function difference(before, after, path = []) {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isMap = v => v && typeof v === 'object' && !Array.isArray(v) && !Object.keys(v).some(k => k === 'Ref' || k.startsWith('Fn::'));
  if (isMap(after) && Object.keys(after).length && (before === undefined || isMap(before))) {
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
    return keys.flatMap(key => difference(before?.[key], after[key], [...path, key]));
  }
  const single = v => Array.isArray(v) && v.length === 1;
  if (single(after) && isMap(after[0]) && (before === undefined || single(before) && isMap(before[0]))) {
    return difference(before?.[0], after[0], [...path, '[]']);
  }
  return [[path, after]];
}
const own = path => path === 'X' || path.startsWith('X/');

// The path of a resource below its construct: `.` for the main one.
const child = path => path.replace(/^X\/?/, '').replace(/\/?(Resource|Default)$/, '') || '.';

// What a value did: settings that it set, resources that it added or took away.
function compare(base, other, value) {
  const effects = [];
  for (const [path, resource] of Object.entries(other)) {
    if (!own(path)) continue;
    if (!base[path]) {
      effects.push({ add: child(path), type: resource.Type, to: abstracted(settings(resource), value) });
      continue;
    }
    for (const [at, after] of difference(settings(base[path]), settings(resource))) {
      effects.push({ set: child(path), at: at.join('.'), to: after === undefined ? null : abstracted(after, value) });
    }
  }
  for (const path of Object.keys(base)) if (own(path) && !other[path]) effects.push({ remove: child(path) });
  return effects;
}
// The settings of a resource; what stands beside its properties keeps its name.
function settings(resource) {
  const { Type, Properties, UpdateReplacePolicy, CreationPolicy, UpdatePolicy, ...beside } = resource;
  return { ...Properties, ...beside };
}
// A template of which the places that the value fills are named: `$value`, `$seconds`, `$ref` …
function abstracted(after, value) {
  if (value !== null && value !== undefined && JSON.stringify(after) === JSON.stringify(value) && value !== true && value !== false) return '$value';
  if (value?.texts) return typeof after === 'string' && value.texts.includes(after) ? '$value' : abstractedInside(after, null);
  if (value?.seconds !== undefined) {
    const units = { $seconds: 1, $minutes: 60, $hours: 3600, $days: 86400, $milliseconds: 0.001 };
    for (const [name, unit] of Object.entries(units)) if (after === value.seconds / unit) return name;
    const iso = cdk.Duration.seconds(value.seconds).toIsoString();
    if (typeof after === 'string' && after === iso) return '$iso';
  }
  if (value?.mebibytes !== undefined) {
    const units = { $mebibytes: 1, $gibibytes: 1024, $kibibytes: 1 / 1024 };
    for (const [name, unit] of Object.entries(units)) if (after === value.mebibytes / unit) return name;
  }
  return abstractedInside(after, value);
}
function abstractedInside(after, value) {
  if (Array.isArray(after)) return after.map(item => abstracted(item, Array.isArray(value) && value.length === 1 ? value[0] : value));
  if (after && typeof after === 'object') {
    const made = path => typeof path === 'string' && /^Mark[A-Z]/.test(path);
    if (made(after.Ref)) return '$ref';
    if (Array.isArray(after['Fn::GetAtt']) && made(after['Fn::GetAtt'][0])) return `$att:${after['Fn::GetAtt'][1]}`;
    if (typeof after.Ref === 'string' && own(after.Ref)) return { Ref: child(after.Ref) };
    if (Array.isArray(after['Fn::GetAtt']) && own(after['Fn::GetAtt'][0])) return { 'Fn::GetAtt': [child(after['Fn::GetAtt'][0]), after['Fn::GetAtt'][1]] };
    return Object.fromEntries(Object.entries(after).map(([key, inner]) => [key, abstracted(inner, value)]));
  }
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (single !== value) return abstracted(after, single);
  if (typeof value === 'string' && typeof after === 'string' && value.length > 4 && after.includes(value)) return after.replaceAll(value, '$value');
  if (value && typeof value === 'object' && !Array.isArray(value) && typeof after === 'string' && Object.values(value).includes(after)) return '$entry';
  return after;
}
// A sample value as it can be told apart in a template.
function shown(value) {
  if (value instanceof cdk.Duration) return { seconds: value.toSeconds({ integral: false }) };
  if (value instanceof cdk.Size) return { mebibytes: value.toMebibytes() };
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v)]));
  if (value && typeof value === 'object') {
    // An instance that stands for a text, such as a runtime, is told by the texts in it.
    const texts = Object.values(value).filter(inner => typeof inner === 'string');
    if (Object.hasOwn(Object.getPrototypeOf(value), 'toString')) texts.push(String(value));
    return { texts };
  }
  return typeof value === 'function' ? null : value;
}
// What is made for an argument is below `Arg_` and its parameter's name.
const OF_ARGUMENT = /^Arg_([A-Za-z0-9]+)_[A-Z]+\d+(?:\/(.*))?$/;

// The place of a path: below the construct, below an argument (`@name`), or of the whole stack (`/`).
function place(path) {
  if (own(path)) return child(path);
  const found = OF_ARGUMENT.exec(path);
  if (!found) return `/${path}`;
  const rest = child(`X/${found[2] ?? ''}`.replace(/\/$/, ''));
  return rest === '.' ? `@${found[1]}` : `@${found[1]}/${rest}`;
}
// The place of something new; what the library made of the names of others is named after the argument, or `$this`.
const label = path => template(place(path)).replace(/S?Arg_?([a-z][A-Za-z]*?)_?[A-Z]+\d+[0-9A-F]{8}|Arg_([A-Za-z]+)_[A-Z]+\d+/g, (_, a, b) => `@${a ?? b}`).replace(/\bSX[0-9A-F]{8}/g, '$$this');
// Settings in which what comes of the arguments is named after them.
function template(value) {
  const same = Object.entries(given).find(([, argument]) => isSameAs(argument, value));
  if (same) return `$${same[0]}`;
  if (typeof value === 'string') return value.replace(/(?:mark|alt)-([A-Za-z0-9]+)/g, '$$$1');
  if (Array.isArray(value)) return value.map(template);
  if (!value || typeof value !== 'object') return value;
  if (typeof value.Ref === 'string' && /^(X|Arg_)/.test(value.Ref)) return { Ref: place(value.Ref) };
  const [path, name] = Array.isArray(value['Fn::GetAtt']) ? value['Fn::GetAtt'] : [];
  if (typeof path === 'string' && /^(X|Arg_)/.test(path)) return { 'Fn::GetAtt': [place(path), name] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, template(inner)]));
}
// Whether a leaf of a template is what an argument says.
function isSameAs(argument, value) {
  if (typeof value === 'number') return argument === value || shown(argument)?.seconds === value;
  if (typeof value !== 'string' || value.length < 2) return false;
  const told = shown(argument);
  return told === value || Array.isArray(told?.texts) && told.texts.includes(value);
}

module.exports = { place, label, template, synthesise, rename, difference, own, child, compare, settings, abstracted, shown };
