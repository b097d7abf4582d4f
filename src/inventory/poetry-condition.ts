import {
  type Condition,
  conjoinMarkers,
  disjoinMarkers,
  type Marker,
  parseMarker,
  requiresPythonMarker,
  type TomlTable,
} from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { asText } from './toml-fields.ts';
import type { TomlManifest } from './toml-manifest.ts';

/** When a dependency is meant: its `markers`, `python` and `platform` together. */
export function conditionOf(table: TomlTable, at: Location, manifest: TomlManifest): Condition {
  let condition: Condition = true;
  const written = asText(table['markers']);
  if (written !== undefined) {
    const parsed = parseMarker(written);
    if (parsed.ok) condition = parsed.value;
    else manifest.say('requirement-invalid', parsed.error.message, manifest.at(table, 'markers'));
  }
  const python = asText(table['python']);
  if (python !== undefined) {
    const parsed = parsePoetryConstraint(python);
    if (!parsed.ok) manifest.say('requirement-invalid', parsed.error.message, at);
    else {
      let either: Condition = false;
      for (const one of parsed.value.alternatives.slice(0, 100))
        either = disjoinMarkers(either, requiresPythonMarker(one));
      condition = conjoinMarkers(condition, either);
    }
  }
  const platform = asText(table['platform']);
  return platform === undefined ? condition : conjoinMarkers(condition, platformMarker(platform));
}

/** `win32`, `!=darwin`, `linux || darwin`; what is none counts as always, which hides nothing. */
function platformMarker(text: string): Condition {
  let either: Condition = false;
  for (const word of text.slice(0, 1000).split(/\|+/)) {
    const [, operator = '==', name] = /^\s*(?:(==|!=|!)\s*)?([A-Za-z0-9_-]+)\s*$/.exec(word) ?? [];
    if (name === undefined) return true;
    const parsed = parseMarker(`sys_platform ${operator === '!' ? '!=' : operator} "${name}"`);
    const marker: Marker | true = parsed.ok ? parsed.value : true;
    either = disjoinMarkers(either, marker);
  }
  return either;
}
