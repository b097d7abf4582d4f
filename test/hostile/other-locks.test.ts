import { describeBatch, type HostileFolder } from './batch.ts';

const folder =
  (file: string) =>
  (text: string | Uint8Array, codes: readonly string[], names: readonly string[] = []) =>
    ({ files: { [file]: text }, codes, names }) satisfies HostileFolder;
const poetry = folder('poetry.lock');
const pdm = folder('pdm.lock');
const pipfile = folder('Pipfile');
const pipenv = folder('Pipfile.lock');
const pylock = folder('pylock.toml');

const POETRY_META = '[metadata]\nlock-version = "2.1"\npython-versions = ">=3.8"\ncontent-hash = "00"\n';
const PDM_META = '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:00"\n';
const GOOD = '[[package]]\nname = "good"\nversion = "1"\n';
const poetryGood = `${GOOD}groups = ["main"]\n`;
const pdmGood = `${GOOD}groups = ["default"]\n`;
const pipenvWith = (entries: Record<string, unknown>, meta: unknown = { 'pipfile-spec': 6, sources: [] }) =>
  JSON.stringify({ _meta: meta, default: { good: { version: '==1' }, ...entries }, develop: {} });
const pylockWith = (lines: string) =>
  `lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "good"\nversion = "1"\n${lines}`;
const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;
const circle = (n: number) =>
  Array.from(
    { length: n },
    (_, i) =>
      `[[package]]\nname = "p${i}"\nversion = "1"\ngroups = ["main"]\n[package.dependencies]\np${(i + 1) % n} = "*"\n`,
  ).join('');

