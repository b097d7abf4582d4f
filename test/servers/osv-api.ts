import type { OsvServer } from './osv-server.ts';

/** A record as an OSV API has it. */
export interface ApiRecord {
  readonly id: string;
  readonly modified: string;
  readonly affected: readonly { readonly package: { readonly name: string } }[];
}

interface Query {
  readonly package: { readonly name: string };
  readonly page_token?: string;
}

/** Records of one page. */
const PAGE = 2;

/** Serves records as OSV's API does, two to a page. */
export function serveOsvApi(server: OsvServer, records: readonly ApiRecord[], batches = true): void {
  for (const path of server.services.keys()) server.services.delete(path);
  const answer = ({ package: { name }, page_token: token = '0' }: Query, whole: boolean): unknown => {
    const found = records.filter(({ affected }) => affected.some((project) => project.package.name === name));
    const from = Number(token);
    const page = found.slice(from, from + PAGE);
    if (page.length === 0) return {};
    const vulns = whole ? page : page.map(({ id, modified }) => ({ id, modified }));
    return from + PAGE < found.length ? { vulns, next_page_token: String(from + PAGE) } : { vulns };
  };
  if (batches)
    server.services.set('/v1/querybatch', (body) => {
      const { queries }: { queries: Query[] } = JSON.parse(body);
      return { results: queries.map((query) => answer(query, false)) };
    });
  server.services.set('/v1/query', (body) => answer(JSON.parse(body), true));
  for (const record of records) server.services.set(`/v1/vulns/${record.id}`, () => record);
}

/** Every text that was sent in a query, names and all. */
export function sentNames({ asked }: OsvServer): string[] {
  const names = asked.flatMap(({ body = '' }) => [...body.matchAll(/"name":"([^"]*)"/g)].map(([, name = '']) => name));
  return [...new Set(names)].sort();
}
