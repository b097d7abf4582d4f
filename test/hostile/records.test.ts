import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { groupByAlias } from '../../src/advisory/alias-groups.ts';
import { matchAdvisory } from '../../src/advisory/match.ts';
import { parseOsvRecord } from '../../src/advisory/osv-record.ts';

const affected = (more: Record<string, unknown>, subject: unknown = { ecosystem: 'PyPI', name: 'demo' }) => ({
  id: 'T-1',
  modified: '2026-01-01T00:00:00Z',
  affected: [{ package: subject, ...more }],
});
const events = (...list: unknown[]) => affected({ ranges: [{ type: 'ECOSYSTEM', events: list }] });
const all = [{ introduced: '0' }];

/** What a wrong type in a record makes of version 1 of the project that it may mean. Never "not affected". */
const RECORDS: Readonly<
  Record<string, readonly [record: unknown, says: 'damaged' | 'unknown' | 'affected' | 'other']>
> = {
  null: [null, 'damaged'],
  'a number': [1, 'damaged'],
  'a list': [[], 'damaged'],
  'an empty record': [{}, 'damaged'],
  'an id that is a number': [{ ...events(...all), id: 1 }, 'damaged'],
  'an empty id': [{ ...events(...all), id: '' }, 'damaged'],
  'an id of a megabyte': [{ ...events(...all), id: 'A'.repeat(1e6) }, 'damaged'],
  'projects as a text': [{ ...events(...all), affected: 'demo' }, 'damaged'],
  'projects as a record': [{ ...events(...all), affected: { package: {} } }, 'damaged'],
  'a project that is a text': [{ ...events(...all), affected: ['demo'] }, 'damaged'],
  'a project that is null': [{ ...events(...all), affected: [null] }, 'damaged'],
  'a package that is a text': [affected({}, 'demo'), 'damaged'],
  'a package without an ecosystem': [affected({}, { name: 'demo' }), 'damaged'],
  'a package without a name': [affected({}, { ecosystem: 'PyPI' }), 'damaged'],
  'a name that is a list': [affected({}, { ecosystem: 'PyPI', name: ['demo'] }), 'damaged'],
  'an ecosystem that is a list': [affected({}, { ecosystem: ['PyPI'], name: 'demo' }), 'damaged'],
  'another ecosystem': [affected({}, { ecosystem: 'npm', name: 'demo' }), 'other'],
  'a withdrawal that is no instant': [{ ...events(...all), withdrawn: true }, 'affected'],
  'ranges as a text': [affected({ ranges: 'x' }), 'unknown'],
  'ranges as null': [affected({ ranges: null }), 'unknown'],
  'a range that is a text': [affected({ ranges: ['x'] }), 'unknown'],
  'a range without a type': [affected({ ranges: [{ events: all }] }), 'unknown'],
  'a range of an unknown type': [affected({ ranges: [{ type: 'MOON', events: all }] }), 'unknown'],
  'events as a text': [affected({ ranges: [{ type: 'ECOSYSTEM', events: 'x' }] }), 'unknown'],
  'no event': [events(), 'unknown'],
  'an event that is a text': [events('0'), 'unknown'],
  'an event that says nothing': [events({}), 'unknown'],
  'an event that says two things': [events({ introduced: '0', fixed: '1' }), 'unknown'],
  'an event with a number': [events({ introduced: 0 }), 'unknown'],
  'an event that is no version': [events({ introduced: '0' }, { fixed: 'soon' }), 'unknown'],
  'an event of a megabyte': [events({ introduced: '1'.repeat(1e6) }), 'unknown'],
  'versions as a text': [affected({ versions: '1' }), 'unknown'],
  'versions with a number among them': [affected({ versions: [1] }), 'unknown'],
  'versions with a number, and the version itself': [affected({ versions: [2, '1'] }), 'affected'],
  'keys of prototypes': [JSON.parse('{"__proto__":{"id":"x"},"constructor":1}'), 'damaged'],
  'aliases as a text, a severity as a number': [{ ...events(...all), aliases: 'CVE-1', severity: 9 }, 'affected'],
};

describe('a hostile OSV record', () => {
  const name = normalizeName('demo');
  for (const [what, [record, says]] of Object.entries(RECORDS)) {
    it(`${what}: ${says}`, () => {
      const { advisory, problems } = parseOsvRecord(record, 'test');
      if (says === 'damaged')
        assert.deepEqual(
          problems.map(({ code }) => code),
          ['advisory-damaged'],
        );
      if (says === 'damaged' || says === 'other') assert.equal(advisory, null);
      else {
        assert.ok(advisory);
        assert.equal(matchAdvisory(advisory, name, '1').affected, says === 'affected' ? true : says);
      }
    });
  }

  it('100,000 events or versions are read once, not once for every version of a lock', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => [{ introduced: `${i}.0` }, { fixed: `${i}.5` }]).flat();
    const versions = Array.from({ length: 100_000 }, (_, i) => `${i}.7`);
    const { advisory } = parseOsvRecord(affected({ ranges: [{ type: 'ECOSYSTEM', events: many }], versions }), 'test');
    assert.ok(advisory);
    const before = process.cpuUsage();
    for (let i = 0; i < 5000; i++) {
      assert.equal(matchAdvisory(advisory, name, `${i}.3`).affected, true);
      assert.equal(matchAdvisory(advisory, name, `${i}.6`).affected, false);
      assert.equal(matchAdvisory(advisory, name, `${i}.7`).affected, true);
    }
    assert.ok(process.cpuUsage(before).user < 5e6);
  });

  it('an alias chain of 200,000 records, and one with as many aliases, are grouped without recursion', () => {
    const { advisory } = parseOsvRecord(events(...all), 'test');
    assert.ok(advisory);
    const chain = Array.from({ length: 200_000 }, (_, i) => ({ ...advisory, id: `A-${i}`, aliases: [`A-${i + 1}`] }));
    const before = process.cpuUsage();
    assert.equal(groupByAlias(chain).length, 1);
    assert.equal(groupByAlias(chain.reverse()).length, 1);
    assert.equal(groupByAlias([{ ...advisory, aliases: chain.map(({ id }) => id) }])[0]?.aliases.length, 200_000);
    assert.ok(process.cpuUsage(before).user < 10e6);
  });
});
