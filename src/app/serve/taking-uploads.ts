import type { NormalizedName } from '@rind/pypa';
import { mayUpload, type NameFacts } from '../../access/grants.ts';
import type { Added, HostedFile } from '../../hosting/hosted.sql.ts';
import { readUploadForm, type UploadForm } from '../../hosting/upload-form.ts';
import type { Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';
import { fault, type Gatekeeper } from './gatekeeper.ts';
import type { Ledger } from './ledger.ts';
import type { Blobs, Inspected, Spool } from './ports.ts';
import type { UploadAnswer, UploadAsk, Uploads } from './uploads.ts';

/** What {@link TakingUploads} works with. */
export interface UploadParts {
  readonly gatekeeper: Gatekeeper;
  readonly blobs: Blobs;
  readonly ledger: Pick<Ledger, 'note'>;
  readonly hosted: {
    add(file: HostedFile): Promise<Added>;
    taken(project: string, filename: string, sha256: string): Promise<Added>;
  };
  /** What is known of a name: whose it is. */
  nameFacts(name: NormalizedName): Promise<NameFacts>;
  save(sha256: string, inspected: Inspected, size: number): Promise<void>;
  changed(name: NormalizedName): void;
  /** Epoch milliseconds. */
  now(): number;
  /** Bytes of one file. */
  readonly mostBytes: number;
}

/** Seconds after which there may be room again. */
const NO_ROOM = 60;

/** Fields that may stand there once: what is said twice is not said. */
const ONCE = [
  ':action',
  'protocol_version',
  'name',
  'version',
  'filetype',
  'requires_python',
  'sha256_digest',
  'md5_digest',
];

/** Takes in files of the team's own: checked as strictly as those of anybody else. */
export class TakingUploads implements Uploads {
  readonly #parts: UploadParts;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  async mayUpload(_view: string, asker: Asker): Promise<{ readonly answer: 'yes' } | Forbidden> {
    const principal = this.#parts.gatekeeper.principalOf(asker);
    const unknown = { isOurs: true, isClaimed: false, isReserved: false, isKnownUpstream: false };
    return fault(mayUpload(principal, principal.project ?? '', unknown)) ?? { answer: 'yes' };
  }

  async upload(ask: UploadAsk): Promise<UploadAnswer> {
    const spool = await this.#parts.blobs.spool(this.#parts.mostBytes);
    if (!spool.ok) return { answer: 'later', why: spool.error.message, retryAfter: NO_ROOM };
    let kept = false;
    try {
      for await (const chunk of ask.content) {
        const written = await spool.value.write(chunk);
        if (written.ok) continue;
        const why = written.error.message;
        return written.error.code === 'file-too-large'
          ? { answer: 'too-large', why }
          : { answer: 'later', why, retryAfter: NO_ROOM };
      }
      const answer = await this.#take(ask, spool.value);
      kept = answer.answer === 'stored';
      return answer;
    } finally {
      if (!kept) await spool.value.discard();
    }
  }

  async #take({ fields, filename, asker }: UploadAsk, spool: Spool): Promise<UploadAnswer> {
    const twice = ONCE.find((field) => (fields.get(field)?.length ?? 0) > 1);
    if (twice !== undefined) return { answer: 'invalid', why: `\`${twice}\` is there twice` };
    const single = new Map([...fields].map(([name, [value = '']]) => [name, value]));
    const form = readUploadForm(single, filename);
    if (!form.ok) return { answer: 'invalid', why: form.error.why };
    const { hosted } = this.#parts;
    const { name } = form.value;
    const refused = await this.#refused(asker, name);
    if (refused !== undefined) return refused;
    const { sha256, size, md5 } = await spool.finish();
    const wrong = wrongDigest(form.value, { sha256, md5 });
    if (wrong !== undefined)
      return { answer: 'invalid', why: `the content has another \`${wrong}\` than the form says` };
    const taken = await hosted.taken(name, filename, sha256);
    if (taken !== 'added') return takenAnswer(taken, filename);
    return await this.#keep(form.value, asker, spool, { sha256, size });
  }

  async #refused(asker: Asker, name: NormalizedName): Promise<Forbidden | undefined> {
    const { gatekeeper, nameFacts } = this.#parts;
    return fault(mayUpload(gatekeeper.principalOf(asker), name, await nameFacts(name)));
  }

  async #keep(
    { name, version, filename, requiresPython }: UploadForm,
    asker: Asker,
    spool: Spool,
    { sha256, size }: { readonly sha256: string; readonly size: number },
  ): Promise<UploadAnswer> {
    const { hosted, ledger, save, changed, now } = this.#parts;
    const inspected = await spool.inspect(filename);
    if (!inspected.ok) return { answer: 'invalid', why: inspected.error.message };
    const [fatal] = inspected.value.fatal;
    if (fatal !== undefined) return { answer: 'invalid', why: fatal };
    const committed = await spool.commit();
    if (!committed.ok) return { answer: 'later', why: committed.error.message, retryAfter: NO_ROOM };
    await save(sha256, inspected.value, size);
    const { principal, address } = asker;
    const uploaded = now();
    // Looking into it took its time: meanwhile somebody may have asked an upstream for the name, or claimed it.
    const refused = await this.#refused(asker, name);
    if (refused !== undefined) return refused;
    // In the log before it is there for anybody: what is listed was uploaded by somebody.
    await ledger.note({ event: 'upload', project: name, version, filename, sha256, principal, address });
    const file = {
      project: name,
      filename,
      version,
      sha256,
      size,
      uploaded,
      uploader: principal,
      // What the form says of it is nobody's word: installers would go by a page that the file contradicts.
      requiresPython: inspected.value.requiresPython === undefined ? requiresPython : inspected.value.requiresPython,
      yanked: null,
    };
    const added = await hosted.add(file);
    if (added !== 'added') return takenAnswer(added, filename);
    changed(name);
    return { answer: 'stored', sha256 };
  }
}

function takenAnswer(taken: Exclude<Added, 'added'>, filename: string): UploadAnswer {
  if (taken === 'same') return { answer: 'same' };
  const why =
    taken === 'deleted'
      ? `\`${filename}\` was deleted here, and the name of a file is used once, however it is written`
      : `\`${filename}\` is here with other content, by this name or another way of writing it, and stays`;
  return { answer: 'exists', why };
}

type Digests = Readonly<Record<'sha256' | 'md5', string>>;

function wrongDigest({ digests }: UploadForm, found: Digests): string | undefined {
  for (const [algorithm, digest] of digests) if (found[algorithm] !== digest) return algorithm;
  return undefined;
}
