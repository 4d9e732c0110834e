// Learns from aws-cdk-lib itself what each construct creates and where each of its props ends up: every construct is synthesised with
// its required props alone, then with one prop more at a time, and the two are compared. Prints one JSON object a construct.
'use strict';
process.env.JSII_DEPRECATED = 'quiet';
const { cdk, short, load, m } = require('./cdk_library.js');
const { types, constructs, ancestors, properties, MAKE, marked, samples, required, structOf } = require('./cdk_samples.js');
const { synthesise, rename, own, child, compare, settings, abstracted, shown, template } = require('./cdk_synthesise.js');

function probe(fqn) {
  const out = { construct: short(fqn), base: ancestors(fqn).slice(1).map(short).filter(name => name !== 'Resource') };
  let base;
  try { base = synthesise(fqn); } catch (e) {
    // A machine that fails says nothing about the construct.
    if (e.code === 'ENOSPC' || e.code === 'EMFILE') throw e;
    return { ...out, error: String(e.message ?? e).slice(0, 200) };
  }
  out.resources = Object.entries(base).filter(([path]) => own(path)).map(([path, resource]) => ({ at: child(path), type: resource.Type, settings: abstracted(settings(resource), null) }));
  // A look at an attribute may make a resource, so that this one is thrown away.
  synthesise(fqn, null, (made, stack, names) => { out.attributes = attributes(fqn, made, stack, names); });
  const struct = structOf(fqn);
  out.props = struct ? probeStruct(fqn, struct, [], base) : [];
  return out;
}
// What the attributes of a construct are: a reference to a resource or to an attribute of one, or another of its constructs.
function attributes(fqn, made, stack, names) {
  const known = {};
  for (const p of ancestors(fqn).flatMap(name => types[name].properties ?? []).filter(p => !p.static)) {
    // An attribute that cannot be looked at by itself says nothing.
    try { known[p.name] = place(made[p.name], stack, names); } catch { continue; }
  }
  return known;
}
function place(value, stack, names) {
  if (typeof value === 'string') {
    const resolved = rename(stack.resolve(value), names);
    if (own(resolved?.Ref ?? '')) return { Ref: child(resolved.Ref) };
    if (own(resolved?.['Fn::GetAtt']?.[0] ?? '')) return { 'Fn::GetAtt': [child(resolved['Fn::GetAtt'][0]), resolved['Fn::GetAtt'][1]] };
  } else if (value?.node?.path?.startsWith('S/X/')) {
    return { place: child(value.node.path.slice(2)) };
  } else if (Array.isArray(value) && value.length && value.every(item => item?.node?.path?.startsWith('S/X/'))) {
    return { places: value.map(item => child(item.node.path.slice(2))) };
  }
  return undefined;
}
// Probes each property of a struct that stands at that path of the props; `base` has the struct with what it requires.
function probeStruct(fqn, struct, trail, base) {
  const rows = [];
  for (const p of properties(struct)) {
    const path = [...trail, p.name];
    let choices;
    try { choices = samples(p.type, p.name, 0); } catch (e) { rows.push({ prop: path.join('.'), error: `no sample of ${e.message}` }); continue; }
    const plain = name => name.replace(/\+\w+/, '');
    // Another value of a required property to compare with, since the base has the first one.
    for (const [what, ...makes] of choices.slice(0, 400)) {
      // What objects do deep in structs is said by the structs of other props.
      if (what.startsWith('$by:') && trail.length > 1) continue;
      const other = what.includes('+') ? choices.find(([name]) => name === plain(what))?.[1] : p.optional ? null : choices.findLast(([name]) => name !== what && !name.includes('+') && name.startsWith('$by:') === what.startsWith('$by:'))?.[1] ?? choices.find(([name]) => name !== what)?.[1];
      rows.push(probeProp(fqn, base, path, what, makes, other));
    }
    const element = p.type.collection?.kind === 'array' ? p.type.collection.elementtype.fqn : null;
    const inner = p.type.fqn ?? element;
    if (trail.length < 3 && types[inner]?.datatype) {
      const deeper = element ? [...path, '[]'] : path;
      try { rows.push(...probeStruct(fqn, inner, deeper, synthesise(fqn, scope => nested(structOf(fqn), deeper, required(inner, scope, 1), scope)))); } catch { /* Said by the row of the struct itself. */ }
    }
  }
  return rows;
}
// Tries values until one is accepted and shows an effect; where a prop needs others beside it, those come along.
function probeProp(fqn, base, path, what, makes, otherMake) {
  const row = { prop: path.join('.'), sample: what };
  const struct = properties(structOf(fqn));
  for (const companions of what.startsWith('$by:') ? [{}] : [{}, ...COMPANIONS]) {
    if (path[0] in companions || !Object.keys(companions).every(name => struct.some(p => p.name === name))) continue;
    const alone = Object.keys(companions).length === 0;
    const withCompanions = more => scope => ({ ...companionsOf(companions, scope), ...more(scope) });
    let against = base;
    try {
      const parent = path.slice(0, -1);
      if (otherMake) against = synthesise(fqn, withCompanions(scope => nested(structOf(fqn), path, otherMake(scope), scope)));
      else if (!alone && !companions.machineImage) against = synthesise(fqn, withCompanions(scope => parent.length ? nested(structOf(fqn), parent, {}, scope, true) : {}));
    } catch { continue; }
    for (const make of makes) {
      try {
        let value;
        const found = synthesise(fqn, withCompanions(scope => { value = marked(make, scope); return nested(structOf(fqn), path, value, scope); }));
        const effects = what.startsWith('$by:') ? template(compare(against, found, null)) : compare(against, found, shown(value));
        if (!effects.length && row.effects) continue;
        Object.assign(row, { effects, error: undefined });
        if (!alone) row.with = Object.keys(companions);
        if (effects.length) return row;
      } catch (e) { row.error ??= String(e.message ?? e).split('\n')[0].slice(0, 120); }
    }
    if (row.effects && alone && !row.error) break;
  }
  if (row.effects) delete row.error;
  return row;
}
// Props that make others possible, or that others take the place of.
const COMPANIONS = [
  { instanceType: () => undefined, machineImage: () => undefined },
  { vpc: s => MAKE['aws_ec2.IVpc'](s) },
  { fifo: () => true },
  { loggingFormat: () => m('aws-lambda').LoggingFormat.JSON },
  { billingMode: () => m('aws-dynamodb').BillingMode.PROVISIONED },
  { versioned: () => true },
  { storageType: () => m('aws-rds').StorageType.IO1, iops: () => 3000, allocatedStorage: () => 400 },
  { enablePerformanceInsights: () => true },
  { encryption: () => m('aws-s3').BucketEncryption.KMS },
  { removalPolicy: () => cdk.RemovalPolicy.DESTROY },
  { websiteIndexDocument: () => 'mark-index' },
];
const companionsOf = (companions, scope) => Object.fromEntries(Object.entries(companions).map(([name, make]) => [name, make(scope)]));
// Props with that value at that path; the structs on the way have what they require.
function nested(struct, path, value, scope, fill) {
  const [name, ...rest] = path;
  const type = properties(struct).find(p => p.name === name)?.type;
  if (!rest.length) return { [name]: fill ? required(type.fqn, scope, 1) : value };
  if (rest[0] === '[]') {
    const element = type.collection.elementtype.fqn;
    const inner = rest.length === 1 ? (fill ? {} : value) : nested(element, rest.slice(1), value, scope, fill);
    return { [name]: [{ ...required(element, scope, 1), ...inner }] };
  }
  return { [name]: { ...required(type.fqn, scope, 1), ...nested(type.fqn, rest, value, scope, fill) } };
}

const wanted = process.argv.slice(2);
for (const fqn of constructs) {
  if (wanted.length && !wanted.includes(short(fqn))) continue;
  process.stdout.write(JSON.stringify(probe(fqn)) + '\n');
}
