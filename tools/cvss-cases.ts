/**
 * Writes src/advisory/cases/cvss: drawn vectors with the scores that the `cvss` package gives them.
 *
 *     node tools/cvss-cases.ts PYTHON      # one in whose environment `cvss` is installed
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { CVSS_SHAPES, drawnVector } from '../src/advisory/testing/cvss-draw.ts';
import { drawsFrom } from './testing/advisory-shapes.ts';

const EACH = 100;
const FOLDER = 'src/advisory/cases/cvss';
const [python = 'python3'] = process.argv.slice(2);
const draw = drawsFrom(4);
const vectors = Object.values(CVSS_SHAPES).flatMap((shape) =>
  Array.from({ length: EACH }, () => drawnVector(shape, draw)),
);
const asked = spawnSync(python, ['src/advisory/testing/cvss-oracle.py'], {
  input: vectors.join('\n'),
  encoding: 'utf8',
});
const scores = asked.stdout.trim().split('\n').map(Number);
if (asked.status !== 0 || scores.length !== vectors.length || scores.some(Number.isNaN)) throw new Error(asked.stderr);
const version = spawnSync(python, ['-c', 'import importlib.metadata as m; print(m.version("cvss"))'], {
  encoding: 'utf8',
}).stdout.trim();
writeFileSync(
  `${FOLDER}/vectors.json`,
  `[\n${vectors.map((vector, i) => `  ["${vector}", ${scores[i]}]`).join(',\n')}\n]\n`,
);
writeFileSync(
  `${FOLDER}/origin.json`,
  `${JSON.stringify({ tool: 'cvss (PyPI)', version, command: 'node tools/cvss-cases.ts PYTHON' }, null, 2)}\n`,
);
