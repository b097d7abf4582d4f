import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { DAY, formatInstant } from '../src/base/instant.ts';
import type { ReportFormat } from '../src/report/format.ts';
import { REPORT_FORMATS } from '../src/report/registry.generated.ts';
import { lastingAudit } from './lasting.ts';
import { osv } from './rind.ts';
import { tree } from './tree.ts';

/** A minute or more ahead of when the files of a test are made, in the middle of a day. */
const NOW = Math.ceil(Date.now() / DAY) * DAY + DAY / 2 + 1;
const FORMATS: readonly ReportFormat[] = REPORT_FORMATS;
const LASTING = FORMATS.filter(({ lasts }) => lasts === true);

/** The day so many days before the first full one after {@link NOW}. */
function day(ahead: number): string {
  return formatInstant(Math.floor(NOW / DAY) * DAY + ahead * DAY).slice(0, 10);
}

function flaw(modified: string): string {
  return osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }], { modified });
}

interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** When it may be another, epoch milliseconds. */
  readonly until: number;
  /** Whether it is another then: an instant may also be given that turns out to change nothing. */
  readonly changes: boolean;
  /** When it is asked first; {@link NOW} when absent. */
  readonly now?: number;
}

/** `rind.toml` whose advisories are of so many days ago, three hours before the time of {@link NOW}. */
function base(age: number, more = ''): Readonly<Record<string, string>> {
  return {
    'shop/requirements.txt': 'demo==1.0\n',
    'shop/rind.toml': `advisories.sources = ["osv"]\nadvisories.max-age = "100d"\n${more}`,
    'shop/osv/one.json': flaw(formatInstant(NOW - age * DAY - 3 * 3_600_000)),
  };
}

const AGE_TURNS = NOW + DAY - 3 * 3_600_000;
const WAIVER = (id: string, expires: string) =>
  `[[waivers]]\nids = ["${id}"]\ncomponent = "demo"\nreason = "r"\nowner = "o"\nexpires = ${expires}\n`;

/** From `python-end-of-life.data.ts`: far from any day on which this runs. */
const END = Date.parse('2030-11-01');
const PYTHON =
  '[[targets]]\nname = "prod"\npython = "3.14.0"\nplatform = "linux-x86_64"\n[rules.interpreter-end-of-life]\nnotice = "200d"\n';

const CASES: Readonly<Record<string, Case>> = {
  'the age of the advisories in days': { files: base(3), until: AGE_TURNS, changes: true },
  'the age of advisories of the future': { files: base(-5), until: NOW + 6 * DAY - 3 * 3_600_000, changes: true },
  'advisories that go stale in a minute': {
    files: { ...base(3), 'shop/rind.toml': 'advisories.sources = ["osv"]\nadvisories.max-age = "4501m"\n' },
    until: NOW + 60_000,
    changes: true,
  },
  'stale advisories that are a day older': {
    files: { ...base(3), 'shop/rind.toml': 'advisories.sources = ["osv"]\nadvisories.max-age = "1h"\n' },
    until: AGE_TURNS,
    changes: true,
  },
  'advisories that are to speak for a day, and then are stale': {
    files: {
      ...base(3),
      'shop/rind.toml': `advisories.sources = ["osv"]\nadvisories.max-age = "4501m"\nadvisories.as-of = ${day(0)}\n`,
    },
    until: NOW + 60_000,
    changes: true,
  },
  'a waiver that covers a finding and expires': {
    files: base(3, WAIVER('PYSEC-2026-1', day(1))),
    until: Date.parse(day(1)),
    changes: true,
  },
  'a waiver that covers nothing and expires': {
    files: base(3, WAIVER('PYSEC-2026-9', day(1))),
    until: Date.parse(day(1)),
    changes: true,
  },
  'an ignore file of another tool that expires': {
    files: { ...base(3), 'shop/.trivyignore': `PYSEC-2026-1 exp:${day(1)}\n` },
    until: Date.parse(day(1)),
    changes: true,
  },
  'an installer that waits since a day that stands still': {
    files: {
      ...base(3, '[rules.client-configuration]\ncooldown = "24h"\n'),
      'shop/uv.toml': `exclude-newer = "${formatInstant(NOW - 23 * 3_600_000)}"\n`,
    },
    until: NOW + 3_600_000,
    changes: true,
  },
  'a Python whose end of life comes near': {
    files: { 'shop/requirements.txt': 'demo==1.0\n', 'shop/rind.toml': PYTHON },
    now: END - 400 * DAY,
    until: END - 200 * DAY,
    changes: true,
  },
  'a Python that reaches its end of life': {
    files: { 'shop/requirements.txt': 'demo==1.0\n', 'shop/rind.toml': PYTHON },
    now: END - 2 * DAY,
    until: END,
    changes: true,
  },
};

/** What is said at an instant, in each format that lasts, and until when it holds. */
async function said(shop: string, now: number): Promise<{ texts: string[]; until: number }> {
  const { report, lasting } = await lastingAudit(shop, { machine: { now: () => now } });
  assert.ok(lasting !== undefined);
  assert.equal(lasting.from, now);
  return { texts: LASTING.map((format) => format.render(report, { color: false })), until: lasting.until };
}

function shop(test: TestContext, files: Case['files']): string {
  return `${tree(test, { 'shop/.git/HEAD': '', ...files })}/shop`;
}

describe('what an audit says is the same until the instant that ends it, and may be another then', () => {
  for (const [name, { files, until, changes, now = NOW }] of Object.entries(CASES)) {
    it(name, async (test) => {
      const folder = shop(test, files);
      const first = await said(folder, now);
      assert.equal(formatInstant(first.until), formatInstant(until));
      const instants = fc.oneof(
        fc.integer({ min: now, max: first.until - 1 }),
        fc.constantFrom(now, now + 1, first.until - 1),
      );
      await fc.assert(
        fc.asyncProperty(instants, async (later) => assert.deepEqual((await said(folder, later)).texts, first.texts)),
        { numRuns: 15 },
      );
      if (changes) assert.notDeepEqual((await said(folder, first.until)).texts, first.texts);
    });
  }
});

describe('an audit as of a named instant', () => {
  it('says the same at any later one', async (test) => {
    const folder = shop(test, base(3));
    const { lasting } = await lastingAudit(folder, { request: { now: NOW }, machine: { now: () => NOW } });
    assert.equal(lasting?.until, Number.POSITIVE_INFINITY);
  });
});

describe('formats whose bytes last', () => {
  it('are those that show no instant and no age in seconds', () => {
    assert.deepEqual(LASTING.map(({ id }) => id).sort(), ['github', 'markdown', 'text']);
  });
});
