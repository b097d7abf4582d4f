import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  formatLicenseExpression,
  isLicenseAccepted,
  type LicenseExpression,
  licenseTerms,
  parseLicenseExpression,
} from '../src/license-expression.ts';
import { SPDX_DEPRECATED_LICENSES, SPDX_EXCEPTIONS, SPDX_LICENSES, SPDX_LIST_VERSION } from '../src/spdx.data.ts';
import { cpuTime } from './cpu-time.ts';

function parse(text: string): LicenseExpression {
  const parsed = parseLicenseExpression(text);
  return parsed.ok ? parsed.value : assert.fail(`${text}: ${parsed.error.message}`);
}

function canonical(text: string): string {
  return formatLicenseExpression(parse(text));
}

function refusal(text: string): [string, number] | undefined {
  const parsed = parseLicenseExpression(text);
  return parsed.ok ? undefined : [parsed.error.code, parsed.error.offset];
}

const id = fc.constantFrom(...SPDX_LICENSES, ...SPDX_DEPRECATED_LICENSES);
const reference = fc.stringMatching(/^[A-Za-z0-9.-]{1,8}$/).map((name) => `LicenseRef-${name.toLowerCase()}`);
const term = fc.oneof(
  { weight: 6, arbitrary: id },
  { weight: 1, arbitrary: id.map((text) => `${text}+`) },
  { weight: 2, arbitrary: fc.tuple(id, fc.constantFrom(...SPDX_EXCEPTIONS)).map((pair) => pair.join(' WITH ')) },
  { weight: 2, arbitrary: reference },
);
const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    { depthSize: 'small' },
    term,
    tie('expression').map((text) => `(${text})`),
  ),
  expression: fc
    .array(fc.tuple(fc.constantFrom(' AND ', ' OR '), tie('operand')), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([word, text], i) => (i === 0 ? text : word + text)).join('')),
}));

/** The same text with every letter's case thrown anew. */
function recased(text: string, coins: readonly boolean[]): string {
  return [...text].map((unit, i) => (coins[i % coins.length] ? unit.toUpperCase() : unit.toLowerCase())).join('');
}

