import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, ok, type Result } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import type { HttpClient, HttpFailure, HttpRequest, HttpResponse } from '../platform/http.ts';
import { ContentError } from '../platform/http-exchange.ts';
import { type IndexTraffic, Traffic } from './traffic.http.ts';

type Asked = Result<HttpResponse, HttpFailure>;

const FAILED = problem('fetch-failed', 'x');

function answerOf(status: number, ...chunks: readonly (number | Error)[]): Asked {
  async function* content() {
    for (const chunk of chunks) {
      if (typeof chunk !== 'number') throw chunk;
      yield new Uint8Array(chunk);
    }
  }
  return ok({ status, headers: new Map(), url: '', content: content(), discard: () => undefined });
}

function clientOf(answers: readonly Asked[], asked: HttpRequest[] = []): HttpClient {
  const left = [...answers];
  const none = problem('fetch-failed', 'no more');
  return {
    attempts: 7,
    pause: async () => undefined,
    send: async () => err(none),
    async ask(request) {
      asked.push(request);
      return left.shift() ?? err({ kind: 'connection', problem: none });
    },
  };
}

async function bytesOf(answer: Asked): Promise<number> {
  let bytes = 0;
  if (answer.ok) for await (const chunk of answer.value.content) bytes += chunk.length;
  return bytes;
}

function shown(one: IndexTraffic | undefined): object {
  return { outcomes: Object.fromEntries(one?.outcomes ?? []), bytes: one?.bytes, broken: one?.broken };
}

test('questions are counted by what became of them, on the account that they name', async () => {
  const traffic = new Traffic(['pypi', 'own']);
  const failures: readonly HttpFailure[] = [
    { kind: 'timeout', problem: FAILED },
    { kind: 'tls', problem: FAILED },
    { kind: 'status', status: 503, problem: FAILED },
    { kind: 'status', status: 429, problem: FAILED },
  ];
  const answers = [
    answerOf(200, 10, 5),
    answerOf(304),
    answerOf(404),
    answerOf(200, 1),
    ...failures.map((one) => err(one)),
  ];
  const asked: HttpRequest[] = [];
  const client = traffic.counting(clientOf(answers, asked));
  for (const [i] of answers.entries()) {
    const answer = await client.ask({ url: 'https://x.example/', account: i === 3 ? 'own' : 'pypi' });
    assert.equal(await bytesOf(answer), [15, 0, 0, 1][i] ?? 0);
  }
  const pypi = traffic.counts.get('pypi');
  const outcomes = { '2xx': 1, '3xx': 1, '4xx': 2, timeout: 1, tls: 1, '5xx': 1 };
  assert.deepEqual(shown(pypi), { outcomes, bytes: 15, broken: 0 });
  assert.deepEqual(shown(traffic.counts.get('own')), { outcomes: { '2xx': 1 }, bytes: 1, broken: 0 });
  assert.equal(
    pypi?.latencies.reduce((all, one) => all + one, 0),
    7,
  );
  assert.equal(pypi?.latencies.length, pypi?.ends.length === undefined ? 0 : pypi.ends.length + 1);
  assert.ok((pypi?.seconds ?? -1) >= 0);
  assert.equal(client.attempts, 7);
  assert.equal(asked.length, answers.length);
});

test('no name is ever added: who asks for what names no series', async () => {
  const traffic = new Traffic(['own']);
  const client = traffic.counting(clientOf([]));
  assert.deepEqual([...traffic.counts.keys()], ['own']);
  for (const account of ['evil', '__proto__', 'pypi']) await client.ask({ url: 'https://x.example/', account });
  await client.ask({ url: 'https://x.example/' });
  assert.deepEqual([...traffic.counts.keys()], ['own', 'other']);
  assert.deepEqual(shown(traffic.counts.get('other')), { outcomes: { connection: 3 }, bytes: 0, broken: 0 });
});

test('a content that breaks off is counted, and one that its reader leaves is not', async () => {
  const traffic = new Traffic(['pypi']);
  const broken = answerOf(200, 10, new ContentError('broke off'));
  const client = traffic.counting(clientOf([broken, answerOf(200, 10, 20)]));
  const question = { url: 'https://x.example/', account: 'pypi' };
  await assert.rejects(bytesOf(await client.ask(question)), /broke off/);
  const left = await client.ask(question);
  if (left.ok) for await (const _ of left.value.content) break;
  assert.deepEqual(shown(traffic.counts.get('pypi')), { outcomes: { '2xx': 2 }, bytes: 20, broken: 1 });
});
