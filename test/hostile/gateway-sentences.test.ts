import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../rind.ts';
import { SENTENCES } from './gateway-sentences.ts';

test('each sentence that says never, refused or only has a test that is there', () => {
  const texts = new Map<string, string>();
  for (const { sentence, file, test: name } of SENTENCES) {
    const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    texts.set(file, text);
    assert.ok(text.includes(name.replaceAll("'", "\\'")), `${sentence}: ${file} has no test named ${name}`);
  }
  assert.equal(new Set(SENTENCES.map(({ sentence }) => sentence)).size, SENTENCES.length);
});
