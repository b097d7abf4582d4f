export * from './build-tag.ts';
export * from './content-type.ts';
export * from './dependency-groups.ts';
export * from './direct-url.ts';
export * from './email-message.ts';
export * from './entry-points.ts';
export * from './environment.ts';
export * from './glob-pattern.ts';
export * from './license-expression.ts';
export {
  formatMarker,
  MARKER_NESTING_LIMIT,
  type Marker,
  type MarkerComparison,
  type MarkerField,
  type MarkerGroup,
  type MarkerOperand,
  type MarkerOperator,
  parseMarker,
} from './marker.ts';
export * from './marker-algebra.ts';
export { evaluateMarker, type MarkerContext, type MarkerProblem } from './marker-evaluate.ts';
export * from './metadata.ts';
export * from './metadata-check.ts';
export * from './metadata-dynamic.ts';
export * from './metadata-fields.data.ts';
export * from './metadata-format.ts';
export * from './metadata-values.ts';
export * from './name.ts';
export * from './namespace.ts';
export * from './object-reference.ts';
export * from './platform-tags.ts';
export * from './project-extras.ts';
export * from './project-keys.data.ts';
export * from './project-table.ts';
export * from './project-table-parse.ts';
export * from './provenance-url.ts';
export * from './pylock.ts';
export * from './pylock-dependencies.ts';
export * from './pylock-lint.ts';
export * from './pylock-parse.ts';
export * from './pylock-select.ts';
export * from './pylock-write.ts';
export { pythonSplitLines, pythonStrip } from './python-text.ts';
export * from './record.ts';
export * from './requirement.ts';
export * from './result.ts';
export * from './script-metadata.ts';
export * from './sdist-filename.ts';
export * from './simple-format.ts';
export * from './simple-html.ts';
export * from './simple-json.ts';
export * from './simple-page.ts';
export * from './spdx.data.ts';
export {
  asksForPreReleases,
  formatSpecifier,
  type Operator,
  parseSpecifier,
  type Specifier,
  satisfies,
} from './specifier.ts';
export * from './specifier-range.ts';
export * from './specifier-set.ts';
export * from './supported-tags.ts';
export * from './tag.ts';
export * from './tag-ranking.ts';
export * from './toml-value.ts';
export * from './upload-time.ts';
export * from './url-file-name.ts';
export * from './version.ts';
export * from './version-event.ts';
export {
  ALL_VERSIONS,
  areDisjoint,
  complementOf,
  differenceOf,
  equalRanges,
  formatRange,
  hasOnlyPreReleases,
  intersectionOf,
  intersectionOfAll,
  isEmptyRange,
  isSubrange,
  NO_VERSIONS,
  rangeHas,
  rangeOfVersion,
  unionOf,
  type VersionRange,
} from './version-range.ts';
export * from './version-sort.ts';
export * from './wheel-filename.ts';
