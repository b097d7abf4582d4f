import type { Reason } from '../../policy/decide.ts';
import { countingReasons } from '../../policy/denial.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Rule } from '../../policy/rule.ts';

/** What is refused, as somebody would name it to let it through. */
export interface RefusedFile {
  readonly project: string;
  readonly version: string;
  /** Lower-case hex; null while it is not known. */
  readonly sha256: string | null;
  readonly verdict: 'allow' | 'hold' | 'deny';
  readonly reasons: readonly Reason[];
  /** The id of the decision, and of the hold that it is or would be. */
  readonly decision: string;
  readonly hold: string;
}

const ADMIN = 'an administrator of this gateway';

/**
 * Who can let a file through, and how: one line for each way, with the very commands. What a person's `allow` does not
 * lift is not promised: flaws and malware it has to name (`--for`), what is wrong with the bytes by the bytes, a word
 * of another person is taken back, and what the policy lets nobody waive is lifted where the policy is kept. Pure.
 */
export function releaseWays(file: RefusedFile, policy: Policy, rules: readonly Rule[]): string[] {
  const { project, version, sha256, decision, hold } = file;
  const counting = countingReasons(file);
  const firm = new Set(counting.flatMap(({ rule }) => (policy.rules.get(rule)?.waivers === 'refuse' ? [rule] : [])));
  if (firm.size > 0) {
    const named = [...firm].map((rule) => `\`${rule}\``).join(' and ');
    return [`whoever keeps the policy of this gateway: it refuses waivers of ${named}`];
  }
  const ruleOf = ({ rule: id }: Reason): Rule | undefined => rules.find((rule) => rule.id === id);
  const said = counting.filter((reason) => ruleOf(reason)?.lift === 'never');
  const found = counting.filter((reason) => !said.includes(reason));
  const takenBack = said.map((reason) => `\`${takingBack(reason)}\``);
  const isOfBytes = found.some((reason) => ruleOf(reason)?.lift === 'bytes');
  if (isOfBytes && sha256 === null) return [`nobody while its bytes are not known: ask for the file again`];
  const spec = isOfBytes ? `sha256:${sha256}` : `"${project}==${version}"`;
  const isNamed = found.some((reason) => ruleOf(reason)?.answers !== undefined);
  const allow = `\`rind allow ${spec}${isNamed ? ` --for ${decision}` : ''} --reason TEXT\``;
  const all = found.length === 0 ? takenBack : [...takenBack, allow];
  const ways = all.length === 0 ? [] : [`${ADMIN}: ${all.join(' and ')}`];
  return file.verdict === 'hold' ? [`${ADMIN}: \`rind holds release ${hold}\``, ...ways] : ways;
}

/** The command that takes a person's word back. */
function takingBack({ outcome }: Reason): string {
  const { key = 'ID' } = outcome.outcome === 'not-run' || outcome.outcome === 'pass' ? {} : outcome;
  const isHold = outcome.outcome === 'fail' && outcome.level === 'hold';
  return `rind ${isHold ? 'hold' : 'deny'} --remove ${key}`;
}
