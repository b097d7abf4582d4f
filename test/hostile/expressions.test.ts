import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';
import { ROOT } from '../rind.ts';

const MOST = 100_000;
/** What tempts an expression to go back and try again: a long run, and then what does not match. */
const RUNS = [
  'a',
  ' ',
  '\t',
  '0',
  '.',
  '-',
  '_',
  '[',
  '`',
  '/',
  '://',
  '${A',
  '--hash=',
  ' -',
  '\n',
  '#',
  ': ',
  '\ud800',
  'requirements',
];
const ATTACKS = RUNS.flatMap((run) => {
  const long = run.repeat(Math.floor(MOST / run.length));
  return [long, `${long}\u0001`, `a${long}\u0001`, `-r${long}\u0001`, `git+${long}\u0001`];
});

/** Every regular expression of a file, by its text. */
function expressionsOf(file: string): RegExp[] {
  const found: RegExp[] = [];
  const visitor = new Visitor({
    Literal(node) {
      if ('regex' in node) found.push(new RegExp(node.regex.pattern, node.regex.flags));
    },
  });
  visitor.visit(parseSync(file, readFileSync(path.join(ROOT, file), 'utf8')).program);
  return found;
}

/**
 * What one search of an attack does. A sticky expression never searches: it is held against one place, so it is tried
 * at the first ones, of which all further places of a run are copies.
 */
function tries(expression: RegExp): ((attack: string) => void)[] {
  const whole = new RegExp(expression.source, expression.flags.replace('g', ''));
  if (!expression.sticky) return [(attack) => whole.test(attack)];
  return [0, 1, 2, 4].map((at) => (attack) => {
    whole.lastIndex = at;
    whole.test(attack);
  });
}

/** Runs on file names and on what the command line says, which are short. */
const SHORT = new Set([String.raw`^(?:.*[-_.])?requirements(?:[-_.].*)?\.txt$`]);

describe('regular expressions', () => {
  const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !/\.test\.ts$|\/testing\//.test(file));
  const all = new Map(files.flatMap(expressionsOf).map((expression) => [String(expression), expression]));

  it(`each takes linear time on hostile texts of ${MOST} characters`, () => {
    assert.ok(all.size > 30);
    for (const [source, expression] of all) {
      if (SHORT.has(expression.source)) continue;
      const attempts = tries(expression);
      for (const attack of ATTACKS) {
        const before = process.cpuUsage();
        for (const attempt of attempts) attempt(attack);
        const { user, system } = process.cpuUsage(before);
        assert.ok(
          user + system < 500_000,
          `${source} on ${JSON.stringify(attack.slice(0, 12))}…: ${(user + system) / 1e6} s`,
        );
      }
    }
  });
});
