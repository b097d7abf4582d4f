import { hash } from 'node:crypto';
import { ACTIVE, type ProjectFile } from '@rind/pypa';
import type {
  ContentAnswer,
  DecidedFile,
  DecidedPage,
  Denial,
  FileAnswer,
  ProjectAnswer,
  ServedBytes,
} from '../../app/serve/answers.ts';
import type { FileAsk, ProjectAsk } from '../../app/serve/ask.ts';
import type { Gateway } from '../../app/serve/gateway.ts';

/** A denial as use cases give it. */
export function denial(overrides: Partial<Denial> = {}): Denial {
  return {
    id: 'w1',
    verdict: 'deny',
    rule: 'known-vulnerability',
    summary: 'GHSA-aaaa-bbbb-cccc: code execution; update to 2.0',
    scope: 'version',
    presentation: 'yank',
    ...overrides,
  };
}

/** A file as a page has it. */
export function projectFile(filename: string, overrides: Partial<ProjectFile> = {}): ProjectFile {
  return {
    filename,
    url: `https://files.invalid/${filename}`,
    hashes: new Map([['sha256', hash('sha256', filename)]]),
    requiresPython: '>=3.9',
    yanked: false,
    size: 1000,
    uploadTime: { text: '2024-05-01T12:00:00.000000Z', epochMilliseconds: 1_714_564_800_000 },
    coreMetadata: new Map([['sha256', hash('sha256', `${filename}.metadata`)]]),
    gpgSig: undefined,
    provenance: undefined,
    ...overrides,
  };
}

/** A page of these files. */
export function decidedPage(
  name: string,
  files: readonly DecidedFile[],
  overrides: Partial<DecidedPage> = {},
): DecidedPage {
  return {
    page: {
      apiVersion: { major: 1, minor: 4 },
      name,
      versions: ['1.0', '2.0'],
      status: ACTIVE,
      namespaces: undefined,
      alternateLocations: [],
      tracks: [],
      baseUrl: undefined,
    },
    files,
    isRefused: false,
    digest: hash('sha256', JSON.stringify([name, files.map((one) => [one.file.filename, one.denial])])),
    notes: [],
    ...overrides,
  };
}

/** Bytes in memory, as a blob; `log` tells what was done with it, in order. */
export function servedBytes(content: Uint8Array, log: string[] = []): ServedBytes {
  return {
    answer: 'bytes',
    sha256: hash('sha256', content),
    size: content.length,
    async open() {
      log.push('open');
      return {
        async read(target, position) {
          const part = content.subarray(position, position + target.length);
          target.set(part);
          return part.length;
        },
        async close() {
          log.push('close');
        },
      };
    },
    async record() {
      log.push('record');
    },
  };
}

/** A gateway that answers what it was told, and remembers what it was asked. */
export class FakeGateway implements Gateway {
  readonly asked: (ProjectAsk | FileAsk)[] = [];
  readonly pages = new Map<string, ProjectAnswer>();
  readonly files = new Map<string, FileAnswer>();
  readonly contents = new Map<string, ContentAnswer>();
  names: readonly string[] = ['django', 'flask'];
  /** Whether it answers at once, as one does that has the decision at hand. */
  atOnce = false;
  readonly undetermined = new Map<string, number>();

  /** Lists a page. */
  page(page: DecidedPage): this {
    this.pages.set(page.page.name, { answer: 'page', page });
    return this;
  }

  project(ask: ProjectAsk): ProjectAnswer | Promise<ProjectAnswer> {
    this.asked.push(ask);
    const answer = this.pages.get(ask.name) ?? ({ answer: 'absent', why: `no upstream has ${ask.name}` } as const);
    return this.atOnce ? answer : Promise.resolve(answer);
  }

  async projects(): Promise<readonly string[]> {
    return this.names;
  }

  file(ask: FileAsk): FileAnswer | Promise<FileAnswer> {
    this.asked.push(ask);
    const answer = this.files.get(ask.filename) ?? ({ answer: 'absent', why: 'no page has it' } as const);
    return this.atOnce ? answer : Promise.resolve(answer);
  }

  async metadata(ask: FileAsk): Promise<ContentAnswer> {
    return this.#content(ask, '.metadata');
  }

  async provenance(ask: FileAsk): Promise<ContentAnswer> {
    return this.#content(ask, '.provenance');
  }

  #content(ask: FileAsk, ending: string): ContentAnswer {
    this.asked.push(ask);
    return this.contents.get(`${ask.filename}${ending}`) ?? { answer: 'absent', why: 'no page has it' };
  }
}
