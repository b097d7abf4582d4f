/** Files that two readers would read in two ways, or that reach out of themselves, at a gateway that runs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type MadeFile,
  makeSdist,
  makeWheel,
  type SdistDefect,
  type WheelDefect,
} from '../../src/artifact/testing/distributions.ts';
import { ask, askUntil, before, folderFor, logOf } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { Upstream } from '../servers/upstream.ts';
import { inMemory, LONG_AGO, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';

/** What code of a stranger would leave behind, in the folder that a gateway runs in. */
const MARK = 'something-ran-or-was-unpacked';

/** Listed by an index without metadata beside it: what stands in the file has to say it. */
function listed({ filename, bytes, sha256 }: MadeFile): UpstreamFile {
  return { filename, content: inMemory(bytes), sha256, uploaded: LONG_AGO };
}

const WHEELS: Readonly<Record<string, readonly [rule: RegExp, defect: WheelDefect]>> = {
  'an entry twice': [
    /^archive-structure$/,
    { entries: (entries) => entries.push({ name: 'mod.py', content: 'evil = 1\n', mode: 0o100644 }) },
  ],
  'a local header that names another file': [
    /^archive-structure$/,
    { entries: (entries) => entries.splice(0, 1, { name: 'mod.py', localName: 'evil.py', content: 'x = 1\n' }) },
  ],
  'a local header of another size': [
    /^archive-structure$/,
    { entries: (entries) => entries.splice(0, 1, { name: 'mod.py', content: 'x = 1\n', local: { size: 5 } }) },
  ],
  'an end that says less than there is': [/^archive-structure$/, { end: { count: 1 } }],
  'two ends': [/^archive-structure$/, { bytes: (bytes) => Buffer.concat([bytes, bytes.subarray(-22)]) }],
  'an end inside the comment of another': [
    /^archive-structure$/,
    { end: { comment: `PK\u0005\u0006${'\0'.repeat(18)}` } },
  ],
  'something behind the end': [/^archive-structure$/, { bytes: (bytes) => Buffer.concat([bytes, Buffer.from('#')]) }],
  'something before the beginning': [
    /^archive-structure$/,
    { bytes: (bytes) => Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]) },
  ],
  'something between entries': [
    /^archive-structure$/,
    { entries: (entries) => entries.push({ name: 'z.py', content: 'x\n', before: Buffer.from('hidden') }) },
  ],
  'a path that leads upwards': [
    /^archive-structure$/,
    { files: (files) => files.set(`../../${MARK}`, Buffer.from('x')) },
  ],
  'a path from the root': [/^archive-structure$/, { files: (files) => files.set(`/tmp/${MARK}`, Buffer.from('x')) }],
  'a link that leads out': [
    /^archive-structure$/,
    { entries: (entries) => entries.push({ name: MARK, content: '/etc/passwd', mode: 0o120777 }) },
  ],
  'a file that RECORD does not have': [/^record$/, { record: (lines) => lines.splice(0, 1) }],
  'a file of which RECORD has another hash': [
    /^record$/,
    { record: (lines) => lines.splice(0, 1, ['mod.py', `sha256=${'A'.repeat(43)}`, '6']) },
  ],
  'the metadata of another version': [
    /^(?:metadata-mismatch|filename-mismatch)$/,
    {
      files: (files, info) =>
        files.set(`${info}/METADATA`, Buffer.from('Metadata-Version: 2.1\nName: x\nVersion: 9\n')),
    },
  ],
};

const SDISTS: Readonly<Record<string, SdistDefect>> = {
  'a member that leads upwards': { members: (members, top) => members.push({ name: `${top}/../../../${MARK}` }) },
  'a link that leads out': {
    members: (members, top) => members.push({ name: `${top}/${MARK}`, type: '2', target: '/etc/passwd' }),
  },
  'something behind the end': { bytes: (bytes) => Buffer.concat([bytes, Buffer.from('garbage')]) },
};

