import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { RememberedFile } from '../../evidence/offered-file.ts';
import { artifact, distribution, inspected, offerOf, remembered, SHA } from '../../evidence/testing/offer.ts';
import { storeOf } from '../../evidence/testing/store.ts';
import type { Rule } from '../rule.ts';
import { judgeFile } from '../testing/gateway.ts';
import { words } from '../testing/judge.ts';
import { rule as allowList } from './allow-list.ts';
import { rule as structure } from './archive-structure.ts';
import { rule as denyList } from './deny-list.ts';
import { rule as firstSeen } from './first-seen-hash.ts';
import { rule as malware } from './known-malware.ts';
import { rule as license } from './license.ts';
import { rule as mismatch } from './metadata-mismatch.ts';
import { rule as attestation } from './missing-attestation.ts';
import { rule as record } from './record.ts';
import { rule as weakHash } from './weak-hash.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const OTHER = 'ef'.repeat(32);
const METADATA = 'cd'.repeat(32);

/** What a rule says of the bytes of the wheel of `demo 1.0`. */
function say(rule: Rule, found: Partial<InspectedArtifact>, file: Partial<RememberedFile> = {}, parameters = {}) {
  const offer = offerOf([remembered(WHEEL, file)], { inspections: new Map([[SHA, inspected(found)]]) });
  return judgeFile(rule, artifact(WHEEL), { offer }, parameters);
}

describe('rules about the bytes of a file', () => {
  it('are not run where none are fetched, and cannot tell of bytes that nobody looked into', () => {
    for (const rule of [structure, record, mismatch]) {
      assert.equal(words(judgeFile(rule, artifact(WHEEL), {})), 'not-run', rule.id);
      const offer = offerOf([remembered(WHEEL)], { inspections: new Map([[OTHER, inspected()]]) });
      assert.equal(words(judgeFile(rule, artifact(WHEEL), { offer })), 'unknown', rule.id);
      assert.equal(rule.defaultUnknown, 'deny', rule.id);
    }
  });

  it('pass an honest wheel', () => {
    for (const rule of [structure, record, mismatch, firstSeen, weakHash])
      assert.equal(words(say(rule, {})), 'pass', rule.id);
  });

  it('about attestations are not run until something verifies them', () => {
    assert.equal(words(judgeFile(attestation, artifact(WHEEL), { offer: offerOf([]) })), 'not-run');
  });
});

describe('the structure of an archive, and its RECORD', () => {
  const fault = (severity: 'fatal' | 'warning', code: string) => ({ code, message: `${code} is wrong`, severity });

  it('fail for what is fatal, and only warn of what is odd', () => {
    for (const [rule, field] of [
      [structure, 'faults'],
      [record, 'recordFaults'],
    ] as const) {
      const outcomes = say(rule, { [field]: [fault('warning', 'odd'), fault('fatal', 'twice')] });
      const levels = outcomes.map((one) => (one.outcome === 'fail' ? [one.key, one.level] : one));
      assert.deepEqual(levels, [
        ['twice twice is wrong', undefined],
        ['odd odd is wrong', 'warn'],
      ]);
    }
    assert.equal(words(say(structure, { recordFaults: [fault('fatal', 'twice')] })), 'pass', 'each its own');
  });

  it('tell a few of thousands of faults, and how many there are', () => {
    const many = Array.from({ length: 5000 }, (_, at) => fault('fatal', `f${at}`));
    const outcomes = say(structure, { faults: many });
    assert.equal(outcomes.length, 5);
    const last = outcomes.at(-1);
    assert.ok(last?.outcome === 'fail' && last.message.endsWith(', and 4995 more'));
  });
});

describe('the metadata of a file', () => {
  const metadata = { name: 'demo', version: '1.0', requiresPython: null, license: null };

  it('has to be what its index announced and served, to the byte', () => {
    for (const [file, expected] of [
      [{ metadataSha256: METADATA, sidecarSha256: METADATA }, 'pass'],
      [{ metadataSha256: OTHER }, 'fail'],
      [{ sidecarSha256: OTHER }, 'fail'],
      [{ metadataSha256: METADATA, sidecarSha256: OTHER }, 'fail'],
    ] as const)
      assert.equal(words(say(mismatch, {}, file)), expected, JSON.stringify(file));
    assert.equal(words(say(mismatch, { kind: 'sdist' }, { metadataSha256: OTHER })), 'pass', 'of a wheel');
  });

  it('has to name the project and version that the file is named after', () => {
    for (const [found, expected] of [
      [{ name: 'Demo', version: '1.0.0' }, 'pass'],
      [{ name: 'Demo', version: '1.0+local' }, 'fail'],
      [{ name: 'Demo', version: '1.0' }, 'pass'],
      [{ name: 'demo', version: 'v1.0' }, 'pass'],
      [{ name: 'demo-evil', version: '1.0' }, 'fail'],
      [{ name: 'demo', version: 'latest' }, 'fail'],
      [{ name: '', version: '' }, 'fail fail'],
    ] as const) {
      assert.equal(words(say(mismatch, { metadata: { ...metadata, ...found } })), expected, JSON.stringify(found));
      assert.equal(words(say(mismatch, { kind: 'sdist', metadata: { ...metadata, ...found } })), expected);
    }
    assert.equal(words(say(mismatch, { kind: 'sdist', metadata: null })), 'pass');
  });

  it('has to require the Pythons that the page says, however they are written', () => {
    for (const [own, listed, expected] of [
      ['>=3.8', '>=3.8', 'pass'],
      ['>=3.8,!=3.9.1', '!=3.9.1, >=3.8', 'pass'],
      ['>=3.8', '>=3.9', 'fail'],
      [null, '>=3.9', 'fail'],
      ['>=3.8', null, 'pass'],
      ['nonsense', 'nonsense', 'pass'],
      [null, '', 'pass'],
    ] as const) {
      const said = say(mismatch, { metadata: { ...metadata, requiresPython: own } }, { requiresPython: listed });
      assert.equal(words(said), expected, `${own} ${listed}`);
    }
  });
});

