/**
 * `node tools/example-shop.ts ALL_ZIP`: makes examples/shop again. Runs the real uv at the example's
 * day, and copies from OSV's PyPI/all.zip the records about its projects that affect its pins, and
 * for each project the newest that does not.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { normalizeName } from '@rind/pypa';
import { matchAdvisory } from '../src/advisory/match.ts';
import { parseOsvRecord } from '../src/advisory/osv-record.ts';
import { readZip } from '../src/artifact/zip.ts';
import { collect } from '../src/inventory/collect.fs.ts';
import { DEFAULT_FILE_LIMITS } from '../src/platform/file-limits.ts';

const FOLDER = 'examples/shop';
const DAY = '2023-08-15T00:00:00Z';

const [archive] = process.argv.slice(2);
if (archive === undefined) throw new Error('name the all.zip to take records from');

const locked = spawnSync('.cache/oracle/bin/uv', ['lock', '--exclude-newer', DAY], { cwd: FOLDER, stdio: 'inherit' });
if (locked.status !== 0 && locked.error === undefined) throw new Error('uv failed');

const inventory = collect({ paths: [`${process.cwd()}/${FOLDER}`], limits: DEFAULT_FILE_LIMITS, all: false });
const zip = readZip(readFileSync(archive), { ...DEFAULT_FILE_LIMITS, maxTotalBytes: 2 ** 29 });
if (!zip.ok) throw new Error(zip.error.message);

rmSync(`${FOLDER}/advisories`, { recursive: true, force: true });
mkdirSync(`${FOLDER}/advisories`);
const clear = new Map<string, { id: string; modified: string; text: string }>();
for (const { name, read } of zip.value) {
  if (!name.endsWith('.json')) continue;
  const bytes = read();
  if (!bytes.ok) throw new Error(bytes.error.message);
  const value: unknown = JSON.parse(Buffer.from(bytes.value).toString());
  const { advisory } = parseOsvRecord(value, 'advisories');
  if (advisory === null) continue;
  const text = `${JSON.stringify(value, null, 1)}\n`;
  for (const component of inventory.components) {
    if (!advisory.affected.some((project) => project.name === component.name) || component.version === null) continue;
    if (matchAdvisory(advisory, normalizeName(component.name), component.version).affected === true) {
      writeFileSync(`${FOLDER}/advisories/${advisory.id}.json`, text);
    } else if ((clear.get(component.name)?.modified ?? '') < advisory.modified) {
      clear.set(component.name, { id: advisory.id, modified: advisory.modified, text });
    }
  }
}
for (const { id, text } of clear.values()) writeFileSync(`${FOLDER}/advisories/${id}.json`, text);
