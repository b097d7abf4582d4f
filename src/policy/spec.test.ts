import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coversSubject, parseSpec } from './spec.ts';
import { component, subjectOf } from './testing/judge.ts';

const HEX = 'ab'.repeat(32);

function covers(
  text: string,
  version: string | null,
  asked?: string,
  hashes: string[] = [],
  files: 'some' | 'every' = 'some',
) {
  const spec = parseSpec(text);
  assert.ok(spec.ok, text);
  return coversSubject(spec.value, subjectOf(component('My_Demo.Thing', version, { hashes })), asked, files);
}

describe('a spec', () => {
  it('names a project in any spelling, versions of it, names that begin alike, or a file', () => {
    for (const [text, version, expected] of [
      ['my.demo_thing', '1.0', 'yes'],
      ['My-Demo-Thing>=1,<2', '1.5', 'yes'],
      ['my-demo-thing>=1,<2', '2.0', 'no'],
      ['my-demo-thing<3', '3.0rc1', 'no'],
      ['my-demo-thing<3', '2.0rc1', 'yes'],
      ['my-demo-*', '1.0', 'yes'],
      ['My_Demo.*', '1.0', 'yes'],
      ['my-*', '1.0', 'yes'],
      ['my-demo-thing-*', '1.0', 'no'],
      ['demo-*', '1.0', 'no'],
      ['other', '1.0', 'no'],
    ] as const)
      assert.equal(covers(text, version), expected, text);
  });

  it('says maybe where no version is known and only some of what is asked for is meant', () => {
    assert.equal(covers('my-demo-thing', null), 'yes');
    assert.equal(covers('my-demo-thing<2', null), 'maybe');
    assert.equal(covers('my-demo-thing<2', null, '>=1'), 'maybe');
    assert.equal(covers('my-demo-thing<2', null, '>=2'), 'no');
    assert.equal(covers('my-demo-thing<2', null, '<1.5'), 'yes');
    assert.equal(covers('my-demo-thing===1.0', null, '==1.0'), 'maybe', 'a text, not a version');
  });

  it('names a file: one of the release to deny it, every one to admit it', () => {
    const two = [`sha256:${HEX}`, `sha256:${'cd'.repeat(32)}`];
    assert.equal(covers(`sha256:${HEX.toUpperCase()}`, '1.0', undefined, two), 'yes');
    assert.equal(covers(`sha256:${HEX}`, '1.0', undefined, two, 'every'), 'no');
    assert.equal(covers(`sha256:${HEX}`, '1.0', undefined, [`sha256:${HEX}`], 'every'), 'yes');
    assert.equal(covers(`sha256:${HEX}`, '1.0', undefined, [], 'every'), 'no', 'nothing is known of its files');
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      '*',
      '-*',
      'a b',
      'demo[x]',
      'demo; python_version > "3"',
      'demo @ https://e.org/d.whl',
      'sha256:12',
      `sha256:${'x'.repeat(64)}`,
      `${'a'.repeat(400)}-*`,
    ])
      assert.equal(parseSpec(text).ok, false, text);
  });
});
