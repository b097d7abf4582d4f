import { compareVersions, parseVersion } from '@rind/pypa';
import type { ReportComponent, ReportFinding, ReportSummary } from '../contract/report.ts';

/** The counts of a report. */
export function summarize(components: readonly ReportComponent[], findings: readonly ReportFinding[]): ReportSummary {
  const answers = (answer: ReportComponent['answer']) =>
    components.filter((component) => component.answer === answer).length;
  const levels = (level: ReportFinding['level']) =>
    findings.filter(({ level: own, outcome, waived }) => {
      // What cannot be told and is only reported counts as undetermined, not as a warning.
      return own === level && waived === undefined && (outcome === 'fail' || level !== 'warn');
    }).length;
  return {
    components: components.length,
    affected: answers('affected'),
    not_affected: answers('not_affected'),
    undetermined: answers('undetermined'),
    deny: levels('deny'),
    hold: levels('hold'),
    warn: levels('warn'),
    waived: findings.filter(({ waived }) => waived !== undefined).length,
    ...behind(components),
  };
}

/** Undefined where no index was asked. */
function behind(components: readonly ReportComponent[]): Pick<ReportSummary, 'behind'> {
  const known = components.flatMap(({ version, latest }) => (latest === undefined ? [] : [{ version, latest }]));
  if (known.length === 0) return {};
  const late = known.filter(({ version, latest }) => isBefore(version, latest.version));
  const libyears = late.reduce((sum, { latest }) => sum + (latest.libyears ?? 0), 0);
  return { behind: { components: late.length, libyears: Math.round(libyears * 100) / 100 } };
}

function isBefore(used: string | null, latest: string): boolean {
  const [one, other] = [parseVersion(used ?? ''), parseVersion(latest)];
  return one.ok && other.ok && compareVersions(one.value, other.value) < 0;
}
