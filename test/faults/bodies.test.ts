/** Bodies that stall, never end, end too early or unpack to more than anybody has; and what an index takes back. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tarPart } from '../../src/artifact/testing/tarball.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { makeSdist, makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, inMemory, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { PYPI_LIKE_STYLE } from '../servers/upstream-page.ts';
import { assertBounded, assertHonest, assertNothing, bytesOf } from './right.ts';
import { ask, askUntil, before, folderFor, logOf, soundBlobs, spoolsOf } from './site.ts';

const NONE = missingGateway();
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };

function wheel(name: string, version = '1.0', text = ''): UpstreamFile {
  const { metadata: _, ...file } = fileOf(
    makeWheel({ name, version, files: { [`${name}.py`]: `# ${name} ${version} ${text}\n` } }),
  );
  return file;
}

function pathOf(name: string, { filename }: UpstreamFile): string {
  return `/simple/${name}/${encodeURIComponent(filename)}`;
}

/** Text that no packing makes much smaller. */
function noise(bytes: number): string {
  let text = '';
  while (text.length < bytes) text += createHash('sha256').update(text).digest('hex');
  return text;
}

/** A source distribution that unpacks to so many MiB of zeros, in as many members of gzip. */
function bombSdist(name: string, mebibytes: number): UpstreamFile {
  const own = makeSdist({ name, version: '1.0' });
  const head = tarPart({
    name: `${name}-1.0/bomb.bin`,
    size: `${(mebibytes * 1024 * 1024).toString(8).padStart(11, '0')}\0`,
  });
  const piece = gzipSync(Buffer.alloc(1024 * 1024));
  const content = Buffer.concat([gzipSync(head), ...Array.from({ length: mebibytes }, () => piece)]);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { ...fileOf(own), content: inMemory(content), sha256 };
}

