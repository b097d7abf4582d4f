import type { ParameterValue } from '../../base/parameter.ts';
import { gather } from '../../evidence/gather.ts';
import type { EvidenceSources } from '../../evidence/kind.ts';
import type { Offer } from '../../evidence/offer.ts';
import type { FileSubject, ReleaseSubject } from '../../evidence/subject.ts';
import { type Decision, decide } from '../decide.ts';
import { decideFile } from '../decide-file.ts';
import { gatewaySettings } from '../gateway-policy.ts';
import { gatewayRules } from '../judging.ts';
import type { Outcome } from '../outcome.ts';
import { makePolicy, type Policy, type RuleSettings } from '../policy.ts';
import { RULES } from '../registry.generated.ts';
import type { Rule } from '../rule.ts';
import { judge } from './judge.ts';

/** The policy of a gateway's view. */
export function gatewayPolicy(settings: RuleSettings = {}): Policy {
  return makePolicy(RULES, gatewaySettings(settings), [], []);
}

/** What a gateway decides at one level, as it does: gathers what the level's rules need. */
export function decideAt(
  subject: FileSubject | ReleaseSubject,
  sources: EvidenceSources,
  policy: Policy,
  now: number,
): Decision {
  const level = subject.level;
  const rules = gatewayRules(RULES, level);
  const needs = new Set(rules.flatMap((rule) => [...rule.needs, 'rulings' as const]));
  return decide(subject, gather(subject, needs, sources), policy, rules, now);
}

/** What a gateway decides about a file that nobody fetched, or about its bytes. */
export function decided(
  subject: FileSubject,
  sources: EvidenceSources & { readonly offer: Offer },
  policy: Policy,
  now: number,
): Decision {
  const { name, version, origin, hashes } = subject;
  const release = { level: 'release', id: `${name}==${version}`, name, version, origin, hashes } as const;
  const distribution = { ...release, level: 'distribution', id: subject.filename, filename: subject.filename } as const;
  const parts = {
    release: decideAt(release, sources, policy, now),
    distribution: decideAt(distribution, sources, policy, now),
    ...(subject.level === 'artifact' ? { artifact: decideAt(subject, sources, policy, now) } : {}),
  };
  return decideFile(parts, RULES);
}

/** What one rule says of a file, by its defaults but for the parameters given. */
export function judgeFile(
  rule: Rule,
  subject: FileSubject,
  sources: EvidenceSources,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  now = 0,
): readonly Outcome[] {
  return judge(rule, subject, gather(subject, new Set(rule.needs), sources), parameters, now);
}
