import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseVersion } from '@rind/pypa';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import { readZip } from '../artifact/zip.ts';
import type { Advisory, RangeEvent } from './advisory.ts';
import { CPYTHON_REPOSITORY, matchInterpreter } from './cpython.ts';
import { cpythonFirstReleases } from './cpython-releases.data.ts';
import { parseOsvRecord } from './osv-record.ts';

// Commits of the table, by their first releases.
const IN_3_9_7 = '007221a43e566db08c0c5c00756d80dfd9dccafe';
const IN_3_8_12 = '03dd89d62413c4a92831ed1b36e2ae8983bcb2d4';
const IN_3_10_0 = '0ab152c6b5d95caa2dc1a30fa96e10258b5f188e';
const ABSENT = 'f'.repeat(40);

const fixed = (version: string): RangeEvent => ({ kind: 'fixed', version });
const from = (version: string): RangeEvent => ({ kind: 'introduced', version });

function record(events: readonly RangeEvent[], versions: readonly string[] = []): Advisory {
  return {
    id: 'PSF-1',
    aliases: [],
    upstream: [],
    modified: '',
    affected: [],
    repositories: [{ repository: CPYTHON_REPOSITORY, ranges: [{ events }], versions }],
    hashes: [],
    source: 't',
  };
}

const affects = (advisory: Advisory, version: string) => matchInterpreter(advisory, version).affected;

describe('a release of CPython', () => {
  const flaw = record([from('0'), fixed(IN_3_9_7), fixed(IN_3_8_12), fixed(IN_3_10_0)]);

  it('is free of a flaw from the first release of a fix in its own minor line on, and in every line after an X.Y.0', () => {
    for (const [version, expected] of [
      ['3.8.11', true],
      ['3.8.12', false],
      ['3.8.20', false],
      ['3.9.0', true],
      ['3.9.6', true],
      ['3.9.7', false],
      ['3.10.0', false],
      ['3.10.0rc1', true],
      ['3.10.4', false],
      ['3.14.0a1', false],
      ['3.7.17', true],
      ['2.7.18', true],
    ] as const)
      assert.equal(affects(flaw, version), expected, version);
  });

  it('is not free by a fix in another minor line that is no X.Y.0', () => {
    assert.equal(affects(record([from('0'), fixed(IN_3_8_12), fixed(IN_3_9_7)]), '3.9.0'), true);
    assert.equal(affects(record([from('0'), fixed(IN_3_8_12)]), '3.7.17'), true);
  });

  it('is unknown where every fix is of older lines only: what became of the flaw later is not said', () => {
    const old = { affected: 'unknown', reason: 'older-lines' };
    assert.deepEqual(matchInterpreter(record([from('0'), fixed(IN_3_8_12)]), '3.9.20'), old);
    assert.deepEqual(matchInterpreter(record([from('0'), fixed(IN_3_8_12), fixed(IN_3_9_7)]), '3.13.1'), old);
    assert.deepEqual(matchInterpreter(record([from('0'), fixed(IN_3_8_12), fixed(IN_3_9_7)]), '3.9.7'), {
      affected: false,
    });
  });

  it('is told the releases that fix it, lowest first', () => {
    assert.deepEqual(matchInterpreter(flaw, '3.8.3'), { affected: true, fixed: ['3.8.12', '3.9.7', '3.10.0'] });
    assert.deepEqual(matchInterpreter(flaw, '3.9.1'), { affected: true, fixed: ['3.9.7', '3.10.0'] });
  });

  it('is unknown where the table lacks a fix, unless another one frees it', () => {
    const some = record([from('0'), fixed(ABSENT), fixed(IN_3_9_7)]);
    assert.deepEqual(matchInterpreter(some, '3.9.6'), { affected: 'unknown', reason: 'unknown-commit' });
    assert.equal(affects(some, '3.9.7'), false);
  });

  it('is unknown where the table lacks the beginning, and free where it does not have it', () => {
    assert.deepEqual(matchInterpreter(record([from(ABSENT), fixed(IN_3_10_0)]), '3.9.6'), {
      affected: 'unknown',
      reason: 'unknown-commit',
    });
    const begun = record([from(IN_3_9_7), fixed(IN_3_10_0)]);
    assert.deepEqual(
      ['3.9.6', '3.9.7', '3.10.0'].map((version) => affects(begun, version)),
      [false, true, false],
    );
  });

  it('is unknown where the record ends with something else than a fix', () => {
    for (const kind of ['last_affected', 'limit'] as const)
      assert.equal(affects(record([from('0'), { kind, version: IN_3_9_7 }]), '3.9.6'), 'unknown');
  });

  it('is unknown where the record is damaged, or the version is none', () => {
    assert.deepEqual(matchInterpreter(record([fixed(ABSENT)]), '3.9.6'), {
      affected: 'unknown',
      reason: 'damaged-advisory',
    });
    assert.equal(affects(record([from('0'), from('')]), '3.9.6'), 'unknown');
    assert.deepEqual(matchInterpreter(flaw, '3.13.0+'), { affected: 'unknown', reason: 'invalid-version' });
  });

  it('is affected by a flaw without a fix, and by what lists its tag', () => {
    assert.deepEqual(matchInterpreter(record([from('0')]), '3.13.0'), { affected: true, fixed: [] });
    assert.equal(affects(record([from('0'), fixed(IN_3_10_0)], ['v3.11.1']), '3.11.1'), true);
  });

  it('has nothing to do with another repository', () => {
    const [repository] = flaw.repositories;
    assert.ok(repository);
    const other = { ...flaw, repositories: [{ ...repository, repository: 'https://github.com/python/pip' }] };
    assert.deepEqual(matchInterpreter(other, '3.8.3'), { affected: false });
  });

  it('is affected when any range of the record says so', () => {
    const ranges = [{ events: [from('0'), fixed(IN_3_8_12)] }, { events: [from('0'), fixed(ABSENT)] }];
    const both = { ...flaw, repositories: [{ repository: CPYTHON_REPOSITORY, ranges, versions: [] }] };
    assert.equal(affects(both, '3.8.1'), true);
    assert.equal(affects(both, '3.8.12'), 'unknown');
    assert.equal(affects(both, '3.9.1'), 'unknown');
  });
});

