import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { LineIndex } from '../../base/text/position.ts';
import { parseYaml } from '../../base/text/yaml.ts';
import type { YamlMapping, YamlValue } from '../../base/text/yaml-value.ts';
import type { SourceFile } from '../format.ts';
import type { UpdateAutomation, UpdateEntry } from '../update-automation.ts';

/** What the configuration of an update tool says, or why it says nothing. */
export interface UpdateReading {
  readonly automation: UpdateAutomation | null;
  readonly problems: readonly Problem[];
}

const LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 50, maxValues: 100_000 };

/**
 * `.github/dependabot.yml`, version 2. Source: GitHub documentation, "Dependabot options reference":
 * `package-ecosystem`, `directory`, `directories`, `cooldown.default-days`.
 */
export function readDependabot(file: SourceFile): UpdateReading {
  const lines = new LineIndex(file.text);
  const at = (offset: number): Location => ({ path: file.path, ...lines.positionAt(offset) });
  const parsed = parseYaml(file.text, LIMITS);
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    return {
      automation: null,
      problems: [problem('text-invalid', `\`${file.path}\` is no valid YAML: ${message}`, { at: at(offset) })],
    };
  }
  const document = parsed.value;
  const updates = asMapping(document.root)?.['updates'];
  const entries = (Array.isArray(updates) ? updates : []).flatMap((value, i): UpdateEntry[] => {
    const entry = asMapping(value);
    const ecosystem = entry?.['package-ecosystem'];
    if (entry === undefined || typeof ecosystem !== 'string') return [];
    const days = asMapping(entry['cooldown'])?.['default-days'];
    return [
      {
        ecosystem: ecosystem.slice(0, 100),
        folders: foldersOf(entry),
        cooldownDays: typeof days === 'number' && days >= 0 ? days : null,
        at: at(document.spanAt(['updates', i])?.start ?? 0),
      },
    ];
  });
  return { automation: { tool: 'dependabot', entries, at: at(0), presets: [] }, problems: [] };
}

function foldersOf(entry: YamlMapping): string[] {
  const several = entry['directories'];
  const written = Array.isArray(several) ? several : [entry['directory'] ?? '/'];
  return written.slice(0, 1000).flatMap((folder) => (typeof folder === 'string' ? [folder.replace(/^\//, '')] : []));
}

function asMapping(value: YamlValue | undefined): YamlMapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
