import { letGo } from '../base/let-go.ts';
import { ByteCache } from './byte-cache.ts';
import type { Coding } from './coding.ts';
import { packed } from './pack.ts';
import { type Sliced, SliceRunner } from './slices.ts';

/** A body that is ready to go out, with its headers as names and values by turns. */
export interface ReadyBody {
  readonly body: Buffer;
  readonly headers: readonly string[];
  /** Bytes of the body. */
  readonly bytes: number;
}

/** How a body of a source is made. */
export interface VariantRecipe {
  /** Distinguishes the bodies of one source before they are packed. */
  readonly shape: string;
  readonly coding: Coding;
  /** Makes the body unpacked. */
  render(): Sliced<Buffer>;
  /** Headers for the packed body, names and values by turns. */
  headers(length: number): readonly string[];
}

interface Source {
  readonly ready: Map<string, Place>;
  /** What is being made, by key. */
  readonly making: Map<string, Promise<Buffer>>;
  /** What is not packed yet, by shape. */
  readonly plain: Map<string, Plain>;
}

/** A body before it is packed, and those who are packing it. */
interface Plain {
  readonly body: Promise<Buffer>;
  users: number;
  /** Whether it goes out as it is. */
  isGivenOut: boolean;
}

/** Where a ready body is found again when it is to go. */
interface Place {
  readonly source: Source;
  readonly key: string;
}

/** The key of a body: its shape and how it is packed. */
export function variantKey(shape: string, coding: Coding): string {
  return `${shape}-${coding}`;
}

/**
 * Bodies made of a source object (a page under a decision), each rendered and packed once and kept beside it:
 * when the object goes, so do they. Together they take so many bytes at most. Whoever asks for what is being
 * made waits for it.
 */
export class VariantStore {
  readonly #sources = new WeakMap<object, Source>();
  readonly #cache: ByteCache<Place, ReadyBody>;
  readonly #runner = new SliceRunner();

  constructor(limit: number) {
    this.#cache = new ByteCache(limit, ({ source, key }) => source.ready.delete(key));
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#cache.bytes;
  }

  /** A body that is ready. */
  ready(owner: object, key: string): ReadyBody | undefined {
    const place = this.#sources.get(owner)?.ready.get(key);
    return place === undefined ? undefined : this.#cache.get(place);
  }

  /** Makes a body, or waits for it where it is being made. */
  async make(owner: object, recipe: VariantRecipe): Promise<ReadyBody> {
    const source = this.#source(owner);
    const key = variantKey(recipe.shape, recipe.coding);
    const body = await single(source.making, key, () => this.#pack(source, recipe));
    const known = this.ready(owner, key);
    if (known !== undefined) return known;
    const made: ReadyBody = { body, headers: recipe.headers(body.length), bytes: body.length };
    const place: Place = { source, key };
    source.ready.set(key, place);
    if (!this.#cache.set(place, made)) source.ready.delete(key);
    return made;
  }

  /** Renders a body, once for all who pack it at the same time; the last of them lets go of what was rendered. */
  async #pack({ plain }: Source, recipe: VariantRecipe): Promise<Buffer> {
    const { shape, coding } = recipe;
    const shared: Plain = plain.get(shape) ?? { body: this.#runner.run(recipe.render()), users: 0, isGivenOut: false };
    plain.set(shape, shared);
    shared.users++;
    try {
      const rendered = await shared.body;
      const body = await packed(rendered, coding);
      shared.isGivenOut ||= body === rendered;
      return body;
    } finally {
      if (--shared.users === 0) {
        plain.delete(shape);
        if (!shared.isGivenOut) shared.body.then(letGo, () => {});
      }
    }
  }

  #source(owner: object): Source {
    const known = this.#sources.get(owner);
    if (known !== undefined) return known;
    const source: Source = { ready: new Map(), making: new Map(), plain: new Map() };
    this.#sources.set(owner, source);
    return source;
  }
}

function single(making: Map<string, Promise<Buffer>>, key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const running = making.get(key);
  if (running !== undefined) return running;
  const made = make().finally(() => making.delete(key));
  making.set(key, made);
  return made;
}
