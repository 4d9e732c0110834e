// Prints what the members of the library's classes are, a JSON object a class: what it extends, what its constructor takes, and which
// class a property has or a method gives.
'use strict';
const { assembly, short } = require('./cdk_library.js');

const { types } = assembly;
// An interface stands for the class of its name: `IVpc`, or `interfaces.aws_ec2.IVPCRef`, for `Vpc`.
function classOf(type) {
  const element = type?.collection ? type.collection.elementtype : type;
  const fqn = element?.fqn?.replace(/\.interfaces\.(.*)Ref$/, '.$1');
  const t = types[fqn];
  if (!t || t.kind === 'enum' || t.datatype) return null;
  const implementation = fqn.replace(/\.I([A-Z][A-Za-z0-9]*)$/, '.$1');
  return short(types[implementation]?.kind === 'class' ? implementation : fqn) + (type.collection ? '[]' : '');
}
// A parameter whose members some languages give as arguments of their own has a star.
const parameters = method => (method?.parameters ?? []).map(p => p.name + (types[p.type.fqn]?.datatype ? '*' : '') + (p.variadic ? '...' : ''));

for (const t of Object.values(types)) {
  if (t.kind !== 'class' && !(t.kind === 'interface' && !t.datatype) || /(^|\.)I?Cfn[A-Z]/.test(short(t.fqn)) || t.fqn.includes('.interfaces.')) continue;
  const members = [];
  for (const p of t.properties ?? []) if (!p.const && classOf(p.type)) members.push([p.name, classOf(p.type)]);
  for (const method of t.methods ?? []) if (!method.protected && classOf(method.returns?.type)) members.push([`${method.name}(${parameters(method).join(',')})`, classOf(method.returns.type)]);
  const bases = [t.base, ...(t.interfaces ?? [])].filter(base => base && types[base]).map(short);
  process.stdout.write(JSON.stringify({ class: short(t.fqn), bases, constructor: t.initializer ? parameters(t.initializer) : null, members }) + '\n');
}
