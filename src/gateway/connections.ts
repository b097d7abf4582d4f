import type { Socket } from 'node:net';
import type { Proxies } from './forwarded.ts';

/** Counts connections, and lets no address have all of them: whoever reads or sends slowly keeps one for minutes. */
export class Connections {
  readonly #most: number;
  readonly #proxies: Proxies;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  /** @param most of one address; a proxy of ours may have any number, for it speaks for many */
  constructor(most: number, proxies: Proxies) {
    this.#most = most;
    this.#proxies = proxies;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes one in, or hangs up on it. */
  take(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const known = this.#byAddress.get(address) ?? 0;
    if (known >= this.#most && !this.#proxies.isOne(address)) {
      socket.destroy();
      return;
    }
    this.#count++;
    this.#byAddress.set(address, known + 1);
    socket.once('close', () => {
      this.#count--;
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  }
}
