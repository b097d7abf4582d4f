import { isValidName } from '@rind/pypa';
import { type Problem, problem } from '../../base/problem.ts';
import { parseJson } from '../../base/text/json.ts';
import type { ClientSetting } from '../client-setting.ts';
import type { Component } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { type InstallCommand, readInstallCommand } from '../install-command.ts';
import { shortened } from '../manifest.ts';
import { codeCells, type NotebookCell } from '../notebook-cells.ts';
import { shellLines } from '../notebook-lines.ts';
import { type Place, placesIn } from '../open-text.ts';
import { unreadable } from '../reading.ts';
import { RequirementFiles } from '../requirement-file.ts';
import { readScriptBlock } from '../script-block.ts';
import { shellCommands } from '../shell-command.ts';

/** Jupyter notebooks: what their cells install. No cell is run. */
export const format: InventoryFormat = {
  id: 'notebook',
  title: 'Jupyter notebooks: `%pip`, `!pip` and `!uv pip` lines, `# /// script` blocks',
  rank: 'manifest',
  matches: (fileName, folder) => fileName.endsWith('.ipynb') && folder !== '.ipynb_checkpoints',
  isPartial: () => true,
  editing: 'In place: the specifier in the cell changes, output and metadata stay.',
  read,
};

const MAX_VALUES = 2_000_000;

function read(file: SourceFile, tree: SourceTree): Reading {
  const place = placesIn(file);
  const limits = { maxDepth: tree.maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES };
  const parsed = parseJson(file.text, limits);
  if (!parsed.ok) {
    const message = `\`${file.path}\` is no valid JSON: ${parsed.error.message}`;
    return unreadable(problem('text-invalid', message, { at: place(parsed.error.offset) }));
  }
  const notebook = new Notebook(file, tree, place);
  for (const cell of codeCells(parsed.value)) if (!notebook.readCell(cell)) break;
  return notebook.finish();
}

class Notebook {
  readonly #file: SourceFile;
  readonly #tree: SourceTree;
  readonly #place: Place;
  readonly #components: Component[] = [];
  readonly #problems: Problem[] = [];
  readonly #settings: ClientSetting[] = [];
  #requiresPython: string | undefined;

  constructor(file: SourceFile, tree: SourceTree, place: Place) {
    this.#file = file;
    this.#tree = tree;
    this.#place = place;
  }

  /** False when the file holds too much. */
  readCell(cell: NotebookCell): boolean {
    this.#readBlock(cell);
    for (const { text, offset } of shellLines(cell.source)) {
      for (const words of shellCommands(text)) {
        const command = readInstallCommand(words);
        if (command !== undefined) this.#readCommand(command, (at) => this.#place(cell.place(offset + at)));
      }
      if (this.#components.length + this.#problems.length < MAX_ENTRIES) continue;
      this.#problems.push(tooManyEntries(this.#file.path));
      return false;
    }
    return true;
  }

  finish(): Reading {
    return {
      components: this.#components,
      roots: new Map([['', this.#components.map(({ name }) => name)]]),
      problems: this.#problems,
      ...(this.#settings.length === 0 ? {} : { settings: this.#settings }),
      ...(this.#requiresPython === undefined ? {} : { requiresPython: this.#requiresPython }),
    };
  }

  /** A cell may hold a block of script metadata, as tools that run notebooks write it. */
  #readBlock(cell: NotebookCell): void {
    if (!cell.source.includes('# /// script')) return;
    const place: Place = (offset) => this.#place(cell.place(offset));
    const block = readScriptBlock(cell.source, this.#file, this.#tree, place);
    if (block === undefined) return;
    if ('message' in block) {
      this.#problems.push(problem('text-invalid', block.message, { at: place(block.offset) }));
      return;
    }
    const { components, problems, settings = [], requiresPython } = block.finish();
    this.#add(components, problems, settings);
    this.#requiresPython ??= requiresPython;
  }

  #readCommand(command: InstallCommand, at: Place): void {
    if (command.kind === 'unread') {
      const message = `\`${command.tool}\` installs what is not read from a notebook`;
      this.#problems.push(problem('command-undetermined', message, { at: at(command.offset) }));
      return;
    }
    // Each command is a run of pip of its own, with its own indexes.
    const files = new RequirementFiles(this.#tree, ['']);
    for (const { entry, text, offset } of command.arguments) {
      const inWord: Place = (within) => at(offset + within);
      if (entry !== undefined) {
        files.addEntry(entry, this.#file, inWord, 'requirements');
        continue;
      }
      const message = `\`${shortened(text)}\` depends on a variable or another command, and nothing is run`;
      this.#problems.push(problem('command-undetermined', message, { at: inWord(0) }));
      const name = /^([A-Za-z0-9._-]+)(?=[[<>=!~@ ;])/.exec(text)?.[1];
      if (name === undefined || !isValidName(name)) continue;
      files.addEntry(
        { kind: 'requirement', text: name, offset: 0, editable: false, options: [] },
        this.#file,
        inWord,
        'requirements',
      );
    }
    const { components, problems, settings } = files.finish();
    this.#add(components, problems, settings);
  }

  #add(components: readonly Component[], problems: readonly Problem[], settings: readonly ClientSetting[]): void {
    for (const one of components) this.#components.push(one);
    for (const one of problems) this.#problems.push(one);
    for (const one of settings) this.#settings.push(one);
  }
}
