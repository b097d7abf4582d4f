import { parseRequirement, parseVersion, type Requirement } from '@rind/pypa';
import { fileStart, type Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { parsePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { TextDocument } from '../base/text/document.ts';
import type { JsonValue } from '../base/text/json.ts';
import { LineIndex } from '../base/text/position.ts';

/** What a VEX document says of one flaw in one PyPI project: that it does no harm, or is fixed there. */
export interface VexStatement {
  /** Ids of the flaw, aliases included. */
  readonly ids: readonly string[];
  /** The release, or all of them where none is named. */
  readonly component: Requirement;
  readonly status: 'not_affected' | 'fixed';
  /** Justification and impact, as far as given. */
  readonly reason: string;
  readonly author: string;
  readonly at: Location;
}

/** What a document says; statements of another status change nothing, and are left out. */
export interface VexReading {
  /** `OpenVEX`, `CSAF`, `CycloneDX`. */
  readonly format: string;
  readonly statements: readonly VexStatement[];
  readonly problems: readonly Problem[];
}

/** More statements than any document about one's own products has; what comes after is not read. */
const MAX_STATEMENTS = 50_000;

/** Gathers the statements of one document, with their places. */
export class VexReader {
  readonly format: string;
  readonly #statements: VexStatement[] = [];
  readonly #problems: Problem[] = [];
  readonly #path: string;
  readonly #document: TextDocument<JsonValue>;
  readonly #lines: LineIndex;
  /** Statements that name no project of PyPI, and where the first of them stands. */
  #idle = 0;
  #firstIdle: Location | undefined;

  constructor(format: string, path: string, document: TextDocument<JsonValue>) {
    this.format = format;
    this.#path = path;
    this.#document = document;
    this.#lines = new LineIndex(document.text);
  }

  at(path: readonly (string | number)[]): Location {
    const span = this.#document.spanAt(path);
    return span === undefined ? fileStart(this.#path) : { path: this.#path, ...this.#lines.positionAt(span.start) };
  }

  /** Adds a statement for each product that is a PyPI project. One with no such product covers nothing, which is said. */
  add(
    { ids, status, reason, author, at }: Omit<VexStatement, 'component'>,
    products: Iterable<string | undefined>,
  ): void {
    let isOurs = false;
    for (const product of products) {
      const component = product === undefined ? undefined : componentOf(product);
      if (component === undefined || ids.length === 0) continue;
      isOurs = true;
      if (this.#statements.length >= MAX_STATEMENTS) {
        if (this.#problems.length === 0) this.refuse(`there are more than ${MAX_STATEMENTS} statements`, []);
        return;
      }
      this.#statements.push({ ids, component, status, reason: redactUrl(reason).slice(0, 500), author, at });
    }
    if (isOurs) return;
    this.#idle++;
    this.#firstIdle ??= at;
  }

  refuse(what: string, path: readonly (string | number)[]): void {
    const message = `a statement of \`${this.#path}\` is not taken over: ${what}`;
    this.#problems.push(problem('ignore-unsupported', message, { at: this.at(path) }));
  }

  finish(): VexReading {
    const problems = this.#idle === 0 ? this.#problems : [...this.#problems, this.#unmatched()];
    return { format: this.format, statements: this.#statements, problems };
  }

  #unmatched(): Problem {
    const count =
      this.#idle === 1 ? '1 statement covers nothing: it names' : `${this.#idle} statements cover nothing: they name`;
    const message = `in \`${this.#path}\`, ${count} no project of PyPI`;
    return problem('waiver-unused', message, {
      ...(this.#firstIdle === undefined ? {} : { at: this.#firstIdle }),
      hint: 'name products by package URL, `pkg:pypi/NAME@VERSION`, and flaws by id',
    });
  }
}

function componentOf(text: string): Requirement | undefined {
  const purl = parsePurl(text.slice(0, 1000));
  if (!purl.ok || purl.value.type !== 'pypi') return undefined;
  const { name, version, qualifiers, subpath } = purl.value;
  // What speaks of one file, of another index's release or of a part of it must not cover the release whole.
  if (qualifiers.size > 0 || subpath !== undefined) return undefined;
  if (version !== undefined && !parseVersion(version).ok) return undefined;
  const parsed = parseRequirement(version === undefined ? name : `${name}==${version}`);
  return parsed.ok ? parsed.value : undefined;
}

/** An own member of an object. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The items of a list; none of anything else. */
export function items(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text; empty for anything else. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The texts that are not empty, joined as sentences. */
export function sentence(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(': ');
}
