/**
 * Packs by zstd. Node's module is loaded with the first call: most runs unpack nothing.
 */
export function pack(text: string): Uint8Array {
  return process.getBuiltinModule('node:zlib').zstdCompressSync(text);
}

/** Unpacks. Throws where it is no such content, or more than `maxBytes`. */
export function unpack(content: Uint8Array, maxBytes: number): Uint8Array {
  return process.getBuiltinModule('node:zlib').zstdDecompressSync(content, { maxOutputLength: maxBytes });
}
