import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report, ReportComponent } from '../contract/report.ts';
import { component, doubt, flaw, report, trouble } from '../report/testing/sample.ts';
import { applyBaseline, type Baseline, readBaseline } from './baseline.ts';
import { reportExit } from './report-exit.ts';

const denied: Partial<ReportComponent> = {
  answer: 'affected',
  decision: { id: 'd', verdict: 'deny', valid_until: null },
};
const bad = component('bad', denied);
const odd = component('odd', { version: null, answer: 'undetermined', reasons: ['unpinned'] });
const waived = { reason: 'r', owner: 'o', expires: '2027-01-01' };

/** A report with the exit code that it stands for. */
function judged(...args: Parameters<typeof report>): Report {
  const made = report(...args);
  return { ...made, exit: reportExit(made) };
}

function baselineOf(given: Report): Baseline {
  const read = readBaseline(JSON.stringify(given), 'base.json');
  assert.ok(read.ok);
  return read.value;
}

describe('the exit code of a report', () => {
  const cases: readonly (readonly [why: string, given: Report, exit: number])[] = [
    ['nothing', report([component('a')]), 0],
    ['denied', report([bad], [flaw('bad==1.0', 'A')]), 1],
    ['held', report([bad], [flaw('bad==1.0', 'A', { level: 'hold' })]), 1],
    ['warned of', report([bad], [flaw('bad==1.0', 'A', { level: 'warn' })], {}), 1],
    [
      'only warned of',
      report([component('bad', { answer: 'affected' })], [flaw('bad==1.0', 'A', { level: 'warn' })]),
      0,
    ],
    ['waived', report([component('bad', { answer: 'affected' })], [flaw('bad==1.0', 'A', { waived })]), 0],
    ['known', report([bad], [flaw('bad==1.0', 'A', { known: true })]), 0],
    ['one of two known', report([bad], [flaw('bad==1.0', 'A', { known: true }), flaw('bad==1.0', 'B')]), 1],
    [
      'of another source too',
      report([bad, component('bad', { ...denied, id: 'x' })], [flaw('bad==1.0', 'A', { also: ['x'], known: true })]),
      0,
    ],
    ['denied, but not listed', report([bad]), 1],
    ['undetermined', report([odd], [doubt('odd', 'no')]), 3],
    ['undetermined, and known', report([odd], [doubt('odd', 'no', { known: true })]), 0],
    ['undetermined, and not listed', report([odd]), 3],
    ['denied, as it cannot be told', report([odd], [doubt('odd', 'no', { level: 'deny' })]), 1],
    ['about the run, and known-vulnerability cannot tell', report([], [doubt('', 'no', { component: null })]), 3],
    ['of a rule that answers nothing', report([], [doubt('', 'no', { component: null, rule: 'license' })]), 0],
    ['a problem', report([], [], { problems: [trouble('text-invalid', 'broken')] }), 3],
    ['a remark', report([], [], { problems: [trouble('waiver-unused', 'idle')] }), 0],
    ['a rule that answers was not run', report([], [], { not_run: [{ rule: 'known-vulnerability', reason: 'r' }] }), 3],
    ['another rule was not run', report([], [], { not_run: [{ rule: 'yanked', reason: 'r' }] }), 0],
  ];
  for (const [why, given, exit] of cases) it(`${why}: ${exit}`, () => assert.equal(reportExit(given), exit));
});

describe('a baseline', () => {
  const before = judged([bad, odd], [flaw('bad==1.0', 'A'), flaw('bad==1.0', 'OLD'), doubt('odd', 'no')]);

  it('makes known what it has: it moves the exit code no more', () => {
    const now = judged([bad, odd], [flaw('bad==1.0', 'A'), doubt('odd', 'no')]);
    assert.equal(now.exit, 1);
    const compared = applyBaseline(now, baselineOf(before));
    assert.equal(compared.exit, 0);
    assert.deepEqual(
      compared.findings.map(({ known }) => known),
      [true, true],
    );
    assert.deepEqual([compared.summary.deny, compared.summary.known, compared.summary.affected], [0, 2, 1]);
  });

  it('does not make known what is new', () => {
    const now = judged([bad], [flaw('bad==1.0', 'A'), flaw('bad==1.0', 'NEW')]);
    const compared = applyBaseline(now, baselineOf(before));
    assert.deepEqual([compared.exit, compared.summary.deny, compared.summary.known], [1, 1, 1]);
    const open = applyBaseline(judged([bad, odd], [flaw('bad==1.0', 'A'), doubt('odd', 'other')]), baselineOf(before));
    assert.equal(open.exit, 3);
  });

  it('stands in the report as something that loosens, with what is gone', () => {
    const { loosened, baseline } = applyBaseline(judged([bad], [flaw('bad==1.0', 'A')]), baselineOf(before));
    assert.deepEqual(loosened, [
      { kind: 'baseline', origin: 'base.json', message: '1 of 1 findings are in the baseline, and do not count' },
    ]);
    assert.deepEqual([baseline?.path, baseline?.findings, baseline?.gone], ['base.json', 3, 2]);
    assert.match(baseline?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
  });

  it('hides no problem', () => {
    const now = judged([bad], [flaw('bad==1.0', 'A')], { problems: [trouble('text-invalid', 'broken')] });
    assert.equal(applyBaseline(now, baselineOf(before)).exit, 3);
  });

  it('changes no exit code that it cannot explain', () => {
    const now = { ...judged([bad], [flaw('bad==1.0', 'A')]), exit: 70 as const };
    assert.equal(applyBaseline(now, baselineOf(before)).exit, 70);
  });

  it('of itself leaves nothing that counts', () => {
    const again = applyBaseline(before, baselineOf(before));
    assert.deepEqual([again.exit, again.summary.known, again.baseline?.gone], [0, 3, 0]);
  });

  it('must be a whole report of an audit: anything else is refused with its place', () => {
    const text = JSON.stringify(before);
    for (const [given, line, column] of [
      ['', 1, 1],
      [text.slice(0, 40), 1, 41],
      ['[]', 1, 1],
      ['{"schema":"other"}', 1, 11],
      ['{}', 1, 1],
      [text.replace('"audit"', '"inventory"'), 1, text.indexOf('"audit"') + 1],
      [text.replace('"2026-01-02T03:04:05Z"', '"soon"'), 1, text.indexOf('"2026-01-02T') + 1],
      [text.replace('"findings":', '"findingz":'), 1, 1],
      [text.replace(/"fingerprint":"[^"]*"/, '"fingerprint":7'), 1, undefined],
      ['{"__proto__":{"schema":"rind.report/1"}}', 1, 1],
      [`{"runs":[]}`, 1, 1],
    ] as const) {
      const read = readBaseline(given, 'base.json');
      assert.ok(!read.ok, given);
      assert.equal(read.error.code, 'baseline-invalid');
      assert.deepEqual([read.error.at?.path, read.error.at?.line], ['base.json', line]);
      if (column !== undefined) assert.equal(read.error.at?.column, column, given);
    }
  });
});