describe('license expressions', () => {
  // PEP 639, "Add License-Expression field": tools should store the case-normalized form.
  it('a canonical expression is its own canonical text', () => {
    fc.assert(fc.property(expression, (text) => canonical(text) === text));
  });

  // PEP 639, "SPDX license expression syntax": ids and operators are matched without regard to case.
  it('the case of ids and operators does not matter', () => {
    const plain = expression.filter((text) => !text.includes('LicenseRef-'));
    fc.assert(
      fc.property(plain, fc.array(fc.boolean(), { minLength: 3, maxLength: 9 }), (text, coins) =>
        assert.equal(canonical(recased(text, coins)), text),
      ),
    );
  });

  // SPDX 2.3, Annex D.4.5: parentheses, then `WITH`, then `AND`, then `OR`.
  it('`AND` binds tighter than `OR`', () => {
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        const tree = parse(`${a} OR ${b} AND ${c}`);
        assert.equal(tree.kind, 'or');
        assert.deepEqual(tree, {
          kind: 'or',
          operands: [parse(a), { kind: 'and', operands: [parse(b), parse(c)] }],
        });
      }),
    );
  });

  it('parentheses change what binds, and stay in the text', () => {
    const tree = parse('(MIT OR ISC) AND Zlib');
    assert.equal(tree.kind, 'and');
    assert.equal(canonical('( ( mit ) )'), '((MIT))');
    assert.equal(canonical('(mit)and(isc)'), '(MIT) AND (ISC)');
  });

  it('a tree made by hand gets the parentheses that it needs', () => {
    const either: LicenseExpression = { kind: 'or', operands: [parse('MIT'), parse('ISC')] };
    assert.equal(formatLicenseExpression({ kind: 'and', operands: [either, parse('Zlib')] }), '(MIT OR ISC) AND Zlib');
  });

  // PEP 639, "SPDX license expression syntax": `LicenseRef-` and letters, digits, `.` and `-`.
  it('`LicenseRef-` names keep their case, the prefix does not', () => {
    assert.equal(canonical('licenseref-My.Own-1'), 'LicenseRef-My.Own-1');
    assert.equal(canonical('LICENSEREF-Own WITH gcc-exception-3.1'), 'LicenseRef-Own WITH GCC-exception-3.1');
    for (const text of ['LicenseRef-', 'LicenseRef-a_b', 'LicenseRef-a+', 'LicenseRef-é'])
      assert.deepEqual(refusal(text), ['invalid-license-ref', 0], text);
  });

  it('of several spellings of one `LicenseRef-` the last one is taken', () => {
    assert.equal(canonical('LicenseRef-a OR LicenseRef-A'), 'LicenseRef-A OR LicenseRef-A');
  });

  it('`+` means any later version, and stands at the id', () => {
    const tree = parse('apache-2.0+');
    assert.deepEqual(tree, {
      kind: 'license',
      id: 'Apache-2.0',
      orLater: true,
      exception: undefined,
      deprecated: false,
    });
    assert.deepEqual(refusal('Apache-2.0 +'), ['invalid-license-expression', 11]);
    assert.equal(canonical('gpl-2.0++'), 'GPL-2.0++');
    assert.deepEqual(refusal('MIT++'), ['unknown-license', 0]);
  });

  it('deprecated ids stay valid and are marked', () => {
    const marks = licenseTerms(parse('GPL-2.0 OR MIT OR GPL-3.0-only WITH Nokia-Qt-exception-1.1'));
    assert.deepEqual(
      marks.map((each) => each.deprecated),
      [true, false, true],
    );
  });

  // PEP 639, "SPDX license expression syntax": anything else is an error.
  it('what is no expression is refused where it goes wrong', () => {
    const cases: [string, string, number][] = [
      ['', 'invalid-license-expression', 0],
      [' \u001c', 'invalid-license-expression', 2],
      ['MIT ISC', 'invalid-license-expression', 4],
      ['MIT OR', 'invalid-license-expression', 6],
      ['AND MIT', 'invalid-license-expression', 0],
      ['MIT OR AND ISC', 'invalid-license-expression', 7],
      ['(MIT', 'invalid-license-expression', 4],
      ['MIT)', 'invalid-license-expression', 3],
      ['()', 'invalid-license-expression', 1],
      ['MIT (ISC)', 'invalid-license-expression', 4],
      ['(MIT) (ISC)', 'invalid-license-expression', 6],
      ['MIT WITH', 'invalid-license-expression', 8],
      ['MIT WITH OR', 'invalid-license-expression', 9],
      ['MIT WITH (GCC-exception-3.1)', 'invalid-license-expression', 9],
      ['(MIT) WITH GCC-exception-3.1', 'invalid-license-expression', 6],
      ['MIT WITH GCC-exception-3.1 WITH GCC-exception-3.1', 'invalid-license-expression', 27],
      ['MIT WITH Apache-2.0', 'unknown-license-exception', 9],
      ['GCC-exception-3.1', 'unknown-license', 0],
      ['MIT OR Nonesuch', 'unknown-license', 7],
      ['DocumentRef-a:LicenseRef-b', 'unknown-license', 0],
      ['__proto__', 'unknown-license', 0],
    ];
    for (const [text, code, offset] of cases) assert.deepEqual(refusal(text), [code, offset], text);
  });

  it('white space is Python’s', () => {
    assert.equal(canonical('\u0085mit\u001cor\u3000isc\n'), 'MIT OR ISC');
    assert.deepEqual(refusal('MIT\ufeffOR ISC')?.[0], 'unknown-license');
  });

  it('letters outside ASCII are no letters of an id: the kelvin sign is not `k`', () => {
    assert.equal(canonical('KAZLIB'), 'Kazlib');
    assert.deepEqual(refusal('\u212aazlib'), ['unknown-license', 0]);
    assert.deepEqual(refusal('LicenseRef-\u212a'), ['invalid-license-ref', 0]);
  });

  it('two hundred parentheses may be open, not more', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}MIT${')'.repeat(depth)}`;
    assert.equal(canonical(nested(200)), nested(200));
    assert.deepEqual(refusal(nested(201)), ['license-expression-too-deep', 200]);
    assert.equal(canonical(`${'(MIT) AND '.repeat(300)}MIT`).length, 3003);
  });

  it('every license that could apply is named', () => {
    assert.deepEqual(
      licenseTerms(parse('MIT OR (ISC AND LicenseRef-x)')).map((each) => each.id),
      ['MIT', 'ISC', 'LicenseRef-x'],
    );
  });

  it('an expression is accepted when some choice holds only accepted licenses', () => {
    const accepts = (text: string, ...ids: string[]) => isLicenseAccepted(parse(text), (each) => ids.includes(each.id));
    assert.equal(accepts('MIT OR GPL-3.0-only', 'MIT'), true);
    assert.equal(accepts('MIT AND GPL-3.0-only', 'MIT'), false);
    assert.equal(accepts('(MIT OR ISC) AND (Zlib OR GPL-3.0-only)', 'ISC', 'Zlib'), true);
    assert.equal(accepts('(MIT OR ISC) AND (Zlib OR GPL-3.0-only)', 'ISC', 'MIT'), false);
  });

  it('the list has a version, and each id once', () => {
    assert.match(SPDX_LIST_VERSION, /^3\.\d+\.\d+$/);
    const ids = [...SPDX_LICENSES, ...SPDX_DEPRECATED_LICENSES].map((text) => text.toLowerCase());
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > 650);
  });

  it('no text makes it throw, and long ones stay quick', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseLicenseExpression(text).ok === 'boolean'),
    );
    const started = cpuTime();
    for (const piece of ['(', ')', 'a', ' ', '+', 'MIT OR ', 'LicenseRef-', '(MIT) AND '])
      parseLicenseExpression(piece.repeat(1_000_000 / piece.length));
    assert.ok(cpuTime() - started < 30_000);
  });
});
