import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { kept } from '../src/cli/testing/kept.ts';
import { lastingAudit } from './lasting.ts';
import { ROOT } from './rind.ts';
import { tree } from './tree.ts';

/*
 * A kept answer is right only as long as all that it rests on is known (docs/adr/0019). These tests fail for whoever
 * makes an audit read the disk or the environment by a way of its own.
 */

/** What writes, looks at an open handle or is a type: nothing of the disk is learned by it. */
const HARMLESS = new Set(
  'BigIntStats closeSync constants Dir Dirent fchmodSync fstatSync fsyncSync ftruncateSync mkdirSync OpenDirOptions readSync renameSync rmSync Stats unlinkSync writeFileSync writeSync'.split(
    ' ',
  ),
);

/** Files of an audit's own that may import more of `node:fs`, and why. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // The one place: every function here tells who is watching.
  'src/platform/reads.fs.ts': [
    'lstatSync',
    'opendirSync',
    'openSync',
    'readdirSync',
    'readlinkSync',
    'realpathSync',
    'statSync',
  ],
  // For writing; `openReading` is for reading.
  'src/platform/files.fs.ts': ['openSync'],
  // These make or fetch data: whoever comes here has said `noteUnseen` before.
  'src/platform/http-connections.ts': ['readFileSync'],
  'src/platform/download.fs.ts': ['createReadStream', 'openSync', 'readFileSync', 'statSync'],
  'src/index/page-folder.fs.ts': ['promises'],
  'src/index/netrc.fs.ts': ['promises'],
  'src/platform/replace-file.fs.ts': ['copyFileSync', 'existsSync', 'openSync', 'readdirSync', 'statSync'],
};

/** Every file that an audit may load, by the imports from its command on. */
function filesOfAudit(): Map<string, string> {
  const found = new Map<string, string>();
  const open = ['src/cli/main.ts', 'src/cli/commands/audit.ts'].map((file) => path.join(ROOT, file));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const name = path.relative(ROOT, file).split(path.sep).join('/');
    if (found.has(name) || !existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    found.set(name, text);
    // The commands beside it are loaded by `application.ts` when they are called.
    if (name === 'src/cli/application.ts') continue;
    for (const [, wanted = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g))
      open.push(path.resolve(path.dirname(file), wanted));
  }
  return found;
}

const FILES = filesOfAudit();

describe('the files that an audit is made of', () => {
  it('are found', () => {
    for (const name of ['src/inventory/formats/uv-lock.ts', 'src/platform/sqlite.ts', 'src/compose/sync-run.ts'])
      assert.ok(FILES.has(name), name);
  });

  it('look at the disk through `src/platform/reads.fs.ts` only', () => {
    const wrong: string[] = [];
    for (const [name, text] of FILES) {
      for (const [, names = ''] of text.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'node:fs'/g)) {
        const taken = names.split(',').map((one) =>
          one
            .trim()
            .replace(/^type /, '')
            .replace(/ as .*$/, ''),
        );
        for (const one of taken)
          if (one !== '' && !HARMLESS.has(one) && EXCEPTIONS[name]?.includes(one) !== true)
            wrong.push(`${name}: ${one}`);
      }
      const others = /import\s+(?:\*\s+as\s+)?\w+\s+from\s+'node:fs'|'node:fs\/promises'|\('node:fs'\)|'fs'/;
      if (others.test(text) && EXCEPTIONS[name]?.includes('promises') !== true)
        wrong.push(`${name}: \`node:fs\` by another way`);
    }
    assert.deepEqual(wrong, []);
  });

  it('start no other process and no thread', () => {
    const wrong = [...FILES].filter(([, text]) => /node:(?:child_process|worker_threads|cluster)'/.test(text));
    assert.deepEqual(
      wrong.map(([name]) => name),
      [],
    );
  });

  it("take of Node's own environment only what is part of the question", () => {
    const names = [...FILES].flatMap(([file, text]) =>
      [...text.matchAll(/process\.env(?:\[['"](\w+)['"]\]|\.(\w+))/g)].map((match) => [
        file,
        match[1] ?? match[2] ?? '',
      ]),
    );
    assert.ok(names.length > 0);
    for (const [file, name = ''] of names) assert.ok(isAsked(name), `${file} reads ${name}`);
  });
});

function isAsked(name: string): boolean {
  return kept.VARIABLES.includes(name) || kept.FAMILIES.test(name);
}

/** Variables that remember which of them were read. */
function recording(values: Readonly<Record<string, string>>): { variables: Record<string, string>; read: Set<string> } {
  const read = new Set<string>();
  const variables = new Proxy(
    { ...values },
    {
      get(target, name) {
        if (typeof name === 'string') read.add(name);
        return Reflect.get(target, name);
      },
      has(target, name) {
        if (typeof name === 'string') read.add(name);
        return Reflect.has(target, name);
      },
    },
  );
  return { variables, read };
}

describe('the variables that an audit reads', () => {
  for (const platform of ['linux', 'darwin', 'win32']) {
    it(`are all part of the question, on ${platform}`, async (test) => {
      const root = tree(test, { 'shop/requirements.txt': '--index-url https://${USER}@x/\ndemo==1.0\n' });
      const values = { RIND_RULES_UNPINNED_LEVEL: 'warn', PIP_NO_INDEX: '1', HOME: root, SECRET: 'x', USER: 'x' };
      const { variables, read } = recording(values);
      const machine = { variables, platform };
      // Without a folder that was named, the platform's own is looked for.
      const { report } = await lastingAudit(path.join(root, 'shop'), { machine, request: { dataDir: '' } });
      assert.equal(report.components.length, 1);
      assert.deepEqual(
        [...read].filter((name) => !isAsked(name)),
        [],
      );
      assert.ok(read.has('RIND_RULES_UNPINNED_LEVEL') && read.has('PIP_NO_INDEX'), 'the recording works');
    });
  }
});
