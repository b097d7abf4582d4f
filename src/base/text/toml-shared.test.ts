import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseToml } from './toml.ts';
import { isSharedArray, SharedArrays } from './toml-shared.ts';

const FILES = '[\n    { file = "a-1.0.tar.gz", hash = "sha256:00" },\n    { file = "b.whl", hash = "sha256:11" },\n]';

function read(text: string, memory?: SharedArrays, limits?: Parameters<typeof parseToml>[1]) {
  return parseToml(text, limits, memory);
}

function rootOf(text: string, memory?: SharedArrays): unknown {
  const parsed = read(text, memory);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value.root;
}

test('an array that is written alike is one object in all texts, and what it is without a memory', () => {
  const memory = new SharedArrays();
  const text = `[[package]]\nname = "a"\nfiles = ${FILES}\nmore = 1\n`;
  const [one, other] = [rootOf(text, memory), rootOf(text.replace('"a"', '"b"'), memory)];
  assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(rootOf(text))));
  const filesOf = (root: unknown) => (root as { package: { files: object }[] }).package[0]?.files ?? {};
  assert.equal(filesOf(one), filesOf(other));
  assert.equal(isSharedArray(filesOf(one)), true);
  assert.equal(isSharedArray(filesOf(rootOf(text))), false);
});

test('arrays that differ in one character are apart', () => {
  const memory = new SharedArrays();
  const texts = [FILES, FILES.replace('00', '01'), FILES.replace('},\n]', '}\n]'), FILES.replace('"b.whl"', "'b.whl'")];
  for (let round = 0; round < 2; round++)
    for (const files of texts)
      assert.deepEqual(
        JSON.stringify(rootOf(`files = ${files}\n`, memory)),
        JSON.stringify(rootOf(`files = ${files}\n`)),
      );
});

test('what seems to end an array inside a text of several lines, a comment or an inner array does not', () => {
  const memory = new SharedArrays();
  for (const text of [
    `a = [\n  """ some text that goes on and on and on\n]""", "b",\n]\n`,
    `a = [\n  "some text that goes on and on and on" # comment\n]# ]\nb = 1\n`,
    `a = [\n  [ "some text that goes on and on and on",\n], "b",\n]\n`,
    `a = [\n  "some text that goes on and on and on" ]\nb = [\n  "c",\n]\n`,
  ])
    for (let round = 0; round < 2; round++)
      assert.deepEqual(JSON.stringify(rootOf(text, memory)), JSON.stringify(rootOf(text)), text);
});

test('a fault is told where it stands, with a memory as without', () => {
  const memory = new SharedArrays();
  for (const files of [
    FILES.replace('"sha256:11"', '"sha256:11'),
    FILES.replace('} ,', '}'),
    FILES.replace(', hash', ' hash'),
  ])
    for (const text of [`x = 1\nfiles = ${files}\n`, `x = 1\nfiles = ${files} y\n`])
      assert.deepEqual(JSON.stringify(read(text, memory)), JSON.stringify(read(text)));
});

test('the limits count what is in an array that was met before', () => {
  const memory = new SharedArrays();
  const text = `files = ${FILES}\nagain = ${FILES}\n`;
  for (let most = 1; most < 20; most++)
    assert.equal(
      JSON.stringify(read(text, memory, { maxValues: most })),
      JSON.stringify(read(text, undefined, { maxValues: most })),
    );
  for (const [header, maxDepth] of [
    ['', 2],
    ['[a.b.c]\n', 3],
    ['[a.b.c]\n', 5],
    ['', 1],
    ['', 2],
  ] as const) {
    const deep = `${header}files = ${FILES}\n`;
    assert.equal(JSON.stringify(read(deep, memory, { maxDepth })), JSON.stringify(read(deep, undefined, { maxDepth })));
  }
});

test('no place is told of what stands in such an array, and every other place as ever', () => {
  const memory = new SharedArrays();
  const text = `x = 1\nhash = 1\nfiles = ${FILES}\ny = 2\n`;
  for (let round = 0; round < 2; round++) {
    const [parsed, plain] = [read(text, memory), read(text)];
    assert.ok(parsed.ok && plain.ok);
    for (const path of [['x'], ['files'], ['y']]) assert.deepEqual(parsed.value.spanAt(path), plain.value.spanAt(path));
    assert.equal(parsed.value.spanAt(['files', 0, 'hash']), undefined);
    assert.equal(parsed.value.spanAt(['files', 1]), undefined);
  }
});
