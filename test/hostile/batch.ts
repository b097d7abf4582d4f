import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Report } from '../../src/contract/report.ts';
import { permanentTree } from './folder.ts';
import { auditReport } from './measured.ts';

/** One folder of an attacker: its files, the codes of its problems (each once, sorted), and the names that are still found. */
export interface HostileFolder {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly codes: readonly string[];
  readonly names: readonly string[];
}

/** What stands beside every folder of a batch, and must be audited whatever the others hold. */
const REST = 'the-rest-of-it';

/**
 * Audits many hostile folders in one run, which must be civil (`assertCivil`): a folder for each, and what
 * must hold of each in a test of its name. Returns the root, for attacks that `prepare` makes by hand.
 */
export function describeBatch(
  what: string,
  folders: Readonly<Record<string, HostileFolder>>,
  prepare: (root: string, folderOf: (name: string) => string) => void = () => {},
): void {
  describe(what, () => {
    const names = Object.keys(folders);
    const place = (name: string) => `a${names.indexOf(name)}`;
    let report: Report;
    before(() => {
      const files = names.flatMap((name) =>
        Object.entries(folders[name]?.files ?? {}).map(
          ([path, content]) => [`${place(name)}/${path}`, content] as const,
        ),
      );
      const root = permanentTree({ ...Object.fromEntries(files), 'rest/requirements.txt': `${REST}==1\n` });
      prepare(root, (name) => `${root}/${place(name)}`);
      report = auditReport(root, [...names.map(place), 'rest', '--all', '--now', '2026-01-03']);
    });

    for (const [name, { codes, names: found }] of Object.entries(folders)) {
      it(`${name}: ${codes.join(', ') || 'no problem'}; ${found.join(', ') || 'nothing'} is found`, () => {
        const inside = (path: string | undefined) => path?.startsWith(`${place(name)}/`) || path === place(name);
        const problems = report.problems.filter(
          ({ at, message }) =>
            inside(at?.path) || message.includes(`\`${place(name)}/`) || message.includes(`\`${place(name)}\``),
        );
        const components = report.components.filter(({ locations }) => locations.some(({ path }) => inside(path)));
        assert.deepEqual(
          [...new Set(problems.map(({ code }) => code))].sort(),
          codes,
          JSON.stringify(problems, null, 1),
        );
        assert.deepEqual([...new Set(components.map((one) => one.name))].sort(), found);
      });
    }

    it('what stands beside them is audited, and it is never clean', () => {
      assert.ok(report.components.some(({ name }) => name === REST));
      assert.equal(report.exit, 3);
    });
  });
}
