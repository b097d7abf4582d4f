/**
 * `npm run picture [-- --check] [--root DIR]`: draws the layers, as a diagram and tables, and lists
 * the laws, between the markers of docs/architecture.md: from layers.json, from what stands in the
 * rooms, and from the checker's own catalogue.
 *
 * Exit: 0 drawn, or up to date · 1 with `--check`, stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { doorsOf, isYard, type Plan, type Room, readPlan, roomOf } from './layers/plan.ts';
import { RULES } from './layers/violation.ts';
import { listCode } from './source/files.ts';

/** A page with everything between its markers drawn anew. Throws where markers are missing. */
export function drawInto(page: string, plan: Plan, paths: readonly string[]): string {
  const laws = table(
    ['Law', 'Checked as'],
    Object.entries(RULES).map(([rule, law]) => [law, `\`${rule}\``]),
  );
  return between(between(page, 'layers', draw(plan, paths)), 'laws', laws);
}

function between(page: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const start = page.indexOf(begin);
  const stop = page.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`the page lacks \`${begin}\` … \`${end}\``);
  return [page.slice(0, start + begin.length), '', ...lines, '', page.slice(stop)].join('\n');
}

/** The diagram and the tables. `paths`: every code file, to tell rooms that stand from planned ones. */
function draw(plan: Plan, paths: readonly string[]): string[] {
  const planned = (room: Room): boolean => !paths.some((path) => roomOf(plan, path) === room);
  const { paths: places, folders, endings } = plan.yard;
  const yard = [...places, ...folders.map((name) => `**/${name}`), ...endings.map((ending) => `*${ending}`)];
  return [
    '```mermaid',
    ...diagram(plan, planned),
    '```',
    '',
    'An arrow points from who uses to what is used. A dotted arrow lets only types through; a dashed box is a room that is planned and still empty. Ways through a room in between are left out of the diagram; the table has every door.',
    '',
    ...table(
      ['Band', 'Room', 'Holds', 'May use'],
      plan.rooms.map((room) => [room.band, nameOf(room, planned), room.holds, doors(room)]),
    ),
    '',
    `The yard (${codes(yard)}) may use every room, and no room may use it.`,
    '',
    ...table(
      ['A file named', 'touches'],
      [
        ...Object.entries(plan.effects.endings).map(([ending, touches]) => [`\`*${ending}\``, touches]),
        [`anything, in ${codes(plan.effects.rooms)}`, 'what it must'],
        ['anything else', 'nothing: it is pure'],
      ],
    ),
    '',
    ...table(
      ['From outside', 'in', 'by', 'because'],
      plan.modules.map(({ name, in: places, files, takes, why }) => [
        `\`${name}\`${takes ? `: ${codes(takes)}` : ''}`,
        places ? codes(places) : 'any room but the kernel',
        files === 'any' ? 'any file' : 'files that touch the world',
        why,
      ]),
    ),
  ];
}

/** A table with its columns in line, as the formatter of the repository leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => [...cell].length), 3),
  );
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '') + fill.repeat(width - [...(cells[column] ?? '')].length)).join(' | ')} |`;
  return [line(head, ' '), line([], '-'), ...rows.map((row) => line(row, ' '))];
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function nameOf(room: Room, planned: (room: Room) => boolean): string {
  return `\`${room.path}\`${planned(room) ? ' (planned)' : ''}`;
}

/** The doors of a room as layers.json writes them, bands by name. */
function doors({ mayUse }: Room): string {
  const names = mayUse.map((entry) => {
    if (typeof entry === 'string') return entry.includes('/') ? `\`${entry}\`` : entry;
    return `\`${entry.room}\`${entry.only === 'types' ? ' (types)' : ''}: ${entry.why}`;
  });
  return names.join(', ') || '–';
}

function diagram(plan: Plan, planned: (room: Room) => boolean): string[] {
  const id = (path: string): string => path.replaceAll(/\W/g, '_');
  const lines = ['flowchart TB'];
  for (const band of plan.bands.toReversed()) {
    lines.push(`  subgraph ${band}`, '    direction LR');
    for (const room of plan.rooms)
      if (room.band === band) lines.push(`    ${id(room.path)}["${room.path}"]${planned(room) ? ':::planned' : ''}`);
    lines.push('  end');
  }
  for (const room of plan.rooms)
    for (const [target, opening] of nearest(plan, room))
      lines.push(`  ${id(room.path)} ${opening === 'types' ? '-.->' : '-->'} ${id(target)}`);
  lines.push('  classDef planned stroke-dasharray: 4 4');
  return lines;
}

/** The doors of a room less those to rooms that another of its rooms leads to anyway. */
function nearest(plan: Plan, room: Room): [target: string, opening: string][] {
  const below = (path: string): Set<string> => {
    const found = new Set<string>();
    const other = plan.rooms.find((candidate) => candidate.path === path);
    for (const target of other ? doorsOf(plan, other).keys() : []) {
      found.add(target);
      for (const deeper of below(target)) found.add(deeper);
    }
    return found;
  };
  const own = [...doorsOf(plan, room)];
  return own
    .filter(([target]) => !own.some(([other]) => other !== target && below(other).has(target)))
    .map(([target, { opening }]) => [target, opening]);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, root: { type: 'string', default: '.' } },
  });
  const path = join(values.root, 'docs/architecture.md');
  const plan = readPlan(values.root);
  const page = readFileSync(path, 'utf8');
  const drawn = drawInto(
    page,
    plan,
    listCode(values.root).filter((file) => !isYard(plan, file)),
  );
  if (drawn === page) console.log('picture: docs/architecture.md is up to date');
  else if (values.check) {
    console.error('picture: docs/architecture.md is stale\n  next: run `npm run picture` and commit the page');
    process.exitCode = 1;
  } else {
    writeFileSync(path, drawn);
    console.log('picture: docs/architecture.md is drawn anew');
  }
}
