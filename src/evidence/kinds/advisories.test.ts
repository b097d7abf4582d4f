import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { githubRecord, malwareRecord } from '../../../tools/testing/advisory-shapes.ts';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { Subject } from '../subject.ts';
import { release, requirement, storeOf } from '../testing/store.ts';
import { kind } from './advisories.ts';

const HIGH = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
const LOW = 'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N';

const project = { ecosystem: 'PyPI', name: 'demo' };
const pysec = (id: string, aliases: readonly string[], fixed: string, more: object = {}) => ({
  id,
  aliases,
  affected: [{ package: project, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }] }],
  ...more,
});
const github = (id: string, fixed: string, cvss3: string, cve: string) =>
  githubRecord({ id, name: 'demo', branches: [['0', fixed]], cve, cvss3 });

function present(subject: Subject, advisories: AdvisoryStore) {
  const gathered = kind.collect(subject, { advisories });
  assert.equal(gathered.state, 'present');
  return gathered.value;
}

describe('what advisories say of a release', () => {
  const store = storeOf(
    [
      pysec('PYSEC-1', ['CVE-1'], '2'),
      github('GHSA-a', '2', HIGH, 'CVE-1'),
      github('GHSA-b', '3', LOW, 'CVE-1'),
      pysec('PYSEC-2', [], '2.5'),
    ],
    { epss: { 'CVE-1': 0.4 }, kev: ['CVE-1'] },
  );

  it('is a flaw for each group, as severe as its worst record that knows, with who says so', () => {
    const [one, two] = present(release('demo', '1'), store).affecting;
    assert.deepEqual(
      [one?.group.id, one?.group.aliases, one?.severity, one?.cvss?.score, one?.cvss?.source],
      ['PYSEC-1', ['CVE-1', 'GHSA-a', 'GHSA-b'], 'high', 7.5, 'GHSA-a'],
    );
    assert.deepEqual([two?.group.id, two?.severity, two?.cvss], ['PYSEC-2', 'unknown', undefined]);
  });

  it('is as severe as the records that call this release affected say', () => {
    const [one] = present(release('demo', '2.7'), store).affecting;
    assert.deepEqual([one?.severity, one?.cvss?.source], ['low', 'GHSA-b']);
  });

  it('has what EPSS and KEV say of its CVEs', () => {
    const [one, two] = present(release('demo', '1'), store).affecting;
    assert.deepEqual([one?.epss, one?.kev, two?.epss, two?.kev], [0.4, true, undefined, false]);
  });

  it('shows where the records of a flaw disagree, those that do not call it affected too', () => {
    assert.deepEqual(present(release('demo', '1'), store).affecting[0]?.disagreements, [
      'the first fix after `1` is `2` (`GHSA-a` of `test`, `PYSEC-1` of `test`), `3` (`GHSA-b` of `test`): its records differ',
    ]);
    assert.deepEqual(present(release('demo', '2.7'), store).affecting[0]?.disagreements, [
      '`GHSA-b` of `test` calls `2.7` affected, `GHSA-a` of `test`, `PYSEC-1` of `test` do not',
    ]);
  });

  it('names the lowest fix that no record calls affected', () => {
    assert.equal(present(release('demo', '1'), store).fix, '3');
  });

  it('joins records that only one about another project connects', () => {
    const elsewhere = {
      ...pysec('X-1', ['GHSA-a', 'PYSEC-2'], '9'),
      affected: [{ package: { ...project, name: 'z' }, versions: ['1'] }],
    };
    const joined = storeOf([pysec('PYSEC-2', [], '2'), github('GHSA-a', '2', LOW, 'CVE-1'), elsewhere]);
    const [one, ...others] = present(release('demo', '1'), joined).affecting;
    assert.deepEqual([one?.group.id, one?.group.aliases, others.length], ['PYSEC-2', ['CVE-1', 'GHSA-a', 'X-1'], 0]);
  });

  it('leaves malware to its own kind, whichever id it is shown under', () => {
    const all = storeOf([
      malwareRecord({ id: 'MAL-1', name: 'demo', aliases: ['GHSA-m'] }),
      github('GHSA-m', '2', HIGH, 'CVE-9'),
      pysec('PYSEC-2', [], '2'),
    ]);
    assert.deepEqual(
      present(release('demo', '1'), all).affecting.map(({ group }) => group.id),
      ['PYSEC-2'],
    );
  });

  it('names records that cannot be evaluated', () => {
    const damaged = storeOf([pysec('PYSEC-1', [], 'soon'), pysec('PYSEC-2', [], '2')]);
    assert.deepEqual(present(release('demo', '3'), damaged).undecided, [{ id: 'PYSEC-1', reason: 'damaged-advisory' }]);
    assert.deepEqual(present(release('demo', '2004d'), damaged).undecided, [
      { id: 'PYSEC-1', reason: 'damaged-advisory' },
      { id: 'PYSEC-2', reason: 'invalid-version' },
    ]);
  });

  it('is unknown without a version, and not configured without data', () => {
    assert.deepEqual(kind.collect(requirement('demo'), { advisories: store }), {
      state: 'unknown',
      reason: 'unpinned',
    });
    assert.equal(kind.collect(release('demo', '1'), {}).state, 'not-configured');
  });
});

describe('what advisories say of an interpreter', () => {
  const repo = 'https://github.com/python/cpython';
  const commits = (id: string, ...events: object[]) => ({
    id,
    affected: [{ ranges: [{ type: 'GIT', repo, events }] }],
  });
  const store = storeOf([
    // In 3.9.7 first.
    commits('PSF-1', { introduced: '0' }, { fixed: '007221a43e566db08c0c5c00756d80dfd9dccafe' }),
    commits('PSF-2', { introduced: '0' }, { fixed: 'f'.repeat(40) }),
    pysec('PYSEC-1', [], '9', { affected: [{ package: { ...project, name: 'python' }, versions: ['3.9.6'] }] }),
  ]);
  const python = (version: string) => release('python', version, { origin: { kind: 'interpreter' } });

  it('is found by its repository, not by the name of a project', () => {
    const { affecting, undecided, fix } = present(python('3.9.6'), store);
    assert.deepEqual(
      affecting.map(({ group, fixed }) => [group.id, fixed]),
      [['PSF-1', ['3.9.7']]],
    );
    assert.deepEqual(undecided, [{ id: 'PSF-2', reason: 'unknown-commit' }]);
    // PSF-2 cannot be told for any release.
    assert.equal(fix, null);
    assert.deepEqual(
      present(release('python', '3.9.6'), store).affecting.map(({ group }) => group.id),
      ['PYSEC-1'],
    );
  });

  it('is unknown where nothing at hand speaks of it', () => {
    const unknown = { state: 'unknown', reason: 'no-interpreter-data' };
    const pypy = release('pypy', '7.3.1', { origin: { kind: 'interpreter' } });
    assert.deepEqual(kind.collect(pypy, { advisories: store }), unknown);
    assert.deepEqual(kind.collect(python('3.9.6'), { advisories: storeOf([pysec('PYSEC-1', [], '9')]) }), unknown);
  });
});
