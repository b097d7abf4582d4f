import path from 'node:path';
import { err, normalizeName, ok, type Result } from '@rind/pypa';
import type { SourceState } from '../advisory/source-state.sql.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { Machine } from './machine.ts';
import { isRind, type RindPlace, rindPlace, storedRind } from './rind-place.ts';

/** An address that is the same for everybody: no name of a project is sent there. */
export interface BulkPlace {
  readonly url: string;
  /** Somebody who may decide it named the address. */
  readonly trusted: boolean;
  /** Whether a list of what changed may lie beside it. */
  readonly listed: boolean;
}

/** A service that answers about single projects. */
export interface NamedPlace {
  readonly api: 'osv' | 'pypi';
  readonly url: string;
  /** The address with its kind before it, as it is kept and shown. */
  readonly origin: string;
}

/** A source, and where it comes from. */
export interface WantedSource {
  readonly name: string;
  readonly kind: SourceState['kind'];
  readonly from: BulkPlace | NamedPlace | RindPlace | { readonly file: string };
}

/** Which sources somebody asks for. */
export interface SourceChoice {
  /** A path or an address; absent for the sources that are known. */
  readonly from?: string;
  /** The source's name. */
  readonly source?: string;
  /** The public key of another Rind, or a file of such keys. */
  readonly key?: string;
}

interface Endpoint {
  readonly kind: SourceState['kind'];
  readonly url: string;
  readonly listed: boolean;
  /** The variable by which whoever runs Rind names another place, a mirror. */
  readonly variable: string;
}

/**
 * The public places of the sources that `rind sync` knows. CPython's advisories name no project of PyPI, so that
 * OSV's file of PyPI does not have them, and its bucket has them among a hundred thousand others: they come from
 * the repository in which the Python Software Foundation keeps them, packed.
 */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  [
    'osv',
    {
      kind: 'osv',
      url: 'https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip',
      listed: true,
      variable: 'RIND_OSV_URL',
    },
  ],
  [
    'psf',
    {
      kind: 'osv',
      url: 'https://github.com/psf/advisory-database/archive/refs/heads/main.zip',
      listed: false,
      variable: 'RIND_PSF_URL',
    },
  ],
  [
    'epss',
    {
      kind: 'epss',
      url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
      listed: false,
      variable: 'RIND_EPSS_URL',
    },
  ],
  [
    'kev',
    {
      kind: 'kev',
      url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
      listed: false,
      variable: 'RIND_KEV_URL',
    },
  ],
]);

/**
 * The sources that are meant: what is named, or all that are known. Sources that are asked by name must be named.
 *
 * @param declared another Rind that stands for the public places: those are not asked then
 */
export function wantedSources(
  machine: Machine,
  choice: SourceChoice,
  states: readonly SourceState[],
  declared?: RindPlace,
): Result<WantedSource[], Problem> {
  if (choice.key !== undefined && (choice.from === undefined || !isRind(choice.from)))
    return err(
      problem('sync-unsupported', '`--key` says what another Rind signs with, and none is meant', {
        hint: 'name it with `--from rind+https://HOST`',
      }),
    );
  if (choice.from !== undefined && isRind(choice.from)) {
    const source = choice.source === undefined ? {} : { source: normalizeName(choice.source) };
    const place = rindPlace(machine, { ...choice, from: choice.from, ...source }, states);
    return place.ok ? ok([{ name: source.source ?? 'rind', kind: 'osv', from: place.value }]) : place;
  }
  if (choice.from !== undefined) {
    const wanted = fromGiven(machine, choice.from, choice.source);
    return wanted.ok ? ok([wanted.value]) : wanted;
  }
  if (choice.source === undefined) {
    const others = states
      .filter(({ name }) => !ENDPOINTS.has(name))
      .flatMap((state) => fromStored(state, states) ?? []);
    const all = [...[...ENDPOINTS.keys()].flatMap((name) => fromEndpoint(name, machine, states) ?? []), ...others];
    if (declared === undefined) return ok(all);
    return ok([{ name: 'rind', kind: 'osv', from: declared }, ...all.filter(({ from }) => !isPublic(from))]);
  }
  const name = normalizeName(choice.source);
  const known = states.find((state) => state.name === name);
  const wanted = fromEndpoint(name, machine, states) ?? (known === undefined ? undefined : fromStored(known, states));
  if (declared !== undefined && known?.byName !== true && (wanted === undefined || isStoodFor(wanted.from, declared)))
    return ok([{ name, kind: 'osv', from: { ...declared, names: [name] } }]);
  if (wanted !== undefined) return ok([wanted]);
  if (known?.byName === true) return err(asksByName(known.origin.url ?? '', name));
  return err(
    problem('advisory-source-missing', `nobody said where \`${name}\` comes from`, {
      hint: 'name a path or an address with `--from`',
    }),
  );
}

