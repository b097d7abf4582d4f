import type { ClientSetting } from '../inventory/client-setting.ts';
import type { UpdateAutomation } from '../inventory/update-automation.ts';

/** What stands around the projects of a run, beside their own files. */
export interface Surroundings {
  /** What installers are told, by the folder of a project (`.` for the root). */
  readonly settings: ReadonlyMap<string, readonly ClientSetting[]>;
  /** Null where no update tool is configured; absent where nobody looked. */
  readonly updates?: UpdateAutomation | null;
}
