import type { RuleSettings } from './policy.ts';

/**
 * What a gateway asks for by default beyond the rules' own defaults, which are an audit's: an audit tells of a pin that
 * is there already, a gateway can still keep what nobody looked at from coming in. Unpinned requests then take the
 * release before, and time ends the hold.
 */
const GATEWAY_SETTINGS: RuleSettings = { 'release-cooldown': { level: 'hold' } };

/** The settings of a gateway's view: its own over what every gateway asks for. */
export function gatewaySettings(own: RuleSettings): RuleSettings {
  const merged = new Map(Object.entries(GATEWAY_SETTINGS));
  for (const [id, setting] of Object.entries(own)) merged.set(id, { ...merged.get(id), ...setting });
  return Object.fromEntries(merged);
}
