import { hash } from 'node:crypto';
import { normalizeName } from '@rind/pypa';
import { PackedFiles } from '../../../index/packed-files.ts';
import { gatewaySettings } from '../../../policy/gateway-policy.ts';
import { makePolicy } from '../../../policy/policy.ts';
import { RULES } from '../../../policy/registry.generated.ts';
import { PinnedFiles } from '../pinned-files.ts';
import { makeOffer } from '../make-offer.ts';
import { judgeEach } from '../judge-offer.ts';
import { listed, TODAY } from './fake-files.ts';
import { makeStanding } from '../make-standing.ts';
const mode = process.argv[2] ?? 'noop';
const policy = makePolicy(RULES, gatewaySettings({}), [], []);
const name = normalizeName('many');
const files = new PackedFiles();
const pins = new Map();
for (let at = 0; at < 10000; at++) {
  const filename = `${name}-${Math.floor(at / 100)}.${at % 100}.0-py3-none-any.whl`;
  const sha256 = hash('sha256', filename);
  files.add(listed(filename, { url: `https://files.example/${filename}`, hashes: new Map([['sha256', sha256]]), coreMetadata: new Map([['sha256', sha256]]) }));
  pins.set(filename, { filename, sha256, firstSeen: 1, gone: null, uploaded: null });
}
files.close();
const pinned = new PinnedFiles({ listed: files, pins, passedOn: new Map(), upstream: 'up', trust: 'pypi', missing: [] });
function drive<T>(g: Generator<void, T, void>): T { for (;;) { const s = g.next(); if (s.done) return s.value; } }
const pages: any = [{ upstream: { name: 'up', url: 'https://up.example/simple/', mirrors: 'pypi' }, page: { apiVersion: { major: 1, minor: 4 }, name, versions: undefined, status: { marker: 'active', reason: undefined }, namespaces: undefined, alternateLocations: [], tracks: [], baseUrl: undefined, files }, digest: 'x', observedAt: TODAY }];
const offer = drive(makeOffer({ files: pinned, pages, inspections: new Map(), rulings: [], inUse: [], now: TODAY }));
const bench: any = { name, offer, policy, now: TODAY, origins: new Map([['up', { kind: 'index' }]]), sources: { indexes: [{ url: 'https://up.example/simple/', mirrors: 'pypi' }] } };
let n = 0;
for (let round = 0; round < 3; round++) {
  console.log('ROUND');
  if (mode === 'offer') { for (let i = 0; i < offer.files.length; i++) if (offer.files.at(i)?.parsed.kind === 'wheel') n++; }
  else if (mode === 'standing') drive(makeStanding({ view: '', pages, pinned, bench, looked: new Map() }));
  else drive(judgeEach(bench, (_about, decision) => { n++; if (mode === 'id') n += decision.id.length; }));
}
