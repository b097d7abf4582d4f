import { lstatSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { checkWaivedId } from '../app/waive.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { addWaiver, checkNewWaiver, type NewWaiver } from '../config/add-waiver.ts';
import { findConfigFile } from '../config/load.fs.ts';
import { readConfig } from '../config/read.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { isWithin, readFile, realPath, repositoryRoot, writeFileAtomically } from '../platform/files.fs.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Machine } from './machine.ts';

/** A waiver as a door asks for it. */
export interface WaiveRequest extends NewWaiver {
  readonly config?: string;
  /** Epoch milliseconds; the machine's clock when absent. */
  readonly now?: number;
}

/** Writes a waiver into the configuration that holds for the current folder; gives the file's path. */
export async function runWaive(machine: Machine, request: WaiveRequest): Promise<Result<string, Problem>> {
  const wrongId = request.ids.map(checkWaivedId).find((found) => found !== undefined);
  if (wrongId !== undefined) return err(wrongId);
  const fault = checkNewWaiver(request, request.now ?? machine.now());
  if (fault !== undefined)
    return err(problem('waiver-invalid', fault.message, fault.hint === undefined ? {} : { hint: fault.hint }));
  const limits = DEFAULT_FILE_LIMITS;
  const holder = await findConfigFile({
    folder: machine.cwd,
    named: request.config === undefined ? undefined : path.resolve(machine.cwd, request.config),
    rules: RULES,
    limits,
  });
  if (!holder.ok) return holder;
  const { file, table, exists } = holder.value;
  const shown = path.relative(machine.cwd, file) || file;
  const target = linkTarget(file, shown);
  if (!target.ok) return target;
  const bytes = exists ? readFile(file, shown, limits) : ok(new Uint8Array());
  if (!bytes.ok) return bytes;
  const decoded = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
  if (!decoded.ok) return err(problem('encoding-invalid', `\`${shown}\`: ${decoded.error.message}`));
  const { text } = decoded.value;
  const edited = addWaiver(text, table, request);
  if (!edited.ok) {
    const { message, hint } = edited.error;
    return err(problem('waiver-invalid', `cannot edit \`${shown}\`: ${message}`, hint === undefined ? {} : { hint }));
  }
  const mark = Buffer.from(bytes.value.subarray(0, 3)).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : Buffer.alloc(0);
  const content = Buffer.concat([mark, Buffer.from(edited.value)]);
  // The file as it will be read next time, before it is written.
  const read = await readConfig({ path: shown, bytes: content, table }, RULES, limits.maxDepth);
  if (!read.ok) return read;
  const written = writeFileAtomically(target.value, content);
  return written.ok ? ok(shown) : written;
}

/**
 * The file to write: of a link that stays in the repository what it leads to, so that it goes on being a link.
 * What it leads to outside is nobody's to change for a waiver.
 */
function linkTarget(file: string, shown: string): Result<string, Problem> {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return ok(file);
  const folder = path.dirname(file);
  const root = repositoryRoot(realPath(folder) ?? folder);
  const real = realPath(file);
  if (real !== undefined && isWithin(root, real)) return ok(real);
  const where = real === undefined ? 'leads nowhere' : 'leads out of the repository';
  return err(
    problem('file-outside', `\`${shown}\` is a link that ${where}`, {
      hint: 'make it a file of the repository, or name another one with `--config FILE`',
    }),
  );
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
