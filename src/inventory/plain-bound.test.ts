import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contains, parseRequirement } from '@rind/pypa';
import fc from 'fast-check';
import { isPlainlyWithin, readPlainRequirement } from './plain-bound.ts';

const number = fc.constantFrom('0', '1', '2', '9', '10', '01', '123456789012345', '1234567890123456');
const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const version = fc
  .tuple(release, fc.constantFrom('', '', '', 'rc1', '.post1', '.dev0', '+a'))
  .map((parts) => parts.join(''));
const bound = fc
  .tuple(
    fc.constantFrom('>=', '<=', '==', '!=', '>', '<', '~=', '===', '=', '=>'),
    fc.constantFrom('', '', ' '),
    version,
  )
  .map((parts) => parts.join(''));
const name = fc.constantFrom('a', 'A.b_c', 'a-', '-a', 'a[x]', 'a[x,y]', 'a [x]', '\u00e9', 'a-1', '');
const separator = fc.constantFrom(',', ', ', ' ,', ';', '');
const requirement = fc
  .tuple(
    name,
    fc.constantFrom('', ' '),
    fc.array(fc.tuple(bound, separator), { maxLength: 3 }),
    fc.constantFrom('', '', ' '),
  )
  .map(([of, gap, bounds, end]) => of + gap + bounds.flat().join('').replace(/,$/, '') + end);

describe('a requirement that is read at first sight', () => {
  it('is one, of that name, without a condition or an address; and lets in what its bounds do', () => {
    fc.assert(
      fc.property(requirement, version, (text, release) => {
        const plain = readPlainRequirement(text);
        if (plain === undefined) return;
        const parsed = parseRequirement(text);
        assert.ok(parsed.ok, text);
        const { name: read, url, marker, specifiers } = parsed.value;
        assert.deepEqual([read, url, marker], [plain.name, undefined, undefined], text);
        if (isPlainlyWithin(plain.bounds, release)) assert.ok(contains(specifiers, release), `${text} ${release}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('is what most are', () => {
    for (const [text, bounds] of [
      ['a', ''],
      ['a>=1', '>=1'],
      ['A.b-c >=1.2,<2', ' >=1.2,<2'],
      ['a[x]==1.0, !=3', '==1.0, !=3'],
    ] as const)
      assert.equal(readPlainRequirement(text)?.bounds, bounds, text);
  });

  it('is nothing else', () => {
    for (const text of [
      'a ',
      ' a',
      'a>=1,',
      'a>=1;x',
      'a~=1.0',
      'a==1.*',
      'a>=1rc1',
      'a @ b',
      'a(>=1)',
      'a>=01',
      'a>=1 <2',
    ])
      assert.equal(readPlainRequirement(text), undefined, text);
  });

  it('is told from others in linear time', () => {
    const start = process.cpuUsage();
    for (const text of [`a${'-'.repeat(200_000)}`, `a${'>=1,'.repeat(50_000)}`, `a>=${'1.'.repeat(100_000)}`])
      assert.equal(readPlainRequirement(text), undefined);
    assert.ok(process.cpuUsage(start).user < 1_000_000);
  });
});

describe('a version that is plainly within bounds', () => {
  for (const [bounds, release, within] of [
    ['', '1.0', true],
    ['>=1.0', '1', true],
    ['>=1.10', '1.9', false],
    ['<=1.10', '1.9', true],
    ['==1.0', '1.0.0', true],
    ['==1.0', '1.0.1', false],
    ['!=1.0', '1', false],
    ['!=1.0', '1.1', true],
    ['>1', '1.0', false],
    ['>1', '1.0.1', true],
    ['<2', '2.0', false],
    ['<2', '1.99', true],
    [' >=1, <2', '2', false],
    ['>=1', '2rc1', false],
    ['', '1.post1', false],
  ] as const)
    it(`${release} and \`${bounds}\`: ${within ? 'yes' : 'not for certain'}`, () => {
      assert.equal(isPlainlyWithin(bounds, release), within);
    });
});
