import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NormalizedName, readVersion } from '@rind/pypa';
import type { Advisory, RangeEvent } from '../../src/advisory/advisory.ts';
import { matchInterpreter } from '../../src/advisory/cpython.ts';
import { type AdvisoryMatch, damageOf, matchAdvisory } from '../../src/advisory/match.ts';
import { parseOsvRecord } from '../../src/advisory/osv-record.ts';
import { severityOf } from '../../src/advisory/severity.ts';
import { isAffectedOneByOne } from '../../src/advisory/testing/one-by-one.ts';
import { isProblemCode } from '../../src/base/problem-codes.ts';
import { drawnRecord, drawsFrom } from '../../tools/testing/advisory-shapes.ts';

// `RIND_FUZZ=1000000 RIND_FUZZ_SEED=7 node --test test/hostile/advisory-fuzz.test.ts` for more, and for others.
const COUNT = Number(process.env['RIND_FUZZ'] ?? 5000);
const SEED = Number(process.env['RIND_FUZZ_SEED'] ?? 3);

type Draw = (below: number) => number;
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const VERSIONS = ['0', '0.1', '1', '1.0', '1.0.0', '1.0+a', '1.post1', '1.1rc1', '2', '3.4', '1!0', '99'];
const ODD: readonly Json[] = [
  null,
  true,
  -1,
  1e308,
  '',
  '*',
  '0',
  'banana',
  '2004d',
  '=='.repeat(50),
  '\u0000',
  '__proto__',
  {},
  [],
  [[]],
  'demo==1.0',
  'PyPI',
  'GIT',
  'SEMVER',
];
const KEYS = [
  'introduced',
  'fixed',
  'last_affected',
  'limit',
  'ranges',
  'versions',
  'package',
  'events',
  'type',
  'id',
  'aliases',
  'severity',
  'withdrawn',
  '__proto__',
  'constructor',
  'affected',
  'repo',
  'database_specific',
  'malicious-packages-origins',
];
const KINDS: readonly RangeEvent['kind'][] = ['introduced', 'fixed', 'last_affected', 'limit'];

/** A record whose structure was changed in some places: keys and items dropped, doubled, moved, put in, or given other values. */
function mutated(serial: number, draw: Draw): Json {
  const record: Json = JSON.parse(JSON.stringify(drawnRecord(serial, draw)));
  const containers: Json[] = [];
  const collect = (value: Json) => {
    if (typeof value !== 'object' || value === null) return;
    containers.push(value);
    for (const member of Object.values(value)) collect(member);
  };
  for (let times = draw(4); times > 0; times--) {
    containers.length = 0;
    collect(record);
    const container = containers[draw(containers.length)];
    if (Array.isArray(container)) changeList(container, draw);
    else if (typeof container === 'object' && container !== null) changeObject(container, draw);
  }
  return record;
}

function odd(draw: Draw): Json {
  return draw(2) === 0 ? (VERSIONS[draw(VERSIONS.length)] ?? null) : structuredClone(ODD[draw(ODD.length)] ?? null);
}

function changeList(list: Json[], draw: Draw): void {
  const at = draw(list.length + 1);
  const change = draw(5);
  if (change === 0) list.splice(at, 1);
  else if (change === 1) list.splice(at, 0, structuredClone(list[draw(list.length)] ?? null));
  else if (change === 2) list.reverse();
  else if (change === 3) list.splice(at, 0, { [KINDS[draw(KINDS.length)] ?? '']: odd(draw) });
  else list.splice(at, 1, odd(draw));
}

function changeObject(object: { [key: string]: Json }, draw: Draw): void {
  const keys = Object.keys(object);
  const key = draw(3) === 0 ? (KEYS[draw(KEYS.length)] ?? '') : (keys[draw(keys.length)] ?? '');
  if (draw(4) === 0) Reflect.deleteProperty(object, key);
  // As JSON defines it: an own member, whatever its name.
  else Object.defineProperty(object, key, { value: odd(draw), enumerable: true, configurable: true, writable: true });
}

