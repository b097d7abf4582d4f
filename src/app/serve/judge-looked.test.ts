import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProjectFile } from '@rind/pypa';
import fc from 'fast-check';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { Standing, StandingFile } from './standing.ts';
import { listed, TODAY, uploadedAt } from './testing/fake-files.ts';
import { DAY, DEMO, House, MINUTE } from './testing/project-house.ts';

const STATED = 'e'.repeat(64);
const hashOf = (at: number) => at.toString(16).padStart(64, '0');

function artifact(more: Partial<InspectedArtifact> = {}, version = '1.0'): InspectedArtifact {
  const metadata = { name: 'demo', version, requiresPython: null, license: 'MIT' };
  return { kind: 'wheel', faults: [], recordFaults: [], metadata, metadataSha256: STATED, ...more };
}

function wheel(at: number, version: string, more: Partial<ProjectFile> = {}): ProjectFile {
  const facts = { hashes: new Map([['sha256', hashOf(at)]]), coreMetadata: new Map([['sha256', STATED]]), ...more };
  return listed(`demo-${version}-${at}-py3-none-any.whl`, facts);
}

/** Everything that is known of a file. */
function plain({ file, decision, ...rest }: StandingFile): unknown {
  const { id, verdict, reasons, basis, validUntil } = decision;
  return { ...rest, ...file, decision: { id, verdict, reasons, basis, validUntil } };
}

const plainAll = ({ files, likely, page }: Standing) => ({
  files: [...files].map(plain),
  byName: [...files].map(({ file }) => files.get(file.filename)).map((file) => file && plain(file)),
  at: Array.from(files, (_, at) => files.at(at)).map((file) => file && plain(file)),
  likely: likely.map(plain),
  page: [...page.files],
});

async function looked(house: House, sha256: string, found: InspectedArtifact): Promise<Standing> {
  house.looked.set(sha256, { artifact: found, size: 7 });
  house.projects.judged(DEMO, sha256);
  return await house.ask();
}

