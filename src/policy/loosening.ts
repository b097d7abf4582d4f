import { formatRequirement } from '@rind/pypa';
import { formatDuration } from '../base/instant.ts';
import { type ParameterDeclaration, type ParameterValue, stricterValue } from '../base/parameter.ts';
import { LEVELS } from './outcome.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';

/** One thing by which a policy lets through more than Rind does by itself. */
export interface Loosening {
  readonly kind: 'level' | 'waiver' | 'ignore-file' | 'vex' | 'advisories' | 'index';
  /** The key that does it, dotted: `rules.known-vulnerability.level`; absent where no configuration does. */
  readonly key?: string;
  /** The file or folder that says so. */
  readonly origin: string;
  readonly message: string;
}

/**
 * All that makes a policy looser than the defaults, waivers included: each report lists it. A waiver that
 * has expired at `now` (epoch milliseconds) lets nothing through.
 */
export function loosenings(rules: readonly Rule[], policy: Policy, now: number): Loosening[] {
  const found: Loosening[] = [];
  // Strongest first: the project's own file.
  const origin = policy.sources[0]?.origin ?? 'configuration';
  for (const rule of rules) {
    const setting = policy.rules.get(rule.id);
    if (setting === undefined) continue;
    const key = `rules.${rule.id}`;
    if (LEVELS.indexOf(setting.level) < LEVELS.indexOf(rule.defaultLevel)) {
      const message = `\`${rule.id}\` is set to \`${setting.level}\`, from \`${rule.defaultLevel}\``;
      found.push({ kind: 'level', origin, key: `${key}.level`, message });
    }
    if (UNKNOWNS.indexOf(setting.unknown) < UNKNOWNS.indexOf(rule.defaultUnknown)) {
      const message = `what \`${rule.id}\` cannot tell is set to \`${setting.unknown}\`, from \`${rule.defaultUnknown}\``;
      found.push({ kind: 'level', origin, key: `${key}.unknown`, message });
    }
    for (const [name, declaration] of Object.entries(rule.parameters ?? {})) {
      const value = setting.parameters[name] ?? null;
      const loosens = declaration.kind === 'text' && declaration.loosens === true && value !== null;
      if (!loosens && !isLooser(stricterValue(declaration, declaration.default, value), value)) continue;
      const message = `\`${name}\` of \`${rule.id}\` is looser than by default: \`${shown(declaration, value)}\``;
      found.push({ kind: 'level', origin, key: `${key}.${name}`, message });
    }
  }
  for (const { ids, component, expires, origin: by } of policy.waivers) {
    if (now >= expires) continue;
    const what = component === null ? 'every component' : `\`${formatRequirement(component)}\``;
    const tool = by?.tool;
    const kind = tool === undefined ? 'waiver' : /vex|csaf|cyclonedx/i.test(tool) ? 'vex' : 'ignore-file';
    const message = `\`${ids.join('`, `').slice(0, 100)}\` is waived for ${what}${tool === undefined || by?.at === undefined ? '' : `, by ${tool}`}`;
    found.push({ kind, key: 'waivers', origin: by?.at?.path ?? tool ?? origin, message });
  }
  return found;
}

const UNKNOWNS: readonly string[] = ['report', 'hold', 'deny'];

/** Whether the stricter of default and value is another than the value. */
function isLooser(stricter: ParameterValue, value: ParameterValue): boolean {
  return JSON.stringify(stricter) !== JSON.stringify(value) && value !== null;
}

/** As a configuration writes it: `10d`, not its milliseconds. */
function shown({ kind }: ParameterDeclaration, value: ParameterValue): string {
  const text = kind === 'duration' && typeof value === 'number' ? formatDuration(value) : String(value);
  return text.slice(0, 100);
}
