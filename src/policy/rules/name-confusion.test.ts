import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { DAY } from '../../base/instant.ts';
import { KnownNames } from '../../evidence/known-names.ts';
import type { OfferedProject } from '../../evidence/offered-project.ts';
import { distribution, offerOf, remembered } from '../../evidence/testing/offer.ts';
import { decided, gatewayPolicy, judgeFile } from '../testing/gateway.ts';
import { words } from '../testing/judge.ts';
import { rule } from './name-confusion.ts';

const names = new KnownNames([
  { name: normalizeName('requests'), popularity: 1_000_000 },
  { name: normalizeName('request'), popularity: 100_000 },
]);

function say(name: string, project: Partial<OfferedProject> = {}, parameters = {}, now = DAY) {
  const filename = `${name}-1.0.tar.gz`;
  const offer = offerOf([remembered(filename)], { project });
  return judgeFile(rule, distribution(filename), { offer, names }, parameters, now);
}

describe('name confusion', () => {
  it('is not looked for where no list of known names is given', () => {
    const offer = offerOf([remembered('reqeusts-1.0.tar.gz')]);
    assert.equal(words(judgeFile(rule, distribution('reqeusts-1.0.tar.gz'), { offer })), 'not-run');
  });

  it('holds a new project that is like a known one, and says which', () => {
    const [outcome] = say('reqeusts');
    assert.ok(outcome?.outcome === 'fail' && outcome.level === 'hold' && outcome.key === 'requests');
    assert.match(outcome.message, /one slip of a finger/);
    assert.equal(words(say('requests')), 'pass');
    assert.equal(words(say('aiohttp')), 'pass');
  });

  it('never denies alone, whatever the policy says', () => {
    const filename = 'reqeusts-1.0.tar.gz';
    const sources = { offer: offerOf([remembered(filename)]), names };
    const policy = gatewayPolicy({ 'name-confusion': { level: 'deny' } });
    assert.equal(decided(distribution(filename), sources, policy, 30 * DAY).verdict, 'hold');
  });

  it('counts less with age, with use, and with popularity of its own', () => {
    const [young] = say('reqeusts', { since: 0 }, {}, 90 * DAY - 1);
    assert.ok(young?.outcome === 'fail' && young.until === 90 * DAY);
    assert.equal(words(say('reqeusts', { since: 0 }, {}, 90 * DAY)), 'pass');
    assert.equal(words(say('reqeusts', { isUsed: true })), 'pass');
    assert.equal(words(say('request')), 'pass', 'a tenth as popular as the other');
    assert.equal(words(say('reqeusts', { since: null, firstSeen: DAY })), 'fail', 'of unknown age');
  });

  it('leaves what is merely put before or behind a name to a stricter score', () => {
    assert.equal(words(say('requests-official')), 'pass');
    assert.equal(words(say('requests-official', {}, { score: 0.6 })), 'fail');
  });
});
