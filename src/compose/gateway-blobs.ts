import { createHash } from 'node:crypto';
import { ok, type Result } from '@rind/pypa';
import type { SweepParts } from '../app/jobs/sweep-blobs.ts';
import type { Blobs, Inspected, Spool } from '../app/serve/ports.ts';
import { openFileBlobStore } from '../artifact/blob-store.fs.ts';
import type { Blob, BlobStore, Spool as StoreSpool } from '../artifact/blob-store.ts';
import { inspectDistribution } from '../artifact/inspect.ts';
import { DEFAULT_INSPECTION_LIMITS, type Inspection } from '../artifact/inspection.ts';
import type { Problem } from '../base/problem.ts';
import { type InspectedArtifact, inspectedArtifact } from '../evidence/inspected-artifact.ts';

/** The files of a gateway, for who serves them and for who makes room. */
export interface GatewayBlobs extends Blobs {
  readonly stored: SweepParts['blobs'];
}

/** Opens the files of a gateway, and what looks into them. */
export async function gatewayBlobs(folder: string): Promise<Result<GatewayBlobs, Problem>> {
  const store = await openFileBlobStore(folder);
  if (!store.ok) return store;
  const { value } = store;
  return ok({
    stored: {
      list: () => value.list(),
      tidy: () => value.tidy(),
      remove: async (sha256) => {
        const removed = await value.remove(sha256);
        return removed.ok && removed.value;
      },
    },
    spool: async (maxBytes) => {
      const spool = await store.value.spool(maxBytes);
      return spool.ok ? ok(spoolOf(store.value, spool.value)) : spool;
    },
    open: async (sha256) => {
      const blob = await store.value.open(sha256);
      return blob.ok && blob.value !== undefined ? readerOf(blob.value) : undefined;
    },
  });
}

function readerOf(blob: Blob): NonNullable<Awaited<ReturnType<Blobs['open']>>> {
  return {
    size: blob.size,
    read: async (target, position) => {
      const length = Math.max(0, Math.min(target.length, blob.size - position));
      if (length > 0) target.set(await blob.read(position, length));
      return length;
    },
    close: async () => {
      await blob[Symbol.asyncDispose]();
    },
  };
}

function spoolOf(store: BlobStore, spool: StoreSpool): Spool {
  const md5 = createHash('md5');
  return {
    write: async (chunk) => {
      md5.update(chunk);
      return await spool.write(chunk);
    },
    finish: async () => ({ sha256: spool.sha256(), md5: md5.digest('hex'), size: spool.size }),
    inspect: async (filename) => {
      const found = await inspectDistribution(filename, spool.source(), DEFAULT_INSPECTION_LIMITS);
      return found.ok ? ok(inspectedOf(found.value)) : found;
    },
    commit: async () => {
      const committed = await store.commit(spool);
      return committed.ok ? ok(undefined) : committed;
    },
    discard: () => store.discard(spool),
  };
}

function inspectedOf(found: Inspection): Inspected {
  return {
    body: JSON.stringify(inspectedArtifact(found)),
    metadata: found.metadata?.bytes ?? null,
    fatal: found.faults.filter(({ severity }) => severity === 'fatal').map(({ message }) => message),
  };
}

/** What a stored inspection says. It is our own writing, of this version. */
export function artifactOf(body: string): InspectedArtifact {
  return JSON.parse(body);
}
