import { type BuildTag, parseSdistFilename, parseWheelFilename, type TagSet } from '@rind/pypa';

/**
 * What a file's name stands for, however it is written: `Foo.Bar-1.0.tar.gz` and `foo_bar-1.0.0.tar.gz` are one and the
 * same source distribution to every installer. Undefined for a name that is none of a distribution.
 * Source: PEP 503, "Normalized Names"; PEP 440, "Version comparison"; PEP 427, "File name convention"; PEP 425.
 */
export function fileIdentity(filename: string): string | undefined {
  const wheel = filename.endsWith('.whl') ? parseWheelFilename(filename) : undefined;
  if (wheel?.ok === true) {
    const { name, version, build, tags } = wheel.value;
    return JSON.stringify([name, version.key, buildOf(build), tagsOf(tags)]);
  }
  const sdist = parseSdistFilename(filename);
  return sdist.ok ? JSON.stringify([sdist.value.name, sdist.value.version.key]) : undefined;
}

/** `1` and `01` are one number. */
function buildOf(build: BuildTag | undefined): string | null {
  return build === undefined ? null : `${String(build.number).replace(/^0+(?=\d)/, '')}${build.rest}`;
}

/** Tags are sets, and no installer tells capitals apart in them. */
function tagsOf({ interpreters, abis, platforms }: TagSet): readonly (readonly string[])[] {
  return [interpreters, abis, platforms].map((tags) => [...new Set(tags.map((tag) => tag.toLowerCase()))].sort());
}
