import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, doubt, flaw, report, trouble } from '../testing/sample.ts';
import { format as github } from './github.ts';
import { format as junit } from './junit.ts';
import { format as markdown } from './markdown.ts';

const waived = { reason: 'r', owner: 'o', expires: '2027-01-01' };
const bad = component('bad', { answer: 'affected' });
const options = { color: false };

describe('GitHub annotations', () => {
  const lines = (...args: Parameters<typeof report>) => github.render(report(...args), options).split('\n');

  it('make one of each component, errors first, the worst first', () => {
    const parts = ['a', 'b', 'c'].map((name) => component(name, { answer: 'affected' }));
    const severe = { id: 'B-1', aliases: [], fixed: [], sources: [], severity: 'critical' as const };
    const found = [
      flaw('a==1.0', 'A-1', { level: 'warn' }),
      flaw('b==1.0', 'B-0', { hint: 'upgrade b' }),
      flaw('c==1.0', 'C-1'),
      flaw('b==1.0', 'B-1', { advisory: severe }),
    ];
    assert.deepEqual(lines(parts, found).slice(0, 3), [
      '::error file=uv.lock,line=3,col=1,title=b 1.0%3A 2 known vulnerabilities::upgrade b%0AB-1 [critical severity]: flaw B-1%0AB-0: flaw B-0',
      '::error file=uv.lock,line=3,col=1,title=c 1.0%3A C-1::C-1: flaw C-1',
      '::warning file=uv.lock,line=3,col=1,title=a 1.0%3A A-1::A-1: flaw A-1',
    ]);
  });

  it('say what GitHub will not show', () => {
    const parts = Array.from({ length: 11 }, (_, i) => component(`p${i}`));
    const found = parts.map(({ id }) => flaw(id, 'X'));
    assert.ok(lines(parts, found).some((line) => line.startsWith('GitHub shows 10 errors')));
    assert.ok(!lines(parts, found.slice(0, 10)).some((line) => line.startsWith('GitHub shows')));
  });

  it('are warnings of what is waived or cannot be told, and a word in the log of what is known', () => {
    const found = [flaw('bad==1.0', 'A', { waived }), flaw('bad==1.0', 'B', { known: true })];
    const shown = lines([bad, component('odd', { answer: 'undetermined' })], [...found, doubt('odd==1.0', 'no')]);
    assert.deepEqual(shown.slice(0, 3), [
      '::warning file=uv.lock,line=3,col=1,title=odd 1.0%3A undetermined::no',
      '::warning file=uv.lock,line=3,col=1,title=bad 1.0%3A A::waived until 2027-01-01 by o: r — A: flaw A',
      'known: bad 1.0: B',
    ]);
  });

  it('are errors of problems, and warnings of remarks', () => {
    const problems = [trouble('waiver-unused', 'idle'), trouble('text-invalid', 'broken', { hint: 'mend it' })];
    assert.deepEqual(lines([], [], { problems }).slice(0, 2), [
      '::error title=text-invalid::broken%0Amend it',
      '::warning title=waiver-unused::idle',
    ]);
  });
});

describe('JUnit', () => {
  const xml = (...args: Parameters<typeof report>) => junit.render(report(...args), options);

  it('fails what is denied or held, passes what is clear or only warned of', () => {
    const parts = [bad, component('fine'), component('warned', { answer: 'affected' })];
    const shown = xml(parts, [flaw('bad==1.0', 'A', { hint: 'upgrade' }), flaw('warned==1.0', 'B', { level: 'warn' })]);
    assert.match(shown, /<testsuites name="rind" tests="3" failures="1" errors="0" skipped="0" time="0">/);
    assert.match(
      shown,
      /<testcase name="bad 1.0" classname="uv.lock" time="0">\n {6}<failure type="known-vulnerability" message="denied: upgrade \(A\)">/,
    );
    assert.match(shown, /name="fine 1.0"[^\n]*>\n {6}<system-out>/);
    assert.match(shown, /name="warned 1.0"[^\n]*>\n {6}<system-out>[^<]*B: flaw B/);
  });

  it('never passes what cannot be told', () => {
    const odd = component('odd', { version: null, answer: 'undetermined', reasons: ['unpinned'] });
    assert.match(xml([odd]), /<error type="undetermined" message="undetermined: unpinned">/);
    assert.match(xml([odd], [doubt('odd', 'no version')]), /errors="1"[\s\S]*message="undetermined: no version"/);
    assert.match(xml([odd], [doubt('odd', 'no', { level: 'deny' })]), /failures="1" errors="0"/);
    assert.match(xml([odd], [doubt('odd', 'no', { known: true })]), /errors="0" skipped="1"/);
  });

  it('skips what is waived, with who decided it', () => {
    assert.match(
      xml([bad], [flaw('bad==1.0', 'A', { waived })]),
      /<skipped message="waived until 2027-01-01 by o: r"\/>/,
    );
  });

  it('tells problems and what is about the run', () => {
    const shown = xml([], [doubt('', 'old', { component: null, rule: 'stale-advisories' })], {
      problems: [trouble('text-invalid', 'broken'), trouble('waiver-unused', 'idle')],
    });
    assert.match(shown, /tests="3" failures="0" errors="2"/);
    assert.match(shown, /<testcase name="stale-advisories" classname="rind"/);
  });
});

describe('Markdown', () => {
  const page = (...args: Parameters<typeof report>) => markdown.render(report(...args), options);

  it('is a table of what fails, with severity, ids, what to do and places', () => {
    const known = { id: 'A', aliases: ['CVE-1'], fixed: [], sources: [], severity: 'high' as const };
    const shown = page([bad], [flaw('bad==1.0', 'A', { hint: 'upgrade', advisory: known })]);
    assert.match(shown, /^\| `bad 1\.0` \| denied \| high \| `A` \| upgrade \| `uv\.lock:3` \|$/m);
    assert.match(
      shown,
      /^<details><summary>Details<\/summary>\n\n\*\*`bad 1\.0`\*\*\n\n- `A` `CVE-1` \(high severity\): flaw A\n\n<\/details>$/m,
    );
  });

  it('says first what is about the run, and apart what is undetermined, waived and loosened', () => {
    const found = [
      flaw('bad==1.0', 'A', { waived }),
      doubt('', 'the data is old', { component: null, rule: 'stale-advisories' }),
      doubt('bad==1.0', 'no'),
    ];
    const shown = page([bad], found, { loosened: [{ kind: 'level', origin: 'rind.toml', message: 'off' }] });
    assert.match(shown, /^\*\*Rind\*\*[^\n]*\n- \*\*undetermined\*\* `stale-advisories`: the data is old\n/);
    assert.match(shown, /^Undetermined, which is not "no vulnerability":\n\n- `bad 1\.0` \(`uv\.lock:3`\): no$/m);
    assert.match(shown, /^Waived, and not counted:\n\n- `bad 1\.0` `A`: waived until/m);
    assert.match(shown, /^Loosened by what this run was told:\n\n- off \(`rind\.toml`\)$/m);
  });

  it('fits into a comment of GitHub, and says what is left out', () => {
    const parts = Array.from({ length: 2000 }, (_, i) => component(`p${i}`, { answer: 'affected' }));
    const shown = page(
      parts,
      parts.map(({ id }) => flaw(id, 'X', { message: '|`*'.repeat(300) })),
    );
    assert.ok(shown.length <= 65_000);
    assert.match(shown, /^\d+ of \d+ left out, because a comment has its limits/m);
    assert.match(shown, /Advisories: osv/);
  });
});
