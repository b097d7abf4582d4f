import { err, type NormalizedName, normalizeName, ok, type Result } from '@rind/pypa';
import { openStored } from '../advisory/open-stored.fs.ts';
import type { DatedPolicy, ReplayGrounds } from '../app/replay/replay.ts';
import { firstRefusal, replayAt } from '../app/replay/replay.ts';
import type { PinnedFile } from '../app/serve/make-offer.ts';
import { type Problem, problem } from '../base/problem.ts';
import { DEFAULT_CONFIG } from '../config/config.ts';
import { parseFilename } from '../evidence/offered-file.ts';
import { dataFolder } from '../platform/data-folder.ts';
import type { Decision } from '../policy/decide.ts';
import { gatewaySettings } from '../policy/gateway-policy.ts';
import { readPolicy } from '../policy/policy-text.ts';
import { coversSubject, parseSpec, type Spec } from '../policy/spec.ts';
import { artifactOf } from './gateway-blobs.ts';
import { gatewayPlace, type PlaceRequest } from './gateway-place.ts';
import { type GatewayState, openState } from './gateway-state.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { policyFor } from './policy.ts';

/** What is asked of the past. Instants are epoch milliseconds. */
export interface ReplayRequest extends PlaceRequest {
  /** `NAME` or `NAME==V`, or a range of it. */
  readonly spec: string;
  readonly view: string;
  readonly at?: number;
  readonly from?: number;
  readonly to?: number;
  /** A policy to decide by instead of those that held. */
  readonly policy?: string;
  /** Where synchronised advisories are. */
  readonly dataDir?: string;
}

/** A file as it would have been decided. */
export interface ReplayedFile {
  readonly filename: string;
  readonly verdict: Decision['verdict'];
  readonly reasons: readonly { readonly rule: string; readonly message: string }[];
}

/** What the past would have said. */
export interface Replayed {
  /** The instant that it is about: the one asked for, or the first refusal's; null where there was none. */
  readonly at: number | null;
  readonly files: readonly ReplayedFile[];
  /** What is not known of then. */
  readonly unknown: readonly string[];
  /** Whether an answer could be given. */
  readonly told: boolean;
}

const LIMITS: readonly string[] = [
  'advisories count from when they were published, with what they say today: edits are not kept, and withdrawn ones are not there any more',
  'upload times, yanks and statuses of then are not kept: files count from when this gateway saw them first',
  'files that this gateway never saw are not known',
];

/** Decides again what would have been decided. Problem: `requirement-invalid`, `gateway-missing`, `file-unreadable`. */
export async function runReplay(machine: Machine, request: ReplayRequest): Promise<Result<Replayed, Problem>> {
  const spec = parseSpec(request.spec);
  if (!spec.ok || spec.value.kind !== 'name')
    return err(
      problem('requirement-invalid', `\`${request.spec.slice(0, 100)}\` names no project`, {
        hint: 'write NAME, NAME==V or NAME>=1,<2',
      }),
    );
  const folder = await gatewayPlace(machine, request);
  if (!folder.ok) return folder;
  const state = await openState(folder.value, machine.now());
  try {
    const policies = await policiesOf(machine, state, request);
    if (!policies.ok) return policies;
    const grounds = await groundsOf(machine, state, normalizeName(spec.value.name), policies.value, request);
    return grounds.ok ? ok(answer(grounds.value, spec.value, request)) : grounds;
  } finally {
    await state.db.close();
  }
}

