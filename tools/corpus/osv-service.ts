import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { normalizeName } from '@rind/pypa';
import type { Advisory } from '../../src/advisory/advisory.ts';
import { matchAdvisory } from '../../src/advisory/match.ts';
import { parseOsvRecord } from '../../src/advisory/osv-record.ts';
import { readZip } from '../../src/artifact/zip.ts';
import { DEFAULT_FILE_LIMITS } from '../../src/platform/file-limits.ts';

/** A loopback endpoint that answers as OSV's API does; dispose of it when done. */
export interface OsvService extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
}

interface Kept {
  readonly record: { readonly id: string; readonly modified: string };
  readonly advisory: Advisory;
}

/** Records of an all.zip, as they are and as they are matched, by id. */
function loadRecords(archive: string): Map<string, Kept> {
  const zip = readZip(readFileSync(archive), { ...DEFAULT_FILE_LIMITS, maxTotalBytes: 2 ** 30 });
  if (!zip.ok) throw new Error(zip.error.message);
  const kept = new Map<string, Kept>();
  for (const { read } of zip.value) {
    const bytes = read();
    if (!bytes.ok) continue;
    const record = JSON.parse(Buffer.from(bytes.value).toString()) as Kept['record'];
    const { advisory } = parseOsvRecord(record, 'PyPI');
    if (advisory !== null) kept.set(record.id, { record, advisory });
  }
  return kept;
}

interface Query {
  readonly version?: string;
  readonly package?: { readonly name?: string; readonly ecosystem?: string };
}

/**
 * Serves the records of an all.zip on the loopback interface: `POST /v1/query`, `POST
 * /v1/querybatch`, `GET /v1/vulns/ID`. So every peer that asks an OSV endpoint sees the same records.
 */
export async function serveOsv(archive: string): Promise<OsvService> {
  const records = loadRecords(archive);
  const byName = new Map<string, Kept[]>();
  for (const kept of records.values()) {
    for (const name of new Set(kept.advisory.affected.map((project) => project.name))) {
      byName.set(name, [...(byName.get(name) ?? []), kept]);
    }
  }
  const find = ({ version, package: { name = '' } = {} }: Query): Kept[] => {
    const wanted = normalizeName(name);
    const all = byName.get(wanted) ?? [];
    return version === undefined
      ? all
      : all.filter(({ advisory }) => matchAdvisory(advisory, wanted, version).affected === true);
  };
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const path = (request.url ?? '').replace(/^(?:\/v1)?/, '');
    if (path.startsWith('/vulns/')) return records.get(decodeURIComponent(path.slice('/vulns/'.length)))?.record;
    const body = JSON.parse(await textOf(request)) as Query & { queries?: readonly Query[] };
    if (path === '/query') return { vulns: find(body).map(({ record }) => record) };
    return {
      results: (body.queries ?? []).map((query) => {
        const vulns = find(query).map(({ record: { id, modified } }) => ({ id, modified }));
        return vulns.length === 0 ? {} : { vulns };
      }),
    };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (value) => {
        response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value ?? {}));
      },
      (error: unknown) => {
        response.writeHead(400);
        response.end(String(error));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback endpoint has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
