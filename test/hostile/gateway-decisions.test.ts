/** What a gateway that runs decides, and goes on deciding: over a restart, when an index says otherwise, and in time. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { SetClock } from '../faults/set-clock.ts';
import { type Answered, ask, askUntil, before, folderFor, logOf, pause, rule, withState } from '../faults/site.ts';
import { Gateway, missingGateway } from '../gateway/gateway.ts';
import { type DistributionParts, makeSdist, makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { type FileFacts, fileOf, projectOf, type UpstreamFile } from '../servers/upstream-file.ts';
import { pathOfFile } from '../servers/upstream-page.ts';

const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };
const DAY = 24 * 60 * 60_000;
/** After this a page of an upstream is asked for again. */
const PAGE_AGES = 130_000;

function wheel(name: string, parts: Partial<DistributionParts> = {}, facts: FileFacts = {}): UpstreamFile {
  return fileOf(makeWheel({ name, version: '1.0', ...parts }), facts);
}

function pathOf({ filename }: UpstreamFile): string {
  return `/simple/${filename.split('-')[0]?.replaceAll('_', '-')}/${filename}`;
}

/** The rule that a refusal names, and whether it denies or holds. */
function refusal({ status, body }: Answered): string {
  if (status !== 403) return `${status}`;
  const { verdict, rule: id } = JSON.parse(body.toString());
  return `${verdict} ${id}`;
}

async function upstreamFor(t: TestContext): Promise<Upstream> {
  const upstream = await Upstream.start();
  t.after(() => upstream[Symbol.asyncDispose]());
  return upstream;
}

