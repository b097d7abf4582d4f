import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { scoreCvss } from './cvss.ts';
import { CVSS_SHAPES } from './testing/cvss-draw.ts';

const GOLDEN: [string, number][] = JSON.parse(
  readFileSync(new URL('./cases/cvss/vectors.json', import.meta.url), 'utf8'),
);

describe('a CVSS vector', () => {
  it('has the score that the reference implementation gives it', () => {
    assert.equal(GOLDEN.length, 400);
    for (const [vector, score] of GOLDEN) assert.equal(scoreCvss(vector)?.score, score, vector);
  });

  it('is rated by the scale of its version', () => {
    for (const [vector, version, score, rating] of [
      ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.1', 9.8, 'critical'],
      ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', '3.0', 7.5, 'high'],
      ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', '3.1', 6.1, 'medium'],
      ['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', '3.1', 1.6, 'low'],
      ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', '3.1', 0, 'none'],
      ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', '4.0', 10, 'critical'],
      ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 9.3, 'critical'],
      ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', '4.0', 0, 'none'],
      // Version 2 ends at high: NVD's scale.
      ['AV:N/AC:L/Au:N/C:C/I:C/A:C', '2.0', 10, 'high'],
      // The impact, 10.0008, is not cut to 10.
      ['AV:L/AC:L/Au:N/C:C/I:C/A:C', '2.0', 7.2, 'high'],
      ['(AV:N/AC:M/Au:N/C:N/I:P/A:N)', '2.0', 4.3, 'medium'],
    ] as const) {
      assert.deepEqual(scoreCvss(vector), { version, vector, score, rating });
    }
  });

  it('counts threat and environment where it has such metrics', () => {
    const base = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
    assert.equal(scoreCvss(`${base}/E:X`)?.score, 9.3);
    assert.equal(scoreCvss(`${base}/E:U`)?.score, 8.1);
    assert.equal(scoreCvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O')?.score, 8.5);
    assert.equal(scoreCvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MA:N/MI:N/MC:N')?.score, 0);
  });

  it('is none when a metric is unknown, missing, twice, or has a value that it cannot have', () => {
    const good = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    for (const vector of [
      '',
      '/',
      'CVSS:3.1',
      'CVSS:3.1/',
      '7.5',
      'HIGH',
      `${good}/`,
      `${good}/E:Z`,
      `${good}/A:H`,
      `${good}/toString:H`,
      `${good}/__proto__:H`,
      good.replace('/A:H', ''),
      good.replace('AV:N', 'AV:n'),
      good.replace('3.1', '3.2'),
      good.replace('CVSS:3.1', 'cvss:3.1'),
      good.replace('CVSS:3.1', 'CVSS:4.0'),
      `${good}${'/E:X'.repeat(100_000)}`,
      'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:S/SI:N/SA:N',
      'AV:N/AC:L/Au:N/C:C/I:C',
    ])
      assert.equal(scoreCvss(vector), undefined, vector.slice(0, 100));
  });

  it('has a score from 0 to 10 with one decimal, whatever the order of its metrics', () => {
    const shape = fc.constantFrom(...Object.values(CVSS_SHAPES));
    const drawn = shape.chain(({ prefix, mandatory, optional }) => {
      const metrics = { ...mandatory, ...optional };
      return fc
        .record(
          Object.fromEntries(Object.entries(metrics).map(([metric, values]) => [metric, fc.constantFrom(...values)])),
          { requiredKeys: Object.keys(mandatory) },
        )
        .chain((chosen) => {
          const fields = Object.entries(chosen).map(([metric, value]) => `${metric}:${value}`);
          return fc.tuple(
            fc.constant(prefix + fields.join('/')),
            fc.shuffledSubarray(fields, { minLength: fields.length }).map((shuffled) => prefix + shuffled.join('/')),
          );
        });
    });
    fc.assert(
      fc.property(drawn, ([vector, shuffled]) => {
        const score = scoreCvss(vector)?.score;
        assert.ok(score !== undefined && score >= 0 && score <= 10, vector);
        assert.equal(Math.round(score * 10) / 10, score);
        assert.equal(scoreCvss(shuffled)?.score, score);
      }),
      { numRuns: 500 },
    );
  });
});
