import type { ClientSetting } from '../inventory/client-setting.ts';
import type { UpdateAutomation } from '../inventory/update-automation.ts';

/** What a run found about one audited project, beside its components. */
export interface ProjectFacts {
  /** Its folder, relative to the repository root, `.` for the root itself. */
  readonly path: string;
  /** What its files tell installers about indexes and safety. */
  readonly settings: readonly ClientSetting[];
  /** The ids of the formats that were read for it. */
  readonly formats: readonly string[];
  /** What keeps it up to date; null where nothing was found, absent where nobody looked. */
  readonly updates?: UpdateAutomation | null;
}
