import { formatVersion, normalizeName, parseMarker, parseName, parseVersion } from '@rind/pypa';
import type { Location } from '../../src/base/location.ts';
import type { Problem } from '../../src/base/problem.ts';
import { isProblemCode } from '../../src/base/problem-codes.ts';
import { type Component, componentId } from '../../src/inventory/component.ts';
import type { Reading } from '../../src/inventory/format.ts';
import { secretsOf } from './awkward.ts';

/** Characters of a message: it quotes little. */
const MOST_OF_A_MESSAGE = 1200;
/** Line ends as editors have them, and as Python has them: formats of either kind are read. */
const LINE_ENDS = [/\r\n|[\n\r]/, /\r\n|[\n\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]/];

/**
 * What is wrong with a reading, whatever was read; empty when nothing is. `files` are those that were opened;
 * of a folder, what should be there and is not has a place too.
 */
export function faultsOfReading(reading: Reading, files: ReadonlyMap<string, string>, isOfFolder = false): string[] {
  const lengths = new Map([...files].map(([path, text]) => [path, linesOf(text)]));
  const faults = [
    ...reading.components.flatMap((component) => faultsOfComponent(component, lengths)),
    ...reading.problems.flatMap((problem) => faultsOfProblem(problem, lengths, isOfFolder)),
    ...[...reading.roots].flatMap(([group, names]) =>
      names.flatMap((name) => (isName(name) ? [] : [`group ${group}: the root ${name}`])),
    ),
    ...(reading.settings ?? []).flatMap(({ at, kind }) =>
      faultsOfPlace(at, lengths).map((fault) => `${kind}: ${fault}`),
    ),
    ...(reading.covers ?? []).flatMap((folder) => (/^(?:\.\.|\/)(?:\/|$)/.test(folder) ? [`it covers ${folder}`] : [])),
  ];
  const all = JSON.stringify([reading.components, reading.problems, reading.settings, reading.requiresPython]);
  for (const secret of secretsOf(files.values()))
    if (all.includes(secret)) faults.push(`it tells ${secret}: ${around(all, secret)}`);
  if (Object.keys(Object.prototype).length > 0) faults.push('it changed the prototype of all objects');
  return faults;
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 100), at + 60);
}

/** The lengths of the lines, by either way to count them. */
function linesOf(text: string): number[][] {
  return LINE_ENDS.map((end) => text.split(end).map((line) => line.length));
}

function isName(text: string): boolean {
  // conda's own names may start and end with an underscore, which PyPI's normal form makes a dash.
  return (parseName(text).ok && normalizeName(text) === text) || /^-?[a-z0-9]+(?:-[a-z0-9]+)*-?$/.test(text);
}

type Lengths = ReadonlyMap<string, readonly (readonly number[])[]>;

function faultsOfPlace({ path, line, column }: Location, lengths: Lengths): string[] {
  const ways = lengths.get(path);
  if (ways === undefined) return [`at ${path}, which was not opened`];
  if (!Number.isInteger(line) || !Number.isInteger(column) || line < 1 || column < 1) return [`at ${line}:${column}`];
  return ways.some((lines) => column <= (lines[line - 1] ?? -1) + 1) ? [] : [`at ${line}:${column}, where no text is`];
}

function faultsOfComponent(component: Component, lengths: Lengths): string[] {
  const { name, version, reasons, locations, marker, requires, source } = component;
  const faults: string[] = [];
  if (!isName(name) || (source.kind === 'index' && !parseName(name).ok)) faults.push('its name');
  if (version === null && reasons.length === 0) faults.push('no version and no reason');
  const parsed = version === null ? undefined : parseVersion(version);
  if (parsed?.ok && formatVersion(parsed.value) !== version) faults.push('its version in no normal form');
  if (parsed?.ok === false && source.kind !== 'conda' && reasons.length === 0)
    faults.push('an invalid version and no reason');
  if (marker !== undefined && !parseMarker(marker).ok) faults.push(`its marker ${marker}`);
  if (requires.some((one) => !isName(one))) faults.push('what it requires');
  if (locations.length === 0) faults.push('it stands nowhere');
  for (const at of locations) faults.push(...faultsOfPlace(at, lengths));
  return faults.map((fault) => `${componentId(component).slice(0, 100)}: ${fault}`);
}

function faultsOfProblem({ code, message, at }: Problem, lengths: Lengths, isOfFolder: boolean): string[] {
  const faults: string[] = [];
  if (!isProblemCode(code)) faults.push('is of no catalog');
  if (message === '' || message.length > MOST_OF_A_MESSAGE) faults.push(`a message of ${message.length} characters`);
  // What a file leads to, and cannot be opened, is told of by its own name.
  const elsewhere = code.startsWith('file-') || code === 'include-limit';
  if (at === undefined ? !elsewhere : !lengths.has(at.path) && elsewhere)
    return faults.map((fault) => `${code} ${fault}`);
  if (at === undefined) faults.push('has no place');
  else if (!lengths.has(at.path) && isOfFolder && at.line === 1 && at.column === 1) return [];
  else faults.push(...faultsOfPlace(at, lengths));
  return faults.map((fault) => `${code} ${fault}: ${message.slice(0, 100)}`);
}
