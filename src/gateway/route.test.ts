import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from './route.ts';

function routed(raw: string): unknown {
  const { kind, ...rest } = routeOf(raw).route;
  if (kind === 'redirect') return ['redirect', 'location' in rest ? rest.location : ''];
  if ('filename' in rest) return [kind, rest.view, rest.asOf, rest.name, rest.version, rest.filename];
  if ('name' in rest) return [kind, rest.view, rest.asOf, rest.name, ...('version' in rest ? [rest.version] : [])];
  return 'asOf' in rest ? [kind, rest.view, rest.asOf] : kind;
}

const INSTANT = Date.UTC(2024, 0, 2, 12);

test('every path of the contract is known', () => {
  const cases: [string, unknown][] = [
    ['/', 'home'],
    ['/simple/', ['projects', '', undefined]],
    ['/simple/django/', ['project', '', undefined, 'django']],
    ['/v/team/simple/django/', ['project', 'team', undefined, 'django']],
    ['/simple/@2024-01-02T12:00:00Z/', ['projects', '', INSTANT]],
    ['/simple/@2024-01-02T12:00:00Z/django/', ['project', '', INSTANT, 'django']],
    ['/simple/%402024-01-02T12%3A00%3A00Z/django/', ['project', '', INSTANT, 'django']],
    ['/simple/@2024-01-02/django/', ['project', '', Date.UTC(2024, 0, 2), 'django']],
    [
      '/v/team/simple/@2024-01-02/django/d-1.whl',
      ['file', 'team', Date.UTC(2024, 0, 2), 'django', undefined, 'd-1.whl'],
    ],
    ['/simple/django/d-1.tar.gz', ['file', '', undefined, 'django', undefined, 'd-1.tar.gz']],
    ['/simple/django/d-1.whl.metadata', ['metadata', '', undefined, 'django', undefined, 'd-1.whl']],
    ['/simple/django/d-1.whl.provenance', ['provenance', '', undefined, 'django', undefined, 'd-1.whl']],
    ['/integrity/django/1.0/d-1.whl/provenance', ['provenance', '', undefined, 'django', '1.0', 'd-1.whl']],
    ['/pypi/django/json', ['json', '', undefined, 'django', undefined]],
    ['/pypi/django/json/', ['json', '', undefined, 'django', undefined]],
    ['/pypi/django/5.0/json', ['json', '', undefined, 'django', '5.0']],
    ['/v/team/pypi/django/json', ['json', 'team', undefined, 'django', undefined]],
    ['/legacy/', 'upload'],
    ['/legacy', 'upload'],
    ['/v/team/legacy/', 'upload'],
    ['/why/abc-1', 'why'],
    ['/api/v1/holds', 'api'],
    ['/healthz', 'health'],
    ['/readyz', 'ready'],
    ['/metrics', 'metrics'],
  ];
  for (const [raw, expected] of cases) assert.deepEqual(routed(raw), expected, raw);
});

test('a name that is not normal, and a missing slash, lead to the right address by a relative way', () => {
  const cases: [string, string][] = [
    ['/simple', 'simple/'],
    ['/simple/Django/', '../django/'],
    ['/simple/Django', 'django/'],
    ['/simple/django', 'django/'],
    ['/simple/zope.interface/?format=text/html', '../zope-interface/?format=text/html'],
    ['/simple/a__b/a__b-1.0+x.whl', '../a-b/a__b-1.0+x.whl'],
    ['/simple/@2024-01-02', '@2024-01-02/'],
    ['/simple/@2024-01-02/Django', 'django/'],
    ['/v/team/simple', 'simple/'],
    ['/pypi/Django/json', '../django/json'],
    ['/pypi/Django/json/', '../../django/json'],
    ['/pypi/Django/5.0/json', '../../django/5.0/json'],
  ];
  const base = 'http://gw.example:1';
  for (const [raw, location] of cases) {
    assert.deepEqual(routed(raw), ['redirect', location], raw);
    const target = new URL(location, base + raw);
    assert.equal(target.origin, base);
    assert.doesNotMatch(String(routed(target.pathname)), /redirect/, raw);
  }
});

test('what is no name, no view and no moment is not looked up', () => {
  const nothing = [
    '/simple/-a/',
    '/simple/a b/'.replace(' ', '%20'),
    '/simple/%C3%A9/',
    '/simple/django/a/b',
    '/simple/django/d.whl/',
    '/v/',
    '/v/team/',
    '/v/%2e./simple/',
    '/v/-x/simple/',
    '/v/team/why/1',
    '/v/team/v/team/simple/',
    '/why/',
    '/why/a.b',
    '/healthz/',
    '/pypi/django/1/2/json',
    '/integrity/django/1.0/provenance',
    '/nothing',
  ];
  for (const raw of nothing) assert.match(String(routed(raw)), /^(?:nothing|refused)$/, raw);
  assert.equal(routed('/simple/@yesterday/django/'), 'refused');
  assert.equal(routed('/simple/@2024-13-01/'), 'refused');
});
