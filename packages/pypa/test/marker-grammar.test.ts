import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { parseMarker } from '../src/marker.ts';
import { evaluateMarker, type MarkerContext } from '../src/marker-evaluate.ts';

/** One sentence of the dependency specifiers about markers, each. */
const base = environmentFor({ python: '3.12.1', platform: 'linux-x86_64' });
const LINUX = base.ok ? base.value : assert.fail();
const isMarker = (text: string) => parseMarker(text).ok;

function ask(text: string, changes: MarkerEnvironment = {}, context?: MarkerContext): boolean | string {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, text);
  const answer = evaluateMarker(parsed.value, { ...LINUX, ...changes }, context);
  return answer.ok ? answer.value : answer.error.code;
}

const STRINGS = [
  'implementation_name',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_system',
  'sys_platform',
] as const;
const VERSIONS = ['python_version', 'python_full_version', 'implementation_version'] as const;
const INTERPRETER = [...STRINGS, ...VERSIONS, 'platform_release', 'platform_version'] as const;
const stringField = fc.constantFrom(...STRINGS);
const versionField = fc.constantFrom(...VERSIONS);
const text = fc.stringMatching(/^[a-zA-Z0-9 ._:;(){}[\]<>=!~#@$%^&*?,/|`+-]{0,8}$/);
const word = fc.stringMatching(/^[a-zA-Z]{1,6}$/);
const versionText = fc.stringMatching(/^[0-4]\.[0-9]{1,2}(\.[0-3])?(a1|rc2|\.dev0|\.post1)?$/);

describe('expressions', () => {
  const FIELD_NAMES = [...INTERPRETER, 'extra', 'extras', 'dependency_groups'];

  // Dependency specifiers, "Environment Markers": true or false for a given environment.
  it('are true or false in any environment that defines their fields', () => {
    const field = fc.constantFrom(...INTERPRETER);
    const one = fc
      .tuple(field, fc.constantFrom('==', '!=', '<', '>=', 'in', 'not in'), text)
      .map(([side, sign, value]) => `${side} ${sign} "${value}"`);
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(' and ', ' or '),
        text,
        (all, word, value) => {
          const environment = Object.fromEntries(INTERPRETER.map((each) => [each, value]));
          const answers = all.map((each) => ask(each, environment));
          assert.ok(answers.every((answer) => typeof answer === 'boolean'));
          assert.equal(
            ask(all.join(word), environment),
            word === ' and ' ? answers.every(Boolean) : answers.some(Boolean),
          );
        },
      ),
    );
  });

  // Dependency specifiers, "Marker comparisons": a comparison names a field; two constants are an error.
  it('compare a field with a constant, on either side', () => {
    fc.assert(
      fc.property(stringField, word, word, (field, a, b) => {
        assert.equal(ask(`${field} == "${a}"`, { [field]: a }), true);
        assert.equal(ask(`"${a}" == ${field}`, { [field]: a }), true);
        assert.equal(ask(`"${a}" == "${b}"`), 'undefined-field');
      }),
    );
  });

  // Dependency specifiers, "Grammar": the operators of markers.
  it('know ten operators', () => {
    const known = ['<=', '<', '!=', '===', '==', '>=', '>', '~=', 'in', 'not in'];
    const sign = fc.oneof(
      fc.stringMatching(/^[<>=!~]{1,3}$/),
      fc.constantFrom('in', 'not in', 'not', 'is', 'IN', 'Not In', 'not  in'),
    );
    fc.assert(
      fc.property(stringField, sign, (field, operator) => {
        assert.equal(isMarker(`${field} ${operator} "a"`), known.includes(operator.replace('  ', ' ')), operator);
      }),
      { numRuns: 300 },
    );
  });

  // Dependency specifiers, "Grammar": the names of fields, written exactly so.
  it('know their fields by exactly their names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_NAMES), fc.constantFrom('x', '_', '0'), (field, more) => {
        assert.equal(isMarker(`${field} == "a"`), true);
        for (const wrong of [field.toUpperCase(), field + more, more + field, field.slice(1)]) {
          assert.equal(isMarker(`${wrong} == "a"`), false, wrong);
        }
      }),
    );
  });

  // Dependency specifiers, "Composing marker expressions": parentheses decide, and else `and` binds closer.
  it('are grouped by parentheses, and else by `and` first', () => {
    const truth = (value: boolean) => (value ? "os_name == 'posix'" : "os_name == 'nt'");
    fc.assert(
      fc.property(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()), (values) => {
        const [a, b, c, d] = values;
        const [w, x, y, z] = values.map(truth);
        assert.equal(ask(`${w} or ${x} and ${y} or ${z}`), a || (b && c) || d);
        assert.equal(ask(`(${w} or ${x}) and (${y} or ${z})`), (a || b) && (c || d));
        assert.equal(ask(`${w} and (${x} or (${y} and ${z}))`), a && (b || (c && d)));
      }),
    );
  });

  // Dependency specifiers, "Composing marker expressions": comparisons are not chained.
  it('are not chained', () => {
    const sign = fc.constantFrom('<', '<=', '==', '>', '!=', 'in');
    fc.assert(
      fc.property(versionText, sign, versionField, sign, versionText, (low, one, field, other, high) => {
        assert.equal(isMarker(`"${low}" ${one} ${field} ${other} "${high}"`), false);
      }),
    );
  });
});

