import { type GlobalUse, globalUses } from '../../source/references.ts';
import type { Node } from '../../source/tree.ts';
import { walk } from '../../source/tree.ts';
import { isEffect, roomOf } from '../plan.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt } from './rule.ts';

const PORT = 'take it from a port that `src/compose` hands in';
const CLOCK = 'take the instant as a parameter (`now`), or a clock port';
const CHANCE = 'take the value, or a source of randomness, as a parameter';
const NAMED = 'name the function that you need; a way round the checker is no way';

/** Globals that a pure file does not touch, each with what to do instead. */
const WORLD = new Map<string, string>([
  ...of(PORT, 'fetch XMLHttpRequest WebSocket EventSource Worker SharedWorker BroadcastChannel MessageChannel'),
  ...of(PORT, 'process console navigator location localStorage sessionStorage indexedDB caches document alert'),
  ...of(PORT, 'require module exports __dirname __filename Deno Bun'),
  ...of(CLOCK, 'performance setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate'),
  ...of(CLOCK, 'queueMicrotask requestAnimationFrame requestIdleCallback Temporal'),
  ...of(NAMED, 'globalThis global window self eval Function'),
  ...of('do without: when memory is freed is no input', 'WeakRef FinalizationRegistry'),
  ...of('format by hand: the answer hangs on the machine’s language', 'Intl'),
]);

/** Members that make an allowed global touch the world; `*` bars every member but those after it. */
const MEMBERS = new Map<string, { barred: ReadonlySet<string>; next: string }>([
  ['Date', { barred: new Set(['now']), next: CLOCK }],
  ['Math', { barred: new Set(['random']), next: CHANCE }],
  ['crypto', { barred: new Set(['randomUUID', 'getRandomValues']), next: CHANCE }],
  ['AbortSignal', { barred: new Set(['timeout']), next: CLOCK }],
  ['Atomics', { barred: new Set(['wait', 'waitAsync']), next: CLOCK }],
]);

/** Methods whose answer hangs on the language or time zone of the machine. */
const LOCAL =
  /^(?:localeCompare|toLocale(?:LowerCase|UpperCase|String|DateString|TimeString)|getTimezoneOffset|toDateString|toTimeString|[gs]et(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds))$/;

function of(next: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, next]);
}

/** `effect`: a pure file uses no network, process, clock, chance, language or time zone. */
export const checkPurity: Check = (graph, plan) => {
  const found: Violation[] = [];
  for (const [path, module] of graph.modules) {
    if (roomOf(plan, path) === undefined || isEffect(plan, path)) continue;
    const say = (node: Node, what: string, next: string): void => {
      found.push(
        violationAt('effect', module, node, { message: `a pure file uses ${what}`, why: plan.effects.why, next }),
      );
    };
    for (const use of globalUses(module.source)) {
      const next = WORLD.get(use.name);
      if (next !== undefined) say(use.node, `\`${use.name}\``, next);
      else judgeMember(use, say);
    }
    walk(module.source.program, (node) => {
      if (node.type === 'MetaProperty' && node.meta.name === 'import')
        say(node, '`import.meta`', 'hand the place in: a bundle moves the code');
      if (node.type === 'MemberExpression') {
        const name = memberName(node);
        if (name !== undefined && LOCAL.test(name))
          say(node, `\`.${name}\``, 'compare code units and use UTC: equal input gives equal bytes everywhere');
        if (
          name === 'constructor' &&
          node.object.type === 'MemberExpression' &&
          memberName(node.object) === 'constructor'
        )
          say(node, '`.constructor.constructor`', NAMED);
      }
      return undefined;
    });
  }
  return found;
};

/** Judges `Date`, `Math`, `crypto` and their like by what is done with them. */
function judgeMember({ name, node, parents }: GlobalUse, say: (node: Node, what: string, next: string) => void): void {
  const rule = MEMBERS.get(name);
  const parent = parents[0];
  if (rule === undefined || parent === undefined) return;
  if (parent.type === 'MemberExpression' && parent.object === node) {
    const member = memberName(parent);
    if (member === undefined) say(node, `a computed member of \`${name}\``, NAMED);
    else if (rule.barred.has(member)) say(node, `\`${name}.${member}\``, rule.next);
    return;
  }
  if (parent.type === 'BinaryExpression' && parent.operator === 'instanceof') return;
  if (name === 'Date' && parent.type === 'NewExpression' && parent.callee === node) {
    const [first] = parent.arguments;
    if (first === undefined || first.type === 'SpreadElement') say(node, '`new Date()`', CLOCK);
    return;
  }
  if (name === 'Date' && parent.type === 'CallExpression' && parent.callee === node) say(node, '`Date()`', CLOCK);
  else say(node, `\`${name}\` as a value`, NAMED);
}

function memberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  if (node.property.type === 'Literal') return String(node.property.value);
  return undefined;
}