describe('decisions of a running gateway', { skip: missingGateway(), concurrency: 2 }, () => {
  test('first-seen sha256 is pinned per upstream and filename for ever: another one is refused, over a restart, whatever the page says', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const [first, unseen] = [wheel('pinned'), wheel('unseen')];
    upstream.put(projectOf('pinned', first), projectOf('unseen', unseen));
    {
      await using gateway = await Gateway.start(before(upstream, folder));
      assert.equal((await askUntil(gateway.origin, pathOf(first))).status, 200);
      // Seen on a page is seen: nobody has to have fetched it.
      assert.equal((await ask(gateway.origin, '/simple/unseen/')).status, 200);
    }
    // Pages of a moment ago would hold over a restart.
    rmSync(join(folder, 'data', 'pages'), { recursive: true });
    upstream.taken();
    const files = { 'other.py': 'evil = True\n' };
    const [other, another] = [wheel('pinned', { files }), wheel('unseen', { files })];
    upstream.put(projectOf('pinned', other), projectOf('unseen', another));
    await using gateway = await Gateway.start(before(upstream, folder));
    for (const file of [other, another]) {
      for (const tail of ['', '.metadata', '.provenance']) {
        const answer = await ask(gateway.origin, pathOf(file) + tail);
        assert.equal(refusal(answer), 'deny first-seen-hash', `${file.filename}${tail}`);
      }
      for (const headers of [{ range: 'bytes=0-9' }, { 'if-none-match': `"${first.sha256}"` }])
        assert.equal((await ask(gateway.origin, pathOf(file), headers)).status, 403, JSON.stringify(headers));
    }
    assert.deepEqual(
      upstream.taken().filter((line) => line.includes('/files/')),
      [],
      'nothing of the other bytes is fetched',
    );
  });

  test('404 ≠ outage: stale only on timeout, 5xx or TLS failure; 404, 410 and quarantine are evidence: denied, and who has it is told', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const clock = new SetClock(folder);
    const names = ['standing', 'gone', 'gone-for-good', 'forbidden', 'guarded', 'quarantined'];
    const files = names.map((name) => wheel(name));
    for (const [at, name] of names.entries()) upstream.put(projectOf(name, ...files.slice(at, at + 1)));
    await using gateway = await Gateway.start(before(upstream, folder, { env: clock.env }));
    for (const file of files) assert.equal((await askUntil(gateway.origin, pathOf(file))).status, 200, file.filename);
    await pause(700);
    const says = (name: string, status: number) => upstream.misbehave(`/simple/${name}/`, { kind: 'status', status });
    says('standing', 500);
    says('gone', 404);
    says('gone-for-good', 410);
    says('forbidden', 403);
    says('guarded', 401);
    upstream.put({ ...projectOf('quarantined', wheel('quarantined')), status: 'quarantined' });
    await clock.pass(PAGE_AGES);
    const now = new Map<string, string>();
    for (const file of files)
      now.set(file.filename.split('-')[0] ?? '', refusal(await ask(gateway.origin, pathOf(file))));
    assert.deepEqual(Object.fromEntries(now), {
      standing: '200',
      gone: 'deny removed-upstream',
      gone_for_good: 'deny removed-upstream',
      // It says something, and not that the project is gone: nothing is known.
      forbidden: '503',
      guarded: '503',
      quarantined: 'deny project-status',
    });
    // Remembered files stay listed and denied, so that the reason arrives.
    for (const name of ['gone', 'gone-for-good', 'quarantined']) {
      const page = await ask(gateway.origin, `/simple/${name}/`, JSON_PAGE);
      assert.equal(page.status, 200, name);
      const [only, ...others] = JSON.parse(page.body.toString()).files;
      assert.deepEqual([others.length, only._policy.verdict], [0, 'deny'], name);
    }
    const told = () => logOf(folder).filter(({ event }) => event === 'exposure');
    for (let waited = 0; waited < 150 && told().length < 3; waited++) await pause(100);
    assert.deepEqual(
      told()
        .map(({ project, holders }) => `${project} ${holders}`)
        .sort(),
      ['gone 1', 'gone-for-good 1', 'quarantined 1'],
    );
  });

  test('a denial by what is known without the bytes costs no upstream byte, at any door', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const file = wheel('unwanted');
    upstream.put(projectOf('unwanted', file));
    await rule(folder, 'deny', 'unwanted');
    await using gateway = await Gateway.start(before(upstream, folder));
    for (const tail of ['', '.metadata', '.provenance'])
      assert.equal(refusal(await ask(gateway.origin, pathOf(file) + tail)), 'deny ruling', tail);
    assert.equal((await ask(gateway.origin, pathOf(file), {}, 'HEAD')).status, 403);
    for (const path of ['/simple/unwanted/', '/pypi/unwanted/json', '/project/unwanted/'])
      assert.equal((await ask(gateway.origin, path)).status, 200, path);
    await pause(500);
    assert.deepEqual(
      upstream.taken().filter((line) => !/^GET \/(?:simple\/unwanted\/|pypi\/unwanted\/json) /.test(line)),
      [],
    );
  });

  test('an allow of a release binds the hashes seen, and a private upstream counts by the later of claimed and first-seen', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const clock = new SetClock(folder);
    // It says that they were uploaded years ago: an index that is not PyPI's can say what it likes.
    const [seen, later] = [wheel('inner'), wheel('inner', { tag: 'py2-none-any' })];
    upstream.put(projectOf('inner', seen));
    const upstreams = [{ name: 'team', url: upstream.indexUrl }];
    const options = { folder, upstreams, env: clock.env, config: '[rules.late-file]\nlevel = "off"\n' };
    await using gateway = await Gateway.start(options);
    assert.equal(refusal(await ask(gateway.origin, pathOf(seen))), 'hold release-cooldown');
    const allowed = gateway.command('allow', 'inner==1.0', '--reason', 'looked at', '--wait');
    assert.equal(allowed.code, 0, allowed.err);
    assert.equal((await askUntil(gateway.origin, pathOf(seen))).status, 200);
    upstream.put(projectOf('inner', seen, later));
    await clock.pass(PAGE_AGES);
    assert.equal((await askUntil(gateway.origin, pathOf(seen))).status, 200);
    assert.equal(refusal(await ask(gateway.origin, pathOf(later))), 'hold release-cooldown', 'it came after the allow');
    await clock.pass(3 * DAY + PAGE_AGES);
    assert.equal((await askUntil(gateway.origin, pathOf(later))).status, 200, 'its own days are over');
  });

  test('rules that the gateway adds hold at the file, and only name-confusion never denies alone', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    writeFileSync(join(folder, 'names.txt'), 'requests 1000000\n');
    const ago = (days: number) => ({ uploaded: new Date(Date.now() - days * DAY).toISOString() });
    const sdist = fileOf(makeSdist({ name: 'both', version: '1.0' }));
    const lone = fileOf(makeSdist({ name: 'lone', version: '1.0' }));
    const late = wheel('late', { tag: 'py2-none-any' }, ago(9));
    const files: readonly (readonly [string, UpstreamFile, ...UpstreamFile[]])[] = [
      ['deny sdist-where-wheel', sdist, wheel('both')],
      ['200', lone],
      ['deny freeze-date', wheel('newer', {}, ago(7))],
      ['hold late-file', late, wheel('late')],
      ['deny yanked', wheel('withdrawn', {}, { yanked: 'broken' })],
      ['hold name-confusion', wheel('reqeusts', {}, ago(10))],
      ['hold release-cooldown', wheel('fresh', {}, ago(1))],
      ['deny deny-list', wheel('banned')],
      // Nobody attests anything yet: a rule that cannot be run moves nothing.
      ['200', wheel('honest')],
    ];
    for (const [, file, ...others] of files) upstream.put(projectOf(pathOf(file).split('/')[2] ?? '', file, ...others));
    const levels = ['sdist-where-wheel', 'yanked', 'name-confusion', 'missing-attestation']
      .map((id) => `[rules.${id}]\nlevel = "deny"\n`)
      .join('');
    const freeze = `[rules.freeze-date]\nlevel = "deny"\ninstant = "${ago(8).uploaded}"\n`;
    const list = '[rules.deny-list]\nlevel = "deny"\nnames = ["banned"]\n';
    const server = '[server]\nsync-every = "off"\nnames-file = "names.txt"\n';
    const config = `${server}${levels}${list}${freeze}`;
    await using gateway = await Gateway.start(before(upstream, folder, { config }));
    const found: string[] = [];
    for (const [, file] of files) found.push(refusal(await askUntil(gateway.origin, pathOf(file))));
    // What is only just out is newer than the frozen day as well: that weighs more.
    assert.deepEqual(
      found,
      files.map(([expected, { filename }]) => (filename.startsWith('fresh') ? 'deny freeze-date' : expected)),
    );
  });

  test('the index as of an instant lists a file only when its upload-time, else first-seen, is earlier, and says which history it lacks', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    upstream.style = { ...upstream.style, uploadTimes: 'never' };
    const undated = wheel('undated');
    upstream.put(projectOf('undated', undated));
    const upstreams = [{ name: 'team', url: upstream.indexUrl }];
    const config = '[rules.release-cooldown]\nlevel = "off"\n';
    await using gateway = await Gateway.start({ folder, upstreams, config });
    assert.equal((await askUntil(gateway.origin, pathOf(undated))).status, 200);
    const instant = (at: number) => `/simple/@${new Date(at).toISOString()}`;
    for (const [at, count] of [
      [Date.now() - DAY, 0],
      [Date.now() + 1000, 1],
    ] as const) {
      const answer = await ask(gateway.origin, `${instant(at)}/undated/`, JSON_PAGE);
      const { files, _notes: notes } = JSON.parse(answer.body.toString());
      assert.equal(files.length, count);
      assert.match(notes.join('\n'), /judged by the policy and the advisories of today/);
      assert.match(notes.join('\n'), /deleted before they were first asked for here are not known/);
      if (count > 0) assert.match(notes.join('\n'), /1 of the files do not say when they were uploaded/);
      const file = await ask(gateway.origin, instant(at) + pathOf(undated).replace('/simple', ''));
      assert.equal(file.status, count > 0 ? 200 : 404);
    }
  });

  test('a file without a secure hash is refused until it is hashed and recorded, and bound to these bytes from then on', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const file = wheel('hashless');
    upstream.put(projectOf('hashless', file));
    const link = `<a href="../..${pathOfFile(file)}#md5=${'0'.repeat(32)}">${file.filename}</a>`;
    const content = Buffer.from(`<!DOCTYPE html><html><body>${link}</body></html>`);
    upstream.misbehave('/simple/hashless/', { kind: 'replace', content, contentType: 'text/html' });
    const config = '[rules.release-cooldown]\nlevel = "off"\n';
    const table = `${config}[rules.weak-hash]\nrecorded = false\n`;
    {
      await using strict = await Gateway.start(before(upstream, folderFor(t), { config: table }));
      assert.equal(refusal(await askUntil(strict.origin, pathOf(file))), 'hold weak-hash');
    }
    const silent = upstream.misbehave(/hashless-1\.0/, { kind: 'status', status: 500 });
    await using gateway = await Gateway.start(before(upstream, folder, { config }));
    assert.equal((await ask(gateway.origin, pathOf(file))).status, 503, 'nobody has hashed it');
    silent.left = 0;
    assert.equal((await askUntil(gateway.origin, pathOf(file))).status, 200);
    const page = await ask(gateway.origin, '/simple/hashless/', JSON_PAGE);
    assert.deepEqual(JSON.parse(page.body.toString()).files[0].hashes, { sha256: file.sha256 });
    // The blob is lost, and the index sends something else under the name.
    const blob = join(folder, 'data', 'blobs', 'sha256', file.sha256.slice(0, 2), file.sha256.slice(2));
    rmSync(blob);
    const evil = makeWheel({ name: 'hashless', version: '1.0', files: { 'other.py': 'evil = True\n' } }).content;
    upstream.misbehave(/hashless-1\.0/, { kind: 'replace', content: evil });
    await gateway.kill();
    await using again = await Gateway.start(before(upstream, folder, { config }));
    for (let time = 0; time < 3; time++) {
      const answer = await ask(again.origin, pathOf(file));
      assert.ok(answer.status === 503 || refusal(answer) === 'deny first-seen-hash', refusal(answer));
      assert.doesNotMatch(answer.body.toString('latin1'), /evil/);
    }
  });

  test('fail closed; fail-open only when configured, and counted: without advisories nobody can tell of a flaw', async (t) => {
    const upstream = await upstreamFor(t);
    const file = wheel('untold');
    upstream.put(projectOf('untold', file));
    const counted = async (gateway: Gateway) =>
      /^rind_undetermined_total\{rule="known-vulnerability"\} (\d+)$/m.exec(
        (await ask(gateway.origin, '/metrics')).body.toString(),
      )?.[1];
    for (const unknown of ['hold', 'deny'] as const) {
      const config = `[rules.known-vulnerability]\nunknown = "${unknown}"\n`;
      await using gateway = await Gateway.start(before(upstream, folderFor(t), { config }));
      assert.equal(refusal(await askUntil(gateway.origin, pathOf(file))), `${unknown} known-vulnerability`);
      assert.equal(refusal(await ask(gateway.origin, `${pathOf(file)}.metadata`)), `${unknown} known-vulnerability`);
      assert.equal(await counted(gateway), undefined);
    }
    const folder = folderFor(t);
    const config = '[rules.known-vulnerability]\nunknown = "report"\n';
    await using gateway = await Gateway.start(before(upstream, folder, { config }));
    assert.equal((await askUntil(gateway.origin, pathOf(file))).status, 200);
    assert.equal(await counted(gateway), '1');
    const [served] = logOf(folder).filter(({ event }) => event === 'serve');
    assert.ok(JSON.stringify(served?.['undetermined']).includes('known-vulnerability'));
  });

  test('a dry run records only, and says what it would have done', async (t) => {
    const [upstream, folder] = [await upstreamFor(t), folderFor(t)];
    const [file, waits] = [wheel('doubtful'), wheel('waiting')];
    upstream.put(projectOf('doubtful', file), projectOf('waiting', waits));
    await rule(folder, 'deny', 'doubtful==1.0');
    await rule(folder, 'hold', 'waiting');
    await using gateway = await Gateway.start(before(upstream, folder, { args: ['--dry-run'] }));
    for (const one of [file, waits]) {
      assert.equal((await askUntil(gateway.origin, pathOf(one))).status, 200);
      assert.equal((await ask(gateway.origin, `${pathOf(one)}.metadata`)).status, 200);
    }
    await pause(700);
    const said = logOf(folder).filter(({ dryRun }) => dryRun === true);
    assert.deepEqual(
      [...new Set(said.map(({ event, rule: id, filename }) => `${event} ${id} ${filename}`))],
      [`deny ruling ${file.filename}`, `hold ruling ${waits.filename}`],
    );
    assert.deepEqual(await withState(folder, ({ holds }) => holds.waiting()), [], 'nobody has anything to release');
    for (const path of ['/simple/doubtful/', '/simple/waiting/'])
      assert.doesNotMatch((await ask(gateway.origin, path, JSON_PAGE)).body.toString(), /_policy|denied|held/, path);
  });
});
