import type { EvidenceKind } from '../kind.ts';
import type { OfferedFile } from '../offered-file.ts';

/** One file of an index page, beside what is remembered of it. */
export const kind: EvidenceKind<'offered-file', OfferedFile> = {
  name: 'offered-file',
  title: 'what the index says of a file, and what the gateway remembers of it: hashes, upload, yanked, gone',
  levels: ['distribution', 'artifact'],
  collect(subject, { offer }) {
    if (offer === undefined) return { state: 'not-configured', reason: 'no index is served' };
    if (subject.level !== 'distribution' && subject.level !== 'artifact')
      return { state: 'unknown', reason: 'unknown-subject' };
    const file = offer.files.get(subject.filename);
    return file === undefined
      ? { state: 'unknown', reason: `nothing is known of \`${subject.filename.slice(0, 100)}\`` }
      : { state: 'present', value: file, source: file.upstream, observedAt: '' };
  },
};
