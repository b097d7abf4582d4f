import type { ClientSetup } from './edited.ts';
import { pdmSetup } from './pdm.ts';
import { pipSetup } from './pip.ts';
import { pipenvSetup } from './pipenv.ts';
import { poetrySetup } from './poetry.ts';
import { twineSetup } from './twine.ts';
import { uvSetup } from './uv.ts';

/** Every client that can be told to use a gateway. */
export const CLIENT_SETUPS: readonly ClientSetup[] = [
  pipSetup,
  uvSetup,
  poetrySetup,
  pdmSetup,
  pipenvSetup,
  twineSetup,
];
