import { createHash } from 'node:crypto';
import { read } from 'node:fs';
import { promisify } from 'node:util';
import { ok, type Result } from '@rind/pypa';
import type { SweepParts } from '../app/jobs/sweep-blobs.ts';
import { NotAtHand } from '../app/serve/passing-failure.ts';
import type { Blobs, Inspected, Spool } from '../app/serve/ports.ts';
import { openFileBlobStore } from '../artifact/blob-store.fs.ts';
import type { Blob, BlobStore, Spool as StoreSpool } from '../artifact/blob-store.ts';
import { inspectDistribution } from '../artifact/inspect.ts';
import { DEFAULT_INSPECTION_LIMITS, type Inspection } from '../artifact/inspection.ts';
import type { Problem } from '../base/problem.ts';
import { type InspectedArtifact, inspectedArtifact } from '../evidence/inspected-artifact.ts';
import { SoundBlobs } from './sound-blobs.ts';

const readFrom = promisify(read);

/** The files of a gateway, for who serves them and for who makes room. */
export interface GatewayBlobs extends Blobs {
  readonly stored: SweepParts['blobs'];
}

/** Opens the files of a gateway, and what looks into them. */
export async function gatewayBlobs(folder: string): Promise<Result<GatewayBlobs, Problem>> {
  const store = await openFileBlobStore(folder);
  if (!store.ok) return store;
  const { value } = store;
  const sound = new SoundBlobs();
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
      if (!blob.ok) throw new NotAtHand(blob.error.message);
      if (blob.value === undefined) return undefined;
      if (await sound.isSound(blob.value)) return readerOf(blob.value);
      // As if it were gone: it is fetched, judged and stored again, over the damaged one.
      await blob.value[Symbol.asyncDispose]();
      return undefined;
    },
  });
}

/** Where a server in front finds a file beneath a location that stands for the folder of stored files. */
export function acceleratedPath(location: string, sha256: string): string {
  return `${location}${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

function readerOf(blob: Blob): NonNullable<Awaited<ReturnType<Blobs['open']>>> {
  return {
    size: blob.size,
    read: async (target, position) => {
      const length = Math.max(0, Math.min(target.length, blob.size - position));
      if (length === 0) return 0;
      // Straight into the memory that is sent: a large file would else be copied once more.
      if (blob.descriptor !== undefined)
        return (await readFrom(blob.descriptor, target, 0, length, position)).bytesRead;
      target.set(await blob.read(position, length));
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
  const artifact = inspectedArtifact(found);
  return {
    body: JSON.stringify(artifact),
    metadata: found.metadata?.bytes ?? null,
    requiresPython: artifact.metadata === null ? undefined : artifact.metadata.requiresPython,
    fatal: found.faults.filter(({ severity }) => severity === 'fatal').map(({ message }) => message),
  };
}

/** What a stored inspection says. It is our own writing, of this version. */
export function artifactOf(body: string): InspectedArtifact {
  return JSON.parse(body);
}
