import { contains, formatVersion } from '@rind/pypa';
import { didYouMean } from '../../base/did-you-mean.ts';
import { formatInstant } from '../../base/instant.ts';
import type { RulingBody } from '../../contract/http-bodies.ts';
import { isSlip } from '../../evidence/edit-distance.ts';
import type { StoredRuling } from '../../evidence/rulings.sql.ts';
import { readDistributionName } from '../../index/distribution.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { parseSpec, type Spec } from '../../policy/spec.ts';
import type { Asker } from './ask.ts';
import type { DeskAnswer, DeskAsk } from './desk.ts';
import type { Acts } from './desk-acts.ts';
import { endIn, invalid, listed, wrongEnd } from './desk-list.ts';
import { meantSpec } from './meant-spec.ts';
import type { WhyAnswer } from './why.ts';

/** What the desk's part for rulings works with. */
export interface RulingDeskParts {
  readonly acts: Acts;
  readonly rulings: {
    all(): Promise<readonly StoredRuling[]>;
    add(ruling: StoredRuling): Promise<number>;
    remove(id: string, now: number): Promise<number | undefined>;
  };
  /** The files of a project that were ever seen here, with their hash where it is known. */
  filesOf(project: string): Promise<readonly { readonly filename: string; readonly sha256: string | null }[]>;
  /** Lets the gateway look at a project, where this process is one: what was never asked for has no files yet. */
  glance(view: string, project: string): Promise<void>;
  /** Views that there are; undefined where no gateway has said so yet. */
  views(): Promise<readonly string[] | undefined>;
  /** What was kept of a decision. */
  why(id: string): Promise<{ readonly body: string } | undefined>;
  /** Names that were asked for or uploaded here. */
  names(): Promise<readonly string[]>;
  now(): number;
}

/** Standing words of people: said, listed, taken back. */
export class RulingDesk {
  readonly #parts: RulingDeskParts;

  constructor(parts: RulingDeskParts) {
    this.#parts = parts;
  }

