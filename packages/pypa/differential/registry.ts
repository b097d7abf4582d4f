import { readdirSync } from 'node:fs';
import type { DifferentialKind } from './kind.ts';

/** Every kind of this folder: each `kinds/*.ts` exports `kinds`, a list. */
export async function loadKinds(): Promise<DifferentialKind[]> {
  const folder = new URL('./kinds/', import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<{ kinds: DifferentialKind[] }>),
  );
  return modules.flatMap((module) => module.kinds);
}
