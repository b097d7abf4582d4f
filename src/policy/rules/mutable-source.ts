import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';

/** Sources whose content cannot change unnoticed. */
export const rule: Rule = {
  id: 'mutable-source',
  title: 'checkouts name a commit, and files by address have a hash',
  what: 'Fails for a checkout that names no full commit id (a branch or a tag can be moved), and for a file at an address without a hash.',
  why: 'Whoever controls the repository or the server decides anew, at each installation, what runs.',
  bad: 'tool @ git+https://github.com/example/tool@main',
  good: 'tool @ git+https://github.com/example/tool@4f8b1d9c2a7e6f5d3c1b0a9e8d7c6b5a4f3e2d1c',
  unknownMeans: 'It never occurs: the file says what is asked for.',
  levels: ['requirement', 'release'],
  needs: [],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  judge({ name, origin, hashes }: ComponentSubject) {
    if (origin.kind === 'vcs' && !namesCommit(origin.url ?? '')) {
      const message = `\`${name}\` is a checkout without a commit id: its content can change`;
      return [failure(message, 'name the full commit id after `@`')];
    }
    if (origin.kind === 'url' && hashes.length === 0) {
      const message = `\`${name}\` is a file at an address without a hash: its content can change`;
      return [failure(message, 'add `#sha256=…` to the address, or lock the project')];
    }
    return [{ outcome: 'pass' }];
  },
};

function failure(message: string, hint: string): Outcome {
  return { outcome: 'fail', message, hint, key: 'mutable-source' };
}

/** A commit id of Git or Mercurial (SHA-1 or SHA-256), whole: a prefix may be another commit's tomorrow. Subversion's revisions never change. */
function namesCommit(url: string): boolean {
  const address = url.split('#', 1)[0] ?? '';
  const at = address.lastIndexOf('@');
  const reference = address.slice(at + 1);
  if (at < 0 || reference.includes('/')) return false;
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(reference)) return true;
  return address.startsWith('svn+') && /^[0-9]+$/.test(reference);
}
