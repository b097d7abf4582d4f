import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatRequirement, formatVersion, normalizeName, parseRequirement, parseVersion } from '@rind/pypa';
import type { Problem } from '../base/problem.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { readEnvironment } from './environment.ts';
import { readDistInfo } from './environment-distribution.ts';
import { readEgg } from './environment-egg.ts';
import { locateEnvironment } from './environment-path.fs.ts';
import { openSourceFolder } from './source-folder.fs.ts';

const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
const PYTHON = `${CACHE}/oracle/bin/python`;
const ORACLE = fileURLToPath(new URL('./testing/importlib-oracle.py', import.meta.url));
/** Real folders of installed distributions; more are named by the variable, divided by colons. */
const FOLDERS = [
  `${CACHE}/oracle-distributions`,
  `${CACHE}/oracle/lib/python3.11/site-packages`,
  ...(process.env['RIND_TEST_SITES']?.split(':') ?? []),
].filter((folder) => existsSync(folder));

function missing(): string | false {
  if (existsSync(PYTHON) && FOLDERS.length > 0) return false;
  if (process.env['CI']) throw new Error('the oracle is missing in CI: run `npm run setup:oracle`');
  return 'no oracle: run `npm run setup:oracle`';
}

/** What Python says of one distribution. */
interface Theirs {
  readonly folder: string;
  readonly name: string | null;
  readonly version: string;
  readonly requires: readonly string[];
  readonly direct_url: string | null;
  readonly requested: boolean;
  readonly installer: string;
}

function askPython(folder: string): Theirs[] {
  const answer = execFileSync(PYTHON, ['-X', 'utf8', ORACLE, folder], { maxBuffer: 1 << 28, encoding: 'utf8' });
  return JSON.parse(answer) as Theirs[];
}

function normal(version: string): string {
  const parsed = parseVersion(version);
  return parsed.ok ? formatVersion(parsed.value) : version;
}

const skip = missing();

describe('installed distributions are what importlib.metadata says', { skip }, () => {
  for (const folder of FOLDERS) {
    it(path.relative(path.dirname(CACHE), folder), () => {
      const theirs = askPython(folder);
      assert.ok(theirs.length > 0);
      const { folder: opened } = openSourceFolder({ folder, shown: 'site', limits: DEFAULT_FILE_LIMITS });
      const kinds = new Map(opened.list('').map(({ name, kind }) => [name, kind]));
      const problems: Problem[] = [];
      for (const { folder: name, ...one } of theirs) {
        const kind = kinds.get(name) ?? 'file';
        const ours = name.endsWith('.dist-info')
          ? readDistInfo(opened, name, problems)
          : readEgg(opened, '', { name, kind }, problems);
        assert.ok(ours, name);
        assert.equal(ours.name, normalizeName(one.name ?? ''), name);
        assert.equal(ours.version, normal(one.version), name);
        assert.equal(ours.isRequested, one.requested && one.installer !== 'uv', name);
        if (one.direct_url === null) assert.equal(ours.source === 'root' ? '' : ours.source.kind, 'installed', name);
        else assert.notEqual(ours.source === 'root' ? '' : ours.source.kind, 'installed', name);
        const wanted = one.requires.flatMap((text) => {
          const parsed = parseRequirement(text);
          return parsed.ok ? [formatRequirement(parsed.value)] : [];
        });
        assert.deepEqual(ours.requires.map(formatRequirement), wanted, name);
      }
      const { components } = readEnvironment(opened);
      const distributions = components.filter(({ source }) => source.kind !== 'interpreter');
      assert.deepEqual(
        [...new Set(distributions.map(({ name, version }) => `${name} ${version}`))].sort(),
        [...new Set(theirs.map(({ name, version }) => `${normalizeName(name ?? '')} ${normal(version)}`))].sort(),
      );
      assert.deepEqual(
        problems.filter(({ code }) => code !== 'metadata-invalid'),
        [],
      );
    });
  }

  it('and the interpreter is the one that runs', () => {
    const version = execFileSync(PYTHON, ['-c', 'import platform; print(platform.python_version())'], {
      encoding: 'utf8',
    });
    const found = locateEnvironment(PYTHON);
    assert.ok(found.ok);
    const { folder } = openSourceFolder({ folder: found.value.folder, shown: 'oracle', limits: DEFAULT_FILE_LIMITS });
    const { components } = readEnvironment(folder, found.value.choice);
    assert.equal(components.find(({ source }) => source.kind === 'interpreter')?.version, version.trim());
  });
});
