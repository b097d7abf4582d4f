import { directUrlJson, parseDirectUrl } from '../../src/direct-url.ts';
import { splitPythonUrl } from '../../src/python-url.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';

const WRONG_TYPES = [null, 1, true, 'text', [], {}, ['a'], { a: 1 }];

function userText(random: Random): string {
  return random.pick([
    '',
    '',
    '',
    'git@',
    'user:secret@',
    '\u0024{USER}@',
    '\u0024{USER}:\u0024{PASS}@',
    '\u0024{USER}:pass@',
    'a@b@',
    ':@',
    '\u0024{}@',
  ]);
}

function urlText(random: Random): string {
  if (random.chance(0.4)) return `file://${random.pick(['/x', '/home/me/proj', 'host/x', '', 'x', '/a b', '/x?y#z'])}`;
  const scheme = random.pick(['https', 'https', 'HTTP', 'git+ssh', 'ssh', 'git', 'file', 'c', '', '1x', 'mailto']);
  const host = random.pick([
    'example.org',
    'example.org:8080',
    '[::1]',
    '[::1]:80',
    '[v1.x]',
    '[::g]',
    '[1.2.3.4]',
    '[::ffff:1.2.3.4]',
    'a[b',
    'ｅx.org',
    'a℀b',
    'a＃b',
    '',
  ]);
  const path = random.pick(['', '/', '/p/a.whl', '/p@q', '//double', 'relative', '/a;b', ' /x']);
  const tail = random.pick(['', '', '?q=1', '?', '#sha256=00', '#', '?a@b#c?d', '#x#y']);
  const url = `${scheme}${scheme === '' ? '' : ':'}${random.pick(['//', '//', '//', '', '/', '///'])}${userText(random)}${host}${path}${tail}`;
  return random.chance(0.15) ? random.mutate(url, `${AWKWARD}/:@?#[]\t`) : url;
}

function maybeWrong<T>(random: Random, value: T): unknown {
  return random.chance(0.04) ? random.pick(WRONG_TYPES) : value;
}

function hashesOf(random: Random): unknown {
  const names = random.list(0, 2, () => random.pick(['sha256', 'sha512', 'md5', '__proto__']));
  return Object.fromEntries(names.map((name) => [name, maybeWrong(random, random.pick(['00', 'ab', '']))]));
}

function archiveInfo(random: Random): unknown {
  const info: Record<string, unknown> = {};
  if (random.chance(0.6)) info['hashes'] = maybeWrong(random, hashesOf(random));
  if (random.chance(0.4)) {
    info['hash'] = maybeWrong(
      random,
      random.pick(['sha256=00', 'sha256=ab', 'md5=', 'sha512', 'a=b=c', '__proto__=00']),
    );
  }
  return info;
}

function document(random: Random): unknown {
  if (random.chance(0.01)) return random.pick(WRONG_TYPES);
  const json: Record<string, unknown> = {};
  const kinds = random.chance(0.9)
    ? [random.pick(['archive', 'vcs', 'dir'])]
    : ['archive', 'vcs', 'dir'].filter(() => random.chance(0.5));
  if (!random.chance(0.03))
    json['url'] = maybeWrong(random, kinds[0] === 'dir' && random.chance(0.7) ? 'file:///home/x' : urlText(random));
  for (const kind of kinds) {
    if (kind === 'archive') json['archive_info'] = maybeWrong(random, archiveInfo(random));
    if (kind === 'dir') {
      json['dir_info'] = maybeWrong(
        random,
        random.chance(0.5) ? { editable: maybeWrong(random, random.chance(0.5)) } : {},
      );
    }
    if (kind !== 'vcs') continue;
    const info: Record<string, unknown> = { vcs: maybeWrong(random, 'git'), commit_id: maybeWrong(random, 'abc') };
    if (random.chance(0.1)) delete info[random.pick(['vcs', 'commit_id'])];
    if (random.chance(0.4)) info['requested_revision'] = maybeWrong(random, 'main');
    json['vcs_info'] = maybeWrong(random, info);
  }
  if (random.chance(0.2)) json['subdirectory'] = maybeWrong(random, 'sub/dir');
  if (random.chance(0.1)) json['other'] = 1;
  return json;
}

const directUrl: DifferentialKind = {
  name: 'direct-url',
  op: 'direct-url',
  full: 100_000,
  generate: document,
  ours(json) {
    const parsed = parseDirectUrl(json);
    if (!parsed.ok) return { wrong: parsed.error[0]?.path.slice(0, 2).join('.') };
    if (!splitPythonUrl(parsed.value.url).ok) return { unsplittable: parsed.value.url };
    return {
      json: directUrlJson(parsed.value),
      legacy: directUrlJson(parsed.value, { legacyHash: true, harmlessUsers: [] }),
    };
  },
  exception(json, ours, theirs) {
    const isUnreadable = (answer: unknown) =>
      typeof answer === 'object' && answer !== null && ('unsplittable' in answer || 'wrong' in answer);
    if (isUnreadable(ours) === isUnreadable(theirs)) return undefined;
    return /\/\/[^/?#]*\[[^/?#]*\]/.test(JSON.stringify(json)) ? 'url-host-brackets' : undefined;
  },
};

export const kinds: DifferentialKind[] = [directUrl];
