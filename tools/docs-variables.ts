/** What Rind reads from the environment: the variable, what it says, and where more is told. */
export const VARIABLES: readonly (readonly [string, string])[] = [
  ['`RIND_DATA_DIR`', 'where synchronised data lives, as `--data-dir`'],
  [
    '`RIND_RULES_ID_KEY`',
    'a setting of a rule, in capitals, `_` for hyphens: `RIND_RULES_UNPINNED_LEVEL=deny`; lists with commas',
  ],
  ['`RIND_ADVISORIES_KEY`', 'a setting of `stale-advisories` by its other name: `RIND_ADVISORIES_MAX_AGE=30d`'],
  [
    '`RIND_OSV_URL`, `RIND_PSF_URL`, `RIND_EPSS_URL`, `RIND_KEV_URL`',
    'a mirror of that public source, for one `rind sync`',
  ],
  [
    '`RIND_SYNC_FROM`, `RIND_SYNC_KEY`',
    'another Rind whose advisories `rind sync` takes, and its key, as `advisories.from` and `advisories.key`',
  ],
  [
    '`RIND_TOKEN`',
    'the token of a gateway: of the one that `--server` names, or whose advisories are taken (`rind sync`)',
  ],
  ['`RIND_WEBHOOK_SECRET`', 'signs the events of `server.webhook`; 16 characters or more'],
  [
    '`RIND_INDEX_NAME_USERNAME`, `RIND_INDEX_NAME_PASSWORD`',
    "credentials of the index of that name, in capitals, `_` for all but letters and digits; uv's `UV_INDEX_…` are read as well",
  ],
  ['`NETRC`', 'the file of credentials by host, `~/.netrc` without; its `default` entry is shown to nobody'],
  ['`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`', 'a proxy, in capitals or small letters'],
  ['`SSL_CERT_FILE`', 'authorities of your own, in PEM'],
  ['`XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_CACHE_HOME`', "the platform's folders, on Linux"],
];
