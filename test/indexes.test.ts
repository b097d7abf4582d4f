import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audited, osv, rind } from './rind.ts';
import { tree } from './tree.ts';

const CORP = 'https://user:secret@pypi.corp.example/simple';
const FILES = {
  'osv/T-1.json': osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }, { fixed: '2.0' }]),
  'requirements.txt': `--index-url ${CORP}\ndemo==1.0\nother==1.0\n`,
};
const SOURCES = 'advisories.sources = ["osv"]\n';
const LINES = ['[[indexes]]', 'name = "index-1"', 'url = "https://***@pypi.corp.example/simple"', 'mirrors = "pypi"'];
const DECLARED = '[[indexes]]\nname = "corp"\nurl = "https://pypi.corp.example/simple/"\n';

describe('components of another index', () => {
  it('are findings by assumption, or undetermined, and one hint prints the lines that would settle it', (test) => {
    const { code, report, out } = audited(tree(test, { ...FILES, 'rind.toml': SOURCES }));
    assert.equal(code, 1);
    assert.deepEqual(
      report.components.map(({ name, answer, reasons }) => [name, answer, reasons]),
      [
        ['demo', 'affected', []],
        ['other', 'undetermined', ['unknown-index']],
      ],
    );
    assert.equal(
      report.findings.find(({ outcome }) => outcome === 'fail')?.assumes,
      'assumes that https://***@pypi.corp.example/simple mirrors PyPI',
    );
    const hints = report.problems.filter(({ code: own }) => own === 'index-undeclared');
    assert.equal(hints.length, 1);
    assert.deepEqual(hints[0]?.lines, LINES);
    assert.doesNotMatch(out, /secret/);
  });

  it('are settled by the very lines that the report prints, in whichever file configures Rind', (test) => {
    const configurations: [string, string][] = [
      ['rind.toml', `${SOURCES}[[indexes]]\nname = "index-1"\nurl = "https://b.example/simple"\n`],
      ['pyproject.toml', '[tool.rind]\nadvisories.sources = ["osv"]\n'],
    ];
    for (const [file, configured] of configurations) {
      const { report } = audited(tree(test, { ...FILES, [file]: configured }));
      const [hint] = report.problems.filter(({ code }) => code === 'index-undeclared');
      const lines = hint?.lines ?? [];
      assert.ok(hint?.hint?.includes(`\`${file}\``), hint?.hint);
      const root = tree(test, { ...FILES, [file]: `${configured}${lines.join('\n')}\n` });
      // As people copy them: out of the text, with its margin.
      const text = rind(tree(test, { ...FILES, [file]: configured }), 'audit').out;
      for (const line of lines) assert.ok(text.includes(`\n    ${line}\n`), line);
      const settled = audited(root).report;
      assert.deepEqual(
        settled.components.map(({ answer }) => answer),
        ['affected', 'not_affected'],
      );
      assert.deepEqual(settled.problems, []);
    }
  });

  it('are settled by those lines for a folder of files and for a variable, which are declared as they are named', (test) => {
    for (const named of ['--no-index\n--find-links wheels\n', '-i ${INDEX}\n', '-i https://${HOST}/simple\n']) {
      const files = { ...FILES, 'requirements.txt': `${named}other==1.0\n` };
      const lines = audited(tree(test, { ...files, 'rind.toml': SOURCES })).report.problems.flatMap(
        (one) => one.lines ?? [],
      );
      const { report } = audited(tree(test, { ...files, 'rind.toml': `${SOURCES}${lines.join('\n')}\n` }));
      assert.deepEqual(
        report.components.map(({ answer }) => answer),
        ['not_affected'],
        named,
      );
    }
  });

  it('are of no address that leaves out its scheme', (test) => {
    const config = DECLARED.replace('https://', '');
    const { code, err } = rind(tree(test, { ...FILES, 'rind.toml': SOURCES + config }), 'audit');
    assert.equal(code, 2);
    assert.match(err, /`url` is no address of an index/);
  });

  it('match as those of PyPI where the index is declared to mirror it', (test) => {
    const { report } = audited(tree(test, { ...FILES, 'rind.toml': `${SOURCES}${DECLARED}mirrors = "pypi"\n` }));
    assert.deepEqual(
      report.components.map(({ answer }) => answer),
      ['affected', 'not_affected'],
    );
    assert.equal(report.findings.find(({ outcome }) => outcome === 'fail')?.assumes, undefined);
  });

  it("are the team's own where the index is declared and mirrors nothing", (test) => {
    const { code, report } = audited(tree(test, { ...FILES, 'rind.toml': SOURCES + DECLARED }));
    assert.deepEqual(
      report.components.map(({ answer }) => answer),
      ['not_affected', 'not_affected'],
    );
    assert.equal(code, 0);
  });
});