  async list(ask: DeskAsk): Promise<DeskAnswer> {
    const view = ask.parameters.get('view');
    const all = await this.#parts.rulings.all();
    const asked = view === undefined ? all : all.filter((one) => one.view === null || one.view === view);
    return listed(ask, 'rulings', asked, (ruling) => rulingValue(ruling, this.#parts.now()));
  }

  async add(said: RulingBody, asker: Asker): Promise<DeskAnswer> {
    const { now, views } = this.#parts;
    const text = said.spec.trim();
    const spec = parseSpec(text);
    // A digest alone could be the name of a project, and would silently be about nothing.
    if (isDigest(text))
      return invalid(`a digest is written with what it is; did you mean \`sha256:${text.toLowerCase()}\`?`);
    if (!spec.ok) {
      const meant = meantSpec(text);
      const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
      return invalid(`\`${text.slice(0, 100)}\` names nothing: ${spec.error}${hint}`);
    }
    const expires = said.expires === undefined ? null : endIn(said.expires, now());
    if (expires === undefined) return wrongEnd(said.expires ?? '');
    const notes: string[] = [];
    if (said.view !== undefined) {
      const known = await views();
      if (known === undefined) notes.push('no gateway has run on this data yet: the view could not be checked');
      else if (!known.includes(said.view)) {
        const near = didYouMean(said.view, known);
        const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
        return invalid(`there is no view \`${said.view.slice(0, 100)}\`${hint}`);
      }
    }
    const lifts = said.for === undefined ? undefined : await this.#named(said.for, said.verdict);
    if (typeof lifts === 'string') return invalid(lifts);
    const seen = said.verdict === 'allow' && isExact(spec.value) ? await this.#seen(spec.value, said.view) : undefined;
    if (seen?.length === 0)
      return invalid(
        `no file of \`${text.slice(0, 100)}\` was seen here, so there is nothing that it could allow: ask for the project's page through the gateway first, or allow its \`sha256:HEX\``,
      );
    notes.push(...(await this.#slips(spec.value)));
    const made: StoredRuling = {
      id: this.#parts.acts.newId(),
      word: said.verdict,
      spec: text,
      view: said.view ?? null,
      reason: said.reason,
      owner: asker.principal,
      made: now(),
      expires,
      ...(seen === undefined ? {} : { seen }),
      ...(lifts === undefined ? {} : { lifts }),
    };
    return await this.keep(made, asker, said.wait === true, notes);
  }

  /** Writes a ruling down, and makes it hold. */
  async keep(made: StoredRuling, asker: Asker, wait: boolean, notes: readonly string[] = []): Promise<DeskAnswer> {
    const { id, word, spec, view, reason, expires, seen, lifts } = made;
    const facts = { event: 'ruling', ruling: id, word, spec, view, reason, expires, seen, lifts };
    const { acts, rulings } = this.#parts;
    const epoch = await acts.do(asker, facts, () => rulings.add(made));
    return await acts.changed(id, epoch, wait, notes.length === 0 ? {} : { notes });
  }

  async remove(id: string, wait: boolean, asker: Asker): Promise<DeskAnswer> {
    const { acts, rulings, now } = this.#parts;
    const found = (await rulings.all()).find((one) => one.id === id);
    const none = { answer: 'absent', why: 'there is no ruling of that id' } as const;
    if (found === undefined) return none;
    const { word, spec, view } = found;
    const facts = { event: 'ruling-removed', ruling: id, word, spec, view };
    const epoch = await acts.do(asker, facts, () => rulings.remove(id, now()));
    return epoch === undefined ? none : await acts.changed(id, epoch, wait);
  }

  /** Lower-case hex of the files of one release that are known: an allow is for these. */
  async #seen(spec: Extract<Spec, { readonly kind: 'name' }>, view: string | undefined): Promise<readonly string[]> {
    const { filesOf, glance } = this.#parts;
    await glance(view ?? '', spec.name);
    const hashes = (await filesOf(spec.name)).flatMap(({ filename, sha256 }) => {
      const read = readDistributionName(filename);
      const isOf =
        read?.name === spec.name && contains(spec.specifiers, formatVersion(read.version), { preReleases: true });
      return isOf && sha256 !== null ? [sha256] : [];
    });
    return [...new Set(hashes)].sort();
  }

  /** Ids of what an allow is for: of a decision all that was found. Why not, where something of it is none. */
  async #named(ids: readonly string[], verdict: RulingBody['verdict']): Promise<readonly string[] | string> {
    if (verdict !== 'allow') return '`for` says what an `allow` lifts: a denial or a hold lifts nothing';
    const lifts = new Set<string>();
    for (const id of ids) {
      const kept = /^[0-9a-f]{16}$/.test(id) ? await this.#parts.why(id) : undefined;
      const why: WhyAnswer | undefined = kept === undefined ? undefined : JSON.parse(kept.body);
      const named = why?.found ?? (isRule(id) || ADVISORY.test(id) ? [id] : []);
      const readable = named.filter((one) => /^\S+$/.test(one));
      if (readable.length === 0)
        return `\`${id.slice(0, 100)}\` is no advisory, no rule and no decision that was kept here: \`/why/ID\` names them`;
      for (const one of readable) lifts.add(one);
    }
    return [...lifts].sort();
  }

  /** What may have been mistyped. It is done all the same: who denies a name that only looks like another means it. */
  async #slips(spec: Spec): Promise<readonly string[]> {
    if (spec.kind !== 'name') return [];
    const names = await this.#parts.names();
    if (names.includes(spec.name)) return [];
    const near = names.find((name) => isSlip(name, spec.name));
    return near === undefined
      ? []
      : [`nothing called \`${spec.name}\` was asked for here yet; if you meant \`${near}\`, remove this one`];
  }
}

/** Ids as databases of advisories write them. Source: OSV schema, "id". */
const ADVISORY = /^[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9.:]+)+$/;

function isRule(id: string): boolean {
  return RULES.some((rule) => rule.id === id);
}

function isDigest(text: string): boolean {
  return /^[0-9A-Fa-f]{64}$/.test(text);
}

function isExact(spec: Spec): spec is Extract<Spec, { readonly kind: 'name' }> {
  if (spec.kind !== 'name') return false;
  const [only, ...others] = spec.specifiers.specifiers;
  return (only?.operator === '==' || only?.operator === '===') && !only.wildcard && others.length === 0;
}

function rulingValue(
  { id, word, spec, view, reason, owner, made, expires, seen, lifts }: StoredRuling,
  now: number,
): object {
  return {
    id,
    verdict: word,
    spec,
    view,
    reason,
    owner,
    made: formatInstant(made),
    expires: expires === null ? null : formatInstant(expires),
    expired: expires !== null && expires <= now,
    ...(seen === undefined ? {} : { seen }),
    ...(lifts === undefined ? {} : { lifts }),
  };
}
