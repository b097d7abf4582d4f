/**
 * The shape of parsed TOML as this package takes it: plain data, so that any TOML reader will do
 * once it hands dates and times over as {@link TomlDateTime}.
 */

/** Which of TOML's four date and time types a value has. */
export type TomlDateTimeKind = 'offset-date-time' | 'local-date-time' | 'local-date' | 'local-time';

/**
 * A TOML date, time or both. The text is kept as written: nothing is lost to a time zone, to
 * JavaScript's milliseconds, or to a year that `Date` cannot hold. Source: TOML 1.0, "Offset
 * Date-Time" to "Local Time".
 */
export class TomlDateTime {
  /** As written in the document, for example `1979-05-27T07:32:00Z`. */
  readonly text: string;
  readonly kind: TomlDateTimeKind;

  constructor(text: string, kind: TomlDateTimeKind) {
    this.text = text;
    this.kind = kind;
  }
}

/**
 * Any TOML value. Integers are a `number` when it holds them exactly (safe integers) and a `bigint`
 * otherwise; a `number` that is no safe integer is a float. Source: TOML 1.0.
 */
export type TomlValue = string | number | bigint | boolean | TomlDateTime | TomlValue[] | TomlTable;

/** A TOML table. Keys are the document's: read own properties only, `__proto__` may be one of them. */
export interface TomlTable {
  [key: string]: TomlValue;
}
