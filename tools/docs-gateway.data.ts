/** What each address answers, for people. `VIEW` may stand before all that an index has: `/v/VIEW/simple/`. */
export const ROUTES: readonly (readonly [string, string])[] = [
  ['`/`', 'status: version, policy, age of the advisories, upstreams and whether they answer'],
  ['`/search?q=PART`', 'projects that were asked for or uploaded here'],
  ['`/project/NAME/`', 'releases and files of a project with their verdicts; `?view=` for a view'],
  ['`/holds`', 'what waits for a person; with an `admin` token'],
  ['`/why/ID`', 'a decision, explained; `?format=json` or `Accept: application/json` for programs'],
  ['`/simple/`', 'the names; JSON and HTML by `Accept` or `?format=` (PEP 503, 691)'],
  ['`/simple/NAME/`', 'the page of a project (PEP 592, 629, 658, 691, 700, 714, 740, 792; version 1.4)'],
  ['`/simple/NAME/FILE`', 'a file; ranges, conditions'],
  ['`/simple/NAME/FILE.metadata`', 'the metadata of a wheel, taken from the wheel (PEP 658)'],
  ['`/simple/NAME/FILE.provenance`', 'what its index vouches for, passed on and not verified (PEP 740)'],
  ['`/simple/@INSTANT/NAME/`', 'the index as of a day or a moment, under the decisions of today'],
  ['`/pypi/NAME/json`, `/pypi/NAME/VERSION/json`', "PyPI's JSON API"],
  ['`/integrity/NAME/VERSION/FILE/provenance`', "PyPI's integrity API: as `.provenance` above"],
  [
    '`/feeds/exposure.atom`',
    'files that were served and are denied now, as an Atom feed; who had them only with an `admin` token',
  ],
  ['`/legacy/`', 'uploads (twine, `uv publish`, Poetry, PDM, flit, hatch)'],
  ['`/api/v1/...`', 'see below; its OpenAPI document is `/api/v1/openapi.json`'],
  ['`/healthz`, `/readyz`, `/metrics`', 'whether it runs, whether it can do its work, what it counts (Prometheus)'],
];

/** What `/metrics` has: a test compares the names. */
export const METRICS: readonly (readonly [string, string])[] = [
  ['`rind_requests_total`', 'requests that were answered, by route, status and client'],
  ['`rind_request_duration_seconds`', 'how long that took, by route (histogram)'],
  ['`rind_sent_bytes_total`', 'bytes of bodies, by route'],
  [
    '`rind_decisions_total`',
    'files, metadata and provenance that were decided about, by verdict; with `--dry-run` all of them are allowed',
  ],
  ['`rind_denials_total`', 'files that were refused, by the rule that weighs most'],
  [
    '`rind_undetermined_total`',
    'files and metadata that went out while a rule could not tell, by that rule; `serve` in the log has the same',
  ],
  ['`rind_upstream_up`', 'whether an upstream answered when it was last asked for a page: 1 or 0, nothing before'],
  [
    '`rind_upstream_requests_total`',
    'questions to an upstream, all tries of one together, by outcome: `2xx` to `5xx`, or `timeout`, `connection`, `tls`, `refused` (not an address that may be asked), `protocol`; `upstream` is its name in the configuration, and `other` for PyPI where it is asked for times of uploads and is no upstream itself',
  ],
  ['`rind_upstream_request_duration_seconds`', 'how long the head of the answer took, or its failing (histogram)'],
  ['`rind_upstream_received_bytes_total`', 'bytes of contents that came, packed as they came'],
  ['`rind_upstream_broken_total`', 'contents that broke off on their way; they are asked for again'],
  ['`rind_upstream_stale_answers_total`', 'pages that stood in while the upstream said nothing; standard error says who fell silent'],
  ['`rind_holds_waiting`', 'files that wait for a person; of the data, whichever process is asked'],
  [
    '`rind_exposures_total`',
    'files that were refused after they went out, and of which was told; of the data, and goes on over restarts',
  ],
  ['`rind_events_waiting`', 'events that wait to be sent; with a webhook'],
  ['`rind_advisories_records`', 'records of each source and feed of advisories'],
  [
    '`rind_advisories_newest_timestamp_seconds`, `rind_advisories_checked_timestamp_seconds`',
    'when the newest record of a source was changed, and when it was last found to be all that its origin has: `time() -` it is its age',
  ],
  ['`rind_advisories_whole`', 'whether there are advisories, and every source could be read to its end'],
  [
    '`rind_advisories_sync_timestamp_seconds`, `rind_advisories_sync_ok`',
    'when this process last tried to fetch advisories, and whether that went well',
  ],
  ['`rind_stored_bytes`, `rind_stored_budget_bytes`', 'stored files, and what they may take; counted every hour'],
  ['`rind_free_bytes`', 'room that is left where data lies'],
  ['`rind_faults_total`', 'requests that ended in a defect of this program'],
  [
    '`rind_event_loop_delay_max_seconds`, `rind_event_loop_delay_p99_seconds`',
    'how long nobody was answered, since somebody last asked',
  ],
  ['`rind_resident_bytes`', 'memory that the process holds'],
  ['`rind_page_cache_bytes`, `rind_file_cache_bytes`', 'of it, rendered pages and small files that are kept'],
  ['`rind_connections`', 'connections that are open'],
];

