import { readEnvironment } from '../environment.ts';
import { CONDA_FOLDER } from '../environment-conda.ts';
import { CONFIG_FILE } from '../environment-config.ts';
import { isSiteFolder } from '../environment-layout.ts';
import type { FolderFormat } from '../format.ts';

/** What is installed for a Python: a virtual environment, a conda environment, a `site-packages` folder. */
export const format: FolderFormat = {
  id: 'environment',
  title: 'installed environments: virtual environments, conda environments, `site-packages` and `dist-packages`',
  matches: (entries) => entries.has(CONFIG_FILE) || entries.has(CONDA_FOLDER) || isSiteFolder(entries),
  read: (folder) => readEnvironment(folder),
  editing: 'Never: an environment is made anew from the lock or the requirements.',
};