describe('the hash that a file was seen first with', () => {
  it('is the one that it keeps, on the page and in its bytes', () => {
    const page = (file: Partial<RememberedFile>) =>
      words(judgeFile(firstSeen, distribution(WHEEL), { offer: offerOf([remembered(WHEEL, file)]) }));
    assert.equal(page({}), 'pass');
    assert.equal(page({ hashes: [`sha256:${OTHER}`] }), 'fail');
    assert.equal(page({ hashes: [`sha256:${SHA}`, `sha256:${OTHER}`] }), 'fail');
    assert.equal(page({ hashes: [`sha512:${OTHER}`, `md5:${OTHER}`] }), 'pass', 'another algorithm says nothing here');
    assert.equal(page({ pinned: null }), 'pass');
    assert.equal(words(say(firstSeen, {}, { pinned: OTHER })), 'fail', 'bytes unlike the pinned ones');
    assert.equal(words(say(firstSeen, {}, { pinned: OTHER, hashes: [] })), 'fail');
  });
});

describe('a file without a secure hash', () => {
  const weak = { hashes: ['md5:00', `sha1:${'0'.repeat(40)}`], pinned: null };

  it('is held until its bytes are recorded', () => {
    assert.equal(words(say(weakHash, {}, weak)), 'fail');
    assert.equal(words(say(weakHash, {}, { ...weak, pinned: OTHER })), 'fail', 'the bytes of another file');
    assert.equal(words(say(weakHash, {}, { ...weak, pinned: SHA })), 'pass');
    assert.equal(words(say(weakHash, {}, { ...weak, hashes: ['blake2b:00'] })), 'pass');
    assert.equal(weakHash.defaultLevel, 'hold');
  });

  it('may be offered, so that it can be recorded, but not where the index itself has to vouch', () => {
    const offer = offerOf([remembered(WHEEL, weak)]);
    assert.equal(words(judgeFile(weakHash, distribution(WHEEL), { offer })), 'pass');
    assert.equal(words(judgeFile(weakHash, distribution(WHEEL), { offer }, { recorded: false })), 'fail');
    assert.equal(words(say(weakHash, {}, { ...weak, pinned: SHA }, { recorded: false })), 'fail');
  });
});

describe('lists and reports, for the bytes themselves', () => {
  it('deny by the hash that the bytes have, whatever the index says', () => {
    const lying = { ...artifact(WHEEL), hashes: [`sha256:${OTHER}`] };
    for (const [names, expected] of [
      [[`sha256:${SHA}`], 'fail'],
      [[`sha256:${OTHER}`], 'pass'],
      [['demo'], 'fail'],
      [['demo>=2'], 'pass'],
    ] as const)
      assert.equal(words(judgeFile(denyList, lying, {}, { names })), expected, names.join());
    assert.equal(words(judgeFile(allowList, lying, {}, { names: [`sha256:${OTHER}`] })), 'fail');
    assert.equal(words(judgeFile(allowList, lying, {}, { names: [`sha256:${SHA}`] })), 'pass');
  });

  it('find malware by its hash under whatever name it comes', () => {
    const reported = {
      id: 'MAL-2026-1',
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'PyPI', name: 'evil' }, versions: ['9'] }],
      database_specific: { 'malicious-packages-origins': [{ sha256: SHA }] },
    };
    const said = (sha256: string) => judgeFile(malware, artifact(WHEEL, sha256), { advisories: storeOf([reported]) });
    const [outcome] = said(SHA);
    assert.ok(outcome?.outcome === 'fail' && outcome.advisory?.id === 'MAL-2026-1');
    assert.match(outcome.hint ?? '', /these are the very bytes/);
    assert.equal(words(said(OTHER)), 'pass');
    assert.equal(words(judgeFile(malware, artifact(WHEEL), {})), 'not-run');
    const broken = { ...storeOf([]), complete: false };
    assert.equal(words(judgeFile(malware, artifact(WHEEL), { advisories: broken })), 'unknown');
  });

  it('judge the license that the file itself has', () => {
    const metadata = (words_: string | null) => ({
      metadata: { name: 'demo', version: '1.0', requiresPython: null, license: words_ },
    });
    const lists = { deny: ['AGPL-3.0-only'] };
    for (const [own, expected] of [
      ['MIT', 'pass'],
      ['AGPL-3.0-only', 'fail'],
      ['see LICENSE', 'unknown'],
      [null, 'unknown'],
    ] as const)
      assert.equal(words(say(license, metadata(own), {}, lists)), expected, String(own));
    assert.equal(words(say(license, metadata(null))), 'pass', 'silent until a list is set');
  });
});
