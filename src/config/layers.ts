import type { Config, ConfiguredRule } from './config.ts';

/**
 * One configuration of several, the strongest first: key by key the first that sets it holds. Sources
 * of advisories, VEX documents, waivers and policies add up: none takes another's away.
 */
export function layered(layers: readonly Config[]): Config {
  const rules = new Map<string, ConfiguredRule>();
  const origins = new Map<string, string>();
  for (const layer of [...layers].reverse()) {
    for (const [id, setting] of Object.entries(layer.rules)) {
      const below = rules.get(id);
      const parameters = { ...below?.parameters, ...setting.parameters };
      rules.set(id, { ...below, ...setting, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) });
    }
    for (const [key, origin] of layer.origins) origins.set(key, origin);
  }
  const first = <T>(lists: readonly (readonly T[])[]) => lists.find((list) => list.length > 0) ?? [];
  const server = layers.find((layer) => layer.server !== undefined)?.server;
  const rind = layers.find((layer) => layer.rind !== undefined)?.rind;
  return {
    advisorySources: layers.flatMap(({ advisorySources }) => advisorySources),
    vex: layers.flatMap(({ vex }) => vex),
    extends: layers.flatMap((layer) => layer.extends),
    targets: first(layers.map(({ targets }) => targets)),
    indexes: first(layers.map(({ indexes }) => indexes)),
    rules: Object.fromEntries(rules),
    waivers: layers.flatMap(({ waivers }) => waivers),
    file: layers.find(({ file }) => file !== null)?.file ?? null,
    origins,
    ...(server === undefined ? {} : { server }),
    ...(rind === undefined ? {} : { rind }),
  };
}
