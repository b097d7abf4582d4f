import { err, ok, type ProjectFile, type Result } from '@rind/pypa';
import type { HttpClient } from '../platform/http.ts';
import { askIndex, type Patience, readContent, unavailable } from './ask.http.ts';
import { provenanceFault } from './provenance.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import { unpacked } from './unpack.ts';
import type { Upstream } from './upstream.ts';

/** Larger than any: an attestation has some ten kilobytes, a file as many as it has publishers. Unit: bytes. */
const MAX_PROVENANCE: number = 2 * 1024 * 1024;

/**
 * Fetches what an index vouches for about a file, from where its page says: from its own host alone. What is no
 * provenance object is not taken. Nothing in it is verified. Source: PEP 740, "Upload endpoint changes" and "Index changes".
 */
export async function fetchProvenance(
  http: HttpClient,
  upstream: Upstream,
  { provenance: url = '' }: Pick<ProjectFile, 'provenance'>,
  patience: Patience = {},
): Promise<Result<Uint8Array, Absent | Unavailable>> {
  const headers = {
    accept: 'application/vnd.pypi.integrity.v1+json, application/json;q=0.5',
    'accept-encoding': 'gzip',
  };
  const got = await askIndex(http, upstream, { url, headers, isFile: false, patience });
  if (!got.ok) return got;
  const content = await readContent(got.value, MAX_PROVENANCE);
  if (!content.ok) return content;
  const bytes = await unpacked(content.value, got.value.headers.get('content-encoding'), MAX_PROVENANCE);
  if (typeof bytes === 'string') return err(unavailable(bytes, url, 'cannot be unpacked'));
  const fault = provenanceFault(bytes);
  return fault === undefined ? ok(bytes) : err(unavailable('damaged', url, fault));
}
