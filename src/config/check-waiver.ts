import { err, ok, parseRequirement, type Requirement, type Result, type TreePath } from '@rind/pypa';
import { parseDate } from '../base/instant.ts';
import type { ConfigFile } from '../contract/config-schema.ts';
import type { ConfiguredWaiver } from './config.ts';
import type { ConfigFault } from './fault.ts';

/** A waiver that the schema has passed. */
export function checkWaiver(
  waiver: NonNullable<ConfigFile['waivers']>[number],
  path: TreePath,
): Result<ConfiguredWaiver, ConfigFault> {
  const component = checkComponent(waiver.component, [...path, 'component']);
  if (!component.ok) return component;
  const expires = parseDate(waiver.expires);
  if (!expires.ok)
    return err({
      path: [...path, 'expires'],
      message: `\`expires\` is no date: \`${waiver.expires.slice(0, 100)}\``,
      hint: 'write it as 2026-12-31',
    });
  const wrong = waiver.sha256?.find((hex) => !/^[0-9a-fA-F]{64}$/.test(hex));
  if (wrong !== undefined)
    return err({
      path: [...path, 'sha256'],
      message: `\`sha256\` holds \`${wrong.slice(0, 100)}\`, which is not 64 hexadecimal digits`,
    });
  return ok({
    ids: waiver.ids,
    component: component.value,
    ...(waiver.sha256 === undefined ? {} : { sha256: waiver.sha256.map((hex) => hex.toLowerCase()) }),
    ...(waiver.target === undefined ? {} : { target: waiver.target }),
    reason: waiver.reason,
    owner: waiver.owner,
    expires: expires.value,
    expiresText: waiver.expires,
    untilFixed: waiver['until-fixed'] ?? false,
  });
}

/** The releases that a waiver is for: a project and versions, and nothing that makes it conditional. */
export function checkComponent(written: string, path: TreePath): Result<Requirement, ConfigFault> {
  const component = parseRequirement(written);
  if (!component.ok) return err({ path, message: `\`component\` is no requirement: ${component.error.message}` });
  const { url, marker, extras } = component.value;
  if (url !== undefined || marker !== undefined || extras.length > 0)
    return err({
      path,
      message: '`component` names a project and versions, and nothing else',
      hint: 'write it as name>=1,<2',
    });
  return component;
}
