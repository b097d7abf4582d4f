import type { ComponentSubject } from '../../evidence/subject.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

/** Digests that nobody can make a second file for. */
const STRONG = /^(?:sha256|sha384|sha512|sha3_256|sha3_384|sha3_512|blake2b|blake2s):/;

/** Every release that comes from an index has a hash. */
export const rule: Rule = {
  id: 'missing-hash',
  title: 'every pinned file has a hash',
  what: 'Fails for a release from an index or an address whose lock lists no hash of a strong algorithm (SHA-2, SHA-3, BLAKE2).',
  why: 'A version says which release is meant, a hash which bytes. Without one, an index, a mirror or a proxy that is taken over can hand out other bytes under the same name and version.',
  bad: 'requests==2.32.3',
  good: 'requests==2.32.3 --hash=sha256:70761cfe03c773ceb22aa2f671b4757976145175cdfca038c02654d061d6dcc6',
  unknownMeans: 'It never occurs: whether a hash is listed can be read from the file.',
  levels: ['release'],
  needs: ['declaration'],
  defaultLevel: 'off',
  defaultUnknown: 'report',
  judge(subject: ComponentSubject, { declaration }) {
    return withValue(declaration, 'declaration', ({ hashes, source }) => {
      // Others have no file of an index that could be exchanged; checkouts are the matter of `mutable-source`.
      if (source.kind !== 'index' && source.kind !== 'url' && source.kind !== 'conda') return [];
      if (hashes.some((hash) => STRONG.test(hash))) return [];
      const message =
        hashes.length === 0 ? `\`${subject.id}\` has no hash` : `\`${subject.id}\` has hashes of weak algorithms only`;
      const hint = 'write the lock with hashes: `uv lock`, `pip-compile --generate-hashes` or `pip lock`';
      return [{ outcome: 'fail', message, hint, key: 'missing-hash' }];
    });
  },
};
