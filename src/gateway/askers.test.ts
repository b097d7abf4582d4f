import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { Askers } from './askers.ts';
import { Proxies } from './forwarded.ts';

const HEADERS = ['Host', 'localhost', 'User-Agent', 'pip/26.3', 'X-Forwarded-For', '10.0.0.1'];

/** A proxy of ours, whose word about whom it speaks for is taken. */
function fromProxy(): Socket {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1' });
  return socket;
}

test('who says the very same on a connection is not read again, and who says anything else is', () => {
  const askers = new Askers(new Proxies(['127.0.0.1']));
  const socket = fromProxy();
  const first = askers.of(socket, HEADERS);
  assert.equal(askers.of(socket, [...HEADERS]), first);
  const more = askers.of(socket, [...HEADERS, 'Range', 'bytes=0-1']);
  assert.deepEqual([first.head?.range, more.head?.range], [undefined, 'bytes=0-1']);
  assert.equal(more.asker, first.asker);
  assert.equal(askers.of(socket, HEADERS).head?.range, undefined);
  for (const [at, value] of [
    [1, 'elsewhere'],
    [4, 'X-Forwarded-Fo2'],
  ] as const)
    assert.notDeepEqual(askers.of(socket, HEADERS.with(at, value)).head, first.head);
});

test('another client or another address is another asker, also on the same connection', () => {
  const askers = new Askers(new Proxies(['127.0.0.1']));
  const socket = fromProxy();
  const seen = [HEADERS, HEADERS.with(3, 'uv/0.13'), HEADERS.with(5, '10.0.0.2'), HEADERS].map((raw) => {
    const { client, address } = askers.of(socket, raw).asker;
    return `${client} ${address}`;
  });
  assert.deepEqual(seen, ['pip 10.0.0.1', 'uv 10.0.0.1', 'pip 10.0.0.2', 'pip 10.0.0.1']);
});

test('request smuggling: a header that stands twice is refused each time, and nothing said before stands in for it', () => {
  const askers = new Askers(new Proxies([]));
  const socket = fromProxy();
  const twice = [...HEADERS, 'host', 'other'];
  for (const raw of [HEADERS, twice, twice, HEADERS, twice])
    assert.equal(askers.of(socket, raw).head === undefined, raw === twice);
});

test('what is said on one connection says nothing about another', () => {
  const askers = new Askers(new Proxies([]));
  const [one, other] = [askers.of(fromProxy(), HEADERS), askers.of(fromProxy(), HEADERS)];
  assert.notEqual(one.asker, other.asker);
});
