// Prints which metric each `metric…()` method of the library's constructs gives, a JSON object a method.
'use strict';
process.env.JSII_DEPRECATED = 'quiet';
const { short } = require('./cdk_library.js');
const { types, constructs, ancestors } = require('./cdk_samples.js');
const { synthesise, rename, template } = require('./cdk_synthesise.js');

const wanted = process.argv.slice(2);
for (const receiver of constructs) {
  if (wanted.length && !wanted.includes(short(receiver))) continue;
  const names = new Set(ancestors(receiver).flatMap(name => (types[name].methods ?? []).filter(method => !method.static && /^metric./.test(method.name)).map(method => method.name)));
  if (!names.size) continue;
  const look = (construct, stack, logical) => {
    for (const name of names) {
      let metric;
      // Some need something of the construct that it does not have by itself.
      try { metric = construct[name]().toMetricConfig().metricStat; } catch { continue; }
      if (!metric?.metricName) continue;
      const dimensions = Object.fromEntries((metric.dimensions ?? []).map(({ name, value }) => [name, template(rename(stack.resolve(value), logical))]));
      process.stdout.write(JSON.stringify({ construct: short(receiver), method: name, namespace: metric.namespace, metricName: metric.metricName, statistic: metric.statistic, period: metric.period.toSeconds(), dimensions }) + '\n');
    }
  };
  try { synthesise(receiver, null, look); } catch (e) { if (e.code === 'ENOSPC' || e.code === 'EMFILE') throw e; }
}
