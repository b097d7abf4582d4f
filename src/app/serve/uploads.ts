import type { Forbidden, Later } from './answers.ts';
import type { Asker } from './ask.ts';

/** A file that somebody uploads, as it comes in. Source: the legacy upload API, docs.pypi.org/api/upload. */
export interface UploadAsk {
  /** The view's name; empty for the one at `/legacy/`. */
  readonly view: string;
  readonly asker: Asker;
  /**
   * The form's text fields, each as often as it was sent, in order. Fields that follow the file appear
   * only once the content has ended: check what must be there after that.
   */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** As the client named it: unchecked. */
  readonly filename: string;
  /** The file's bytes, once and in order. Throws where the body breaks off or is no form: nothing may be kept then. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What became of an upload. */
export type UploadAnswer =
  | { readonly answer: 'stored'; readonly sha256: string }
  /** The very same file was there already: no harm done. */
  | { readonly answer: 'same' }
  /** Something else has this name: filenames are for ever. */
  | { readonly answer: 'exists'; readonly why: string }
  /** The upload contradicts itself, the rules of names or the policy. */
  | { readonly answer: 'invalid'; readonly why: string }
  | { readonly answer: 'too-large'; readonly why: string }
  | Later
  | Forbidden;

/** Takes uploads in. */
export interface Uploads {
  /** Asked before a byte of the body is read: whether this asker may upload anything at all. */
  mayUpload(view: string, asker: Asker): Promise<{ readonly answer: 'yes' } | Later | Forbidden>;
  /** Takes one file. */
  upload(ask: UploadAsk): Promise<UploadAnswer>;
}
