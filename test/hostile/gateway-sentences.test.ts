import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSaboteurs, sabotage } from '../../tools/saboteur/list.ts';
import { ROOT } from '../rind.ts';
import { SENTENCES } from './gateway-sentences.data.ts';

const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
  texts.set(file, text);
  return text;
}

test('each sentence that says never, refused or only has a test that is there', () => {
  // As a whole text of its own: a name that stands in a comment, or begins another one, is no test.
  for (const { sentence, file, test: name } of SENTENCES)
    assert.ok(
      [`'${name}'`, `'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``].some((written) =>
        textOf(file).includes(written),
      ),
      `${sentence}: ${file} has no test named ${name}`,
    );
  assert.equal(new Set(SENTENCES.map(({ sentence }) => sentence)).size, SENTENCES.length);
});

test('each of them has a saboteur that breaks the house where it stands, and that this test has to notice', () => {
  const saboteurs = Map.groupBy(readSaboteurs(ROOT), ({ why }) => why);
  for (const { sentence, file, saboteur: why } of SENTENCES) {
    const found = (saboteurs.get(why) ?? []).filter(({ tests }) => tests.includes(file));
    assert.equal(found.length, 1, `${sentence}: no list has a saboteur for ${file} of which it says: ${why}`);
    for (const one of found) {
      assert.equal('fault' in sabotage(textOf(one.file), one), false, `${sentence}: ${one.id} breaks nothing`);
      assert.doesNotMatch(one.file, /\.test\.ts$|^test\//, one.id);
    }
  }
});
