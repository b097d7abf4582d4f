import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRequirement } from '@rind/pypa';
import type { AdvisoryReference } from './outcome.ts';
import { component, subjectOf } from './testing/judge.ts';
import { coveringWaiver, type Waiver } from './waiver.ts';

const HEX = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const advisory: AdvisoryReference = { id: 'PYSEC-1', aliases: ['CVE-1'], fixed: [], sources: ['t'] };

function waiver(changes: Partial<Waiver>): Waiver {
  const named = parseRequirement('demo');
  assert.ok(named.ok);
  const rest = { reason: 'r', owner: 'o', expires: 10, expiresText: '1970-01-01', untilFixed: false };
  return { ids: ['CVE-1'], component: named.value, ...rest, ...changes };
}

function covers(
  changes: Partial<Waiver>,
  {
    hashes = [],
    targets = [],
    version = '1.0',
    name = 'demo',
    found = advisory,
  }: {
    hashes?: string[];
    targets?: string[];
    version?: string | null;
    name?: string;
    found?: AdvisoryReference | undefined;
  } = {},
): boolean {
  const subject = subjectOf(component(name, version, { hashes }));
  return coveringWaiver([waiver(changes)], subject, { id: 'known-vulnerability' }, found, 0, targets) !== undefined;
}

describe('a waiver', () => {
  it('for files covers a component only when each of its files is one of them', () => {
    assert.ok(covers({ sha256: [HEX] }, { hashes: [`sha256:${HEX}`] }));
    assert.ok(covers({ sha256: [HEX, OTHER] }, { hashes: [`sha256:${HEX}`, `sha256:${OTHER}`] }));
    assert.ok(!covers({ sha256: [HEX] }, { hashes: [`sha256:${HEX}`, `sha256:${OTHER}`] }));
    assert.ok(!covers({ sha256: [HEX] }, { hashes: [] }), 'of no known file');
    assert.ok(!covers({ sha256: [HEX] }, { hashes: [`md5:${HEX}`] }));
  });

  it('for a target covers a decision for that target and no other', () => {
    assert.ok(covers({ target: 'prod' }, { targets: ['prod'] }));
    assert.ok(!covers({ target: 'prod' }, { targets: ['prod', 'dev'] }));
    assert.ok(!covers({ target: 'prod' }, { targets: [] }));
    assert.ok(covers({}, { targets: ['prod', 'dev'] }));
  });

  it('by an alias covers the component that it was written for, and no other that the flaw is in', () => {
    assert.ok(covers({ ids: ['CVE-1'] }));
    assert.ok(!covers({ ids: ['CVE-1'] }, { name: 'fork-of-demo' }));
  });

  it('of an ignore file, which names no component, covers each that its id is found in', () => {
    assert.ok(covers({ component: null }, { name: 'fork-of-demo' }));
    assert.ok(covers({ component: null }, { version: null }));
    assert.ok(!covers({ component: null, ids: ['CVE-2'] }));
    assert.ok(covers({ component: null, expires: Number.POSITIVE_INFINITY }));
  });

  it('names a rule only where the rule speaks of no advisory', () => {
    const subject = subjectOf(component('demo', '1.0'));
    const found = (id: string, about: AdvisoryReference | undefined) =>
      coveringWaiver([waiver({ ids: [id] })], subject, { id }, about, 0, []) !== undefined;
    assert.ok(found('missing-hash', undefined));
    assert.ok(!found('known-vulnerability', advisory), 'all flaws at once are waived by nobody');
  });

  it("of another tool's file, or of the command line, covers no malicious package", () => {
    const subject = subjectOf(component('demo', '1.0', {}));
    const covered = (origin: Waiver['origin']) =>
      coveringWaiver(
        [waiver({ component: null, ...(origin === undefined ? {} : { origin }) })],
        subject,
        { id: 'known-malware' },
        advisory,
        0,
        [],
      ) !== undefined;
    assert.ok(!covered({ tool: '.trivyignore', at: { path: '.trivyignore', line: 1, column: 1 } }));
    assert.ok(!covered({ tool: '--ignore' }));
    assert.ok(covered(undefined), "the team's own waiver, with owner and reason, does");
  });

  it('covers no project and no run', () => {
    const ids = ['client-configuration'];
    const rule = { id: 'client-configuration' };
    const given = [waiver({ ids, component: null })];
    assert.equal(coveringWaiver(given, { level: 'run', id: 'run' }, rule, undefined, 0, []), undefined);
    assert.equal(coveringWaiver(given, { level: 'project', id: '.', path: '.' }, rule, undefined, 0, []), undefined);
  });
});
