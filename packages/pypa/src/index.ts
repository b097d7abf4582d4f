export * from './license-expression.ts';
export * from './name.ts';
export * from './python-text.ts';
export * from './result.ts';
export * from './spdx.data.ts';
export * from './version.ts';
