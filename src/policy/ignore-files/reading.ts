import { isValidName, parseRequirement, parseVersion, type Requirement } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { parsePurl } from '../../base/purl.ts';
import { redactUrl } from '../../base/secret.ts';
import type { TextDocument, TextLimits, TextProblem } from '../../base/text/document.ts';
import { LineIndex } from '../../base/text/position.ts';
import type { Waiver } from '../waiver.ts';

/** An ignore file of another tool, as text. */
export interface IgnoreFile {
  /** Relative to the repository root. */
  readonly path: string;
  readonly text: string;
}

/** What an ignore file says, in our terms. */
export interface IgnoreReading {
  readonly waivers: readonly Waiver[];
  /** Entries that cannot be taken over: they would cover more than they were written for. */
  readonly problems: readonly Problem[];
}

/** Much larger than any that people write: more is not read. */
const IGNORE_LIMITS: Partial<TextLimits> = { maxBytes: 4 * 1024 * 1024, maxDepth: 50, maxValues: 100_000 };

/** What an entry of an ignore file says. */
interface Ignored {
  readonly ids: readonly string[];
  readonly component: Requirement | null;
  readonly reason: string;
  /** Epoch milliseconds; undefined where no day is given. */
  readonly expires: { readonly instant: number; readonly text: string } | undefined;
  readonly untilFixed?: boolean;
}

/** Gathers the waivers and problems of one file, with their places. */
export class IgnoreReader {
  readonly waivers: Waiver[] = [];
  readonly problems: Problem[] = [];
  readonly #tool: string;
  readonly #file: IgnoreFile;
  readonly #lines: LineIndex;

  constructor(tool: string, file: IgnoreFile) {
    this.#tool = tool;
    this.#file = file;
    this.#lines = new LineIndex(file.text);
  }

  at(offset: number): Location {
    return { path: this.#file.path, ...this.#lines.positionAt(offset) };
  }

  waive({ ids, component, reason, expires, untilFixed = false }: Ignored, offset: number): void {
    this.waivers.push({
      ids,
      component,
      reason: redactUrl(reason).slice(0, 500),
      owner: '',
      expires: expires?.instant ?? Number.POSITIVE_INFINITY,
      expiresText: expires?.text.slice(0, 40) ?? '',
      untilFixed,
      origin: { at: this.at(offset), tool: this.#tool },
    });
  }

  /** An entry whose conditions cannot be kept is not taken over. */
  refuse(what: string, offset: number): void {
    const message = `an entry of \`${this.#file.path}\` is not taken over: ${what}`;
    const hint = 'write it as a waiver, with `rind waive`';
    this.problems.push(problem('ignore-unsupported', message, { at: this.at(offset), hint }));
  }

  /** The document, or nothing where the text is none. */
  open<V>(
    parse: (
      text: string,
      limits: Partial<TextLimits>,
    ) => { ok: true; value: TextDocument<V> } | { ok: false; error: TextProblem },
  ): TextDocument<V> | undefined {
    const parsed = parse(this.#file.text, IGNORE_LIMITS);
    if (parsed.ok) return parsed.value;
    const { message, offset } = parsed.error;
    this.problems.push(
      problem('text-invalid', `\`${this.#file.path}\` cannot be read: ${message}`, { at: this.at(offset) }),
    );
    return undefined;
  }

  finish(): IgnoreReading {
    return { waivers: this.waivers, problems: this.problems };
  }
}

/** The ids of advisories; ignore files name other things, too: rules about secrets, containers, code. */
export function isAdvisoryId(text: string): boolean {
  return /^(?:CVE|GHSA|PYSEC|OSV|MAL|PSF|GSD|TEMP|RUSTSEC|GO|SNYK)-[A-Za-z0-9_.-]{1,80}$/.test(text);
}

/** A project, at one version where one is given; undefined for what is no project's name or version. */
export function componentOf(name: string, version: string | undefined): Requirement | undefined {
  if (version !== undefined && !parseVersion(version).ok) return undefined;
  const parsed = parseRequirement(version === undefined ? name : `${name}==${version}`);
  if (!parsed.ok || !isValidName(name)) return undefined;
  return parsed.value;
}

/** The project that a package URL names; undefined for another kind of package. */
export function componentOfPurl(text: string): Requirement | undefined {
  const purl = parsePurl(text.slice(0, 1000));
  return purl.ok && purl.value.type === 'pypi' ? componentOf(purl.value.name, purl.value.version) : undefined;
}

/** The member of a table or mapping, own ones only. */
export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The items of a list; none of anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