test('archive confusion (CVE-2025-54368): what readers would read in two ways is refused, never extracted, and no byte of it goes out', {
  skip: missingGateway(),
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const files = { 'mod.py': 'x = 1\n' };
  const cases: [what: string, name: string, rule: RegExp, made: MadeFile][] = [];
  for (const [what, [rule, defect]] of Object.entries(WHEELS)) {
    const name = `w${cases.length}`;
    cases.push([what, name, rule, makeWheel({ name, version: '1.0', files, defects: [defect] })]);
  }
  for (const [what, defect] of Object.entries(SDISTS)) {
    const name = `s${cases.length}`;
    cases.push([what, name, /^archive-structure$/, makeSdist({ name, version: '1.0', defects: [defect] })]);
  }
  const honest = makeWheel({ name: 'honest', version: '1.0', files });
  upstream.put(projectOf('honest', listed(honest)));
  for (const [, name, , made] of cases) upstream.put(projectOf(name, listed(made)));
  await using gateway = await Gateway.start(before(upstream, folder));
  for (const [what, name, rule, { filename }] of cases) {
    const path = `/simple/${name}/${filename}`;
    // First the metadata: it must not go out before the archive was looked into.
    if (filename.endsWith('.whl')) assert.equal((await askUntil(gateway.origin, `${path}.metadata`)).status, 403, what);
    const answer = await askUntil(gateway.origin, path);
    assert.equal(answer.status, 403, `${what}: ${answer.status} ${answer.body.toString('latin1').slice(0, 200)}`);
    assert.match(JSON.parse(answer.body.toString()).rule, rule, what);
    for (const [method, headers] of [
      ['HEAD', {}],
      ['GET', { range: 'bytes=0-0' }],
    ] as const)
      assert.equal((await ask(gateway.origin, path, headers, method)).status, 403, `${what}, ${method}`);
  }
  const got = await askUntil(gateway.origin, `/simple/honest/${honest.filename}`);
  assert.ok(got.status === 200 && got.body.equals(honest.bytes), 'beside all that, an honest file comes');
  assert.deepEqual(
    logOf(folder)
      .filter(({ event }) => event === 'serve')
      .map(({ filename }) => filename),
    [honest.filename],
  );
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    written.filter((path) => /\.py$|\.dist-info|PKG-INFO|something-ran/.test(path)),
    [],
    'something was extracted',
  );
  for (const place of [join(folder, '..', MARK), `/tmp/${MARK}`]) assert.equal(existsSync(place), false, place);
});

test('never runs a build backend: a source distribution goes out as it came, whatever its setup.py would do', {
  skip: missingGateway(),
}, async (t) => {
  const folder = folderFor(t);
  await using upstream = await Upstream.start();
  const evil = `open(${JSON.stringify(join(folder, MARK))}, "w").close()\n`;
  const project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n';
  const build = { 'setup.py': evil, 'backend.py': evil, 'conftest.py': evil, 'pyproject.toml': project };
  const made = makeSdist({ name: 'eager', version: '1.0', fields: ['Dynamic: Requires-Dist'], files: build });
  const hook = { 'eager.pth': `import os; ${evil}`, 'sitecustomize.py': evil, 'eager/__init__.py': evil };
  const wheel = makeWheel({ name: 'eager', version: '1.1', files: hook });
  upstream.put(projectOf('eager', listed(made), listed(wheel)));
  await using gateway = await Gateway.start(before(upstream, folder));
  for (const { filename, bytes } of [made, wheel]) {
    const path = `/simple/eager/${filename}`;
    const got = await askUntil(gateway.origin, path);
    assert.ok(got.status === 200 && got.body.equals(bytes), filename);
    await ask(gateway.origin, `${path}.metadata`);
  }
  for (const path of ['/simple/eager/', '/pypi/eager/json', '/pypi/eager/1.0/json', '/project/eager/'])
    assert.equal((await ask(gateway.origin, path)).status, 200, path);
  assert.equal(existsSync(join(folder, MARK)), false, 'code of the publisher ran');
});
