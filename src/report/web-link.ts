/** Ids that osv.dev shows a page of: `PYSEC-2024-1`, `GHSA-…`, `CVE-…`, `MAL-…`. */
const OSV_ID = /^[A-Z]{2,12}-[A-Za-z0-9-]{1,60}$/;

/** Web pages among references, at most ten: http and https, without credentials, as WHATWG's URL writes them. */
export function webLinks(references: readonly string[] = []): readonly string[] {
  const links = new Set<string>();
  for (const reference of references) {
    if (links.size >= 10) break;
    if (reference.length > 2000 || !URL.canParse(reference)) continue;
    const { protocol, username, password, href } = new URL(reference);
    if ((protocol === 'https:' || protocol === 'http:') && username === '' && password === '') links.add(href);
  }
  return [...links];
}

/** The page of an advisory; undefined for an id that osv.dev would not know. */
export function advisoryPage(id: string): string | undefined {
  return OSV_ID.test(id) ? `https://osv.dev/vulnerability/${id}` : undefined;
}
