import type { Report, ReportComponent, ReportFinding } from '../contract/report.ts';

/** The component that a word means: its id, its decision's, or a finding's, from their beginnings on. */
export function findExplained(report: Report, word: string): ReportComponent | undefined {
  const finding = report.findings.find(({ fingerprint }) => word.length >= 8 && fingerprint.startsWith(word));
  return report.components.find(
    ({ id, decision }) =>
      id === word || (word.length >= 8 && decision?.id.startsWith(word) === true) || id === finding?.component,
  );
}

/** The way to the decision about one component: where it is from, what was found, by which policy. */
export function explainDecision(report: Report, component: ReportComponent): string {
  const { id, answer, decision, locations, groups, reasons, source } = component;
  const findings = report.findings.filter((one) => one.component === id || one.also?.includes(id) === true);
  const verdict = { allow: 'allowed', hold: 'held', deny: 'denied' }[decision?.verdict ?? 'allow'];
  const lines = [
    `${id}: ${answer?.replace('_', ' ')}, ${verdict}`,
    `from: ${source.kind}${source.url === undefined ? '' : ` ${source.url}`}`,
    ...locations.map(({ path, line, column }) => `at: ${path}:${line}:${column}`),
    ...groups.filter((group) => group !== '').map((group) => `brought in by: ${group}`),
    ...reasons.map((reason) => `undetermined: ${reason}`),
  ];
  for (const finding of findings) lines.push('', ...findingLines(finding));
  if (findings.length === 0) lines.push('', 'no rule finds anything');
  for (const { rule, reason } of report.not_run) lines.push(`not run: ${rule}: ${reason}`);
  lines.push('', `decision ${decision?.id}, by policy ${report.policy.digest}`);
  for (const { origin, digest } of report.policy.sources) lines.push(`  ${origin} (${digest})`);
  for (const { source: name, newest } of report.advisories)
    lines.push(`advisories of ${name}: ${newest ?? 'no known day'}`);
  if (decision?.valid_until) lines.push(`valid until ${decision.valid_until}`);
  return lines.join('\n');
}

function findingLines({
  rule,
  level,
  outcome,
  message,
  hint,
  chains,
  advisory,
  waived,
  fingerprint,
}: ReportFinding): string[] {
  return [
    `${rule} (${outcome === 'fail' ? level : `unknown, ${level}`}): ${advisory === undefined ? '' : `${advisory.id}: `}${message}`,
    ...(advisory === undefined || advisory.aliases.length === 0
      ? []
      : [`  also known as ${advisory.aliases.join(', ')}`]),
    ...(advisory === undefined || advisory.fixed.length === 0 ? [] : [`  fixed in ${advisory.fixed.join(', ')}`]),
    ...chains.map((chain) => `  by ${chain.join(' → ')}`),
    ...(waived === undefined ? [] : [`  waived: ${waived.reason || 'no reason given'}`]),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
    `  finding ${fingerprint}`,
  ];
}
