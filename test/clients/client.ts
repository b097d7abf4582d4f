import type { InstalledDistribution } from './installed.ts';

/** What a test orders from a client. */
export interface Order {
  /** A folder that exists and is empty, for this run alone: project, environment, home. */
  readonly folder: string;
  /** The client's cache: an empty folder is cold, one of an earlier run warm. */
  readonly cache: string;
  /** The page of all projects, with a slash at its end; the only address that may be asked. */
  readonly indexUrl: string;
  /** The authority to trust, in PEM; needed where the index has one of its own. */
  readonly caFile?: string;
  /** What to install, as PEP 508 writes it. */
  readonly requirements: readonly string[];
  /** Digests that each requirement must have, `sha256:…`, by requirement; pip then wants one for everything. */
  readonly hashes?: Readonly<Record<string, readonly string[]>>;
  /** No source distribution is taken. */
  readonly onlyBinary?: boolean;
  /** Projects of which no wheel is taken. */
  readonly noBinary?: readonly string[];
  /** Metadata is read out of the wheel by ranges where the page says nothing of `.metadata`, by those who do so when told. */
  readonly lazy?: boolean;
  /** What to install exactly: the text of the lock that the same client made. */
  readonly lock?: string;
  /** Whether addresses elsewhere can be reached; without it all but the loopback interface is out of reach. */
  readonly network?: 'open';
  /** Ends the run after so many milliseconds; three minutes by default. */
  readonly timeout?: number;
}

/** What a test orders uploaded. */
export interface UploadOrder extends Pick<Order, 'folder' | 'cache' | 'caFile' | 'timeout'> {
  readonly uploadUrl: string;
  readonly user: string;
  readonly password: string;
  /** The name and version that the files are of. */
  readonly name: string;
  readonly version: string;
  /** Bytes by file name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What a run of a client's program left. */
export interface Ran {
  readonly ok: boolean;
  /** Null where it was stopped. */
  readonly exit: number | null;
  /** Standard output and errors of all programs that ran, in order. */
  readonly output: string;
}

/** What a client said, without the commands that it was given: these name what was asked for, whatever came of it. */
export function saidBy({ output }: Pick<Ran, 'output'>): string {
  return output
    .split('\n')
    .filter((line) => !line.startsWith('$ '))
    .join('\n');
}

/** What an order came to. */
export interface Outcome extends Ran {
  /** What lies in the environment afterwards, by name. */
  readonly installed: readonly InstalledDistribution[];
  /** The lock that was made, where one was ordered. */
  readonly lock?: string;
}

/** What not every client can do. */
export type Ability = 'hashes' | 'only-binary' | 'no-binary' | 'yanked-by-pin';

/** A package client, driven from outside. A missing method: it cannot do that. */
export interface Client {
  readonly name: string;
  /** What the set-up must have installed. */
  readonly needs: readonly string[];
  readonly abilities: ReadonlySet<Ability>;
  /** Resolves and installs. */
  install?(order: Order): Promise<Outcome>;
  /** Resolves and writes a lock; installs nothing. */
  lock?(order: Order): Promise<Outcome>;
  /** Installs what a lock says. */
  sync?(order: Order): Promise<Outcome>;
  upload?(order: UploadOrder): Promise<Ran>;
}