describe('the table of commits', () => {
  it('names full commits, and releases of three parts in order', () => {
    const rows = Object.entries(cpythonFirstReleases());
    assert.equal(rows.length, 351);
    for (const [commit, releases] of rows) {
      assert.match(commit, /^[0-9a-f]{40}$/);
      for (const release of releases.split(' ')) assert.ok(/^\d+\.\d+\.\d+$/.test(release) && parseVersion(release).ok);
    }
  });
});

describe("the PSF's advisories", () => {
  const file = sharedData('advisories/PSF-all.zip');
  const skip = file === undefined ? 'no shared data' : false;

  it('are read, all 132; for 108 of them all fixes are known, and for every release there is an answer', {
    skip,
  }, () => {
    const zip = readZip(readFileSync(file ?? ''), { maxEntryBytes: 1e7, maxTotalBytes: 1e8 });
    assert.ok(zip.ok);
    const records = zip.value.map((entry) => {
      const bytes = entry.read();
      assert.ok(bytes.ok);
      const { advisory, problems } = parseOsvRecord(JSON.parse(new TextDecoder().decode(bytes.value)), 'psf');
      assert.deepEqual(problems, []);
      assert.ok(advisory);
      return advisory;
    });
    assert.equal(records.length, 132);
    const answers = (version: string) => records.map((advisory) => matchInterpreter(advisory, version).affected);
    const complete = records.filter(({ repositories }) => {
      const events = repositories.flatMap(({ ranges }) => ranges.flatMap((range) => range.events));
      const fixes = events.filter(({ kind }) => kind === 'fixed').map(({ version }) => version);
      return fixes.length > 0 && fixes.every((commit) => Object.hasOwn(cpythonFirstReleases(), commit));
    });
    assert.equal(complete.length, 108);
    for (const advisory of complete) {
      for (const version of ['2.7.18', '3.8.20', '3.12.0', '3.14.0']) {
        const match = matchInterpreter(advisory, version);
        if (match.affected === 'unknown') assert.equal(match.reason, 'older-lines', `${advisory.id} ${version}`);
      }
    }
    const counted = (version: string) => {
      const all = answers(version);
      return [true, false, 'unknown'].map((answer) => all.filter((one) => one === answer).length);
    };
    // Affected, free, unknown.
    assert.deepEqual(counted('3.8.3'), [25, 77, 30]);
    assert.deepEqual(counted('3.14.0'), [1, 96, 35]);
  });
});
