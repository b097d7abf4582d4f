import type { FileSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** A file keeps the bytes that it had. */
export const rule: Rule = {
  id: 'first-seen-hash',
  title: 'a file keeps the bytes that it had when it was seen first',
  what: 'Fails for a file whose SHA-256, on the page or of the bytes fetched, is another than the one with which this gateway saw it first at that upstream.',
  why: 'PyPI never lets a file be exchanged, and no honest index does: other bytes under the name of a file are an attack, or an index that nobody should rely on. It is denied as an incident; who has the first bytes keeps them, and only an allow of the new bytes themselves lets those in.',
  bad: 'demo-1.0.tar.gz  # sha256:aaaa… yesterday, sha256:bbbb… today',
  good: 'demo-1.0.tar.gz, demo-1.0.post1.tar.gz',
  unknownMeans: 'Nothing is remembered of the file.',
  levels: ['distribution', 'artifact'],
  needs: ['offered-file'],
  defaultLevel: 'deny',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'danger' },
  lift: 'bytes',
  judge(subject: FileSubject, evidence) {
    return withValue(evidence['offered-file'], 'offered-file', ({ pinned, hashes, upstream }) => {
      if (pinned === null) return [];
      const first = `sha256:${pinned}`;
      const actual = subject.level === 'artifact' ? [`sha256:${subject.sha256}`] : hashes;
      const other = actual.find((hash) => hash !== first && hash.startsWith('sha256:'));
      if (other === undefined) return [];
      const whose = upstream === '' ? '' : ` at \`${upstream.slice(0, 100)}\``;
      const message = `\`${subject.filename.slice(0, 100)}\` was seen first${whose} with ${first}, and now has ${other.slice(0, 71)}`;
      const hint = 'take it for an attack until its publisher explains it; `rind log` shows who has which bytes';
      return [{ outcome: 'fail', message, hint, key: other }];
    });
  },
};
