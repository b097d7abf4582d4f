import type { Socket } from 'node:net';
import type { Asker } from '../app/serve/ask.ts';
import { Agents } from './client-of.ts';
import type { Proxies } from './forwarded.ts';
import { type RequestHead, readHead } from './request-head.ts';

/** Who asks on a connection, and what its headers say. */
export interface AskerThere {
  /** Undefined where they cannot be read. */
  readonly head: RequestHead | undefined;
  /** The same object as long as the words about it are the same. */
  readonly asker: Asker;
}

/** What was said last on a connection: its headers, names and values by turns. */
interface Said extends AskerThere {
  readonly raw: readonly string[];
}

/** Knows who asks on which connection: mostly in the very same words each time, which are not read again then. */
export class Askers {
  readonly #proxies: Proxies;
  readonly #agents = new Agents();
  readonly #last = new WeakMap<Socket, Said>();

  constructor(proxies: Proxies) {
    this.#proxies = proxies;
  }

  /** @param raw the headers of a request as they came; not changed afterwards */
  of(socket: Socket, raw: readonly string[]): AskerThere {
    const last = this.#last.get(socket);
    if (last !== undefined && isSame(last.raw, raw)) return last;
    const head = readHead(raw);
    const asker = last !== undefined && speaksOfTheSame(last.head, head) ? last.asker : this.#asker(socket, head);
    const said = { raw, head, asker };
    this.#last.set(socket, said);
    return said;
  }

  #asker(socket: Socket, head: RequestHead | undefined): Asker {
    const { client, agent } = this.#agents.of(head?.userAgent ?? '');
    const address = this.#proxies.addressOf(socket.remoteAddress ?? '', head?.forwardedFor);
    return { principal: 'anonymous', address, client, agent };
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Who asks for something else is mostly still the same. */
function speaksOfTheSame(one: RequestHead | undefined, other: RequestHead | undefined): boolean {
  return one?.userAgent === other?.userAgent && one?.forwardedFor === other?.forwardedFor;
}
