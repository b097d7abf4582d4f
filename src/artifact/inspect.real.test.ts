import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openFileSource } from './byte-source.fs.ts';
import { inspectDistribution } from './inspect.ts';
import { DEFAULT_INSPECTION_LIMITS } from './inspection.ts';

/** Real files, where somebody put them: `pip download` fills the first, a finder that builds nothing the second. */
const CORPUS = path.join(import.meta.dirname, '../../.cache/artifact-corpus');
const FILES = ['wheels', 'sdists'].flatMap((folder) => {
  const at = path.join(CORPUS, folder);
  return existsSync(at) ? readdirSync(at).map((name) => path.join(at, name)) : [];
});
const SAMPLE = 40;

/** What Python's own readers see: files and their bytes, and the hash of the metadata. */
const ORACLE = `
import hashlib, json, re, sys, tarfile, zipfile
for path in sys.stdin.read().split('\\n'):
    if path.endswith('.gz'):
        with tarfile.open(path) as t:
            members = [m for m in t.getmembers() if not m.isdir()]
            files = len(members); size = sum(m.size for m in members if m.isreg())
            info = [m for m in members if re.fullmatch(r'[^/]+/PKG-INFO', re.sub(r'^(\\./)+', '', m.name))]
            meta = t.extractfile(info[0]).read()
    else:
        with zipfile.ZipFile(path) as z:
            names = [i for i in z.infolist() if not i.is_dir()]
            files = len(names); size = sum(i.file_size for i in names)
            info = [i for i in names if re.fullmatch(r'[^/]+(\\.dist-info/METADATA|/PKG-INFO)', i.filename) and not i.filename.endswith('.dist-info/PKG-INFO')]
            meta = z.read(info[0])
    print(json.dumps([files, size, hashlib.sha256(meta).hexdigest()]))
`;

describe('real wheels and source distributions', {
  skip: FILES.length === 0 && 'there are none in .cache/artifact-corpus',
}, () => {
  const sound = FILES.filter((file) => /\.(?:whl|tar\.gz|zip)$/.test(file));
  const every = Math.max(
    1,
    Math.ceil(sound.length / (process.env['RIND_ALL_REAL'] === undefined ? SAMPLE : sound.length)),
  );
  const chosen = sound.filter((_, index) => index % every === 0);

  it('have no fatal fault, and hold what Python sees in them', async (context) => {
    const answers: [number, number, string | undefined][] = [];
    for (const file of chosen) {
      const source = await openFileSource(file);
      assert.ok(source.ok);
      await using opened = source.value;
      const inspection = await inspectDistribution(path.basename(file), opened, DEFAULT_INSPECTION_LIMITS);
      assert.ok(inspection.ok, file);
      const { faults, files, totalBytes, metadata } = inspection.value;
      assert.deepEqual(
        faults.filter(({ severity }) => severity === 'fatal'),
        [],
        file,
      );
      answers.push([files, totalBytes, metadata?.sha256]);
    }
    const python = spawnSync('python3', ['-c', ORACLE], { input: chosen.join('\n'), encoding: 'utf8' });
    if (python.error !== undefined) {
      context.skip('there is no Python to compare with');
      return;
    }
    const theirs = python.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    for (const [index, file] of chosen.entries()) assert.deepEqual(answers[index], theirs[index], file);
  });
});
