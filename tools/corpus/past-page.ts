import type { ProjectPage } from '@rind/pypa';

/** The page without files of later days. Every wheel's metadata lies beside it, whether the page says so or not. */
export function asOf(page: ProjectPage, instant: number): ProjectPage {
  const files = page.files.flatMap((file) => {
    const uploaded = file.uploadTime === undefined ? Number.NaN : Date.parse(file.uploadTime.text);
    if (!(uploaded <= instant)) return [];
    return [file.filename.endsWith('.whl') ? { ...file, coreMetadata: true } : file];
  });
  return { ...page, files, versions: undefined };
}
