import { statSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { CLIENT_SETUPS } from '../app/setup/clients.ts';
import type { ClientSetup } from '../app/setup/edited.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot, writeFileAtomically } from '../platform/files.fs.ts';
import { DEFAULT_SERVER, serverAddress } from './admin-address.ts';
import type { Machine } from './machine.ts';

/** What is to be set up. */
export interface SetupRequest {
  readonly client: ClientSetup['client'];
  readonly server?: string;
  /** Whether the file is written, or only said what it needs. */
  readonly write: boolean;
}

/** What was set up, or is to be. */
export interface SetupAnswer {
  readonly file: string;
  /** What the file says then; only what it needs where nothing is written. */
  readonly text: string;
  readonly written: boolean;
  readonly notes: readonly string[];
  /** How a token gets to the gateway. */
  readonly tokens: readonly string[];
  /** What is to be done besides. */
  readonly next?: string;
}

/** Points a client to a gateway. What is there stays, comments included; no secret is ever written. */
export function runSetup(machine: Machine, { client, server, write }: SetupRequest): Result<SetupAnswer, Problem> {
  const address = serverAddress(server ?? DEFAULT_SERVER);
  if (!address.ok) return address;
  const setup = CLIENT_SETUPS.find((one) => one.client === client);
  if (setup === undefined) throw new Error(`there is no client \`${client}\``);
  const file = path.normalize(setup.file(machine));
  const tokens = setup.tokens(new URL(address.value).host.replace(/:\d+$/, ''), address.value);
  const more = setup.next === undefined ? {} : { next: setup.next };
  if (!write) {
    const snippet = setup.edit('', address.value);
    return snippet.ok
      ? ok({ file, ...snippet.value, written: false, tokens, ...more })
      : err(problem('setup-refused', `\`${file}\`: ${snippet.error}`));
  }
  const target = targetOf(setup, file);
  if (!target.ok) return target;
  const there = textOf(target.value, setup);
  if (!there.ok) return there;
  const edited = setup.edit(there.value, address.value);
  if (!edited.ok) return err(problem('setup-refused', `cannot edit \`${file}\`: ${edited.error}`));
  if (edited.value.text !== there.value || kindOfPath(target.value) === 'missing') {
    const written = writeFileAtomically(target.value, edited.value.text, modeOf(target.value, setup));
    if (!written.ok) return written;
  }
  return ok({ file, ...edited.value, written: true, tokens, ...more });
}

/** The file itself, of a link what it leads to: of a project's nothing outside of it. */
function targetOf({ owner }: ClientSetup, file: string): Result<string, Problem> {
  const real = realPath(file);
  if (real === undefined || real === file) return ok(file);
  const folder = path.dirname(file);
  const root = repositoryRoot(realPath(folder) ?? folder);
  if (owner === 'person' || isWithin(root, real)) return ok(real);
  return err(
    problem('file-outside', `\`${file}\` leads out of the repository`, { hint: 'make it a file of the project' }),
  );
}

function textOf(file: string, { mayMake }: ClientSetup): Result<string, Problem> {
  if (kindOfPath(file) === 'missing')
    return mayMake
      ? ok('')
      : err(problem('setup-refused', `there is no \`${file}\``, { hint: 'run it in the folder of the project' }));
  const bytes = readFile(file, file, DEFAULT_FILE_LIMITS);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value, { maxBytes: 1024 * 1024 });
  return text.ok
    ? ok(text.value.text)
    : err(problem('setup-refused', `cannot edit \`${file}\`: ${text.error.message}`));
}

/** Whoever may read the file now, and nobody else: a person's may hold passwords. */
function modeOf(file: string, { owner }: ClientSetup): number {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? (owner === 'person' ? 0o600 : 0o644) : mode & 0o777;
}
