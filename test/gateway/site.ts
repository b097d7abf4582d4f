import { normalizeName, parseRequirement } from '@rind/pypa';
import type { Upstream } from '../servers/upstream.ts';
import { versionOf } from '../servers/upstream-page.ts';
import type { Site } from './scenario.ts';

/** A place to run scenarios that answers for what an upstream has: the upstream itself, or a gateway in front of it. */
export function siteOf(
  upstream: Upstream,
  place: Pick<Site, 'indexUrl' | 'uploadUrl' | 'user' | 'password' | 'caFile'>,
): Site {
  return {
    ...place,
    digests(text) {
      const read = parseRequirement(text);
      if (!read.ok) return [];
      const version = /==(.*)$/.exec(text)?.[1] ?? '';
      const files = upstream.projects.get(read.value.normalizedName)?.files ?? [];
      return files.filter(({ filename }) => versionOf(filename) === version).map(({ sha256 }) => `sha256:${sha256}`);
    },
    async page(name) {
      const answer = await fetch(`${place.indexUrl}${normalizeName(name)}/`, { headers: { accept: 'text/html' } });
      return answer.ok ? answer.text() : '';
    },
  };
}

/** The upstream, asked directly. */
export function directSite(upstream: Upstream, caFile?: string): Site {
  const { indexUrl, uploadUrl } = upstream;
  const trust = caFile === undefined ? {} : { caFile };
  return siteOf(upstream, { indexUrl, uploadUrl, user: 'user', password: 'password', ...trust });
}
