import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { KnownNames } from '../evidence/known-names.ts';
import { type NameList, readNameList } from '../evidence/name-list.ts';
import type { Log } from '../platform/log.ts';
import { PACE } from '../platform/pace.ts';

/** A million names are 20 MB. Unit: bytes. */
const LARGEST = 256 * 1024 * 1024;

/** An operator's list of public names, read again when its file changes. */
export class GatewayNames {
  readonly #file: string;
  readonly #log: Log;
  #stamp = '';
  #list: NameList | undefined;
  #known: KnownNames | undefined;

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  get list(): NameList | undefined {
    return this.#list;
  }

  /** Those that others are mistaken for. */
  get known(): KnownNames | undefined {
    return this.#known;
  }

  /** Reads it, where it is another than before; whether it was. The problem leaves the list before in force. */
  async look(): Promise<Result<boolean, Problem>> {
    const facts = statSync(this.#file, { throwIfNoEntry: false });
    if (facts === undefined || !facts.isFile()) return err(unreadable(this.#file, 'there is no such file'));
    const stamp = `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
    if (stamp === this.#stamp) return ok(false);
    if (facts.size > LARGEST) return err(unreadable(this.#file, `it has more than ${LARGEST} bytes`));
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      return err(unreadable(this.#file, error instanceof Error ? error.message : String(error)));
    }
    const list = await PACE.inSlices(readNameList(text));
    if (list.unreadable > 0) this.#log.warn(`${list.unreadable} lines of \`server.names-file\` are no names`);
    this.#list = list;
    this.#known = list.popular.length === 0 ? undefined : new KnownNames(list.popular);
    this.#stamp = stamp;
    return ok(true);
  }
}

function unreadable(file: string, cause: string): Problem {
  const hint = 'write a name on each line, and behind it a number that grows with its popularity';
  return problem('config-invalid', `\`server.names-file\` cannot be read: \`${file}\``, { cause, hint });
}
