import { hash } from 'node:crypto';
import { mapped, type Sequence } from '../../base/sequence.ts';
import type { DecidedFile, DecidedPage } from './answers.ts';

/** What a page was renewed from, so that one that is renewed often is no chain of pages. */
interface Renewed {
  readonly files: Sequence<DecidedFile>;
  readonly metadata: ReadonlyMap<string, string>;
}

const renewed = new WeakMap<DecidedPage, Renewed>();

/**
 * A page that says of some files which metadata was found in them, and of the others what it said; the very same where
 * there are none. Its digest is made of that of the page before: equal pages may have two, and two pages never one.
 *
 * @param found lower-case hex of SHA-256, by file name
 */
export function renewedPage(page: DecidedPage, found: ReadonlyMap<string, string>): DecidedPage {
  if (found.size === 0) return page;
  const before = renewed.get(page);
  const metadata = new Map([...(before?.metadata ?? []), ...found]);
  const files = before?.files ?? page.files;
  const made: DecidedPage = {
    ...page,
    files: mapped(files, (entry) => withMetadata(entry, metadata.get(entry.file.filename))),
    digest: hash('sha256', JSON.stringify([page.digest, ...found]), 'hex'),
  };
  renewed.set(made, { files, metadata });
  return made;
}

function withMetadata(entry: DecidedFile, sha256: string | undefined): DecidedFile {
  if (sha256 === undefined) return entry;
  return { ...entry, file: { ...entry.file, coreMetadata: new Map([['sha256', sha256]]) } };
}
