import { toJSONSchema } from 'zod/mini';
import { API_OPERATIONS, type ApiOperation } from './http-api.ts';

const PROBLEM = {
  description: 'Why not. Source: RFC 9457.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The OpenAPI document of `/api/v1`, as a value: made of the table of operations. Source: OpenAPI 3.1. */
export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of API_OPERATIONS) {
    const methods = paths[operation.path] ?? {};
    paths[operation.path] = methods;
    methods[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rind gateway', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{}, { basic: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'the token as the password' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Problem: {
          type: 'object',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
          },
          required: ['type', 'title', 'status', 'detail'],
        },
      },
    },
  };
}

function operationObject({ id, path, what, scope, parameters, body, returns, media }: ApiOperation): object {
  return {
    operationId: id,
    summary: what,
    description: `Needs a token with the scope \`${scope}\`, where the gateway asks for tokens.`,
    parameters: parameters.map(({ name, what: meaning, required }) => {
      const inPath = path.includes(`{${name}}`);
      return {
        name,
        in: inPath ? 'path' : 'query',
        required: inPath || required,
        description: meaning,
        schema: { type: 'string' },
      };
    }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: toJSONSchema(body) } } } }),
    responses: {
      200: { description: returns, content: { [media ?? 'application/json']: { schema: {} } } },
      400: PROBLEM,
      401: PROBLEM,
      403: PROBLEM,
      404: PROBLEM,
      503: PROBLEM,
    },
  };
}
