import { randomBytes } from 'node:crypto';
import { BEAT_EVERY, type Followers } from '../evidence/followers.sql.ts';

/** What a gateway says of itself to those who change something on its data. */
export interface FollowerParts {
  readonly followers: Pick<Followers, 'beat' | 'end'>;
  readonly views: readonly string[];
  /** Epoch milliseconds. */
  now(): number;
  /** Told of what kept it from saying so. */
  failed(error: unknown): void;
}

/** Says that this gateway is there, and which changes of rulings it acts on. */
export class GatewayFollower {
  readonly #parts: FollowerParts;
  readonly #id: string = randomBytes(8).toString('hex');
  readonly #started: number;
  #epoch = -1;
  #beat = 0;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#started = parts.now();
  }

  /** Says it at once where there is something new, and now and then otherwise. That it cannot be said stops nothing. */
  async followed(epoch: number): Promise<void> {
    const { followers, views, now, failed } = this.#parts;
    const beat = now();
    const age = beat - this.#beat;
    if (epoch === this.#epoch && age >= 0 && age < BEAT_EVERY) return;
    try {
      await followers.beat({ id: this.#id, epoch, views, started: this.#started, beat });
      [this.#epoch, this.#beat] = [epoch, beat];
    } catch (error) {
      failed(error);
    }
  }

  async end(): Promise<void> {
    await this.#parts.followers.end(this.#id, this.#parts.now()).catch(this.#parts.failed);
  }
}
