import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isShown, runSteps, stepsOf } from './document-run.ts';
import { ROOT } from './rind.ts';

const PAGES = [
  'README.md',
  'docs/tutorial.md',
  ...readdirSync(path.join(ROOT, 'docs/how-to')).map((name) => `docs/how-to/${name}`),
];
const ADRS = readdirSync(path.join(ROOT, 'docs/adr')).filter((name) => /^\d/.test(name));
const LINKING = [
  ...PAGES,
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/performance.md',
  'docs/peers.md',
  'docs/clients.md',
  'docs/tutorial-gateway.md',
  ...readdirSync(path.join(ROOT, 'docs/explanation')).map((name) => `docs/explanation/${name}`),
  'examples/README.md',
  'docs/adr/README.md',
  ...ADRS.map((name) => `docs/adr/${name}`),
];

function textOf(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

describe('what documents show', () => {
  for (const page of PAGES) {
    const steps = stepsOf(textOf(page));
    if (steps.length === 0) continue;
    it(`is what is printed: ${page}`, { skip: process.platform === 'win32' ? 'there is no sh' : false }, () => {
      const commands = steps.filter((step) => 'command' in step);
      const outputs = runSteps(steps);
      assert.equal(outputs.length, commands.length);
      for (const [i, { line, command, printed }] of commands.entries()) {
        const output = outputs[i] ?? '';
        if (!isShown(printed, output)) assert.equal(output, printed, `${page}:${line}: ${command}`);
      }
    });
  }
});

describe('documents', () => {
  it('link to what is there', () => {
    const broken = LINKING.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) =>
        /^[a-z]+:/.test(target) || existsSync(path.join(ROOT, path.dirname(page), target))
          ? []
          : [`${page}: ${target}`],
      ),
    );
    assert.deepEqual(broken, []);
  });

  it('number each decision once, in order, and list it', () => {
    assert.deepEqual(
      ADRS.map((name) => Number(name.slice(0, 4))),
      ADRS.map((_, i) => i + 1),
    );
    const index = textOf('docs/adr/README.md');
    for (const name of ADRS) {
      const title = /^# ADR (\d+): (.+)$/m.exec(textOf(`docs/adr/${name}`));
      assert.equal(Number(title?.[1]), Number(name.slice(0, 4)), name);
      assert.ok(index.includes(`[${title?.[2]}](${name})`), `docs/adr/README.md lists ${name}`);
    }
  });
});
