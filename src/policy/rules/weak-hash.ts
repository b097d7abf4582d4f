import type { FileSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  recorded: {
    kind: 'boolean',
    default: true,
    stricter: false,
    what: 'whether a hash that the gateway made of the bytes and has recorded will do; otherwise the index has to list one',
  },
} as const;

/** Digests that nobody can make a second file for. */
const STRONG = /^(?:sha256|sha384|sha512|sha3_256|sha3_384|sha3_512|blake2b|blake2s):/;

/** No file is served whose bytes nothing vouches for. */
export const rule: Rule<typeof parameters> = {
  id: 'weak-hash',
  title: 'every file that is served has a secure hash',
  what: 'Fails for a file whose index lists no hash, or MD5 and SHA-1 only. With `recorded`, the default, it is only held until its bytes have been fetched, hashed and remembered, which the gateway does by itself when somebody asks: from then on the first bytes are the ones that count, and lock files get their SHA-256.',
  why: 'MD5 and SHA-1 name two files as easily as one. An index without secure hashes, or somebody on the way from it, can hand out other bytes tomorrow, and no lock file would notice.',
  bad: '<a href="demo-1.0.tar.gz#md5=…">',
  good: '<a href="demo-1.0.tar.gz#sha256=…">',
  unknownMeans: 'Nothing is known of the file.',
  levels: ['distribution', 'artifact'],
  needs: ['offered-file'],
  defaultLevel: 'hold',
  defaultUnknown: 'deny',
  denial: { presentation: 'yank', scope: 'version', gravity: 'choice' },
  lift: 'bytes',
  parameters,
  judge(subject: FileSubject, evidence, { parameters: { recorded } }) {
    return withValue(evidence['offered-file'], 'offered-file', ({ hashes, pinned }) => {
      if (hashes.some((hash) => STRONG.test(hash))) return [];
      // What is offered is not served yet: it is fetched and hashed before.
      if (recorded && (subject.level === 'distribution' || pinned === subject.sha256)) return [];
      const why = hashes.length === 0 ? 'no hash' : 'hashes of weak algorithms only';
      const message = `the index lists ${why} for \`${subject.filename.slice(0, 100)}\`${recorded ? ', and its bytes are not recorded yet' : ''}`;
      const hint = recorded
        ? 'ask again: the gateway records them'
        : 'have the index list SHA-256, or the bytes allowed';
      return [{ outcome: 'fail', message, hint, key: 'weak-hash' }];
    });
  },
};
