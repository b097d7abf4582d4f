import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { githubRecord, malwareRecord } from '../../tools/testing/advisory-shapes.ts';
import { matchAdvisory } from './match.ts';
import { parseOsvRecord } from './osv-record.ts';

const name = normalizeName('demo');
const subject = { ecosystem: 'PyPI', name: 'Demo' };
const range = (...events: unknown[]) => ({ type: 'ECOSYSTEM', events });
const record = (affected: unknown, more: object = {}) => parseOsvRecord({ id: 'T-1', affected, ...more }, 't');
const codes = ({ problems }: ReturnType<typeof record>) => problems.map(({ code }) => code);
const affects = ({ advisory }: ReturnType<typeof record>, version: string) => {
  assert.ok(advisory);
  const match = matchAdvisory(advisory, name, version);
  return match.affected === 'unknown' ? match.reason : match.affected;
};

describe('an OSV record', () => {
  it('of GitHub has a range for each branch', () => {
    const branches = [
      ['1.0', '1.2'],
      ['2.0', '<=2.3'],
    ] as const;
    const read = parseOsvRecord(githubRecord({ id: 'GHSA-1', name: 'Demo', branches, cve: 'CVE-1' }), 'github');
    assert.deepEqual(read.advisory?.aliases, ['CVE-1']);
    assert.deepEqual(
      ['1.1', '1.2', '2.3', '2.3.1'].map((version) => affects(read, version)),
      [true, false, true, false],
    );
  });

  it('of malware keeps the hashes that it lists, in lower case, each once', () => {
    const sha256 = ['B'.repeat(64), 'a'.repeat(64), 'a'.repeat(64), 'short', 'g'.repeat(64)];
    const read = parseOsvRecord(malwareRecord({ id: 'MAL-1', name: 'demo', sha256 }), 't');
    assert.deepEqual(read.advisory?.hashes, [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`]);
    assert.equal(affects(read, '99'), true);
  });

  it('is withdrawn at an instant, whichever, and at nothing else', () => {
    const affected = [{ package: subject, versions: ['1'] }];
    for (const withdrawn of ['2024-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])
      assert.equal(record(affected, { withdrawn }).advisory, null);
    for (const withdrawn of [undefined, null]) assert.deepEqual(codes(record(affected, { withdrawn })), []);
    for (const withdrawn of ['', 'yes', '2024', false, 0]) {
      const read = record(affected, { withdrawn });
      assert.equal(affects(read, '1'), true);
      assert.deepEqual(codes(read), ['advisory-range-damaged']);
    }
  });

  for (const [what, events] of [
    ['an event that says nothing', [{ introduced: '0' }, {}]],
    ['a bound that is no version', [{ introduced: '0' }, { fixed: '2019-09-12' }]],
    ['an event that says two things', [{ introduced: '0', fixed: '2' }]],
    ['no beginning', [{ fixed: '2' }]],
    ['no event', []],
    ['an event of another type', [{ introduced: 0 }]],
  ] as const) {
    it(`with ${what} affects what it lists, leaves the rest undetermined, and is a problem with its id`, () => {
      const read = record([{ package: subject, ranges: [range(...events)], versions: ['1.1'] }]);
      assert.deepEqual([affects(read, '1.1'), affects(read, '5')], [true, 'damaged-advisory']);
      assert.deepEqual(codes(read), ['advisory-range-damaged']);
      assert.match(read.problems[0]?.message ?? '', /^`T-1` in `t` /);
    });
  }

  it('with a damaged range for one project leaves its other projects alone', () => {
    const read = record([
      { package: { ecosystem: 'PyPI', name: 'other' }, ranges: [range({})] },
      { package: subject, ranges: [range({ introduced: '0' }, { fixed: '2' })] },
    ]);
    assert.deepEqual([affects(read, '1'), affects(read, '3')], [true, false]);
  });

  it('with repeated beginnings and fixes is read as one of them', () => {
    const read = record([
      { package: subject, ranges: [range({ introduced: '1' }, { introduced: '1' }, { fixed: '2' }, { fixed: '2.0' })] },
    ]);
    assert.deepEqual(
      ['0', '1', '2'].map((version) => affects(read, version)),
      [false, true, false],
    );
    assert.deepEqual(codes(read), []);
  });

  it('that lists pins instead of versions affects those versions', () => {
    const read = record([{ package: subject, versions: ['demo==0.1.25', 'Other==7', '==8', '0.1.24'] }]);
    assert.deepEqual(
      ['0.1.25', '0.1.25.0', 'demo==0.1.25', '0.1.24', '7', '8'].map((version) => affects(read, version)),
      [true, true, true, true, false, false],
    );
  });

  it('of another ecosystem is none of ours, whatever its name', () => {
    for (const ecosystem of ['Echo', 'npm', '', 'PyPI2', 'constructor'])
      assert.equal(record([{ package: { ecosystem, name: 'demo' }, versions: ['1'] }]).advisory, null, ecosystem);
    for (const ecosystem of ['PyPI', 'pypi', 'PyPI:internal'])
      assert.equal(affects(record([{ package: { ecosystem, name: 'demo' }, versions: ['1'] }]), '1'), true, ecosystem);
  });

  it('takes `null` for a member that is missing', () => {
    const read = record([{ package: subject, ranges: null, versions: ['1'] }], { aliases: null, severity: null });
    assert.deepEqual([affects(read, '1'), codes(read)], [true, []]);
    assert.equal(record(null).advisory, null);
  });

  it('that speaks of commits alone names their repository, however its address is written', () => {
    const git = (repo: string, ...events: object[]) => ({ type: 'GIT', repo, events });
    const read = record([
      { ranges: [git('https://github.com/python/cpython', { introduced: '0' }, { fixed: 'ABCDEF' })] },
      { ranges: [git('git+https://u:p@GitHub.com/python/cpython.git/', { introduced: '0' })], versions: ['v3.1'] },
    ]);
    assert.deepEqual(read.advisory?.affected, []);
    const repository = 'https://github.com/python/cpython';
    const beginning = { kind: 'introduced', version: '0' };
    assert.deepEqual(read.advisory?.repositories, [
      { repository, ranges: [{ events: [beginning, { kind: 'fixed', version: 'abcdef' }] }], versions: [] },
      { repository, ranges: [{ events: [beginning] }], versions: ['v3.1'] },
    ]);
  });

  it('about a project with commits alone is affected in some version that is not said', () => {
    const ranges = [{ type: 'GIT', repo: 'https://x/y', events: [{ introduced: '0' }] }];
    assert.equal(affects(record([{ package: subject, ranges }]), '1'), 'damaged-advisory');
    assert.equal(affects(record([{ package: subject, ranges, versions: ['2'] }]), '1'), false);
  });

  it('quotes of a damaged bound only the beginning', () => {
    const read = record([{ package: subject, ranges: [range({ introduced: 'x'.repeat(1_000_000) })] }]);
    assert.ok((read.problems[0]?.message.length ?? 0) < 300);
  });
});