describe('a file that was looked into', () => {
  it('is decided about alone: the page stays the very same, and so do the others', async () => {
    const house = new House();
    house.files = [wheel(1, '1.0'), wheel(2, '1.0'), wheel(3, '2.0')];
    const first = await house.ask();
    const second = await looked(house, hashOf(1), artifact());
    assert.equal(second.page, first.page);
    assert.deepEqual(
      [...second.files].map(({ isJudged, size }) => [isJudged, size]),
      [
        [true, 7],
        [false, null],
        [false, null],
      ],
    );
    assert.equal(await house.ask(), second);
    assert.equal(house.lists, 1);
    // One after the other, and again after the index said the same.
    house.now += 3 * MINUTE;
    const third = await looked(house, hashOf(3), artifact({}, '2.0'));
    assert.equal(third.page, first.page);
    assert.deepEqual(
      [...third.files].map(({ isJudged }) => isJudged),
      [true, false, true],
    );
  });

  it('is no likely one any more', async () => {
    const house = new House();
    house.files = [wheel(1, '1.0', { coreMetadata: undefined }), wheel(2, '0.9')];
    assert.equal((await house.ask()).likely.length, 1);
    const found = artifact({ metadataSha256: null });
    assert.deepEqual((await looked(house, hashOf(1), found)).likely, []);
  });

  it('and has the metadata that its index states is shown by a page of the same digest, also where all are judged', async () => {
    const [before, after] = [new House(), new House()];
    for (const house of [before, after]) house.files = [wheel(1, '1.0'), wheel(2, '2.0')];
    after.looked.set(hashOf(1), { artifact: artifact(), size: 7 });
    assert.equal((await after.ask()).page.digest, (await before.ask()).page.digest);
  });

  it('whose metadata was not known shows it from then on, on a page of another digest', async () => {
    const house = new House();
    house.files = [wheel(1, '1.0', { coreMetadata: undefined }), wheel(2, '2.0', { coreMetadata: undefined })];
    const pages = [(await house.ask()).page];
    pages.push((await looked(house, hashOf(1), artifact())).page);
    pages.push((await looked(house, hashOf(2), artifact({}, '2.0'))).page);
    assert.equal(new Set(pages.map(({ digest }) => digest)).size, 3);
    assert.equal(new Set(pages.map(({ page }) => page)).size, 1, 'and nothing else was judged');
    const shown = pages.map(({ files }) => Array.from(files, ({ file }) => file.coreMetadata));
    const known = new Map([['sha256', STATED]]);
    assert.deepEqual(shown, [
      [true, true],
      [known, true],
      [known, known],
    ]);
  });

  it('has the project judged again where it is denied, or where it is not among the files', async () => {
    const cases: readonly [string, InspectedArtifact, Partial<ProjectFile>][] = [
      ['it is denied', artifact({ faults: [{ code: 'x', message: 'bad', severity: 'fatal' }] }), {}],
      ['its index states other metadata', artifact({ metadataSha256: 'd'.repeat(64) }), {}],
      ['its index stated no hash', artifact(), { hashes: new Map() }],
    ];
    for (const [name, found, facts] of cases) {
      const house = new House();
      house.files = [wheel(1, '1.0', facts), wheel(2, '2.0')];
      const first = await house.ask();
      // What it is was found out when it was fetched.
      for (const [key, pin] of house.pins) house.pins.set(key, { ...pin, sha256: pin.sha256 ?? hashOf(1) });
      const second = await looked(house, hashOf(1), found);
      assert.notEqual(second.page, first.page, name);
      assert.equal([...second.files][0]?.isJudged, true, name);
    }
  });

  it('is not taken for current under a ruling, a policy or advisories that came meanwhile', async () => {
    for (const change of [(house: House) => house.deny('demo'), (house: House) => house.advisories++]) {
      const house = new House();
      house.files = [wheel(1, '1.0')];
      const first = await house.ask();
      change(house);
      const second = await looked(house, hashOf(1), artifact());
      assert.notEqual(second.page, first.page);
      assert.equal(house.lists, 1);
    }
  });

  it('is not given under what changed while it was decided about', async () => {
    const house = new House();
    house.files = [wheel(1, '1.0')];
    const first = await house.ask();
    let isToChange = true;
    Object.defineProperty(house, 'inUse', {
      get() {
        if (isToChange) house.advisories++;
        isToChange = false;
        return [];
      },
    });
    assert.notEqual((await looked(house, hashOf(1), artifact())).page, first.page);
    assert.equal(house.advisories, 1);
  });

  it('in more files than are kept apart has the project judged again', async () => {
    const house = new House();
    const count = 100;
    house.files = Array.from({ length: count }, (_, at) => wheel(at, '1.0'));
    const first = await house.ask();
    for (let at = 0; at < 33; at++) {
      house.looked.set(hashOf(at), { artifact: artifact(), size: 1 });
      house.projects.judged(DEMO, hashOf(at));
    }
    const second = await house.ask();
    assert.notEqual(second.page, first.page);
    let [standing, remade] = [second, 0];
    for (let at = 33; at < count; at++) {
      const next = await looked(house, hashOf(at), artifact());
      if (next.page !== standing.page) remade++;
      standing = next;
    }
    assert.equal(remade, 1);
    assert.ok([...standing.files].every(({ isJudged }) => isJudged));
  });

  const versions = fc.constantFrom('1.0', '2.0', '2.1');
  const file = fc.record({
    version: versions,
    age: fc.integer({ min: 0, max: 200 }),
    yanked: fc.constantFrom(false, 'bad'),
    stated: fc.boolean(),
    size: fc.constantFrom(undefined, 10),
    found: fc.option(
      fc.record({
        fault: fc.constantFrom('none', 'warning', 'fatal'),
        version: fc.constantFrom('same', 'other'),
        metadataSha256: fc.constantFrom(null, STATED, 'd'.repeat(64)),
        isPassedOn: fc.boolean(),
      }),
    ),
  });

  it('and the others are as if the project had been judged with all that is known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        async (files, isUsed, isAllowed) => {
          const houses = [new House(), new House()] as const;
          for (const house of houses) {
            house.files = files.map(({ version, age, yanked, stated, size }, at) =>
              wheel(at, version, {
                yanked,
                size,
                uploadTime: uploadedAt(TODAY - age * DAY),
                coreMetadata: stated ? new Map([['sha256', STATED]]) : undefined,
              }),
            );
            house.inUse = isUsed ? ['1.0'] : [];
            const word = { id: 'r', word: 'allow' as const, reason: 'why', owner: 'me', made: TODAY, expires: null };
            if (isAllowed) house.rulings = [{ ...word, spec: 'demo==1.0', seen: [`sha256:${hashOf(0)}`] }];
          }
          const [alone, whole] = houses;
          await alone.ask();
          let standing: Standing | undefined;
          for (const [at, { version, found, stated }] of files.entries()) {
            if (found === null) continue;
            const { fault: severity, metadataSha256, isPassedOn } = found;
            const faults = severity === 'none' ? [] : [{ code: 'odd', message: 'odd', severity: severity as 'fatal' }];
            const made = artifact({ faults, metadataSha256 }, found.version === 'same' ? version : '9');
            if (isPassedOn && stated)
              for (const house of houses) house.sidecars.set(`demo-${version}-${at}-py3-none-any.whl`, STATED);
            whole.looked.set(hashOf(at), { artifact: made, size: 7 });
            standing = await looked(alone, hashOf(at), made);
          }
          if (standing !== undefined) assert.deepEqual(plainAll(standing), plainAll(await whole.ask()));
        },
      ),
      { numRuns: 40 },
    );
  });
});
