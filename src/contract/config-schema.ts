import {
  array,
  boolean,
  enum as choice,
  describe,
  gte,
  type infer as Infer,
  int,
  looseObject,
  minLength,
  optional,
  record,
  strictObject,
  string,
} from 'zod/mini';

const level = choice(['off', 'warn', 'hold', 'deny']).check(describe('how a failure counts'));
const unknown = choice(['report', 'hold', 'deny']).check(describe('how it counts that the rule cannot tell'));
const waivable = choice(['allow', 'refuse']).check(
  describe('whether a waiver may cover its failures; `refuse` where a policy sets the level and says nothing else'),
);
const words = string().check(minLength(1));
const texts = array(words);

/**
 * The configuration, `[tool.rind]` in pyproject.toml or bare in rind.toml: every key that this
 * version acts on. A key of the contract that it does not act on yet is refused, not ignored: a
 * setting that does nothing would be a false promise.
 */
export const configSchema = strictObject({
  extends: optional(
    texts.check(
      describe('policies that hold beside this file, which may only be stricter: a path, or `URL#sha256=HEX`'),
    ),
  ),
  targets: optional(
    array(
      strictObject({
        name: words.check(describe('what reports call it')),
        python: words.check(describe('the version of the language: `3.12` or `3.12.4`')),
        platform: words.check(describe('where it runs: `linux-x86_64`, `macos-arm64`, `windows-amd64`, …')),
        implementation: optional(words.check(describe('`cpython` (the default) or `pypy`'))),
        extras: optional(texts.check(describe('extras of the project that are installed'))),
        groups: optional(texts.check(describe('dependency groups that are installed'))),
        exposure: optional(choice(['internet', 'internal', 'build']).check(describe('who can reach what runs there'))),
      }),
    ),
  ),
  indexes: optional(
    array(
      strictObject({
        name: words.check(describe('what reports call it')),
        url: words.check(describe('its address, as locks have it')),
        mirrors: optional(choice(['pypi']).check(describe('whether its releases are those of PyPI'))),
        names: optional(texts.check(describe('projects that are taken from it and from no other: `name` or `name-*`'))),
        explicit: optional(boolean().check(describe('is asked only for what names it'))),
      }),
    ),
  ),
  advisories: optional(
    strictObject({
      sources: optional(
        array(string()).check(
          describe('folders or zips of OSV records, relative to this file; used beside what `rind sync` loaded'),
        ),
      ),
      from: optional(
        words.check(
          describe(
            "another Rind whose advisories `rind sync` takes: `rind+https://host`; in a person's own configuration alone",
          ),
        ),
      ),
      key: optional(
        words.check(
          describe('the key that signs them, or a file of `rind log key`, relative to this file; needed with `from`'),
        ),
      ),
      'max-age': optional(words.check(describe('how old the newest record of a source may be: `7d`'))),
      'as-of': optional(words.check(describe('the day (RFC 3339) that the data is meant to speak for'))),
      vex: optional(
        texts.check(
          describe('VEX documents (OpenVEX, CSAF, CycloneDX), relative to this file, whose statements waive'),
        ),
      ),
    }),
  ),
  server: optional(
    strictObject({
      listen: optional(words.check(describe('where the gateway listens: `127.0.0.1:7463`'))),
      data: optional(words.check(describe('the folder of its database, its files and its log, relative to this file'))),
      'public-url': optional(words.check(describe('how clients reach it, where a proxy stands before it'))),
      hosts: optional(texts.check(describe('names that it answers to, besides those of the address it listens on'))),
      proxies: optional(texts.check(describe('addresses of proxies whose `X-Forwarded-For` is believed'))),
      'accel-location': optional(
        words.check(
          describe(
            'the internal location of nginx where it finds the stored files: `/rind-files/`; only for `proxies`',
          ),
        ),
      ),
      webhook: optional(words.check(describe('where exposure events are sent; signed with `RIND_WEBHOOK_SECRET`'))),
      'webhook-private': optional(
        boolean().check(describe('whether the webhook may be at an address of a private network, and without TLS')),
      ),
      'sync-every': optional(
        words.check(describe('how often advisories are fetched, `1h` without; `off` leaves it to `rind sync`')),
      ),
      'sync-from': optional(
        words.check(
          describe('another Rind whose advisories the gateway fetches, instead of public ones: `rind+https://host`'),
        ),
      ),
      'sync-key': optional(
        words.check(
          describe(
            'the key that signs them, or a file of `rind log key`, relative to this file; needed with `sync-from`',
          ),
        ),
      ),
      'sync-hold-above': optional(
        int().check(
          gte(0),
          describe('advisories that would newly refuse more projects in use than this wait for a person: 25 without'),
        ),
      ),
      'disk-budget': optional(
        words.check(describe('room for files of upstreams, `20GB` without: those used longest ago make room')),
      ),
      'names-file': optional(
        words.check(
          describe(
            'names of the public index, one on each line with a number that grows with its popularity, relative to this file',
          ),
        ),
      ),
      upstreams: optional(
        array(
          strictObject({
            name: words.check(describe('what it is called here')),
            url: words.check(describe('the root of its simple pages: `https://pypi.org/simple/`')),
            mirrors: optional(choice(['pypi']).check(describe('whether its releases are those of PyPI'))),
            names: optional(
              texts.check(describe('projects that are taken from it and from no other: `name` or `name-*`')),
            ),
            'file-hosts': optional(texts.check(describe('where its files may lie, besides on its own host'))),
            'private-file-hosts': optional(
              texts.check(describe('those of them, or others, that may be at addresses of a private network')),
            ),
            'credentials-env': optional(
              words.check(describe('the variable that holds `user:password` for it: never the file itself')),
            ),
          }),
        ),
      ),
      reservations: optional(
        array(
          strictObject({
            prefix: words.check(describe('the name that is reserved, and all that follow it after a hyphen (PEP 752)')),
            upstream: optional(words.check(describe('who alone may serve them; without, only what is uploaded here'))),
          }),
        ),
      ),
      merges: optional(
        array(
          strictObject({
            names: texts.check(
              minLength(1),
              describe('projects whose pages are put together from several upstreams: `name` or `name-*`'),
            ),
            upstreams: texts.check(
              minLength(2),
              describe('the upstreams, in order: of one file name the first counts'),
            ),
          }),
        ),
      ),
      views: optional(
        array(
          strictObject({
            name: words.check(describe('its place: `/v/NAME/simple/`')),
            upstreams: texts.check(describe('the upstreams that it asks, in order')),
            policy: optional(words.check(describe('a policy that holds besides, which may only be stricter'))),
          }),
        ),
      ),
    }),
  ),
  // What else stands in a rule's table are its own parameters: checked against the rule's declarations.
  rules: optional(
    record(string(), looseObject({ level: optional(level), unknown: optional(unknown), waivers: optional(waivable) })),
  ),
  waivers: optional(
    array(
      strictObject({
        ids: array(words).check(minLength(1), describe('advisory ids, any alias of the flaw, or the id of a rule')),
        component: words.check(describe('a requirement: the releases that it is for')),
        sha256: optional(
          texts.check(
            minLength(1),
            describe('the only files that it is for: each file of the component is one of them'),
          ),
        ),
        target: optional(words.check(describe('the only target that it is for'))),
        reason: words.check(describe('why the team lives with it')),
        owner: words.check(describe('who answers for it')),
        expires: words.check(describe('the date (RFC 3339) from which on it no longer holds')),
        'until-fixed': optional(boolean().check(describe('holds only while no release fixes the flaw'))),
      }),
    ),
  ),
});

/** The configuration as a file states it. */
export type ConfigFile = Infer<typeof configSchema>;

/** Keys of contract v1, dotted, that this version refuses with a word of their own. */
export const LATER_KEYS: readonly string[] = ['server.database', 'server.objects', 'server.oidc'];
