import { compareLocations } from '../base/location.ts';
import type { Problem } from '../base/problem.ts';
import { formatPurl, makePurl } from '../base/purl.ts';
import type { ReportComponent, ReportProblem } from '../contract/report.ts';
import { type Component, componentId } from '../inventory/component.ts';

/** The qualifier that says where a component comes from: of a component of PyPI there is none. */
const QUALIFIERS: Readonly<Record<string, string>> = {
  index: 'repository_url',
  vcs: 'vcs_url',
  url: 'download_url',
};

/** Versions of which a package URL encodes nothing. */
const PLAIN = /^[0-9a-z.]{1,100}$/;
const PLAIN_NAME = /^[a-z0-9]{1,50}(?:-[a-z0-9]{1,50}){0,20}$/;

/** The package URL of a component that its source gives none; without a version where none is known. Source: purl specification, type `pypi`. */
function componentPurl({ name, version, source: { kind, url } }: Component): string {
  const origin = Object.hasOwn(QUALIFIERS, kind) ? QUALIFIERS[kind] : undefined;
  // Nearly every component: its name is in normal form, and nothing of it is to be encoded.
  if (kind === 'index' && version !== null && PLAIN_NAME.test(name) && PLAIN.test(version))
    return `pkg:pypi/${name}@${version}`;
  const purl = makePurl({
    type: 'pypi',
    name,
    version,
    ...(origin === undefined || url === undefined ? {} : { qualifiers: new Map([[origin, url]]) }),
  });
  return purl.ok ? formatPurl(purl.value) : '';
}

/** What was decided about a component, and what else stands beside it. */
export type ComponentAnswer = Pick<ReportComponent, 'answer' | 'decision' | 'dependencies' | 'direct' | 'latest'>;

/**
 * A component as reports show it.
 *
 * @param answer absent before anything is decided
 */
export function reportComponent(
  component: Component,
  targets: readonly string[] = [],
  reasons: readonly string[] = component.reasons,
  answer?: ComponentAnswer,
): ReportComponent {
  const { name, version, source, marker, extras, groups, hashes, locations } = component;
  return {
    id: componentId(component),
    purl: component.purl ?? componentPurl(component),
    name,
    version,
    source,
    targets,
    ...(marker === undefined ? undefined : { marker }),
    extras,
    groups,
    hashes,
    locations,
    reasons,
    ...answer,
  };
}

/** A problem as reports show it: without the line that it points to. */
export function reportProblem({ code, message, at, hint, lines }: Problem): ReportProblem {
  return {
    code,
    message,
    ...(at === undefined ? {} : { at }),
    ...(hint === undefined ? {} : { hint }),
    ...(lines === undefined ? {} : { lines }),
  };
}

/** In the order of reports: by the first location of the component, then its id. */
export function inReportOrder<T extends { readonly component: Component }>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, at: item.component.locations[0], id: componentId(item.component) }));
  keyed.sort((a, b) => (a.at && b.at ? compareLocations(a.at, b.at) : 0) || (a.id < b.id ? -1 : 1));
  return keyed.map(({ item }) => item);
}
