import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import { makePolicy, type Policy } from '../../policy/policy.ts';
import { formatPolicy, readPolicy } from '../../policy/policy-text.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { PinnedFile } from '../serve/make-offer.ts';
import { type ReplayGrounds, replaying, searching } from './replay.ts';

const NAME = normalizeName('demo');
const FILE = 'demo-1.0-py3-none-any.whl';
const policyOf = (level: 'off' | 'deny', names: readonly string[] = []): Policy =>
  makePolicy(RULES, { 'deny-list': { level, parameters: { names } }, 'release-cooldown': { level: 'off' } }, [], []);
const OPEN = policyOf('off');

function pinned(firstSeen: number): PinnedFile {
  const hashes = new Map([['sha256', 'a'.repeat(64)]]);
  const nothing = { requiresPython: undefined, size: undefined, uploadTime: undefined, coreMetadata: undefined };
  return {
    upstream: 'pypi',
    trust: 'pypi',
    sidecarSha256: null,
    pin: { filename: FILE, sha256: 'a'.repeat(64), firstSeen, gone: null, uploaded: null },
    file: { filename: FILE, url: '', hashes, yanked: false, gpgSig: undefined, provenance: undefined, ...nothing },
  };
}

function denial(id: string, made: number, removed: number | null, expires: number | null) {
  const who = { owner: 'o', reason: 'r', view: null };
  return { id, word: 'deny' as const, spec: 'demo', ...who, made, removed, expires };
}

function grounds(parts: Partial<ReplayGrounds> = {}): ReplayGrounds {
  return {
    name: NAME,
    files: [pinned(10)],
    inspections: new Map(),
    rulings: [],
    policies: [{ since: 0, policy: OPEN }],
    advisories: undefined,
    indexes: [],
    origins: new Map([['pypi', { kind: 'index' }]]),
    ...parts,
  };
}

const all = (): boolean => true;

/** Drives what has pauses to its end: nobody else waits here. */
function whole<T>(work: Generator<void, T, void>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const verdict = (given: ReplayGrounds, at: number) => whole(replaying(given, at))?.get(FILE)?.verdict;

describe('a replay', () => {
  it('decides by the policy that held, and by none where none is kept', () => {
    const denying = policyOf('deny', ['demo']);
    const given = grounds({
      policies: [
        { since: 5, policy: OPEN },
        { since: 50, policy: denying },
      ],
    });
    assert.deepEqual(
      [verdict(given, 20), verdict(given, 50), whole(replaying(given, 4))],
      ['allow', 'deny', undefined],
    );
  });

  it('knows no file before it was seen, and no word before it was said or after it was taken back', () => {
    const given = grounds({ rulings: [denial('x', 30, 40, null)] });
    assert.deepEqual(
      [9, 10, 29, 30, 39, 40].map((at) => verdict(given, at)),
      [undefined, 'allow', 'allow', 'deny', 'deny', 'allow'],
    );
  });

  it('finds the first instant of a span at which it would have been refused', () => {
    const given = grounds({ rulings: [denial('x', 30, 40, null), denial('y', 60, null, 70)] });
    const first = (from: number, to: number) => {
      const found = whole(searching(given, all, { from, to }));
      return typeof found === 'object' ? found.at : found;
    };
    assert.deepEqual(
      [first(0, 100), first(41, 100), first(41, 59), first(35, 36), first(71, 99)],
      [30, 60, undefined, 35, undefined],
    );
  });

  it('finds what looking at every instant finds', () => {
    const span = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.option(fc.integer({ min: 1, max: 40 })),
      fc.option(fc.integer({ min: 1, max: 40 })),
    );
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 3 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 30 }),
        (spans, seen, from) => {
          const rulings = spans.map(([made, removed, expires], index) =>
            denial(
              String(index),
              made,
              removed === null ? null : made + removed,
              expires === null ? null : made + expires,
            ),
          );
          const given = grounds({ rulings, files: [pinned(seen)] });
          const to = from + 40;
          const slow = Array.from({ length: 41 }, (_, index) => from + index).find(
            (at) => verdict(given, at) === 'deny',
          );
          const found = whole(searching(given, all, { from, to }));
          assert.equal(typeof found === 'object' ? found.at : found, slow);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a policy as it is kept', () => {
  it('is read as the same policy, and not under another digest', () => {
    const policy = policyOf('deny', ['demo', 'evil-*']);
    assert.equal(readPolicy(formatPolicy(policy), policy.digest)?.digest, policy.digest);
    assert.equal(readPolicy(formatPolicy(policy), OPEN.digest), undefined);
    assert.equal(readPolicy('{', policy.digest), undefined);
  });
});
