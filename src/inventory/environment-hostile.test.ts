import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import fc from 'fast-check';
import { problem } from '../base/problem.ts';
import { componentId, mergeComponents } from './component.ts';
import { readEnvironment } from './environment.ts';
import type { Reading } from './format.ts';
import { format as pipInspect } from './formats/pip-inspect.ts';
import { CONFIG, type Files, installed, metadata, SITE } from './testing/installed-files.ts';
import { memoryFolder } from './testing/memory-folder.ts';

const RUNS = Number(process.env['RIND_FUZZ'] ?? 300);

const FILES: Files = {
  'pyvenv.cfg': CONFIG,
  'include/python3.12/patchlevel.h': '#define PY_VERSION "3.12.4"\n',
  'conda-meta/a-1-0.json':
    '{"name": "a", "version": "1", "channel": "https://u:p@c/x", "depends": ["b >1"], "files": ["a"]}',
  ...installed('a', '1.0', ['License: MIT', 'Requires-Dist: b[x]>=1; python_version < "4"', 'Requires-Python: >=3'], {
    REQUESTED: '',
    WHEEL: 'Tag: cp312-cp312-manylinux_2_17_x86_64\n',
    'direct_url.json': '{"url": "https://u:secret@x/a.git", "vcs_info": {"vcs": "git", "commit_id": "0123"}}',
  }),
  ...installed('b', '2', ['Provides-Extra: x', 'Requires-Dist: a; extra == "x"'], {
    'provenance_url.json': '{"url": "https://x/b.whl", "archive_info": {"hashes": {"sha256": "abcd"}}}',
  }),
  [`${SITE}/c-1-py3.8.egg-info/PKG-INFO`]: metadata('c', '1'),
  [`${SITE}/c-1-py3.8.egg-info/requires.txt`]: 'a\n[x:os_name == "nt"]\nb>1\n',
  [`${SITE}/d.egg-link`]: '/src/d\n',
};

/** Edits of one text: where, how many bytes go, what comes. */
const edits = fc.array(
  fc.tuple(
    fc.nat(),
    fc.nat(4),
    fc.constantFrom(
      '',
      '"',
      '{',
      '[',
      '\n',
      '\0',
      '\u001b[31m',
      '::error::',
      '__proto__',
      ';',
      '9'.repeat(400),
      '\xff',
      '../..',
      ' @ ',
    ),
  ),
  { minLength: 1, maxLength: 4 },
);

function spoiled(text: string, changes: readonly [number, number, string][]): string {
  let result = text;
  for (const [at, gone, come] of changes) {
    const place = at % (result.length + 1);
    result = result.slice(0, place) + come + result.slice(place + gone);
  }
  return result;
}

/** What holds of every reading, whatever was read. */
function check({ components, problems, roots }: Reading): void {
  const names = new Set(components.map(({ name }) => name));
  for (const component of mergeComponents(components)) {
    assert.ok(component.locations.length > 0, componentId(component));
    assert.ok(component.version !== null || component.reasons.length > 0, componentId(component));
    assert.ok(!JSON.stringify(component.source).includes('://u:secret@'));
    for (const name of component.requires) assert.ok(names.has(name), name);
  }
  for (const name of roots.get('') ?? []) assert.ok(names.has(name), name);
  for (const { message } of problems) assert.ok(message.length < 1000, message);
}

describe('an environment that somebody spoiled', () => {
  it('is read to the end, and nothing of it is certain that is not said', () => {
    const paths = Object.keys(FILES);
    fc.assert(
      fc.property(fc.nat(paths.length - 1), edits, (which, changes) => {
        const path = paths[which] ?? '';
        const files = { ...FILES, [path]: spoiled(String(FILES[path]), changes) };
        check(readEnvironment(memoryFolder(files, { root: '/repo' })));
      }),
      { numRuns: RUNS },
    );
  });

  it('may have any names in it', () => {
    const name = fc.string({
      unit: fc.constantFrom(
        'a',
        '-',
        '.',
        '~',
        '1',
        '__editable__.',
        '.dist-info',
        '.egg',
        '.egg-info',
        '.egg-link',
        '.pth',
        '\n',
        'é',
      ),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        const files = names
          .filter((one) => one !== '')
          .map((one, i) => [i % 2 ? `${SITE}/${one}/METADATA` : `${SITE}/${one}`, metadata('a', '1')] as const);
        check(readEnvironment(memoryFolder({ 'pyvenv.cfg': CONFIG, ...Object.fromEntries(files) })));
      }),
      { numRuns: RUNS },
    );
  });

  it('is read alike from the output of pip', () => {
    const text = readFileSync(new URL('./formats/cases/pip-inspect/pip-inspect.json', import.meta.url), 'utf8');
    const tree = { maxDepth: 100, include: () => err(problem('file-unreadable', 'there is none')) };
    fc.assert(
      fc.property(edits, (changes) => check(pipInspect.read({ path: 'p.json', text: spoiled(text, changes) }, tree))),
      { numRuns: RUNS },
    );
  });
});
