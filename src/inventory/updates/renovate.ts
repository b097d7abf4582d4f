import { err, type Result } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { problem } from '../../base/problem.ts';
import type { TextDocument, TextProblem } from '../../base/text/document.ts';
import { parseJson } from '../../base/text/json.ts';
import { LineIndex } from '../../base/text/position.ts';
import { parseYaml } from '../../base/text/yaml.ts';
import type { SourceFile } from '../format.ts';
import type { UpdateReading } from './dependabot.ts';

const LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 50, maxValues: 100_000 };

/** Presets that say nothing about managers, folders or ages beyond what is known here. */
const PLAIN = /^(?:config:(?:recommended|base|best-practices)|:[A-Za-z].*|group:.*|schedule:.*|helpers:.*|docker:.*)$/;

/**
 * `renovate.json`, `renovate.json5`, `.github/renovate.json(5)`, `.renovaterc(.json)`. Renovate looks at
 * every folder with every manager, unless `enabledManagers`, `includePaths` or `enabled: false` say
 * otherwise; `minimumReleaseAge` is its cooldown. What presets elsewhere say is not known.
 *
 * Source: Renovate documentation, "Configuration Options".
 */
export function readRenovate(file: SourceFile): UpdateReading {
  const lines = new LineIndex(file.text);
  const at = (offset: number): Location => ({ path: file.path, ...lines.positionAt(offset) });
  const parsed = parseRelaxed(file.text);
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    const found = problem('text-invalid', `\`${file.path}\` is no JSON that can be read: ${message}`, {
      at: at(offset),
    });
    return { automation: null, problems: [found] };
  }
  const root: object = Object(parsed.value.root);
  const start = at(0);
  const presets = texts(own(root, 'extends')).filter((preset) => !PLAIN.test(preset));
  if (own(root, 'enabled') === false) {
    return { automation: { tool: 'renovate', entries: [], at: start, presets: [] }, problems: [] };
  }
  const managers = texts(own(root, 'enabledManagers'));
  const folders = texts(own(root, 'includePaths')).map((path) => path.replace(/\/?\*\*?$/, '/**').replace(/^\//, ''));
  const bestPractices = texts(own(root, 'extends')).includes('config:best-practices');
  const cooldownDays = daysOf(own(root, 'minimumReleaseAge')) ?? (bestPractices ? 3 : null);
  const entries = (managers.length === 0 ? ['*'] : managers).map((ecosystem) => ({
    ecosystem: ecosystem.slice(0, 100),
    folders: folders.length === 0 ? ['**'] : folders,
    cooldownDays,
    at: start,
  }));
  return { automation: { tool: 'renovate', entries, at: start, presets }, problems: [] };
}

/** JSON; else JSON with comments, trailing commas and bare keys, most of which is YAML once comments are gone. */
function parseRelaxed(text: string): Result<TextDocument<unknown>, TextProblem> {
  const strict = parseJson(text, LIMITS);
  if (strict.ok) return strict;
  const relaxed = parseYaml(withoutComments(text), LIMITS);
  return relaxed.ok ? relaxed : err(strict.error);
}

/** Comments become blanks, so that places stay; what looks like one inside quotes is none. Linear. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at);
    if (mark === '"' || mark === "'") {
      at++;
      while (at < text.length && text.charAt(at) !== mark) at += text.charAt(at) === '\\' ? 2 : 1;
      continue;
    }
    const opening = mark === '/' ? text.charAt(at + 1) : '';
    if (opening !== '/' && opening !== '*') continue;
    const close = opening === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
    const end = close < 0 ? text.length : opening === '/' ? close : close + 2;
    parts.push(text.slice(kept, at), text.slice(at, end).replace(/[^\n]/g, ' '));
    kept = end;
    at = end - 1;
  }
  parts.push(text.slice(kept));
  return parts.join('');
}

/** `3 days`, `1 week`: in days; null where it is none. */
function daysOf(value: unknown): number | null {
  const [, count, unit = ''] =
    typeof value === 'string' ? (/^(\d{1,5}) ?(days?|d|weeks?|w|months?)$/.exec(value) ?? []) : [];
  if (count === undefined) return null;
  return Number(count) * (unit.startsWith('w') ? 7 : unit.startsWith('m') ? 30 : 1);
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).filter((item) => typeof item === 'string').slice(0, 1000);
}
