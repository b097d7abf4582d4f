import { createHash } from 'node:crypto';
import { err, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { DeclaredRule } from '../config/config.ts';
import { type ReadConfig, readConfig } from '../config/read.ts';
import type { FileLimits } from '../platform/file-limits.ts';

/** Larger is no policy. */
const MAX_BYTES = 1024 * 1024;

/** How long a policy may take to arrive, in milliseconds. */
const PATIENCE = 20_000;

/** Fetches a policy `https://…#sha256=HEX` that a person named; what does not have the digest is refused. */
export async function loadPolicyAddress(
  address: string,
  { offline, rules, limits }: { offline: boolean; rules: readonly DeclaredRule[]; limits: FileLimits },
): Promise<Result<ReadConfig, Problem>> {
  const [, url = '', hex = ''] = /^(https:\/\/[^#\s]+)#sha256=([0-9a-fA-F]{64})$/.exec(address) ?? [];
  const shown = redactUrl(address).slice(0, 200);
  if (url === '') {
    return err(
      problem('config-invalid', `\`${shown}\` is no address of a policy`, {
        hint: 'write it as https://host/rind.toml#sha256=HEX, so that nobody can exchange it',
      }),
    );
  }
  if (offline)
    return err(
      problem('config-invalid', `the policy \`${shown}\` is not fetched: offline, or named by a repository`, {
        hint: 'name it with `--policy`, or keep it as a file beside the configuration',
      }),
    );
  let bytes: Uint8Array;
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) return err(problem('config-invalid', `\`${shown}\` answers ${response.status}`));
    bytes = await readAtMost(response, MAX_BYTES);
  } catch (error) {
    return err(
      problem('config-invalid', `cannot fetch the policy \`${shown}\``, { cause: String(error).slice(0, 200) }),
    );
  }
  if (createHash('sha256').update(bytes).digest('hex') !== hex.toLowerCase()) {
    return err(
      problem('config-invalid', `\`${shown}\` is another policy than the one that was named: its digest differs`, {
        hint: 'ask its owner what changed, then name the new digest',
      }),
    );
  }
  const read = await readConfig({ path: shown, bytes, table: [] }, rules, limits.maxDepth);
  if (!read.ok) return read;
  return read.value === null
    ? err(problem('config-invalid', `\`${shown}\` is empty`))
    : { ok: true, value: read.value };
}

async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) throw new Error(`it is larger than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
