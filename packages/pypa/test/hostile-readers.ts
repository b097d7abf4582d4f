/** Every reader of the public surface: how it is called, and inputs that it takes. */
import * as kernel from '../src/index.ts';

/** One reader. `read` is handed anything at all. */
export interface Reader {
  readonly name: string;
  /** What its input is: text (or bytes), or a document that was parsed elsewhere. */
  readonly kind: 'text' | 'tree';
  readonly read: (input: never) => unknown;
  readonly samples: readonly unknown[];
  /** Where long texts are put in: what stands before and after them. */
  readonly frames: readonly (readonly [string, string])[];
}

/** Exports that read what comes from outside. Each must stand below; typed values are not from outside. */
export const READS =
  /^(?:parse|read|find|resolve|normalize|negotiate|lint)|^is.*(?:Name|Filename|FileName)$|OfUrl$|FormatOf$|Fault$|^pylockName$|^metadataField$/;

const BARE = ['', ''] as const;

function text(
  name: string,
  read: (input: never) => unknown,
  samples: readonly unknown[],
  frames: readonly (readonly [string, string])[] = [],
): Reader {
  return { name, kind: 'text', read, samples, frames: [BARE, ...frames] };
}

function tree(name: string, read: (input: never) => unknown, samples: readonly unknown[]): Reader {
  return { name, kind: 'tree', read, samples, frames: [] };
}

const VERSIONS = ['1.0', '1!2.0rc1.post3.dev4+ab.5', ' v01.0-1\t'];
const METADATA = [
  'Metadata-Version: 2.5\nName: shop\nVersion: 1.0\nSummary: a\n b\nKeywords: a,b\nProject-URL: Home, https://h.example',
  'Requires-Dist: a[x]>=1; extra == "y"\nProvides-Extra: y\nLicense-Expression: MIT\nDynamic: Author\n\nBody\nFrom x\n',
].join('\n');
const MIME = 'Content-Type: multipart/mixed; boundary="b"\nContent-Transfer-Encoding: base64\n\n--b\nQUJD\n--b--\n';
const MAIL_FRAMES = [
  ['Metadata-Version: ', '\n'],
  ['Keywords: ', '\n\n'],
  ['Description-Content-Type: text/markdown; a="', '\n'],
  ['Content-Type: multipart/mixed; boundary="', '"\n\n--a\n'],
  ['Content-Type: multipart/mixed; boundary="-"\n\n', '\n'],
  ['A: b\n', '\n\n'],
  ['\n', ''],
] as const;
const HTML = `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.4"><base href=x></head>
<body><a href="shop-1.0.tar.gz#sha256=${'ab'.repeat(32)}" data-yanked data-upload-time="2026-01-31T12:00:00Z">shop-1.0.tar.gz</a>
<!-- c --><script>a</script><A HREF='b%20c.zip?q' data-core-metadata=sha256=00>b &amp; c</A></body></html>`;
const HTML_FRAMES = [
  ['<a href="', '">x</a>'],
  ['<a href="x.zip">', '</a>'],
  ['<a ', '>x</a>'],
  ['<!--', '-->'],
  ['<title>', '</title>'],
  ['<meta name="pypi:project-status" content="', '">'],
] as const;
const URLS = ['https://u:p@h.example:8/a/b%20c.whl;x?q#f', 'file:///a', 'http://[::1]/x', '//é.example/a'];
const URL_FRAMES = [
  ['http://[', ']/x'],
  ['http://[:', ':]/x'],
  ['http://a', '@[::1]'],
  ['http://é', '/x'],
  ['http://h/', ''],
] as const;
const SCRIPT = '#!/usr/bin/env python\n# /// script\n# dependencies = []\n#\n# ///\nprint()\n';

/** Drives a reading that pauses to its end. */
function inPieces<T>(reading: Generator<void, T, void>): T {
  let step = reading.next();
  while (step.done !== true) step = reading.next();
  return step.value;
}

