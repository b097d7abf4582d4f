import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectFile } from '@rind/pypa';
import type { Denial } from './answers.ts';
import { KnownVersions } from './known-versions.ts';
import type { StandingFile } from './standing.ts';

const DENIAL: Denial = {
  id: 'a',
  verdict: 'deny',
  rule: 'deny-list',
  summary: 'no',
  scope: 'version',
  presentation: 'yank',
};

function file(version: string, denial?: Denial, yanked: ProjectFile['yanked'] = false): StandingFile {
  const listed: ProjectFile = {
    filename: `demo-${version}.tar.gz`,
    url: '',
    hashes: new Map(),
    requiresPython: undefined,
    yanked,
    size: undefined,
    uploadTime: undefined,
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
  const basis = { policy: '', evidence: '' };
  return {
    file: listed,
    upstream: 'pypi',
    version,
    sha256: null,
    decision: { id: 'a', verdict: 'allow', reasons: [], basis, validUntil: null },
    denial,
    isJudged: false,
    size: null,
    since: 0,
    isOffered: true,
    undetermined: [],
  };
}

function nearestAllowed(files: readonly StandingFile[]): (version: string) => string | undefined {
  const versions = new KnownVersions();
  for (const one of files) versions.see(one);
  const sorting = versions.sort();
  while (sorting.next().done !== true);
  return (version) => versions.nearest(version);
}

test('the nearest allowed release is the next above, else the next below; never itself', () => {
  const nearest = nearestAllowed([file('1.0'), file('2.0', DENIAL), file('10.0'), file('3.0'), file('11.0', DENIAL)]);
  assert.equal(nearest('2.0'), '3.0');
  assert.equal(nearest('3.0'), '10.0');
  assert.equal(nearest('11.0'), '10.0');
  assert.equal(nearest('10.0'), '3.0');
  assert.equal(nearest('0.1'), '1.0');
});

test('a pre-release is named only to who asks from a pre-release', () => {
  const nearest = nearestAllowed([file('1.0'), file('2.0rc1'), file('2.0', DENIAL)]);
  assert.equal(nearest('2.0'), '1.0');
  assert.equal(nearest('2.0b1'), '2.0rc1');
});

test('what is denied or yanked is named to nobody, and where nothing is left there is no answer', () => {
  const nearest = nearestAllowed([file('1.0', DENIAL), file('2.0', undefined, 'broken'), file('3.0', undefined, true)]);
  assert.equal(nearest('1.0'), undefined);
  assert.equal(nearest('no version'), undefined);
});

test('a project of which every second of 20,000 releases is denied takes no quadratic time', () => {
  const files = Array.from({ length: 20_000 }, (_, at) => file(`1.${at}`, at % 2 === 0 ? DENIAL : undefined));
  const before = process.cpuUsage();
  const nearest = nearestAllowed(files);
  for (const { version, denial } of files) if (denial !== undefined) nearest(version);
  assert.ok(process.cpuUsage(before).user < 5_000_000);
});
