/**
 * packse's scenarios through `rind serve`: uv and pip must answer as they do directly, digests and reasons included. One
 * in so many by default; `RIND_SCENARIOS=all` for every one that applies.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import { missingClient } from '../clients/missing.ts';
import { packseProjects } from '../packse/projects.ts';
import { type Answer, isExpected, pipResolver, resolveAll, uvResolver } from '../packse/resolve.ts';
import { readPackse } from '../packse/scenario.ts';
import { Upstream } from '../servers/upstream.ts';
import { Gateway, missingGateway } from './gateway.ts';

const shared = sharedData('scenarios/packse');
const none = shared === undefined ? '../shared/data/scenarios/packse is not there' : missingGateway();

const ALL = process.env['RIND_SCENARIOS'] === 'all';
/** pip takes six times as long as uv. */
const SAMPLED = [
  { resolver: uvResolver, every: ALL ? 1 : 4 },
  { resolver: pipResolver, every: ALL ? 1 : 12 },
] as const;

for (const { resolver, every } of SAMPLED)
  test(`${resolver.name} resolves packse's scenarios through the gateway as directly`, {
    skip: none ?? missingClient('uv', 'pip-26.3'),
  }, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'rind-packse-through-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const all = readPackse(shared ?? '').filter((scenario) => resolver.excludes(scenario) === undefined);
    const scenarios = all.filter((_, at) => at % every === 0);
    await using upstream = await Upstream.start();
    for (const scenario of scenarios) upstream.put(...packseProjects(scenario));
    await using gateway = await Gateway.start({
      folder: join(folder, 'gateway'),
      upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
    });
    const resolve = async (indexUrl: string, name: string): Promise<Map<string, Answer>> => {
      const own = join(folder, name);
      mkdirSync(own);
      return resolveAll(resolver, scenarios, indexUrl, own, 2);
    };
    const direct = await resolve(upstream.indexUrl, 'direct');
    const through = await resolve(gateway.indexUrl, 'through');
    const expected = scenarios.filter((scenario) => {
      const answer = through.get(scenario.name);
      return answer !== undefined && isExpected(scenario, answer);
    });
    context.diagnostic(
      `${direct.size} of ${all.length} that apply, ${expected.length} answers as their authors expect`,
    );
    const texts = (answers: Map<string, Answer>) =>
      Object.fromEntries([...answers].map(([name, { text }]) => [name, text]).sort());
    assert.deepEqual(texts(through), texts(direct));
  });
