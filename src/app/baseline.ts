import { createHash } from 'node:crypto';
import { err, ok, type Result } from '@rind/pypa';
import { parseInstant } from '../base/instant.ts';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type JsonObject, type JsonValue, parseJson } from '../base/text/json.ts';
import { LineIndex } from '../base/text/position.ts';
import type { Report, ReportFinding } from '../contract/report.ts';
import { reportExit } from './report-exit.ts';

/** An earlier report, as far as a later one is compared with it. */
export interface Baseline {
  readonly path: string;
  /** `sha256:HEX` of its text. */
  readonly digest: string;
  /** When it was made, RFC 3339. */
  readonly now: string;
  readonly fingerprints: ReadonlySet<string>;
}

const HINT = 'make one with `rind audit --output json=FILE`';

/**
 * Reads an earlier report of `rind audit --json`. What is no such report, or is damaged, is a problem
 * of usage (`baseline-invalid`): to take it for an empty one would fail everything, and to take half of
 * it would be half an answer.
 */
export function readBaseline(text: string, path: string): Result<Baseline, Problem> {
  const invalid = (why: string, offset?: number) => {
    const at = offset === undefined ? fileStart(path) : { path, ...new LineIndex(text).positionAt(offset) };
    return err(problem('baseline-invalid', `\`${path}\` is no report to compare with: ${why}`, { at, hint: HINT }));
  };
  const parsed = parseJson(text);
  if (!parsed.ok) return invalid(parsed.error.message, parsed.error.offset);
  const { root, spanAt } = parsed.value;
  if (!isObject(root)) return invalid('it holds no object');
  const { schema, command, now, findings } = root;
  if (schema !== 'rind.report/1') return invalid('its `schema` is not `rind.report/1`', spanAt(['schema'])?.start);
  if (command !== 'audit') return invalid('its `command` is not `audit`', spanAt(['command'])?.start);
  if (typeof now !== 'string' || !parseInstant(now).ok)
    return invalid('its `now` is no instant', spanAt(['now'])?.start);
  if (!Array.isArray(findings)) return invalid('it has no `findings`', spanAt(['findings'])?.start);
  const fingerprints = new Set<string>();
  for (const [i, finding] of findings.entries()) {
    const fingerprint = isObject(finding) ? finding['fingerprint'] : undefined;
    if (typeof fingerprint !== 'string' || fingerprint === '') {
      return invalid('a finding of it has no `fingerprint`', spanAt(['findings', i])?.start);
    }
    fingerprints.add(fingerprint);
  }
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return ok({ path, digest, now, fingerprints });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Compares a report with an earlier one: findings that it has already are known, are listed apart and
 * move the exit code no more. That this loosens the policy stands in the report. Pure.
 */
export function applyBaseline(report: Report, baseline: Baseline): Report {
  const findings = report.findings.map((finding): ReportFinding => {
    return baseline.fingerprints.has(finding.fingerprint) ? { ...finding, known: true } : finding;
  });
  const present = new Set(findings.map(({ fingerprint }) => fingerprint));
  const known = findings.filter((finding) => finding.known === true).length;
  const level = (wanted: ReportFinding['level']) =>
    findings.filter(
      (one) =>
        one.level === wanted &&
        one.waived === undefined &&
        one.known !== true &&
        (one.outcome === 'fail' || wanted !== 'warn'),
    ).length;
  const compared = { ...report, findings };
  // What this file cannot explain it does not touch.
  const exit = report.exit === reportExit(report) ? reportExit(compared) : report.exit;
  return {
    ...compared,
    exit,
    loosened: [
      ...(report.loosened ?? []),
      {
        kind: 'baseline',
        origin: baseline.path,
        message: `${known} of ${findings.length} findings are in the baseline, and do not count`,
      },
    ],
    baseline: {
      path: baseline.path,
      digest: baseline.digest,
      now: baseline.now,
      findings: baseline.fingerprints.size,
      gone: [...baseline.fingerprints].filter((fingerprint) => !present.has(fingerprint)).length,
    },
    summary: { ...report.summary, deny: level('deny'), hold: level('hold'), warn: level('warn'), known },
  };
}
