import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { normalizeName, parseVersion } from '@rind/pypa';
import fc from 'fast-check';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import { readZip } from '../artifact/zip.ts';
import type { Advisory, RangeEvent } from './advisory.ts';
import { affectsEverything, matchAdvisory } from './match.ts';
import { parseOsvRecord } from './osv-record.ts';
import { isAffectedOneByOne } from './testing/one-by-one.ts';

const name = normalizeName('demo');

function advisory(events: readonly RangeEvent[], versions: readonly string[] = []): Advisory {
  const affected = [{ name, ranges: events.length === 0 ? [] : [{ events }], versions }];
  return {
    id: 'TEST-1',
    aliases: [],
    upstream: [],
    modified: '2024-01-01T00:00:00Z',
    affected,
    repositories: [],
    hashes: [],
    source: 'test',
  };
}

const from = (version: string): RangeEvent => ({ kind: 'introduced', version });
const fixed = (version: string): RangeEvent => ({ kind: 'fixed', version });
const last = (version: string): RangeEvent => ({ kind: 'last_affected', version });
const limit = (version: string): RangeEvent => ({ kind: 'limit', version });
const affects = (record: Advisory, version: string) => matchAdvisory(record, name, version).affected;

describe('matching an advisory', () => {
  it('affects from `introduced` on, and from `fixed` on no longer', () => {
    const record = advisory([from('1.0'), fixed('2.0')]);
    for (const [version, expected] of [
      ['0.9', false],
      ['1.0', true],
      ['1.9.9', true],
      ['2.0rc1', true],
      ['2.0', false],
      ['2.0+cpu', false],
    ] as const) {
      assert.equal(affects(record, version), expected, version);
    }
  });

  it('takes `introduced: "0"` as before every version, pre-releases of 0 included', () => {
    assert.equal(affects(advisory([from('0'), fixed('1')]), '0.dev0'), true);
  });

  it('counts `last_affected` itself as affected', () => {
    const record = advisory([from('0'), last('1.5')]);
    assert.equal(affects(record, '1.5'), true);
    assert.equal(affects(record, '1.5.post1'), false);
    assert.equal(affects(record, '1.5+cu118'), true, 'a build of the release itself');
    assert.equal(affects(record, '1.5.post1+cu118'), false);
  });

  it('reads events in any order', () => {
    const events = [from('1'), fixed('2'), from('3'), fixed('4')];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(events, { minLength: 4 }),
        fc.constantFrom('0', '1', '2', '3', '3.9', '4'),
        (shuffled, version) => {
          assert.equal(affects(advisory(shuffled), version), affects(advisory(events), version));
        },
      ),
    );
  });

  it('lets an end come before a beginning at the same version, whatever the written order', () => {
    for (const end of [fixed('2'), last('2')]) {
      for (const events of [
        [from('0'), from('2'), end],
        [end, from('2'), from('0')],
        [from('2.0'), end],
      ])
        assert.deepEqual(
          ['2', '2.0', '2+a', '3'].map((version) => affects(advisory(events), version)),
          [true, true, true, true],
        );
    }
  });

  it('is what going through the events in order says', () => {
    const version = fc.constantFrom(
      '0',
      '0.9',
      '1',
      '1.0',
      '1.0+a',
      '1.0+b',
      '1.0.post1',
      '1.1rc1',
      '2',
      '2.0.1',
      '3.dev0',
    );
    const event = fc.record({
      kind: fc.constantFrom<RangeEvent['kind']>('introduced', 'fixed', 'last_affected', 'limit'),
      version,
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), version, (drawn, own) => {
        const events = [from('0.5'), ...drawn];
        assert.equal(affects(advisory(events), own), isAffectedOneByOne(events, own));
        assert.equal(affects(advisory(events.toReversed()), own), isAffectedOneByOne(events, own));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a range of type SEMVER as one of versions', () => {
    const affected = {
      package: { ecosystem: 'PyPI', name: 'demo' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0-rc.1' }] }],
    };
    const read = parseOsvRecord({ id: 'T-1', affected: [affected] }, 't').advisory;
    assert.ok(read);
    assert.deepEqual(
      ['1.1', '1.2.0a1', '1.2.0rc1', '1.2'].map((version) => affects(read, version)),
      [true, true, false, false],
    );
  });

  it('affects nothing at or beyond every `limit`', () => {
    const record = advisory([from('0'), limit('3')]);
    assert.equal(affects(record, '2.9'), true);
    assert.equal(affects(record, '3'), false);
    assert.equal(affects(advisory([from('0'), limit('*')]), '99'), true);
    assert.equal(affects(advisory([from('0'), limit('3'), limit('*')]), '99'), true);
  });

  it('affects a version that the record lists by name whatever its ranges say', () => {
    const record = advisory([from('1'), fixed('2')], ['5.0']);
    assert.equal(affects(record, '5'), true);
    assert.equal(affects(record, '5.0+local'), true);
    assert.equal(affects(record, '5.1'), false);
  });

  it('cannot tell when a bound is no version, but for versions listed by name', () => {
    const record = advisory([from('1'), fixed('banana')], ['1.1']);
    assert.deepEqual(matchAdvisory(record, name, '1.2'), { affected: 'unknown', reason: 'damaged-advisory' });
    assert.equal(affects(record, '1.1'), true);
  });

  it('cannot tell when nothing is introduced', () => {
    const record = advisory([fixed('2')]);
    assert.deepEqual(matchAdvisory(record, name, '1'), { affected: 'unknown', reason: 'damaged-advisory' });
  });

  it('cannot tell about a version that is none, but for versions listed by name', () => {
    const record = advisory([from('0')], ['2004d']);
    assert.equal(affects(record, '2004d'), true);
    assert.deepEqual(matchAdvisory(record, name, '2004e'), { affected: 'unknown', reason: 'invalid-version' });
  });

  it('says nothing about another project', () => {
    assert.equal(matchAdvisory(advisory([from('0')]), normalizeName('other'), '1').affected, false);
  });

  it('affects every version where nothing ends', () => {
    for (const [events, expected] of [
      [[from('0')], true],
      [[from('0'), limit('*')], true],
      [[from('0'), fixed('1')], false],
      [[from('1')], false],
      [[from('0'), fixed('x')], false],
    ] as const)
      assert.equal(affectsEverything(advisory(events), name), expected);
    assert.equal(affectsEverything(advisory([from('0')]), normalizeName('other')), false);
  });

  it('names only fixes after the version, lowest first', () => {
    const record = advisory([from('1'), fixed('1.10'), from('2'), fixed('2.9'), from('3'), fixed('3.1')]);
    assert.deepEqual(matchAdvisory(record, name, '2.1'), { affected: true, fixed: ['2.9', '3.1'] });
  });

  it('never calls a fix affected by its own range', () => {
    const versions = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const [left, right] = [parseVersion(a), parseVersion(b)];
        fc.pre(left.ok && right.ok && left.value.key < right.value.key);
        assert.equal(affects(advisory([from(a), fixed(b)]), b), false);
        assert.equal(affects(advisory([from(a), fixed(b)]), a), true);
      }),
    );
  });
});