function turned(advisory: Advisory): Advisory {
  const affected = advisory.affected.map((project) => ({
    ...project,
    ranges: project.ranges.toReversed().map(({ events }) => ({ events: events.toReversed() })),
    versions: project.versions.toReversed(),
  }));
  return { ...advisory, affected: affected.toReversed() };
}

/** What the record says of a version, written apart from what is tested. */
function expected(advisory: Advisory, name: NormalizedName, version: string): AdvisoryMatch['affected'] | undefined {
  const own = readVersion(version);
  const of = advisory.affected.filter((project) => project.name === name);
  if (own === undefined || of.some((project) => damageOf(project) !== undefined)) return undefined;
  const equal = (text: string) => {
    const listed = readVersion(text);
    return listed !== undefined && (listed.key === own.key || listed.key === own.publicKey);
  };
  return of.some(
    ({ ranges, versions }) =>
      versions.some((text) => text === version || equal(text)) ||
      ranges.some(({ events }) => isAffectedOneByOne(withoutStars(events), version)),
  );
}

/** `limit: "*"` limits nothing, and makes every other limit void. */
function withoutStars(events: readonly RangeEvent[]): readonly RangeEvent[] {
  const unlimited = events.some(({ kind, version }) => kind === 'limit' && version === '*');
  return unlimited ? events.filter(({ kind }) => kind !== 'limit') : events;
}

function assertFixesLieAfter(match: AdvisoryMatch, version: string): void {
  if (match.affected !== true) return;
  const keys = [version, ...match.fixed].flatMap((text) => readVersion(text)?.key ?? []);
  assert.ok(
    keys.every((key, i) => i === 0 || key > (keys[i - 1] ?? '')),
    match.fixed.join(),
  );
}

function check(record: Json): 'nothing' | 'read' {
  const { advisory, details, problems } = parseOsvRecord(record, 'fuzz');
  for (const { code, message } of problems) assert.ok(isProblemCode(code) && message.length < 1000, code);
  if (advisory === null || details === null) return 'nothing';
  const reversed = turned(advisory);
  for (const { name, versions } of advisory.affected) {
    assert.ok(
      ['none', 'low', 'medium', 'high', 'critical', 'unknown'].includes(severityOf(details.severities, name).severity),
    );
    for (const version of versions) assert.equal(matchAdvisory(advisory, name, version).affected, true, version);
    for (const version of [...VERSIONS, 'odd']) {
      const match = matchAdvisory(advisory, name, version);
      assert.deepEqual(matchAdvisory(reversed, name, version), match, version);
      const wanted = expected(advisory, name, version);
      if (wanted !== undefined) assert.equal(match.affected, wanted, version);
      else if (match.affected === false) assert.notEqual(damageless(advisory, name), false, version);
      assertFixesLieAfter(match, version);
    }
  }
  for (const version of ['3.9.1', 'odd']) matchInterpreter(advisory, version);
  return 'read';
}

/** Whether nothing that is said of a project is damaged. */
function damageless({ affected }: Advisory, name: NormalizedName): boolean {
  return affected.every((project) => project.name !== name || damageOf(project) === undefined);
}

describe(`mutated advisory records, seed ${SEED}`, () => {
  it(`${COUNT}: none throws, what is listed is affected, order means nothing, and the plain evaluation agrees`, () => {
    const draw = drawsFrom(SEED);
    let read = 0;
    for (let serial = 0; serial < COUNT; serial++) {
      const record = mutated(serial, draw);
      try {
        if (check(record) === 'read') read++;
      } catch (cause) {
        throw new Error(`record ${serial} of seed ${SEED}: ${JSON.stringify(record)}`, { cause });
      }
    }
    assert.ok(read > COUNT / 2, `only ${read} of ${COUNT} said anything`);
  });
});
