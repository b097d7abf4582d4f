import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CHAIN_START, chainLine, factMembers, type LogHead, readChainLine } from './log-chain.ts';
import { lastHead } from './log-tail.fs.ts';

const root = mkdtempSync(join(tmpdir(), 'rind-log-tail-'));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

function folder(): string {
  const place = join(root, String(made++));
  mkdirSync(place);
  return place;
}

/** Lines of a chain after a head, each with so much text, and where it ends. */
function chained(from: LogHead, count: number, length: number): { text: string; lines: string[]; head: LogHead } {
  let head = from;
  const lines: string[] = [];
  for (let at = 0; at < count; at++) {
    const next = chainLine(head, { event: 'serve', text: 'ä'.repeat(length) }, 1);
    lines.push(next.line);
    head = next.head;
  }
  return { text: lines.map((line) => `${line}\n`).join(''), lines, head };
}

const FIRST = '0000000000000001.log';

describe('where a chain stands', () => {
  for (const [count, length] of [
    [0, 0],
    [1, 10],
    [3, 10],
    [2000, 300],
    [3, 100_000],
    [1, 200_000],
    [40, 3000],
  ] as const)
    it(`is found at the end of ${count} entries of ${length} letters`, () => {
      const place = folder();
      const { text, head } = chained(CHAIN_START, count, length);
      writeFileSync(join(place, FIRST), text);
      assert.deepEqual(lastHead(place, [FIRST]), head);
    });

  it('is the beginning where there is no file', () => {
    assert.deepEqual(lastHead(folder(), []), CHAIN_START);
  });

  it('is before half a line, however long, which is cut off', () => {
    const place = folder();
    const file = join(place, FIRST);
    const { text, head } = chained(CHAIN_START, 500, 100);
    for (const half of ['{', '0'.repeat(64), 'x'.repeat(300_000)]) {
      writeFileSync(file, text);
      appendFileSync(file, half);
      assert.deepEqual(lastHead(place, [FIRST]), head);
      assert.equal(readFileSync(file, 'utf8'), text);
    }
  });

  it('is that of the file before one that a crash left empty', () => {
    const place = folder();
    const { text, head } = chained(CHAIN_START, 700, 100);
    const next = '0000000000000701.log';
    writeFileSync(join(place, FIRST), text);
    writeFileSync(join(place, next), 'half');
    assert.deepEqual(lastHead(place, [FIRST, next]), head);
    assert.equal(readFileSync(join(place, next), 'utf8'), '');
  });

  it('is refused where an empty file follows on entries that are not there', () => {
    const place = folder();
    const next = '0000000000000701.log';
    writeFileSync(join(place, FIRST), chained(CHAIN_START, 699, 10).text);
    writeFileSync(join(place, next), '');
    assert.throws(() => lastHead(place, [FIRST, next]), /broken after entry 699/);
    assert.throws(() => lastHead(place, [next]), /broken after entry 0/);
  });

  it('is refused where an entry near the end was changed, taken out or moved', () => {
    const place = folder();
    const { lines } = chained(CHAIN_START, 2000, 100);
    const changed: Record<string, (end: string[]) => string[]> = {
      edited: (end) => end.with(-5, (end.at(-5) ?? '').replace('"at":1', '"at":2')),
      missing: (end) => end.toSpliced(-5, 1),
      reordered: (end) => [...end.slice(0, -2), end.at(-1) ?? '', end.at(-2) ?? ''],
      unreadable: (end) => end.with(-1, 'what'),
    };
    for (const [attack, change] of Object.entries(changed)) {
      writeFileSync(
        join(place, FIRST),
        change(lines)
          .map((line) => `${line}\n`)
          .join(''),
      );
      assert.throws(() => lastHead(place, [FIRST]), /the log is broken/, attack);
    }
  });

  it('is refused where the end is that of an earlier file: what it is named for comes after', () => {
    const place = folder();
    const name = '0000000000090001.log';
    writeFileSync(join(place, name), chained(CHAIN_START, 2000, 100).text);
    assert.throws(() => lastHead(place, [name]), /reordered/);
  });

  it('reads of a large file only its end', () => {
    const place = folder();
    const { text, head } = chained(CHAIN_START, 2000, 100);
    // What stands far before is for `rind log verify`: a gateway starts without reading all of it.
    writeFileSync(join(place, FIRST), text.replace('"at":1', '"at":2'));
    assert.deepEqual(lastHead(place, [FIRST]), head);
  });
});

describe('an entry that is put together from parts', () => {
  it('is the line that its facts make, and is read back as them', () => {
    const all = [
      { event: 'serve', project: 'a"b\\c\u0007', version: '1.0', none: undefined, nothing: null, many: ['x', 'y'] },
      { at_: 1, event: 'pages', __proto__x: true, times: 3 },
      { event: '' },
    ];
    for (const facts of all) {
      const { event, ...others } = facts;
      const ordered = { event, ...others };
      const made = chainLine(CHAIN_START, factMembers(facts), 5);
      assert.deepEqual(made, chainLine(CHAIN_START, ordered, 5));
      const read = readChainLine(CHAIN_START, made.line);
      assert.ok(typeof read === 'object' && read.entry.event === event);
    }
  });
});
