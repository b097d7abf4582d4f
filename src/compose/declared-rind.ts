import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { ConfiguredServer } from '../config/config.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import type { Machine } from './machine.ts';
import { configFor } from './policy.ts';
import { isKey, isRind, rindPlace } from './rind-place.ts';

/** Another Rind that whoever runs this machine named once and for all. */
export interface DeclaredRind {
  /** `rind+https://host`. */
  readonly from: string;
  /** The key that it is pinned to, or a file of keys; undefined where the variables name none. */
  readonly key: string | undefined;
  /** What a file of keys is relative to. */
  readonly folder: string;
}

/** The variables that name it, for a run and all that it starts. */
const FROM = 'RIND_SYNC_FROM';
const KEY = 'RIND_SYNC_KEY';

/**
 * Whom `rind sync` asks that is told nothing else: what the variables say, else a person's own configuration. A
 * repository has no say in it, and none is looked at. Problems: `config-invalid`, and those of reading the file.
 */
export async function declaredRind(
  machine: Machine,
  limits: FileLimits,
): Promise<Result<DeclaredRind | undefined, Problem>> {
  const { variables, cwd } = machine;
  const from = variables[FROM] ?? '';
  if (from !== '') {
    if (isRind(from)) return ok({ from, key: variables[KEY] || undefined, folder: cwd });
    return err(
      problem('config-invalid', `\`${FROM}\` is no address of another Rind`, { hint: 'write `rind+https://HOST`' }),
    );
  }
  if ((variables[KEY] ?? '') !== '')
    return err(problem('config-invalid', `\`${KEY}\` is the key of nobody: \`${FROM}\` is not set`));
  const config = await configFor(machine, { paths: [], offline: true, limits });
  return config.ok ? ok(config.value.rind) : config;
}

/**
 * The variables with which a gateway runs `rind sync`: its own, and whom `server.sync-from` names beside them where
 * they name nobody. What is wrong with that is said when the gateway starts, and not by every sync of the day. Problems:
 * `url-refused`, `log-key-invalid`, `file-unreadable`, `sync-unsupported`.
 *
 * @param base the folder of the configuration
 */
export function syncVariables(
  server: ConfiguredServer | undefined,
  base: string,
  { variables }: Pick<Machine, 'variables'>,
): Result<Machine['variables'], Problem> {
  const { syncFrom } = server ?? {};
  if (syncFrom === undefined || (variables[FROM] ?? '') !== '') return ok(variables);
  const place = rindPlace({ cwd: base }, syncFrom, []);
  if (!place.ok) return place;
  // Read anew by each sync where it is a file: one that was brought meanwhile counts.
  const key = isKey(syncFrom.key) ? syncFrom.key : path.resolve(base, syncFrom.key);
  return ok({ ...variables, [FROM]: syncFrom.from, [KEY]: key });
}
