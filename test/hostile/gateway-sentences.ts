/** A sentence that says never, refused or only, and the test that proves it. */
export interface ProvenSentence {
  /** Issue 5, or facts/gateway.md §6, in its words. */
  readonly sentence: string;
  /** The file of the test, from the repository's root, and the test's name in it. */
  readonly file: string;
  readonly test: string;
}

const RUNNING = 'test/hostile/gateway.test.ts';
const START = 'test/hostile/gateway-start.test.ts';
const LIES = 'test/faults/lies.test.ts';
const TWO = 'test/faults/two.test.ts';
const FULL = 'test/faults/full.test.ts';

const row = (sentence: string, file: string, test: string): ProvenSentence => ({ sentence, file, test });

/** What must never be, and where it is proven. */
export const SENTENCES: readonly ProvenSentence[] = [
  row(
    'filter-only enforcement: evaluate policy at page, `.metadata`, file, HEAD and Range',
    RUNNING,
    'a denied file is denied at the page, its metadata, the file, HEAD, Range, provenance and every moment of the past',
  ),
  row(
    'client caches defeat revocation: no-cache and a strong ETag, on pages and files',
    RUNNING,
    'what may be cached is asked for again: no-cache and a strong tag on pages and files, no coding on files',
  ),
  row(
    'a 304 never carries another Content-Type',
    'src/gateway/page.test.ts',
    'Poetry reads a 304 for another format as HTML: a tag of one format never matches another',
  ),
  row(
    'never Content-Encoding on files',
    RUNNING,
    'what may be cached is asked for again: no-cache and a strong tag on pages and files, no coding on files',
  ),
  row(
    '404 ≠ outage: an upstream that is down is 503 with Retry-After, never 404 and never a fall-through',
    LIES,
    'an upstream that is down: what is known stays as it is, what is not is 503 and never 404, and nobody else is asked',
  ),
  row(
    'stale-if-error only for timeouts, 5xx and TLS failures',
    'src/index/page-cache.test.ts',
    'stands in only while the index itself says nothing: timeouts, 5xx, TLS, nobody there',
  ),
  row(
    'SSRF: any other private address, another port of that host included, is refused',
    LIES,
    'files of other projects, doubled names and hosts that nobody configured are not on a page, and not to be had',
  ),
  row(
    'hash substitution: a change is an incident',
    LIES,
    'of a file that is not what its page says, not one byte goes out',
  ),
  row('not one unjudged byte is streamed', LIES, 'of a file that is not what its page says, not one byte goes out'),
  row(
    'TOCTOU: blobs addressed by sha256',
    RUNNING,
    'a blob that was changed on the disk after it was judged is never served: it is fetched and judged again',
  ),
  row(
    'metadata/wheel mismatch: deny on difference',
    'src/policy/rules/fetched-files.test.ts',
    'has to be what its index announced and served, to the byte',
  ),
  row(
    'archive confusion (CVE-2025-54368): reject',
    'test/hostile/distributions.test.ts',
    'a wheel whose headers disagree',
  ),
  row(
    'name confusion: the `foo-2-2.tar.gz` case',
    LIES,
    'files of other projects, doubled names and hosts that nobody configured are not on a page, and not to be had',
  ),
  row(
    'decode percent exactly once (pip CVE-2026-13346 was double decoding)',
    'src/gateway/target.test.ts',
    'a path is decoded exactly once, and a plus stays a plus',
  ),
  row('no path leads out', RUNNING, 'no way of writing a path leads out, twice, or to somebody else'),
  row(
    'headers: sanitise reasons to printable ASCII',
    LIES,
    'what an upstream writes into names, reasons and hashes is text on every page',
  ),
  row(
    'HTML: yank reasons, names and URLs are attacker text; escape, strict CSP, only http(s) hrefs',
    'src/gateway/why.test.ts',
    'script in names: every text of a page is escaped, and only web addresses are links',
  ),
  row(
    'Host header: emit relative URLs; never build from Host',
    'src/gateway/page.test.ts',
    'Host is no part of any answer: relative redirects and links, absolute ones under the configured address alone',
  ),
  row('Host check against DNS rebinding', RUNNING, 'a host that is not ours is refused, as DNS rebinding needs one'),
  row(
    'no state change without a token or same-origin proof',
    RUNNING,
    'no state changes without a token or same-origin proof',
  ),
  row(
    'tokens, userinfo and signed queries never logged',
    RUNNING,
    'tokens, users of addresses and signed queries are never written down',
  ),
  row(
    'cross-tenant oracle: private names must not be queried upstream',
    RUNNING,
    'private names are never asked for upstream',
  ),
  row(
    '`/why`, search and API leak no private name to who may not read it',
    'src/gateway/why.test.ts',
    '/why/ID is HTML for browsers, JSON for who asks for it, and absent for who may not know',
  ),
  row(
    '404 bodies leak no private name',
    'src/gateway/page.test.ts',
    '404 is no outage: what is not known is 503 with Retry-After, what is forbidden looks like what is absent',
  ),
  row(
    'uploaded only after an explicit claim (else any uploader owns `requests` for everybody)',
    RUNNING,
    'any uploader never owns a name that an upstream has, that was asked for there, or that was claimed',
  ),
  row(
    'without --project: any name that is neither claimed nor known from upstream',
    'src/access/access.test.ts',
    'give a name that was claimed to tokens for it and to administrators only',
  ),
  row(
    'uploaded filenames are immutable for ever, deletion leaves a tombstone',
    RUNNING,
    'uploaded filenames are immutable for ever, and deletion leaves a tombstone',
  ),
  row(
    'upload tokens per project; expiring tokens',
    RUNNING,
    'a token of one project never uploads to another, and an expired or revoked one never to any',
  ),
  row('brute-force delay', RUNNING, 'guessing tokens makes an address wait, a right one included'),
  row(
    'X-Forwarded-For only from configured proxies',
    RUNNING,
    'X-Forwarded-For is believed only from configured proxies',
  ),
  row(
    'a public listen address without tokens or TLS in front is refused unless said',
    START,
    'a public listen address without tokens or TLS in front is refused unless said',
  ),
  row(
    'request smuggling',
    RUNNING,
    'request smuggling: what could be read as one request or two is refused and hung up on',
  ),
  row('slow-loris: headers', 'src/gateway/server.test.ts', 'slow-loris: headers that do not end are hung up on'),
  row('slow-loris: body', 'src/gateway/upload.test.ts', 'slow-loris: an upload that stops coming is hung up on'),
  row('2,000 connections', RUNNING, 'two thousand idle connections keep nobody out'),
  row(
    'multipart bombs',
    RUNNING,
    'multipart bombs: many fields, long names, no end, nested parts and two files are refused',
  ),
  row(
    'path traversal, NUL and unicode in file names',
    RUNNING,
    'a file name that leads away, lies about its project or hides characters is never stored',
  ),
  row(
    'dry-run records only',
    START,
    'a dry run shows what enforcement does not: no client may keep a page of the one for the other',
  ),
  row('private shadows public', 'src/index/routing.test.ts', 'nobody, where it is a private one: asking would tell it'),
  row(
    'a log entry is durable before the last byte goes out; fail closed',
    FULL,
    'a full disk: 503 for what cannot be written down, and all of it back with the room',
  ),
  row(
    'effective in < 2 s, for every process',
    TWO,
    'what one of two processes takes in, the other serves within two seconds',
  ),
];
