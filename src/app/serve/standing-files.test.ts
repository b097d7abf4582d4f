import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Decision, Reason } from '../../policy/decide.ts';
import type { Waiver } from '../../policy/waiver.ts';
import type { StandingFile } from './standing.ts';
import { PackedStandings } from './standing-files.ts';
import { DENIAL, listed, standingFile } from './testing/fake-files.ts';

const WAIVER: Waiver = {
  ids: ['CVE-1'],
  component: null,
  reason: 'known',
  owner: 'me',
  // What JSON does not know.
  expires: Number.POSITIVE_INFINITY,
  expiresText: '',
  untilFixed: false,
};
const NOT_RUN: Reason = { rule: 'license', level: 'warn', outcome: { outcome: 'not-run', reason: 'nothing said' } };
const FLAW: Reason = {
  rule: 'known-vulnerability',
  level: 'deny',
  answers: true,
  outcome: {
    outcome: 'fail',
    message: 'it <b>is',
    until: 5,
    advisory: { id: 'A', aliases: [], fixed: [], sources: [] },
  },
};

function packed(files: readonly StandingFile[], nearest: (version: string) => string | undefined = () => undefined) {
  const made = new PackedStandings('p', nearest);
  for (const file of files) made.add(file);
  made.close();
  return made;
}

/** A file with everything that is read when it is asked for. */
function whole(file: StandingFile | undefined): unknown {
  if (file === undefined) return undefined;
  const { decision } = file;
  return { ...file, file: { ...file.file }, decision: { ...decision, reasons: decision.reasons } };
}

const reasons = fc.array(fc.constantFrom(NOT_RUN, FLAW, { ...FLAW, waiver: WAIVER }), { maxLength: 3 });
const decision: fc.Arbitrary<Decision> = fc.record({
  id: fc.string({ maxLength: 4 }),
  verdict: fc.constantFrom('allow', 'hold', 'deny'),
  reasons,
  basis: fc.constantFrom('', '2026-01-01').map((evidence) => ({ policy: 'p', evidence })),
  validUntil: fc.option(fc.nat()),
});
const file: fc.Arbitrary<StandingFile> = fc
  .record({
    version: fc.constantFrom('1.0', '2.0'),
    upstream: fc.constantFrom('', 'up', '__proto__'),
    sha256: fc.constantFrom(null, 'a'.repeat(64), 'b'.repeat(64)),
    decision,
    denial: fc.constantFrom(undefined, DENIAL, { ...DENIAL, until: 7 }),
    isJudged: fc.boolean(),
    size: fc.option(fc.nat()),
    since: fc.nat(),
    isOffered: fc.boolean(),
    undetermined: fc.constantFrom([], ['known-malware'], ['known-malware', 'known-vulnerability']),
    hashes: fc.constantFrom(new Map([['sha256', 'a'.repeat(64)]]), new Map<string, string>()),
  })
  .map(({ hashes, ...facts }) => standingFile('x', { ...facts, file: listed('x', { hashes }) }));

describe('files that stand', () => {
  it('are what was decided, each by its place and its name, a waiver the very same', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 20 }), (some) => {
        const files = some.map((one, at) => ({ ...one, file: { ...one.file, filename: `demo-${at}.zip` } }));
        const standing = packed(files);
        assert.deepEqual(Array.from(standing, whole), files.map(whole));
        for (const one of files) assert.deepEqual(whole(standing.get(one.file.filename)), whole(one));
        assert.deepEqual(
          Array.from(standing.denied, whole),
          files.filter(({ denial }) => denial !== undefined).map(whole),
        );
        const waivers = Array.from(standing).flatMap((one) =>
          one.decision.reasons.flatMap(({ waiver }) => waiver ?? []),
        );
        assert.ok(waivers.every((waiver) => waiver === WAIVER));
      }),
      { numRuns: 200 },
    );
  });

  it('that are denied name the nearest release as it is once all are there', () => {
    const standing = packed(
      [standingFile('a.zip', { denial: DENIAL }), standingFile('b.zip')],
      (version) => `${version}.1`,
    );
    assert.equal(standing.get('a.zip')?.denial?.nearest, '1.0.1');
    assert.equal(standing.get('b.zip')?.denial, undefined);
  });

  it('are nobody else for a name that is not among them', () => {
    const standing = packed([standingFile('a.zip')]);
    for (const name of ['', 'b.zip', '__proto__', 'A.zip']) assert.equal(standing.get(name), undefined);
    standing.get('a.zip');
    assert.equal(standing.get('b.zip'), undefined, 'who was asked for last is not whoever is asked for next');
  });

  it('that are allowed for the same reasons keep these once', () => {
    const some = (count: number) => packed(Array.from({ length: count }, (_, at) => standingFile(`demo-${at}.zip`)));
    const each = (some(2000).bytes - some(1000).bytes) / 1000;
    assert.ok(each < 500, `${each} bytes for one more file`);
  });

  it('have their own reasons, whichever were read last, of whichever project', () => {
    const decided = (reasons: readonly Reason[]): Decision => ({ ...standingFile('x-1.tar.gz').decision, reasons });
    const [flaw, other] = [FLAW, NOT_RUN].map((reason) =>
      packed([standingFile('demo-1.tar.gz', { decision: decided([reason]) })]),
    );
    const two = packed(
      [NOT_RUN, FLAW].map((reason, at) => standingFile(`demo-${at}.tar.gz`, { decision: decided([reason]) })),
    );
    const read = [flaw?.at(0), other?.at(0), two.at(0), two.at(1), flaw?.at(0)];
    for (let times = 0; times < 2; times++)
      assert.deepEqual(
        read.map((one) => one?.decision.reasons[0]?.rule),
        [FLAW.rule, NOT_RUN.rule, NOT_RUN.rule, FLAW.rule, FLAW.rule],
      );
    const again = two.at(1)?.decision.reasons;
    assert.equal(two.at(1)?.decision.reasons, again, 'read once for all who share them');
  });
});
