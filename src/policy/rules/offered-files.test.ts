import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import { DAY } from '../../base/instant.ts';
import type { RememberedFile } from '../../evidence/offered-file.ts';
import type { OfferedProject } from '../../evidence/offered-project.ts';
import { distribution, offerOf, remembered } from '../../evidence/testing/offer.ts';
import { storeOf } from '../../evidence/testing/store.ts';
import type { Rule } from '../rule.ts';
import { judgeFile } from '../testing/gateway.ts';
import { words } from '../testing/judge.ts';
import { rule as filenameMismatch } from './filename-mismatch.ts';
import { rule as freezeDate } from './freeze-date.ts';
import { rule as lateFile } from './late-file.ts';
import { rule as projectStatus } from './project-status.ts';
import { rule as cooldown } from './release-cooldown.ts';
import { rule as removed } from './removed-upstream.ts';
import { rule as sdist } from './sdist-where-wheel.ts';
import { rule as yanked } from './yanked.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';

/** What a rule says of the wheel of `demo 1.0`, as it is offered. */
function say(
  rule: Rule,
  file: Partial<RememberedFile>,
  {
    now = 0,
    parameters = {},
    project = {},
  }: { now?: number; parameters?: object; project?: Partial<OfferedProject> } = {},
  others: readonly RememberedFile[] = [],
) {
  const offer = offerOf([remembered(WHEEL, file), ...others], { project });
  return judgeFile(rule, distribution(WHEEL), { offer }, { ...parameters }, now);
}

describe('rules about what an index offers', () => {
  const rules = [filenameMismatch, freezeDate, lateFile, projectStatus, cooldown, removed, sdist, yanked];

  it('are not run where no index is served', () => {
    const parameters = { instant: '2026-01-01' };
    for (const rule of rules)
      assert.equal(
        words(judgeFile(rule, distribution(WHEEL), {}, rule === freezeDate ? parameters : {})),
        'not-run',
        rule.id,
      );
  });

  it('cannot tell of a file that nothing is known of', () => {
    const offer = offerOf([]);
    for (const rule of rules.filter((one) => one !== projectStatus)) {
      const parameters = rule === freezeDate ? { instant: '2026-01-01' } : {};
      assert.equal(words(judgeFile(rule, distribution(WHEEL), { offer }, parameters)), 'unknown', rule.id);
    }
  });
});

describe('the cooldown of a file', () => {
  it('ends to the millisecond, and says when', () => {
    const [outcome] = say(cooldown, {}, { now: 3 * DAY - 1 });
    assert.ok(outcome?.outcome === 'fail' && outcome.until === 3 * DAY);
    assert.equal(words(say(cooldown, {}, { now: 3 * DAY })), 'pass');
  });

  it('counts from what PyPI says, else from what it says of the same bytes, else from the first sight', () => {
    for (const [file, until] of [
      [{ claimedAt: 5, backfilledAt: 7, firstSeen: 9 }, 5],
      [{ claimedAt: null, backfilledAt: 7, firstSeen: 9 }, 7],
      [{ claimedAt: null, backfilledAt: null, firstSeen: 9 }, 9],
      [{ trust: 'other', claimedAt: 5, firstSeen: 9 }, 9],
      [{ trust: 'other', claimedAt: 9, firstSeen: 5 }, 9],
      [{ trust: 'other', claimedAt: null, backfilledAt: 7, firstSeen: 9 }, 7],
      [{ trust: 'other', claimedAt: null, firstSeen: 9 }, 9],
    ] as const) {
      const [outcome] = say(cooldown, file, { now: 10 });
      assert.equal(outcome?.outcome === 'fail' ? outcome.until : undefined, until + 3 * DAY, JSON.stringify(file));
    }
  });

  it("is not for the team's own uploads", () => {
    assert.equal(words(say(cooldown, { trust: 'own' }, { now: 1 })), 'pass');
  });

  const flaw = (more: object) => ({
    id: 'PYSEC-2026-1',
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'demo' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0' }] }],
      },
    ],
    ...more,
  });
  const reference = (url: string) => ({ references: [{ type: 'WEB', url }] });
  const independent = flaw(reference('https://nvd.example.org/CVE-2026-1'));
  const early = (record: object, inUse: readonly string[], parameters = {}, kev: readonly string[] = []) => {
    const sources = { offer: offerOf([remembered(WHEEL)], { inUse }), advisories: storeOf([record], { kev }) };
    return words(judgeFile(cooldown, distribution(WHEEL), sources, parameters, 1));
  };

  it('is cut short for the very version that fixes a flaw of a version in use', () => {
    assert.equal(early(independent, ['0.9']), 'pass');
    assert.equal(early(independent, []), 'fail', 'nobody uses it');
    assert.equal(early(independent, ['1.0']), 'fail', 'what is in use is not affected');
    assert.equal(early(independent, ['0.9'], { 'early-release': false }), 'fail');
  });

  it('is never cut short on the word of the package’s own publisher alone', () => {
    const own = flaw(reference('https://github.com/evil/demo/security/advisories/GHSA-aaaa-bbbb-cccc'));
    assert.equal(early(own, ['0.9']), 'fail');
    assert.equal(early(flaw({}), ['0.9']), 'fail', 'a record that refers to nothing');
    const copied = flaw({
      references: [
        { type: 'WEB', url: 'https://nvd.example.org/CVE-2026-1' },
        { type: 'ADVISORY', url: 'https://github.com/evil/demo/security/advisories/GHSA-aaaa-bbbb-cccc' },
      ],
    });
    assert.equal(early(copied, ['0.9']), 'fail', 'a copy of it is its word, too');
    const exploited = flaw({ ...own, aliases: ['CVE-2026-1'] });
    assert.equal(early(exploited, ['0.9'], {}, ['CVE-2026-1']), 'pass', 'what is exploited others have seen');
  });
});

