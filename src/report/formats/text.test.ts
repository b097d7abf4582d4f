import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, doubt, flaw, report, trouble } from '../testing/sample.ts';
import { format } from './text.ts';

function text(...args: Parameters<typeof report>): string {
  return format.render(report(...args), { color: false });
}

const bad = component('bad', { answer: 'affected' });

describe('the text report', () => {
  it('says first what to do, then where, then how it comes in, then every flaw', () => {
    const finding = flaw('bad==1.0', 'PYSEC-1', {
      hint: 'upgrade `bad` to 2.0',
      chains: [
        ['a==1', 'bad==1.0'],
        ['b==1', 'c==1', 'bad==1.0'],
      ],
      targets: ['linux', 'mac'],
      assumes: 'assumes that `corp` mirrors PyPI',
      advisory: {
        id: 'PYSEC-1',
        aliases: ['CVE-1'],
        fixed: [],
        sources: [],
        severity: 'high',
        cvss: { version: '3.1', vector: 'x', score: 7, source: 'osv' },
        epss: 0.123,
        kev: true,
        disagreements: ['one says 2.0, the other 2.1'],
      },
    });
    const own = { ...bad, marker: "sys_platform == 'linux'", groups: ['extra:fast', 'web'] };
    assert.deepEqual(text([own], [finding]).split('\n\n')[0]?.split('\n'), [
      'denied bad 1.0',
      '  fix: upgrade `bad` to 2.0',
      '  --> uv.lock:3:1',
      '  only in extra `fast`, group `web`',
      "  installed when sys_platform == 'linux'",
      '  in targets linux, mac',
      '  through a==1 → bad==1.0, and 1 more way',
      '  assumes that `corp` mirrors PyPI',
      '  PYSEC-1, CVE-1: high (CVSS 7.0); exploited already (KEV), 12 % likely to be',
      '    exploited within 30 days (EPSS)',
      '    flaw PYSEC-1',
      '    sources disagree: one says 2.0, the other 2.1',
    ]);
  });

  it('says the worst first, and what only development uses apart', () => {
    const parts = ['warned', 'dev', 'denied', 'held'].map((name) => component(name, { answer: 'affected' }));
    const found = [
      flaw('warned==1.0', 'A', { level: 'warn' }),
      flaw('dev==1.0', 'B', { development: true }),
      flaw('denied==1.0', 'C'),
      flaw('held==1.0', 'D', { level: 'hold' }),
      doubt('', 'the data is old', { component: null, rule: 'stale-advisories', hint: 'run `rind sync`' }),
    ];
    const heads = text(parts, found)
      .split('\n\n')
      .map((block) => block.split('\n')[0]);
    assert.deepEqual(heads, [
      'undetermined stale-advisories: the data is old',
      'denied denied 1.0',
      'held held 1.0',
      'warning warned 1.0',
      'used in development only:',
      'denied dev 1.0',
      '4 components in 1 file: 4 affected by 4 known vulnerabilities, 0 not affected, 0',
    ]);
  });

  it('tells two hundred equal doubts once, with names, and one in its own words', () => {
    const many = Array.from({ length: 200 }, (_, i) => component(`p${i}`, { version: null, answer: 'undetermined' }));
    const all = many.map(({ id }) => doubt(id, `\`${id}\` has no exact version`, { hint: 'pin it' }));
    const shown = text(many, all);
    assert.match(shown, /^undetermined 200 components: each has no exact version\n {2}hint: pin it\n/);
    assert.match(shown.replace(/\s+/g, ' '), /uv\.lock: p0 \(line 3\), p1 \(line 3\), .* and 160 more: /);
    assert.match(text(many.slice(0, 1), all.slice(0, 1)), /^undetermined p0: `p0` has no exact version\n {2}--> uv/);
  });

  it('says of a doubt that it is denied, and does not mix it with those that are only reported', () => {
    const parts = ['a', 'b'].map((name) => component(name, { version: null, answer: 'undetermined' }));
    const shown = text(parts, [doubt('a', 'same', { level: 'deny' }), doubt('b', 'same')]);
    assert.match(shown, /^denied, undetermined a: same/);
    assert.match(shown, /^undetermined b: same/m);
  });

  it('tells what no rule speaks of by its reasons, but not what was not looked up at all', () => {
    const odd = component('odd', { answer: 'undetermined', reasons: ['unknown-source'] });
    assert.match(text([odd]), /^undetermined odd 1\.0: unknown-source/);
    const idle = text([odd], [], { not_run: [{ rule: 'r', reason: 'unknown-source' }] });
    assert.doesNotMatch(idle, /^undetermined odd/m);
    assert.match(idle, /^not run `r`: unknown-source$/m);
  });

  it('describes six flaws of a component and names the others', () => {
    const found = Array.from({ length: 9 }, (_, i) => flaw('bad==1.0', `CVE-${i}`));
    const shown = text([bad], found);
    assert.match(shown, /^ {2}9 known vulnerabilities, none of a stated severity:$/m);
    assert.match(shown, /^ {4}flaw CVE-5$/m);
    assert.doesNotMatch(shown, /flaw CVE-6/);
    assert.match(shown, /^ {2}and 3 more: CVE-6, CVE-7, CVE-8$/m);
  });

  it('shows a problem with its code frame, and a remark as a note', () => {
    const problems = [
      trouble('text-invalid', 'broken', { at: { path: 'a.lock', line: 2, column: 1 }, hint: 'mend it' }),
      trouble('waiver-unused', 'idle'),
    ];
    const shown = format.render(report([], [], { problems }), {
      color: false,
      frame: ({ code }) => (code === 'text-invalid' ? ' --> a.lock:2:1\n2 | x\u001b\n  | ^' : undefined),
    });
    assert.match(
      shown,
      /^problem broken\n {3}--> a\.lock:2:1\n {2}2 \| x\\u\{1b\}\n {4}\| \^\n {2}hint: mend it\n {2}more: rind explain problem:text-invalid\n/,
    );
    assert.match(shown, /^note idle\n\n/m);
  });

  it('names the file of many doubts once, and twelve files at most', () => {
    const at = (path: string, line: number) => ({ version: null, locations: [{ path, line, column: 1 }] }) as const;
    const few = [component('a', at('x.txt', 1)), component('b', at('y.txt', 9)), component('c', at('x.txt', 2))];
    const all = (parts: typeof few) => parts.map(({ id }) => doubt(id, 'same'));
    assert.match(text(few, all(few)), /^ {2}x\.txt: a \(line 1\), c \(line 2\)\n {2}y\.txt: b \(line 9\)\n\n/m);
    const many = Array.from({ length: 30 }, (_, i) => component(`p${i}`, at(`${i}.py`, 1)));
    const shown = text(many, all(many));
    assert.match(shown, /^ {2}11\.py: p11 \(line 1\)\n {2}and 18 more: `--json` lists all$/m);
  });

  it('tells doubts that differ in an id only once, with every id', () => {
    const python = component('python', { answer: 'undetermined' });
    const about = (id: string) => doubt('python==1.0', `\`${id}\` speaks of \`python\`, but it cannot be told`);
    const shown = text([python], ['PSF-1', 'PSF-2', 'PSF-3'].map(about)).replace(/\n */g, ' ');
    assert.match(shown, /^undetermined python 1\.0: `PSF-1` speaks of .* told; the same of `PSF-2`, `PSF-3` -->/);
    const twenty = text(
      [python],
      Array.from({ length: 20 }, (_, i) => about(`PSF-${i}`)),
    ).replace(/\n */g, ' ');
    assert.match(twenty, /`PSF-12` and 7 more -->/);
    assert.equal(twenty.match(/undetermined python/g)?.length, 1);
  });

  it('tells equal problems once, with their places, and where to read on once for a code', () => {
    const at = (line: number) => ({ at: { path: 'r.txt', line, column: 1 } });
    const equal = Array.from({ length: 8 }, (_, i) => trouble('requirement-invalid', 'no name', at(i + 1)));
    const shown = text([], [], { problems: [...equal, trouble('requirement-invalid', 'other', at(99))] });
    assert.match(
      shown,
      /^problem no name\n {2}--> r\.txt:1:1\n(?: {2}--> .*\n){4} {6}and 3 more places\n\nproblem other\n {2}--> r\.txt:99:1\n {2}more: /,
    );
    assert.equal(shown.match(/more: rind/g)?.length, 1);
  });

  it('tells problems that differ in their literals only once from four on, one of them in full', () => {
    const at = (line: number) => ({ at: { path: 'r.txt', line, column: 1 } });
    const like = (count: number) =>
      text([], [], {
        problems: Array.from({ length: count }, (_, i) => trouble('requirement-invalid', `\`${i}\` is bad`, at(i + 1))),
      });
    assert.equal(like(3).match(/^problem/gm)?.length, 3);
    assert.match(like(4), /^problem `0` is bad\n {2}--> r\.txt:1:1\n {2}and 3 more like it:\n {2}--> r\.txt:2:1\n/);
    assert.equal(like(4).match(/^problem/gm)?.length, 1);
  });

  it('shows twenty problems of a code, and says how many more there are', () => {
    const problems = Array.from({ length: 50 }, (_, i) => trouble('text-invalid', `broken ${i}`));
    const shown = text([], [], { problems });
    assert.match(shown, /^problem broken 19$/m);
    assert.doesNotMatch(shown, /broken 20/);
    assert.match(shown, /^and 30 more of `text-invalid`/m);
  });

  it('says what is waived or known apart, and what loosens the answer', () => {
    const parts = [bad, component('old', { answer: 'affected' })];
    const found = [
      flaw('bad==1.0', 'A', { waived: { reason: 'behind a wall', owner: 'us', expires: '2027-01-01' } }),
      flaw('old==1.0', 'B', { known: true }),
    ];
    const shown = text(parts, found, {
      loosened: [{ kind: 'level', origin: 'rind.toml', message: '`known-malware` only warns' }],
      baseline: { path: 'base.json', digest: 'd', now: '2026-01-01T00:00:00Z', findings: 3, gone: 2 },
      summary: { ...report(parts, found).summary, known: 1 },
    });
    assert.equal(shown.match(/^known old 1\.0$/gm)?.length, 1);
    assert.match(shown, /^waived bad 1\.0$/m);
    assert.match(shown, /^ {4}waived until 2027-01-01 by us: behind a wall$/m);
    assert.match(shown, /^loosened by what this run was told:\n {2}`known-malware` only warns \(rind\.toml\)$/m);
    assert.match(
      shown.replace(/\n */g, ' '),
      /1 finding known from the baseline base\.json of 2026-01-01; of its 3, 2 are gone/,
    );
    assert.doesNotMatch(shown, /denied/);
  });

  it('ends with the counts and the day that they rest on', () => {
    const lines = text([component('a')]).split('\n');
    assert.equal(lines[0], '1 component in 1 file: 0 affected, 1 not affected, 0 undetermined');
    assert.equal(lines.at(-2), 'advisories: osv, 9 records, newest of 2026-01-01 (1 day old)');
  });

  it('keeps to the width of the terminal, between 40 and 140 columns', () => {
    const finding = flaw('bad==1.0', 'A', { message: 'word '.repeat(100) });
    const widest = (width?: number) =>
      Math.max(
        ...format
          .render(report([bad], [finding]), { color: false, ...(width === undefined ? {} : { width }) })
          .split('\n')
          .map(({ length }) => length),
      );
    assert.ok(widest() <= 80 && widest() > 70);
    assert.ok(widest(60) <= 60);
    assert.ok(widest(10) <= 40);
    assert.ok(widest(1000) <= 140 && widest(1000) > 130);
  });

  it('says with color nothing that it does not say without', () => {
    const given = report([bad], [flaw('bad==1.0', 'A')]);
    const colored = format.render(given, { color: true });
    assert.notEqual(colored, format.render(given, { color: false }));
    assert.equal(colored.replace(/\u001b\[\d+m/g, ''), format.render(given, { color: false }));
  });
});
