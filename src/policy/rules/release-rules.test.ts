import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, formatDate } from '../../base/instant.ts';
import type { DeclaredPython } from '../../evidence/declared-python.ts';
import type { ReleaseFacts } from '../../evidence/release-facts.ts';
import { component, judge, present, subjectOf, words } from '../testing/judge.ts';
import { rule as status } from './project-status.ts';
import { rule as cooldown } from './release-cooldown.ts';
import { rule as requiresPython } from './requires-python.ts';
import { rule as stale } from './stale-advisories.ts';
import { rule as yanked } from './yanked.ts';

const subject = subjectOf(component('demo', '1.0'));
const facts: ReleaseFacts = { yanked: false, status: 'active', uploadedAt: 0 };

describe('rules about what an index says', () => {
  const none = { 'release-facts': { state: 'not-configured', reason: 'no index is consulted' } } as const;
  const say = (changes: Partial<ReleaseFacts>) => ({ 'release-facts': present({ ...facts, ...changes }) });

  it('are not run until an index is consulted', () => {
    for (const rule of [yanked, status, cooldown]) assert.equal(words(judge(rule, subject, none)), 'not-run', rule.id);
  });

  it('cannot tell of a release that the index does not list', () => {
    const missing = { 'release-facts': { state: 'unknown', reason: 'the index says nothing' } } as const;
    for (const rule of [yanked, status, cooldown])
      assert.equal(words(judge(rule, subject, missing)), 'unknown', rule.id);
  });

  it('fail for what is yanked, with the reason', () => {
    assert.equal(words(judge(yanked, subject, say({}))), 'pass');
    const [outcome] = judge(yanked, subject, say({ yanked: true, yankedReason: 'broken wheel' }));
    assert.ok(outcome?.outcome === 'fail' && outcome.message === '`demo==1.0` is yanked: broken wheel');
  });

  it('deny what is quarantined, warn of what is given up, and cannot tell of other words', () => {
    const level = (word: string) => {
      const [outcome] = judge(status, subject, say({ status: word }));
      return outcome?.outcome === 'fail' ? outcome.level : outcome?.outcome;
    };
    assert.deepEqual(['active', 'quarantined', 'archived', 'deprecated', 'frozen', 'toString'].map(level), [
      'pass',
      'deny',
      'warn',
      'warn',
      'unknown',
      'unknown',
    ]);
  });

  it('fail while a release is too young, and say until when', () => {
    const [outcome] = judge(cooldown, subject, say({}), {}, 3 * DAY - 1);
    assert.ok(outcome?.outcome === 'fail' && outcome.until === 3 * DAY);
    assert.equal(words(judge(cooldown, subject, say({}), {}, 3 * DAY)), 'pass');
    assert.equal(words(judge(cooldown, subject, say({ uploadedAt: null }))), 'unknown');
  });
});

describe('the rule about Pythons', () => {
  const say = (required: string | undefined, declared: string, marker?: string) => {
    const pythons: DeclaredPython[] = [{ origin: 'pyproject.toml', specifier: declared }];
    const value = {
      pythons,
      ...(required === undefined ? {} : { requiresPython: required }),
      ...(marker === undefined ? {} : { marker }),
    };
    return words(judge(requiresPython, subject, { 'python-support': present(value) }));
  };

  it('fails where a declared Python is left out, under the condition that installs the release', () => {
    for (const [required, declared, marker, expected] of [
      ['>=3.8', '>=3.10', undefined, 'pass'],
      ['>=3.10', '>=3.8', undefined, 'fail'],
      ['>=3.10', '>=3.8', 'python_version >= "3.10"', 'pass'],
      ['>=3.10', '>=3.8', 'python_version >= "3.9"', 'fail'],
      ['>=3.10', '>=3.8', 'sys_platform == "win32"', 'fail'],
      ['>=3.10,<4', '>=3.10', undefined, 'pass'],
      ['>=3.10,<3.13', '>=3.10', undefined, 'fail'],
      ['>=3.9', '==3.12.*', undefined, 'pass'],
      ['<3.12', '==3.12.*', undefined, 'fail'],
      ['', '>=3.8', undefined, 'pass'],
      [undefined, '>=3.8', undefined, 'pass'],
      ['whenever', '>=3.8', undefined, 'unknown'],
      ['>=3.8', 'whenever', undefined, 'unknown'],
      ['>=3.10', '>=3.8', '((', 'unknown'],
      ['>=3.10', '>=3.8', 'python_version < "3.0"', 'pass'],
    ] as const)
      assert.equal(say(required, declared, marker), expected, `${required} | ${declared} | ${marker}`);
  });
});

describe('the rule about the age of advisories', () => {
  const run = { level: 'run', id: 'run' } as const;
  const newest = 20_000 * DAY;
  const day = formatDate(newest + 4 * DAY);
  const say = (days: number, parameters = {}, since: number | null = newest) =>
    judge(
      stale,
      run,
      { 'advisory-age': present([{ source: 'pypa', since, isFeed: false }]) },
      parameters,
      newest + days * DAY,
    );

  it('cannot tell once the newest record is past the age, and says until when it can', () => {
    assert.deepEqual(say(6), [{ outcome: 'pass', until: newest + 7 * DAY }]);
    assert.equal(words(say(7)), 'unknown');
    assert.equal(words(say(30, { 'max-age': 31 * DAY })), 'pass');
    assert.equal(words(say(0, {}, null)), 'unknown', 'of no known day');
  });

  it('counts to the day that the data is meant for, where one is declared', () => {
    assert.equal(words(say(400, { 'as-of': day })), 'pass');
    assert.equal(words(say(400, { 'as-of': formatDate(newest + 34 * DAY) })), 'unknown');
    assert.equal(words(say(400, { 'as-of': '2099-01-01' })), 'unknown', 'a day to come is today');
    assert.equal(words(say(3, { 'as-of': '2099-01-01' })), 'pass', 'and makes nothing old, either');
  });

  it('finds each source that is old, beside those that are not', () => {
    const ages = [
      { source: 'old', since: 0, isFeed: false },
      { source: 'new', since: newest, isFeed: false },
    ];
    assert.equal(words(judge(stale, run, { 'advisory-age': present(ages) }, {}, newest)), 'unknown pass');
    assert.equal(stale.answers, 'affected');
  });

  it('only warns of an old feed, and leaves the answers as they are', () => {
    for (const since of [0, null]) {
      const [outcome] = judge(
        stale,
        run,
        { 'advisory-age': present([{ source: 'epss', since, isFeed: true }]) },
        {},
        newest,
      );
      assert.ok(outcome?.outcome === 'fail' && outcome.level === 'warn' && outcome.key === 'epss');
    }
    const fresh = present([{ source: 'kev', since: newest, isFeed: true }]);
    assert.equal(words(judge(stale, run, { 'advisory-age': fresh }, {}, newest)), 'pass');
  });
});
