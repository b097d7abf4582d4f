import path from 'node:path';
import { err, type NormalizedName, normalizeName, ok, type Result } from '@rind/pypa';
import { openStored } from '../advisory/open-stored.fs.ts';
import { type DatedPolicy, type ReplayGrounds, replaying, searching } from '../app/replay/replay.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type ConfiguredUpstream, DEFAULT_CONFIG } from '../config/config.ts';
import { parseFilename } from '../evidence/offered-file.ts';
import type { Upstream } from '../index/upstream.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { PACE } from '../platform/pace.ts';
import type { Decision } from '../policy/decide.ts';
import { gatewaySettings } from '../policy/gateway-policy.ts';
import { readPolicy } from '../policy/policy-text.ts';
import { coversSubject, parseSpec, type Spec } from '../policy/spec.ts';
import { upstreamsOf } from './gateway-configured.ts';
import { gatewayPlace, type PlaceRequest } from './gateway-place.ts';
import { type GatewayState, openState } from './gateway-state.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor, policyFor } from './policy.ts';
import { replayGrounds } from './replay-grounds.ts';

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
  'yanks and statuses of then are not kept; files of PyPI count from their upload, others from when this gateway saw them first',
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
    const advisories = openStored(dataFolder(request.dataDir, machine));
    if (!advisories.ok) return advisories;
    const upstreams = await upstreamsFor(machine, request);
    if (!upstreams.ok) return upstreams;
    const sources = { state, upstreams: upstreams.value, policies: policies.value, advisories: advisories.value };
    const grounds = await replayGrounds(normalizeName(spec.value.name), { ...sources, view: request.view });
    return ok(await PACE.inSlices(answering(grounds, spec.value, request)));
  } finally {
    await state.db.close();
  }
}

/** Answers with pauses, for where others wait meanwhile: drive it to its end. */
export function* answering(
  grounds: ReplayGrounds,
  meant: Spec | ((filename: string) => boolean),
  { at, from, to }: Pick<ReplayRequest, 'at' | 'from' | 'to'>,
): Generator<void, Replayed, void> {
  const isMeant =
    typeof meant === 'function' ? meant : (filename: string): boolean => isOf(meant, filename, grounds.name);
  const unknown = [
    ...LIMITS,
    ...(grounds.advisories === undefined ? ['there are no advisories: run `rind sync`'] : []),
  ];
  if (at === undefined) {
    const first = yield* searching(grounds, isMeant, { from: from ?? 0, to: to ?? 0 });
    if (first === 'too-many')
      return { at: null, files: [], unknown: [...unknown, 'too much happened in that span'], told: false };
    const files = first === undefined ? [] : [shown(first.filename, first.decision)];
    return { at: first?.at ?? null, files, unknown, told: grounds.policies.length > 0 };
  }
  const decided = yield* replaying(grounds, at);
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
  return ok(await keptPolicies(policies, view));
}

/** The policies that a view was under, oldest first. */
export async function keptPolicies(policies: GatewayState['policies'], view: string): Promise<DatedPolicy[]> {
  return (await policies.of(view)).flatMap(({ text, digest, since }) => {
    const read = readPolicy(text, digest);
    return read === undefined ? [] : [{ since, policy: read }];
  });
}

/** The upstreams that are configured where it is asked; without a configuration PyPI alone. */
async function upstreamsFor(
  machine: Machine,
  { config }: ReplayRequest,
): Promise<Result<readonly Upstream[], Problem>> {
  const read = await configFor(machine, {
    paths: [machine.cwd],
    offline: true,
    limits: limitsFrom({}),
    ...(config === undefined ? {} : { config: path.resolve(machine.cwd, config) }),
  });
  if (!read.ok) return read;
  return upstreamsOf(withoutCredentials(read.value.server?.upstreams ?? []), machine);
}

/** Nobody is asked here. */
function withoutCredentials(upstreams: readonly ConfiguredUpstream[]): readonly ConfiguredUpstream[] {
  return upstreams.map(({ credentialsEnv: _, ...others }) => others);
}