describe('a freeze date', () => {
  it('is silent until it is set', () => {
    assert.equal(words(say(freezeDate, { claimedAt: 1e15 })), 'pass');
  });

  it('lets through what was uploaded at it, and nothing a millisecond newer', () => {
    const parameters = { instant: '1970-01-02T00:00:00Z' };
    assert.equal(words(say(freezeDate, { claimedAt: DAY }, { parameters })), 'pass');
    assert.equal(words(say(freezeDate, { claimedAt: DAY + 1 }, { parameters })), 'fail');
    assert.equal(words(say(freezeDate, { claimedAt: null, firstSeen: DAY + 1 }, { parameters })), 'fail');
    assert.equal(
      words(say(freezeDate, { claimedAt: null, backfilledAt: 1, firstSeen: DAY + 1 }, { parameters })),
      'pass',
    );
    assert.equal(words(say(freezeDate, { claimedAt: DAY + 1, trust: 'own' }, { parameters })), 'pass');
    assert.equal(
      words(say(freezeDate, { claimedAt: DAY + 1 }, { parameters: { instant: '1970-01-02' } })),
      'fail',
      'a day',
    );
  });

  it('refuses to be set to what is no moment', () => {
    const check = freezeDate.parameters?.instant.check;
    assert.equal(check?.('2026-01-02T03:04:05Z'), undefined);
    assert.match(check?.('tomorrow') ?? '', /a moment is written as/);
  });
});

describe('a late file', () => {
  const old = remembered('demo-1.0.tar.gz', { claimedAt: 0 });
  const late = (file: Partial<RememberedFile>, now = 0, project: Partial<OfferedProject> = {}) =>
    words(say(lateFile, file, { now, project }, [old]));

  it('is one that appears when its release is older than a fortnight', () => {
    assert.equal(late({ claimedAt: 14 * DAY }, 14 * DAY), 'pass');
    assert.equal(late({ claimedAt: 14 * DAY + 1 }, 15 * DAY), 'fail');
  });

  it('is held until it has been out for long, and says until when', () => {
    const [outcome] = say(lateFile, { claimedAt: 20 * DAY }, { now: 110 * DAY - 1 }, [old]);
    assert.ok(outcome?.outcome === 'fail' && outcome.until === 110 * DAY);
    assert.equal(late({ claimedAt: 20 * DAY }, 110 * DAY), 'pass');
  });

  it('cannot be dated back by an index that is not PyPI', () => {
    const file = { trust: 'other', claimedAt: 1, firstSeen: 30 * DAY } as const;
    assert.equal(late(file, 31 * DAY, { firstSeen: 5 }), 'fail', 'it was not there before');
    assert.equal(
      late(file, 31 * DAY, { firstSeen: 30 * DAY }),
      'pass',
      'it was there when the project was looked at first',
    );
    assert.equal(late({ ...file, trust: 'pypi' }, 31 * DAY, { firstSeen: 5 }), 'pass', 'PyPI does not date back');
    assert.equal(
      late({ claimedAt: null, firstSeen: 30 * DAY }, 31 * DAY, { firstSeen: 5 }),
      'fail',
      'nobody says when',
    );
  });

  it('cannot be told where nobody says when it came', () => {
    assert.equal(late({ claimedAt: null, firstSeen: 30 * DAY }, 31 * DAY, { firstSeen: 30 * DAY }), 'unknown');
  });
});

