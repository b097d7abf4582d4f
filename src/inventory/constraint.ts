import {
  combineSpecifierSets,
  contains,
  impliesMarker,
  type Marker,
  type NormalizedName,
  parseMarker,
  type SpecifierSet,
} from '@rind/pypa';
import type { Component } from './component.ts';
import { pinOf } from './requirement-component.ts';

/** What a constraint (`-c`, uv's `constraint-dependencies`) says of a project: it narrows, and brings nothing in. */
export interface Constraint {
  readonly specifiers: SpecifierSet;
  readonly marker: Marker | undefined;
  /** `algorithm:hex`. */
  readonly hashes: readonly string[];
}

/**
 * A component as constraints narrow it: pinned where they leave one version, else asked for by both
 * sets. A constraint under a marker counts where the marker is sure to hold.
 * Source: pip's documentation, "Constraints Files".
 */
export function narrow(
  component: Component,
  asked: SpecifierSet,
  constraints: ReadonlyMap<NormalizedName, readonly Constraint[]>,
): Component {
  const condition = component.marker === undefined ? undefined : parseMarker(component.marker);
  const assumed = condition?.ok ? condition.value : true;
  const holding = (constraints.get(component.name) ?? []).filter(
    ({ marker }) => marker === undefined || impliesMarker(assumed, marker) === 'yes',
  );
  if (holding.length === 0) return component;
  const { specifier: _, ...rest } = component;
  for (const { specifiers, hashes } of holding) {
    const pin = pinOf(specifiers);
    const { version } = pin;
    if (version === null) continue;
    const all = [asked, ...holding.map((one) => one.specifiers)];
    if (!all.every((set) => contains(set, version, { preReleases: true }))) continue;
    const reasons = [...new Set([...component.reasons.filter((reason) => reason !== 'unpinned'), ...pin.reasons])];
    const known = [...new Set([...component.hashes, ...hashes])].sort();
    return { ...rest, version, reasons: reasons.sort(), hashes: known };
  }
  const both = holding.reduce((set, { specifiers }) => combineSpecifierSets(set, specifiers), asked);
  return { ...rest, ...pinOf(both) };
}
