import type { TextDocument } from '../base/text/document.ts';
import type { JsonObject, JsonValue } from '../base/text/json.ts';

/** The source of a code cell, and where it stands in the notebook's file. */
export interface NotebookCell {
  readonly source: string;
  /** Where an offset of the source stands in the file, UTF-16 units. */
  place(offset: number): number;
}

/**
 * The code cells of a notebook, in order: nbformat 4 (`cells`, `source`) and 3 (`worksheets`, `input`).
 * Source: nbformat's documentation, "The notebook file format".
 */
export function codeCells(document: TextDocument<JsonValue>): NotebookCell[] {
  const root = asObject(document.root);
  const worksheets = asArray(root?.['worksheets']).flatMap((sheet) => asArray(asObject(sheet)?.['cells']));
  return [...asArray(root?.['cells']), ...worksheets].flatMap((item) => {
    const cell = asObject(item);
    if (cell === undefined || cell['cell_type'] !== 'code') return [];
    const key = cell['source'] === undefined ? 'input' : 'source';
    return sourceOf(document, cell, key);
  });
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function asArray(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or a list of lines that are joined as they are. */
function sourceOf(document: TextDocument<JsonValue>, cell: JsonObject, key: string): NotebookCell[] {
  const value = cell[key];
  const places = new StringPlaces(document.text);
  const parts: string[] = [];
  const add = (text: JsonValue | undefined, start: number | undefined) => {
    if (typeof text !== 'string' || start === undefined) return;
    places.add(start, text.length);
    parts.push(text);
  };
  if (typeof value === 'string') add(value, document.spanOf(cell, key)?.start);
  else if (Array.isArray(value))
    for (const [index, line] of value.entries()) add(line, document.spanOf(value, index)?.start);
  return parts.length === 0 ? [] : [{ source: parts.join(''), place: (offset) => places.at(offset) }];
}

/** Where the characters of JSON strings, put one after the other, stand in the text. */
class StringPlaces {
  readonly #text: string;
  /** [offset in the values, offset in the text], after every escape. */
  readonly #pieces: [number, number][] = [];
  #length = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Adds a string by the place of its quotation mark and the length of its value. */
  add(start: number, length: number): void {
    let at = start + 1;
    const end = this.#length + length;
    this.#pieces.push([this.#length, at]);
    while (this.#length < end) {
      const mark = this.#text.indexOf('\\', at);
      if (mark < 0 || mark - at >= end - this.#length) break;
      this.#length += mark - at + 1;
      at = mark + (this.#text[mark + 1] === 'u' ? 6 : 2);
      this.#pieces.push([this.#length, at]);
    }
    this.#length = end;
  }

  at(offset: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.[0] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const [from, start] = this.#pieces[low] ?? [0, 0];
    return start + offset - from;
  }
}