describe('the Python advisory database', () => {
  const file = sharedData('advisories/PyPI-all.zip');
  const skip = file === undefined ? 'no shared data' : false;

  it('matches itself: every version that a record lists is affected by it', { skip }, () => {
    const zip = readZip(readFileSync(file ?? ''), { maxEntryBytes: 1e7, maxTotalBytes: 1e8 });
    assert.ok(zip.ok);
    const counted = { records: 0, withdrawn: 0, damaged: 0, versions: 0 };
    for (const entry of zip.value) {
      const bytes = entry.read();
      assert.ok(bytes.ok);
      const { withdrawn: _, ...record } = JSON.parse(new TextDecoder().decode(bytes.value));
      if (_ !== undefined) counted.withdrawn++;
      // Withdrawn ones too: what they list is still what they list.
      const { advisory, problems } = parseOsvRecord(record, 'pypi');
      counted.records++;
      counted.damaged += problems.length;
      assert.ok(advisory, entry.name);
      for (const project of advisory.affected) {
        for (const version of project.versions) {
          counted.versions++;
          assert.equal(matchAdvisory(advisory, project.name, version).affected, true, `${advisory.id} ${version}`);
        }
      }
    }
    assert.deepEqual(counted, { records: 2661, withdrawn: 10, damaged: 3, versions: 140_847 });
  });
});
