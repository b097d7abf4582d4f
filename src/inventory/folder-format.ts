import { FOLDER_FORMATS } from './folder-registry.generated.ts';
import type { FolderFormat } from './format.ts';

/** The format of a folder that holds these entries, if it is an inventory as a whole. */
export function findFolderFormat(entries: ReadonlySet<string>): FolderFormat | undefined {
  return FOLDER_FORMATS.find((format) => format.matches(entries));
}
