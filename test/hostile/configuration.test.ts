import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isProblemCode } from '../../src/base/problem-codes.ts';
import { runAudit } from '../../src/compose/audit-run.ts';
import { osv } from '../rind.ts';
import { permanentTree } from './folder.ts';
import { assertCivil, measured, OUTSIDE, SECRET } from './measured.ts';

const machine = (cwd: string) => ({ cwd, home: cwd, platform: 'linux', variables: { TOKEN: SECRET }, now: () => 0 });
const silent = { warn() {}, step() {}, progress() {} };

/** The code that stops an audit with this configuration, or those in its report. */
async function codes(root: string): Promise<string[]> {
  const report = await runAudit(machine(root), silent, '0', {
    paths: [],
    all: false,
    offline: true,
    choice: { extras: [], groups: [], noDev: false },
  });
  const problems = report.ok ? report.value.problems : [report.error];
  for (const { code, message } of problems) {
    assert.ok(isProblemCode(code));
    assert.ok(!message.includes(OUTSIDE) && !message.includes(SECRET));
  }
  return problems.map(({ code }) => code);
}

const waiver = (lines: string) =>
  `[[waivers]]\nids = ["X"]\ncomponent = "a"\nreason = "r"\nowner = "o"\nexpires = "2999-01-01"\n${lines}`;
const source = (name: string) => `[advisories]\nsources = [${JSON.stringify(name)}]\n`;

const CONFIGURATIONS: Readonly<Record<string, readonly [file: string, text: string | Uint8Array, code: string]>> = {
  'a source at an absolute path': ['rind.toml', source('/etc'), 'config-invalid'],
  'a source that goes up': ['rind.toml', source('../../..'), 'config-invalid'],
  'a source that goes up and comes back': ['rind.toml', source('x/../../y'), 'config-invalid'],
  'a source through a link': ['rind.toml', source('linked'), 'config-invalid'],
  'a source at an address': ['rind.toml', source('https://attacker.example/all.zip'), 'advisory-source-missing'],
  'a source with a variable': ['rind.toml', source('${TOKEN}'), 'advisory-source-missing'],
  'a source with a home': ['rind.toml', source('~/osv'), 'advisory-source-missing'],
  'a source with an escape in its name': ['rind.toml', source('a\u001b[31m'), 'advisory-source-missing'],
  'a source with a NUL in its name': ['rind.toml', source('a\0b'), 'file-unreadable'],
  'a source that is the folder itself': ['rind.toml', source('.'), 'advisory-source-empty'],
  'sources as a text': ['rind.toml', '[advisories]\nsources = "osv"\n', 'config-invalid'],
  'sources as numbers': ['rind.toml', '[advisories]\nsources = [1]\n', 'config-invalid'],
  'advisories as a list': ['rind.toml', 'advisories = []\n', 'config-invalid'],
  'rules as a text': ['rind.toml', 'rules = "off"\n', 'config-invalid'],
  'a rule that does not exist': ['rind.toml', '[rules.nothing]\nlevel = "off"\n', 'config-invalid'],
  'a rule called `constructor`': ['rind.toml', '[rules.constructor]\nlevel = "off"\n', 'config-invalid'],
  'a rule called `__proto__`': ['rind.toml', '[rules.__proto__]\nlevel = "off"\n', 'config-invalid'],
  'a key called `__proto__`': ['rind.toml', '[__proto__]\nx = 1\n', 'config-invalid'],
  'a level that does not exist': ['rind.toml', '[rules.known-vulnerability]\nlevel = "none"\n', 'config-invalid'],
  'a level as a date': ['rind.toml', '[rules.known-vulnerability]\nlevel = 2026-01-01\n', 'config-invalid'],
  'waivers as a table': ['rind.toml', '[waivers]\nids = []\n', 'config-invalid'],
  'a waiver for no id': ['rind.toml', waiver('').replace('["X"]', '[]'), 'config-invalid'],
  'a waiver for everything': ['rind.toml', waiver('').replace('"a"', '"*"'), 'config-invalid'],
  'a waiver under a condition': ['rind.toml', waiver('').replace('"a"', `"a; python_version < '3'"`), 'config-invalid'],
  'a waiver for an address': ['rind.toml', waiver('').replace('"a"', '"a @ https://h.example/a"'), 'config-invalid'],
  'a waiver for an extra': ['rind.toml', waiver('').replace('"a"', '"a[x]"'), 'config-invalid'],
  'a waiver until a date that is no text': [
    'rind.toml',
    waiver('').replace('"2999-01-01"', '2999-01-01'),
    'waiver-unused',
  ],
  'a key of a later version': ['rind.toml', '[[server.oidc]]\n', 'config-invalid'],
  'a waiver until no date': ['rind.toml', waiver('').replace('2999-01-01', 'never'), 'config-invalid'],
  'a waiver with an unknown key': ['rind.toml', waiver('until = "x"\n'), 'config-invalid'],
  'a waiver with a number for its reason': ['rind.toml', waiver('').replace('"r"', '1'), 'config-invalid'],
  'a key of a megabyte': ['rind.toml', `${'k'.repeat(1e6)} = 1\n`, 'config-invalid'],
  '10,000 nested lists': ['rind.toml', `x = ${'['.repeat(10_000)}`, 'config-invalid'],
  'a file that ends inside a text': ['rind.toml', 'x = "', 'config-invalid'],
  'a key that stands twice': ['rind.toml', 'x = 1\nx = 2\n', 'config-invalid'],
  'UTF-16': ['rind.toml', Buffer.from('\ufeffx = 1', 'utf16le'), 'encoding-invalid'],
  'Latin-1': ['rind.toml', Buffer.from([0x23, 0xe9]), 'encoding-invalid'],
  'a NUL': ['rind.toml', '\0', 'encoding-invalid'],
  'a folder': ['rind.toml/x', '', 'file-not-regular'],
  'the table of a tool as a text': ['pyproject.toml', '[tool]\nrind = "x"\n', 'config-invalid'],
  'all tools as a date': ['pyproject.toml', 'tool = 2026-01-01\n', 'manifest-invalid'],
  'all tools as a list': ['pyproject.toml', 'tool = []\n', 'manifest-invalid'],
  'a project file that is no TOML': ['pyproject.toml', '<<<<<<< HEAD\n', 'config-invalid'],
  'a source of a project file that goes up': [
    'pyproject.toml',
    '[tool.rind.advisories]\nsources = ["../x"]\n',
    'config-invalid',
  ],
};

