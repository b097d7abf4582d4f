import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRequirement } from '@rind/pypa';
import type { ReportComponent, ReportFinding } from '../contract/report.ts';
import { makePolicy } from '../policy/policy.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Waiver } from '../policy/waiver.ts';
import { idleWaivers } from './idle-waivers.ts';

function waiver(untilFixed: boolean, component: string = 'demo'): Waiver {
  const requirement = parseRequirement(component);
  assert.ok(requirement.ok);
  return {
    ids: ['CVE-2024-1'],
    component: requirement.value,
    reason: 'r',
    owner: 'o',
    expires: 100,
    expiresText: '2027-01-01',
    untilFixed,
  };
}

function found(fixed: readonly string[]) {
  const components: Pick<ReportComponent, 'id' | 'name'>[] = [{ id: 'demo==1', name: 'demo' }];
  const advisory = { id: 'PYSEC-2024-1', aliases: ['CVE-2024-1'], fixed, sources: [] };
  const findings: Pick<ReportFinding, 'component' | 'advisory'>[] = [{ component: 'demo==1', advisory }];
  return { components: components as ReportComponent[], findings: findings as ReportFinding[] };
}

const said = (one: Waiver, fixed: readonly string[]) =>
  idleWaivers(makePolicy(RULES, {}, [one], []), new Set(), 0, found(fixed)).map(
    ({ code, message }) => `${code}: ${message}`,
  );

describe('a waiver that did nothing', () => {
  it('was ended by the fix that it waited for, and says which', () => {
    assert.deepEqual(said(waiver(true), ['1.5', '2.1']), [
      'waiver-expired: the waiver of `CVE-2024-1` for `demo` ended: there is a fix, `1.5`',
    ]);
  });

  it('covers nothing where no fix ended it, or the flaw is in another component', () => {
    const unused = (name: string) => [
      `waiver-unused: the waiver of \`CVE-2024-1\` for \`${name}\` covers nothing that was found`,
    ];
    assert.deepEqual(said(waiver(true), []), unused('demo'));
    assert.deepEqual(said(waiver(false), ['1.5']), unused('demo'));
    assert.deepEqual(said(waiver(true, 'other'), ['1.5']), unused('other'));
  });
});