/** How old what is answered may be, with the constants that say so: a test compares the numbers. */
export const FRESHNESS: readonly (readonly [what: string, howOld: string])[] = [
  [
    'a word of a person, a token, a claim, an upload',
    'in force within 2 s in every gateway on the same data: each looks every 0.5 s',
  ],
  [
    'advisories',
    'fetched every hour (`server.sync-every`); in force within 2 s of then, unless they wait for a person (`server.sync-hold-above`)',
  ],
  [
    "an upstream's page",
    'asked for again when it is older than 120 s, or than its `Cache-Control: max-age` where that is longer; after a day in any case',
  ],
  ['that an upstream has no such project', 'asked again after 10 s'],
  [
    'that an upstream is silent',
    'asked again after 2 s, or after its `Retry-After`, 10 s at most: uv gives up after 4 to 9 s',
  ],
  [
    'the decisions about the files of a project',
    'made again when a page, an advisory, a policy or a word of a person changed, at the moment from which time alone decides otherwise, and after 300 s where a version came into use since, or nobody could tell when a file was uploaded; a file that was looked into is decided about again alone, unless it is denied',
  ],
  [
    'a page while its upstream is silent',
    'stands in for 30 days from when the upstream last said it; never where the upstream says that the project is gone. It is waited for 4 s, then not at all until an answer comes within 4 s again: it is asked on, one question at a time, and what it says is in force when it comes',
  ],
  ['a policy, and the rest of `rind.toml`', 'as of the start of the gateway'],
  ['an index as of an instant', 'its decisions are those of today, as above'],
  ['what a client keeps', 'every page, file and metadata is `no-cache`: a client has to ask before it uses its own'],
];

/** What reaches the person at a client of a refusal. */
export type Shown = keyof typeof REACHES;

/** In words. */
export const REACHES = {
  reason: 'the rule, the reason and `/why/ID`',
  yanked: 'that those versions are yanked',
  status: '403 and the address',
  missing: 'that no version matches',
  said: 'why',
  none: '–',
} as const;

/** What a client shows, by what is refused. */
export interface ShownBy {
  /** As the reference names it, and as the tests do: `test/gateway/denied.test.ts` and `uploads.test.ts` compare. */
  readonly client: string;
  readonly name: string;
  /** Asked for with `==`. */
  readonly pinned: Shown;
  /** A range that denied versions alone satisfy. */
  readonly range: Shown;
  /** Every file of the project. */
  readonly whole: Shown;
  readonly upload: Shown;
}

/** Client by client. */
export const SHOWN_BY: readonly ShownBy[] = [
  { client: 'pip 20.3', name: 'pip-20.3', pinned: 'reason', range: 'reason', whole: 'reason', upload: 'none' },
  { client: 'pip 23.2', name: 'pip-23.2', pinned: 'reason', range: 'missing', whole: 'reason', upload: 'none' },
  { client: 'pip 26.3', name: 'pip-26.3', pinned: 'reason', range: 'yanked', whole: 'reason', upload: 'none' },
  { client: 'uv', name: 'uv', pinned: 'reason', range: 'reason', whole: 'reason', upload: 'said' },
  { client: 'Poetry', name: 'poetry', pinned: 'missing', range: 'missing', whole: 'missing', upload: 'said' },
  { client: 'PDM', name: 'pdm', pinned: 'status', range: 'missing', whole: 'status', upload: 'status' },
  { client: 'Pipenv', name: 'pipenv', pinned: 'reason', range: 'missing', whole: 'reason', upload: 'none' },
  { client: 'twine', name: 'twine', pinned: 'none', range: 'none', whole: 'none', upload: 'said' },
  { client: 'flit', name: 'flit', pinned: 'none', range: 'none', whole: 'none', upload: 'said' },
  { client: 'hatch', name: 'hatch', pinned: 'none', range: 'none', whole: 'none', upload: 'said' },
];
