/** Smaller bytes may share their memory with others, and are not worth it. Unit: bytes. */
const LEAST = 8 * 1024;

/**
 * Gives the memory of bytes back at once: by itself the engine does so when it next looks through all of memory, and
 * what lies beside its heap hardly makes it look. For who alone has them: they are empty afterwards. Bytes that are a
 * part of something stay as they are; one byte of room behind them, which nobody has, goes with them.
 */
export function letGo(bytes: ArrayBufferView): void {
  const { buffer, byteOffset, byteLength } = bytes;
  const isWhole = byteOffset === 0 && buffer.byteLength - byteLength <= 1;
  if (byteLength >= LEAST && isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
