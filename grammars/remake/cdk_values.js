// Prints what the classes and enums of aws-cdk-lib stand for, a JSON array a line: ["enum", name, {member: value}],
// ["constants", name, {member: text}], ["l1", class, CloudFormation type].
'use strict';
process.env.JSII_DEPRECATED = 'quiet';
const { assembly, load, m, short } = require('./cdk_library.js');

const print = row => process.stdout.write(JSON.stringify(row) + '\n');
for (const type of Object.values(assembly.types)) {
  if (type.kind === 'enum') {
    const values = load(type.fqn);
    // Classes of instances have long names beside the ones by which they are known.
    const { InstanceType, InstanceSize } = m('aws-ec2');
    const isFamily = short(type.fqn) === 'aws_ec2.InstanceClass';
    const known = value => (isFamily ? InstanceType.of(value, InstanceSize.LARGE).toString().split('.')[0] : value);
    print(['enum', short(type.fqn), Object.fromEntries(type.members.map(({ name }) => [name, known(values[name])]))]);
  } else if (type.kind === 'class') {
    const loaded = load(type.fqn);
    if (loaded?.CFN_RESOURCE_TYPE_NAME && /(^|\.)Cfn[A-Z]/.test(short(type.fqn))) {
      print(['l1', short(type.fqn), loaded.CFN_RESOURCE_TYPE_NAME]);
    } else {
      const constants = (type.properties ?? []).filter(p => p.static && p.const).map(p => [p.name, textOf(loaded?.[p.name])]);
      const known = constants.filter(([, text]) => text !== undefined);
      if (known.length) print(['constants', short(type.fqn), Object.fromEntries(known)]);
    }
  }
}

// The one text that an object stands for: itself, what it prints as, or the only text in it.
function textOf(value) {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (!value || typeof value !== 'object') return undefined;
  let printed;
  try { printed = value.toString === Object.prototype.toString ? undefined : String(value); } catch { /* Some stand for nothing. */ }
  if (printed && !printed.startsWith('[object')) return printed;
  const version = Object.keys(value).find(key => /fullVersion$/i.test(key));
  const texts = Object.values(value).filter(inner => typeof inner === 'string');
  return value.name ?? value[version] ?? (texts.length === 1 ? texts[0] : undefined);
}
