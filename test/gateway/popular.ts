/** A project that many use, as people ask for it; pinned, so that two runs of one hour ask for the same. */
export interface Popular {
  readonly requirement: string;
  /** What it must bring, by normal name. */
  readonly brings: readonly string[];
}

/** Twenty projects that are downloaded most or hard to serve: native code, large files, many files, deep trees. */
export const POPULAR: readonly Popular[] = [
  { requirement: 'boto3==1.35.60', brings: ['botocore', 's3transfer', 'jmespath', 'urllib3'] },
  { requirement: 'requests==2.32.3', brings: ['certifi', 'charset-normalizer', 'idna', 'urllib3'] },
  { requirement: 'setuptools==75.6.0', brings: [] },
  { requirement: 'typing-extensions==4.12.2', brings: [] },
  { requirement: 'numpy==2.1.3', brings: [] },
  { requirement: 'pandas==2.2.3', brings: ['numpy', 'python-dateutil', 'pytz', 'tzdata'] },
  { requirement: 'cryptography==44.0.0', brings: ['cffi', 'pycparser'] },
  { requirement: 'pydantic==2.10.2', brings: ['pydantic-core', 'annotated-types'] },
  { requirement: 'Django==5.1.3', brings: ['asgiref', 'sqlparse'] },
  { requirement: 'Flask==3.1.0', brings: ['werkzeug', 'jinja2', 'itsdangerous', 'click', 'blinker'] },
  { requirement: 'fastapi==0.115.5', brings: ['starlette', 'pydantic', 'anyio'] },
  { requirement: 'SQLAlchemy==2.0.36', brings: ['typing-extensions'] },
  { requirement: 'pytest==8.3.4', brings: ['pluggy', 'iniconfig', 'packaging'] },
  { requirement: 'PyYAML==6.0.2', brings: [] },
  { requirement: 'rich[jupyter]==13.9.4', brings: ['markdown-it-py', 'pygments', 'ipywidgets'] },
  { requirement: 'aiohttp==3.11.9', brings: ['yarl', 'multidict', 'frozenlist'] },
  { requirement: 'httpx[http2]==0.28.0', brings: ['httpcore', 'h2', 'anyio'] },
  { requirement: 'pillow==11.0.0', brings: [] },
  { requirement: 'google-api-core[grpc]==2.23.0', brings: ['grpcio', 'protobuf', 'google-auth'] },
  { requirement: 'zope.interface==7.2', brings: ['setuptools'] },
];
