import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeclaredRule } from './config.ts';
import { readConfig } from './read.ts';

const RULES: readonly DeclaredRule[] = [
  {
    id: 'demo',
    parameters: {
      age: { kind: 'duration', default: null, stricter: 'higher', what: '' },
      names: {
        kind: 'texts',
        default: [],
        stricter: 'more',
        what: '',
        check: (text) => (text === 'bad' ? 'it is bad' : undefined),
      },
      score: { kind: 'number', default: null, least: 0, most: 10, stricter: 'lower', what: '' },
      strict: { kind: 'boolean', default: false, stricter: true, what: '' },
      mode: { kind: 'choice', default: 'a', choices: ['a', 'better'], what: '' },
    },
  },
  { id: 'stale-advisories', parameters: { 'max-age': { kind: 'duration', default: 1, stricter: 'lower', what: '' } } },
];

function read(text: string, table: readonly string[] = []) {
  return readConfig({ path: 'rind.toml', bytes: Buffer.from(text), table }, RULES, 200);
}

async function checked(text: string) {
  const result = await read(text);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  assert.ok(result.value !== null);
  return result.value.checked;
}

async function refused(text: string, table: readonly string[] = []): Promise<string> {
  const result = await read(text, table);
  assert.ok(!result.ok, text);
  const { at, message, hint } = result.error;
  return `${at?.line}:${at?.column} ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

describe('the parameters of a rule', () => {
  it('are read by their declarations', async () => {
    const { rules } = await checked(
      '[rules.demo]\nlevel = "warn"\nage = "2d"\nnames = ["x"]\nscore = 7\nstrict = true\nmode = "better"\n',
    );
    assert.deepEqual(rules['demo'], {
      level: 'warn',
      parameters: { age: 172_800_000, names: ['x'], score: 7, strict: true, mode: 'better' },
    });
  });

  it('are refused with their place when they are no such thing', async () => {
    for (const [line, message] of [
      ['agee = "2d"', '2:1 rule `demo` has no key `agee` (did you mean `age`?)'],
      ['age = 2', '2:1 `rules.demo.age` must be a length of time (write it as `7d`, `12h` or `P7D`)'],
      ['names = "x"', '2:1 `rules.demo.names` must be a list of texts'],
      ['names = ["x", "bad"]', '2:1 `rules.demo.names` holds `bad`: it is bad'],
      ['score = 11', '2:1 `rules.demo.score` must be a number from 0 to 10'],
      ['score = nan', '2:1 `rules.demo.score` must be a number from 0 to 10'],
      ['strict = "yes"', '2:1 `rules.demo.strict` must be `true` or `false`'],
      ['mode = "beter"', '2:1 `rules.demo.mode` must be one of `a`, `better` (did you mean `better`?)'],
      ['__proto__ = 1', '2:1 rule `demo` has no key `__proto__`'],
      ['constructor = 1', '2:1 rule `demo` has no key `constructor`'],
    ] as const)
      assert.equal(await refused(`[rules.demo]\n${line}\n`), message);
  });

  it('may be set as `advisories.max-age`, but not twice', async () => {
    const { rules, keys } = await checked('[advisories]\nmax-age = "30d"\n');
    assert.deepEqual(rules, { 'stale-advisories': { parameters: { 'max-age': 2_592_000_000 } } });
    assert.deepEqual(keys, ['advisories.max-age']);
    const twice = '[advisories]\nmax-age = "30d"\n[rules.stale-advisories]\nmax-age = "9d"\n';
    assert.match(await refused(twice), /^2:1 .*are the same/);
    assert.match(await refused('[advisories]\nmax-age = "month"\n'), /^2:1 `advisories.max-age` must be a length/);
  });
});

describe('targets and indexes', () => {
  it('are read', async () => {
    const { targets, indexes } = await checked(
      '[[targets]]\nname = "prod"\npython = "3.12"\nplatform = "linux-x86_64"\ngroups = ["Web_App"]\nexposure = "internet"\n' +
        '[[indexes]]\nname = "acme"\nurl = "https://${TOKEN}@pypi.example.com/simple"\nmirrors = "pypi"\nnames = ["acme-*"]\n',
    );
    assert.deepEqual(targets, [
      {
        name: 'prod',
        python: '3.12',
        platform: 'linux-x86_64',
        implementation: 'cpython',
        extras: [],
        groups: ['web-app'],
        exposure: 'internet',
        at: { path: 'rind.toml', line: 1, column: 1 },
      },
    ]);
    assert.deepEqual(indexes, [
      {
        name: 'acme',
        url: 'https://${TOKEN}@pypi.example.com/simple',
        mirrors: 'pypi',
        names: ['acme-*'],
        explicit: false,
      },
    ]);
  });

  it('are refused with their place', async () => {
    const target = '[[targets]]\nname = "prod"\npython = "3.12"\nplatform = "linux-x86_64"\n';
    assert.match(await refused(`${target}${target}`), /^6:1 there are two targets `prod`/);
    assert.match(await refused(target.replace('3.12', '2')), /^2:1 the target `prod` is none/);
    assert.match(await refused(`${target}exposure = "world"\n`), /^5:1 .*must be one of `internet`/);
    assert.match(await refused(`${target}extras = ["a b"]\n`), /^5:1 `extras` holds/);
    assert.match(await refused(`${target}pyhton = "3.12"\n`), /^5:1 there is no key .*did you mean `python`/);
    assert.match(await refused('[[indexes]]\nname = "a"\nurl = "example.com"\n'), /^3:1 `url` is no address/);
    assert.match(
      await refused('[[indexes]]\nname = "a"\nurl = "https://e.org"\nnames = ["*"]\n'),
      /^4:1 `names` holds/,
    );
  });
});

describe('a waiver', () => {
  const waiver = 'ids = ["CVE-1"]\ncomponent = "demo<2"\nreason = "r"\nowner = "o"\nexpires = 2030-01-01\n';

  it('may be for files and for a target that is declared, and knows its place', async () => {
    const target = '[[targets]]\nname = "prod"\npython = "3.12"\nplatform = "linux-x86_64"\n';
    const hex = 'AB'.repeat(32);
    const { waivers } = await checked(`${target}[[waivers]]\n${waiver}target = "prod"\nsha256 = ["${hex}"]\n`);
    assert.equal(waivers[0]?.target, 'prod');
    assert.deepEqual(waivers[0]?.sha256, [hex.toLowerCase()]);
    assert.deepEqual(waivers[0]?.at, { path: 'rind.toml', line: 5, column: 1 });
    assert.match(await refused(`${target}[[waivers]]\n${waiver}target = "prd"\n`), /no target `prd` .*`prod`/);
    assert.match(await refused(`[[waivers]]\n${waiver}sha256 = ["12"]\n`), /not 64 hexadecimal/);
    assert.match(await refused(`[[waivers]]\n${waiver}sha256 = []\n`), /must not be empty/);
  });
});

describe('the configuration of a gateway', () => {
  const upstream = '[[server.upstreams]]\nname = "pypi"\nurl = "https://pypi.org/simple/"\n';

  it('names upstreams and views', async () => {
    const made = await read(
      `[server]\nlisten = "x"\n${upstream}[[server.views]]\nname = "web"\nupstreams = ["pypi"]\n`,
    );
    assert.ok(made.ok && made.value !== null);
    assert.deepEqual(made.value.checked.server, {
      listen: 'x',
      webhookPrivate: false,
      syncEvery: 3_600_000,
      syncHoldAbove: 25,
      diskBudget: 20e9,
      hosts: [],
      proxies: [],
      reservations: [],
      merges: [],
      upstreams: [{ name: 'pypi', url: 'https://pypi.org/simple/', names: [], fileHosts: [], privateFileHosts: [] }],
      views: [{ name: 'web', upstreams: ['pypi'] }],
    });
  });

  it('says what the gateway does by itself', async () => {
    const made = await read(
      '[server]\nsync-every = "off"\nsync-hold-above = 0\ndisk-budget = "500MB"\nnames-file = "names.txt"\nwebhook = "http://10.0.0.1/x"\nwebhook-private = true\n',
    );
    assert.ok(made.ok && made.value !== null);
    const { syncEvery, syncHoldAbove, diskBudget, namesFile, webhookPrivate } = made.value.checked.server ?? {};
    const got = [syncEvery, syncHoldAbove, diskBudget, namesFile, webhookPrivate];
    assert.deepEqual(got, [null, 0, 500e6, 'names.txt', true]);
  });

  it('refuses times, sizes and webhooks that are none', async () => {
    assert.match(await refused('[server]\nsync-every = "1s"\n'), /`sync-every` is no time of a minute or more/);
    assert.match(await refused('[server]\nsync-every = "soon"\n'), /`sync-every` is no time/);
    assert.match(await refused('[server]\nsync-hold-above = -1\n'), /sync-hold-above/);
    assert.match(await refused('[server]\ndisk-budget = "20"\n'), /`disk-budget` is no size/);
    assert.match(await refused('[server]\nwebhook = "ftp://x"\n'), /`webhook` is no `https:\/\/` address/);
    assert.match(await refused('[server]\nwebhook = "http://x"\n'), /without encryption/);
  });

  it('reserves prefixes and merges names, and refuses what contradicts itself', async () => {
    const two = `${upstream}${upstream.replace('"pypi"', '"team"')}`;
    const reserved = (prefix: string, more = '') => `[[server.reservations]]\nprefix = "${prefix}"\n${more}`;
    const merged = (names: string, upstreams: string) =>
      `[[server.merges]]\nnames = [${names}]\nupstreams = [${upstreams}]\n`;
    const made = await read(
      `${two}${reserved('Acme_Tools', 'upstream = "team"\n')}${reserved('own')}${merged('"torch", "nvidia-*"', '"team", "pypi"')}`,
    );
    assert.ok(made.ok && made.value !== null);
    const { reservations, merges } = made.value.checked.server ?? {};
    assert.deepEqual(reservations, [{ prefix: 'acme-tools', upstream: 'team' }, { prefix: 'own' }]);
    assert.deepEqual(merges, [{ names: ['torch', 'nvidia-*'], upstreams: ['team', 'pypi'] }]);
    const table: readonly (readonly [string, RegExp])[] = [
      [reserved('acme-*'), /`acme-\*` is no name of a project \(write the name alone/],
      [reserved('a b'), /`a b` is no name of a project/],
      [`${reserved('acme')}${reserved('ACME')}`, /there are two reservations of `ACME`/],
      [reserved('acme', 'upstream = "teem"\n'), /there is no upstream `teem` \(did you mean `team`\?\)/],
      [reserved('acme', 'owner = "team"\n'), /owner/],
      [merged('"torch"', '"team"'), /upstreams/],
      [merged('', '"team", "pypi"'), /names/],
      [merged('"torch"', '"team", "team"'), /`team` stands there twice/],
      [merged('"torch"', '"team", "pipy"'), /there is no upstream `pipy`/],
      [merged('"to rch"', '"team", "pypi"'), /`to rch` is neither `name` nor `name-\*`/],
      [`${reserved('acme')}${merged('"acme-x"', '"team", "pypi"')}`, /`acme` is reserved for one/],
      [`${reserved('acme-x')}${merged('"acme-*"', '"team", "pypi"')}`, /`acme-x` is reserved for one/],
    ];
    for (const [text, why] of table) assert.match(await refused(`${two}${text}`), why, text);
  });

  it('lets nginx send files only from a location that is one, and for proxies that are named', async () => {
    const made = await read('[server]\nproxies = ["127.0.0.1"]\naccel-location = "/rind-files/"\n');
    assert.ok(made.ok && made.value !== null);
    assert.equal(made.value.checked.server?.accelLocation, '/rind-files/');
    for (const location of ['/', 'files/', '/files', '/../', '//', '/a b/', '/a\\r\\nx: y/', 'http://x/', '/%2e/'])
      assert.match(
        await refused(`[server]\nproxies = ["127.0.0.1"]\naccel-location = "${location}"\n`),
        /`accel-location` is no location/,
        location,
      );
    assert.match(await refused('[server]\naccel-location = "/x/"\n'), /`proxies` names, and it names none/);
  });

  it('is refused in the file of a project, and where names are used twice, are none, or lead nowhere', async () => {
    assert.match(await refused('[tool.rind.server]\nlisten = "x"\n', ['tool', 'rind']), /in a `rind.toml`, never in/);
    assert.match(await refused(`${upstream}${upstream}`), /there are two of the name `pypi`/);
    assert.match(await refused(upstream.replace('"pypi"', '"Py PI"')), /is no name/);
    const views = '[[server.views]]\nname = "web"\nupstreams = ["pyp"]\n';
    assert.match(await refused(`${upstream}${views}`), /there is no upstream `pyp` \(did you mean `pypi`\?\)/);
  });
});

describe('a file of configuration', () => {
  it('is refused for a key of a later version, for a mistyped one, and for text that is none', async () => {
    assert.match(await refused('[server]\noidc = []\n'), /`server.oidc` is not supported by this version/);
    assert.match(await refused('[advisoris]\n'), /did you mean `advisories`/);
    assert.match(await refused('rules = \n'), /is no valid TOML/);
    assert.match(await refused('[rules.dmo]\nlevel = "off"\n'), /there is no rule `dmo` \(did you mean `demo`\?\)/);
  });

  it('is none where its table is not there', async () => {
    assert.deepEqual(await read('[tool.other]\nx = 1\n', ['tool', 'rind']), { ok: true, value: null });
  });
});
