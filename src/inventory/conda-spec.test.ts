import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMatchSpec } from './conda-spec.ts';

function told(text: string): string {
  const parsed = parseMatchSpec(text);
  if (!parsed.ok) return `${parsed.error.code} ${parsed.error.offset}`;
  const { name, channel, version, specifier, build, url } = parsed.value;
  const from = channel === undefined ? '' : `${channel}::`;
  const asked = version === undefined ? (specifier === undefined ? '' : ` ${specifier}`) : ` is ${version}`;
  return url ?? `${from}${name}${asked}${build === undefined ? '' : ` build ${build}`}`;
}

describe('a match specification', () => {
  const cases: Record<string, string> = {
    numpy: 'numpy',
    'numpy=1.21': 'numpy ==1.21.*',
    'numpy =1.21': 'numpy ==1.21.*',
    'numpy=1.21.*': 'numpy ==1.21.*',
    'numpy==1.21.0': 'numpy is 1.21.0',
    'numpy == 1.21.0': 'numpy is 1.21.0',
    'numpy 1.21.0': 'numpy is 1.21.0',
    'numpy 1.21.0 py39_0': 'numpy is 1.21.0 build py39_0',
    'numpy=1.21.0=py39_0': 'numpy is 1.21.0 build py39_0',
    'numpy==1.21.0=py39_0': 'numpy is 1.21.0 build py39_0',
    'python=3.9=*_cpython': 'python is 3.9 build *_cpython',
    'numpy>=1.2,<2': 'numpy <2,>=1.2',
    'numpy >= 1.2, < 2': 'numpy <2,>=1.2',
    'numpy>=1.2.*': 'numpy >=1.2',
    'numpy!=1.2.*': 'numpy !=1.2.*',
    'numpy~=1.2': 'numpy ~=1.2',
    'numpy 1.2|1.3': 'numpy',
    'numpy=*=py39_0': 'numpy build py39_0',
    'numpy *': 'numpy',
    'conda-forge::numpy=1.2': 'conda-forge::numpy ==1.2.*',
    'conda-forge/linux-64::numpy==1.2': 'conda-forge/linux-64::numpy is 1.2',
    'https://host/x::numpy': 'https://host/x::numpy',
    "numpy[version='1.21.0', build=py39_0]": 'numpy is 1.21.0 build py39_0',
    'numpy[version=">=1,<2",channel=defaults]': 'defaults::numpy <2,>=1',
    'openssl 1.1.1w': 'openssl is 1.1.1w',
    '_libgcc_mutex=0.1=main': '_libgcc_mutex is 0.1 build main',
    'https://host/c/noarch/tzdata-2024a-h0_0.conda#0123456789abcdef0123456789abcdef':
      'https://host/c/noarch/tzdata-2024a-h0_0.conda',
    'numpy # a word': 'numpy',
    '': 'invalid-match-spec 0',
    'a|b': 'invalid-match-spec 1',
    '=1.0': 'invalid-match-spec 0',
    'numpy[version]': 'invalid-match-spec 5',
    'numpy="1"': 'invalid-match-spec 5',
  };
  for (const [text, expected] of Object.entries(cases)) it(`\`${text}\``, () => assert.equal(told(text), expected));

  it('of hostile length is refused, or read in no time', () => {
    assert.equal(told('a'.repeat(3000)), 'invalid-match-spec 0');
    const started = process.cpuUsage();
    for (const piece of [' ', '=', ',', '[a=', "'", '::', '.*', '|'])
      told(`numpy${piece.repeat(Math.floor(1900 / piece.length))}`);
    assert.ok(process.cpuUsage(started).user < 1_000_000);
  });
});
