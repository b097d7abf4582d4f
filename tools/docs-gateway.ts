import type { Client } from '../src/app/serve/ask.ts';
import { API_OPERATIONS } from '../src/contract/http-api.ts';
import { DEFAULT_LIMITS, type GatewayLimits } from '../src/gateway/options.ts';
import { presentationFor } from '../src/gateway/present.ts';
import { FRESHNESS, METRICS, REACHES, ROUTES, SHOWN_BY } from './docs-gateway.data.ts';

const STATUSES: readonly (readonly [string, string])[] = [
  ['200, 206, 304', 'under a current decision; 304 tells whoever asks that what it has is still good'],
  ['301', 'the same thing under its normal name or with its last slash; always relative'],
  ['400, 414', 'a path or header that two readers could read in two ways'],
  ['401', 'a token is needed, or the one given is wrong, expired or revoked: which of these is not said'],
  [
    '403',
    'denied or held, with the reason; a file whose index sent other bytes than it lists, twice; or a token that may not do this. Never for a simple page',
  ],
  [
    '404',
    'there is no such thing, or it is not for whoever asks: the same bytes; also a file that an index lists and answers 404 or 410 for itself',
  ],
  ['405, 406, 416', 'another method, format or range is needed'],
  ['421', 'the gateway does not go by that host name (`server.hosts`, `server.public-url`)'],
  ['429', 'too many wrong tokens came from this address'],
  [
    '503',
    'not yet: an upstream is silent, a file is being judged, or other bytes came than are listed, for the first time; with `Retry-After`',
  ],
];

const HEADERS: readonly (readonly [string, string])[] = [
  [
    '`Cache-Control: no-cache`, `ETag`',
    'on pages, metadata and files: clients ask again, so that a denial reaches them',
  ],
  ['`Vary`', 'pages differ by `Accept`, `Accept-Encoding`, `User-Agent` and `Authorization`'],
  ['`Content-Encoding`', 'gzip or zstd on pages; never on files'],
  ['`Content-Security-Policy`', 'on every HTML page: nothing runs, nothing of others is loaded'],
  ['`Retry-After`', 'on 503 and 429'],
];

const CLIENTS: readonly Client[] = ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'other'];
const SHOWN = {
  marked: 'listed as yanked, with the rule, the reason and where to read more',
  omitted: 'not listed at all',
} as const;

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  return [`| ${head[0]} | ${head[1]} |`, '|---|---|', ...rows.map(([a, b]) => `| ${a} | ${b} |`)].join('\n');
}

/** What each limit holds back, in the order of the interface. */
const LIMITS: Readonly<Record<keyof GatewayLimits, string>> = {
  pageBytes: 'rendered pages that are kept in memory',
  fileBytes: 'small files that are kept in memory',
  smallFile: 'a file up to this size is kept in memory',
  unreadBytes: 'pages and small files that clients have asked for and not taken yet',
  connections: 'connections at once',
  connectionsOfOne: 'connections of one address at once, unless it is one of `server.proxies`',
  headersMs: 'time for the headers of a request',
  requestMs: 'time for a whole request, an upload included',
  idleMs: 'time without a byte in either direction',
  keepAliveMs: 'time until the next request of a connection',
  uploadIdleMs: 'time without a byte of an upload',
  uploadBytes: 'the largest file that is uploaded',
};

function limitRows(): (readonly [string, string])[] {
  return (Object.keys(LIMITS) as (keyof GatewayLimits)[]).map((name) => {
    const value = DEFAULT_LIMITS[name];
    return [
      LIMITS[name],
      name.endsWith('Ms') ? `${value / 1000} s` : name.startsWith('connections') ? `${value}` : bytes(value),
    ];
  });
}

function bytes(value: number): string {
  const mebibytes = value / (1024 * 1024);
  return mebibytes >= 1024 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}

function shownTable(): string {
  const rows = SHOWN_BY.map(({ client, pinned, range, whole, upload }) =>
    [client, ...[pinned, range, whole, upload].map((shown) => REACHES[shown])].join(' | '),
  );
  const head =
    'client | `==` a denied version | a range of denied versions alone | a project denied as a whole | an upload';
  return [`| ${head} |`, '|---|---|---|---|---|', ...rows.map((row) => `| ${row} |`)].join('\n');
}