describe('files that are withdrawn', () => {
  // PEP 592: "The value of the attribute, if present, is an arbitrary string that provides a reason", the empty one too.
  it('are yanked whatever the reason, one by one', () => {
    fc.assert(
      fc.property(fc.string(), (reason) => {
        assert.equal(words(say(yanked, { yanked: reason })), 'fail');
        assert.equal(words(say(yanked, {}, {}, [remembered('demo-1.0.tar.gz', { yanked: reason })])), 'pass');
      }),
    );
  });

  it('are denied where their index listed them and has taken them down', () => {
    const [outcome] = say(removed, { gone: 86_400_000 });
    assert.ok(outcome?.outcome === 'fail' && /taken down by `pypi`: gone since 1970-01-02/.test(outcome.message));
    assert.equal(words(say(removed, {})), 'pass');
    assert.equal(words(say(removed, { gone: 1, trust: 'own' })), 'pass');
  });

  it('of a quarantined project are denied as quarantined, not as gone', () => {
    const project = { status: 'quarantined', statusReason: 'malware' };
    assert.equal(words(say(removed, { gone: 1 }, { project })), 'pass');
    const [outcome] = say(projectStatus, { gone: 1 }, { project });
    assert.ok(outcome?.outcome === 'fail' && outcome.level === 'deny');
    assert.equal(outcome.message, 'the index calls `demo` `quarantined`: malware');
  });
});

describe('the status of a project', () => {
  const level = (status: string, statusReason = '') => {
    const [outcome] = say(projectStatus, {}, { project: { status, statusReason } });
    return outcome?.outcome === 'fail' ? outcome.level : outcome?.outcome;
  };

  // PEP 792: "quarantined: … the project is considered generally unsafe for use"; "archived", "deprecated": installers
  // warn, and go on; "active" is the default.
  it('denies when it is quarantined, warns when nobody looks after it, whatever the reason', () => {
    fc.assert(
      fc.property(fc.string(), (reason) => {
        assert.deepEqual(
          ['active', 'quarantined', 'archived', 'deprecated'].map((status) => level(status, reason)),
          ['pass', 'deny', 'warn', 'warn'],
        );
      }),
    );
  });

  it('cannot be told where the word is a later one, or no word', () => {
    for (const status of ['frozen', 'unknown', '', 'constructor', '__proto__', 'Active'])
      assert.equal(level(status), 'unknown', status);
  });
});

describe('a source distribution', () => {
  const said = (wheel: Partial<RememberedFile>, filename = 'demo-1.0.tar.gz') => {
    const offer = offerOf([remembered('demo-1.0.tar.gz'), remembered(WHEEL, wheel)]);
    return words(judgeFile(sdist, distribution(filename), { offer }));
  };

  it('is refused where its release has a wheel, which is not', () => {
    assert.equal(said({}), 'fail');
    assert.equal(said({ yanked: '' }), 'pass');
    assert.equal(said({}, WHEEL), 'pass');
    assert.equal(sdist.defaultLevel, 'off');
  });
});

describe("a file's name", () => {
  const said = (filename: string, name: string, version: string) => {
    const subject = distribution(filename, { name: normalizeName(name), version });
    return words(judgeFile(filenameMismatch, subject, { offer: offerOf([remembered(filename)]) }));
  };

  it('has to name the project and version that it is listed under', () => {
    for (const [filename, name, version, expected] of [
      ['foo-2-2.tar.gz', 'foo', '2.post2', 'fail'],
      ['foo-2-2.tar.gz', 'foo-2', '2', 'pass'],
      ['foo-2.2.tar.gz', 'foo', '2.2', 'pass'],
      ['Foo.Bar-1.0.zip', 'foo-bar', '1.0', 'pass'],
      ['foo_bar-1.0-py3-none-any.whl', 'foo-bar', '1.0', 'pass'],
      ['foo_bar-1.0-py3-none-any.whl', 'foo', '1.0', 'fail'],
      ['foo-1.0+local-py3-none-any.whl', 'foo', '1.0+local', 'pass'],
      ['foo-1.0-py3-none-any.whl', 'foo', '1.0.0', 'pass'],
      ['foo-1.0+local-py3-none-any.whl', 'foo', '1.0', 'fail'],
      ['foo-1.0-py3-none-any.whl', 'foo', '1.1', 'fail'],
      ['foo-1.0.exe', 'foo', '1.0', 'fail'],
      ['foo-1.0.whl', 'foo', '1.0', 'fail'],
    ] as const)
      assert.equal(said(filename, name, version), expected, `${filename} ${name} ${version}`);
  });
});
