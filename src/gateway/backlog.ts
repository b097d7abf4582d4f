import type { Socket } from 'node:net';

/** A body that somebody has not taken yet. */
interface Holder {
  readonly socket: Socket;
  readonly address: string;
  /** What is kept from being freed: of a part, the whole. */
  readonly memory: ArrayBufferLike;
}

/**
 * Bodies that were given out whole and that clients have not taken yet: whoever reads slowly, or not at all, keeps each of them
 * in memory. Together they are so many bytes at most. What is more costs a connection of the address that holds the most,
 * its oldest: who reads is not hung up on for who does not.
 */
export class Backlog {
  readonly #most: number;
  readonly #held = new Set<Holder>();
  readonly #ofSockets = new WeakMap<Socket, Set<Holder>>();
  /** How many hold it. */
  readonly #memories = new Map<ArrayBufferLike, number>();
  #bytes = 0;

  /** @param most bytes */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes that are held: what several wait for counts once. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether what can go out in small pieces had better. */
  get isFilling(): boolean {
    return this.#bytes * 2 > this.#most;
  }

  /** Takes in a body that is on its way; what is called with the end of its answer. */
  hold(socket: Socket, address: string, body: Uint8Array): () => void {
    const holder: Holder = { socket, address, memory: body.buffer };
    const known = this.#ofSockets.get(socket);
    const holders = known ?? new Set<Holder>();
    if (known === undefined) {
      this.#ofSockets.set(socket, holders);
      // An answer whose turn never came does not end by itself.
      socket.once('close', () => this.#releaseAll(socket));
    }
    holders.add(holder);
    this.#held.add(holder);
    const count = this.#memories.get(holder.memory) ?? 0;
    this.#memories.set(holder.memory, count + 1);
    if (count === 0) this.#bytes += holder.memory.byteLength;
    while (this.#bytes > this.#most && this.#held.size > 1) this.#makeRoom(holder);
    return () => this.#release(holder);
  }

  /** Not at the cost of who came last: it may be reading. */
  #makeRoom(last: Holder): void {
    const byAddress = new Map<string, { bytes: number; readonly oldest: Holder }>();
    for (const holder of this.#held) {
      if (holder === last) continue;
      const sum = byAddress.get(holder.address) ?? { bytes: 0, oldest: holder };
      sum.bytes += holder.memory.byteLength;
      byAddress.set(holder.address, sum);
    }
    const [most] = [...byAddress.values()].sort((a, b) => b.bytes - a.bytes);
    if (most === undefined) return;
    const { socket } = most.oldest;
    this.#releaseAll(socket);
    socket.destroy();
  }

  #releaseAll(socket: Socket): void {
    for (const holder of this.#ofSockets.get(socket) ?? []) this.#release(holder);
  }

  #release(holder: Holder): void {
    if (!this.#held.delete(holder)) return;
    this.#ofSockets.get(holder.socket)?.delete(holder);
    const left = (this.#memories.get(holder.memory) ?? 1) - 1;
    if (left > 0) this.#memories.set(holder.memory, left);
    else {
      this.#memories.delete(holder.memory);
      this.#bytes -= holder.memory.byteLength;
    }
  }
}
