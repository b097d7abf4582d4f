import { redactUrl } from '../base/secret.ts';
import { parseSpec, type Spec } from './spec.ts';

/** PyPI, as its address. */
export const PYPI_INDEX = 'https://pypi.org/simple';

/** A name, or names that begin alike, with the index that it belongs to. */
export interface IndexBinding {
  readonly spec: Spec;
  /** Its address, as {@link plainIndexUrl} writes it. */
  readonly index: string;
  /** Who binds it: each group has to be content. Empty for the project's own configuration. */
  readonly group: string;
}

/** What stands before the group; no configuration can write it: a binding has no blank behind its address. */
const MARK = ' ; ';

/**
 * A binding of a policy, kept apart from those of others. In one configuration a name may have several
 * indexes, of which one has to be right; but no configuration adds an index to those of a policy.
 */
export function bindingOf(text: string, group: string): string {
  return `${text}${MARK}${group}`;
}

/** Reads `NAME @ URL`, with or without the group of {@link bindingOf}; undefined for anything else. */
export function parseIndexBinding(text: string): IndexBinding | undefined {
  const mark = text.indexOf(MARK);
  const plain = mark < 0 ? text : text.slice(0, mark);
  const at = plain.indexOf(' @ ');
  const spec = parseSpec(plain.slice(0, Math.max(0, at)).trim());
  const url = plain.slice(at + 3).trim();
  if (at <= 0 || !spec.ok || spec.value.kind === 'sha256') return undefined;
  if (url !== 'pypi' && !/^https?:\/\/\S+$/.test(url)) return undefined;
  const index = plainIndexUrl(url === 'pypi' ? PYPI_INDEX : redactUrl(url));
  return { spec: spec.value, index, group: mark < 0 ? '' : text.slice(mark + MARK.length) };
}

/** Why a configuration may not write a binding so; undefined where it may. */
export function checkIndexBinding(text: string): string | undefined {
  const isBinding = !text.includes(MARK) && parseIndexBinding(text) !== undefined;
  return isBinding ? undefined : 'write `NAME @ URL` or `NAME-* @ URL`';
}

/** An address without the slashes at its end. */
export function plainIndexUrl(url: string): string {
  return url.replace(/\/{1,100}$/, '');
}
