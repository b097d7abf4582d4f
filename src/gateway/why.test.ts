import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WhyAnswer } from '../app/serve/why.ts';
import { whyJson } from '../app/serve/why-json.ts';
import { openDoor } from './testing/open-door.ts';
import { renderWhyHtml } from './why-page.ts';

const DAY = 86_400_000;
const WHY: WhyAnswer = {
  answer: 'why',
  id: 'k9',
  verdict: 'hold',
  subject: { project: 'demo', version: '1.0', filename: 'demo-1.0.tar.gz', sha256: 'a'.repeat(64) },
  view: '',
  rule: { id: 'release-cooldown', title: 'Release cooldown', what: 'a release waits until others have looked at it' },
  summary: 'uploaded 3 days ago; `demo` waits for 7',
  reasons: [
    {
      rule: 'release-cooldown',
      outcome: 'fail',
      level: 'hold',
      message: 'too young',
      hint: 'wait, or `rind holds release k9`',
    },
  ],
  evidence: [
    { kind: 'upload-time', value: '2026-11-18', source: 'pypi', observedAt: 0, link: 'https://pypi.org/project/demo/' },
  ],
  decidedAt: 10 * DAY,
  until: 14 * DAY,
  nearest: '0.9',
  release: ['an admin: `rind holds release k9`'],
  current: true,
  policy: 'b'.repeat(64),
};

test('a page says what, why, how long, what instead and who releases it, without a script', () => {
  const html = renderWhyHtml(WHY, 10 * DAY);
  for (const part of [
    'demo 1.0 is held',
    '<code>release-cooldown</code>',
    '4 days, until <time datetime="1970-01-15T00:00:00Z">1970-01-15 00:00:00 UTC</time>',
    '<code>0.9</code>',
    'an admin: <code>rind holds release k9</code>',
    'href="https://pypi.org/project/demo/"',
    'lang="en"',
  ])
    assert.ok(html.includes(part), part);
  assert.doesNotMatch(html, /<script|style="|onclick/);
  assert.match(renderWhyHtml({ ...WHY, current: false }, 15 * DAY), /made anew since[\s\S]*none: ask again/);
});

test('script in names: every text of a page is escaped, and only web addresses are links', () => {
  const evil = '"><script>alert(1)</script>`\u001b[31m\u202e';
  const html = renderWhyHtml(
    {
      ...WHY,
      subject: { project: evil, version: evil, filename: evil, sha256: evil },
      view: evil,
      rule: { id: evil, title: evil, what: evil },
      summary: evil,
      reasons: [{ rule: evil, outcome: 'fail', level: 'deny', message: evil, hint: evil, waived: evil }],
      evidence: [{ kind: evil, value: evil, source: evil, link: 'javascript:alert(1)' }],
      nearest: evil,
      release: [evil],
      policy: evil,
      id: evil,
    },
    0,
  );
  assert.doesNotMatch(html, /<script|javascript:|[\u0000-\u0009\u000b-\u001f\u202e]/);
  for (const link of ['javascript:alert(1)', 'data:text/html,x', 'https://user:pw@host/', '/relative', ' '])
    assert.doesNotMatch(
      JSON.stringify(whyJson({ ...WHY, evidence: [{ kind: 'k', value: 'v', source: 's', link }] }, 0)),
      /"link"/,
      link,
    );
});

test('/why/ID is HTML for browsers, JSON for who asks for it, and absent for who may not know', async (t) => {
  const explainer = {
    why: async (id: string) =>
      id === 'k9' ? WHY : ({ answer: 'forbidden', authenticate: false, why: 'private' } as const),
  };
  const door = await openDoor(t, { ports: { explainer } });
  const html = await door.get('/why/k9', { Accept: 'text/html,application/xhtml+xml,application/json;q=0.5' });
  assert.equal(html.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(
    html.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'/,
  );
  for (const [path, headers] of [
    ['/why/k9', { Accept: 'application/json' }],
    ['/why/k9?format=json', {}],
  ] as const) {
    const json = await door.get(path, headers);
    const value = JSON.parse(json.body.toString()) as Record<string, unknown>;
    assert.deepEqual(
      [value['id'], value['until'], value['decided_at']],
      ['k9', '1970-01-15T00:00:00Z', '1970-01-11T00:00:00Z'],
    );
  }
  const hidden = await door.get('/why/other');
  assert.deepEqual([hidden.status, hidden.body.toString()], [404, (await door.get('/nothing')).body.toString()]);
  assert.doesNotMatch(
    JSON.stringify(whyJson({ ...WHY, evidence: [{ kind: 'k', value: 'v', source: 's', link: 'javascript:x' }] }, 0)),
    /javascript/,
  );
});
