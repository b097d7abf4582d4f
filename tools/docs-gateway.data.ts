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
  ['`rind_denials_total`', 'files that were refused, by the rule that weighs most'],
  [
    '`rind_undetermined_total`',
    'files and metadata that went out while a rule could not tell, by that rule; `serve` in the log has the same',
  ],
  [
    '`rind_stand_ins_total`',
    'pages as they were last known that stood in for an upstream that said nothing, by upstream; who fell silent is also said on standard error',
  ],
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
  ['that an upstream has no such project, or is silent', 'asked again after 10 s'],
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
