import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import type { Advisory } from './advisory.ts';
import { decodeAdvisory, encodeAdvisory } from './advisory-code.ts';
import { compactFor } from './compact.ts';
import { matchAdvisory } from './match.ts';

const name = normalizeName('demo');
const other = normalizeName('demo-extra');

const version = fc.oneof(
  fc
    .tuple(fc.nat(3), fc.nat(3), fc.constantFrom('', 'rc1', '.post1', '.dev0', '+cpu', '+1'))
    .map(([major, minor, end]) => `${major}.${minor}${end}`),
  fc.constantFrom('1', '01.0', 'v1.0', '1.0.0', '2004d', 'demo==1.0', '', '0'),
);
const event = fc.record({
  kind: fc.constantFrom('introduced' as const, 'fixed' as const, 'last_affected' as const, 'limit' as const),
  version: fc.oneof(version, fc.constant('0')),
});
const range = fc.record({ events: fc.array(event, { minLength: 1, maxLength: 5 }) });
const project = fc.record({
  name: fc.constantFrom(name, other),
  ranges: fc.array(range, { maxLength: 3 }),
  versions: fc.array(version, { maxLength: 8 }),
});
const advisory: fc.Arbitrary<Advisory> = fc.record({
  id: fc.string(),
  aliases: fc.array(fc.string(), { maxLength: 3 }),
  upstream: fc.array(fc.string(), { maxLength: 2 }),
  modified: fc.string(),
  affected: fc.array(project, { maxLength: 3 }),
  repositories: fc.constant([]),
  hashes: fc.array(fc.string(), { maxLength: 2 }),
  source: fc.constant('made'),
});

describe('what the store keeps of a record', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(advisory, (record) => {
        const own = { ...record, affected: record.affected.map((one) => ({ ...one, name })) };
        assert.deepEqual(decodeAdvisory(encodeAdvisory(own), name, 'made'), structuredClone(own));
      }),
      { numRuns: 300 },
    );
  });

  it('answers for every version as the whole record does', () => {
    fc.assert(
      fc.property(advisory, fc.array(version, { minLength: 1, maxLength: 12 }), (record, asked) => {
        const kept = decodeAdvisory(encodeAdvisory(compactFor(record, name)), name, record.source);
        const listed = record.affected.flatMap(({ versions }) => versions);
        for (const one of [...asked, ...listed, ...listed.map((text) => `${text}+local`)])
          assert.deepEqual(matchAdvisory(kept, name, one), matchAdvisory(record, name, one), one);
      }),
      { numRuns: 1500 },
    );
  });

  it('tells versions apart that only their last numbers part', () => {
    const events = [
      { kind: 'introduced', version: '1.2.3.4.5.6.7' },
      { kind: 'fixed', version: '1.2.3.4.5.6.9' },
    ] as const;
    const affected = [{ name, ranges: [{ events }], versions: [] }];
    const nothing = { aliases: [], upstream: [], modified: '', repositories: [], hashes: [] };
    const kept = decodeAdvisory(
      encodeAdvisory(compactFor({ id: 'T', ...nothing, affected, source: 's' }, name)),
      name,
      's',
    );
    assert.ok(kept.affected[0]?.ranges[0]?.ranks !== undefined);
    assert.deepEqual(
      [6, 7, 8, 9].map((last) => matchAdvisory(kept, name, `1.2.3.4.5.6.${last}`).affected),
      [false, true, true, false],
    );
  });

  it('leaves out listed versions that the ranges cover, and keeps the others', () => {
    const versions = ['0.9', '1.0', '1.5', '2.0', 'not-a-version', '1.1+cpu'];
    const record: Advisory = {
      ...fc.sample(advisory, { numRuns: 1, seed: 1 })[0],
      affected: [
        {
          name,
          ranges: [
            {
              events: [
                { kind: 'introduced', version: '1.0' },
                { kind: 'fixed', version: '2.0' },
              ],
            },
          ],
          versions,
        },
        { name: other, ranges: [], versions: ['1'] },
      ],
    } as Advisory;
    const kept = compactFor(record, name).affected;
    assert.deepEqual(
      kept.map((one) => one.versions),
      [['0.9', '2.0', 'not-a-version', '1.1+cpu']],
    );
  });

  it('keeps a listed version where a bound parts it from its local builds', () => {
    const events = [
      { kind: 'introduced', version: '1.0' },
      { kind: 'fixed', version: '1.0+b' },
    ] as const;
    const record: Advisory = {
      id: 'T',
      aliases: [],
      upstream: [],
      modified: '',
      affected: [{ name, ranges: [{ events }], versions: ['1.0'] }],
      repositories: [],
      hashes: [],
      source: 's',
    };
    assert.equal(matchAdvisory(record, name, '1.0+c').affected, true);
    assert.equal(matchAdvisory(compactFor(record, name), name, '1.0+c').affected, true);
  });

  it('is damage when it is something else', () => {
    for (const code of [
      '{}',
      '[1]',
      '["a","b",[],[],[],[1]]',
      '["a","b",[[[["x","1"]],[]]],[],[],[]]',
      '["a","b",[[[[]]]]]',
    ])
      assert.throws(() => decodeAdvisory(code, name, 's'), /stored record is damaged/, code);
  });
});