/** Readers of text, and of bytes. */
export const TEXTS: readonly Reader[] = [
  text('fileNameOfUrl', kernel.fileNameOfUrl, URLS, URL_FRAMES),
  text(
    'findScriptBlocks',
    kernel.findScriptBlocks,
    [SCRIPT],
    [
      ['# /// script\n', '\n# ///\n'],
      ['# /// script\n# ', '\n# ///\n'],
    ],
  ),
  text('isNormalizedName', kernel.isNormalizedName, ['a-b', 'A']),
  text('isPylockFileName', kernel.isPylockFileName, ['pylock.toml', 'pylock.dev.toml'], [['pylock.', '.toml']]),
  text('isSafeFilename', kernel.isSafeFilename, ['a.whl']),
  text('isValidName', kernel.isValidName, ['a-b', 'A.b_c'], [['a', 'b']]),
  text('licenseFileFault', kernel.licenseFileFault, ['LICENSES/MIT.txt', 'c:a']),
  text('metadataField', kernel.metadataField, ['Name', 'requires-dist']),
  text(
    'negotiateSimpleFormat',
    kernel.negotiateSimpleFormat,
    ['text/html;q=0.5, application/*', '"a,b";q=1'],
    [
      ['a;', ''],
      ['"', '"'],
    ],
  ),
  text('normalizeName', kernel.normalizeName, ['A__b.c']),
  text('parseBuildTag', kernel.parseBuildTag, ['1', '02abc'], [['1', '']]),
  text(
    'parseDescriptionContentType',
    kernel.parseDescriptionContentType,
    ['text/markdown; charset=UTF-8; variant=GFM', 'text/plain (a) ; charset="utf-8"'],
    [
      ['text/plain; a="', '"'],
      ['text/plain; ', '=a'],
      ['text/plain (', ')'],
      ['text/plain;', ''],
    ],
  ),
  text('parseDynamicField', kernel.parseDynamicField, ['Author', 'license']),
  text(
    'parseEmailMessage',
    kernel.parseEmailMessage,
    [METADATA, MIME, Buffer.from(MIME), Buffer.from('A: \xff', 'latin1')],
    MAIL_FRAMES,
  ),
  text(
    'parseEntryPoints',
    kernel.parseEntryPoints,
    ['[console_scripts]\na = b:c [x]\n# d\n[e]\nf=g\n'],
    [
      ['[', ']\na = b\na = b\n'],
      ['[a]\nb = ', ''],
      ['[a]\nb = c [', ']'],
      ['[a]\n', '= b'],
      ['[a]\n', '\n'],
    ],
  ),
  text('parseGlobPattern', kernel.parseGlobPattern, ['LICEN[CS]E*', '**/a?.txt'], [['[', ']']]),
  text('parseHexDigest', kernel.parseHexDigest, ['00ff', 'AB']),
  text('parseImportName', kernel.parseImportName, ['a.b', 'a ; private'], [['a', ';private']]),
  text('parseIndexHtml', kernel.parseIndexHtml, [HTML], HTML_FRAMES),
  text(
    'parseLicenseExpression',
    kernel.parseLicenseExpression,
    ['MIT OR (Apache-2.0+ AND LicenseRef-x)', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    [
      ['MIT ', ' MIT'],
      ['LicenseRef-', ''],
      ['(', ')'],
    ],
  ),
  text(
    'parseMarker',
    kernel.parseMarker,
    ["python_version >= '3.8' and (os_name == \"nt\" or extra in 'a b')", "'x' not in sys_platform"],
    [
      ["os_name == '", "'"],
      ["os_name == 'a' and ", ''],
      ["os_name == 'a' ", "'b'"],
      ['(', ')'],
    ],
  ),
  text('parseMetadata', kernel.parseMetadata, [METADATA, Buffer.from(METADATA)]),
  text('parseName', kernel.parseName, ['a', 'A.b-c_d'], [['a', 'b']]),
  text(
    'parseObjectReference',
    kernel.parseObjectReference,
    ['a.b:c.d [x, y]', 'a'],
    [
      ['a:', ''],
      ['a [', ']'],
      ['a', ':b'],
    ],
  ),
  text('parseProjectHtml', (html: never) => kernel.parseProjectHtml(html, 'shop'), [HTML], HTML_FRAMES),
  text('readProjectHtml', (html: never) => inPieces(kernel.readProjectHtml(html, 'shop', 100)), [HTML], HTML_FRAMES),
  text(
    'parseRecord',
    kernel.parseRecord,
    ['a/b.py,sha256=AAAA,12\n"c,d",,\na.dist-info/RECORD,,\n'],
    [
      ['"', '"'],
      ['a,', ',1'],
      ['a,sha256=', ',1'],
      ['a,,', ''],
    ],
  ),
  text(
    'parseRequirement',
    kernel.parseRequirement,
    ['a[x,y] (>=1.0,<2) ; python_version < "3"', 'a @ https://h.example/a.whl ; os_name == "nt"', 'a===x'],
    [
      ['a[', ']'],
      ['a[x', ',y]'],
      ['a (', ')'],
      ['a @ ', ' ; os_name == "a"'],
      ['a>=', ''],
      ['a===', ''],
      ['a; os_name == "', '"'],
      ['a>=1,', '<2'],
    ],
  ),
  text('parseScriptBlock', kernel.parseScriptBlock, [SCRIPT], [['# /// script\n', '\n# ///\n']]),
  text(
    'parseSdistFilename',
    kernel.parseSdistFilename,
    ['a-1.0.tar.gz', 'A.b-c-1.zip'],
    [
      ['', '-1.tar.gz'],
      ['a-', '.tar.gz'],
    ],
  ),
  text('parseSimpleApiVersion', kernel.parseSimpleApiVersion, ['1.0', '1.4'], [['1.', '']]),
  text(
    'parseSpecifier',
    kernel.parseSpecifier,
    ['>=1.0', '==1.*', '===x', '~= 1.2'],
    [
      ['==', ''],
      ['==1', '.*'],
      ['===', ''],
      ['~=1', '.0'],
    ],
  ),
  text(
    'parseSpecifierSet',
    kernel.parseSpecifierSet,
    ['>=1.0,!=1.5.*,<2', '', '===x'],
    [
      ['>=1', ',<2'],
      ['===', ''],
    ],
  ),
  text(
    'parseTagSet',
    kernel.parseTagSet,
    ['py2.py3-none-any', 'cp313-cp313-win_amd64'],
    [
      ['', '-none-any'],
      ['py3-', '-any'],
      ['py3-none-', ''],
    ],
  ),
  text(
    'parseUploadTime',
    kernel.parseUploadTime,
    ['2026-01-31T12:00:00Z', '2026-01-31t12:00:00.123+01:00'],
    [
      ['2026-01-31T12:00:00.', 'Z'],
      ['2026-01-31T12:00:00', ''],
    ],
  ),
  text('parseVersion', kernel.parseVersion, VERSIONS, [
    ['1', '.0'],
    ['1!', ''],
    ['1+', ''],
    ['1a', ''],
    ['v', '1'],
  ]),
  text(
    'parseWheelFilename',
    kernel.parseWheelFilename,
    ['a_b-1.0-1x-cp313.cp314-abi3-manylinux_2_17_x86_64.whl', 'a-1-py3-none-any.whl'],
    [
      ['', '-1-py3-none-any.whl'],
      ['a-1', '-py3-none-any.whl'],
      ['a-1-', '-py3-none-any.whl'],
      ['a-1-py3-none-', '.whl'],
    ],
  ),
  text('pylockName', kernel.pylockName, ['pylock.dev.toml'], [['pylock.', '.toml']]),
  text('readMetadata', kernel.readMetadata, [METADATA, Buffer.from(METADATA)], MAIL_FRAMES),
  text('readVersion', kernel.readVersion, VERSIONS, [['1', '.0']]),
  text('simpleFormatOf', kernel.simpleFormatOf, ['text/html; charset=utf-8'], [['text/html;', '']]),
];

const FILE = {
  filename: 'a-1.0.tar.gz',
  url: 'https://h.example/a-1.0.tar.gz',
  hashes: { sha256: 'ab'.repeat(32) },
  'requires-python': '>=3.9',
  yanked: 'why',
  size: 12,
  'upload-time': '2026-01-31T12:00:00Z',
  'core-metadata': { sha256: 'cd' },
  'gpg-sig': false,
  provenance: 'https://h.example/p',
};
const PAGE = {
  meta: { 'api-version': '1.4', tracks: ['https://h.example'] },
  name: 'a',
  versions: ['1.0'],
  files: [FILE],
  'project-status': { status: 'archived', reason: 'done' },
  namespaces: [{ name: 'a-b', owned: true }],
  'alternate-locations': ['https://h.example/a'],
};
const PYPROJECT = {
  name: 'shop',
  version: '1.0',
  description: 'a shop',
  readme: { file: 'README.md', 'content-type': 'text/markdown' },
  'requires-python': '>=3.12',
  license: 'MIT',
  'license-files': ['LICENSE'],
  authors: [{ name: 'A', email: '"a b"@h.example' }],
  keywords: ['a'],
  classifiers: ['Typing :: Typed'],
  urls: { Home: 'https://h.example' },
  scripts: { shop: 'shop:main' },
  'entry-points': { a: { b: 'c:d' } },
  dependencies: ['a>=1; os_name == "nt"'],
  'optional-dependencies': { x: ['b'] },
  'import-names': ['shop'],
  'import-namespaces': ['shop.a; private'],
  dynamic: ['gui-scripts'],
};
const SDIST = { url: 'https://h.example/a-1.0.tar.gz', size: 1, hashes: { sha256: 'aa' } };
const LOCK = {
  'lock-version': '1.0',
  environments: ["os_name == 'nt'"],
  'requires-python': '>=3.9',
  extras: ['x'],
  'dependency-groups': ['dev'],
  'default-groups': ['main'],
  'created-by': 'rind',
  packages: [
    {
      name: 'a',
      version: '1.0',
      marker: "'x' in extras",
      'requires-python': '>=3',
      dependencies: [{ name: 'b', version: '2' }],
      index: 'https://h.example/simple',
      sdist: SDIST,
      wheels: [{ name: 'a-1.0-py3-none-any.whl', path: './a-1.0-py3-none-any.whl', hashes: { sha256: 'bb' } }],
      'attestation-identities': [{ kind: 'x' }],
      tool: { a: [1, { b: 'c' }] },
    },
    { name: 'b', vcs: { type: 'git', url: 'https://h.example/b', 'commit-id': 'c', subdirectory: 'd' } },
    { name: 'c', directory: { path: '.', editable: true } },
    { name: 'd', archive: { url: 'https://h.example/d.zip', hashes: { sha512: 'ee' }, size: 3 } },
  ],
  tool: { rind: { a: 1.5 } },
};
const GROUPS = { dev: ['a>=1', { 'include-group': 'Test' }], test: ['b; os_name == "nt"'] };
const DIRECT = { url: 'https://h.example/a.zip', archive_info: { hash: 'sha256=aa', hashes: { sha256: 'aa' } } };
const parsedLock = kernel.parsePylock(LOCK);

function lint(document: never): unknown {
  if (!parsedLock.ok) throw new Error('the sample is no lock');
  return kernel.lintPylock(document, parsedLock.value);
}

/** Readers of parsed documents. */
export const TREES: readonly Reader[] = [
  tree('lintPylock', lint, [LOCK]),
  tree('parseBuildSystem', kernel.parseBuildSystem, [{ requires: ['a'], 'build-backend': 'a', 'backend-path': ['.'] }]),
  tree('parseDirectUrl', kernel.parseDirectUrl, [
    DIRECT,
    { url: 'https://h.example', vcs_info: { vcs: 'git', commit_id: 'a', requested_revision: 'b' }, subdirectory: 'c' },
    { url: 'file:///a', dir_info: { editable: true } },
  ]),
  tree('parseIndexJson', kernel.parseIndexJson, [{ meta: { 'api-version': '1.0' }, projects: [{ name: 'a' }] }]),
  tree('parseNamespaceClaims', kernel.parseNamespaceClaims, [[{ name: 'a', owned: false }]]),
  tree('parseNamespaceDetail', kernel.parseNamespaceDetail, [{ name: 'a', parent: 'b', children: ['c'], owner: 'd' }]),
  tree('parseNamespaceList', kernel.parseNamespaceList, [[{ name: 'a' }]]),
  tree('parseProjectJson', kernel.parseProjectJson, [PAGE]),
  tree('parseProjectTable', kernel.parseProjectTable, [PYPROJECT]),
  tree('parseProvenanceUrl', kernel.parseProvenanceUrl, [DIRECT]),
  tree('parsePylock', kernel.parsePylock, [LOCK]),
  tree('readScriptMetadata', kernel.readScriptMetadata, [
    { 'requires-python': '>=3', dependencies: ['a'], tool: { x: { y: [1] } } },
  ]),
  tree('resolveDependencyGroups', (table: never) => kernel.resolveDependencyGroups(table, ['DEV']), [GROUPS]),
  tree('resolveDependencyGroups: names', (names: never) => kernel.resolveDependencyGroups(GROUPS, names), [['dev']]),
];
