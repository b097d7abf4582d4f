/**
 * packse's scenarios, directly at the upstream: the resolvers must find what their authors expect,
 * or the generator is wrong. Through a gateway the answers must then be the same (test/gateway).
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import { missingClient } from '../clients/missing.ts';
import { Upstream } from '../servers/upstream.ts';
import { packseProjects } from './projects.ts';
import { isExpected, pipResolver, type Resolver, resolveAll, uvResolver } from './resolve.ts';
import { readPackse } from './scenario.ts';

const folder = sharedData('scenarios/packse');
const skip = folder === undefined ? '../shared/data/scenarios/packse is not there' : missingClient('uv', 'pip-26.3');

/**
 * Without `RIND_SCENARIOS=all`, one in so many of pip's: it takes four times as long as uv, and the
 * comparison through a gateway does them all.
 */
const EVERY = process.env['RIND_SCENARIOS'] === 'all' ? 1 : 4;

interface Least {
  readonly applied: number;
  readonly expected: number;
}

async function check(resolver: Resolver, every: number, least: Least): Promise<string> {
  const scenarios = readPackse(folder ?? '').filter((_, at) => at % every === 0);
  const own = mkdtempSync(join(tmpdir(), 'rind-packse-'));
  await using upstream = await Upstream.start();
  for (const scenario of scenarios) upstream.put(...packseProjects(scenario));
  const started = performance.now();
  const answers = await resolveAll(resolver, scenarios, upstream.indexUrl, own, 2);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  rmSync(own, { recursive: true, force: true });
  const others = scenarios.filter((scenario) => {
    const answer = answers.get(scenario.name);
    return answer !== undefined && !isExpected(scenario, answer);
  });
  const expected = answers.size - others.length;
  const names = others.map(({ name }) => name).join(', ');
  const figure = `${resolver.name}: ${scenarios.length} scenarios, ${answers.size} apply, ${expected} as expected, ${seconds} s; not: ${names}`;
  assert.ok(answers.size >= least.applied && expected >= least.expected, figure);
  return figure;
}

test('uv resolves the scenarios as their authors expect', { skip }, async (context) => {
  context.diagnostic(await check(uvResolver, 1, { applied: 120, expected: 115 }));
});

test('pip resolves the scenarios that apply to it as their authors expect', { skip }, async (context) => {
  context.diagnostic(
    await check(pipResolver, EVERY, { applied: Math.floor(80 / EVERY), expected: Math.floor(72 / EVERY) }),
  );
});
