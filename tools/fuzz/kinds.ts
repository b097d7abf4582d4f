import { FOLDER_FORMATS } from '../../src/inventory/folder-registry.generated.ts';
import type { FolderFormat } from '../../src/inventory/format.ts';
import { INVENTORY_FORMATS } from '../../src/inventory/registry.generated.ts';
import { CANARY, CANARY_NAME } from './awkward.ts';
import { folderKind } from './folder-case.ts';
import { FOLDER_SEEDS } from './folder-seeds.ts';
import { formatKind } from './format-case.ts';
import type { FuzzKind } from './kind.ts';
import { loadSeeds } from './seeds.ts';
import { sideFileKinds } from './side-file.ts';

/** Everything that reads a file or a folder of a repository. A format without a seed is a mistake here. */
export function inventoryKinds(): FuzzKind[] {
  process.env[CANARY_NAME] = CANARY;
  const seeds = loadSeeds();
  const folders: readonly FolderFormat[] = FOLDER_FORMATS;
  return [
    ...INVENTORY_FORMATS.map((format) => formatKind(format, atLeastOne(seeds.get(format.id), format.id))),
    ...folders.map((format) => {
      const seed = FOLDER_SEEDS.get(format.id);
      if (seed === undefined) throw new Error(`\`${format.id}\` has no seed in tools/fuzz/folder-seeds.ts`);
      return folderKind(format, seed);
    }),
    ...sideFileKinds(),
  ];
}

function atLeastOne<T>(list: readonly T[] | undefined, id: string): readonly T[] {
  if (list === undefined || list.length === 0) throw new Error(`\`${id}\` has no seed in tools/fuzz/written.data.ts`);
  return list;
}
