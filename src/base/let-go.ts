/** Smaller bytes may share their memory with others, and are not worth it. Unit: bytes. */
const LEAST = 64 * 1024;

/**
 * Gives the memory of bytes back at once: by itself the engine does so when it next looks through all of memory, and
 * what lies beside its heap hardly makes it look. For who alone has them: they are empty afterwards. Bytes that are a
 * part of something stay as they are.
 */
export function letGo(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes;
  if (byteLength >= LEAST && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
