import type { NormalizedName } from '@rind/pypa';
import { formatPurl, parsePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { ClientSetting } from './client-setting.ts';
import type { Component } from './component.ts';
import type { Reading } from './format.ts';
import { isHashList } from './hash-list.ts';

/**
 * What a file says, without the users and passwords of addresses that stand where no address belongs: in a
 * marker's literal, a `requires-python`, the name of a group. Every reading goes through here before anything of
 * it reaches a report; problems hide them themselves, and names and sources were made without
 * (`source-address`). What holds no address is given back as it is.
 */
export function redactedReading(reading: Reading): Reading {
  const { settings, requiresPython } = reading;
  return {
    ...reading,
    components: each(reading.components, redactedComponent),
    roots: redactedRoots(reading.roots),
    ...(requiresPython === undefined ? {} : { requiresPython: hidden(requiresPython) }),
    ...(settings === undefined ? {} : { settings: each(settings, redactedSetting) }),
  };
}

/** As {@link redactedReading}, of what a file tells an installer. */
export function redactedSetting(setting: ClientSetting): ClientSetting {
  const { value, name, projects } = setting;
  if (!(mayHide(value) || (name !== undefined && mayHide(name)) || projects?.some(mayHide))) return setting;
  return {
    ...setting,
    value: hidden(value),
    ...(name === undefined ? {} : { name: hidden(name) }),
    ...(projects === undefined ? {} : { projects: projects.map(hidden) }),
  };
}

/** The fields that hold text of the file as it stands and are no part of what tells components apart. */
const FREE_TEXTS = ['specifier', 'requiresPython', 'license', 'marker'] as const;
const FREE_LISTS = ['extras', 'groups', 'hashes', 'reasons'] as const;

function redactedComponent(component: Component): Component {
  if (!mayHideAnything(component)) return component;
  const redacted: { -readonly [Field in keyof Component]: Component[Field] } = { ...component };
  for (const field of FREE_TEXTS) {
    const text = component[field];
    if (text !== undefined) redacted[field] = hidden(text);
  }
  for (const field of FREE_LISTS) redacted[field] = component[field].map(hidden);
  if (component.purl !== undefined) redacted.purl = redactedPurl(component.purl);
  return redacted;
}

function mayHideAnything(component: Component): boolean {
  for (const field of FREE_TEXTS) if (mayHide(component[field])) return true;
  for (const field of FREE_LISTS) {
    const list = component[field];
    // Most of what is read is hashes, and those that were looked at once hold none.
    if (list.length > 0 && !isHashList(list) && list.some(mayHide)) return true;
  }
  return component.purl !== undefined && ENCODED.test(component.purl);
}

/** An address in a package URL is encoded; one that cannot be read as such is hidden as any text is. */
function redactedPurl(text: string): string {
  const parsed = parsePurl(text);
  if (!parsed.ok) return hidden(text);
  const { version, qualifiers, ...others } = parsed.value;
  return formatPurl({
    ...others,
    version: version === undefined ? undefined : hidden(version),
    qualifiers: new Map(Array.from(qualifiers, ([key, value]) => [key, hidden(value)])),
  });
}

/** How `://` may be written in a package URL. */
const ENCODED = /(?::|%3A)(?:\/|%2F){2}/i;

function redactedRoots(roots: Reading['roots']): Reading['roots'] {
  if (![...roots.keys()].some(mayHide)) return roots;
  const redacted = new Map<string, readonly NormalizedName[]>();
  // Two groups that differ in a password alone become one.
  for (const [group, names] of roots) {
    const shown = hidden(group);
    redacted.set(shown, [...new Set([...(redacted.get(shown) ?? []), ...names])]);
  }
  return redacted;
}

/** The same list where nothing in it changes. */
function each<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const changed = items.map(change);
  return changed.every((item, at) => item === items[at]) ? items : changed;
}

function mayHide(text: string | undefined): boolean {
  return text?.includes('://') === true;
}

function hidden(text: string): string {
  return mayHide(text) ? redactUrl(text) : text;
}
