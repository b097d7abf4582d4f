import { posix } from 'node:path';
import { type Graph, type Link, workspaceOf } from '../../source/graph.ts';
import { isEffect, isYard, type Module as Listed, type Plan, roomOf } from '../plan.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt, type Words } from './rule.ts';

/** `module`, `undeclared`: what may be taken from npm and from Node, where, and by which files. */
export const checkModules: Check = (graph, plan) => {
  const found: Violation[] = [];
  for (const [path, module] of graph.modules) {
    for (const link of module.links) {
      const missing = undeclared(graph, plan, path, link);
      if (missing) found.push(violationAt('undeclared', module, link, missing));
      const barred = roomOf(plan, path) && forbidden(plan, path, link);
      if (barred) found.push(violationAt('module', module, link, barred));
    }
  }
  return found;
};

function undeclared(graph: Graph, plan: Plan, path: string, { target, typeOnly }: Link): Words | undefined {
  const name =
    target.kind === 'module' && !target.builtin ? target.name : target.kind === 'file' ? target.via : undefined;
  const home = workspaceOf(graph, path);
  if (name === undefined || home === undefined || name === home.name) return undefined;
  const declared = [home.dependencies];
  if (typeOnly) declared.push(home.devDependencies);
  if (isYard(plan, path))
    for (const workspace of graph.workspaces)
      if (workspace === home || workspace.folder === '')
        declared.push(workspace.dependencies, workspace.devDependencies);
  if (declared.some((names) => names.has(name))) return undefined;
  return {
    message: `\`${name}\` is no dependency of \`${home.name}\``,
    why: 'npm hoists: it may be there today and gone tomorrow',
    next: `declare it in ${posix.join(home.folder, 'package.json')}, argued in an ADR, or do without`,
  };
}

function forbidden(plan: Plan, path: string, { target, typeOnly, names, specifier }: Link): Words | undefined {
  if (target.kind !== 'module') return undefined;
  if (roomOf(plan, path)?.mayUse.length === 0)
    return {
      message: `\`${specifier}\` is not for \`${roomOf(plan, path)?.path}\``,
      why: 'the ground floor stands on nothing, in a browser too',
      next: 'hand in what is needed, or write it here',
    };
  const listed = find(plan, target.name);
  if (listed === undefined)
    return {
      message: `\`${target.name}\` is not listed in layers.json`,
      why: 'what comes from outside is chosen once, with a reason, for named rooms',
      next: 'add it to `modules` with its reason, or do without',
    };
  if (listed.in && !listed.in.some((place) => path === place || /^[./]/.test(after(path, place))))
    return {
      message: `\`${target.name}\` belongs to ${listed.in.map((place) => `\`${place}\``).join(', ')}`,
      why: listed.why,
      next: 'ask that room for what you need',
    };
  if (typeOnly || isEffect(plan, path)) return undefined;
  if (listed.files === 'effect')
    return {
      message: `a pure file takes values from \`${target.name}\``,
      why: listed.why,
      next: `take a port, or name the file for what it touches: ${Object.keys(plan.effects.endings).join(', ')}`,
    };
  const beyond = listed.takes && names.filter((name) => !listed.takes?.includes(name));
  if (beyond === undefined || beyond.length === 0) return undefined;
  return {
    message: `a pure file takes ${beyond.map((name) => `\`${name}\``).join(', ')} from \`${target.name}\``,
    why: `${listed.why}; listed are ${listed.takes?.map((name) => `\`${name}\``).join(', ')}`,
    next: 'import listed names one by one, or take a port',
  };
}

/** The entry for a module: by its name, or `node:*` for what Node brings. */
function find(plan: Plan, name: string): Listed | undefined {
  const exact = plan.modules.find((listed) => listed.name === name);
  return exact ?? (name.startsWith('node:') ? plan.modules.find((listed) => listed.name === 'node:*') : undefined);
}

function after(path: string, start: string): string {
  return path.startsWith(start) ? path.slice(start.length) : '';
}