describe('a gateway before bodies that are none', { concurrency: 3, skip: NONE }, () => {
  test('that stall, come byte by byte, end too early or unpack for ever: not one byte goes out, and others come', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const honest = wheel('honest');
    const files = {
      stalled: wheel('stalled'),
      silent: wheel('silent'),
      dripping: wheel('dripping'),
      // More than what comes in as many tries as there are: a download goes on where it broke off.
      broken: wheel('broken', '1.0', noise(9000)),
      bombed: bombSdist('bombed', 700),
    };
    for (const [name, file] of Object.entries(files)) upstream.put(projectOf(name, file));
    upstream.put(projectOf('honest', honest), projectOf('slowpage', wheel('slowpage')));
    upstream.misbehave(/stalled-1\.0.*whl$/, { kind: 'stall', after: 200 });
    upstream.misbehave(/silent-1\.0.*whl$/, { kind: 'stall', after: 0 });
    upstream.misbehave(/dripping-1\.0.*whl$/, { kind: 'stall', after: 200, everyMs: 500 });
    upstream.misbehave(/broken-1\.0.*whl$/, { kind: 'truncate', after: 300 });
    upstream.misbehave(/^\/simple\/slowpage\//, { kind: 'stall', after: 20, everyMs: 500 });
    await using gateway = await Gateway.start(before(upstream, folder));
    const asked = Object.entries(files).map(async ([name, file]) =>
      assertNothing(await ask(gateway.origin, pathOf(name, file)), name),
    );
    assertNothing(await ask(gateway.origin, '/simple/slowpage/'), 'a page that comes byte by byte');
    assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('honest', honest)), honest));
    await Promise.all(asked);
    for (const [name, file] of Object.entries(files)) {
      const range = await ask(gateway.origin, pathOf(name, file), { range: 'bytes=0-99' });
      assertNothing(range, `${name}, a part`);
    }
    // It behaves again: what was only late comes.
    upstream.behave();
    const { broken } = files;
    assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('broken', broken), 60_000), broken));
    assertBounded(gateway);
    await gateway.stop();
    await (await Gateway.start(before(upstream, folder))).stop();
    soundBlobs(folder, readFileSync);
    const served = new Set(logOf(folder).flatMap(({ event, filename }) => (event === 'serve' ? [filename] : [])));
    assert.deepEqual([...served].sort(), [files.broken.filename, honest.filename]);
    assert.deepEqual(spoolsOf(folder), [], 'nothing is left of what was on its way');
  });

  test('without end, of an index that states no sizes: no byte, no memory, and no more disk than there may be', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start({ style: PYPI_LIKE_STYLE });
    const [endless, honest] = [wheel('endless'), wheel('honest')];
    upstream.put(projectOf('endless', endless), projectOf('honest', honest));
    upstream.misbehave(/endless-1\.0.*whl$/, { kind: 'endless', contentType: 'application/octet-stream' });
    await using gateway = await Gateway.start(before(upstream, folder, { limits: '-S -f 30000' }));
    for (let times = 0; times < 3; times++)
      assertNothing(await ask(gateway.origin, pathOf('endless', endless)), 'endless');
    assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('honest', honest)), honest));
    assert.deepEqual(spoolsOf(folder), []);
    assertBounded(gateway);
  });

  test('a file that changes with its page keeps the hash that was seen first, over a crash too', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const [first, evil] = [wheel('changed'), wheel('changed', '1.0', 'evil')];
    const [listed, swapped] = [wheel('listed'), wheel('listed', '1.0', 'evil')];
    upstream.put(projectOf('changed', first), projectOf('listed', listed));
    const options = before(upstream, folder);
    {
      await using gateway = await Gateway.start(options);
      assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('changed', first)), first));
      // Of this one only the page was read.
      assert.equal((await ask(gateway.origin, '/simple/listed/')).status, 200);
      await gateway.kill();
    }
    // The page and the bytes agree, and are others.
    upstream.put(projectOf('changed', evil), projectOf('listed', swapped));
    for (let run = 0; run < 2; run++) {
      rmSync(join(folder, 'data', 'pages'), { recursive: true, force: true });
      await using gateway = await Gateway.start(options);
      for (const [name, one, other] of [
        ['changed', first, evil],
        ['listed', listed, swapped],
      ] as const)
        for (const headers of [{}, { range: 'bytes=0-99' }]) {
          const answer = await askUntil(gateway.origin, pathOf(name, one), 20_000, headers);
          assert.equal(answer.status, 403, `${name}: ${answer.status} ${answer.reason}`);
          assert.equal(answer.body.includes(bytesOf(other)), false);
        }
      await gateway.kill();
    }
    assert.deepEqual(
      logOf(folder).flatMap(({ event, sha256 }) => (event === 'serve' && sha256 !== first.sha256 ? [sha256] : [])),
      [],
    );
  });

  test('a file that is listed and not there is not there, and what was served of it before is refused once it is unlisted', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const [gone, had, kept] = [wheel('gone'), wheel('had'), wheel('had', '2.0')];
    upstream.put(projectOf('gone', gone), projectOf('had', had, kept));
    const options = before(upstream, folder);
    {
      await using gateway = await Gateway.start(options);
      for (const status of [404, 410]) {
        upstream.misbehave(/gone-1\.0.*whl/, { kind: 'status', status });
        const answer = await askUntil(gateway.origin, pathOf('gone', gone));
        assertNothing(answer, `listed, and ${status}`);
        assert.equal(answer.status, 404, 'who is asked says that there is none: that is no outage');
      }
      // What is in the store was judged: whether its index has it at that address still is no matter while it lists it.
      assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('had', had)), had));
      upstream.misbehave(/had-1\.0.*whl/, { kind: 'status', status: 404 });
      assert.ok(assertHonest(await ask(gateway.origin, pathOf('had', had)), had));
    }
    upstream.put(projectOf('had', kept));
    rmSync(join(folder, 'data', 'pages'), { recursive: true, force: true });
    await using gateway = await Gateway.start(options);
    assert.ok(assertHonest(await askUntil(gateway.origin, pathOf('had', kept)), kept));
    const refused = await askUntil(gateway.origin, pathOf('had', had));
    assert.equal(refused.status, 403, `${refused.status} ${refused.reason}`);
  });

  test('names that are scripts, paths or heads of HTTP are text or nothing, at every door', async (t) => {
    const folder = folderFor(t);
    await using upstream = await Upstream.start();
    const evil = [
      'names-1.0"><script>alert(1)</script>-py3-none-any.whl',
      'names-1.0-py3-none-any.whl\r\nSet-Cookie: a=b\r\n\r\n',
      '../../../../etc/passwd',
      '..%2f..%2fnames-1.0.tar.gz',
      'names-1.0.tar.gz\0.whl',
      'names-1.0-py3-none-any.whl\u202elhw',
      `names-1.0-${'a'.repeat(100_000)}-any.whl`,
      '__proto__',
      'constructor',
    ];
    const script = '>=3.8"><img src=x onerror=alert(1)>\r\nX: y';
    const model = wheel('names');
    const files = evil.map((filename, at) => ({
      ...model,
      filename,
      sha256: createHash('sha256').update(`${at}`).digest('hex'),
      requiresPython: script,
      uploaded: `2024-01-01T00:00:00Z<script>`,
    }));
    upstream.put({ name: 'names', files: [...files, wheel('names', '2.0')] });
    // Yanked, and the rule denies it: the index's reason comes close to the status line.
    const yanked = { ...wheel('yanked'), yanked: 'bad\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>' };
    upstream.put(projectOf('yanked', yanked));
    const config = '[rules.yanked]\nlevel = "deny"\n';
    await using gateway = await Gateway.start(before(upstream, folder, { config }));
    const doors = [
      '/simple/names/',
      '/simple/yanked/',
      ...evil.map((name) => `/simple/names/${encodeURIComponent(name.slice(0, 4000))}`),
      ...evil.map((name) => `/simple/${encodeURIComponent(name.slice(0, 4000))}/`),
      pathOf('yanked', yanked),
      '/pypi/names/json',
      '/pypi/yanked/json',
      '/',
      '/search?q=names',
      '/project/names/',
      '/holds',
      '/feeds/exposure.atom',
    ];
    const said: string[] = [];
    for (const path of doors)
      for (const headers of [{ accept: 'text/html' }, JSON_PAGE, {}]) {
        const what = `${path.slice(0, 100)} ${JSON.stringify(headers)}`;
        const { status, reason, body, headers: got } = await ask(gateway.origin, path, headers);
        assert.ok(status >= 200 && status !== 500, `${what}: ${status}`);
        assert.equal(got['set-cookie'], undefined, what);
        assert.doesNotMatch(reason, /[^\x20-\x7e]/, what);
        if (String(got['content-type']).startsWith('text/html')) {
          assert.doesNotMatch(body.toString(), /<script>alert|<img src=x/i, what);
          assert.match(body.toString(), /^<!doctype html>/i, what);
        }
        assert.doesNotMatch(body.toString(), /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/, what);
        said.push(String(got['location'] ?? ''));
        const why = /\/why\/[\w-]+/.exec(`${reason} ${body}`)?.[0];
        if (why !== undefined && !doors.includes(why)) doors.push(why);
      }
    assert.ok(
      doors.some((door) => door.startsWith('/why/')),
      'nothing was refused with a reason',
    );
    assert.doesNotMatch(said.join(' '), /[^\x20-\x7e]|passwd/);
    assert.deepEqual(
      readdirSync(join(folder, 'data', 'blobs', 'sha256')).length <= 1,
      true,
      'of files of these names none is stored',
    );
    assertBounded(gateway);
  });
});
