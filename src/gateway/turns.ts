import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Answers of one connection that may wait for their turn. No client of an index sends a question before it has its answer. */
const MOST = 8;

/**
 * Counts questions that came before the answer to the one before went out (pipelining). Sixty kilobytes hold more than a
 * thousand questions, and all of them are begun at once: a few connections would fill the memory.
 * Source: RFC 9112, 9.3.2.
 */
export class Turns {
  readonly #waiting = new WeakMap<Socket, number>();

  /** Whether a question may be answered; where not, its connection is hung up on. */
  take(socket: Socket, res: ServerResponse): boolean {
    // Its turn is now: there is nothing to count.
    if (res.socket !== null && !socket.destroyed) return true;
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    if (socket.destroyed || waiting > MOST) {
      socket.destroy();
      return false;
    }
    this.#waiting.set(socket, waiting);
    res.once('close', () => this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1));
    return true;
  }
}
