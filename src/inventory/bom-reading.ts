import type { NormalizedName } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type BomEntry, readBomEntry } from './bom-component.ts';
import type { Component } from './component.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import type { Reading, SourceFile } from './format.ts';
import { freeRoots } from './platform-entries.ts';

/** A bill of materials, in whatever format. */
export interface Bom {
  readonly entries: readonly BomEntry[];
  /** What each entry depends on, by refs. */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** What the document is about: the project itself, never a component. */
  readonly roots: ReadonlySet<string>;
  readonly problems: Problem[];
}

/** Ecosystems that are named; the rest are counted together. */
const MOST_NAMED = 8;

/** What a bill of materials says. What is not of Python is counted in one warning, and never judged. */
export function readBom(file: SourceFile, { entries, edges, roots, problems }: Bom): Reading {
  const byRef = new Map<string, Component>();
  const components: { readonly ref: string | undefined; readonly component: Component }[] = [];
  const others = new Map<string, number>();
  // Those that were no entries at all are problems already.
  const written = entries.length + problems.filter(({ code }) => code === 'lock-invalid').length;
  let own = 0;
  for (const entry of entries) {
    if (components.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(file.path));
      break;
    }
    if (entry.ref !== undefined && roots.has(entry.ref)) {
      own++;
      continue;
    }
    const item = readBomEntry(entry);
    if (item.kind === 'other') others.set(item.ecosystem, (others.get(item.ecosystem) ?? 0) + 1);
    else if (item.kind === 'invalid') problems.push(problem('lock-invalid', item.message, { at: entry.at }));
    else {
      components.push({ ref: entry.ref, component: item.component });
      if (entry.ref !== undefined) byRef.set(entry.ref, item.component);
    }
  }
  const listed = components.map(({ ref, component }) => ({ ...component, requires: namesOf(ref, edges, byRef) }));
  const counted = othersProblem(others, file);
  if (counted !== undefined) problems.push(counted);
  if (listed.length === 0 && others.size === 0 && written > own) {
    const message = `\`${file.path}\` lists ${written} entries, but none can be read`;
    problems.push(problem('lock-empty', message, { at: fileStart(file.path) }));
  }
  return { components: listed, roots: rootsOf(roots, edges, byRef, listed), problems };
}

function namesOf(
  ref: string | undefined,
  edges: Bom['edges'],
  byRef: ReadonlyMap<string, Component>,
): NormalizedName[] {
  const targets = ref === undefined ? [] : (edges.get(ref) ?? []);
  return [...new Set(targets.flatMap((target) => byRef.get(target)?.name ?? []))].sort();
}

/** What the document's subject depends on; where it does not say, what nothing else requires. */
function rootsOf(
  roots: ReadonlySet<string>,
  edges: Bom['edges'],
  byRef: ReadonlyMap<string, Component>,
  listed: readonly Component[],
): Reading['roots'] {
  const direct = [...new Set([...roots].flatMap((root) => namesOf(root, edges, byRef)))].sort();
  return direct.length > 0 ? new Map([['', direct]]) : freeRoots(listed);
}

function othersProblem(others: ReadonlyMap<string, number>, file: SourceFile): Problem | undefined {
  const counts = [...others].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (counts.length === 0) return undefined;
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const named = counts.slice(0, MOST_NAMED).map(([ecosystem, count]) => `${count} of \`${ecosystem.slice(0, 40)}\``);
  const rest = counts.length > MOST_NAMED ? [`${counts.length - MOST_NAMED} more ecosystems`] : [];
  const message = `${total} ${total === 1 ? 'component is' : 'components are'} not judged: ${[...named, ...rest].join(', ')}`;
  return problem('ecosystem-not-judged', message, { at: fileStart(file.path) });
}

/** `SHA-256`, `SHA256` and `SHA3-256` as components name algorithms; undefined for what is no digest. */
export function bomHash(algorithm: string | undefined, digest: string | undefined): string[] {
  if (algorithm === undefined || digest === undefined || !/^[0-9a-fA-F]{32,128}$/.test(digest)) return [];
  const name = algorithm
    .slice(0, 40)
    .toLowerCase()
    .replace(/^(sha|md)-?(\d+)$/, '$1$2');
  return /^[a-z0-9-]+$/.test(name) ? [`${name}:${digest.toLowerCase()}`] : [];
}
