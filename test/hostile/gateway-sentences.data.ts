/** A sentence that says never, refused or only, and the test that proves it. */
export interface ProvenSentence {
  /** Issue 5, or facts/gateway.md §6, in its words. */
  readonly sentence: string;
  /** The file of the test, from the repository's root, and the test's name in it. */
  readonly file: string;
  readonly test: string;
  /** What a saboteur brings about that this test notices: its `why`, in one of the lists of `tools/saboteurs`. */
  readonly saboteur: string;
}

const RUNNING = 'test/hostile/gateway.test.ts';
const START = 'test/hostile/gateway-start.test.ts';
const LIES = 'test/faults/lies.test.ts';
const TWO = 'test/faults/two.test.ts';
const FULL = 'test/faults/full.test.ts';

const CLOSED = 'test/hostile/gateway-closed.test.ts';
const CLOCK = 'test/faults/clock.test.ts';
const NAMES = 'test/hostile/gateway-names.test.ts';
const ARCHIVES = 'test/hostile/gateway-archives.test.ts';
const DECISIONS = 'test/hostile/gateway-decisions.test.ts';
const RECORDS = 'test/hostile/gateway-records.test.ts';

const row = (sentence: string, file: string, test: string, saboteur: string): ProvenSentence => ({
  sentence,
  file,
  test,
  saboteur,
});

