import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { gatewaySettings } from '../../policy/gateway-policy.ts';
import { makePolicy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { Explaining } from './explaining.ts';
import { AT_ONCE, denied, standing, standingFile } from './testing/standing.ts';

const DEMO = normalizeName('demo');
const POLICY = makePolicy(RULES, gatewaySettings({}), [], []);

describe('what is remembered of denials', () => {
  it('is put into words once: what was decided before is not, also after a restart', async () => {
    const rows = new Map<string, string>();
    const written: number[] = [];
    const asked: number[] = [];
    const explaining = () =>
      new Explaining({
        holds: {
          keep: async (all) => {
            written.push(all.length);
            for (const { id, body } of all) if (!rows.has(id)) rows.set(id, body);
          },
          kept: async (ids) => {
            asked.push(ids.length);
            return new Set(ids.filter((id) => rows.has(id)));
          },
          why: async () => undefined,
          byId: async () => undefined,
        },
        pace: AT_ONCE,
        now: () => 0,
        readFault: () => undefined,
        standing: () => undefined,
      });
    const files = Array.from({ length: 130 }, (_, at) =>
      standingFile(`demo-${at}.tar.gz`, `${at}`, { denial: denied({ id: `d${at}` }) }),
    );
    const allowed = standingFile('demo-999.tar.gz', '999');
    await explaining().remember('', DEMO, standing('demo', [...files, allowed]), POLICY);
    assert.deepEqual([written.splice(0), asked.splice(0), rows.size], [[100, 30], [100, 30], 130]);
    assert.match(rows.get('d129') ?? '', /"filename":"demo-129\.tar\.gz"/);
    await explaining().remember('', DEMO, standing('demo', files), POLICY);
    assert.deepEqual([written, asked.splice(0)], [[], [100, 30]]);
    const more = standingFile('demo-130.tar.gz', '130', { denial: denied({ id: 'new' }) });
    await explaining().remember('', DEMO, standing('demo', [...files, more]), POLICY);
    assert.deepEqual([written, rows.has('new')], [[1], true]);
  });
});
