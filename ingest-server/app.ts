import formBody from '@fastify/formbody';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { maxBodyBytes } from '../core/contract/http.ts';
import { authorRoutes } from './http/author-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { pageRoutes } from './http/page-routes.ts';
import { pollRoutes } from './http/poll-routes.ts';
import { installProblems, refuseUnreadable, sendFrameworkError } from './http/problems.ts';
import type { Services } from './http/services.ts';
import { voteRoute } from './http/vote-route.ts';

interface Options {
  readonly services: Services;
  readonly trustedProxies: readonly string[];
  readonly onBug: (error: unknown, request: FastifyRequest) => void;
}

/** Builds the HTTP side; the caller listens and closes. */
export async function buildApp({ services, trustedProxies, onBug }: Options): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    frameworkErrors: sendFrameworkError,
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 100 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblems(app, { onBug, onRefused: services.metrics.refused });
  app.server.on('upgrade', services.sockets.handleUpgrade);

  await app.register(swagger, {
    openapi: {
      info: { title: 'Kpoll', version: '1', description: 'Polls, votes and results.', license: { name: 'Apache-2.0' } },
      components: { securitySchemes: { authorToken: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    voteRoute(scope, services);
    await scope.register(async (readable) => {
      guardBodies(readable);
      authorRoutes(readable, services);
      pollRoutes(readable, services);
      healthRoutes(readable, services);
    });
  });
  await app.register(async (scope) => {
    guardBodies(scope);
    await scope.register(formBody, { bodyLimit: maxBodyBytes });
    pageRoutes(scope, services);
  });
  return app;
}

/** For every answer that a browser might show; the hot path answers without a body. */
function guardBodies(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'same-origin');
  });
}
