import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { healthRoutes } from './http/health-routes.ts';
import { installProblems, refuseUnreadable, sendFrameworkError } from './http/problems.ts';
import type { Metrics } from './metrics.ts';

interface Options {
  readonly metrics: Metrics;
  readonly prove: (challenge: string) => string;
  readonly onBug: (error: unknown) => void;
}

/** For a process without participants: health and metrics only. */
export function buildOperatorApp({ metrics, prove, onBug }: Options): FastifyInstance {
  const app = fastify({
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    frameworkErrors: sendFrameworkError,
    clientErrorHandler: refuseUnreadable,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblems(app, { onBug, onRefused: metrics.refused });
  healthRoutes(app, { metrics, prove, notReadyBecause: () => undefined, refusing: () => undefined });
  return app;
}
