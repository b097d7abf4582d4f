import { NameIndex } from '../../base/name-index.ts';
import { PackedTexts } from '../../base/packed-texts.ts';
import { picked, type Sequence } from '../../base/sequence.ts';
import { SqueezedTexts } from '../../base/squeezed-texts.ts';
import { type PackedFile, packFile, unpackFile } from '../../index/packed-files.ts';
import type { Basis, Decision, Reason, Verdict } from '../../policy/decide.ts';
import type { Waiver } from '../../policy/waiver.ts';
import type { Denial } from './answers.ts';
import { renewedFiles } from './renewed-files.ts';
import type { StandingFile, StandingFiles } from './standing.ts';

/** A file under a decision, as it is kept: what is undefined is null. */
type PackedStanding = readonly [
  file: PackedFile,
  /** By where it stands in a list of them. */
  upstream: number,
  version: string,
  sha256: string | null,
  isJudged: boolean,
  size: number | null,
  since: number,
  isOffered: boolean,
  id: string,
  verdict: Verdict,
  /** By where they stand in a list of them. */
  reasons: number,
  evidence: string,
  validUntil: number | null,
  denial: PackedDenial | null,
  /** By where their ids stand in a list, a blank between each two. */
  undetermined: number,
];

type PackedDenial = readonly [
  id: string,
  verdict: Denial['verdict'],
  rule: string,
  summary: string,
  scope: Denial['scope'],
  presentation: Denial['presentation'],
  until: number | null,
];

function packDenial({ id, verdict, rule, summary, scope, presentation, until }: Denial): PackedDenial {
  return [id, verdict, rule, summary, scope, presentation, until ?? null];
}

/** A reason as it is kept: its waiver, which a policy or a person's word holds anyway, by where it stands in a list. */
type PackedReason = readonly [reason: Omit<Reason, 'waiver'>, waiver: number | null];

/** A decision whose reasons are read when they are asked for: most who look at a file do not ask. */
class KeptDecision implements Decision {
  readonly id: string;
  readonly verdict: Verdict;
  readonly basis: Basis;
  readonly validUntil: number | null;
  readonly #reasons: () => readonly Reason[];

  constructor({ id, verdict, basis, validUntil }: Omit<Decision, 'reasons'>, reasons: () => readonly Reason[]) {
    this.id = id;
    this.verdict = verdict;
    this.basis = basis;
    this.validUntil = validUntil;
    this.#reasons = reasons;
  }

  get reasons(): readonly Reason[] {
    return this.#reasons();
  }
}

/** Most files are determined. */
const NONE: readonly string[] = [];

function idsOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? NONE : text.split(' ');
}

/** Numbers for few values that many share. */
class Shared<T> {
  readonly list: T[] = [];
  readonly #places = new Map<T, number>();

  place(value: T): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.list.length);
    return this.list.push(value) - 1;
  }

  /** Nothing is added any more. */
  close(): void {
    this.#places.clear();
  }
}

/**
 * The files of a project under their decisions: some 140 bytes each, beside the heap, where objects are thirty times as
 * much. A file is an object only as long as somebody looks at it.
 */
export class PackedStandings implements StandingFiles {
  readonly #nearest: (version: string) => string | undefined;
  readonly #policy: string;
  readonly #texts = new SqueezedTexts();
  readonly #names = new NameIndex();
  readonly #reasonTexts = new PackedTexts();
  readonly #reasonPlaces = new Map<string, number>();
  readonly #lastReasons: { list: readonly Reason[]; place: number } = { list: [], place: -1 };
  readonly #upstreams = new Shared<string>();
  readonly #waivers = new Shared<Waiver>();
  readonly #undetermined = new Shared<string>();
  readonly #denied: number[] = [];
  /**
   * The reasons that were read last, of one project: whoever goes through the files of a release, which share theirs,
   * looks at them several times for each.
   */
  static #lastRead: { readonly of: object; readonly place: number; readonly reasons: readonly Reason[] } | undefined;
  /** Stands for it there: what is no longer used is not kept for the reasons' sake. */
  readonly #self = {};
  /** What is asked for is mostly asked for again: its metadata, then the file, by one client after the other. */
  #asked: StandingFile | undefined;

  /** @param nearest the release nearest to a denied one, asked for once the last file is there */
  constructor(policy: string, nearest: (version: string) => string | undefined) {
    this.#policy = policy;
    this.#nearest = nearest;
  }

  get length(): number {
    return this.#texts.length;
  }

  /** Bytes that are held beside the heap. */
  get bytes(): number {
    return this.#texts.bytes + this.#names.bytes + this.#reasonTexts.bytes;
  }

