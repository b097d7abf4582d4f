import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, parseDate } from '../../base/instant.ts';
import { PYTHON_END_OF_LIFE } from '../python-end-of-life.data.ts';
import { component, judgeComponent, words } from '../testing/judge.ts';
import { rule } from './interpreter-end-of-life.ts';

function day(text: string): number {
  const parsed = parseDate(text);
  assert.ok(parsed.ok);
  return parsed.value;
}

function python(version: string | null, now: string, changes = {}, name = 'python') {
  const declared = component(name, version, { source: { kind: 'interpreter' }, ...changes });
  return judgeComponent(rule, declared, {}, day(now));
}

describe('the end of life of an interpreter', () => {
  it('fails from its day on, warns before it, and passes until then', () => {
    assert.equal(words(python('3.8.18', '2024-10-06')), 'fail');
    const [warning] = python('3.8.18', '2024-10-06');
    assert.ok(warning?.outcome === 'fail' && warning.level === 'warn' && warning.until === day('2024-10-07'));
    const [failure] = python('3.8.18', '2024-10-07');
    assert.ok(failure?.outcome === 'fail' && failure.level === undefined && failure.until === undefined);
    assert.deepEqual(python('3.8.18', '2024-01-01'), [{ outcome: 'pass', until: day('2024-10-07') - 90 * DAY }]);
  });

  it('knows lines that ended before dates were announced, and minors of two digits', () => {
    assert.equal(words(python('2.5.6', '2026-01-01')), 'fail');
    assert.equal(words(python('3.10.1', '2026-01-01')), 'pass');
    assert.equal(words(python('3.1.0', '2026-01-01')), 'fail');
  });

  it('takes the line where only that is known', () => {
    assert.equal(words(python(null, '2026-01-01', { specifier: '==3.7.*' })), 'fail');
  });

  it('cannot tell for another implementation, no version, or a line of the future', () => {
    assert.equal(words(python('7.3.1', '2026-01-01', {}, 'pypy')), 'unknown');
    assert.equal(words(python(null, '2026-01-01')), 'unknown');
    assert.equal(words(python('3.99.0', '2026-01-01')), 'unknown');
  });

  it('says nothing of a project of that name on an index', () => {
    assert.equal(words(judgeComponent(rule, component('python', '2.0'), {}, day('2026-01-01'))), 'pass');
  });

  it('rests on days that are days, in order of the lines', () => {
    const days = [...PYTHON_END_OF_LIFE].filter(([line]) => line.startsWith('3.')).map(([, text]) => day(text));
    assert.deepEqual(
      days,
      [...days].sort((a, b) => a - b),
    );
  });
});
