import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ok, type Result } from '@rind/pypa';
import type { Asker } from '../app/serve/ask.ts';
import type { DeskAnswer } from '../app/serve/desk.ts';
import { Explaining } from '../app/serve/explaining.ts';
import { problem } from '../base/problem.ts';
import { PACE } from '../platform/pace.ts';
import { type AdminDesk, type AdminFault, failed, readValue, usage, type ValueReader } from './admin-ask.ts';
import { adminDesk } from './admin-desk.ts';
import { remoteDesk } from './admin-remote.ts';
import { openBook } from './gateway-book.ts';
import { gatewayFolder } from './gateway-folder.ts';
import { openState, storageProblem } from './gateway-state.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';

/** Which gateway is administered. */
export interface AdminRequest {
  readonly config?: string;
  /** Its folder. */
  readonly data?: string;
  /** Its address; the folder is not looked at then. */
  readonly server?: string;
  /** Whether a folder that no gateway has used yet will do: a first token is made before the first start. */
  readonly mayMake: boolean;
}

/** Goes to the desk of a gateway: through its API, or to its folder, also while a gateway runs on it. */
export async function openDesk(
  machine: Machine,
  version: string,
  request: AdminRequest,
): Promise<Result<AdminDesk, AdminFault>> {
  if (request.server !== undefined && request.data !== undefined)
    return usage(
      problem('admin-server-refused', '`--server` and `--data` name two gateways', { hint: 'leave one out' }),
    );
  return request.server === undefined
    ? await folderDesk(machine, request)
    : remoteDesk(machine, version, request.server);
}

async function folderDesk(machine: Machine, request: AdminRequest): Promise<Result<AdminDesk, AdminFault>> {
  const folder = await folderOf(machine, request);
  if (!folder.ok) return folder;
  if (!request.mayMake && !existsSync(path.join(folder.value, 'gateway.db')))
    return usage(problem('gateway-data-missing', `no gateway has used the folder \`${folder.value}\` yet`));
  try {
    const state = await openState(folder.value, machine.now());
    const { now } = machine;
    // What could not be signed now is signed by whoever opens the chain next.
    const writer = await openBook(state, { now, failed: () => {} });
    const asker: Asker = { principal: `local:${userName()}`, address: '', client: 'other', agent: 'rind' };
    const readFault = () => undefined;
    const explainer = new Explaining({ holds: state.holds, pace: PACE, now, readFault, standing: () => undefined });
    const pace = { elapsed: () => performance.now(), after: later };
    const desk = adminDesk({
      state,
      log: writer,
      pace,
      now,
      explainer,
      gateway: undefined,
      advisories: () => [],
      // Whoever can write the folder can do everything with it.
      fault: readFault,
      readFault,
      glance: async () => {},
    });
    return ok({
      async ask({ operation, parameters = {}, body }, reader) {
        try {
          const asked = { operation, asker, parameters: new Map(Object.entries(parameters)), body };
          return answered(await desk.answer(asked), reader);
        } catch (error) {
          return failed(storageProblem(error));
        }
      },
      async close() {
        await writer.close();
        await state.db.close();
      },
    });
  } catch (error) {
    return failed(storageProblem(error));
  }
}

/** The folder of `rind serve`: what is named, what the configuration says, or the one for everybody. */
async function folderOf(machine: Machine, { data, config }: AdminRequest): Promise<Result<string, AdminFault>> {
  const named = config === undefined ? undefined : path.resolve(machine.cwd, config);
  const read =
    data === undefined
      ? await configFor(machine, {
          paths: [machine.cwd],
          policies: [],
          offline: true,
          limits: limitsFrom({}),
          ...(named === undefined ? {} : { config: named }),
        })
      : undefined;
  if (read?.ok === false) return usage(read.error);
  const own = read?.value.server?.data;
  const base = named === undefined ? machine.cwd : path.dirname(named);
  const folder = gatewayFolder(data ?? (own === undefined ? undefined : path.resolve(base, own)), machine);
  return folder === undefined
    ? usage(
        problem('gateway-data-missing', 'there is no home folder that could hold the data of a gateway', {
          hint: 'name a folder with `--data`',
        }),
      )
    : ok(folder);
}

function later(milliseconds: number, action: () => void): () => void {
  const timer = new AbortController();
  // Kept alive for: whoever waits has nothing else to do.
  wait(milliseconds, undefined, { signal: timer.signal }).then(action, () => {});
  return () => timer.abort();
}

function userName(): string {
  try {
    return userInfo()
      .username.replaceAll(/[^\x21-\x7e]/g, '_')
      .slice(0, 64);
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function answered<T>(answer: DeskAnswer, reader: ValueReader<T>): Result<T, AdminFault> {
  if (answer.answer === 'later') return failed(problem('admin-refused', answer.why));
  if (answer.answer !== 'value') return usage(problem('admin-refused', answer.why));
  return readValue(answer.value, reader);
}
