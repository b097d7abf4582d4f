import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseMetadata } from '../src/metadata.ts';
import { rawAnswer, strictAnswer } from './kinds/metadata.ts';
import { Oracle, oracleMissing } from './oracle.ts';

const FOLDER = fileURLToPath(new URL('../../../.cache/oracle-distributions/', import.meta.url));
const LEAST = 200;

function missing(): string | false {
  if (existsSync(FOLDER)) return oracleMissing() ?? false;
  if (process.env['CI']) throw new Error('the distributions are missing in CI: run `npm run setup:oracle`');
  return 'no distributions: run `npm run setup:oracle`';
}

const skip = missing();

describe('the METADATA of real distributions reads as Python reads it', { skip }, () => {
  const names = skip ? [] : readdirSync(FOLDER).filter((name) => name.endsWith('.dist-info'));
  const files = names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${FOLDER}${name}/METADATA`)) }));
  const cases = files.map(({ bytes }) => ({ bytes: Buffer.from(bytes).toString('latin1') }));
  const oracle = skip ? undefined : new Oracle();
  after(() => oracle?.close());

  it(`there are at least ${LEAST} of them, of every metadata version from 1.2 on`, () => {
    assert.ok(files.length >= LEAST, `${files.length} distributions`);
    const versions = new Set(files.map(({ bytes }) => parseMetadata(bytes).texts.get('Metadata-Version')));
    for (const version of ['1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5']) assert.ok(versions.has(version), version);
  });

  it('what was read', async () => {
    const theirs = (await oracle?.ask('metadata-raw', cases)) ?? [];
    for (const [i, { name, bytes }] of files.entries()) {
      assert.deepEqual(JSON.parse(JSON.stringify(rawAnswer(parseMetadata(bytes)))), theirs[i], name);
    }
  });

  it('which fields are wrong, and the values of the others', async () => {
    const theirs = (await oracle?.ask('metadata-strict', cases)) ?? [];
    for (const [i, { name, bytes }] of files.entries()) {
      assert.deepEqual(JSON.parse(JSON.stringify(strictAnswer(bytes))), theirs[i], name);
    }
  });
});
