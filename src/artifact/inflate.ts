import { createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import type { Span } from './reading.ts';

/** Bytes unpacked, or read from the source, at once. */
const PIECE = 256 * 1024;

/** Deflated content of a source, unpacked piece by piece. */
export interface Inflation {
  /**
   * The content. A piece holds until the next is asked for.
   *
   * @throws {SourceFailure} when the source fails
   * @throws {DeflateFault} when the content is no deflate stream, or is cut off
   */
  readonly pieces: AsyncIterable<Buffer>;
  /** After the last piece: how many bytes of the span the stream takes; what follows it is something else. */
  readonly consumed: () => number;
}

/** The packed content is malformed. */
export class DeflateFault extends Error {}

/** Unpacks a deflate stream (RFC 1951) that starts where the span does; it may end before the span does. */
export function inflate(source: ByteSource, span: Span): Inflation {
  const engine = createInflateRaw({ chunkSize: PIECE });
  return { pieces: unpack(engine, source, span), consumed: () => engine.bytesWritten };
}

async function* unpack(engine: InflateRaw, source: ByteSource, span: Span): AsyncGenerator<Buffer> {
  const closed = new Promise<void>((resolve) => engine.once('close', resolve));
  let failure: unknown;
  const feeding = feed(engine, source, span, closed).catch((error: unknown) => {
    failure = error;
    engine.destroy();
  });
  try {
    for await (const piece of engine) yield piece;
  } catch (error) {
    throw failure ?? new DeflateFault(error instanceof Error ? error.message : String(error));
  } finally {
    engine.destroy();
    await feeding;
  }
}

async function feed(engine: InflateRaw, source: ByteSource, span: Span, closed: Promise<void>): Promise<void> {
  for (let done = 0; done < span.length && !engine.destroyed && !engine.readableEnded; ) {
    const piece = await source.read(span.offset + done, Math.min(PIECE, span.length - done));
    done += piece.length;
    // The source may use the memory of the piece again once it is asked for the next one.
    await Promise.race([new Promise((resolve) => engine.write(piece, resolve)), closed]);
  }
  if (!engine.destroyed) engine.end();
}
