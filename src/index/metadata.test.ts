import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sdist as makeSdist } from '../artifact/testing/tarball.ts';
import { zipFile } from '../artifact/testing/zip-file.ts';
import type { IndexFile } from './index-file.ts';
import type { MetadataAnswer, MetadataRequest } from './metadata.http.ts';
import {
  clientWith,
  endless,
  IndexServer,
  named,
  ranged,
  say,
  sha256,
  truncated,
  upstreamAt,
} from './testing/index-server.ts';
import type { Upstream, UpstreamSettings } from './upstream.ts';

const METADATA = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nRequires-Dist: x>1\n';
const WHEEL = 'demo-1.0-py3-none-any.whl';
const SDIST = 'demo-1.0.tar.gz';
const BIG = Buffer.alloc(300_000, 'code');

function wheelOf(metadata: string = METADATA, more: Readonly<Record<string, string | Uint8Array>> = {}): Buffer {
  return zipFile({
    'demo/__init__.py': BIG,
    'demo-1.0.dist-info/METADATA': metadata,
    'demo-1.0.dist-info/RECORD': '',
    ...more,
  });
}

/** The only file of `demo`, as the index lists it. */
async function listed(server: IndexServer, settings: Partial<UpstreamSettings> = {}): Promise<[Upstream, IndexFile]> {
  const upstream = upstreamAt(server, settings);
  const answer = await clientWith().page(upstream, named('demo'));
  assert.ok(answer.state === 'found');
  const [file] = answer.page.files;
  assert.ok(file);
  server.taken();
  return [upstream, file];
}

async function ask(
  server: IndexServer,
  settings: Partial<UpstreamSettings> = {},
  request: MetadataRequest = {},
): Promise<MetadataAnswer> {
  const [upstream, file] = await listed(server, settings);
  return clientWith().metadata(upstream, file, { attempts: 1, deadlineMs: 5000, ...request });
}

function told(answer: MetadataAnswer): string {
  if (answer.state === 'known') return `${answer.via}${answer.verified ? ' verified' : ''}`;
  if (answer.state === 'undetermined') return `needs a build: ${answer.fields.join(' ')}`;
  return answer.state === 'unavailable' ? answer.reason : answer.state;
}

describe('metadata beside a wheel', () => {
  const withHash = (text: string) => ({ 'core-metadata': { sha256: sha256(Buffer.from(text)) } });

  it('is held to the hash that the page states', async () => {
    await using server = await IndexServer.start();
    server.list('demo', { [WHEEL]: wheelOf() }, withHash(METADATA));
    server.on(`/files/${WHEEL}.metadata`, say(METADATA));
    const answer = await ask(server);
    assert.equal(told(answer), 'sidecar verified');
    assert.ok(answer.state === 'known');
    assert.deepEqual(answer.metadata.lists.get('Requires-Dist'), ['x>1']);
    assert.deepEqual(server.asked, [`GET /files/${WHEEL}.metadata`]);
    server.on(`/files/${WHEEL}.metadata`, say(`${METADATA}Requires-Dist: evil\n`));
    assert.equal(told(await ask(server)), 'damaged');
  });

  it('without a hash is taken, unverified; of another project or version it is not', async () => {
    await using server = await IndexServer.start();
    server.list('demo', { [WHEEL]: wheelOf() }, { 'core-metadata': true });
    for (const [text, expected] of [
      [METADATA, 'sidecar'],
      [METADATA.replace('demo', 'other'), 'damaged'],
      [METADATA.replace('1.0', '1.1'), 'damaged'],
      ['<html></html>', 'damaged'],
      ['', 'damaged'],
    ] as const) {
      server.on(`/files/${WHEEL}.metadata`, say(text));
      assert.equal(told(await ask(server)), expected, text);
    }
  });

  it('is tried unannounced where the index mirrors PyPI, and nowhere else', async () => {
    await using server = await IndexServer.start();
    server.list('demo', { [WHEEL]: wheelOf() });
    server.on(`/files/${WHEEL}.metadata`, say(METADATA));
    assert.equal(told(await ask(server, { mirrors: 'pypi' })), 'sidecar');
    assert.equal(told(await ask(server)), 'range');
    assert.ok(!server.asked.some((line) => line.includes('.metadata')));
    server.answers.delete(`/files/${WHEEL}.metadata`);
    assert.equal(told(await ask(server, { mirrors: 'pypi' })), 'range');
  });

  it('that cannot be had is no reason to look elsewhere: the index is down, or it never ends', async () => {
    await using server = await IndexServer.start();
    server.list('demo', { [WHEEL]: wheelOf() }, { 'core-metadata': true });
    server.on(`/files/${WHEEL}.metadata`, say('', {}, 500));
    assert.equal(told(await ask(server)), '5xx');
    server.on(`/files/${WHEEL}.metadata`, endless);
    assert.equal(told(await ask(server)), 'too-large');
  });
});