function answer(grounds: ReplayGrounds, spec: Spec, { at, from, to }: ReplayRequest): Replayed {
  const isMeant = (filename: string): boolean => isOf(spec, filename, grounds.name);
  const unknown = [
    ...LIMITS,
    ...(grounds.advisories === undefined ? ['there are no advisories: run `rind sync`'] : []),
  ];
  if (at === undefined) {
    const first = firstRefusal(grounds, isMeant, { from: from ?? 0, to: to ?? 0 });
    if (first === 'too-many')
      return { at: null, files: [], unknown: [...unknown, 'too much happened in that span'], told: false };
    const files = first === undefined ? [] : [shown(first.filename, first.decision)];
    return { at: first?.at ?? null, files, unknown, told: grounds.policies.length > 0 };
  }
  const decided = replayAt(grounds, at);
  const files = [...(decided ?? [])].filter(([filename]) => isMeant(filename));
  const missing =
    decided === undefined
      ? ['no policy of then is kept: name one with `--policy`']
      : files.length === 0
        ? ['this gateway had seen no such file by then']
        : [];
  return {
    at,
    files: files.map(([name, decision]) => shown(name, decision)),
    unknown: [...missing, ...unknown],
    told: files.length > 0,
  };
}

function shown(filename: string, { verdict, reasons }: Decision): ReplayedFile {
  const counting = reasons.filter(
    ({ outcome, waiver }) => waiver === undefined && (outcome.outcome === 'fail' || outcome.outcome === 'unknown'),
  );
  return {
    filename,
    verdict,
    reasons: counting.map(({ rule, outcome }) => ({ rule, message: 'message' in outcome ? outcome.message : '' })),
  };
}

function isOf(spec: Spec, filename: string, name: NormalizedName): boolean {
  const parsed = parseFilename(filename);
  if (parsed.kind === 'unreadable') return false;
  const subject = {
    level: 'release',
    id: '',
    name,
    version: parsed.version,
    origin: { kind: 'index' },
    hashes: [],
  } as const;
  return coversSubject(spec, subject, undefined, 'some') === 'yes';
}

async function policiesOf(
  machine: Machine,
  { policies }: GatewayState,
  { policy, view }: ReplayRequest,
): Promise<Result<readonly DatedPolicy[], Problem>> {
  if (policy !== undefined) {
    const own = { ...DEFAULT_CONFIG, rules: gatewaySettings({}) };
    const made = await policyFor(own, [], {
      paths: [machine.cwd],
      policies: [policy],
      offline: true,
      limits: limitsFrom({}),
    });
    return made.ok ? ok([{ since: Number.NEGATIVE_INFINITY, policy: made.value.policy }]) : made;
  }
  const kept = await policies.of(view);
  return ok(
    kept.flatMap(({ text, digest, since }) => {
      const read = readPolicy(text, digest);
      return read === undefined ? [] : [{ since, policy: read }];
    }),
  );
}

async function groundsOf(
  machine: Machine,
  { pins, inspections, rulings }: GatewayState,
  name: NormalizedName,
  policies: readonly DatedPolicy[],
  { dataDir, view }: ReplayRequest,
): Promise<Result<ReplayGrounds, Problem>> {
  const advisories = openStored(dataFolder(dataDir, machine));
  if (!advisories.ok) return advisories;
  const known = await pins.ofProject(name);
  const looked = await inspections.bodies(known.flatMap(({ sha256 }) => sha256 ?? []));
  const files = known.map(
    ({ upstream, ...pin }): PinnedFile => ({
      upstream,
      pin,
      trust: upstream === '' ? 'own' : 'pypi',
      sidecarSha256: null,
      file: {
        filename: pin.filename,
        url: '',
        hashes: new Map(pin.sha256 === null ? [] : [['sha256', pin.sha256]]),
        requiresPython: undefined,
        yanked: false,
        size: undefined,
        uploadTime: undefined,
        coreMetadata: undefined,
        gpgSig: undefined,
        provenance: undefined,
      },
    }),
  );
  return ok({
    name,
    files,
    policies,
    inspections: new Map([...looked].map(([sha256, { body }]) => [sha256, artifactOf(body)])),
    rulings: (await rulings.ever()).filter((ruling) => ruling.view === null || ruling.view === view),
    advisories: advisories.value,
    indexes: [],
    // What an upstream stands for is not kept: advisories about PyPI are taken to speak of its files.
    origins: new Map(
      known.map(({ upstream }) => [upstream, upstream === '' ? { kind: 'index', url: 'rind:own' } : { kind: 'index' }]),
    ),
  });
}
