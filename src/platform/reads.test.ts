import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { kindOfPath, readFile, readHead, realPath, walkFolder, writeFileAtomically } from './files.fs.ts';
import { httpClient } from './http.ts';
import type { Looks } from './looks.ts';
import { noteUnseen, watchReads } from './reads.fs.ts';
import { openPrivate } from './sqlite.ts';

const LIMITS = { maxFileBytes: 1000, maxWalkEntries: 100_000, maxWalkDepth: 10 };

function folder(test: TestContext): string {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-reads-'));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** What is noted of a run, as if its files had been made a minute before. */
function noted(run: () => void): Looks | undefined {
  const watch = watchReads(Date.now() + 60_000);
  run();
  return watch.end();
}

/** What must begin the state of a path; undefined where nothing was noted of it. */
function needed(looks: Looks | undefined, file: string): string | undefined {
  const found = looks?.folders.find(([name]) => name === path.dirname(file))?.[4] ?? [];
  const at = found.indexOf(path.basename(file));
  return at < 0 ? looks?.folders.find(([name]) => name === file)?.[1] : found[at + 1];
}

function missed(looks: Looks | undefined, file: string): boolean {
  const set = looks?.folders.find(([name]) => name === path.dirname(file))?.[3] ?? -1;
  return looks?.names[set]?.includes(path.basename(file)) === true;
}

describe('what a run looks at', () => {
  const looks: Record<string, (file: string) => void> = {
    'by reading it': (file) => void readFile(file, file, LIMITS),
    'by its beginning': (file) => void readHead(file, 10),
    'by its kind': (file) => void kindOfPath(file),
    'by its real path': (file) => void realPath(file),
  };
  for (const [name, look] of Object.entries(looks)) {
    it(`is noted ${name}, and so is that there was nothing`, (test) => {
      const root = folder(test);
      const file = path.join(root, 'a');
      writeFileSync(file, 'x');
      const missing = path.join(root, 'b');
      const seen = noted(() => [file, missing].forEach(look));
      assert.match(needed(seen, file) ?? '', /^f:\d+:\d+:\d+:1:\d+:\d+:$/);
      assert.ok(missed(seen, missing));
    });
  }

  it('is a folder as a whole when it was listed, and else only its place', (test) => {
    const root = folder(test);
    mkdirSync(path.join(root, 'listed'));
    mkdirSync(path.join(root, 'place'));
    const seen = noted(() => {
      kindOfPath(path.join(root, 'listed'));
      walkFolder(path.join(root, 'listed'), '.', LIMITS);
      kindOfPath(path.join(root, 'place'));
    });
    assert.match(needed(seen, path.join(root, 'listed')) ?? '', /^d:(?:\d+:){6}$/);
    assert.match(needed(seen, path.join(root, 'place')) ?? '', /^d:(?:\d+:){2}$/);
  });

  it('is a link with what it leads to, and where that is', (test) => {
    const root = folder(test);
    writeFileSync(path.join(root, 'a'), 'x');
    symlinkSync('a', path.join(root, 'link'));
    symlinkSync('nowhere', path.join(root, 'broken'));
    const seen = noted(() => ['link', 'broken'].forEach((name) => void kindOfPath(path.join(root, name))));
    assert.match(needed(seen, path.join(root, 'link')) ?? '', /^l:(?:\d+:){6}>f:(?:\d+:){6}$/);
    assert.match(needed(seen, path.join(root, 'broken')) ?? '', /^l:(?:\d+:){6}>-:$/);
    const real = new Map(seen?.real);
    assert.equal(real.get(path.join(root, 'link')), realPath(path.join(root, 'a')));
    assert.equal(real.get(path.join(root, 'broken')), null);
  });

  it('is stamped before it is read: what changes after that is noticed', (test) => {
    const file = path.join(folder(test), 'a');
    writeFileSync(file, 'x');
    const before = noted(() => void kindOfPath(file));
    const during = noted(() => {
      kindOfPath(file);
      writeFileSync(file, 'yy');
      readFile(file, file, LIMITS);
    });
    assert.equal(needed(during, file), needed(before, file));
  });

  it('is one thing by whatever way it is named', (test) => {
    const root = folder(test);
    writeFileSync(path.join(root, 'a'), 'x');
    const seen = noted(() => [`${root}/a`, `${root}//a`, `${root}/./a`].forEach((name) => void kindOfPath(name)));
    assert.equal(seen?.folders.find(([name]) => name === root)?.[4].length, 2);
  });

  it('goes up to the first folder that there is, where those between are missing', (test) => {
    const root = folder(test);
    const seen = noted(() => void kindOfPath(path.join(root, 'no/such/file')));
    assert.deepEqual(
      ['no/such', 'no', '.'].map((name) => needed(seen, path.join(root, name))),
      ['-:', '-:', 'd:'],
    );
  });
});

describe('nothing is kept of a run that', () => {
  it('looked at a file that has only just changed', (test) => {
    const file = path.join(folder(test), 'a');
    writeFileSync(file, 'x');
    const watch = watchReads(Date.now());
    kindOfPath(file);
    assert.equal(watch.end(), undefined);
  });

  it('listed a folder that has only just changed', (test) => {
    const root = folder(test);
    const watch = watchReads(Date.now());
    walkFolder(root, '.', LIMITS);
    assert.equal(watch.end(), undefined);
  });

  it('looked at a file of the future', (test) => {
    const file = path.join(folder(test), 'a');
    writeFileSync(file, 'x');
    utimesSync(file, 4_000_000_000, 4_000_000_000);
    assert.equal(
      noted(() => void kindOfPath(file)),
      undefined,
    );
  });

  it('wrote a file', (test) => {
    const file = path.join(folder(test), 'a');
    assert.equal(
      noted(() => void writeFileAtomically(file, 'x')),
      undefined,
    );
  });

  it('made a database', (test) => {
    const file = path.join(folder(test), 'a.db');
    assert.equal(
      noted(() => openPrivate(file).close()),
      undefined,
    );
  });

  it('asked the network, were it refused', async () => {
    const watch = watchReads(Date.now());
    await httpClient({ trusted: new Set(), variables: {}, agent: 'test' }).send({ url: 'no address' });
    assert.equal(watch.end(), undefined);
  });

  it('looked at more than 20,000 files', (test) => {
    const root = folder(test);
    writeFileSync(path.join(root, 'a'), '');
    // As many paths as are wanted, of one file.
    for (let at = 0; at < 28; at++) symlinkSync('.', path.join(root, `l${at}`));
    const look = (count: number) => {
      for (let at = 0; at < count; at++)
        kindOfPath(path.join(root, `l${at % 28}/l${Math.floor(at / 28) % 28}/l${Math.floor(at / 784)}/a`));
    };
    assert.ok(noted(() => look(10)) !== undefined);
    assert.ok(noted(() => look(20_001)) === undefined);
  });
});

describe('a watch', () => {
  it('sees nothing of what came before it or after it', (test) => {
    const root = folder(test);
    for (const name of ['before', 'during', 'after']) writeFileSync(path.join(root, name), '');
    kindOfPath(path.join(root, 'before'));
    const watch = watchReads(Date.now() + 60_000);
    kindOfPath(path.join(root, 'during'));
    const seen = watch.end();
    kindOfPath(path.join(root, 'after'));
    noteUnseen();
    assert.deepEqual(
      seen?.folders.find(([name]) => name === root)?.[4].filter((_, at) => at % 2 === 0),
      ['during'],
    );
  });
});