describe('metadata inside a wheel', () => {
  it('is read by its directory, and the rest is not fetched', async () => {
    await using server = await IndexServer.start();
    let sent = 0;
    const content = wheelOf();
    server.list('demo', { [WHEEL]: content });
    server.on(`/files/${WHEEL}`, (request, response) => {
      response.on('close', () => {
        sent = Math.max(sent, request.socket.bytesWritten);
      });
      ranged(content)(request, response);
    });
    assert.equal(told(await ask(server)), 'range');
    assert.ok(sent > 60_000 && sent < 150_000, `${sent}`);
    // Its directory before the last 64 KiB takes one more question.
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`demo/module_number_${at}.py`, '']));
    server.list('demo', { [WHEEL]: wheelOf(METADATA, many) });
    assert.equal(told(await ask(server)), 'range');
  });

  it('comes from the whole file where the server knows no ranges, bound by its hash', async () => {
    await using server = await IndexServer.start();
    const content = wheelOf();
    server.list('demo', { [WHEEL]: content });
    server.on(`/files/${WHEEL}`, say(content));
    assert.equal(told(await ask(server)), 'whole verified');
    assert.equal(told(await ask(server, {}, { maxWholeBytes: 1000 })), 'too-large');
    server.on(`/files/${WHEEL}`, say(wheelOf(`${METADATA}x: y\n`)));
    assert.equal(told(await ask(server)), 'damaged');
    server.on(`/files/${WHEEL}`, (request, response) => {
      if (request.headers.range === undefined) say(content)(request, response);
      else response.writeHead(416).end();
    });
    assert.equal(told(await ask(server)), 'whole verified');
  });

  it('of another project, of two, or of none is a lie', async () => {
    await using server = await IndexServer.start();
    for (const content of [
      wheelOf(METADATA.replace('demo', 'other')),
      wheelOf(METADATA.replace('1.0', '2.0')),
      wheelOf(METADATA, { 'demo-2.0.dist-info/METADATA': METADATA }),
      zipFile({ 'demo/x.py': '' }),
      Buffer.from('no archive at all'),
    ]) {
      server.list('demo', { [WHEEL]: content });
      assert.equal(told(await ask(server)), 'damaged');
    }
  });

  it('of a file that changes while it is read, or in parts that nobody asked for, is not read', async () => {
    await using server = await IndexServer.start();
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`demo/module_number_${at}.py`, '']));
    const content = wheelOf(METADATA, many);
    server.list('demo', { [WHEEL]: content });
    let count = 0;
    server.on(`/files/${WHEEL}`, (request, response) => ranged(content, `"${++count}"`)(request, response));
    assert.equal(told(await ask(server)), 'damaged');
    for (const range of ['bytes 0-9/10', `bytes ${content.length - 10}-${content.length - 1}/*`, 'bytes 5-4/10', 'x']) {
      server.on(`/files/${WHEEL}`, (_request, response) => {
        response.writeHead(206, { 'content-range': range }).end(Buffer.alloc(10));
      });
      assert.equal(told(await ask(server)), 'damaged', range);
    }
    server.on(`/files/${WHEEL}`, (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }).end(content);
    });
    assert.equal(told(await ask(server)), 'damaged');
  });

  it('is held to the hash of the copy beside it, also where that is gone', async () => {
    await using server = await IndexServer.start();
    for (const [text, expected] of [
      [METADATA, 'range verified'],
      [`${METADATA}x: y\n`, 'damaged'],
    ] as const) {
      server.list('demo', { [WHEEL]: wheelOf() }, { 'core-metadata': { sha256: sha256(Buffer.from(text)) } });
      assert.equal(told(await ask(server)), expected);
    }
  });

  it('of a file that is gone is absent', async () => {
    await using server = await IndexServer.start();
    server.list('demo', { [WHEEL]: wheelOf() });
    server.on(`/files/${WHEEL}`, say('', {}, 404));
    assert.equal(told(await ask(server)), 'absent');
  });
});

describe('metadata of a source distribution', () => {
  const of = (text: string, file = 'PKG-INFO') => makeSdist('demo-1.0', { [file]: text });

  it('counts from 2.2 on, as far as it is not dynamic; nothing is built', async () => {
    await using server = await IndexServer.start();
    const newer = METADATA.replace('2.1', '2.2');
    for (const [content, expected, fields] of [
      [of(newer), 'whole verified', undefined],
      [of(newer.replace('2.2', '2.4')), 'whole verified', undefined],
      [of(METADATA), 'needs a build: Requires-Dist Requires-Python Provides-Extra', undefined],
      [of(`${newer}Dynamic: requires-dist\n`), 'needs a build: Requires-Dist', undefined],
      [of(`${newer}Dynamic: Requires-Dist\n`), 'whole verified', ['Requires-Python']],
      [of(newer, 'setup.py'), 'needs a build: Requires-Dist Requires-Python Provides-Extra', undefined],
      [of(newer.replace('demo', 'other')), 'damaged', undefined],
      [Buffer.from('no archive'), 'damaged', undefined],
    ] as const) {
      server.list('demo', { [SDIST]: content });
      assert.equal(told(await ask(server, {}, fields === undefined ? {} : { fields })), expected);
    }
    server.list('demo', { 'demo-1.0.tar.bz2': Buffer.from('x') });
    assert.match(told(await ask(server)), /needs a build/);
  });

  it('of other bytes than listed, or more than allowed, or half of them is not read', async () => {
    await using server = await IndexServer.start();
    const content = of(METADATA.replace('2.1', '2.2'));
    server.list('demo', { [SDIST]: content });
    server.on(`/files/${SDIST}`, say(of(`${METADATA}x: y\n`)));
    assert.equal(told(await ask(server)), 'damaged');
    server.on(`/files/${SDIST}`, truncated(content, 20));
    assert.equal(told(await ask(server)), 'damaged');
    server.on(`/files/${SDIST}`, say(content));
    assert.equal(told(await ask(server, {}, { maxWholeBytes: 100 })), 'too-large');
  });
});
