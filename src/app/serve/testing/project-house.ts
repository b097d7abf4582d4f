import assert from 'node:assert/strict';
import { type NormalizedName, normalizeName, type ProjectFile } from '@rind/pypa';
import type { AdvisoryStore } from '../../../advisory/store.ts';
import type { Pin } from '../../../evidence/pins.sql.ts';
import type { Ruling } from '../../../evidence/ruling.ts';
import { gatewaySettings } from '../../../policy/gateway-policy.ts';
import { makePolicy, type RuleSettings } from '../../../policy/policy.ts';
import { RULES } from '../../../policy/registry.generated.ts';
import type { RememberedArtifact } from '../make-standing.ts';
import type { Listing } from '../ports.ts';
import { Projects, type ProjectsParts } from '../projects.ts';
import type { Standing } from '../standing.ts';
import { listed, TODAY } from './fake-files.ts';

export const DEMO: NormalizedName = normalizeName('demo');
export const MINUTE = 60_000;
export const DAY: number = 24 * 60 * MINUTE;

/** A gateway's memory and grounds, as values that a test changes. */
export class House {
  now = TODAY;
  files: readonly ProjectFile[] = [listed('demo-1.0-py3-none-any.whl')];
  listing: Exclude<Listing, { state: 'found' }> | undefined;
  rulings: Ruling[] = [];
  advisories = 0;
  /** What a second upstream lists that the first is merged with. */
  second: readonly ProjectFile[] | undefined;
  settings: RuleSettings = {};
  /** Versions that were served from here. */
  inUse: readonly string[] = [];
  lists = 0;
  /** What each listing was told that the asker has. */
  readonly has: string[] = [];
  /** When the index said it; now by default. */
  observedAt: number | undefined;
  inspections = 0;
  /** What was found in files, by their hash. */
  readonly looked = new Map<string, RememberedArtifact>();
  readonly pins = new Map<string, Pin>();
  readonly secondPins = new Map<string, Pin>();
  readonly sidecars = new Map<string, string>();
  /** Told while a listing is made. */
  meanwhile: () => Promise<void> | void = () => {};
  readonly projects: Projects;

  constructor(more: Partial<ProjectsParts> = {}) {
    this.projects = new Projects({
      ...more,
      lister: { list: (_view, name, has) => this.#list(name, has) },
      memory: {
        pins: async (upstream) => new Map(this.#pinsOf(upstream)),
        sidecars: async () => this.sidecars,
        pin: async (upstream, _project, files) => {
          for (const file of files)
            this.#pinsOf(upstream).set(file.filename, { ...file, firstSeen: this.now, gone: null, uploaded: null });
        },
        mark: async (upstream, filenames, gone) => {
          for (const name of filenames) {
            const pin = this.#pinsOf(upstream).get(name);
            if (pin !== undefined) this.#pinsOf(upstream).set(name, { ...pin, gone });
          }
        },
        date: async () => {},
        inspections: async (hashes) => {
          this.inspections++;
          return new Map([...this.looked].filter(([sha256]) => hashes.includes(sha256)));
        },
        inUse: async () => this.inUse,
      },
      grounds: {
        basis: (view) => ({
          policy: `${view} ${this.policy.digest}`,
          rulings: this.rulings.length,
          advisories: this.advisories,
        }),
        policy: () => this.policy,
        rulings: () => this.rulings,
        advisories: () => this.store,
        names: () => undefined,
      },
      pace: {
        async inSlices(work) {
          for (;;) {
            const step = work.next();
            if (step.done === true) return step.value;
          }
        },
      },
      now: () => this.now,
      made: async () => {},
    });
  }

  store: AdvisoryStore | undefined;

  #pinsOf(upstream: string): Map<string, Pin> {
    return upstream === 'second' ? this.secondPins : this.pins;
  }

  get policy() {
    return makePolicy(RULES, gatewaySettings(this.settings), [], []);
  }

  deny(spec: string): void {
    const made = this.now;
    this.rulings = [
      ...this.rulings,
      { id: `r${this.rulings.length}`, word: 'deny', spec, reason: 'why', owner: 'me', made, expires: null },
    ];
  }

  async ask(view = ''): Promise<Standing> {
    const standing = await this.projects.standing(view, DEMO);
    assert.equal(standing.state, 'found');
    if (standing.state !== 'found') throw new Error('no standing');
    return standing;
  }

  async #list(name: NormalizedName, has: ReadonlyMap<string, string>): Promise<Listing> {
    this.lists++;
    this.has.push([...has].map(([from, digest]) => `${from} ${digest}`).join());
    await this.meanwhile();
    if (this.listing !== undefined) return this.listing;
    const upstream = { name: 'up', url: 'https://up.example/simple/', mirrors: 'pypi' as const };
    const page = {
      apiVersion: { major: 1, minor: 4 },
      name,
      versions: undefined,
      status: { marker: 'active' as const, reason: undefined },
      namespaces: undefined,
      alternateLocations: [],
      tracks: [],
      baseUrl: undefined,
      files: this.files,
    };
    const digest = JSON.stringify(this.files.map(({ filename, hashes }) => [filename, ...hashes]));
    const observedAt = this.observedAt ?? this.now;
    if (this.second === undefined && has.get('up') === digest) return { state: 'same', observedAt };
    const first = { upstream, page, digest, observedAt };
    if (this.second === undefined) return { state: 'found', pages: [first] };
    const other = {
      upstream: { ...upstream, name: 'second' },
      page: { ...page, files: this.second },
      digest: 'second',
    };
    return { state: 'found', pages: [first, { ...first, ...other }] };
  }
}
