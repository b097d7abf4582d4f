import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_PAGES } from '../artifact/archive-faults.data.ts';
import { PROBLEM_PAGES } from '../base/problem-codes.ts';
import { RULES } from '../policy/registry.generated.ts';
import { explain } from './explain.ts';

test('every fault of a distribution file is explained as a problem; a code that means two things is explained as both', () => {
  for (const [code, { title, why }] of Object.entries(FAULT_PAGES)) {
    // A rule of the same name is what a bare name means.
    const isRule = RULES.some(({ id }) => id === code);
    for (const subject of isRule ? [`problem:${code}`] : [`problem:${code}`, code]) {
      const said = explain(subject);
      assert.ok(said.ok && said.value.includes(title) && said.value.includes(why), subject);
    }
  }
  const both = explain('problem:record-missing');
  assert.ok(both.ok && both.value.includes(PROBLEM_PAGES['record-missing'].why));
  for (const code of ['__proto__', 'constructor', 'zip-']) assert.ok(!explain(`problem:${code}`).ok, code);
});
