import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { BareRecord } from './bare-record.ts';
import type { Scanner } from './scanner.ts';
import { NO_ROW } from './span-store.ts';

/** Any YAML value of the core schema. Mappings inherit nothing and have string keys. */
export type YamlValue = null | boolean | number | string | YamlValue[] | YamlMapping;

/** A YAML mapping. */
export interface YamlMapping {
  [key: string]: YamlValue;
}

const CORE_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** What an anchor stands for, and what using it costs: values when written out, and levels of nesting. */
interface Anchored {
  readonly value: YamlValue;
  readonly size: number;
  readonly height: number;
}

/** Turns the library's nodes into plain values, noting places, within the limits. */
export class YamlReader {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Anchored>();
  /** Values so far, aliases written out. */
  private size = 0;
  /** The deepest level that a value reached so far. */
  private deepest = 0;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  /** The value of a node that stands in a container of the given depth; undefined once there is a problem. */
  value(node: ParsedNode | null, depth: number): YamlValue | undefined {
    const at = node?.range?.[0] ?? 0;
    if (isAlias(node)) return this.alias(node.source, at, depth);
    if (!this.grow(1, at)) return undefined;
    this.deepest = Math.max(this.deepest, depth);
    if (node === null) return null;
    if (node.tag !== undefined && !CORE_TAGS.has(node.tag)) {
      return this.scanner.fail('yaml-tag', `the tag \`${node.tag}\` is not allowed; only core tags are`, at);
    }
    const sizeBefore = this.size - 1;
    const deepestBefore = this.deepest;
    this.deepest = depth;
    const value = this.plainValue(node, at, depth);
    if (value === undefined) return undefined;
    if (node.anchor !== undefined) {
      this.anchors.set(node.anchor, { value, size: this.size - sizeBefore, height: this.deepest - depth });
    }
    this.deepest = Math.max(this.deepest, deepestBefore);
    return value;
  }

  private plainValue(node: ParsedNode, at: number, depth: number): YamlValue | undefined {
    if (isScalar(node)) return this.scalar(node, at);
    if (!this.scanner.allowDepth(depth + 1, at)) return undefined;
    if (isMap(node)) return this.mapping(node, depth + 1);
    return isSeq(node) ? this.sequence(node, depth + 1) : this.scanner.fail('yaml-syntax', 'this is no value', at);
  }

  private alias(name: string, at: number, depth: number): YamlValue | undefined {
    const anchored = this.anchors.get(name);
    if (anchored === undefined) {
      return this.scanner.fail('yaml-alias', `no complete value before this alias has the anchor \`${name}\``, at);
    }
    this.deepest = Math.max(this.deepest, depth + anchored.height);
    if (!this.scanner.allowDepth(depth + anchored.height, at) || !this.grow(anchored.size, at)) return undefined;
    return anchored.value;
  }

  private scalar(node: Scalar.Parsed, at: number): YamlValue | undefined {
    const { value } = node;
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    return this.scanner.fail('yaml-tag', 'this scalar is of no core type', at);
  }

  private sequence(node: YAMLSeq.Parsed, depth: number): YamlValue[] | undefined {
    const { spans } = this.scanner;
    const values: YamlValue[] = [];
    let last = NO_ROW;
    for (const item of node.items) {
      const value = this.value(item, depth);
      if (value === undefined) return undefined;
      values.push(value);
      const range = item.range;
      last = spans.element(last, range[0], range[1]);
    }
    spans.close(values, last);
    return values;
  }

  private mapping(node: YAMLMap.Parsed, depth: number): YamlMapping | undefined {
    const { spans } = this.scanner;
    const members: YamlMapping = new BareRecord<YamlValue>();
    let last = NO_ROW;
    for (const { key: keyNode, value: valueNode } of node.items) {
      const key = this.key(keyNode);
      if (key === undefined) return undefined;
      const [keyStart, keyEnd] = keyNode.range;
      if (members[key] !== undefined) {
        return this.scanner.fail('duplicate-key', 'this key already has a value', keyStart);
      }
      const value = this.value(valueNode, depth);
      if (value === undefined) return undefined;
      members[key] = value;
      const [start, end] = valueNode?.range ?? [keyEnd, keyEnd];
      last = spans.entry(last, key, keyStart, keyEnd, start, end);
    }
    spans.close(members, last);
    return members;
  }

  private key(node: ParsedNode): string | undefined {
    const at = node.range[0];
    if (!isScalar(node) || node.value === null || node.anchor !== undefined || node.tag !== undefined) {
      return this.scanner.fail('yaml-key', 'a key must be plain or quoted text, without tag, anchor or alias', at);
    }
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  }

  private grow(by: number, at: number): boolean {
    this.size += by;
    if (this.size <= this.scanner.limits.maxValues) return true;
    const most = this.scanner.limits.maxValues;
    this.scanner.fail('too-many-values', `the text holds more than ${most} values, aliases written out`, at);
    return false;
  }
}