describe('constants', () => {
  const value = (written: string) => {
    const parsed = parseMarker(`os_name == ${written}`);
    return parsed.ok && parsed.value.kind === 'comparison' && parsed.value.right.kind === 'literal'
      ? parsed.value.right.value
      : undefined;
  };

  // Dependency specifiers, "User supplied constants": strings between two quotes of one kind, never bare.
  it('stand between two quotes of one kind', () => {
    fc.assert(
      fc.property(text, fc.constantFrom("'", '"'), (content, quote) => {
        const other = quote === '"' ? "'" : '"';
        assert.equal(value(quote + content + other + quote), content + other);
        assert.equal(value(quote + content + other), undefined);
        assert.equal(isMarker(`os_name == ${content.replaceAll(/[^a-z0-9.]/g, '')}0`), false);
      }),
    );
  });

  // Dependency specifiers, "User supplied constants": no triple quotes.
  it('have no triple quotes', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('"""', "'''"), (content, quote) => {
        assert.equal(isMarker(`os_name == ${quote}${content}${quote}`), false);
        assert.equal(isMarker(`os_name == ${quote}${content}\n${content}${quote}`), false);
      }),
    );
  });

  // Dependency specifiers, "User supplied constants": other characters than ASCII may be accepted; here they are.
  it('may hold any character outside ASCII', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xa0, max: 0xd7ff }), (code) => {
        const content = String.fromCharCode(code);
        assert.equal(value(`"${content}"`), content);
        assert.equal(ask(`os_name == "${content}"`, { os_name: content }), true);
      }),
    );
  });
});

describe('unknown fields', () => {
  // Dependency specifiers, "Unknown marker fields": neither true nor false.
  it('are a fault, never true or false', () => {
    const identifier = fc
      .stringMatching(/^[a-z_]{1,12}$/)
      .filter((each) => !(INTERPRETER as readonly string[]).includes(each));
    fc.assert(
      fc.property(identifier, (field) => {
        fc.pre(!['extra', 'extras', 'dependency_groups', 'python_implementation'].includes(field));
        assert.equal(isMarker(`${field} == "a"`), false, field);
        assert.equal(isMarker(`os_name == "a" or "a" != ${field}`), false, field);
      }),
    );
  });

  // Dependency specifiers, "Unknown marker fields": a field without a value is a problem, not an answer.
  it('are those too that an environment does not define', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INTERPRETER), fc.constantFrom('==', '!=', 'in'), (field, sign) => {
        assert.equal(
          ask(`${field} ${sign} "a"`, { [field]: undefined } as unknown as MarkerEnvironment),
          'undefined-field',
        );
      }),
    );
  });
});