/** Whether nobody but Rind itself named a place. */
function isPublic(from: WantedSource['from']): boolean {
  return 'trusted' in from && !from.trusted;
}

/** Whether a declared Rind is asked instead of a place, or is that place. */
function isStoodFor(from: WantedSource['from'], { rind }: RindPlace): boolean {
  return isPublic(from) || ('rind' in from && from.rind === rind);
}

/** What is said where a source would have to be told names, and nobody said which. */
export function asksByName(origin: string, name?: string): Problem {
  const again = name === undefined ? '' : ` --source ${name}`;
  const shown = redactUrl(origin).slice(0, 100);
  return problem('sync-unsupported', `\`${shown}\` answers about single projects, and nobody said which`, {
    hint: `name them with \`rind sync --from ${shown}${again} --for PATH\`: what PATH takes from PyPI is asked about, and nothing else leaves this machine; or use OSV's bulk file (\`rind sync\`), which is the same for everybody`,
  });
}

/** What is said of an address that nobody may ask now. */
export function isOffline(url: string): Problem {
  return problem('url-refused', `\`${redactUrl(url).slice(0, 200)}\` is not asked: \`--offline\` was given`);
}

function fromGiven(machine: Machine, from: string, source: string | undefined): Result<WantedSource, Problem> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(from)?.[1]?.toLowerCase();
  const [, api, transport] = /^(osv|pypi)\+(https?)$/.exec(scheme ?? '') ?? [];
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http' && api === undefined)
    return err(unsupported(scheme, from));
  const url = api === undefined ? from : `${transport}${from.slice(from.indexOf('://'))}`;
  const last =
    scheme === undefined
      ? path.basename(path.resolve(machine.cwd, from))
      : api === undefined
        ? lastSegment(from)
        : hostOf(url);
  const name = normalizeName(source ?? last.replace(/\.(?:zip|json|csv|csv\.gz)$/, ''));
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(name)) {
    return err(
      problem('advisory-source-missing', `\`${name.slice(0, 100)}\` cannot name a source`, {
        hint: 'name it with `--source NAME`: letters, digits and dashes',
      }),
    );
  }
  if (api === 'osv' || api === 'pypi') {
    if (ENDPOINTS.has(name))
      return err(
        problem('sync-unsupported', `\`${name}\` is the name of a source that is the same for everybody`, {
          hint: 'name this one otherwise, with `--source NAME`',
        }),
      );
    return ok({ name, kind: 'osv', from: { api, url, origin: `${api}+${redactUrl(url)}` } });
  }
  const kind = kindOf(name);
  if (scheme === undefined) return ok({ name, kind, from: { file: path.resolve(machine.cwd, from) } });
  return ok({ name, kind, from: { url: from, trusted: true, listed: kind === 'osv' } });
}

/** The feeds have names of their own; every other source has records. */
function kindOf(name: string): SourceState['kind'] {
  return name === 'epss' || name === 'kev' ? name : 'osv';
}

function lastSegment(url: string): string {
  return URL.canParse(url) ? (new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '') : '';
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/[[\]:]+/g, '-').replaceAll(/^-|-$/g, '') : '';
}

/** What is not done yet is refused by name, so that nothing else is taken for it. */
function unsupported(scheme: string, from: string): Problem {
  const why = `\`${scheme}\` is no kind of source that Rind knows`;
  return problem('sync-unsupported', `\`${redactUrl(from).slice(0, 100)}\` cannot be loaded from: ${why}`, {
    hint: "use OSV's bulk file (`rind sync`), or a folder or zip of OSV records with `--from`",
  });
}

function fromEndpoint(name: string, { variables }: Machine, states: readonly SourceState[]): WantedSource | undefined {
  const endpoint = ENDPOINTS.get(name);
  if (endpoint === undefined) return undefined;
  const { kind, url, variable, listed } = endpoint;
  const mirror = variables[variable];
  if (mirror !== undefined && mirror !== '') return { name, kind, from: { url: mirror, trusted: true, listed } };
  // A source that was loaded from elsewhere under this name stays with that place.
  const stored = states.find((state) => state.name === name);
  const elsewhere = stored === undefined ? undefined : fromStored(stored, states);
  return elsewhere ?? { name, kind, from: { url, trusted: false, listed } };
}

/**
 * Who named the address once, on a command line, still means it. One with hidden credentials must be named again,
 * and so must one that names are sent to: each time anew.
 */
function fromStored(state: SourceState, states: readonly SourceState[]): WantedSource | undefined {
  const { name, kind, origin, byName } = state;
  const { url } = origin;
  const rind = storedRind(state, states);
  if (rind !== undefined) return { name, kind, from: rind };
  if (url === undefined || byName || url.includes('***@')) return undefined;
  const known = [...ENDPOINTS.values()].find((endpoint) => endpoint.url === url);
  return { name, kind, from: { url, trusted: known === undefined, listed: known?.listed ?? kind === 'osv' } };
}
