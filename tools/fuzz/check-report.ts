import type { NormalizedName } from '@rind/pypa';
import { audit } from '../../src/app/audit.ts';
import type { Report } from '../../src/contract/report.ts';
import { mergeComponents } from '../../src/inventory/component.ts';
import type { Reading } from '../../src/inventory/format.ts';
import { selectListed } from '../../src/inventory/scope.ts';
import { makePolicy } from '../../src/policy/policy.ts';
import { RULES } from '../../src/policy/registry.generated.ts';
import type { ReportFormat } from '../../src/report/format.ts';
import { REPORT_FORMATS } from '../../src/report/registry.generated.ts';
import { xmlFault } from '../../src/report/testing/xml-fault.ts';
import { hostileStore } from './hostile-store.ts';

/** Acts on a terminal: control characters but the line feed, and what turns text around or hides in it. */
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const POLICY = makePolicy(RULES, {}, [], []);
const NOW = Date.UTC(2026, 0, 3);

/** Every output format. */
export const FORMATS: readonly ReportFormat[] = REPORT_FORMATS;

/** Judges what one file says as an audit does, with a hostile flaw in everything that is in it. */
export function reportOf(reading: Reading, path: string, format: string): Report {
  const { components, roots, problems, settings = [], requiresPython } = reading;
  const names = components.map(({ name }): NormalizedName => name);
  const project = {
    path,
    format,
    roots,
    components,
    selects: reading.selects ?? selectListed(components),
    settings,
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
  const { report } = audit({
    inventory: {
      inputs: [{ path, format, sha256: '0'.repeat(64) }],
      components: mergeComponents(components),
      projects: [project],
      problems,
    },
    advisories: hostileStore(names),
    policy: POLICY,
    indexes: [],
    targets: [],
    choice: { extras: [], groups: [], noDev: false },
    now: NOW,
    version: '0.0.0',
    problems: [],
  });
  return report;
}

/** What is wrong with a report in one format; empty when nothing is. `secrets` are what it must not tell. */
export function faultsOfReport(report: Report, { id, render }: ReportFormat, secrets: readonly string[]): string[] {
  const text = render(report, { color: false });
  const faults: string[] = [];
  const acting = ACTING.exec(text);
  if (acting)
    faults.push(
      `a raw ${JSON.stringify(acting[0])} in ${JSON.stringify(text.slice(Math.max(0, acting.index - 80), acting.index + 20))}`,
    );
  if (!text.isWellFormed()) faults.push('half of a pair');
  const command = id === 'github' ? /^[ \t]*::(?!(?:error|warning) (?:file=|title=))/m : /^[ \t]*::/m;
  if (command.test(text)) faults.push('a workflow command');
  if (text.includes('##[')) faults.push('a workflow command of the old kind');
  for (const secret of secrets) if (text.includes(secret)) faults.push(`it tells ${secret}`);
  if (id === 'junit') {
    const fault = xmlFault(text);
    if (fault !== undefined) faults.push(fault);
  } else if (['json', 'sarif', 'gitlab', 'cyclonedx', 'openvex'].includes(id) && !isJson(text))
    faults.push('it is no JSON');
  return faults.map((fault) => `${id}: ${fault}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
