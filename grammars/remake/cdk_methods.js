// Learns from aws-cdk-lib what the methods of its constructs create and change: each method is called on a construct with samples of
// what it takes, and the stack without the call is compared with the stack after it. Prints one JSON object a method.
'use strict';
process.env.JSII_DEPRECATED = 'quiet';
const { short } = require('./cdk_library.js');
const { types, constructs, ancestors, properties, MAKE, argument, samples, structOf } = require('./cdk_samples.js');
const { synthesise, child, settings, difference, place, label, template } = require('./cdk_synthesise.js');

const RTTI = Symbol.for('jsii.rtti');
const classOf = node => node.constructor[RTTI]?.fqn;
// Methods that tell or export something and change nothing.
const PLAIN = /^(applyRemovalPolicy|metric|to[A-Z]|is[A-Z]|get|render|validate|bind|prevent|with|synth|export|resolve|format|split|report|regional|select|obtain|_)/;
const OMITTED = Symbol('omitted');
function resourceStatement(scope) {
  const statement = MAKE['aws_iam.PolicyStatement'](scope);
  statement.addPrincipals(MAKE['aws_iam.IPrincipal'](scope));
  return statement;
}
// The samples of a parameter, each with the name of its class where that matters.
function choices(parameter) {
  const [first, ...others] = samples(parameter.type, parameter.name, 0);
  const isPrincipal = /IGrantable|IPrincipal|IRole/.test(parameter.type.fqn);
  const objects = (isPrincipal ? [] : [first, ...others]).filter(([what]) => what.startsWith('$by:') && !what.includes('+')).map(([what, ...makes]) => [what.slice('$by:'.length), ...makes]);
  let plain = [['*', ...first.slice(1)]];
  if (parameter.type.fqn === 'aws-cdk-lib.aws_iam.IGrantable') plain = [['*', MAKE['aws_iam.IRole']]];
  if (parameter.type.fqn === 'aws-cdk-lib.aws_iam.PolicyStatement') plain[0].push(resourceStatement);
  if (parameter.variadic) plain[0]?.push(() => OMITTED);
  return [...plain, ...objects];
}
// The class of what makes something anew: of a construct that a program could make by itself.
function made(node) {
  // A policy takes in the statements of all calls, so that it is the resource that counts.
  return ancestors(classOf(node) ?? '').find(fqn => constructs.includes(fqn) && !fqn.endsWith('Policy'));
}
// Where the props of what a method makes come from: its own argument, a member of one, or the construct itself.
function origins(fqn, receiver, method) {
  const found = {};
  const kinds = new Set(ancestors(receiver).flatMap(name => [name, ...(types[name].interfaces ?? [])]));
  for (const p of properties(structOf(fqn) ?? '')) {
    const parameters = method.parameters ?? [];
    const isSameType = parameter => p.type.fqn && parameter.type.fqn === p.type.fqn && !types[p.type.fqn].datatype;
    const parameter = parameters.find(parameter => parameter.name === p.name) ?? parameters.find(isSameType);
    if (parameter) found[p.name] = `$${parameter.name}`;
    else if (kinds.has(p.type.fqn)) found[p.name] = '$this';
  }
  return found;
}
function probe(receiver, method, choose) {
  const parameters = method.parameters ?? [];
  const run = call => {
    const nodes = { before: new Set(), fresh: [] };
    const resources = synthesise(receiver, null, null, (construct, stack) => {
      const values = parameters.map(p => {
        const make = choose(p);
        return make && argument(p.name, make, stack);
      });
      for (const node of stack.node.findAll()) nodes.before.add(node);
      if (!call) return;
      construct[method.name](...values.filter(value => value !== OMITTED));
      nodes.fresh = stack.node.findAll().filter(node => !nodes.before.has(node));
    });
    return { resources, nodes };
  };
  const before = run(false).resources;
  const { resources: after, nodes } = run(true);
  const effects = [];
  // The outermost constructs that are new.
  const outer = nodes.fresh.filter(node => node.node.scope && nodes.before.has(node.node.scope));
  const below = path => outer.find(node => made(node) && (path === relative(node) || path.startsWith(`${relative(node)}/`)));
  for (const node of outer.filter(made)) {
    const effect = { make: short(made(node)), place: label(relative(node)), props: origins(made(node), receiver, method), types: {}, to: {} };
    for (const [path, resource] of Object.entries(after)) {
      if (below(path) !== node) continue;
      const at = label(`X${path.slice(relative(node).length)}`);
      effect.types[at] = resource.Type;
      effect.to[at] = template(settings(resource));
    }
    effects.push(effect);
  }
  for (const [path, resource] of Object.entries(after)) {
    if (below(path)) continue;
    if (!before[path]) effects.push({ add: label(path), type: resource.Type, to: template(settings(resource)) });
    else effects.push(...changes(place(path), settings(before[path]), settings(resource)));
  }
  return effects;
}
const relative = node => node.node.path.replace(/^S\//, '');
// What is set anew, and what is put behind what a list has.
function changes(at, before, after) {
  return difference(before, after).map(([path, to]) => {
    const value = path.reduce((inner, key) => (key === '[]' ? inner?.[0] : inner?.[key]), before);
    const grows = Array.isArray(to) && (value === undefined || Array.isArray(value) && JSON.stringify(to.slice(0, value.length)) === JSON.stringify(value));
    if (grows) return { append: at, at: path.join('.'), to: template(to.slice(value?.length ?? 0)) };
    return { set: at, at: path.join('.'), to: to === undefined ? null : template(to) };
  });
}

const wanted = process.argv.slice(2);
for (const receiver of constructs) {
  if (wanted.length && !wanted.includes(short(receiver))) continue;
  try { synthesise(receiver); } catch (e) { if (e.code === 'ENOSPC' || e.code === 'EMFILE') throw e; continue; }
  const methods = new Map();
  for (const name of ancestors(receiver)) for (const method of types[name].methods ?? []) if (!methods.has(method.name)) methods.set(method.name, method);
  for (const method of methods.values()) {
    if (method.static || method.protected || PLAIN.test(method.name)) continue;
    const row = { construct: short(receiver), method: method.name, parameters: (method.parameters ?? []).map(p => p.name), variants: [] };
    const parameters = method.parameters ?? [];
    let options;
    try { options = new Map(parameters.map(p => [p.name, p.optional ? [['*', () => undefined]] : choices(p)])); } catch { continue; }
    // What is tried: the classes of one parameter, or else the values of one.
    const varied = parameters.find(p => options.get(p.name).length > 1) ?? parameters.find(p => options.get(p.name)[0]?.length > 2);
    for (const [what, ...makes] of varied ? options.get(varied.name) : [['*', null]]) {
      for (const make of makes) {
        const choose = p => (p === varied ? make : options.get(p.name)[0]?.[1]);
        try {
          const effects = probe(receiver, method, choose);
          if (effects.length) row.variants.push({ of: varied?.name, kind: what, effects });
          break;
        } catch (e) { row.error ??= `${what}: ${String(e.message ?? e).split('\n')[0].slice(0, 160)}`; }
      }
    }
    if (row.variants.length || row.error) process.stdout.write(JSON.stringify(row) + '\n');
  }
}
