import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { loadConfig } from './load.fs.ts';
import { readConfig } from './read.ts';

const KEY = `ed25519:${'ab'.repeat(32)}`;
const read = (text: string) => readConfig({ path: 'rind.toml', bytes: Buffer.from(text), table: [] }, [], 200);

/** The two tables in which another Rind is named, with the keys of each. */
const PLACES = [
  { table: 'advisories', from: 'from', key: 'key' },
  { table: 'server', from: 'sync-from', key: 'sync-key' },
] as const;

for (const { table, from, key } of PLACES) {
  it(`\`${table}.${from}\` with its key names another Rind`, async () => {
    const text = `[${table}]\n${from} = "rind+https://central.example"\n${key} = "${KEY}"\n`;
    const result = await read(text);
    assert.ok(result.ok && result.value !== null);
    const { rind, server } = result.value.checked;
    const named = table === 'server' ? server?.syncFrom : rind;
    assert.deepEqual(named, { from: 'rind+https://central.example', key: KEY });
  });

  it(`\`${table}.${from}\` is refused at its place: without a key, with credentials, as any other address`, async () => {
    const signed = `${key} = "${KEY}"\n`;
    for (const [lines, message] of [
      [`${from} = "rind+https://a.example"\n`, `2:1 nobody said which key signs what \`${table}.${from}\` hands out`],
      [signed, `2:1 \`${table}.${key}\` is the key of nobody: \`${table}.${from}\` is missing`],
      [`${from} = "https://a.example"\n${signed}`, `2:1 \`${table}.${from}\` is no address of another Rind`],
      [`${from} = "rind+ftp://a.example"\n${signed}`, `2:1 \`${table}.${from}\` is no address of another Rind`],
      [`${from} = "rind+https://"\n${signed}`, `2:1 \`${table}.${from}\` is no address of another Rind`],
      [`${from} = "rind+https://a.example?x=1"\n${signed}`, `2:1 \`${table}.${from}\` has a \`?\` or a \`#\``],
      [
        `${from} = "rind+https://u:hunter2@a.example"\n${signed}`,
        `2:1 \`${table}.${from}\` holds a user or password: they stand in netrc, or in \`RIND_TOKEN\``,
      ],
    ] as const) {
      const result = await read(`[${table}]\n${lines}`);
      assert.ok(!result.ok, lines);
      const { at, message: said } = result.error;
      assert.equal(`${at?.line}:${at?.column} ${said}`, message);
    }
  });
}

it('a repository names nobody whose advisories are believed, whether its file is found or given', async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-named-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, '.git'));
  const text = `[advisories]\nfrom = "rind+https://evil.example"\nkey = "${KEY}"\n`;
  const tool = text.replace('[', '[tool.rind.');
  for (const [name, content] of [
    ['rind.toml', text],
    ['pyproject.toml', tool],
  ] as const) {
    const file = path.join(root, name);
    writeFileSync(file, content);
    for (const named of [undefined, file]) {
      const config = await loadConfig({ folder: root, named, rules: [], limits: DEFAULT_FILE_LIMITS });
      assert.ok(!config.ok);
      assert.match(config.error.message, /is a matter of the machine, and no file of a repository says it/);
      assert.equal(config.error.at?.line, 2);
    }
    rmSync(file);
  }
});
