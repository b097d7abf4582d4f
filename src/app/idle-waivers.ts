import { formatRequirement } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Report } from '../contract/report.ts';
import type { Policy } from '../policy/policy.ts';
import type { Waiver } from '../policy/waiver.ts';

/** Ignore files and VEX documents of whole platforms list thousands: no report drowns in them. */
const MAX_LISTED = 50;

/** What was found, as far as a waiver asks. */
type Found = Pick<Report, 'components' | 'findings'>;

/** Waivers that did nothing in this run, and why: whoever wrote them should know. */
export function idleWaivers(
  { waivers, rules }: Policy,
  applied: ReadonlySet<Waiver>,
  now: number,
  found: Found,
): Problem[] {
  const idle = waivers.filter((waiver) => !applied.has(waiver));
  const refusing = new Set([...rules].flatMap(([id, setting]) => (setting.waivers === 'refuse' ? [id] : [])));
  const problems = idle.slice(0, MAX_LISTED).map((waiver) => {
    const { ids, expires, expiresText, origin } = waiver;
    const at = origin?.at === undefined ? {} : { at: origin.at };
    const what = nameOf(waiver);
    if (now >= expires) return problem('waiver-expired', `${what} expired on ${expiresText}`, at);
    if (refusing.size > 0 && (ids.some((id) => refusing.has(id)) || refusing.has('known-vulnerability')))
      return problem('waiver-unused', `${what} covers nothing: the policy allows no waiver of such findings`, at);
    const fixed = fixOf(waiver, found);
    if (fixed !== undefined)
      return problem('waiver-expired', `${what} ended: there is a fix, \`${fixed.slice(0, 100)}\``, at);
    return problem('waiver-unused', `${what} covers nothing that was found`, at);
  });
  if (idle.length > MAX_LISTED)
    problems.push(problem('waiver-unused', `${idle.length - MAX_LISTED} more waivers cover nothing that was found`));
  return problems;
}

/** The release whose appearance ended an `until-fixed` waiver of a flaw that was found. */
function fixOf({ ids, untilFixed, component }: Waiver, { components, findings }: Found): string | undefined {
  if (!untilFixed || component === null) return undefined;
  const own = new Set(components.flatMap(({ id, name }) => (name === component.normalizedName ? [id] : [])));
  const ended = findings.find(
    ({ advisory, component: id }) =>
      advisory !== undefined &&
      own.has(id ?? '') &&
      [advisory.id, ...advisory.aliases].some((one) => ids.includes(one)),
  );
  return ended?.advisory?.fixed[0];
}

function nameOf({ ids, component, origin }: Waiver): string {
  const shown = ids.slice(0, 5).map((id) => `\`${id.slice(0, 100)}\``);
  const which = ids.length > 5 ? `${shown.join(', ')} and ${ids.length - 5} more` : shown.join(', ');
  const whose = component === null ? '' : ` for \`${formatRequirement(component)}\``;
  return `the waiver of ${which}${whose}${origin?.tool === undefined ? '' : `, of ${origin.tool},`}`;
}