  get denied(): Sequence<StandingFile> {
    return picked<StandingFile>(this, this.#denied);
  }

  /** Adds a file; each name once. */
  add(standing: StandingFile): void {
    const { file, decision, denial } = standing;
    const listed = file.hashes.get('sha256');
    const packed: PackedStanding = [
      packFile(file),
      this.#upstreams.place(standing.upstream),
      standing.version,
      // Mostly it is the one that is listed, and need not be kept twice.
      standing.sha256 === listed ? '' : standing.sha256,
      standing.isJudged,
      standing.size,
      standing.since,
      standing.isOffered,
      decision.id,
      decision.verdict,
      this.#placeOf(decision.reasons),
      decision.basis.evidence,
      decision.validUntil,
      denial === undefined ? null : packDenial(denial),
      this.#undetermined.place(standing.undetermined.join(' ')),
    ];
    this.#names.add(file.filename);
    const place = this.#texts.add(JSON.stringify(packed));
    if (denial !== undefined) this.#denied.push(place);
  }

  /** Nothing is added any more; before, nothing is found by its name. */
  close(): void {
    this.#texts.close();
    this.#reasonTexts.close();
    this.#reasonPlaces.clear();
    this.#lastReasons.list = [];
    this.#upstreams.close();
    this.#waivers.close();
    this.#undetermined.close();
    this.#names.close((place) => this.#filenameAt(place));
  }

  get(filename: string): StandingFile | undefined {
    if (this.#asked?.file.filename === filename) return this.#asked;
    const place = this.#names.find(filename, (at) => this.#filenameAt(at));
    if (place === undefined) return undefined;
    this.#asked = this.at(place);
    return this.#asked;
  }

  at(index: number): StandingFile | undefined {
    const packed = this.#packedAt(index);
    if (packed === undefined) return undefined;
    const [kept, upstream, version, sha256, isJudged, size, since, isOffered, id, verdict, reasons] = packed;
    const [evidence, validUntil, denial, undetermined] = [packed[11], packed[12], packed[13], packed[14]];
    const file = unpackFile(kept);
    const basis = { policy: this.#policy, evidence };
    return {
      file,
      upstream: this.#upstreams.list[upstream] ?? '',
      version,
      sha256: sha256 === '' ? (file.hashes.get('sha256') ?? null) : sha256,
      decision: new KeptDecision({ id, verdict, basis, validUntil }, () => this.#reasonsAt(reasons)),
      denial: denial === null ? undefined : this.#denialOf(denial, version),
      isJudged,
      size,
      since,
      isOffered,
      undetermined: idsOf(this.#undetermined.list[undetermined]),
    };
  }

  *[Symbol.iterator](): Iterator<StandingFile> {
    for (let at = 0; at < this.length; at++) {
      const file = this.at(at);
      if (file !== undefined) yield file;
    }
  }

  with(files: readonly StandingFile[]): StandingFiles | undefined {
    return renewedFiles(this, files);
  }

  #denialOf([id, verdict, rule, summary, scope, presentation, until]: PackedDenial, version: string): Denial {
    const nearest = this.#nearest(version);
    return {
      id,
      verdict,
      rule,
      scope,
      presentation,
      summary,
      ...(until === null ? {} : { until }),
      ...(nearest === undefined ? {} : { nearest }),
    };
  }

  #packedAt(index: number): PackedStanding | undefined {
    const text = this.#texts.at(index);
    return text === undefined ? undefined : JSON.parse(text);
  }

  #filenameAt(index: number): string | undefined {
    return this.#packedAt(index)?.[0][0];
  }

  #placeOf(reasons: readonly Reason[]): number {
    const { list, place } = this.#lastReasons;
    if (list.length === reasons.length && list.every((one, at) => one === reasons[at])) return place;
    const packed = reasons.map(
      ({ waiver, ...reason }): PackedReason => [reason, waiver === undefined ? null : this.#waivers.place(waiver)],
    );
    const text = JSON.stringify(packed);
    const found = this.#reasonPlaces.get(text) ?? this.#reasonTexts.add(text);
    this.#reasonPlaces.set(text, found);
    this.#lastReasons.list = reasons;
    this.#lastReasons.place = found;
    return found;
  }

  #reasonsAt(place: number): readonly Reason[] {
    const last = PackedStandings.#lastRead;
    if (last?.place === place && last.of === this.#self) return last.reasons;
    const packed: readonly PackedReason[] = JSON.parse(this.#reasonTexts.at(place) ?? '[]');
    const reasons = packed.map(([reason, at]) => {
      const waiver = at === null ? undefined : this.#waivers.list[at];
      return waiver === undefined ? reason : { ...reason, waiver };
    });
    PackedStandings.#lastRead = { of: this.#self, place, reasons };
    return reasons;
  }
}
