import { posix } from 'node:path';
import { workspaceOf } from '../../source/graph.ts';
import { countLines, type Source } from '../../source/tree.ts';
import { hasEnding, isYard, roomOf } from '../plan.ts';
import type { Violation } from '../violation.ts';
import { type Check, violationAt } from './rule.ts';

/** `syntax`, `room`, `name`, `barrel`, `length`: each file for itself. */
export const checkFiles: Check = (graph, plan) => {
  const found: Violation[] = [];
  const endings = [
    ...Object.keys(plan.effects.endings),
    ...plan.yard.endings,
    ...plan.generated,
    ...plan.limits.exempt,
    '.d.ts',
  ];
  for (const [path, module] of graph.modules) {
    const { source } = module;
    const fault = source.faults[0];
    if (fault)
      found.push({
        ...violationAt('syntax', module, undefined, {
          message: fault.message,
          why: 'what does not parse cannot be checked',
          next: 'mend it',
        }),
        line: source.text.slice(0, fault.offset).split('\n').length,
      });
    if (roomOf(plan, path) === undefined && !isYard(plan, path))
      found.push(
        violationAt('room', module, undefined, {
          message: 'the file lies in no room',
          why: 'walls hold only for what stands inside them',
          next: 'move it into a room or the yard, or add a room to layers.json',
        }),
      );
    const ending = /\.[^./]+\.[^./]+$/.exec(posix.basename(path))?.[0];
    if (ending !== undefined && !endings.includes(ending) && !isYard(plan, path))
      found.push(
        violationAt('name', module, undefined, {
          message: `\`${ending}\` is an ending that the house does not know`,
          why: 'a second ending says what a file touches or how it was made; a misspelt one says nothing',
          next: `use one of ${endings.join(', ')}, or a dash`,
        }),
      );
    if (!plan.barrels.includes(path) && !hasEnding(path, plan.generated)) {
      const barrel = posix.basename(path).startsWith('index.') || onlyPassesOn(source);
      if (barrel)
        found.push(
          violationAt('barrel', module, undefined, {
            message: 'the file only passes on what others export',
            why: 'a barrel ties all that it names to all that use it, and hides where things come from',
            next: 'import from the file that owns the name',
          }),
        );
    }
    const lines = countLines(source);
    if (lines > plan.limits.lines && !hasEnding(path, plan.limits.exempt))
      found.push(
        violationAt('length', module, undefined, {
          message: `${lines} lines; the limit is ${plan.limits.lines}`,
          why: 'a file holds one noun; at 250 lines ask which two share it',
          next: 'give the second noun its own file',
        }),
      );
  }
  return found;
};

/** `unresolved`, `computed`, `wall`: each import for itself. */
export const checkImports: Check = (graph, plan) => {
  const found: Violation[] = [];
  for (const [path, module] of graph.modules) {
    for (const link of module.links) {
      if (link.target.kind === 'missing') {
        if (plan.built.includes(posix.join(posix.dirname(path), link.specifier ?? ''))) continue;
        found.push(
          violationAt('unresolved', module, link, {
            message: `\`${link.specifier}\` leads nowhere: ${link.target.hint}`,
            why: 'code runs as it is written: no step in between completes paths',
            next: 'write the path of a file, with its ending',
          }),
        );
      } else if (link.target.kind === 'computed' && roomOf(plan, path))
        found.push(
          violationAt('computed', module, link, {
            message: 'the import is computed',
            why: 'neither this check nor the bundle can follow it',
            next: 'list the modules in a generated registry',
          }),
        );
      else if (link.target.kind === 'file' && link.specifier?.startsWith('.')) {
        const home = workspaceOf(graph, path);
        const other = workspaceOf(graph, link.target.path);
        // A tool or bench of the house may look inside a package; nothing inside looks out.
        if (home === other || (home?.folder === '' && isYard(plan, path))) continue;
        found.push(
          violationAt('wall', module, link, {
            message: `\`${link.specifier}\` crosses the wall of \`${(other?.folder || home?.folder) ?? ''}\``,
            why: 'a package is used by its name, through what it exports, or it cannot be published alone',
            next: other?.folder ? `import from \`${other.name}\`` : 'move the code into the package, or hand it in',
          }),
        );
      }
    }
  }
  return found;
};

/** Whether a file has re-exports and nothing of its own. */
function onlyPassesOn({ program }: Source): boolean {
  const imported = new Set<string>();
  let passesOn = false;
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const { local } of statement.specifiers) imported.add(local.name);
        break;
      case 'ExportAllDeclaration':
        passesOn = true;
        break;
      case 'ExportNamedDeclaration':
        if (statement.declaration !== null) return false;
        for (const { local } of statement.specifiers)
          if (statement.source === null && !(local.type === 'Identifier' && imported.has(local.name))) return false;
        passesOn ||= statement.specifiers.length > 0;
        break;
      case 'TSTypeAliasDeclaration':
      case 'EmptyStatement':
        if (statement.type === 'TSTypeAliasDeclaration') return false;
        break;
      default:
        return false;
    }
  }
  return passesOn;
}