/** What must never be, and where it is proven. */
export const SENTENCES: readonly ProvenSentence[] = [
  row(
    'filter-only enforcement: evaluate policy at page, `.metadata`, file, HEAD and Range',
    RUNNING,
    'a denied file is denied at the page, its metadata, the file, HEAD, Range, provenance and every moment of the past',
    'a denied file is denied on its page alone',
  ),
  row(
    'client caches defeat revocation: no-cache and a strong ETag, on pages and files',
    RUNNING,
    'what may be cached is asked for again: no-cache and a strong tag on pages and files, no coding on files',
    'clients would install from their caches what is denied meanwhile',
  ),
  row(
    'a 304 never carries another Content-Type',
    'src/gateway/page.test.ts',
    'Poetry reads a 304 for another format as HTML: a tag of one format never matches another',
    'Poetry would read stored JSON as HTML',
  ),
  row(
    'never Content-Encoding on files',
    RUNNING,
    'what may be cached is asked for again: no-cache and a strong tag on pages and files, no coding on files',
    'files would be sent under a coding',
  ),
  row(
    '404 ≠ outage: an upstream that is down is 503 with Retry-After, never 404 and never a fall-through',
    LIES,
    'an upstream that is down: what is known stays as it is, what is not is 503 and never 404, and nobody else is asked',
    'an upstream that is down would look as if it had nothing',
  ),
  row(
    'stale-if-error only for timeouts, 5xx and TLS failures',
    'src/index/page-cache.test.ts',
    'stands in only while the index itself says nothing: timeouts, 5xx, TLS, nobody there',
    'an old page would stand in for one that is refused to us',
  ),
  row(
    'SSRF: any other private address, another port of that host included, is refused',
    'src/index/page.test.ts',
    'takes PyPI’s files from where PyPI keeps them, and no other index does',
    'a page could have any address of the network asked',
  ),
  row(
    'hash substitution: a change is an incident',
    'src/app/serve/artifacts.test.ts',
    'of bytes that are not what the file was when it was seen first: that is an incident',
    'bytes other than those first seen would be stored as those',
  ),
  row(
    'not one unjudged byte is streamed',
    'src/app/serve/artifacts.test.ts',
    'of what did not come whole, cannot be looked into, or cannot be kept',
    'a file that cannot be looked into would count as judged',
  ),
  row(
    'TOCTOU: blobs addressed by sha256',
    RUNNING,
    'a blob that was changed on the disk after it was judged is never served: it is fetched and judged again',
    'a blob that was changed on the disk would be served or end in an error for ever',
  ),
  row(
    'metadata/wheel mismatch: deny on difference',
    'src/policy/rules/fetched-files.test.ts',
    'has to be what its index announced and served, to the byte',
    "metadata other than the wheel's own could be served beside it",
  ),
  row(
    'archive confusion (CVE-2025-54368): reject',
    'test/hostile/distributions.test.ts',
    'a wheel whose headers disagree',
    'one reader would install another file than the next',
  ),
  row(
    'name confusion: the `foo-2-2.tar.gz` case',
    'src/index/page-fetch.test.ts',
    'loses files of other projects, `demo-2-2.tar.gz` among them, and says so',
    'files of another project would stand on a page',
  ),
  row(
    'decode percent exactly once (pip CVE-2026-13346 was double decoding)',
    'src/gateway/target.test.ts',
    'a path is decoded exactly once, and a plus stays a plus',
    'double encoding would be decoded by whoever decodes again',
  ),
  row(
    'no path leads out',
    RUNNING,
    'no way of writing a path leads out, twice, or to somebody else',
    'a project would have as many pages as spellings',
  ),
  row(
    'headers: sanitise reasons to printable ASCII',
    'src/gateway/conditions.test.ts',
    'response splitting: a reason phrase is printable ASCII of at most 200 characters (CVE-2019-6802)',
    'Node would throw on a reason of strangers: a denial becomes a crash',
  ),
  row(
    'HTML: yank reasons, names and URLs are attacker text; escape, strict CSP, only http(s) hrefs',
    'src/gateway/why.test.ts',
    'script in names: every text of a page is escaped, and only web addresses are links',
    'a link of evidence could run a script',
  ),
  row(
    'Host header: emit relative URLs; never build from Host',
    'src/gateway/page.test.ts',
    'Host is no part of any answer: relative redirects and links, absolute ones under the configured address alone',
    'whoever chooses the name of the host would choose where clients go',
  ),
  row(
    'Host check against DNS rebinding',
    RUNNING,
    'a host that is not ours is refused, as DNS rebinding needs one',
    'a page of a stranger could ask under a name of its own',
  ),
  row(
    'no state change without a token or same-origin proof',
    'src/gateway/conditions.test.ts',
    'cross-site request: what changes something needs a token, and no other site behind it',
    'a form of another site could change something',
  ),
  row(
    'tokens, userinfo and signed queries never logged',
    RUNNING,
    'tokens, users of addresses and signed queries are never written down',
    'queries, and the keys in them, would stand in the log',
  ),
  row(
    'cross-tenant oracle: private names must not be queried upstream',
    RUNNING,
    'private names are never asked for upstream',
    'names that were claimed would be told to upstreams',
  ),
  row(
    '`/why`, search and API leak no private name to who may not read it',
    CLOSED,
    'answers a stranger 401 at every door, the same of what is private and of what nobody has',
    'a stranger could tell a decision that there is from one that there is not, or would not be asked for a token',
  ),
  row(
    '404 bodies leak no private name',
    'src/gateway/page.test.ts',
    '404 is no outage: what is not known is 503 with Retry-After, what is forbidden looks like what is absent',
    'what is forbidden would not look like what is absent',
  ),
  row(
    'uploaded only after an explicit claim (else any uploader owns `requests` for everybody)',
    RUNNING,
    'any uploader never owns a name that an upstream has, that was asked for there, or that was claimed',
    'whoever uploads first would own `requests` for everybody',
  ),
  row(
    'without --project: any name that is neither claimed nor known from upstream',
    'src/access/access.test.ts',
    'give a name that was claimed to tokens for it and to administrators only',
    'any uploader would own a claimed name',
  ),
  row(
    'uploaded filenames are immutable for ever, deletion leaves a tombstone',
    'src/hosting/hosting.test.ts',
    'keep their name for ever: other bytes never take it, nor the same ones after a deletion',
    'a deleted file could come back as another',
  ),
  row(
    'upload tokens per project; expiring tokens',
    RUNNING,
    'a token of one project never uploads to another, and an expired or revoked one never to any',
    'a token of one project would upload to another',
  ),
  row(
    'brute-force delay',
    RUNNING,
    'guessing tokens makes an address wait, a right one included',
    'nobody who guesses tokens would wait',
  ),
  row(
    'X-Forwarded-For only from configured proxies',
    RUNNING,
    'X-Forwarded-For is believed only from configured proxies',
    'anybody could say to come from anywhere',
  ),
  row(
    'a public listen address without tokens or TLS in front is refused unless said',
    START,
    'a public listen address without tokens or TLS in front is refused unless said',
    'everybody who reaches a public address would read',
  ),
  row(
    'request smuggling',
    RUNNING,
    'request smuggling: what could be read as one request or two is refused and hung up on',
    'a second request could hide behind one that reads',
  ),
  row(
    'slow-loris: headers',
    'src/gateway/server.test.ts',
    'slow-loris: headers that do not end are hung up on',
    'headers that never end would keep a connection for ever',
  ),
  row(
    'slow-loris: body',
    'src/gateway/upload.test.ts',
    'slow-loris: an upload that stops coming is hung up on',
    'an upload that stops coming would keep its place for minutes',
  ),
  row(
    '2,000 connections',
    RUNNING,
    'two thousand idle connections keep nobody out',
    'a hundred idle connections would keep everybody out',
  ),
  row(
    'multipart bombs',
    'src/gateway/multipart.test.ts',
    'a form that could be read in two ways is none',
    'the checked name of a part would not be the one that is used',
  ),
  row(
    'path traversal, NUL and unicode in file names',
    'src/hosting/hosting.test.ts',
    "another project's file",
    'a file would be stored under the name of another project',
  ),
  row(
    'dry-run records only',
    START,
    'a dry run shows what enforcement does not: no client may keep a page of the one for the other',
    'a dry run would deny',
  ),
  row(
    'private shadows public',
    'src/index/routing.test.ts',
    'nobody, where it is a private one: asking would tell it',
    'private names would be told to indexes',
  ),
  row(
    'a log entry is durable before the last byte goes out; fail closed',
    FULL,
    'a full disk: 503 for what cannot be written down, and all of it back with the room',
    'bytes would go out that the log never had',
  ),
  row(
    'effective in < 2 s, for every process',
    TWO,
    'what one of two processes takes in, the other serves within two seconds',
    'what one process takes in the other would not show for minutes',
  ),
  row(
    'what an index says of a file is text on every page',
    LIES,
    'what an upstream writes into names, reasons and hashes is text on every page',
    'text of an index would be markup',
  ),
  row(
    'a configured upstream’s files are fetched from no other port, and every redirect is checked again',
    'src/platform/http.test.ts',
    'a redirect to a private address is refused, even from a host that is trusted',
    'a redirect would lead into the network',
  ),
  row(
    'strip credentials cross-origin',
    'src/platform/http.test.ts',
    'credentials go to their own origin alone, and stand in no message',
    'credentials would follow a redirect',
  ),
  row(
    'prefix reservations by 752’s matching: nobody else serves what is reserved',
    'src/compose/gateway-upstreams.test.ts',
    'the owner of a reserved prefix alone: as PEP 752 matches, the longest prefix, and nobody where the view lacks it',
    "a reserved prefix would be anybody's",
  ),
  row(
    'private names that are reserved for uploads are never asked upstream',
    'src/compose/gateway-upstreams.test.ts',
    'the owner of a reserved prefix alone: as PEP 752 matches, the longest prefix, and nobody where the view lacks it',
    'names that are reserved for uploads would be told to upstreams',
  ),
  row(
    'explicit merges only, and nothing that is reserved',
    'src/config/read.test.ts',
    'reserves prefixes and merges names, and refuses what contradicts itself',
    'what is reserved could be merged with what anybody publishes',
  ),
  row(
    'of merged indexes the first that had a file name has it for ever',
    'src/app/serve/projects.test.ts',
    'a file name is of the first index that ever listed it, gone or not: never judged as one and served as another',
    "a file of one upstream would be judged as the other's of the same name",
  ),
  row(
    'private names that appear publicly are reported by comparing, never by asking for the name',
    'src/app/jobs/jobs.test.ts',
    'that are public are told once each, by comparison alone',
    'a private name that somebody published would be reported to nobody',
  ),
  row(
    'early release only when the advisory does not come from the publisher alone',
    'src/policy/rules/offered-files.test.ts',
    'is never cut short on the word of the package’s own publisher alone',
    'a publisher could end the cooldown of its own release',
  ),
  row(
    'name-confusion holds, never denies alone',
    'src/policy/rules/name-confusion.test.ts',
    'never denies alone, whatever the policy says',
    'likeness alone would deny',
  ),
  row(
    'retention: never what a lock, hold or denied evidence needs',
    'src/app/jobs/jobs.test.ts',
    'never removes what has to stay, or what was used just now, whatever room it takes',
    'room would be made of evidence',
  ),
  row(
    'reading open on loopback only',
    CLOSED,
    'answers a stranger 401 at every door, the same of what is private and of what nobody has',
    'a gateway with tokens would read to everybody',
  ),
  row(
    'metrics are no secret door',
    CLOSED,
    'answers a stranger 401 at every door, the same of what is private and of what nobody has',
    'strangers would count what is refused',
  ),
  row(
    'the names are for who may read only',
    CLOSED,
    'answers a stranger 401 at every door, the same of what is private and of what nobody has',
    'a stranger would be told that there are no names',
  ),
  row(
    'tokens are compared in a time that tells nothing',
    'src/access/timing.test.ts',
    'is comparing digests of one length with `timingSafeEqual`, and nothing else compares secrets or digests',
    'how long a comparison takes would tell how much was right',
  ),
  row(
    'who reads slowly keeps nobody waiting, and nothing for ever',
    'src/gateway/slow.test.ts',
    'slow reading: who takes a byte now and then is hung up on, and the file is let go of',
    'who takes nothing would keep a file open for ever',
  ),
  row(
    'no address has all connections',
    'src/gateway/slow.test.ts',
    'no address has all connections, and what it lets go of it may have again',
    'one address could have every connection',
  ),
  row(
    'X-Accel-Redirect: the decision and the entry in the log come first',
    'src/gateway/file.test.ts',
    'behind a server in front its own way of sending is used, once it is written down',
    'nginx would send what nobody wrote down',
  ),
  row(
    'X-Accel-Redirect: only to a proxy of ours',
    'src/gateway/file.test.ts',
    'whoever is no proxy of ours gets the bytes themselves',
    'whoever comes past nginx would get a path instead of a file',
  ),
  row(
    'clock jumps: nothing is let out early',
    CLOCK,
    'a clock that jumps ahead or back lets nothing out early and nobody in again, and breaks no log',
    'a clock that is set ahead for a moment would let out what waits',
  ),
  row(
    'clock jumps: an expired token is never good again',
    CLOCK,
    'a clock that jumps ahead or back lets nothing out early and nobody in again, and breaks no log',
    'a clock that is set back would make expired tokens good again',
  ),
  row(
    'clock jumps: first-seen is never before it was',
    CLOCK,
    'a machine that starts without knowing the time makes no file older than it is',
    'a machine that does not know the time yet would make files old',
  ),
  row(
    'down for a day: pages stand in for as long as they may only',
    CLOCK,
    'an upstream that is down for a day, and for two months: pages stand in for as long as they may, time goes on, and it is back at once',
    'an index that has been gone for years would still be believed',
  ),
  row(
    'limits of the process: 503, and never a wrong byte',
    'test/faults/limits.test.ts',
    'a log and a database that may not grow: nothing goes out that is not written down',
    'a file that may not grow would look like a defect',
  ),
  row(
    'a flood of refusals never fills the disk',
    'src/app/serve/book.test.ts',
    'writes the first of equal refusals at once, and counts the others of a minute in one entry',
    'a flood of one refusal would fill the disk',
  ),
  row(
    'nobody is refused who is nowhere in the log',
    'src/app/serve/book.test.ts',
    'tells nobody of a refusal that cannot be written down, and takes the next one for the first',
    'somebody would be refused who is nowhere in the log',
  ),
  row(
    'what somebody was told is never forgotten',
    'src/evidence/state.test.ts',
    'are forgotten when others took their place, but what somebody was told of, or waits, is evidence',
    'what somebody was told would be forgotten',
  ),
  row(
    'an upstream that is down, hanging or 5xx: never 404 and never a fall-through, at every door of a running gateway',
    NAMES,
    'an upstream that is down, hanging or 5xx makes an unknown name 503 with Retry-After: never 404, never a fall-through to the next',
    'an upstream that is silent would be passed over for the next',
  ),
  row(
    'a name that the bulk name list knows is uploaded only after an explicit claim',
    NAMES,
    'a name that was served from an upstream, asked for there, or that the bulk name list knows is uploaded only after an explicit claim',
    'a name of the bulk name list would be free for whoever uploads first',
  ),
  row(
    'a name that was ever served from an upstream, or asked for there, is uploaded only after an explicit claim, over a restart',
    NAMES,
    'a name that was served from an upstream, asked for there, or that the bulk name list knows is uploaded only after an explicit claim',
    'a name that an upstream served, or was asked for, would be free for whoever uploads first',
  ),
  row(
    'private names that appear publicly: compared by the running gateway, claimed ones included',
    NAMES,
    'private names that appear publicly are reported by comparing with the bulk name list, never by asking for the name',
    'a claimed name that somebody published would be reported to nobody',
  ),
  row(
    'prefix reservations by 752’s matching, at a running gateway',
    NAMES,
    'prefix reservations by the matching of PEP 752: `acme` is `acme` and `acme-*`, served by its owner only',
    'what is reserved and merged would be asked for in order, whoever owns it',
  ),
  row(
    'explicit merges only, at a running gateway',
    NAMES,
    'explicit merges only: a page is put together from several upstreams where that is said, and of one file name the first counts',
    'a name would be merged that nobody said so of',
  ),
  row(
    'another port of that host included: no file and no redirect leads there',
    LIES,
    'files of other projects, doubled names and hosts that nobody configured are not on a page, and not to be had',
    'another port of a host that is asked anyway would be asked as well',
  ),
  row(
    'archive confusion: duplicate or mismatched entries, several ends, trailing data, RECORD; never extract to disk',
    ARCHIVES,
    'archive confusion (CVE-2025-54368): what readers would read in two ways is refused, never extracted, and no byte of it goes out',
    'an archive with one thing wrong would go out',
  ),
  row(
    'never runs a build backend',
    ARCHIVES,
    'never runs a build backend: a source distribution goes out as it came, whatever its setup.py would do',
    'the build of a source distribution would leave behind what it likes',
  ),
  row(
    'pin the first-seen sha256 per (upstream, filename) permanently',
    DECISIONS,
    'first-seen sha256 is pinned per upstream and filename for ever: another one is refused, over a restart, whatever the page says',
    'what a file was when it was seen first would be forgotten',
  ),
  row(
    '404/410 is evidence: deny, and alert',
    DECISIONS,
    '404 ≠ outage: stale only on timeout, 5xx or TLS failure; 404, 410 and quarantine are evidence: denied, and who has it is told',
    'nobody would be told of a file that its index took back',
  ),
  row(
    'stale only on timeout, 5xx or TLS failure, at a running gateway',
    DECISIONS,
    '404 ≠ outage: stale only on timeout, 5xx or TLS failure; 404, 410 and quarantine are evidence: denied, and who has it is told',
    'an index that says that a project is gone for good would count as one that is down',
  ),
  row(
    'a deny costs no upstream byte',
    DECISIONS,
    'a denial by what is known without the bytes costs no upstream byte, at any door',
    'what is denied would be fetched first',
  ),
  row(
    'waivers of a release bind the hashes seen',
    DECISIONS,
    'an allow of a release binds the hashes seen, and a private upstream counts by the later of claimed and first-seen',
    'a file that comes after the allow of its release would be let in by it',
  ),
  row(
    'for a private upstream the later of claimed and first-seen',
    DECISIONS,
    'an allow of a release binds the hashes seen, and a private upstream counts by the later of claimed and first-seen',
    'a private index could date its files back',
  ),
  row(
    'name-confusion holds, never denies alone, at a running gateway',
    DECISIONS,
    'rules that the gateway adds hold at the file, and only name-confusion never denies alone',
    'likeness alone would deny at the gateway',
  ),
  row(
    'sdist refused where a wheel exists (policy)',
    DECISIONS,
    'rules that the gateway adds hold at the file, and only name-confusion never denies alone',
    'a source distribution would be refused where there is no wheel, and go out where there is one',
  ),
  row(
    'as of an instant: a file is listed when its upload-time, else first-seen, is earlier',
    DECISIONS,
    'the index as of an instant lists a file only when its upload-time, else first-seen, is earlier, and says which history it lacks',
    'a file would be there before it was',
  ),
  row(
    'as of an instant: saying which history it lacks',
    DECISIONS,
    'the index as of an instant lists a file only when its upload-time, else first-seen, is earlier, and says which history it lacks',
    'a page of the past would not say what it lacks',
  ),
  row(
    'fail-open only when configured, and counted',
    DECISIONS,
    'fail closed; fail-open only when configured, and counted: without advisories nobody can tell of a flaw',
    'nobody would count what goes out undetermined',
  ),
  row(
    'dry-run records only and says what it would have done',
    DECISIONS,
    'a dry run records only, and says what it would have done',
    'a dry run would have people release what nobody was refused',
  ),
  row(
    'tokens, stored hashed',
    RECORDS,
    'tokens are stored hashed: nothing that a gateway keeps, prints or answers has the text of one',
    'a token could be read from what is kept',
  ),
  row(
    'redact userinfo and presign queries in logs, errors, audit',
    RECORDS,
    'credentials of an upstream and signed queries of its files are never logged, shown, or sent to another port',
    'the signature of an address would stand in answers and in the log',
  ),
  row(
    'status line: ASCII of at most 200 characters; `application/problem+json` exactly',
    RECORDS,
    'a reason of strangers in the status line is printable ASCII of at most 200 characters, and problem+json exactly',
    'a reason of strangers would not be ASCII',
  ),
  row(
    'never 403 a simple page for policy; for Poetry a denied file is omitted',
    RECORDS,
    'policy never makes a simple page 403; Poetry, locked and warm, is shown no denied file, and others the reason',
    'Poetry would be shown what it installs unasked',
  ),
  row(
    'stream by default: presigned addresses outlive a deny',
    RECORDS,
    'a file is streamed, never a redirect to a presigned address, and Range, HEAD and no-cache hold for it',
    'a part of a file could not be had',
  ),
  row(
    'every denial and hold is durable before it is told',
    RECORDS,
    'every denial, hold, file serve and administrative act is durable before it is told; of page allows at most a second is lost',
    'somebody would be told of a refusal that a crash then takes out of the log',
  ),
  row(
    'page allows may be batched, ≤ 1 s may be lost',
    RECORDS,
    'every denial, hold, file serve and administrative act is durable before it is told; of page allows at most a second is lost',
    'a crash would lose seconds of pages',
  ),
  row(
    'heads signed each minute',
    RECORDS,
    'heads of the log are signed each minute while the gateway runs',
    'the log would be signed when the gateway ends, and not before',
  ),
  row(
    'durable before the last byte goes out: bytes that are in memory',
    FULL,
    'a full disk: 503 for what cannot be written down, and all of it back with the room',
    'bytes at hand would go out that the log never had',
  ),
  row(
    'durable before the last byte goes out: the word that a copy is still good',
    FULL,
    'a full disk: 503 for what cannot be written down, and all of it back with the room',
    'somebody would be told that a copy is still good, and nobody would know',
  ),
  row(
    'durable before the last byte goes out: what is sent in pieces',
    FULL,
    'a full disk: 503 for what cannot be written down, and all of it back with the room',
    'the last piece of a large file would go out before it is written down',
  ),
  row(
    '`rind log verify` finds edit',
    'src/evidence/log-verify.test.ts',
    'any single byte that is changed, in any file, anywhere',
    'an edited entry would not be found',
  ),
  row(
    '`rind log verify` finds truncation',
    'src/evidence/log-verify.test.ts',
    'log and heads cut together',
    'a log whose end was cut off with its heads would be whole',
  ),
  row(
    '`rind log verify` finds fork, and a chain written anew',
    'src/evidence/log-verify.test.ts',
    'a chain replaced by one that is whole by itself',
    'a chain that was written anew would pass for the signed one',
  ),
  row(
    'until the wheel is held, serve only a hash-verified upstream sidecar',
    'src/app/serve/sidecars.test.ts',
    'is nothing where it is another one, or cannot be had',
    'metadata with any hash is passed on',
  ),
  row(
    'policy is never loosened by a repository',
    'src/policy/policy.test.ts',
    'wants a rule applied of which it sets a parameter only, whatever the repository turns off',
    "a repository could turn off the rule that carries the organization's deny list",
  ),
  row(
    'unknown is never a pass: nothing is to fail open by a rule that throws',
    'src/policy/decide.test.ts',
    'by which nothing is to fail open: a rule that throws holds, whatever its unknown says; one that cannot tell does not',
    'a collector that throws lets a file out of the gateway',
  ),
  row(
    'nothing is served but under a decision whose validUntil is ahead',
    'src/policy/decide-file.test.ts',
    'is the strictest of its parts, and holds as long as each of them',
    'a file would be served past the instant at which one of its decisions ends',
  ),
  row(
    '`rind log verify` finds reorder',
    'src/evidence/log-verify.test.ts',
    'two entries that changed places',
    'entries could change places',
  ),
  row(
    'a restored older state says so',
    'test/gateway/proof.test.ts',
    'is backed up while it runs; uploads that only the log knows stay taken after a restore',
    'a restored older state would look like any other',
  ),
  row(
    'metadata equal to the wheel’s own, also where it went out before',
    'test/gateway/metadata.test.ts',
    'a wheel whose metadata is not what was passed on before is refused',
    'a wheel would go out with other dependencies than those that were resolved by',
  ),
  row(
    'each affected file that was already served yields an exposure event',
    'test/gateway/watch.test.ts',
    'take effect within two seconds of the commit, and who has the file is told once',
    'nobody who has a file would be told that it is denied now',
  ),
  row(
    'a sync that would deny more than N projects in use is held for a person',
    'test/gateway/watch.test.ts',
    'wait for a person where they refuse more projects in use than somebody wants, over a restart',
    'advisories would refuse a whole team at once',
  ),
  row(
    'refuse files without a secure hash until hashed and recorded',
    DECISIONS,
    'a file without a secure hash is refused until it is hashed and recorded, and bound to these bytes from then on',
    'what has no hash would be other bytes each time it is fetched',
  ),
  row(
    'one hanging file never stops the later ones',
    LIES,
    'files that hang keep no other project from coming',
    'files of one project that hang would keep those of all others from coming',
  ),
  row(
    'cap entries, ratio, total',
    LIES,
    'of a file that is not what its page says, not one byte goes out',
    'a file would unpack to thousands of times its size',
  ),
  row(
    'retention: never what a hold, an upload or denied evidence needs, as it is remembered',
    'src/evidence/watch-state.test.ts',
    'are those of the team, those that wait or were refused, and those that were denied or told of',
    'a file that was denied, which is evidence, would make room',
  ),
  row(
    'the gateway is configured in a rind.toml only, never in a file of a project',
    'src/config/read.test.ts',
    'is refused in the file of a project, and where names are used twice, are none, or lead nowhere',
    'whoever writes a project could configure the gateway that is started in it',
  ),
  row(
    'retention: never what a hold, an upload or denied evidence needs, at a running gateway',
    RECORDS,
    'retention by a size budget takes what was used longest ago, never what is ours, waits, or is evidence of a denial',
    'what somebody is refused would be forgotten as evidence',
  ),
];
