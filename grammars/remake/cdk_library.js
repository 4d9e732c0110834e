// aws-cdk-lib and its jsii assembly, as the probes see them. The library is that of the folder in which node is started.
'use strict';
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { createRequire } = require('module');

const here = createRequire(path.join(process.cwd(), 'package.json'));
const root = path.dirname(here.resolve('aws-cdk-lib/package.json'));
const cdk = here('aws-cdk-lib');
const assembly = JSON.parse(zlib.gunzipSync(fs.readFileSync(path.join(root, '.jsii.gz'))));
const LIBRARY = 'aws-cdk-lib.';

// A name without the library's own: `aws_s3.Bucket`.
const short = fqn => (fqn.startsWith(LIBRARY) ? fqn.slice(LIBRARY.length) : fqn);
// A module of the library: `aws-s3`.
const module_ = name => here('aws-cdk-lib/' + name);

// The JavaScript value of a jsii name.
function load(fqn) {
  const parts = short(fqn).split('.');
  let found = cdk;
  while (parts.length > 1) {
    const name = parts.shift();
    found = found?.[name] ?? module_(name.replaceAll('_', '-'));
  }
  return found?.[parts[0]];
}

module.exports = { cdk, assembly, root, short, load, m: module_ };
