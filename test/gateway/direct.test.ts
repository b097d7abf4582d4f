/**
 * Every scenario with the real clients straight at the tests' own upstream: what is compared with
 * later must itself be right. By default with one client alone: the others' answers are compared with those through the
 * gateway, of which it is known what they have to be. `RIND_SCENARIOS=all` for all of it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLIENTS } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { Upstream } from '../servers/upstream.ts';
import { assertExpected } from './compare.ts';
import { cannotRun, expectedOf, runScenario } from './scenario.ts';
import { scenarioProjects } from './scenario-projects.ts';
import { SCENARIOS } from './scenarios.ts';
import { directSite } from './site.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';

describe('directly at the upstream', { concurrency: 2 }, () => {
  for (const client of CLIENTS.filter(({ name }) => ALL || name === 'uv')) {
    const skip = missingClient(...client.needs);
    const scenarios = SCENARIOS.filter(
      (scenario) => cannotRun(client, scenario) === undefined && (ALL || scenario.quick?.includes(client.name)),
    );
    test(client.name, { skip }, async (context) => {
      const folder = mkdtempSync(join(tmpdir(), `rind-direct-${client.name}-`));
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      await using upstream = (await Upstream.start()).put(...scenarioProjects());
      for (const [at, scenario] of scenarios.entries())
        await context.test(scenario.name, async () => {
          const own = join(folder, `${at}`);
          mkdirSync(own);
          assertExpected(await runScenario(client, scenario, directSite(upstream), own), expectedOf(client, scenario));
        });
    });
  }
});
