import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addWaiver, checkNewWaiver, type NewWaiver } from './add-waiver.ts';
import { readConfig } from './read.ts';

const WAIVER: NewWaiver = {
  ids: ['CVE-1'],
  component: 'demo<2',
  reason: 'no server here',
  owner: 'web@example.com',
  expires: '2030-01-02',
  untilFixed: false,
};

async function waivers(text: string, table: readonly string[]) {
  const read = await readConfig({ path: 'rind.toml', bytes: Buffer.from(text), table }, [], 100);
  assert.ok(read.ok, read.ok ? '' : read.error.message);
  return read.value?.checked.waivers ?? [];
}

function added(text: string, table: readonly string[] = [], waiver = WAIVER): string {
  const edited = addWaiver(text, table, waiver);
  assert.ok(edited.ok, edited.ok ? '' : edited.error.message);
  return edited.value;
}

const TABLE =
  '[[waivers]]\nids = ["CVE-1"]\ncomponent = "demo<2"\nreason = "no server here"\nowner = "web@example.com"\nexpires = 2030-01-02\n';

describe('adding a waiver', () => {
  it('appends a table and keeps every byte', () => {
    assert.equal(added(''), TABLE);
    assert.equal(added('# c\n[advisories] # x\n'), `# c\n[advisories] # x\n\n${TABLE}`);
    assert.equal(added('# no newline'), `# no newline\n\n${TABLE}`);
    assert.equal(added('x.y = 1\r\n'.replace('x.y = 1', '# c')), `# c\r\n\r\n${TABLE.replaceAll('\n', '\r\n')}`);
  });

  it('names the table of a pyproject.toml', async () => {
    const text = '[project]\nname = "x"\n[tool.rind.advisories]\nsources = []\n[tool.other]\na = 1\n';
    const edited = added(text, ['tool', 'rind']);
    assert.ok(edited.startsWith(text));
    assert.match(edited.slice(text.length), /^\n\[\[tool\.rind\.waivers\]\]\n/);
    assert.equal((await waivers(edited, ['tool', 'rind'])).length, 1);
  });

  it('goes into a list that is written in one piece, comments and all', async () => {
    for (const list of [
      '[]',
      '[\n]',
      '[ # why\n  { ids = ["A-1"], component = "x", reason = "r", owner = "o", expires = 2030-01-01 }, # end\n]',
    ]) {
      const edited = added(`waivers = ${list} # after\n[advisories]\n`);
      const found = await waivers(edited, []);
      assert.equal(found[0]?.reason, WAIVER.reason);
      assert.equal(found.length, list.includes('A-1') ? 2 : 1);
      assert.ok(edited.endsWith(' # after\n[advisories]\n'));
    }
  });

  it('adds to tables that are there', async () => {
    const twice = added(added('[rules]\n'), [], { ...WAIVER, untilFixed: true });
    const found = await waivers(twice, []);
    assert.deepEqual(
      found.map(({ untilFixed }) => untilFixed),
      [false, true],
    );
  });

  it('writes nothing where it could not be read back', () => {
    for (const [text, table] of [
      ['[tool]\nrind = { rules = {} }\n', ['tool', 'rind']],
      ['waivers = 1\n', []],
      ['= broken', []],
    ] as const)
      assert.equal(addWaiver(text, table, WAIVER).ok, false, text);
  });

  it('reads back whatever words are given', async () => {
    const word = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(word, word, async (reason, owner) => {
        const [found] = await waivers(added('', [], { ...WAIVER, reason, owner }), []);
        assert.equal(found?.reason, reason.toWellFormed());
        assert.equal(found?.owner, owner.toWellFormed());
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a component that is no requirement, a day that is none or past, and no words', () => {
    assert.equal(checkNewWaiver(WAIVER, 0), undefined);
    for (const [changes, message] of [
      [{ component: 'demo-*' }, /no requirement/],
      [{ component: 'demo[x]' }, /nothing else/],
      [{ expires: 'soon' }, /no date/],
      [{ expires: '1969-12-31' }, /past/],
      [{ reason: ' ' }, /`--reason` is empty/],
      [{ owner: '' }, /`--owner` is empty/],
    ] as const)
      assert.match(checkNewWaiver({ ...WAIVER, ...changes }, 0)?.message ?? '', message);
  });
});
