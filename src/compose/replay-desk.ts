import { normalizeName } from '@rind/pypa';
import type { AdvisoryStore } from '../advisory/store.ts';
import type { Absent, Forbidden } from '../app/serve/answers.ts';
import type { Asker } from '../app/serve/ask.ts';
import type { DeskAnswer, DeskAsk } from '../app/serve/desk.ts';
import { invalid, listed, value } from '../app/serve/desk-list.ts';
import type { Operation } from '../app/serve/gateway-desk.ts';
import type { ExposureEvent } from '../app/serve/watching.ts';
import { formatInstant, parseDate, parseInstant } from '../base/instant.ts';
import type { Upstream } from '../index/upstream.ts';
import type { Pace } from '../platform/pace.ts';
import { parseSpec, type Spec } from '../policy/spec.ts';
import type { GatewayState } from './gateway-state.ts';
import { replayGrounds } from './replay-grounds.ts';
import { answering, keptPolicies, type Replayed } from './replay-run.ts';

/** What the past is asked of. */
export interface ReplayDeskParts {
  readonly state: GatewayState;
  /** The upstreams of a view; undefined for a view that there is not. */
  upstreams(view: string): readonly Upstream[] | undefined;
  advisories(): AdvisoryStore | undefined;
  /** Why somebody may not read a view; undefined when it may. */
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  readonly pace: Pick<Pace, 'inSlices' | 'elapsed'>;
}

/** How long one question may keep the processor, with others in between. Unit: milliseconds. */
const LONGEST = 20_000;
/** Exposures that are told, the latest. */
const MOST_EXPOSURES = 10_000;

/** The operations of `/api/v1` that ask what was: `replay`, `listExposures`. */
export function replayOperations(parts: ReplayDeskParts): ReadonlyMap<string, Operation> {
  let isBusy = false;
  const replay = async (ask: DeskAsk): Promise<DeskAnswer> => {
    if (isBusy) return { answer: 'later', why: 'another question about the past is being answered', retryAfter: 5 };
    isBusy = true;
    try {
      return await answered(parts, ask);
    } finally {
      isBusy = false;
    }
  };
  return new Map<string, Operation>([
    ['replay', replay],
    ['listExposures', (ask) => exposures(parts, ask)],
  ]);
}

async function answered(parts: ReplayDeskParts, { parameters, asker }: DeskAsk): Promise<DeskAnswer> {
  const { state, upstreams, advisories, readFault, pace } = parts;
  const view = parameters.get('view') ?? '';
  const refused = readFault(view, asker);
  if (refused !== undefined) return refused;
  const when = whenIn(parameters);
  if (when === undefined) return invalid('it takes `at`, or `from` and `to`: days or moments, as in `2026-03-24`');
  const asked = parseSpec((parameters.get('spec') ?? '').trim());
  if (!asked.ok || asked.value.kind === 'prefix') return invalid('write `name`, `name==1.2` or `sha256:HEX`');
  const file = asked.value.kind === 'sha256' ? await state.pins.byHash(asked.value.hex) : undefined;
  const spec: Spec | undefined = asked.value.kind === 'sha256' ? undefined : asked.value;
  const project = spec?.kind === 'name' ? spec.name : file?.project;
  if (project === undefined)
    return value({ at: null, files: [], unknown: ['this gateway never saw such a file'], told: false });
  const sources = { state, upstreams: upstreams(view) ?? [], advisories: advisories(), view };
  const policies = await keptPolicies(state.policies, view);
  const grounds = await replayGrounds(normalizeName(project), { ...sources, policies });
  const isMeant = file === undefined ? spec : (filename: string) => filename === file.filename;
  if (isMeant === undefined) return invalid('write `name`, `name==1.2` or `sha256:HEX`');
  const found = await pace.inSlices(bounded(answering(grounds, isMeant, when), pace));
  if (found === undefined)
    return invalid('too much happened in that span: ask about a shorter one, or with `rind replay`');
  return value(shown(found));
}

/** Ends work that takes too long: undefined then. */
function* bounded<T>(
  work: Generator<void, T, void>,
  pace: Pick<Pace, 'elapsed'>,
): Generator<void, T | undefined, void> {
  const until = pace.elapsed() + LONGEST;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (pace.elapsed() > until) return undefined;
    yield;
  }
}

function shown({ at, files, unknown, told }: Replayed): object {
  return { at: at === null ? null : formatInstant(at), files, unknown, told };
}

function whenIn(
  parameters: ReadonlyMap<string, string>,
): { readonly at: number } | { readonly from: number; readonly to: number } | undefined {
  const [at, from, to] = ['at', 'from', 'to'].map((name) => instantIn(parameters.get(name)));
  if (at !== undefined) return parameters.has('from') || parameters.has('to') ? undefined : { at };
  return parameters.has('at') || from === undefined || to === undefined || to < from ? undefined : { from, to };
}

function instantIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = text.includes('T') ? parseInstant(text) : parseDate(text);
  return parsed.ok ? parsed.value : undefined;
}

async function exposures({ state, readFault }: ReplayDeskParts, ask: DeskAsk): Promise<DeskAnswer> {
  const all = await state.notices.latest('exposure', MOST_EXPOSURES);
  // It is our own writing.
  const events = all.map(({ body }): ExposureEvent => JSON.parse(body));
  const readable = events.filter(({ view }) => readFault(view, ask.asker) === undefined);
  return listed(ask, 'exposures', readable, (event) => event);
}
