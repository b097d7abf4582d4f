import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawsFrom } from '../../tools/testing/advisory-shapes.ts';
import { scoreCvss } from './cvss.ts';
import { CVSS_SHAPES, drawnVector } from './testing/cvss-draw.ts';

// `RIND_FUZZ=100000 RIND_FUZZ_SEED=7 node --test src/advisory/cvss.differential.test.ts` for more, and for others.
const COUNT = Number(process.env['RIND_FUZZ'] ?? 2000);
const SEED = Number(process.env['RIND_FUZZ_SEED'] ?? 3);

const PYTHON = fileURLToPath(new URL('../../.cache/cvss-oracle/bin/python', import.meta.url));
const ORACLE = fileURLToPath(new URL('./testing/cvss-oracle.py', import.meta.url));
const skip = existsSync(PYTHON) ? false : 'no oracle: run `npm run setup:oracle`';

describe(`scores as the \`cvss\` package gives them, seed ${SEED}`, () => {
  for (const [version, shape] of Object.entries(CVSS_SHAPES)) {
    it(`version ${version}: ${COUNT} vectors`, { skip }, () => {
      const draw = drawsFrom(SEED);
      const vectors = Array.from({ length: COUNT }, () => drawnVector(shape, draw));
      const { stdout } = spawnSync(PYTHON, [ORACLE], {
        input: vectors.join('\n'),
        encoding: 'utf8',
        maxBuffer: 100 * COUNT,
      });
      const scores = stdout.trim().split('\n');
      assert.equal(scores.length, COUNT);
      for (const [i, vector] of vectors.entries()) assert.equal(scoreCvss(vector)?.score, Number(scores[i]), vector);
    });
  }
});
