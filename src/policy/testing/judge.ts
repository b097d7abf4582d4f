import { normalizeName } from '@rind/pypa';
import { defaultParameters, type ParameterValue } from '../../base/parameter.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { ComponentSubject, Subject } from '../../evidence/subject.ts';
import type { Component } from '../../inventory/component.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';

/** A component as a lock has it, with what a test is about. */
export function component(name: string, version: string | null, changes: Partial<Component> = {}): Component {
  return {
    name: normalizeName(name),
    version,
    source: { kind: 'index' },
    extras: [],
    groups: [''],
    hashes: [],
    locations: [{ path: 'uv.lock', line: 1, column: 1 }],
    reasons: version === null ? ['unpinned'] : [],
    requires: [],
    ...changes,
  };
}

/** The subject that a component is judged as. */
export function subjectOf({ name, version, source, hashes }: Component): ComponentSubject {
  const facts = { id: version === null ? name : `${name}==${version}`, name, origin: source, hashes };
  return version === null ? { level: 'requirement', ...facts } : { level: 'release', ...facts, version };
}

/** Evidence that is there. */
export function present<V>(value: V): { state: 'present'; value: V; source: string; observedAt: string } {
  return { state: 'present', value, source: 'test', observedAt: '' };
}

/** What a rule says, by its defaults but for the parameters given. */
export function judge(
  rule: Rule,
  subject: Subject,
  evidence: Evidence,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  now = 0,
): readonly Outcome[] {
  const values = { ...defaultParameters(rule.parameters ?? {}), ...parameters };
  return rule.judge(subject, evidence, { parameters: values, now });
}

/** What a rule says of a component that a lock declares. */
export function judgeComponent(
  rule: Rule,
  declared: Component,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  now = 0,
): readonly Outcome[] {
  return judge(rule, subjectOf(declared), { declaration: present(declared) }, parameters, now);
}

/** The outcomes in one word each. */
export function words(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ outcome }) => outcome).join(' ');
}
