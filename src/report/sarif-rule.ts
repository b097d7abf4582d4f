import { neutralize, neutralizeMarkdown } from '../base/text/neutral.ts';
import type { ReportFinding, Severity } from '../contract/report.ts';
import { cut } from './cut.ts';
import { advisoryPage, webLinks } from './web-link.ts';
import { findingId, likelihoodText, severityText } from './words.ts';

/**
 * GitHub sorts alerts by a number from 0 to 10. Where a severity has no score it is the middle of its
 * band; one that nobody states has none. Source: CVSS 3.1 §5, qualitative severity rating scale.
 */
const SCORES: ReadonlyMap<Severity, string> = new Map([
  ['critical', '9.5'],
  ['high', '8.0'],
  ['medium', '5.5'],
  ['low', '2.0'],
  ['none', '0.0'],
]);

/** Longest text of a rule. */
const MOST_CHARACTERS = 1000;

/** What SARIF calls a rule: an advisory, or a rule of ours. */
export function sarifRuleId(finding: ReportFinding): string {
  return neutralize(finding.outcome === 'unknown' ? finding.rule : findingId(finding));
}

/** A rule with its help text, from the first finding that speaks of it. */
export function sarifRule(finding: ReportFinding): object {
  const { advisory, rule, message, outcome } = finding;
  if (advisory === undefined || outcome === 'unknown') return ownRule(rule);
  const [link] = webLinks(advisory.references);
  const helpUri = advisoryPage(advisory.id) ?? link;
  const score = advisory.cvss?.score.toFixed(1) ?? SCORES.get(advisory.severity ?? 'unknown');
  const lines = [
    cut(message, MOST_CHARACTERS),
    `Also known as: ${advisory.aliases.slice(0, 50).join(', ') || 'no other id'}.`,
    `Severity: ${severityText(finding) ?? 'not stated'}.`,
    ...[likelihoodText(finding) ?? []].flat(),
    `Fixed in: ${advisory.fixed.slice(0, 50).join(', ') || 'no release that is known'}.`,
  ];
  return {
    id: neutralize(advisory.id),
    shortDescription: { text: sarifText(cut(`${advisory.id}: ${advisory.summary ?? message}`, 200)) },
    fullDescription: { text: sarifText(cut(message, MOST_CHARACTERS)) },
    help: {
      text: lines.map(sarifText).join('\n'),
      markdown: lines.map((line) => `- ${neutralizeMarkdown(line)}`).join('\n'),
    },
    ...(helpUri === undefined ? {} : { helpUri }),
    properties: {
      tags: ['security', 'supply-chain', 'python'],
      ...(score === undefined ? {} : { 'security-severity': score }),
    },
  };
}

function ownRule(rule: string): object {
  const id = neutralize(rule);
  const help = `\`rind explain rule:${id}\` says what it checks, why, and what to do.`;
  return {
    id,
    shortDescription: { text: sarifText(rule) },
    fullDescription: { text: sarifText(`Rind's rule ${rule}.`) },
    help: { text: help, markdown: neutralizeMarkdown(help) },
    properties: { tags: ['supply-chain', 'python'] },
  };
}

/**
 * For a plain-text message of SARIF: brackets would be links, a number in braces a placeholder.
 * Source: SARIF 2.1.0 §3.11.5 and §3.11.6.
 */
export function sarifText(text: string): string {
  return neutralize(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/\{(\d)/g, '{{$1')
    .replace(/(\d)\}/g, '$1}}');
}