/** What the JSON API tells otherwise than PyPI's. */
const JSON_DIFFERENCES: readonly (readonly [string, string])[] = [
  [
    '`info`',
    'of the newest release that is allowed and final; its own metadata where the file was looked into, else what its index says of the newest release, else only what its files say',
  ],
  [
    '`info.package_url`, `project_url`, `release_url`',
    "the project's page here: relative to the document unless `server.public-url` is set",
  ],
  ['`info.docs_url`, `bugtrack_url`, `ownership`, `last_serial`', 'empty, or 0: only PyPI knows'],
  [
    '`releases`',
    'keys are versions as PEP 440 normalizes them (`1.8rc1` for `1.8c1`); a version without a file is not there: simple pages list files',
  ],
  [
    'files',
    'eggs, installers and other files that no current client installs are left out; the order is that of the simple page',
  ],
  ['`url`', 'the file here, relative to the document unless `server.public-url` is set'],
  ['`digests`, `md5_digest`', 'sha256 alone, and null: simple pages have no other, and nobody should compare by MD5'],
  ['`python_version`', "from the wheel's name: what its uploader wrote is not on simple pages"],
  ['`comment_text`, `has_sig`', 'empty and false, as PyPI has them for what is uploaded today'],
  [
    '`yanked`, `yanked_reason`',
    'a denied version counts as yanked, with the rule, the reason and the address that explains it',
  ],
  ['`vulnerabilities`', 'of the advisories at hand, malware included; withdrawn records are not among them'],
];

/** Sections of the reference of the gateway. */
export function gatewayParts(): string[] {
  const presented = CLIENTS.map(
    (client) => [client === 'other' ? 'any other' : client, SHOWN[presentationFor(client)]] as const,
  );
  const operations = API_OPERATIONS.map(
    ({ method, path, what, scope }) =>
      [
        `\`${method} /api/v1${path}\``,
        `${what} With a token of the scope \`${scope}\`${scope === 'read' ? ' where reading is not open' : ''}.`,
      ] as const,
  );
  return [
    '`rind serve` is an index in front of others. How to run it: [run a gateway](../how-to/run-a-gateway.md); what clients show of a denial: [denials](../explanation/denials.md); its keys: [configuration](configuration.md).',
    '## Addresses',
    table(['address', 'what'], ROUTES),
    'Every address in an answer is relative to the page that it stands on, or begins with `server.public-url`; none is made of what a client calls this host.',
    '## Statuses',
    table(['status', 'meaning'], STATUSES),
    'A refusal is `application/problem+json` (RFC 9457) with `detail`, and for a denial `verdict`, `rule`, `nearest`, `until` and `instance` (`/why/ID`). The reason phrase says the same in ASCII, for pip. A browser is shown 403 and 404 as pages.',
    '## Headers',
    table(['header', 'use'], HEADERS),
    '## How old an answer may be',
    'Nothing goes out but under a decision that holds at that moment, from memory or not. What such a decision rests on is as old as this:',
    table(['what', 'how old'], FRESHNESS),
    'None of these has a key of the configuration but the two that are named.',
    '## How a denied version looks, by client',
    table(['client', 'a denied version is'], presented),
    'Files of a project that is denied as a whole stay listed as they are, so that resolvers choose one and are told why it is refused. In JSON a denied file has `_policy`: `verdict`, `rule`, `scope`, `summary`, `why`, `nearest`, `until`.',
    '## What a client shows of a refusal',
    'The tests compare this with the clients themselves. What is held is shown like what is denied; an upload is refused because its name or file is taken, or for its token.',
    shownTable(),
    "Poetry gets no denied file listed, and PDM prints the status alone: there the project's page (`/project/NAME/`) has the reason.",
    "## PyPI's JSON API",
    "Made from what is decided, with the keys that PyPI's has. Compared with PyPI's own for eleven projects of 10,000 files: what the table does not name is the same.",
    table(['key', 'differs from PyPI, because'], JSON_DIFFERENCES),
    '## API',
    table(['operation', 'what'], operations),
    '## Metrics',
    'Counters are of one process, and begin at 0 with it.',
    table(['metric', 'what'], METRICS),
    '## Limits',
    table(['limit', 'default'], limitRows()),
  ];
}
