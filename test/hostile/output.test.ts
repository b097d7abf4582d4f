import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { MAIN, osv } from '../rind.ts';
import { permanentTree } from './folder.ts';
import { assertCivil, assertHarmless, measured } from './measured.ts';

const PAYLOADS = [
  '\u001b[31mred\u001b]0;title\u0007',
  '\n::error file=x::owned\n::set-output name=x::y\n::stop-commands::t',
  '##[add-mask]x ##[error]y',
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
  '[link](javascript:alert(1)) ![x](https://attacker.example/x.png) @everyone | a | b |\n# heading',
  '`` ``` ` \\` </details>',
  '\u202eright to left\u2066\u200b\u2028\u009b31m\r\b\u007f',
  '%0A::error::x%25',
  '\ud800 half a pair',
];
const hostile = PAYLOADS.join(' ');

describe('text of an attacker in every format', () => {
  const records = PAYLOADS.map((text, i) =>
    osv(`::error::${text}`, 'demo', [{ introduced: '0' }, { fixed: `2!${i}` }], {
      summary: text,
      details: text,
      aliases: [text, `::warning::${i}`],
      modified: `${text}`,
    }),
  );
  const lock = `version = 1\n${PAYLOADS.map(
    (text) =>
      `[[package]]\nname = "odd"\nversion = ${JSON.stringify(text.toWellFormed())}\nsource = { registry = ${JSON.stringify(`https://u:p@x/${text.toWellFormed()}`)} }\n`,
  ).join('')}[package.optional-dependencies]\n`;
  const root = permanentTree({
    'rind.toml': `[advisories]\nsources = ["osv::error"]\n[[waivers]]\nids = ["::warning::0"]\ncomponent = "demo"\nreason = ${JSON.stringify(hostile.toWellFormed())}\nowner = "\\u001b[31m"\nexpires = "2999-01-01"\n`,
    'osv::error/x.json': `[${records.join(',')}]`,
    'a/uv.lock': lock,
    'b/requirements.txt': `demo==1\n${PAYLOADS.join('\n')}\n`,
  });

  for (const args of [
    ['audit', '--format', 'text', '-v'],
    ['audit', '--format', 'json'],
    ['audit', '--format', 'markdown'],
    ['audit', '--format', 'github'],
    ['inventory'],
    ['inventory', '--json'],
    ['sync', '--from', 'osv::error', '--source', 'x'],
  ]) {
    it(`\`rind ${args.join(' ')}\` makes it harmless`, () => {
      const ran = measured(root, args);
      assertCivil(ran, args.join(' '));
      if (args.includes('markdown')) {
        assert.doesNotMatch(ran.out.replace(/`+[^`\n]+`+/g, ''), /<(?:img|script|\/details)|\]\(|^# /im);
      }
      if (args.includes('github')) {
        assert.ok(
          ran.out
            .split('\n')
            .every((line) => !line.startsWith('::') || /^::(?:error|warning) (?:file=|title=)/.test(line)),
        );
      }
    });
  }

  it('with color, only the colors are Rind’s own', () => {
    const ran = measured(root, ['audit', '--color', 'always']);
    assertHarmless(ran.out.replace(/\u001b\[(?:1|2|22|31|32|33|39)m/g, ''));
  });
});

describe('hostile places for output', () => {
  const root = permanentTree({ 'requirements.txt': 'a==1\n', 'folder/x': '' });
  const beyond = permanentTree({ 'target.json': 'untouched' });
  symlinkSync(path.join(beyond, 'target.json'), path.join(root, 'link.json'));
  mkdirSync(path.join(root, 'sub'));

  it('a folder, a device, a place below a file: a problem and exit 3', () => {
    for (const place of [
      'folder',
      '/dev/null',
      '/dev/full',
      '/dev/stdout',
      'requirements.txt/x',
      `${'x'.repeat(300)}`,
    ]) {
      const ran = measured(root, ['audit', '--output', `json=${place}`]);
      assertCivil(ran, place);
      assert.equal(ran.code, 3);
      assert.match(ran.err, /cannot write|no regular file/, place);
    }
    assert.ok(statSync('/dev/null').isCharacterDevice());
    assert.ok(existsSync(path.join(root, 'folder/x')));
  });

  it('a place below a folder that makes none, as `/proc`: a problem and exit 3', {
    skip: !existsSync('/proc/self'),
  }, () => {
    const ran = measured(root, ['audit', '--output', 'json=/proc/no-such/folder/o.json']);
    assert.equal(ran.code, 3, ran.err);
    assertCivil(ran);
  });

  it('a missing folder is made', () => {
    assertCivil(measured(root, ['audit', '--output', 'json=new/deep/report.json']));
    assert.ok(existsSync(path.join(root, 'new/deep/report.json')));
  });

  it('a link is replaced, and what it leads to stays as it was', () => {
    assertCivil(measured(root, ['audit', '--output', 'json=link.json']));
    assert.equal(readFileSync(path.join(beyond, 'target.json'), 'utf8'), 'untouched');
  });

  it('a reader that ends early does not change the exit code, and sees no stack', async () => {
    const large = permanentTree({ 'requirements.txt': Array.from({ length: 5000 }, (_, i) => `p${i}`).join('\n') });
    const child = spawn(process.execPath, [MAIN, 'audit', '--offline'], { cwd: large, env: { RIND_DATA_DIR: large } });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((ended) => child.on('close', ended));
    assert.equal(code, 3);
    assert.equal(told, '');
  });

  it('a closed stdout, a closed stderr, a full disk: an exit code of the contract and no stack', () => {
    for (const [end, expected] of [
      ['>&-', 3],
      ['2>&-', 3],
      ['>&- 2>&-', 3],
      ['>/dev/full', 3],
      ['2>/dev/full', 3],
    ] as const) {
      const command = `'${process.execPath}' '${MAIN}' audit --offline ${end}`;
      const { status, stderr } = spawnSync('sh', ['-c', command], {
        cwd: root,
        encoding: 'utf8',
        env: { RIND_DATA_DIR: root },
      });
      assert.equal(status, expected, `${end}: ${stderr}`);
      assertHarmless(stderr, end);
    }
  });

  it('a current folder that was removed is said in one line', () => {
    rmSync(path.join(root, 'sub'), { recursive: true, force: true });
    const command = `mkdir gone && cd gone && rmdir ../gone && '${process.execPath}' '${MAIN}' audit --offline`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 3, stderr);
    assert.match(stderr, /^error: the current folder is gone/);
  });
});
