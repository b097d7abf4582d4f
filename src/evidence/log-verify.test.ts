import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { chainLine } from './log-chain.ts';
import type { LogFault, LogGravity } from './log-finding.ts';
import { openKey, readKeyList, rotateKey } from './log-key.fs.ts';
import { headsFile } from './log-signer.fs.ts';
import { verifyLog } from './log-verify.fs.ts';
import { openLog, segmentsOf } from './log-writer.fs.ts';
import { SignedLog } from './testing/signed-log.ts';

const trash = mkdtempSync(path.join(tmpdir(), 'rind-verify-'));
after(() => rmSync(trash, { recursive: true, force: true }));
let made = 0;

/** One log that every attack gets a copy of: three segments, four heads, no unsigned tail. */
const log = new SignedLog();
after(() => log[Symbol.dispose]());
before(async () => {
  await log.write([['a', 'b'], ['c', 'd', 'e'], ['f'], ['g', 'h']], [], 260);
});

function copied(): string {
  const folder = path.join(trash, String(made++));
  cpSync(log.folder, folder, { recursive: true });
  return folder;
}

interface Found {
  readonly gravity: LogGravity;
  readonly faults: readonly LogFault[];
  readonly text: string;
}

function verified(folder: string, request: Partial<Parameters<typeof verifyLog>[1]> = {}): Found {
  const { findings } = verifyLog(folder, { named: undefined, witness: [...log.witness.values()], ...request });
  const faults = findings.all.map(({ fault }) => fault);
  return {
    gravity: findings.gravity,
    faults,
    text: findings.all.map((one) => `${one.file}:${one.line} #${one.seq} ${one.fault}: ${one.message}`).join('\n'),
  };
}

const segment = (folder: string, index: number): string =>
  path.join(folder, '01', segmentsOf(path.join(folder, '01')).at(index) ?? '');

