//! Programs in TypeScript and JavaScript.

use super::check_files;

fn check(program: &str, expected: &str) {
    check_files(&[("index.ts", program)], expected);
}

#[test]
fn classes_and_objects() {
    check(
        "
import * as cdk from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
interface Props extends cdk.StackProps { name?: string; size: number }
class Base extends cdk.Stack {
  protected readonly prefix: string = 'base';
  constructor(scope: any, id: string, protected props: Props) { super(scope, id, props); }
  make(id: string, { fifo = false, ...rest }: any = {}) { return new Queue(this, `${this.prefix}-${id}`, { fifo, ...rest }); }
  get size() { return this.props.size * 2; }
}
class Stack extends Base {
  static readonly LIMIT = 5;
  queue = this.make('first');
  constructor(scope: any, id: string, props: Props) {
    super(scope, id, props);
    const dead = this.make('dead', { fifo: true, size: this.size, max: Stack.LIMIT });
    this.queue.addAlarm(dead.queueArn, props?.name ?? 'none', props.missing?.deep);
  }
}
const app = new cdk.App();
new Stack(app, 'S', { size: 3 });
",
        "
app = aws-cdk-lib.App()
aws-cdk-lib.Stack(#0, 'S', {size: 3})
queue = aws-cdk-lib/aws-sqs.Queue(#1, 'base-first', {fifo: ~false}) in #1
dead = aws-cdk-lib/aws-sqs.Queue(#1, 'base-dead', {fifo: true, size: 6, max: 5}) in #1
#2.addAlarm(#3.queueArn, 'none', null) in #1
",
    );
}

#[test]
fn arrays() {
    check(
        "
import { use } from 'lib';
const xs = [3, 1, 2];
use(xs.map((x, i) => x * 10 + i), xs.filter(x => x > 1), xs.reduce((a, b) => a + b, 0), xs.find(x => x < 3));
use([...xs].sort((a, b) => a - b), xs.includes(2), xs.indexOf(9), xs.slice(-2), xs.concat([4], 5), xs.join('-'));
use(xs.flatMap(x => [x, x]), [[1], [2, [3]]].flat(), xs.some(x => x > 2), xs.every(x => x > 2), xs.length, xs.at(-1));
use(Array.from({ length: 2 }, (_, i) => `az${i}`), new Array(2).fill('a'), Array.from(new Set([1, 1, 2])), [...new Set('aab')]);
xs.push(7); xs.splice(0, 1); use(xs, xs.pop(), xs.shift(), xs);
for (const [i, x] of xs.entries()) use(i, x);
",
        "
lib.use([30, 11, 22], [3, 2], 6, 1)
lib.use([1, 2, 3], true, -1, [1, 2], [3, 1, 2, 4, 5], '3-1-2')
lib.use([3, 3, 1, 1, 2, 2], [1, 2, [3]], true, false, 3, 2)
lib.use(['az0', 'az1'], ['a', 'a'], [1, 2], ['a', 'b'])
lib.use([2], 7, 1, [2])
lib.use(0, 2)
",
    );
}

#[test]
fn objects_and_maps() {
    check(
        "
import { use } from 'lib';
const o = { a: 1, b: { c: 'x' } };
use(Object.keys(o), Object.values(o), Object.entries(o), Object.assign({}, o, { a: 2 }), Object.fromEntries([['k', 1]]));
const { a, b: { c, d = 4 }, ...rest } = { ...o, e: 5 };
use(a, c, d, rest, 'a' in o, o['b'].c, o.b?.['c'], o.z, delete o.a, o);
const m = new Map([['x', 1]]);
m.set('y', 2);
for (const [k, v] of m) use(k, v);
use(m.get('y'), m.has('z'), m.size, [...m.keys()], [...m]);
for (const k in o) use(k);
use({ ...(false && { q: 1 }), ...(true ? { r: 1 } : {}) });
",
        "
lib.use(['a', 'b'], [1, {c: 'x'}], [['a', 1], ['b', {c: 'x'}]], {a: 2, b: {c: 'x'}}, {k: 1})
lib.use(1, 'x', ~4, {e: 5}, true, 'x', 'x', null, null, {b: {c: 'x'}})
lib.use('x', 1)
lib.use('y', 2)
lib.use(2, false, 2, ['x', 'y'], [['x', 1], ['y', 2]])
lib.use('b')
lib.use({r: 1})
",
    );
}

#[test]
fn texts_and_numbers() {
    check(
        "
import { use } from 'lib';
const s = 'Hello-World';
use(s.toLowerCase(), s.split('-'), s.replace('l', 'L'), s.replace(/l/g, 'L'), s.replace(/[^a-z]/gi, ''), s.length);
use(s.slice(0, 5), s.substring(6), s.startsWith('He'), s.includes('o-W'), s.padStart(13, '*'), s.charAt(1), s[0], s.indexOf('W'));
use(parseInt('12px'), Number('1.5'), String(3), (2.345).toFixed(1), Math.max(1, 5, 2), Math.ceil(1.2), 7 % 4, 2 ** 3);
use(/^H/.test(s), 'v1.2'.match(/v(\\d)/)?.[1], typeof s, isNaN(Number('x')), `${s}!`, 'a' + 1);
use(JSON.stringify({ a: [1] }), JSON.parse('{\"b\": 2}').b, encodeURIComponent('ab'));
",
        "
lib.use('hello-world', ['Hello', 'World'], 'HeLlo-World', 'HeLLo-WorLd', 'HelloWorld', 11)
lib.use('Hello', 'World', true, true, '**Hello-World', 'e', 'H', 6)
lib.use(12, 1.5, '3', '2.3', 5, 2, 3, 8)
lib.use(true, '1', 'string', ?this operation is not evaluated, 'Hello-World!', 'a1')
lib.use(json {a: [1]}, 2, 'ab')
",
    );
}

#[test]
fn environment_and_conditions() {
    check(
        "
import { use } from 'lib';
const env = process.env.STAGE || 'dev';
const isProd = env === 'prod';
use(env, isProd ? 3 : 1, process.env.REGION ?? 'us-east-1', process.env['A_B']);
const sizes: Record<string, number> = { dev: 1, prod: 5 };
use(sizes[env]);
if (!isProd) { use('small'); }
switch (env) { case 'prod': use('p'); break; case 'dev': use('d'); default: use('x'); }
",
        "
lib.use(~'dev', 1, ~'us-east-1', ?input environment variable A_B has no default)
lib.use(1)
lib.use('small')
lib.use('d')
lib.use('x')
",
    );
}

#[test]
fn modules() {
    check_files(
        &[
            ("bin/app.ts", "
import { App } from 'aws-cdk-lib';
import { Vpc, sizes } from '../lib/vpc';
import Def, * as all from '../lib';
import helper = require('../lib/helper');
const { twice } = require('../lib/helper');
new Vpc(new App(), sizes.small, Def, all.named, helper.twice(2), twice(4));
"),
            ("lib/vpc.ts", "
import { Construct } from 'constructs';
export class Vpc extends Construct { constructor(scope: any, size: number, ...rest: any[]) { super(scope, `vpc${size}`, rest); } }
export const sizes = { small: 1 };
"),
            ("lib/index.ts", "export default 'd';\nexport { n as named };\nconst n = 'named';\nexport * from './vpc';"),
            ("lib/helper.js", "module.exports = { twice };\nfunction twice(x) { return x * 2; }"),
        ],
        "
aws-cdk-lib.App()
constructs.Construct(#0, 'vpc1', ['d', 'named', 4, 8])
",
    );
}

#[test]
fn pulumi_outputs() {
    check(
        "
import * as pulumi from '@pulumi/pulumi';
import * as aws from '@pulumi/aws';
const config = new pulumi.Config();
const name = config.get('name') || 'x';
const bucket = new aws.s3.Bucket(`${name}-b`, {}, { parent: undefined });
export const arn = pulumi.interpolate`${bucket.arn}/*`;
const policy = pulumi.all([bucket.arn, bucket.id]).apply(([arn, id]) => JSON.stringify({ Resource: [arn, `${id}-x`] }));
new aws.s3.BucketPolicy('p', { bucket: bucket.id, policy, other: bucket.arn.apply(a => `${a}/z`), arn });
const azs = aws.getAvailabilityZones({ state: 'available' });
azs.then(z => z.names).then(names => names.slice(0, 2).forEach((az, i) => new aws.ec2.Subnet(`s${i}`, { az })));
",
        "
config = @pulumi/pulumi.Config()
#0.get('name')
bucket = @pulumi/aws.s3.Bucket(~'x-b', {}, {parent: null})
@pulumi/aws.s3.BucketPolicy('p', {bucket: #2.id, policy: json {Resource: [#2.arn, '{#2.id}-x']}, other: '{#2.arn}/z', arn: '{#2.arn}/*'})
azs = @pulumi/aws.getAvailabilityZones({state: 'available'})
@pulumi/aws.ec2.Subnet('s0', {az: #4.names[0]})
@pulumi/aws.ec2.Subnet('s1', {az: #4.names[1]})
",
    );
}

#[test]
fn unknown_collections_are_followed_once() {
    check(
        "
import { look, use } from 'lib';
look().items.forEach((item, i) => use(item.id, i));
const ids = look().items.map(item => use(item));
for (const item of look().items) use(item);
",
        "
lib.look()
lib.use(#0.items[?lib.look.items is looked up when deployed].id, ?lib.look.items is looked up when deployed)
lib.look()
lib.use(#2.items[?lib.look.items is looked up when deployed])
lib.look()
lib.use(#4.items[?lib.look.items is looked up when deployed])
",
    );
}

#[test]
fn closures_and_recursion() {
    check(
        "
import { use } from 'lib';
const counter = () => { let n = 0; return () => ++n; };
const next = counter();
next();
use(next());
function fact(n: number): number { return n <= 1 ? 1 : n * fact(n - 1); }
use(fact(5));
const enum Size { S = 1, L = 3 }
enum Env { Dev = 'dev', Prod = 'prod' }
use(Size.L, Env.Dev, Object.values(Env));
let i = 0;
while (i < 2) { use(i++); }
try { use('a'); throw new Error('x'); } catch (e) { use('b'); } finally { use('c'); }
",
        "
lib.use(2)
lib.use(120)
lib.use(3, 'dev', ['dev', 'prod'])
lib.use(0)
lib.use(1)
lib.use('a')
lib.use('b')
lib.use('c')
",
    );
}

#[test]
fn what_nobody_makes_is_made_first() {
    check(
        "
import { Construct } from 'constructs';
import { Queue } from 'lib';
class Inner extends Construct { constructor(scope: any, size: number) { super(scope, 'inner'); new Queue(size); } }
class Outer extends Construct { constructor(scope: any) { super(scope, 'outer'); new Inner(this, 3); } }
",
        "
constructs.Construct(?input scope has no default, 'outer')
constructs.Construct(#0, 'inner') in #0
lib.Queue(3) in #1
",
    );
}

#[test]
fn files_are_read_if_the_response_has_them() {
    check_files(
        &[
            ("config/app.json", "{\"size\": 3}"),
            (
                "lib/index.ts",
                "
import * as fs from 'fs';
import * as path from 'path';
import { use } from 'lib';
let other = { size: 1 };
try { other = JSON.parse(fs.readFileSync('other.json', 'utf8')); } catch { other = { size: 2 }; }
const config = JSON.parse(fs.readFileSync(path.join(__dirname, '../config/app.json')).toString());
use(other.size, config.size, fs.readFileSync('a.txt'));
",
            ),
        ],
        "lib.use(2, 3, ?fs.readFileSync comes from outside the response)",
    );
}
