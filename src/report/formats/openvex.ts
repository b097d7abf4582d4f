import { createHash } from 'node:crypto';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import type { Report, ReportComponent, ReportFinding } from '../../contract/report.ts';
import { componentIds, componentsById } from '../findings.ts';
import type { ReportFormat } from '../format.ts';
import { waiverText } from '../words.ts';

type Status = 'affected' | 'not_affected' | 'under_investigation';

/** One statement before its products are gathered. */
interface Statement {
  readonly finding: ReportFinding;
  readonly status: Status;
  readonly words: Readonly<Record<string, string>>;
  readonly components: Set<ReportComponent>;
}

/** Other releases of one advisory's projects that something is said of; what is not stated is not claimed. */
const MOST_OTHERS = 100;
/** The same of a whole document. */
const MOST_OTHERS_OF_ALL = 20_000;

/**
 * OpenVEX 0.2.0: of each advisory that was found, which releases it affects (what is waived too, with
 * who decided so), which others of the same project it does not affect, and of which that cannot be
 * told. Where nothing was found there is nothing to state, though the schema asks for a statement.
 * Source: OpenVEX specification 0.2.0.
 */
export const format: ReportFormat = {
  id: 'openvex',
  title: 'OpenVEX 0.2.0: a statement for each advisory',
  render(report) {
    const { tool, now } = report;
    const body = {
      author: tool.name,
      role: 'Software composition analysis',
      timestamp: now,
      version: 1,
      tooling: `${tool.name} ${tool.version}`,
      statements: statements(report).map((statement) => asStatement(statement, now)),
    };
    const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    return jsonText({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': `urn:rind:openvex:${digest}`, ...body });
  },
};

function statements(report: Report): Statement[] {
  const byId = componentsById(report);
  const named = new Map<string, ReportComponent[]>();
  for (const component of report.components) append(named, component.name, component);
  const flaws = new Map<string, { finding: ReportFinding; component: ReportComponent }[]>();
  for (const finding of report.findings) {
    if (finding.advisory === undefined || finding.outcome !== 'fail') continue;
    for (const component of componentIds(finding).flatMap((id) => byId.get(id) ?? [])) {
      append(flaws, finding.advisory.id, { finding, component });
    }
  }
  const made = new Map<string, Statement>();
  let room = MOST_OTHERS_OF_ALL;
  for (const [id, found] of flaws) {
    for (const { finding, component } of found) {
      const action = waiverText(finding) ?? finding.hint ?? 'no release that fixes it is known';
      add(made, id, { finding, status: 'affected', words: { action_statement: action } }, component);
    }
    const [first] = found;
    if (first === undefined || room === 0) continue;
    const purls = new Set(found.map(({ component }) => component.purl));
    const names = new Set(found.map(({ component }) => component.name));
    const near = [...names].flatMap((name) => named.get(name)?.slice(0, MOST_OTHERS + purls.size) ?? []);
    const others = near.filter(({ purl }) => !purls.has(purl)).slice(0, Math.min(MOST_OTHERS, room));
    room -= others.length;
    for (const other of others) {
      add(made, id, { finding: first.finding, ...statementOf(other) }, other);
    }
  }
  return [...made.values()];
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/** What is said of another release of an affected project. */
function statementOf({ version, answer, reasons }: ReportComponent): Pick<Statement, 'status' | 'words'> {
  // What is affected by something else was looked up all the same: this advisory is not among what was found.
  const determined = version !== null && (answer === 'not_affected' || (answer === 'affected' && reasons.length === 0));
  if (determined) {
    const impact = 'the release is not among those that the advisory calls affected';
    return { status: 'not_affected', words: { impact_statement: impact } };
  }
  return { status: 'under_investigation', words: { status_notes: reasons.join(', ') || 'it cannot be told' } };
}

function add(
  made: Map<string, Statement>,
  id: string,
  statement: Omit<Statement, 'components'>,
  component: ReportComponent,
): void {
  const key = JSON.stringify([id, statement.status, statement.words]);
  const known = made.get(key);
  if (known === undefined) made.set(key, { ...statement, components: new Set([component]) });
  else known.components.add(component);
}

function asStatement({ finding, status, words, components }: Statement, now: string): object {
  const { id = '', aliases = [] } = finding.advisory ?? {};
  return {
    vulnerability: { name: id || 'unknown', ...(aliases.length === 0 ? {} : { aliases: [...new Set(aliases)] }) },
    timestamp: now,
    products: [...new Map(Array.from(components, (component) => [component.purl, product(component)])).values()],
    status,
    ...Object.fromEntries(Object.entries(words).map(([key, text]) => [key, neutralize(text)])),
  };
}

/** What may stand in a package URL; one that an SBOM brought along may hold anything. */
const PURL = /^pkg:[A-Za-z0-9._~!$&'()*+,;=:@/?#%-]+$/;

function product({ purl, id }: ReportComponent): object {
  return !PURL.test(purl)
    ? { '@id': `urn:rind:component:${encodeURIComponent(id.toWellFormed())}` }
    : { '@id': purl, identifiers: { purl } };
}