describeBatch('hostile locks of other tools', {
  'poetry: an empty file': poetry('', ['format-unsupported']),
  'poetry: no metadata': poetry(poetryGood, ['format-unsupported']),
  'poetry: a version to come': poetry(`${poetryGood}${POETRY_META.replace('2.1', '9.9')}`, ['format-unsupported']),
  'poetry: a version of a million digits': poetry(`${poetryGood}${POETRY_META.replace('2.1', '1'.repeat(1e6))}`, [
    'format-unsupported',
  ]),
  'poetry: the version as a table': poetry(`${poetryGood}${POETRY_META.replace('"2.1"', '{}')}`, [
    'format-unsupported',
  ]),
  'poetry: packages as a text': poetry(`package = "x"\n${POETRY_META}`, ['lock-invalid']),
  'poetry: an entry without a name': poetry(
    `${poetryGood}[[package]]\nversion = "1"\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: a name that leads upwards': poetry(
    `${poetryGood}[[package]]\nname = "../../x"\nversion = "1"\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: a name with a workflow command': poetry(
    `${poetryGood}[[package]]\nname = "x\\n::error::y"\nversion = "1"\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: a name with a terminal escape': poetry(
    `${poetryGood}[[package]]\nname = "\\u001b[31mx"\nversion = "1"\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: the name `__proto__`': poetry(
    `${poetryGood}[[package]]\nname = "__proto__"\nversion = "1"\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: a version with a terminal escape': poetry(
    `${poetryGood}[[package]]\nname = "bad"\nversion = "\\u001b[31m"\n${POETRY_META}`,
    [],
    ['bad', 'good'],
  ),
  'poetry: a version that is an address with a password': poetry(
    `${poetryGood}[[package]]\nname = "bad"\nversion = "https://u:canary-of-the-environment@h/"\n${POETRY_META}`,
    [],
    ['bad', 'good'],
  ),
  'poetry: a hash that is an address with a password': poetry(
    `${poetryGood}files = [{file = "x", hash = "https://u:canary-of-the-environment@h/"}]\n${POETRY_META}`,
    [],
    ['good'],
  ),
  'poetry: files as a text': poetry(`${poetryGood}files = "x"\n${POETRY_META}`, ['lock-invalid'], ['good']),
  'poetry: dependencies as a list': poetry(
    `${poetryGood}dependencies = ["x"]\n${POETRY_META}`,
    ['lock-invalid'],
    ['good'],
  ),
  'poetry: a marker that is none': poetry(`${poetryGood}markers = "((("\n${POETRY_META}`, [], ['good']),
  'poetry: a marker of 10,000 brackets': poetry(
    `${poetryGood}markers = "${'('.repeat(10_000)}"\n${POETRY_META}`,
    [],
    ['good'],
  ),
  'poetry: entries that depend on one another in a circle': poetry(
    `${circle(3)}${POETRY_META}`,
    [],
    ['p0', 'p1', 'p2'],
  ),
  'poetry: a source that leads outside': poetry(
    `${poetryGood}[[package]]\nname = "bad"\nversion = "1"\n[package.source]\ntype = "directory"\nurl = "../../../../etc"\n${POETRY_META}`,
    [],
    ['bad', 'good'],
  ),
  'poetry: a source with a variable': poetry(
    `${poetryGood}[[package]]\nname = "bad"\nversion = "1"\n[package.source]\ntype = "legacy"\nurl = "https://\${TOKEN}@h/simple"\nreference = "x"\n${POETRY_META}`,
    [],
    ['bad', 'good'],
  ),
  'poetry: a source of an unknown kind': poetry(
    `${poetryGood}[[package]]\nname = "bad"\nversion = "1"\n[package.source]\ntype = "pigeon"\nurl = "x"\n${POETRY_META}`,
    ['lock-invalid'],
    ['bad', 'good'],
  ),
  'poetry: groups as a table': poetry(`${GOOD}groups = {}\n${POETRY_META}`, ['lock-invalid'], ['good']),
  'poetry: 10,000 nested lists': poetry(`x = ${deep(10_000)}\n${POETRY_META}`, ['text-invalid']),
  'poetry: a page of HTML': poetry('<!doctype html>', ['text-invalid']),
  'poetry: UTF-16': poetry(Buffer.from(`\ufeff${poetryGood}${POETRY_META}`, 'utf16le'), ['encoding-invalid']),

  'pdm: an empty file': pdm('', ['format-unsupported']),
  'pdm: no metadata': pdm(pdmGood, ['format-unsupported']),
  'pdm: a version to come': pdm(`${PDM_META.replace('4.5.0', '99.0')}${pdmGood}`, ['format-unsupported']),
  'pdm: a version with an escape in it': pdm(`${PDM_META.replace('4.5.0', '\\u001b[31m')}${pdmGood}`, [
    'format-unsupported',
  ]),
  'pdm: packages as a table': pdm(`package = {}\n${PDM_META}`, ['lock-invalid']),
  'pdm: an entry without a name': pdm(`${PDM_META}${pdmGood}[[package]]\nversion = "1"\n`, ['lock-invalid'], ['good']),
  'pdm: a name that is none': pdm(
    `${PDM_META}${pdmGood}[[package]]\nname = "-"\nversion = "1"\n`,
    ['lock-invalid'],
    ['good'],
  ),
  'pdm: the name `constructor`': pdm(
    `${PDM_META}${pdmGood}[[package]]\nname = "constructor"\nversion = "1"\ngroups = ["default"]\n`,
    [],
    ['constructor', 'good'],
  ),
  'pdm: dependencies as a text': pdm(`${PDM_META}${pdmGood}dependencies = "x"\n`, ['lock-invalid'], ['good']),
  'pdm: a dependency on itself': pdm(
    `${PDM_META}${pdmGood}dependencies = ["good", "good[x]", "good>2"]\n`,
    [],
    ['good'],
  ),
  'pdm: a dependency of a megabyte': pdm(
    `${PDM_META}${pdmGood}dependencies = ["${'a,'.repeat(500_000)}"]\n`,
    [],
    ['good'],
  ),
  'pdm: a path outside': pdm(
    `${PDM_META}${pdmGood}[[package]]\nname = "bad"\nversion = "1"\npath = "../../../etc/passwd"\n`,
    [],
    ['bad', 'good'],
  ),
  'pdm: a checkout with a password': pdm(
    `${PDM_META}${pdmGood}[[package]]\nname = "bad"\nversion = "1"\ngit = "https://u:canary-of-the-environment@h/x"\nrevision = "0"\n`,
    [],
    ['bad', 'good'],
  ),
  'pdm: files as a number': pdm(`${PDM_META}${pdmGood}files = 1\n`, ['lock-invalid'], ['good']),
  'pdm: 100,000 files of one entry': pdm(
    `${PDM_META}${pdmGood}files = [${'{file = "x", hash = "sha256:0"},'.repeat(100_000)}]\n`,
    [],
    ['good'],
  ),
  'pdm: targets that are none': pdm(
    `${PDM_META.replace('groups =', 'targets = "x"\ngroups =')}${pdmGood}`,
    [],
    ['good'],
  ),
  'pdm: a file that ends inside a text': pdm(`${PDM_META}${pdmGood}summary = "`, ['text-invalid']),
  'pdm: a NUL': pdm(`${PDM_META}${pdmGood}# \0\n`, ['encoding-invalid']),

  'Pipfile: an empty file': pipfile('', []),
  'Pipfile: packages as a list': pipfile('packages = ["a"]\n', ['manifest-invalid']),
  'Pipfile: a name that is none': pipfile('[packages]\n"../x" = "*"\ngood = "==1"\n', ['manifest-invalid'], ['good']),
  'Pipfile: the name `__proto__`': pipfile(
    '[packages]\n__proto__ = "*"\ngood = "==1"\n',
    ['manifest-invalid'],
    ['good'],
  ),
  'Pipfile: a constraint that is none': pipfile(
    '[packages]\nbad = "\\u001b[31m"\ngood = "==1"\n',
    ['manifest-invalid'],
    ['bad', 'good'],
  ),
  'Pipfile: a constraint that is an address with a password': pipfile(
    '[packages]\nbad = "https://u:canary-of-the-environment@h/"\ngood = "==1"\n',
    ['manifest-invalid'],
    ['bad', 'good'],
  ),
  'Pipfile: a constraint as a list': pipfile('[packages]\nbad = [1]\ngood = "==1"\n', ['manifest-invalid'], ['good']),
  'Pipfile: a folder outside': pipfile('[packages]\nbad = { path = "../../.." }\ngood = "==1"\n', [], ['bad', 'good']),
  'Pipfile: a checkout with a variable': pipfile(
    '[packages]\nbad = { git = "https://${TOKEN}@h/x", ref = "0" }\ngood = "==1"\n',
    [],
    ['bad', 'good'],
  ),
  'Pipfile: a source with a password': pipfile(
    '[[source]]\nname = "x"\nurl = "https://u:canary-of-the-environment@h/simple"\n[packages]\ngood = { version = "==1", index = "x" }\n',
    [],
    ['good'],
  ),
  'Pipfile: a category called `constructor`': pipfile('[constructor]\ngood = "==1"\n', [], ['good']),
  'Pipfile: a key that stands twice': pipfile('[packages]\na = "1"\na = "2"\n', ['text-invalid']),

  'Pipfile.lock: an empty file': pipenv('', ['text-invalid']),
  'Pipfile.lock: a list': pipenv('[]', ['lock-invalid']),
  'Pipfile.lock: null': pipenv('null', ['lock-invalid']),
  'Pipfile.lock: 100,000 nested lists': pipenv(deep(100_000), ['text-invalid']),
  'Pipfile.lock: no `_meta`': pipenv('{"default": {"good": {"version": "==1"}}}', [], ['good']),
  'Pipfile.lock: a specification to come': pipenv(pipenvWith({}, { 'pipfile-spec': 99 }), ['format-unsupported']),
  'Pipfile.lock: a name that is none': pipenv(pipenvWith({ '../x': { version: '==1' } }), ['lock-invalid'], ['good']),
  'Pipfile.lock: a name with a workflow command': pipenv(
    pipenvWith({ 'x\n::error::y': { version: '==1' } }),
    ['lock-invalid'],
    ['good'],
  ),
  'Pipfile.lock: the name `__proto__`': pipenv(pipenvWith({}).replace('"good"', '"__proto__"'), [
    'lock-empty',
    'lock-invalid',
  ]),
  'Pipfile.lock: an entry as a text': pipenv(pipenvWith({ bad: '==1' }), [], ['bad', 'good']),
  'Pipfile.lock: an entry as a number': pipenv(pipenvWith({ bad: 1 }), ['lock-invalid'], ['good']),
  'Pipfile.lock: a version that is no pin': pipenv(pipenvWith({ bad: { version: '>=1' } }), [], ['bad', 'good']),
  'Pipfile.lock: a version with a terminal escape': pipenv(
    pipenvWith({ bad: { version: '==\u001b[31m' } }),
    [],
    ['bad', 'good'],
  ),
  'Pipfile.lock: hashes as a text': pipenv(pipenvWith({ bad: { version: '==1', hashes: 'x' } }), [], ['bad', 'good']),
  'Pipfile.lock: hashes that are none': pipenv(
    pipenvWith({ bad: { version: '==1', hashes: ['\u001b[31m', 'https://u:canary-of-the-environment@h/'] } }),
    [],
    ['bad', 'good'],
  ),
  'Pipfile.lock: an index that is not listed': pipenv(
    pipenvWith({ bad: { version: '==1', index: 'pigeon' } }),
    ['lock-invalid'],
    ['bad', 'good'],
  ),
  'Pipfile.lock: a marker that is none': pipenv(
    pipenvWith({ bad: { version: '==1', markers: '((' } }),
    [],
    ['bad', 'good'],
  ),
  'Pipfile.lock: a file outside': pipenv(pipenvWith({ bad: { file: 'file:///etc/passwd' } }), [], ['bad', 'good']),
  'Pipfile.lock: the same name twice': pipenv(
    '{"_meta": {"pipfile-spec": 6}, "default": {"a": {"version": "==1"}, "a": {"version": "==2"}}}',
    ['text-invalid'],
  ),
  'Pipfile.lock: half of a pair': pipenv(
    '{"_meta": {"pipfile-spec": 6}, "default": {"good": {"version": "==1", "x": "\\ud800"}}}',
    [],
    ['good'],
  ),

  'pylock: no version': pylock('[[packages]]\nname = "good"\nversion = "1"\n', ['format-unsupported']),
  'pylock: a version to come': pylock(pylockWith('').replace('"1.0"', '"7.0"'), ['format-unsupported']),
  'pylock: an entry without a name': pylock(pylockWith('[[packages]]\nversion = "1"\n'), ['lock-invalid'], ['good']),
  'pylock: a name with a terminal escape': pylock(
    pylockWith('[[packages]]\nname = "\\u001b[31m"\n'),
    ['lock-invalid'],
    ['good'],
  ),
  'pylock: a wheel whose name leads upwards': pylock(
    pylockWith('wheels = [{ name = "../../x-1-py3-none-any.whl", url = "https://h/x", hashes = { sha256 = "00" } }]\n'),
    ['lock-invalid'],
    ['good'],
  ),
  'pylock: hashes called `__proto__`': pylock(
    pylockWith('wheels = [{ url = "https://h/good-1-py3-none-any.whl", hashes = { __proto__ = "00" } }]\n'),
    [],
    ['good'],
  ),
  'pylock: a folder outside': pylock(
    pylockWith('[[packages]]\nname = "bad"\n[packages.directory]\npath = "../../../etc"\n'),
    ['lock-invalid'],
    ['bad', 'good'],
  ),
  'pylock: a checkout with a password': pylock(
    pylockWith(
      '[[packages]]\nname = "bad"\n[packages.vcs]\ntype = "git"\nurl = "https://u:canary-of-the-environment@h/x"\ncommit-id = "0"\n',
    ),
    ['lock-invalid'],
    ['bad', 'good'],
  ),
  'pylock: dependencies in a circle': pylock(
    pylockWith(
      'dependencies = [{ name = "bad" }]\n[[packages]]\nname = "bad"\nversion = "1"\ndependencies = [{ name = "good" }]\n',
    ),
    ['lock-invalid'],
    ['bad', 'good'],
  ),
  'pylock: a marker of 10,000 clauses': pylock(
    pylockWith(`marker = "${Array(10_000).fill("os_name == 'x'").join(' or ')}"\n`),
    ['lock-invalid'],
    ['good'],
  ),
});
