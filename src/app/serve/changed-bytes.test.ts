import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogFacts } from '../../evidence/log-chain.ts';
import { ChangedBytes } from './changed-bytes.ts';
import { Explaining } from './explaining.ts';
import { askerOf, standingFile } from './testing/fake-files.ts';
import { AT_ONCE } from './testing/standing.ts';

const NAME = 'demo-1.0-py3-none-any.whl';
const LISTED = 'a'.repeat(64);
const CAME = 'b'.repeat(64);
const MINUTE = 60_000;
const file = standingFile(NAME, { isJudged: false });

function office() {
  const kept = new Map<string, { project: string; made: number; body: string }>();
  const noted: LogFacts[] = [];
  const clock = { now: Date.parse('2026-05-01T00:00:00Z') };
  const now = () => clock.now;
  const keep = async (all: readonly { id: string; project: string; body: string }[]) => {
    for (const { id, project, body } of all) kept.set(id, { project, made: clock.now, body });
  };
  const changed = new ChangedBytes({ holds: { keep }, ledger: { note: async (facts) => void noted.push(facts) }, now });
  const explaining = new Explaining({
    holds: {
      keep,
      kept: async (ids) => new Set(ids.filter((id) => kept.has(id))),
      why: async (id) => kept.get(id),
      byId: async () => undefined,
    },
    pace: AT_ONCE,
    now,
    readFault: () => undefined,
    standing: () => undefined,
  });
  return { changed, explaining, noted, kept, clock };
}

describe('a file whose index sends other bytes than it lists', () => {
  it('may be had again after the first time, and is refused with both hashes from the second on', async () => {
    const { changed, noted } = office();
    assert.equal(await changed.refused('', 'demo', file), undefined);
    await changed.came(file, 'demo', CAME);
    assert.equal(await changed.refused('', 'demo', file), undefined);
    await changed.came(file, 'demo', CAME);
    const refused = await changed.refused('', 'demo', file);
    assert.deepEqual(
      [refused?.denial.rule, refused?.denial.verdict, refused?.decision.id],
      ['first-seen-hash', 'deny', refused?.denial.id],
    );
    assert.match(
      refused?.denial.summary ?? '',
      /^`up` sends other bytes .* sha256 bbbbbbbbbbbb .* lists aaaaaaaaaaaa;/,
    );
    assert.ok((refused?.denial.summary.length ?? 999) <= 400);
    const facts = { event: 'changed-bytes', project: 'demo', filename: NAME, upstream: 'up', expected: LISTED };
    assert.deepEqual(noted, [
      { ...facts, found: CAME },
      { ...facts, found: CAME },
    ]);
  });

  it('is refused whether the same or other wrong bytes came, and whatever shows it', async () => {
    const message = `\`https://up/${NAME}\` has the sha256 \`${CAME}\` where the index states \`${LISTED}\``;
    for (const [first, second, said] of [
      [CAME, 'c'.repeat(64), /sha256 cccccccccccc came/],
      [CAME, message, /sha256 bbbbbbbbbbbb came/],
      [CAME, '`https://up/x` has 9 bytes where the index states 10', /what came twice is not what it lists/],
    ] as const) {
      const { changed } = office();
      await changed.came(file, 'demo', first);
      await changed.came(file, 'demo', second);
      assert.match((await changed.refused('', 'demo', file))?.denial.summary ?? '', said);
    }
  });

  it('is tried once more after ten minutes, and refused at once where that goes wrong', async () => {
    const { changed, clock } = office();
    await changed.came(file, 'demo', CAME);
    await changed.came(file, 'demo', CAME);
    const { now } = clock;
    assert.equal((await changed.refused('', 'demo', file))?.denial.until, now + 10 * MINUTE);
    clock.now += 10 * MINUTE - 1;
    assert.notEqual(await changed.refused('', 'demo', file), undefined);
    clock.now++;
    assert.equal(await changed.refused('', 'demo', file), undefined);
    await changed.came(file, 'demo', CAME);
    assert.notEqual(await changed.refused('', 'demo', file), undefined);
    // A clock that was set back refuses nothing for years.
    clock.now -= 365 * 24 * 60 * MINUTE;
    assert.equal(await changed.refused('', 'demo', file), undefined);
  });

  it('is fetched again as soon as the right bytes came, and what was wrong before counts no more', async () => {
    const { changed } = office();
    await changed.came(file, 'demo', CAME);
    assert.equal(changed.isRefused(file), false);
    await changed.came(file, 'demo', CAME);
    assert.equal(changed.isRefused(file), true);
    changed.right(CAME);
    assert.equal(changed.isRefused(file), true, 'other bytes are no others’ right ones');
    changed.right(LISTED);
    assert.equal(changed.isRefused(file), false);
    await changed.came(file, 'demo', CAME);
    assert.equal(await changed.refused('', 'demo', file), undefined);
  });

  it('is told apart by index, name and hash', async () => {
    const { changed } = office();
    await changed.came(file, 'demo', CAME);
    await changed.came(file, 'demo', CAME);
    const others = [{ upstream: 'other' }, { sha256: CAME }, { file: { ...file.file, filename: 'demo-2.0.tar.gz' } }];
    for (const other of others)
      assert.equal(await changed.refused('', 'demo', standingFile(NAME, { isJudged: false, ...other })), undefined);
  });

  it('is explained with both hashes whole, and no way to have it that does not work', async () => {
    const { changed, explaining, clock } = office();
    await changed.came(file, 'demo', CAME);
    await changed.came(file, 'demo', CAME);
    const id = (await changed.refused('', 'demo', file))?.denial.id ?? '';
    const why = await explaining.why(id, askerOf());
    assert.ok(why.answer === 'why');
    assert.deepEqual([why.current, why.subject.filename, why.rule.id], [true, NAME, 'first-seen-hash']);
    assert.match(why.reasons[0]?.message ?? '', new RegExp(`\`up\` lists .* sha256 ${LISTED}, .* sha256 ${CAME}`));
    assert.match(why.release.join(), /nobody here can release it/);
    assert.ok(!('apart' in why));
    clock.now += 10 * MINUTE;
    const later = await explaining.why(id, askerOf());
    assert.ok(later.answer === 'why' && !later.current);
  });

  it('is one of a thousand that are remembered: the oldest make room', async () => {
    const { changed, noted } = office();
    await changed.came(file, 'demo', CAME);
    await changed.came(file, 'demo', CAME);
    for (let at = 0; at < 1000; at++)
      await changed.came(standingFile(`demo-${at}.tar.gz`, { isJudged: false }), 'demo', CAME);
    assert.equal(await changed.refused('', 'demo', file), undefined);
    assert.equal(noted.length, 1002);
  });

  it('under a name of an attacker’s fits on a line', async () => {
    const { changed } = office();
    const long = standingFile(`${'x'.repeat(5000)}-1.0.tar.gz`, { isJudged: false, upstream: 'u'.repeat(5000) });
    await changed.came(long, 'demo', 'y'.repeat(100_000));
    await changed.came(long, 'demo', 'y'.repeat(100_000));
    const refused = await changed.refused('', 'demo', long);
    assert.ok((refused?.denial.summary.length ?? 9999) <= 400);
  });
});
