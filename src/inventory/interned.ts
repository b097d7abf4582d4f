import { type Component, type ComponentSource, componentId } from './component.ts';
import { isHashList } from './hash-list.ts';

/**
 * Makes equal parts of a run's components the same object. A text that is cut out of a file keeps all of the file
 * in memory, and a thousand locks list the same hashes: so the first of equal texts is copied, and stands for all.
 */
export class Interned {
  readonly #texts = new Map<string, string>();
  readonly #sources = new Map<string, ComponentSource>();
  readonly #lists = new Map<string, (readonly string[])[]>();

  component(given: Component): Component {
    const { name, version, specifier, source, marker, requiresPython, license, purl, extras, groups, hashes, reasons } =
      given;
    // Hashes and names of others are lists of this one component: only then is its id made.
    const ownHashes = hashes.length > 0 && !isHashList(hashes);
    const id = ownHashes || given.requires.length > 0 ? componentId(given) : '';
    const plain: Component = {
      name: this.text(name),
      version: version === null ? null : this.text(version),
      source: this.#source(source),
      extras: this.#list('', extras),
      groups: this.#list('', groups),
      hashes: ownHashes ? this.#list(id, hashes) : hashes,
      locations: given.locations,
      reasons: this.#list('', reasons),
      requires: this.#list(`${id} `, given.requires),
    };
    if ((specifier ?? marker ?? requiresPython ?? license ?? purl) === undefined) return plain;
    return {
      ...plain,
      ...(specifier === undefined ? {} : { specifier: this.text(specifier) }),
      ...(marker === undefined ? {} : { marker: this.text(marker) }),
      ...(requiresPython === undefined ? {} : { requiresPython: this.text(requiresPython) }),
      ...(license === undefined ? {} : { license: this.text(license) }),
      ...(purl === undefined ? {} : { purl: this.text(purl) }),
    };
  }

  /** What a project itself requires. */
  roots<Name extends string>(given: ReadonlyMap<string, readonly Name[]>): ReadonlyMap<string, readonly Name[]> {
    return new Map(Array.from(given, ([group, names]) => [this.text(group), names.map((name) => this.text(name))]));
  }

  #source({ kind, url }: ComponentSource): ComponentSource {
    const key = url === undefined ? kind : `${kind} ${url}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const source = url === undefined ? { kind } : { kind, url: this.text(url) };
    this.#sources.set(copied(key), source);
    return source;
  }

  text<Text extends string>(text: Text): Text;
  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const copy = copied(text);
    this.#texts.set(copy, copy);
    return copy;
  }

  /** @param of what the list belongs to: only lists of the same thing are compared */
  #list<Text extends string>(of: string, list: readonly Text[]): readonly Text[];
  #list(of: string, list: readonly string[]): readonly string[] {
    if (list.length === 0) return NONE;
    const key = `${list.length} ${of} ${of === '' ? list[0] : ''}`;
    const known = this.#lists.get(key);
    const same = known?.find((other) => other.every((text, at) => text === list[at]));
    if (same !== undefined) return same;
    // What only one component has is not worth looking up text by text.
    const copy = of === '' ? list.map((text) => this.text(text)) : copiedList(list);
    if (known === undefined) this.#lists.set(copied(key), [copy]);
    else if (known.length < MAX_VARIANTS) known.push(copy);
    return copy;
  }
}

const NONE: readonly string[] = [];
/** So many lists of one thing are compared with a new one. */
const MAX_VARIANTS = 50;

function copiedList(list: readonly string[]): string[] {
  return JSON.parse(JSON.stringify(list));
}

/** The same text in memory of its own. */
function copied(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