function editLines(file: string, edit: (lines: string[]) => string[]): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${edit(lines).join('\n')}\n`);
}

/** Every file that somebody would have to change to change the log. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

describe('a log that nobody touched', () => {
  it('is whole, with every entry signed', () => {
    const { findings, chains } = verifyLog(log.folder, { named: undefined, witness: [...log.witness.values()] });
    assert.deepEqual(findings.all, []);
    assert.equal(chains[0]?.entries, 8);
    assert.equal(chains[0]?.signed, 8);
    assert.ok(segmentsOf(path.join(log.folder, '01')).length >= 3);
  });

  it('is whole with the key that somebody wrote down, and of nobody known with another', async () => {
    const [key] = readKeyList(log.folder).keys;
    assert.deepEqual(verified(log.folder, { named: [key?.key ?? ''] }).faults, []);
    const { gravity, faults } = verified(log.folder, { named: ['ab'.repeat(32)] });
    assert.deepEqual([gravity, faults.includes('foreign-key')], ['broken', true]);
  });

  it('says that it cannot tell of a cut end without the database', () => {
    assert.deepEqual(verified(log.folder, { witness: undefined }), {
      gravity: 'untold',
      faults: ['no-witness'],
      text: verified(log.folder, { witness: undefined }).text,
    });
  });

  it('says how much of its end is not signed yet', async () => {
    using other = new SignedLog();
    await other.write([['a']], ['b', 'c']);
    const found = verified(other.folder, { witness: [...other.witness.values()] });
    assert.equal(found.gravity, 'said');
    assert.match(found.text, /#3 unsigned-tail: the last 2 entries are signed by nobody/);
  });

  it('cannot be told where nobody signed for longer than heads take', async () => {
    using other = new SignedLog();
    const writer = await openLog(other.folder, () => (other.now += 60_000));
    for (const event of ['a', 'b', 'c']) await writer.append({ event });
    await writer.close();
    const found = verified(other.folder, { witness: [] });
    assert.deepEqual([found.gravity, found.faults], ['untold', ['unsigned']]);
  });

  it('says where there is none', () => {
    assert.deepEqual(verified(path.join(trash, 'nowhere'), { witness: [] }).faults, ['no-log']);
  });

  it('is read beside whoever writes it, with half a line at its end', async () => {
    const folder = copied();
    appendFileSync(segment(folder, -1), 'half a li');
    const found = verified(folder);
    assert.deepEqual([found.gravity, found.faults], ['said', ['half-line']]);
  });
});

describe('who changes the log is found', () => {
  const attacks: Record<string, [(folder: string) => void, RegExp]> = {
    'an edited entry': [
      (folder) => editLines(segment(folder, 0), ([first = '', ...rest]) => [first.replace('"a"', '"z"'), ...rest]),
      /01\/0{15}1\.log:1 #1 edited/,
    ],
    'an edited last entry of a segment': [
      (folder) => editLines(segment(folder, 0), (lines) => lines.with(-1, (lines.at(-1) ?? '').replace('ünd', 'und'))),
      /01\/0{15}1\.log:\d #\d edited/,
    ],
    'an edited last entry of all': [
      (folder) => editLines(segment(folder, -1), (lines) => lines.with(-1, (lines.at(-1) ?? '').replace('"h"', '"x"'))),
      /#8 replaced: the chain up to here was written anew: line 4 of the signed heads/,
    ],
    'two entries that changed places': [
      (folder) => editLines(segment(folder, 0), ([one = '', two = '', ...rest]) => [two, one, ...rest]),
      /01\/0{15}1\.log:1 #2 missing[\s\S]*:2 #1 reordered/,
    ],
    'a dropped entry': [
      (folder) => editLines(segment(folder, 1), ([, ...rest]) => rest),
      /#\d missing: entry \d is not there/,
    ],
    'a repeated entry': [
      (folder) => editLines(segment(folder, 0), ([one = '', ...rest]) => [one, one, ...rest]),
      /01\/0{15}1\.log:2 #1 repeated/,
    ],
    'a fork: another entry of the same number': [
      (folder) =>
        editLines(segment(folder, 0), ([one = '', ...rest]) => [one, one.replace('"a"', '"forged"'), ...rest]),
      /01\/0{15}1\.log:2 #1 fork: entry 1 stands here twice/,
    ],
    'a segment cut short': [
      (folder) =>
        editLines(segment(folder, -1), () => [readFileSync(segment(folder, -1), 'utf8').split('\n')[0] ?? '']),
      /truncated: the log ends with entry \d, and signed/,
    ],
    'a last segment that is gone': [(folder) => rmSync(segment(folder, -1)), /truncated: the log ends with entry/],
    'a segment in between that is gone: a gap': [
      (folder) => rmSync(segment(folder, 1)),
      /missing: entr(y|ies) \d( is| to \d are) not there/,
    ],
    'a first segment that is gone': [(folder) => rmSync(segment(folder, 0)), /missing: entr/],
    'a segment under another name': [
      (folder) => renameSync(segment(folder, 0), path.join(folder, '01', '0000000000000002.log')),
      /misnamed|reordered/,
    ],
    'a line that is none': [
      (folder) => editLines(segment(folder, 0), ([, ...rest]) => ['what', ...rest]),
      /01\/0{15}1\.log:1 #1 unreadable/,
    ],
    'a signed end cut off the heads': [
      (folder) => editLines(headsFile(folder, '01'), (lines) => lines.slice(0, -1)),
      /01\/heads\.log:3 #8 heads-truncated/,
    ],
    'log and heads cut together': [
      (folder) => {
        rmSync(segment(folder, -1));
        rmSync(segment(folder, -1));
        editLines(headsFile(folder, '01'), ([one = '']) => [one]);
      },
      /truncated: the log ends with entry \d, and the database knows of 8/,
    ],
    'all heads gone': [(folder) => rmSync(headsFile(folder, '01')), /01\/heads\.log:0 #8 heads-truncated/],
    'a head that is taken out': [
      (folder) => editLines(headsFile(folder, '01'), ([one = '', , ...rest]) => [one, ...rest]),
      /heads\.log:2 #\d head-reordered/,
    ],
    'heads that changed places': [
      (folder) => editLines(headsFile(folder, '01'), ([one = '', two = '', ...rest]) => [two, one, ...rest]),
      /head-reordered/,
    ],
    'a repeated head': [
      (folder) => editLines(headsFile(folder, '01'), ([one = '', ...rest]) => [one, one, ...rest]),
      /heads\.log:2 #2 head-reordered/,
    ],
    'a head with another signature': [
      (folder) =>
        editLines(headsFile(folder, '01'), ([one = '', ...rest]) => [
          `${one.slice(0, -128)}${'0'.repeat(128)}`,
          ...rest,
        ]),
      /heads\.log:1 #2 head-forged: its signature is not that of its key/,
    ],
    'a chain that is gone': [
      (folder) => rmSync(path.join(folder, '01'), { recursive: true }),
      /truncated: the chain is not there, and the database knows of 8/,
    ],
    'a list of keys that is gone': [(folder) => rmSync(path.join(folder, 'keys.log')), /head-forged: it names the key/],
  };
  for (const [attack, [change, expected]] of Object.entries(attacks))
    it(attack, () => {
      const folder = copied();
      change(folder);
      const found = verified(folder);
      assert.equal(found.gravity, 'broken', found.text);
      assert.match(found.text, expected);
    });

  it('a chain replaced by one that is whole by itself', () => {
    const folder = copied();
    for (const name of segmentsOf(path.join(folder, '01'))) rmSync(path.join(folder, '01', name));
    let head = { seq: 0, hash: '0'.repeat(64) };
    const lines: string[] = [];
    for (let seq = 1; seq <= 8; seq++) {
      const next = chainLine(head, { event: 'innocent' }, 1);
      lines.push(`${next.line}\n`);
      head = next.head;
    }
    writeFileSync(path.join(folder, '01', '0000000000000001.log'), lines.join(''));
    assert.match(verified(folder).text, /#2 replaced: the chain up to here was written anew/);
  });

  it('log and heads replaced by others that a key of the attacker signed', async () => {
    using forged = new SignedLog();
    await forged.write([['innocent', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x']]);
    const own = readKeyList(log.folder).keys.map(({ key }) => key);
    assert.ok(verified(forged.folder, { named: own }).faults.includes('foreign-key'));
    assert.match(verified(forged.folder, { named: own }).text, /#8 replaced[\s\S]*the database has another end/);
  });

  it('heads of another chain of the same log', async () => {
    const folder = copied();
    mkdirSync(path.join(folder, '02'));
    for (const name of readdirSync(path.join(folder, '01')))
      cpSync(path.join(folder, '01', name), path.join(folder, '02', name));
    assert.match(verified(folder).text, /02\/heads\.log:1 #2 head-forged: it is a head of the chain `01`/);
  });

  it('two heads of one number with other hashes', async () => {
    using one = new SignedLog();
    await one.write([['a', 'b']]);
    const fork = path.join(trash, String(made++));
    cpSync(one.folder, fork, { recursive: true });
    await one.write([['c']]);
    // The same key in two places: a copy that went on by itself.
    using other = new SignedLog();
    rmSync(other.folder, { recursive: true });
    cpSync(fork, other.folder, { recursive: true });
    await other.write([['d']]);
    const [, second = ''] = readFileSync(headsFile(other.folder, '01'), 'utf8').split('\n');
    appendFileSync(headsFile(one.folder, '01'), `${second}\n`);
    assert.match(
      verified(one.folder, { witness: [...one.witness.values()] }).text,
      /heads\.log:3 #3 head-fork: line 2 signs another end/,
    );
  });

  it('any single byte that is changed, in any file, anywhere', () => {
    const files = filesOf(log.folder);
    const sizes = files.map((file) => statSync(file).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const folder = copied();
    // Property: for every byte of the signed log and every other value of it, verification says `broken`.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: total - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        let index = 0;
        let at = place;
        while (at >= (sizes[index] ?? 0)) at -= sizes[index++] ?? 0;
        const file = path.join(folder, path.relative(log.folder, files[index] ?? ''));
        const bytes = readFileSync(file);
        const sound = Buffer.from(bytes);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(file, bytes);
        const { gravity, text } = verified(folder);
        writeFileSync(file, sound);
        assert.equal(gravity, 'broken', `${file} byte ${at}: ${text}`);
      }),
      { numRuns: 250 },
    );
  });
});

describe('the key of a log', () => {
  it('is readable by its owner alone, and stays', async () => {
    using other = new SignedLog();
    const first = await openKey(other.folder, 1);
    const again = await openKey(other.folder, 2);
    assert.deepEqual([first.made, again.made, again.key.id], ['first', undefined, first.key.id]);
    assert.equal(statSync(path.join(other.folder, 'key.pem')).mode & 0o777, 0o600);
  });

  it('is followed by one that it signs: whoever trusts the first trusts both', async () => {
    using other = new SignedLog();
    await other.write([['a']]);
    const [first] = readKeyList(other.folder).keys;
    await rotateKey(other.folder, other.now);
    await other.write([['b']]);
    assert.deepEqual(
      verified(other.folder, { witness: [...other.witness.values()], named: [first?.key ?? ''] }).faults,
      [],
    );
    assert.equal(readKeyList(other.folder).keys[1]?.why, 'rotated');
  });

  it('does not sign any more once another one does', async () => {
    using other = new SignedLog();
    await openKey(other.folder, 1);
    const old = readFileSync(path.join(other.folder, 'key.pem'));
    await rotateKey(other.folder, 2);
    await other.write([['a']]);
    writeFileSync(path.join(other.folder, 'key.pem'), old);
    await other.write([['b']]);
    assert.match(
      verified(other.folder, { witness: [] }).text,
      /#2 head-forged: it is signed by a key that was replaced/,
    );
  });

  it('that is lost is said, and what the next one signs cannot be told by whoever trusts the first', async () => {
    using other = new SignedLog();
    await other.write([['a']]);
    const [first] = readKeyList(other.folder).keys;
    rmSync(path.join(other.folder, 'key.pem'));
    await other.write([['b']]);
    const witness = [...other.witness.values()];
    assert.deepEqual(verified(other.folder, { witness }).faults, ['key-lost']);
    assert.equal(verified(other.folder, { witness }).gravity, 'said');
    assert.equal(verified(other.folder, { witness, named: [first?.key ?? ''] }).gravity, 'untold');
  });

  it('that claims to be signed by the one before and is not, is none', async () => {
    using other = new SignedLog();
    await openKey(other.folder, 1);
    await rotateKey(other.folder, 2);
    const file = path.join(other.folder, 'keys.log');
    editLines(file, ([one = '', two = '']) => [one, two.replace(/ [0-9a-f]{128} /, ` ${'0'.repeat(128)} `)]);
    const { fault } = readKeyList(other.folder);
    assert.deepEqual(fault, { line: 2, why: 'unlinked', isHalf: false });
    await assert.rejects(openKey(other.folder, 3), /is no key that the one before vouches for/);
  });

  it('that is listed in half, as a crash leaves it, is made again', async () => {
    using other = new SignedLog();
    await openKey(other.folder, 1);
    appendFileSync(path.join(other.folder, 'keys.log'), '{"n":2,"ke');
    assert.equal((await openKey(other.folder, 2)).made, undefined);
    assert.equal(readKeyList(other.folder).fault, undefined);
  });
});
