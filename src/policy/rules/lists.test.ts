import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, judge, judgeComponent, subjectOf, words } from '../testing/judge.ts';
import { rule as allowList } from './allow-list.ts';
import { rule as denyList } from './deny-list.ts';
import { rule as license } from './license.ts';

const HASH = `sha256:${'ab'.repeat(32)}`;
const demo = component('demo', '1.5', { hashes: [HASH] });

describe('the deny list', () => {
  it('passes everything while it is empty, even without evidence', () => {
    assert.equal(words(judge(denyList, subjectOf(demo), {})), 'pass');
  });

  it('fails what it names, by name, version, beginning or file', () => {
    for (const names of [['demo'], ['other', 'demo>=1'], ['de-*', 'demo==1.5'], [HASH]])
      assert.equal(words(judgeComponent(denyList, demo, { names })), 'fail', names.join());
    assert.equal(words(judgeComponent(denyList, demo, { names: ['demo<1', 'demos', 'dem-*'] })), 'pass');
  });

  it('cannot tell for an unpinned project whose versions are named in part', () => {
    const asked = component('demo', null, { specifier: '>=1' });
    assert.equal(words(judgeComponent(denyList, asked, { names: ['demo<2'] })), 'unknown');
    assert.equal(words(judgeComponent(denyList, asked, { names: ['demo<1'] })), 'pass');
  });

  it('was not run for a requirement that nothing declares', () => {
    const asked = subjectOf(component('demo', null));
    assert.equal(words(judge(denyList, asked, {}, { names: ['demo'] })), 'not-run');
  });

  it('needs no more than the version of a release: a gateway has nothing that declares it', () => {
    assert.equal(words(judge(denyList, subjectOf(demo), {}, { names: ['demo'] })), 'fail');
    assert.equal(words(judge(denyList, subjectOf(demo), {}, { names: ['demo<1'] })), 'pass');
  });
});

describe('the allow list', () => {
  it('passes everything while it is not set; an empty one passes nothing', () => {
    assert.equal(words(judgeComponent(allowList, demo)), 'pass');
    assert.equal(words(judgeComponent(allowList, demo, { names: [] })), 'fail');
  });

  it('fails what it does not name', () => {
    assert.equal(words(judgeComponent(allowList, demo, { names: ['demos', 'demo>2'] })), 'fail');
    assert.equal(words(judgeComponent(allowList, demo, { names: ['demo>1'] })), 'pass');
  });

  it('admits by digest only when every file is admitted', () => {
    const two = component('demo', '1.5', { hashes: [HASH, `sha256:${'cd'.repeat(32)}`] });
    assert.equal(words(judgeComponent(allowList, two, { names: [HASH] })), 'fail');
    assert.equal(words(judgeComponent(allowList, two, { names: two.hashes })), 'pass');
    assert.equal(words(judgeComponent(allowList, component('demo', '1.5'), { names: [HASH] })), 'fail');
  });

  it('cannot tell for an unpinned project of which some versions are admitted', () => {
    const asked = component('demo', null, { specifier: '>=1' });
    assert.equal(words(judgeComponent(allowList, asked, { names: ['demo>=2'] })), 'unknown');
    assert.equal(words(judgeComponent(allowList, asked, { names: ['demo>=0.5'] })), 'pass');
  });

  it('does not judge the interpreter', () => {
    const python = component('python', '3.12.1', { source: { kind: 'interpreter' } });
    assert.equal(words(judgeComponent(allowList, python, { names: [] })), 'pass');
  });
});

describe('the license rule', () => {
  const licensed = (text: string | undefined) => component('demo', '1.5', text === undefined ? {} : { license: text });

  it('is silent until a list is set', () => {
    assert.equal(words(judgeComponent(license, licensed(undefined))), 'pass');
  });

  it('needs one of what stands with OR, and all of what stands with AND', () => {
    for (const [text, expected] of [
      ['MIT', 'pass'],
      ['AGPL-3.0-only', 'fail'],
      ['agpl-3.0-ONLY', 'fail'],
      ['AGPL-3.0-only OR MIT', 'pass'],
      ['AGPL-3.0-only AND MIT', 'fail'],
      ['(AGPL-3.0-only OR MIT) AND Apache-2.0', 'pass'],
      ['AGPL-3.0-only WITH GCC-exception-2.0', 'fail'],
      [undefined, 'unknown'],
      ['BSD', 'unknown'],
      ['see LICENSE', 'unknown'],
    ] as const)
      assert.equal(words(judgeComponent(license, licensed(text), { deny: ['AGPL-3.0-only'] })), expected, text);
  });

  it('lets through only what is allowed, an exception included, and a denial wins', () => {
    for (const [text, expected] of [
      ['MIT', 'pass'],
      ['Apache-2.0 WITH LLVM-exception', 'pass'],
      ['Apache-2.0 AND MIT', 'pass'],
      ['BSD-3-Clause', 'fail'],
      ['0BSD', 'fail'],
    ] as const)
      assert.equal(
        words(judgeComponent(license, licensed(text), { allow: ['mit', 'Apache-2.0', '0BSD'], deny: ['0BSD'] })),
        expected,
        text,
      );
  });

  it('refuses lists of what is no license', () => {
    const { check } = license.parameters?.deny ?? {};
    assert.equal(check?.('MIT'), undefined);
    assert.match(check?.('MIT OR Apache-2.0') ?? '', /no SPDX/);
    assert.match(check?.('GPL') ?? '', /no SPDX/);
  });
});
