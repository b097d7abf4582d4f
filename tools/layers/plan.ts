import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isWithin } from '../source/files.ts';
import type { Violation } from './violation.ts';

const door = z.union([
  z.string(),
  z.strictObject({ room: z.string(), only: z.literal('types').optional(), why: z.string().min(1) }),
]);

const plan = z.strictObject({
  about: z.string(),
  bands: z.array(z.string()),
  rooms: z.array(
    z.strictObject({
      path: z.string(),
      band: z.string(),
      holds: z.string().min(1),
      mayUse: z.array(door),
      browser: z.boolean().optional(),
    }),
  ),
  yard: z.strictObject({
    why: z.string(),
    paths: z.array(z.string()),
    /** Names of folders, wherever they stand. */
    folders: z.array(z.string()),
    endings: z.array(z.string()),
  }),
  effects: z.strictObject({ why: z.string(), endings: z.record(z.string(), z.string()), rooms: z.array(z.string()) }),
  modules: z.array(
    z.strictObject({
      name: z.string(),
      files: z.enum(['any', 'effect']),
      takes: z.array(z.string()).optional(),
      in: z.array(z.string()).optional(),
      why: z.string().min(1),
    }),
  ),
  /** Files built ahead of what will use them; `tools/dead.ts` lets them live, and says when they need no mercy. */
  ahead: z.array(z.strictObject({ path: z.string(), why: z.string().min(1) })),
  /** Files that only the build makes, where the code that names them expects them. */
  built: z.array(z.string()),
  barrels: z.array(z.string()),
  generated: z.array(z.string()),
  limits: z.strictObject({ lines: z.number(), exempt: z.array(z.string()) }),
});

/** `layers.json`: the rooms and the doors between them. */
export type Plan = z.infer<typeof plan>;
export type Room = Plan['rooms'][number];
export type Module = Plan['modules'][number];

/** How a room may use another: with its values, for its types only, or not. */
type Opening = 'open' | 'types' | 'shut';

/** Reads `layers.json` of a root. Throws on a malformed one: without a plan there is nothing to check. */
export function readPlan(root: string): Plan {
  return plan.parse(JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8')));
}

/** The room that a file lies in. */
export function roomOf(plan: Plan, path: string): Room | undefined {
  return plan.rooms.find((room) => isWithin(path, room.path) && !isYard(plan, path));
}

/** Whether a file belongs to the yard: tools, tests, benches. */
export function isYard(plan: Plan, path: string): boolean {
  const { paths, folders, endings } = plan.yard;
  return (
    paths.some((folder) => isWithin(path, folder)) ||
    path
      .split('/')
      .slice(0, -1)
      .some((name) => folders.includes(name)) ||
    hasEnding(path, endings)
  );
}

/** Whether a file may touch the world: by its name or by its room. */
export function isEffect(plan: Plan, path: string): boolean {
  return hasEnding(path, Object.keys(plan.effects.endings)) || plan.effects.rooms.some((room) => isWithin(path, room));
}

/** Whether a path ends in one of the endings. */
export function hasEnding(path: string, endings: readonly string[]): boolean {
  return endings.some((ending) => path.endsWith(ending));
}

/** The rooms that a room may use, each with how far its door opens. */
export function doorsOf(plan: Plan, room: Room): Map<string, { opening: Opening; why?: string }> {
  const doors = new Map<string, { opening: Opening; why?: string }>();
  for (const entry of room.mayUse) {
    const { room: target, only, why } = typeof entry === 'string' ? { room: entry } : entry;
    const opening = only === 'types' ? 'types' : 'open';
    for (const path of plan.bands.includes(target) ? roomsOfBand(plan, target) : [target])
      if (path !== room.path) doors.set(path, why === undefined ? { opening } : { opening, why });
  }
  return doors;
}

function roomsOfBand(plan: Plan, band: string): string[] {
  return plan.rooms.filter((room) => room.band === band).map((room) => room.path);
}

/** What is wrong with the plan itself: rooms that are not there, doors that open upwards. */
export function checkPlan(plan: Plan): Violation[] {
  const found: Violation[] = [];
  const say = (message: string, why: string, next: string): void => {
    found.push({ rule: 'plan', path: 'layers.json', line: 1, message, why, next });
  };
  const order = plan.rooms.map((room) => room.path);
  for (const [place, room] of plan.rooms.entries()) {
    if (!plan.bands.includes(room.band))
      say(`\`${room.path}\` stands in the unknown band \`${room.band}\``, 'a band orders rooms', 'name one of `bands`');
    if (order.indexOf(room.path) !== place)
      say(`\`${room.path}\` is listed twice`, 'a room has one set of doors', 'keep one entry');
    for (const target of doorsOf(plan, room).keys()) {
      if (!order.includes(target))
        say(`\`${room.path}\` may use \`${target}\`, which is no room`, 'a door leads somewhere', 'correct the name');
      else if (order.indexOf(target) > place)
        say(
          `\`${room.path}\` may use \`${target}\`, which stands above it`,
          'arrows point down; that is what keeps the graph of rooms free of circles',
          'turn the door round, join the two rooms, or find the third that both lack',
        );
    }
  }
  return found;
}
