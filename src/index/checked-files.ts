import { fileUrl, type NormalizedName, type ProjectFile, type ProjectPage } from '@rind/pypa';
import { ownText } from '../base/own-text.ts';
import { picked, type Sequence } from '../base/sequence.ts';
import { readDistributionName } from './distribution.ts';
import type { IndexFile } from './index-file.ts';
import { PackedFiles } from './packed-files.ts';
import { fileUrlFault, type Upstream } from './upstream.ts';

/** Files checked between two pauses. */
const AT_ONCE = 64;
/** Faults that are told one by one. */
const MOST_TOLD = 20;

/** The files of a page that are the project's own and may be fetched: checked as they come. */
export class CheckedFiles {
  readonly #name: NormalizedName;
  readonly #upstream: Upstream;
  readonly #pageUrl: string;
  readonly #files: IndexFile[] | PackedFiles;
  /** Where each name stands. */
  readonly #places = new Map<string, number>();
  /** Where those stand that are listed with other content, too. */
  readonly #disputed = new Set<number>();
  readonly #told: string[] = [];
  #faults = 0;
  #passedOver = 0;

  /** @param packs whether files are kept in little room */
  constructor(name: NormalizedName, upstream: Upstream, pageUrl: string, packs: boolean) {
    this.#name = name;
    this.#upstream = upstream;
    this.#pageUrl = pageUrl;
    this.#files = packs ? new PackedFiles() : [];
  }

  /** Why files were left out: the first ones, and how many. */
  get faults(): { readonly told: readonly string[]; readonly count: number } {
    return { told: this.#told, count: this.#faults };
  }

  /** Checks files of a page. With pauses. */
  *add(page: ProjectPage, files: readonly ProjectFile[]): Generator<void, void, void> {
    for (const [index, file] of files.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) yield;
      this.#check(page, file);
    }
  }

  /** Those that were taken, and how many no installer takes. Nothing is added any more. */
  close(): { readonly files: Sequence<IndexFile>; readonly passedOver: number } {
    if (this.#files instanceof PackedFiles) this.#files.close();
    const places = [...this.#places.values()].filter((place) => !this.#disputed.has(place));
    const files = places.length === this.#files.length ? this.#files : picked<IndexFile>(this.#files, places);
    return { files, passedOver: this.#passedOver };
  }

  #check(page: ProjectPage, file: ProjectFile): void {
    const { filename } = file;
    const distribution = readDistributionName(filename);
    if (distribution === undefined) {
      this.#passedOver++;
      return;
    }
    const shown = filename.slice(0, 100);
    if (distribution.name !== this.#name) {
      this.#refuse(`\`${shown}\` is of \`${distribution.name.slice(0, 100)}\``);
      return;
    }
    const url = fileUrl(this.#pageUrl, page, file).replace(/#.*$/s, '');
    const fault = fileUrlFault(this.#upstream, url);
    if (fault !== undefined) {
      this.#refuse(`\`${shown}\`: ${fault}`);
      return;
    }
    const checked: IndexFile = { ...file, url, distribution };
    const place = this.#places.get(filename);
    if (place === undefined) {
      this.#places.set(ownText(filename), this.#files.length);
      if (this.#files instanceof PackedFiles) this.#files.add(checked);
      else this.#files.push(checked);
    } else if (this.#disputed.has(place) || !agree(this.#files.at(place), checked)) {
      // One of them lies, and nobody can say which.
      this.#disputed.add(place);
      this.#refuse(`\`${shown}\` stands there twice, with other content`);
    }
  }

  #refuse(why: string): void {
    if (++this.#faults <= MOST_TOLD) this.#told.push(why);
  }
}

/** Whether two entries of one name mean the same bytes: a hash says so, and none says otherwise. */
function agree(one: IndexFile | undefined, other: IndexFile): boolean {
  if (one === undefined) return false;
  const shared = [...one.hashes.keys()].filter((algorithm) => other.hashes.has(algorithm));
  return shared.length > 0 && shared.every((algorithm) => one.hashes.get(algorithm) === other.hashes.get(algorithm));
}
