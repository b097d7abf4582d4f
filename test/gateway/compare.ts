import assert from 'node:assert/strict';
import { saidBy } from '../clients/client.ts';
import type { Expected, Result } from './scenario.ts';

/** Fails unless a result is what a scenario expects; the client's output stands in the message. */
export function assertExpected(result: Result, expected: Expected): void {
  const { ok, installed, lock = '', uploaded = [], output } = result;
  if ('fails' in expected) {
    assert.equal(ok, false, `it went well:\n${output}`);
    assert.match(saidBy(result), expected.fails);
    assert.deepEqual(installed, {}, output);
    return;
  }
  assert.equal(ok, true, output);
  if ('installs' in expected) {
    const pins = Object.keys(installed).map((name) => name.replace(' ', '=='));
    assert.deepEqual(pins, expected.installs, output);
    const files = Object.entries(installed).flatMap(([name, found]) =>
      Object.entries(found).map((file) => [name, ...file]),
    );
    assert.deepEqual(
      files.filter(([, , digest]) => digest === 'missing'),
      [],
      output,
    );
  } else if ('locks' in expected) {
    for (const name of expected.locks) assert.match(lock, new RegExp(`\\b${name}\\b`, 'i'), output);
  } else {
    assert.ok(uploaded.length > 0, output);
    for (const ending of expected.uploads)
      assert.ok(
        uploaded.some((line) => line.includes(ending)),
        `${uploaded}\n${output}`,
      );
  }
}

/**
 * Fails unless both came to the same: success, every file of every distribution by digest, lock,
 * uploads. Without `locks` these are left out: in front of an index of HTML pages, a gateway that
 * answers in JSON knows sizes that the index does not say.
 */
export function assertSame(direct: Result, through: Result, { locks = true }: { readonly locks?: boolean } = {}): void {
  const facts = ({ output: _, lock, ...others }: Result) => (locks ? { ...others, lock } : others);
  const texts = `direct:\n${direct.output}\nthrough the gateway:\n${through.output}`;
  assert.deepEqual(facts(through), facts(direct), `the gateway changed something.\n${texts}`);
}
