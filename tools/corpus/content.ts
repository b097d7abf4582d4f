/** What a project of the corpus depends on, before a tool's manifest says it. */
export interface Content {
  readonly name: string;
  /** `requires-python`. */
  readonly python: string;
  /** No file uploaded after this instant is seen: old pins, so that known flaws are among them. */
  readonly instant: string;
  readonly dependencies: readonly Wanted[];
  readonly extras: Readonly<Record<string, readonly Wanted[]>>;
  readonly groups: Readonly<Record<string, readonly Wanted[]>>;
}

/** One requirement, in the parts that manifests write apart. */
export interface Wanted {
  readonly name: string;
  readonly extras?: readonly string[];
  /** A specifier set; empty for any version. */
  readonly specifier: string;
  readonly marker?: string;
}

function want(text: string): Wanted {
  const [, name = '', extras, specifier = '', marker] =
    /^([\w.-]+)(?:\[([^\]]*)\])?\s*([^;]*?)\s*(?:;\s*(.*))?$/.exec(text) ?? [];
  return {
    name,
    specifier,
    ...(extras === undefined ? {} : { extras: extras.split(',') }),
    ...(marker === undefined ? {} : { marker }),
  };
}

const all = (...texts: readonly string[]): Wanted[] => texts.map(want);

/** A web shop: platform markers, an extra of a dependency, extras and groups that share what they bring. */
const SHOP: Content = {
  name: 'shop',
  python: '>=3.8,<3.12',
  instant: '2023-07-01T00:00:00Z',
  dependencies: all(
    'django>=4.1,<4.2',
    'requests[socks]>=2.27,<2.29',
    'pillow<9.4',
    'sqlparse<0.4.4',
    "tzdata; sys_platform == 'win32'",
    "importlib-metadata==5.2.0; python_version < '3.10'",
  ),
  extras: {
    postgres: all('psycopg2-binary<2.9.6'),
    async: all('aiohttp<3.8.4', 'uvicorn[standard]<0.21'),
  },
  groups: {
    dev: all('pytest<7.3', 'black<23', "colorama<0.5; platform_system == 'Windows'"),
    docs: all('sphinx<5.2', 'jinja2<3.1.2', 'requests'),
  },
};

/** Numbers: two versions of one name by Python version, a name that only one interpreter needs. */
const DATA: Content = {
  name: 'data',
  python: '>=3.7,<3.12',
  instant: '2023-02-01T00:00:00Z',
  dependencies: all(
    "numpy==1.21.6; python_version < '3.8'",
    "numpy>=1.24,<1.25; python_version >= '3.8'",
    'pyarrow>=9,<11',
    'protobuf<3.20.2',
    "cffi<1.16; implementation_name == 'cpython'",
    'fonttools<4.39',
  ),
  extras: { web: all('mako<1.2.2', 'markdown-it-py<2.2') },
  groups: {
    dev: all('ipython<8', 'setuptools<65.5', "wheel<0.38; sys_platform != 'win32'"),
  },
};

/** A service: a task queue with extras, network libraries with long lists of flaws. */
const SERVICE: Content = {
  name: 'service',
  python: '>=3.8,<3.12',
  instant: '2022-12-01T00:00:00Z',
  dependencies: all(
    'cryptography<38.0.3',
    'urllib3<1.26.10',
    'flask<2.2',
    'werkzeug<2.2',
    'celery[redis]<5.3',
    'certifi<2022.9.24',
    'pyjwt[crypto]<2.4',
    "uvloop<0.18; sys_platform != 'win32' and implementation_name == 'cpython'",
  ),
  extras: {
    sql: all('sqlalchemy<1.5', 'alembic<1.9'),
    grpc: all('grpcio<1.51', 'protobuf<4'),
    all: all('sqlalchemy<1.5', 'grpcio<1.51', 'oauthlib<3.2.1'),
  },
  groups: {
    test: all('pytest<7.2', 'responses<0.22', "mock==4.0.3; python_version < '3.9'"),
    lint: all('flake8<5', 'pygments<2.13'),
  },
};

/** The projects that every tool locks. */
export const CONTENTS: readonly Content[] = [SHOP, DATA, SERVICE];