/** What every run here says: there are no records, and a link beside the files leads to a folder elsewhere. */
const ALWAYS: readonly string[] = ['no-advisories', 'link-not-followed'];

describe('a hostile configuration', () => {
  const beyond = permanentTree({ 'x.json': osv('T-1', 'a', [{ introduced: '0' }], { summary: OUTSIDE }) });
  for (const [what, [file, text, code]] of Object.entries(CONFIGURATIONS)) {
    it(`${what}: ${code}`, async (test) => {
      const root = permanentTree({ [file]: text, 'requirements.txt': 'a==1\n' });
      symlinkSync(beyond, path.join(root, 'linked'));
      const found = await codes(root);
      assert.equal(found.find((one) => !ALWAYS.includes(one)) ?? found[0], code, test.name);
    });
  }

  for (const name of ['rind.toml', 'pyproject.toml']) {
    it(`a ${name} that leads out of the repository is not read`, async () => {
      const secret = permanentTree({ 'secret.toml': `[[waivers]]\nexpires = "${OUTSIDE}"\n` });
      const root = permanentTree({ 'requirements.txt': 'a==1\n' });
      symlinkSync(path.join(secret, 'secret.toml'), path.join(root, name));
      assert.deepEqual(await codes(root), ['file-outside']);
    });
  }

  it('printed, what is wrong with it acts on nothing, and the exit code is of the contract', () => {
    const root = permanentTree({
      'rind.toml': '"a\\u001b[31m\\n::error::x\\u202e##[error]" = 1\n',
      'requirements.txt': 'a==1\n',
    });
    const ran = measured(root, ['audit']);
    assertCivil(ran);
    assert.equal(ran.code, 2);
  });
});
