/**
 * `node tools/style.ts [ROOT]`: the budgets of style that no linter of ours keeps: length of
 * functions, casts, `any` and `!`, suppressions with reasons, documented exports, unfinished work.
 * Tests, data and generated files are left out where noted.
 *
 * Exit: 0 within every budget · 1 beyond one.
 */
import { listCode } from './source/files.ts';
import { countLines, lineAt, type Node, readSource, type Source, walk } from './source/tree.ts';

/** Lines of a function that make it long, and the share of long ones that is too much. */
const LONG = 60;
const LONG_SHARE = 0.01;
/** Casts for each 1,000 lines: the best of the code bases measured. `as const` is none. */
const CASTS_PER_KLOC = 0.5;
/** Documented exports: by the first folder that fits; the rest of the house last. */
const DOCUMENTED: readonly (readonly [folder: string, share: number])[] = [
  ['packages/pypa/src/', 1],
  ['src/policy/rules/', 1],
  ['', 0.8],
];
/** The differential harness is one large test. */
const TEST = /\.test\.ts$|(?:^|\/)(?:test|testing|differential)\//;
const MADE = /\.generated\.ts$|\.d\.ts$/;
const DATA = /\.data\.ts$/;

/** One place that counts against a budget. */
export interface Spot {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** One budget: what was spent, and where. */
export interface Budget {
  readonly name: string;
  /** The figure and its limit, for people. */
  readonly figure: string;
  readonly kept: boolean;
  readonly spots: readonly Spot[];
}

/** Measures every budget under a root. */
export function measureStyle(root: string): Budget[] {
  const sources = listCode(root)
    .filter((path) => !MADE.test(path))
    .map((path) => readSource(root, path));
  const ours = sources.filter(({ path }) => !TEST.test(path));
  const code = ours.filter(({ path }) => !DATA.test(path));
  return [
    functionLength(code),
    casts(code),
    forbidden('any', 'a type of its own, or `unknown` and a check', sources, (node) => node.type === 'TSAnyKeyword'),
    forbidden(
      '!',
      'a check, or a type that cannot be empty',
      sources,
      (node) =>
        node.type === 'TSNonNullExpression' ||
        ((node.type === 'VariableDeclarator' || node.type === 'PropertyDefinition') && node.definite === true),
    ),
    suppressions(sources),
    unfinished(sources),
    ...DOCUMENTED.map(([folder, share], place) => {
      const before = DOCUMENTED.slice(0, place).map(([earlier]) => earlier);
      const here = ours.filter(
        ({ path }) => path.startsWith(folder) && !before.some((other) => path.startsWith(other)),
      );
      return documented(folder, share, here);
    }),
  ];
}

function functionLength(sources: readonly Source[]): Budget {
  const spots: Spot[] = [];
  let functions = 0;
  eachNode(sources, (source, node) => {
    if (
      node.type !== 'FunctionDeclaration' &&
      node.type !== 'FunctionExpression' &&
      node.type !== 'ArrowFunctionExpression'
    )
      return;
    functions++;
    const lines = lineAt(source, node.end) - lineAt(source, node.start) + 1;
    if (lines > LONG) spots.push(spot(source, node.start, `a function of ${lines} lines`));
  });
  return {
    name: `functions over ${LONG} lines`,
    figure: `${spots.length} of ${functions}; under ${LONG_SHARE * 100} % is allowed`,
    kept: spots.length === 0 || spots.length / functions < LONG_SHARE,
    spots,
  };
}

function casts(sources: readonly Source[]): Budget {
  const spots: Spot[] = [];
  eachNode(sources, (source, node) => {
    if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return;
    const type = source.text.slice(node.typeAnnotation.start, node.typeAnnotation.end);
    if (type !== 'const') spots.push(spot(source, node.start, `a cast to \`${type}\``));
  });
  const lines = sources.reduce((sum, source) => sum + countLines(source), 0);
  return {
    name: 'casts',
    figure: `${spots.length} in ${lines} lines; ${CASTS_PER_KLOC} for each 1,000 are allowed, at a parser's edge`,
    kept: spots.length <= (lines / 1000) * CASTS_PER_KLOC,
    spots,
  };
}

function forbidden(name: string, instead: string, sources: readonly Source[], is: (node: Node) => boolean): Budget {
  const spots: Spot[] = [];
  eachNode(sources, (source, node) => {
    if (is(node)) spots.push(spot(source, 'start' in node ? node.start : 0, `\`${name}\`; write ${instead}`));
  });
  return { name: `\`${name}\``, figure: `${spots.length}; none is allowed`, kept: spots.length === 0, spots };
}

/** Comments that silence a checker: some never, the others with a reason. */
function suppressions(sources: readonly Source[]): Budget {
  const spots: Spot[] = [];
  let silenced = 0;
  for (const source of sources) {
    for (const { value, start } of source.comments) {
      const text = value.trim();
      const found =
        /^(?:biome-ignore\S*|@ts-[a-z-]+|eslint-disable\S*|prettier-ignore|(?:c8|v8|istanbul) ignore|node:coverage)/.exec(
          text,
        )?.[0];
      if (found === undefined) continue;
      silenced++;
      const reason = found.startsWith('biome-ignore')
        ? /^\S+ \S+: (.+)/s.exec(text)?.[1]
        : found === '@ts-expect-error'
          ? text.slice(found.length)
          : '';
      if ((reason ?? '').trim().split(/\s+/).length < 3)
        spots.push(spot(source, start, `\`${found}\` without a reason`));
    }
  }
  return {
    name: 'suppressions without a reason',
    figure: `${spots.length} of ${silenced}; none is allowed`,
    kept: spots.length === 0,
    spots,
  };
}

function unfinished(sources: readonly Source[]): Budget {
  const spots = sources.flatMap((source) =>
    source.comments.flatMap(({ value, start }) => {
      const word = /\b(?:TODO|FIXME|XXX|HACK)\b/.exec(value)?.[0];
      return word === undefined ? [] : [spot(source, start, `\`${word}\`; finish it or open an issue`)];
    }),
  );
  return { name: 'unfinished work', figure: `${spots.length}; none is allowed`, kept: spots.length === 0, spots };
}

/** Exported declarations with a doc comment right before them; an overload shares its first one's. */
function documented(folder: string, share: number, sources: readonly Source[]): Budget {
  const spots: Spot[] = [];
  let exported = 0;
  for (const source of sources) {
    const ends = new Set(source.comments.filter(({ value }) => value.startsWith('*')).map(({ end }) => end));
    const overloads = new Set<string>();
    for (const node of source.program.body) {
      const declaration =
        node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration' ? node.declaration : null;
      if (declaration === null) continue;
      const id = 'id' in declaration && declaration.id?.type === 'Identifier' ? declaration.id.name : '';
      if (overloads.has(id)) continue;
      if (declaration.type === 'TSDeclareFunction') overloads.add(id);
      exported++;
      const before = source.text.slice(0, node.start).trimEnd().length;
      if (!ends.has(before)) spots.push(spot(source, node.start, 'an export without a doc comment'));
    }
  }
  const kept = exported === 0 || (exported - spots.length) / exported >= share;
  return {
    name: `documented exports in ${folder === '' ? 'the rest of the house' : `\`${folder}\``}`,
    figure: `${exported - spots.length} of ${exported}; ${share * 100} % is asked`,
    kept,
    spots,
  };
}

function eachNode(sources: readonly Source[], visit: (source: Source, node: Node) => void): void {
  for (const source of sources)
    walk(source.program, (node) => {
      visit(source, node);
      return undefined;
    });
}

function spot(source: Source, offset: number, what: string): Spot {
  return { path: source.path, line: lineAt(source, offset), what };
}

if (import.meta.main) {
  const budgets = measureStyle(process.argv[2] ?? '.');
  for (const { name, figure, kept, spots } of budgets) {
    (kept ? console.log : console.error)(`style: ${kept ? 'kept' : 'broken'}: ${name}: ${figure}`);
    if (!kept) for (const { path, line, what } of spots) console.error(`  ${path}:${line} ${what}`);
  }
  if (budgets.some(({ kept }) => !kept)) process.exitCode = 1;
}
